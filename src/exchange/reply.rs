//! What an answer of a token endpoint is: a grant, a refusal, or neither.

use super::bare_token::is_bare_token;
use super::neither::{Neither, Oddness, is_error_page, readable, shape, without_tokens};
use super::reflection::Held;
use crate::conversation::Answer;
use crate::secret::Secret;
use crate::token::json::{Budget, Document, Kind, Oddity, Tree, Value};
use crate::token::{Token, wrapping};

/// How much of an answer that is none is shown, in characters.
const SHOWN: usize = 500;

/// The members of an answer that obo reads.
const READ: [&str; 8] = [
    "access_token",
    "issued_token_type",
    "token_type",
    "expires_in",
    "scope",
    "refresh_token",
    "id_token",
    "error",
];

/// What came back, judged.
#[derive(Debug)]
pub enum Reply {
    /// A token was issued.
    Granted(Box<Granted>),
    /// The server said no.
    Refused(Box<Refused>),
    /// It is no answer of OAuth's.
    Neither(Neither),
}

/// A grant (RFC 8693 section 2.2.1), whatever else is odd about it.
#[derive(Debug)]
pub struct Granted {
    /// The status code.
    pub status: u16,
    /// The whole answer, what this run holds replaced; for showing and recording.
    pub body: Tree,
    /// The issued token; R16 let it pass.
    pub access_token: Secret,
    /// What it says, if it is not opaque.
    pub token: Option<Token>,
    /// `issued_token_type`, if it is a string.
    pub issued_token_type: Option<String>,
    /// `token_type`, if it is a string, as the server wrote it.
    pub token_type: Option<String>,
    /// `expires_in` in seconds, also where the server wrote it as a string.
    pub expires_in: Option<i64>,
    /// The scopes that the answer states; `None` where it states none.
    pub scopes: Option<Vec<String>>,
    /// Further tokens in the answer: `refresh_token`, `id_token`.
    pub others: Vec<&'static str>,
    /// What is odd and changes nothing: one sentence each.
    pub oddities: Vec<String>,
}

/// A refusal in the server's words (RFC 6749 section 5.2), what this run holds replaced.
#[derive(Debug, Clone)]
pub struct Refused {
    /// The status code.
    pub status: u16,
    /// The whole answer.
    pub body: Tree,
    /// `error`.
    pub error: String,
    /// `error_description`, if it is a string.
    pub description: Option<String>,
    /// The `WWW-Authenticate` header.
    pub www_authenticate: Option<String>,
    /// The pause that the server asks for, in seconds.
    pub retry_after: Option<u64>,
}

/// Judges an answer; `retry_after` is what the driver read from its header.
#[must_use]
pub fn read(answer: &Answer, retry_after: Option<u64>, held: &Held) -> Reply {
    let neither = |oddness| {
        // The cut comes last, so that half a secret is no secret that the mask misses.
        let cut = |text: &str| held.masked_with_tokens(text).chars().take(SHOWN).collect::<String>();
        let shown = |name: &str| answer.header(name).map(cut);
        let body = answer.body.expose();
        let start = match oddness {
            Oddness::NotAToken | Oddness::Reflected => String::new(),
            _ => readable(body).map(|text| cut(&without_tokens(text))).unwrap_or_default(),
        };
        Reply::Neither(Neither {
            status: answer.status,
            oddness,
            content_type: shown("content-type"),
            content_encoding: shown("content-encoding"),
            bytes: body.len(),
            location: shown("location"),
            start,
            retry_after,
        })
    };
    let document = Document::parse(answer.body.expose(), Budget::ANSWER).ok();
    let object = document.as_ref().map(Document::root).filter(|root| root.kind() == Kind::Object);
    let Some(object) = object else { return neither(shape(answer)) };
    let has_token = object.get("access_token").and_then(|v| v.as_str()).is_some_and(|text| !text.is_empty());
    let is_granted = has_token && (200..300).contains(&answer.status);
    // Some servers write every member always: an empty code beside a token is no refusal.
    let error =
        object.get("error").and_then(|v| v.as_str()).filter(|error| !(error.is_empty() && is_granted));
    if let Some(error) = error {
        if is_error_page(answer.status, error, object) {
            return neither(Oddness::ErrorPage);
        }
        let text = |name: &str| object.get(name).and_then(|v| v.as_str()).map(|text| held.masked(text));
        return Reply::Refused(Box::new(Refused {
            status: answer.status,
            body: held.masked_json(object),
            error: held.masked(error),
            description: text("error_description"),
            www_authenticate: answer.header("www-authenticate").map(|text| held.masked(text)),
            retry_after,
        }));
    }
    let token = object.get("access_token").and_then(|v| v.as_str()).filter(|text| !text.is_empty());
    match token {
        Some(_) if !(200..300).contains(&answer.status) => neither(shape(answer)),
        Some(text) if held.has_secret(text) => neither(Oddness::Reflected),
        Some(text) if is_bare_token(text) => {
            let mut granted = granted(answer, object, text, held);
            granted.oddities.extend(document.as_ref().map(repeated).unwrap_or_default());
            Reply::Granted(Box::new(granted))
        }
        Some(_) => neither(Oddness::NotAToken),
        None => neither(shape(answer)),
    }
}

