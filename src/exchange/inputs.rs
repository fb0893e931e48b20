//! Everything that a token exchange is made of: the parameters of RFC 8693 section 2.1 and the client.

use super::assertion::Assertions;
use super::client_auth::Method;
use super::sent::{Presented, SecretShape, Sent};
use super::token_type;
use crate::instant::Instant;
use crate::secret::Secret;
use crate::token::json::{Budget, Document};
use crate::token::{NotAToken, Token, wrapping};

/// The grant of RFC 8693.
pub const TOKEN_EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

/// A token that is handed over.
#[derive(Debug, Clone)]
pub struct Handed {
    /// The token as it goes onto the wire.
    pub value: Secret,
    /// What it says, if it is not opaque.
    pub token: Option<Token>,
    /// Its type, as a URI.
    pub token_type: String,
    /// Where it came from, as the user wrote it; `None` where it was given as text.
    pub source: Option<String>,
    /// What is missing, where it reads as a token that was cut short, which no server can read.
    pub missing: Option<String>,
}

impl Handed {
    /// Takes off what was wrapped around a token (`Bearer `, quotes, line breaks) where a token is under it; an
    /// opaque one loses the blanks at its ends alone. Of a saved token answer the token of the asked type is taken.
    #[must_use]
    pub fn new(value: &Secret, token_type: Option<&str>, source: Option<String>) -> Self {
        let token_type = token_type::uri(token_type.unwrap_or(token_type::ACCESS_TOKEN)).to_owned();
        let answered = of_answer(value, &token_type);
        let value = answered.as_ref().unwrap_or(value);
        let text = value.expose_text().unwrap_or_default();
        let unwrapped = wrapping::unwrap(text);
        let parsed = Token::parse(&unwrapped);
        let missing = parsed.as_ref().map_or_else(NotAToken::missing, Token::missing);
        let token = parsed.ok();
        let value = match (&token, text.trim()) {
            (Some(_), _) => Secret::from(unwrapped.as_ref()),
            (None, "") => value.clone(),
            (None, trimmed) => Secret::from(trimmed),
        };
        Self { value, token, token_type, source, missing }
    }
}

/// The token in a saved answer of a token endpoint, or in obo's own document about one: its member of this type.
fn of_answer(value: &Secret, token_type: &str) -> Option<Secret> {
    if value.expose().trim_ascii_start().first() != Some(&b'{') {
        return None;
    }
    let document = Document::parse(value.expose(), Budget::ANSWER).ok()?;
    let name = match token_type::short(token_type) {
        own @ ("id_token" | "refresh_token") => own,
        _ => "access_token",
    };
    let body = document.root().pointer("/response/body").unwrap_or(document.root());
    body.get(name).and_then(|token| token.as_str()).map(Secret::from)
}

/// The client's proof.
#[derive(Debug)]
pub enum Proof {
    /// None: a public client, or nobody at all.
    None,
    /// `client_secret_basic`.
    Basic(Secret),
    /// `client_secret_post`.
    Post(Secret),
    /// `client_secret_jwt` or `private_key_jwt`, made anew for each try.
    Assertions(Method, Box<Assertions>),
    /// `private_key_jwt` with a JWT that somebody else made; it serves once.
    Given(Secret),
}

impl Proof {
    /// The method by its registered name.
    #[must_use]
    pub fn method(&self) -> Method {
        match self {
            Self::None => Method::None,
            Self::Basic(_) => Method::ClientSecretBasic,
            Self::Post(_) => Method::ClientSecretPost,
            Self::Assertions(method, _) => *method,
            Self::Given(_) => Method::PrivateKeyJwt,
        }
    }
}

