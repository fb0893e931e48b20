//! What `obo exchange` came to: the request as it may be shown, the answer, and what they amount to.

use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use super::decode::Decoded;
use crate::conversation::{Content, Plan};
use crate::delegation::change::Change;
pub use crate::exchange::cause::Cause;
use crate::exchange::client_auth::Method;
use crate::exchange::reflection::{SECRET, token_mask};
pub use crate::exchange::refusal::Refusal;
pub use crate::exchange::warning::Warning;
use crate::secret::Secret;
use crate::token::json::Tree;

/// A request with its secrets and tokens masked; text from outside in it is not yet escaped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: String,
    /// The address.
    pub url: String,
    /// Headers, masked.
    #[serde(serialize_with = "as_map")]
    pub headers: Vec<(String, String)>,
    /// The form in order, masked; a name may repeat.
    #[serde(serialize_with = "as_map")]
    pub form: Vec<(String, String)>,
}

impl Request {
    /// A plan as it may be shown: a secret is `***`, a token `sha256:` and 12 digits.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let masked = |content: &Content| match content {
            Content::Plain(text) => text.clone(),
            Content::Secret(_) => SECRET.to_owned(),
            Content::Token(token) => token_mask(token),
        };
        let pairs = |pairs: &[(String, Content)]| -> Vec<(String, String)> {
            pairs.iter().map(|(name, content)| (name.clone(), masked(content))).collect()
        };
        let mut headers = vec![("Accept".to_owned(), "application/json".to_owned())];
        if plan.basic.is_some() {
            headers.push(("Authorization".to_owned(), format!("Basic {SECRET}")));
        }
        headers.extend(pairs(&plan.headers));
        Self { method: plan.method.to_string(), url: plan.url.clone(), headers, form: pairs(&plan.form) }
    }
}

/// Each name once: with a string, or with an array where it is repeated.
fn as_map<S: Serializer>(pairs: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    for (index, (name, value)) in pairs.iter().enumerate() {
        let earlier = pairs.iter().take(index).any(|(other, _)| other == name);
        let all: Vec<&str> = pairs.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect();
        match all.as_slice() {
            _ if earlier => {}
            [_] => map.serialize_entry(name, value)?,
            all => map.serialize_entry(name, all)?,
        }
    }
    map.end()
}

/// An answer that was received.
#[derive(Debug, Clone, Serialize)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The JSON object as received, but for what this run holds (SECURITY.md R6).
    pub body: Tree,
}

/// The issued token for the forms that print it alone; it is no part of any document.
#[derive(Debug, Clone)]
pub struct Bare {
    /// The token.
    pub token: Secret,
    /// `Bearer` or `DPoP`, never the server's word (R16).
    pub scheme: &'static str,
    /// `expires_in`.
    pub expires_in: Option<i64>,
    /// `issued_token_type`.
    pub issued_token_type: Option<String>,
    /// `token_type`, as the server wrote it.
    pub token_type: Option<String>,
}

/// One exchange.
#[derive(Debug, Clone, Serialize)]
pub struct Exchanged {
    /// What was sent, or would be.
    pub request: Request,
    /// What came back; null where nothing was sent.
    pub response: Option<Response>,
    /// The issued token; null when opaque or refused.
    pub issued: Option<Decoded>,
    /// The subject token against the issued one; null where one of them cannot be read.
    pub changes: Option<Change>,
    /// Why the server said no.
    pub refusal: Option<Refusal>,
    /// What was granted and not asked, or asked and not granted.
    pub warnings: Vec<Warning>,
    /// The client's id and the method by which it proved itself.
    #[serde(skip)]
    pub client: (Option<String>, Method),
    /// What was granted as it was asked for.
    #[serde(skip)]
    pub as_asked: Vec<&'static str>,
    /// The names of what was read, which sentences of ours may repeat.
    #[serde(skip)]
    pub sources: Vec<String>,
    /// The issued token, for the forms that print it alone.
    #[serde(skip)]
    pub bare: Option<Bare>,
    /// `--strict`: a warning is an answer of no, and no token is printed alone.
    #[serde(skip)]
    pub strict: bool,
}

impl Exchanged {
    /// Whether what was granted counts as what was asked.
    #[must_use]
    pub fn is_yes(&self) -> bool {
        self.refusal.is_none() && !(self.strict && self.warnings.iter().any(|warning| warning.strict))
    }
}

#[cfg(test)]
impl Exchanged {
    /// An exchange without anything in it.
    pub(crate) fn example() -> Self {
        Self {
            request: Request {
                method: "POST".to_owned(),
                url: "https://sts.example/token".to_owned(),
                headers: Vec::new(),
                form: Vec::new(),
            },
            response: None,
            issued: None,
            changes: None,
            refusal: None,
            warnings: Vec::new(),
            client: (None, Method::None),
            as_asked: Vec::new(),
            sources: Vec::new(),
            bare: None,
            strict: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Request;
    use crate::conversation::{Basic, Content, Method, Plan};
    use crate::secret::Secret;

    #[test]
    fn r6_a_request_is_shown_with_its_secrets_masked() {
        let plain = |text: &str| Content::Plain(text.to_owned());
        let request = Request::of(&Plan {
            method: Method::Post,
            url: "https://sts.example/token".to_owned(),
            headers: Vec::new(),
            basic: Some(Basic { client_id: "svc".to_owned(), secret: Secret::from("hunter2") }),
            form: vec![
                ("audience".to_owned(), plain("a")),
                ("subject_token".to_owned(), Content::Token(Secret::from("canary"))),
                ("audience".to_owned(), plain("b")),
                ("client_secret".to_owned(), Content::Secret(Secret::from("hunter2"))),
            ],
            repeatable: true,
            named_by: None,
        });
        assert_eq!(
            serde_json::to_string(&request).expect("plain data"),
            concat!(
                r#"{"method":"POST","url":"https://sts.example/token","#,
                r#""headers":{"Accept":"application/json","Authorization":"Basic ***"},"#,
                r#""form":{"audience":["a","b"],"subject_token":"sha256:e100fbce008c","client_secret":"***"}}"#
            )
        );
    }
}