fn granted(answer: &Answer, object: Value<'_>, token: &str, held: &Held) -> Granted {
    let mut oddities = Vec::new();
    let mut text = |name: &'static str| {
        let value = object.get(name).filter(|v| v.kind() != Kind::Null)?;
        if value.as_str().is_none() {
            oddities.push(format!("{name} is {} and not a string", value.kind().noun()));
        }
        value.as_str().map(|text| held.masked(text))
    };
    let issued_token_type = text("issued_token_type");
    let token_type = text("token_type");
    let known =
        |kind: &String| ["Bearer", "DPoP", "N_A"].iter().any(|known| known.eq_ignore_ascii_case(kind));
    if let Some(kind) = token_type.as_ref().filter(|kind| !known(kind)) {
        oddities.push(format!("token_type is {kind}: neither Bearer nor DPoP nor N_A"));
    }
    let expires_in = expires_in(object, &mut oddities);
    Granted {
        status: answer.status,
        body: body(object, token, held),
        access_token: Secret::from(token),
        token: Token::parse(&wrapping::unwrap(token)).ok(),
        issued_token_type,
        token_type,
        expires_in,
        scopes: scopes(object).map(|scopes| scopes.iter().map(|scope| held.masked(scope)).collect()),
        others: ["refresh_token", "id_token"]
            .into_iter()
            .filter(|name| object.get(name).and_then(|v| v.as_str()).is_some_and(|text| !text.is_empty()))
            .collect(),
        oddities,
    }
}

/// What stands twice: such an answer is a grant, and other readers may have read another one (RFC 8259 section 4).
fn repeated(document: &Document) -> Vec<String> {
    let is_twice = |name: &str| {
        document.oddities().iter().any(|oddity| match oddity {
            Oddity::Repeated { pointer, .. } => pointer.strip_prefix('/') == Some(name),
            _ => false,
        })
    };
    let twice = READ.into_iter().filter(|name| is_twice(name));
    twice.map(|name| format!("{name} stands there more than once; the last one counts here")).collect()
}

/// The answer for showing: the issued token is what was asked for and stays as received, even where the server
/// gives back the very token that it was sent.
fn body(object: Value<'_>, token: &str, held: &Held) -> Tree {
    let masked = held.masked_json(object);
    let same = masked.value().get("access_token").and_then(|v| v.as_str()) == Some(token);
    if same {
        return masked;
    }
    let mut text = String::from("{");
    for (name, value) in masked.value().members() {
        if text.len() > 1 {
            text.push(',');
        }
        let value =
            if name == "access_token" { serde_json::Value::from(token).to_string() } else { value.to_json() };
        text.push_str(&format!("{}:{value}", serde_json::Value::from(name)));
    }
    text.push('}');
    Document::parse(text.as_bytes(), Budget { bytes: usize::MAX, ..Budget::ANSWER })
        .map_or(masked, Tree::from)
}

fn expires_in(object: Value<'_>, oddities: &mut Vec<String>) -> Option<i64> {
    let value = object.get("expires_in").filter(|v| v.kind() != Kind::Null)?;
    let text = value.as_number().or_else(|| {
        oddities.push(format!("expires_in is {} and not a number", value.kind().noun()));
        value.as_str()
    });
    // A fraction is dropped; what is written with an exponent is not guessed from its first digits.
    let (whole, fraction) = text.map(|text| text.split_once('.').unwrap_or((text, "")))?;
    let seconds: Option<i64> = whole.parse().ok().filter(|seconds| *seconds >= 0);
    let seconds = seconds.filter(|_| fraction.bytes().all(|b| b.is_ascii_digit()));
    if seconds.is_none() {
        oddities.push("expires_in is no count of seconds".to_owned());
    }
    seconds
}