/// One token exchange, whole.
#[derive(Debug)]
pub struct Inputs {
    /// Where the request goes.
    pub token_endpoint: String,
    /// The issuer whose metadata named the endpoint; `None` where a person did.
    pub named_by: Option<String>,
    /// The authorization server's issuer identifier, if it is known.
    pub issuer: Option<String>,
    /// The name of the provider's profile, if one is chosen or was recognised.
    pub provider: Option<String>,
    /// What the metadata lists as `token_endpoint_auth_methods_supported`.
    pub methods_listed: Vec<String>,
    /// What the metadata lists as `grant_types_supported`.
    pub grants_listed: Vec<String>,
    /// The client's id.
    pub client_id: Option<String>,
    /// The client's proof.
    pub proof: Proof,
    /// Whether `client_id` stands in the form beside an assertion (RFC 7521 section 4.2 leaves it open).
    pub client_id_beside_assertion: bool,
    /// On whose behalf.
    pub subject: Handed,
    /// Who acts.
    pub actor: Option<Handed>,
    /// Each `audience`, in order.
    pub audience: Vec<String>,
    /// Each `resource`, in order.
    pub resource: Vec<String>,
    /// Each `--scope`, in order; each may hold several.
    pub scope: Vec<String>,
    /// `requested_token_type`, as a URI.
    pub requested_token_type: Option<String>,
    /// Further parameters, in order.
    pub parameters: Vec<Parameter>,
}

/// A further parameter (`--param NAME=VALUE`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Secret,
}

/// Why text is no further parameter; the text itself is never repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAParameter {
    /// There is no `=`, or nothing before it.
    #[error("a parameter is NAME=VALUE")]
    Shape,
    /// It has a flag of its own.
    #[error("{0} has a flag of its own")]
    HasAFlag(&'static str),
}

impl Parameter {
    /// What obo sends of its own accord; a second one of the same name would be read by some servers and not by
    /// others.
    const OWN: [&'static str; 13] = [
        "grant_type",
        "subject_token",
        "subject_token_type",
        "actor_token",
        "actor_token_type",
        "audience",
        "resource",
        "scope",
        "requested_token_type",
        "client_id",
        "client_secret",
        "client_assertion",
        "client_assertion_type",
    ];

    /// Reads `NAME=VALUE`.
    ///
    /// # Errors
    /// Where it has no name, or a name that has its own flag.
    pub fn parse(text: &str) -> Result<Self, NotAParameter> {
        let (name, value) = text.split_once('=').ok_or(NotAParameter::Shape)?;
        if name.is_empty() {
            return Err(NotAParameter::Shape);
        }
        if let Some(own) = Self::OWN.into_iter().find(|own| *own == name) {
            return Err(NotAParameter::HasAFlag(own));
        }
        Ok(Self { name: name.to_owned(), value: Secret::from(value) })
    }

    /// Whether its name says that its value is to be hidden.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        let name = self.name.to_ascii_lowercase();
        ["token", "secret", "password", "assertion", "code", "key", "credential"]
            .iter()
            .any(|word| name.ends_with(word) || name.starts_with("password"))
    }
}

impl Inputs {
    /// `scope` as it is sent: all of them joined by one blank, in the order given.
    #[must_use]
    pub fn scopes(&self) -> Vec<&str> {
        self.scope.iter().flat_map(|given| given.split(' ')).filter(|scope| !scope.is_empty()).collect()
    }

    /// Each parameter beside the subject token that is sent, with its length in characters.
    #[must_use]
    pub fn lengths(&self) -> Vec<(&'static str, usize)> {
        let length = |text: &str| text.chars().count();
        let mut lengths = vec![("subject_token_type", length(&self.subject.token_type))];
        if let Some(actor) = &self.actor {
            lengths.push(("actor_token", actor.value.len()));
            lengths.push(("actor_token_type", length(&actor.token_type)));
        }
        lengths.extend(self.resource.iter().map(|text| ("resource", length(text))));
        lengths.extend(self.audience.iter().map(|text| ("audience", length(text))));
        let scopes = self.scopes().join(" ");
        if !scopes.is_empty() {
            lengths.push(("scope", length(&scopes)));
        }
        lengths.extend(self.requested_token_type.iter().map(|text| ("requested_token_type", length(text))));
        lengths
    }