/// The scopes that an answer states: a string or an array under `scope`; an empty string states that there are none.
fn scopes(object: Value<'_>) -> Option<Vec<String>> {
    let value = object.get("scope")?;
    let texts: Vec<&str> = match value.kind() {
        Kind::String => value.as_str().into_iter().collect(),
        Kind::Array => value.items().filter_map(|item| item.as_str()).collect(),
        _ => return None,
    };
    let words = texts.iter().flat_map(|text| text.split(' ')).filter(|scope| !scope.is_empty());
    Some(words.map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::{Reply, read};
    use crate::conversation::Answer;
    use crate::exchange::neither::{Neither, Oddness};
    use crate::exchange::reflection::Held;
    use crate::secret::Secret;

    fn reply(status: u16, content_type: &str, body: &str) -> Reply {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        let mut held = Held::default();
        held.secret(&Secret::from("hunter2"));
        held.token(&Secret::from("subject-token-canary"));
        read(&Answer { status, headers, body: Secret::from(body) }, None, &held)
    }

    fn neither(status: u16, content_type: &str, body: &str) -> Neither {
        match reply(status, content_type, body) {
            Reply::Neither(neither) => neither,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn odd_successes_are_successes() {
        for (body, oddities) in [
            (r#"{"access_token":"t"}"#, 0),
            (r#"{"access_token":"t","token_type":"bearer","issued_token_type":"urn:x","expires_in":1}"#, 0),
            (r#"{"access_token":"t","token_type":"N_A","error":null,"scope":null,"refresh_token":null}"#, 0),
            (r#"{"access_token":"alice:FaSA:cf2","expires_in":"3600"}"#, 1),
            (r#"{"access_token":"t","token_type":1,"issued_token_type":[],"expires_in":true}"#, 3),
            (r#"{"access_token":"x","access_token":"t","scope":"a","scope":"b","x":1,"x":2}"#, 2),
            (r#"{"error":"x","error":null,"access_token":"t"}"#, 1),
            (r#"{"access_token":"t","token_type":"mac","error":""}"#, 1),
        ] {
            let Reply::Granted(granted) = reply(200, "application/json", body) else { panic!("{body}") };
            assert_eq!(granted.oddities.len(), oddities, "{body} {:?}", granted.oddities);
            assert!(granted.others.is_empty());
        }
    }

    #[test]
    fn what_the_answer_states_is_read() {
        let body =
            r#"{"access_token":"t","expires_in":"3600","scope":"a  b","refresh_token":"r","id_token":""}"#;
        let Reply::Granted(granted) = reply(200, "text/plain", body) else { panic!("granted") };
        assert_eq!(granted.expires_in, Some(3600));
        assert_eq!(granted.scopes, Some(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(granted.others, ["refresh_token"]);
        assert!(granted.token.is_none());
    }

    #[test]
    fn an_expires_in_that_is_no_count_of_seconds_is_said_and_not_guessed() {
        for (written, want, oddities) in [
            ("300", Some(300), 0),
            ("300.5", Some(300), 0),
            ("3.9e2", None, 1),
            ("3e2", None, 1),
            ("-5", None, 1),
            ("99999999999999999999", None, 1),
            (r#""1e99""#, None, 2),
            ("true", None, 1),
        ] {
            let body = format!(r#"{{"access_token":"t","expires_in":{written}}}"#);
            let Reply::Granted(granted) = reply(200, "application/json", &body) else { panic!("{body}") };
            assert_eq!((granted.expires_in, granted.oddities.len()), (want, oddities), "{written}");
        }
    }

    #[test]
    fn an_error_string_is_a_refusal_whatever_the_status() {
        for (status, body) in [
            (400, r#"{"error":"invalid_target","error_description":"no"}"#),
            (200, r#"{"error":"invalid_grant","error_description":"no"}"#),
            (500, r#"{"error":"server_error","error_description":"no","access_token":"t"}"#),
            (403, r#"{"error":"Forbidden","error_description":"no"}"#),
            (404, r#"{"error":"Realm does not exist","path":"/x","error_description":"no"}"#),
        ] {
            let Reply::Refused(refused) = reply(status, "application/json", body) else { panic!("{body}") };
            assert_eq!((refused.status, refused.description.as_deref()), (status, Some("no")));
        }
    }

    #[test]
    fn anything_else_is_no_answer() {
        for (status, content_type, body, want) in [
            (200, "text/html", "<html>sign in</html>", Oddness::Page),
            (404, "text/plain", "Not Found", Oddness::Text),
            (307, "", "", Oddness::Redirect),
            (401, "", "", Oddness::Empty),
            (400, "application/problem+json", r#"{"title":"x","status":400}"#, Oddness::OtherJson),
            (400, "application/json", r#"{"detail":"x"}"#, Oddness::OtherJson),
            (400, "application/json", r#"{"error":{"code":1}}"#, Oddness::OtherJson),
            (200, "application/json", r#"{"access_token":""}"#, Oddness::OtherJson),
            (200, "application/json", r#"{"access_token":null}"#, Oddness::OtherJson),
            (200, "application/json", r#"["access_token"]"#, Oddness::Text),
            (500, "application/json", r#"{"access_token":"t"}"#, Oddness::OtherJson),
            (
                403,
                "application/json",
                r#"{"status":403,"error":"Forbidden","path":"/t"}"#,
                Oddness::ErrorPage,
            ),
            (404, "application/json", r#"{"timestamp":1,"error":"not found"}"#, Oddness::ErrorPage),
        ] {
            assert_eq!(neither(status, content_type, body).oddness, want, "{body}");
        }
    }

    #[test]
    fn r16_an_answer_whose_token_is_none_shows_nothing_of_it() {
        for bad in ["a b", "a\\nb", "\\u001b[31m", "::set-output name=x::y"] {
            let neither = neither(200, "application/json", &format!(r#"{{"access_token":"{bad}"}}"#));
            assert_eq!((neither.oddness, neither.start.as_str()), (Oddness::NotAToken, ""), "{bad}");
        }
    }

    #[test]
    fn r6_what_was_sent_is_taken_out_of_everything_that_came_back() {
        let page = neither(500, "text/html", "<p>secret hunter2, token subject-token-canary</p>");
        assert_eq!(page.start, "<p>secret ***, token sha256:1253fa8c0cdd</p>");
        let body = r#"{"error":"invalid_client","error_description":"bad hunter2","hunter2":["subject-token-canary"]}"#;
        let Reply::Refused(refused) = reply(401, "application/json", body) else { panic!("refused") };
        assert_eq!(refused.description.as_deref(), Some("bad ***"));
        let shown = refused.body.value().to_json();
        assert!(!shown.contains("hunter2") && !shown.contains("canary"), "{shown}");
        let secret_as_token = r#"{"access_token":"x.hunter2"}"#;
        assert_eq!(neither(200, "application/json", secret_as_token).oddness, Oddness::Reflected);
    }

    #[test]
    fn a_token_that_is_passed_back_unchanged_stays_what_was_asked_for() {
        let body = r#"{"access_token":"subject-token-canary","again":"subject-token-canary","n":1.50}"#;
        let Reply::Granted(granted) = reply(200, "application/json", body) else { panic!("granted") };
        let shown = granted.body.value().to_json();
        assert_eq!(
            shown,
            r#"{"access_token":"subject-token-canary","again":"sha256:1253fa8c0cdd","n":1.50}"#
        );
    }

    #[test]
    fn r16_an_endless_header_is_shown_at_its_beginning_alone() {
        let long = format!("/{}hunter2", "a".repeat(498));
        let headers = vec![("location".to_owned(), long)];
        let mut held = Held::default();
        held.secret(&Secret::from("hunter2"));
        let Reply::Neither(neither) =
            read(&Answer { status: 302, headers, body: Secret::from("") }, None, &held)
        else {
            panic!("a redirect")
        };
        let location = neither.location.expect("a location");
        assert!(location.ends_with("a*") && location.len() == 500, "{location}");
    }

    #[test]
    fn five_hundred_characters_are_shown_and_no_half_secret() {
        let body = format!("{}hunter2", "\u{e9}".repeat(497));
        let start = neither(500, "text/plain", &body).start;
        assert_eq!(start.chars().count(), 500);
        assert!(!start.contains('h'), "{start}");
    }
}