    /// The facts that causes are judged against.
    #[must_use]
    pub fn sent(&self, at: Instant) -> Sent {
        let presented = |handed: &Handed| Presented {
            token: handed.token.clone(),
            token_type: handed.token_type.clone(),
            source: handed.source.clone(),
        };
        Sent {
            whole: true,
            at,
            grant: Some(TOKEN_EXCHANGE.to_owned()),
            provider: self.provider.clone(),
            issuer: self.issuer.clone(),
            token_endpoint: Some(self.token_endpoint.clone()),
            client_id: self.client_id.clone(),
            method: Some(self.proof.method()),
            methods_listed: self.methods_listed.clone(),
            grants_listed: self.grants_listed.clone(),
            subject: Some(presented(&self.subject)),
            actor: self.actor.as_ref().map(presented),
            audience: self.audience.clone(),
            resource: self.resource.clone(),
            scope: self.scopes().into_iter().map(str::to_owned).collect(),
            requested_token_type: self.requested_token_type.clone(),
            secret: match &self.proof {
                Proof::Basic(secret) | Proof::Post(secret) => Some(SecretShape::of(secret)),
                Proof::None | Proof::Assertions(..) | Proof::Given(_) => None,
            },
            assertion_audience: match &self.proof {
                Proof::Assertions(_, made) => Some(made.audience.clone()),
                _ => None,
            },
            parameters: self.parameters.iter().map(|p| p.name.clone()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Handed, NotAParameter, Parameter};
    use crate::secret::Secret;

    #[test]
    fn a_parameter_has_a_name_and_no_flag_of_its_own() {
        for (text, want) in [
            ("a=b=c", Ok(("a", "b=c"))),
            ("a=", Ok(("a", ""))),
            ("a", Err(NotAParameter::Shape)),
            ("=b", Err(NotAParameter::Shape)),
            ("audience=x", Err(NotAParameter::HasAFlag("audience"))),
            ("client_secret=x", Err(NotAParameter::HasAFlag("client_secret"))),
        ] {
            let got = Parameter::parse(text);
            let want = want.map(|(name, value): (&str, &str)| (name.to_owned(), Secret::from(value)));
            assert_eq!(got.map(|p| (p.name, p.value)), want, "{text}");
        }
    }

    #[test]
    fn a_parameter_named_like_a_secret_is_hidden() {
        for (name, want) in [
            ("refresh_token", true),
            ("assertion", true),
            ("password", true),
            ("api_key", true),
            ("requested_token_use", false),
            ("connection", false),
        ] {
            let parameter = Parameter { name: name.to_owned(), value: Secret::from("x") };
            assert_eq!(parameter.is_secret(), want, "{name}");
        }
    }

    #[test]
    fn a_handed_token_loses_its_wrapping_and_keeps_its_default_type() {
        let handed = Handed::new(&Secret::from("Bearer eyJhbGciOiJub25lIn0.e30.\n"), None, None);
        assert_eq!(handed.value.expose(), b"eyJhbGciOiJub25lIn0.e30.");
        assert!(handed.token.is_some());
        assert_eq!(handed.token_type, "urn:ietf:params:oauth:token-type:access_token");
        for (answer, token_type, want) in [
            (r#"{"access_token":"a","id_token":"i"}"#, None, "a"),
            (r#"{"access_token":"a","id_token":"i"}"#, Some("id_token"), "i"),
            (r#"{"schema":"obo.exchange/1","response":{"body":{"access_token":"b"}}}"#, Some("jwt"), "b"),
            (r#"{"other":"x"}"#, None, r#"{"other":"x"}"#),
        ] {
            let handed = Handed::new(&Secret::from(answer), token_type, None);
            assert_eq!(handed.value.expose_text(), Some(want), "{answer}");
        }
        let opaque = Handed::new(&Secret::from(" alice:Fa%2BSA:cf2\n"), Some("jwt"), None);
        assert_eq!(opaque.value.expose(), b"alice:Fa%2BSA:cf2");
        assert!(opaque.token.is_none());
        assert_eq!(opaque.token_type, "urn:ietf:params:oauth:token-type:jwt");
    }
}
