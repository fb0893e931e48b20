//! What a server's no means: its words unchanged, the meaning, the causes, what to do.

use serde::Serialize;

use super::cause::{Cause, Verdict};
use super::client_auth::Method;
use super::judge::judge;
use super::known::{self, Known};
use super::sent::Sent;
use super::template::fill;
use super::words::Words;
use crate::provider::Profile;

/// When the same request may succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Retry {
    /// Not without a change.
    Never,
    /// Later, unchanged.
    Later,
    /// With another subject token.
    NewSubjectToken,
    /// With the claims that the refusal carries.
    WithClaims,
    /// After a person has done something.
    Interactive,
}

impl Retry {
    /// The word of the data, and of JSON.
    fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "never" => Self::Never,
            "later" => Self::Later,
            "new-subject-token" => Self::NewSubjectToken,
            "with-claims" => Self::WithClaims,
            "interactive" => Self::Interactive,
            _ => return None,
        })
    }
}

/// A refusal, explained; outside text in it is not yet escaped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The `error` member (RFC 6749 section 5.2), unchanged.
    pub error: String,
    /// The `error_description`, unchanged.
    pub description: Option<String>,
    /// The vendor's own codes in the order found.
    pub codes: Vec<String>,
    /// What it means for this provider; never empty.
    pub meaning: String,
    /// The likely causes, in order.
    pub causes: Vec<Cause>,
    /// What to do, with real values; never empty.
    pub hint: String,
    /// When the same request may succeed.
    pub retry: Retry,
    /// A claims challenge to send along with the next login.
    pub claims: Option<String>,
    /// The server's name for this request.
    pub trace_id: Option<String>,
    /// The server's name for the flow.
    pub correlation_id: Option<String>,
}

/// Explains a server's words: what they mean for this provider, which cause is true of what was sent, what to do.
///
/// Without a profile the words are looked up among all vendors' exact texts, then among the RFCs' codes. `meaning`
/// and `hint` are never empty. What the words and what was sent hold is outside text and not yet escaped.
#[must_use]
pub fn explain(words: &Words, sent: &Sent, vendor: Option<&Profile>) -> Refusal {
    let (codes, known) = known::find(words, vendor);
    let mut refusal = Refusal {
        error: words.error.clone(),
        description: words.description.clone(),
        codes,
        meaning: unknown_meaning(words),
        causes: Vec::new(),
        hint: unknown_hint(words).to_owned(),
        retry: Retry::Never,
        claims: words.claims.clone(),
        trace_id: words.trace_id.clone(),
        correlation_id: words.correlation_id.clone(),
    };
    let mut about = None;
    if let Some(known) = &known {
        let record = known.record;
        let filled = |text: &str| fill(text, sent, &known.captures);
        refusal.meaning = filled(record.get("meaning").unwrap_or_default());
        let judged = causes(known, sent);
        let first_true = |part: fn(&Judgement) -> &'static str| {
            judged
                .iter()
                .filter(|it| it.cause.verdict == Verdict::Yes)
                .map(part)
                .find(|text| !text.is_empty())
        };
        let hint = first_true(|it| it.hint).or(record.get("hint")).unwrap_or_default();
        refusal.hint = filled(hint);
        let retry = first_true(|it| it.retry).or(record.get("retry")).and_then(Retry::from_word);
        refusal.retry = retry.unwrap_or(Retry::Never);
        about = record.get("about");
        refusal.causes = judged.into_iter().map(|it| it.cause).collect();
    }
    // Of 5xx only the code can say "later": servers answer refusals by policy with `server_error`.
    if words.status == Some(429) {
        refusal.retry = Retry::Later;
    } else if refusal.claims.is_some() {
        refusal.retry = Retry::WithClaims;
    }
    let is_clients = about.is_none_or(|about| about == "client");
    if is_clients && ["invalid_client", "unauthorized_client"].contains(&words.error.as_str()) {
        refusal.hint.push_str(&methods_not_tried(sent));
    }
    refusal
}

/// A cause with what the data says to do about it.
struct Judgement {
    cause: Cause,
    hint: &'static str,
    retry: &'static str,
}

/// The causes of a refusal, judged: what is so stands first, else in the order of the data.
fn causes(known: &Known, sent: &Sent) -> Vec<Judgement> {
    let mut judged: Vec<Judgement> =
        known.record.all("cause").filter_map(|line| one(line, known, sent)).collect();
    judged.sort_by_key(|it| it.cause.verdict != Verdict::Yes);
    judged
}

/// A line `test TAB text TAB hint TAB retry TAB certain`.
fn one(line: &'static str, known: &Known, sent: &Sent) -> Option<Judgement> {
    let mut parts = line.split('\t');
    let test = fill(parts.next()?, sent, &known.captures);
    let own_text = parts.next().filter(|text| !text.is_empty());
    let (usual_text, judged) = judge(&test, sent)?;
    let mut text = fill(own_text.or(judged.text).unwrap_or(usual_text), sent, &known.captures);
    if let Some(difference) = judged.difference {
        text.push_str("; ");
        text.push_str(difference);
    }
    Some(Judgement {
        cause: Cause {
            verdict: judged.verdict,
            text,
            wanted: judged.wanted,
            found: judged.found,
            pointer: judged.pointer.map(str::to_owned),
        },
        hint: parts.next().unwrap_or_default(),
        retry: parts.next().unwrap_or_default(),
    })
}

/// What else the client could try to prove who it is; empty where it is not known how it tried.
fn methods_not_tried(sent: &Sent) -> String {
    let Some(used) = sent.method else { return String::new() };
    let others: Vec<&str> = if sent.methods_listed.is_empty() {
        Method::ALL
            .into_iter()
            .map(Method::name)
            .filter(|name| *name != used.name() && *name != "none")
            .collect()
    } else {
        sent.methods_listed.iter().map(String::as_str).filter(|name| *name != used.name()).collect()
    };
    if others.is_empty() { String::new() } else { format!("; not tried: {}", others.join(", ")) }
}

fn unknown_meaning(words: &Words) -> String {
    let code = "the server refused, with a code that neither the RFCs nor the data of a provider know";
    match words.status {
        Some(401) => format!("{code}; status 401 says that it does not accept the credential"),
        Some(403) => format!("{code}; status 403 says that it knows the client and does not allow this"),
        Some(429) => format!("{code}; status 429 says that there were too many requests"),
        Some(status @ 500..) => format!("{code}; status {status} says that it failed inside"),
        _ => code.to_owned(),
    }
}

fn unknown_hint(words: &Words) -> &'static str {
    match words.status {
        Some(429) => "try again later",
        Some(500..) => "look into the server's log; its own words above are all it said",
        _ => "look the code up in the server's documentation or its log; its own words above are all it said",
    }
}

#[cfg(test)]
mod tests {
    use super::{Refusal, Retry, explain};
    use crate::exchange::client_auth::Method;
    use crate::exchange::sent::Sent;
    use crate::exchange::words::Words;
    use crate::instant::Instant;
    use crate::provider;
    use crate::token::json::{Budget, Document};

    fn explained(status: u16, body: &str, vendor: Option<&str>, change: fn(&mut Sent)) -> Refusal {
        let document = Document::parse(body.as_bytes(), Budget::ANSWER).expect("the test's text is JSON");
        let words = Words::read(Some(status), document.root()).expect("an error answer");
        let mut sent = Sent::unknown(Instant::from_seconds(0));
        sent.whole = true;
        change(&mut sent);
        explain(&words, &sent, vendor.and_then(provider::named).as_ref())
    }

    #[test]
    fn a_vendors_code_counts_more_than_its_error_and_claims_decide_the_retry() {
        let body = r#"{"error":"invalid_grant","error_description":"AADSTS50076: Due to x.\r\nTrace ID: t",
            "error_codes":[50076],"trace_id":"t","correlation_id":"c","claims":"{\"access_token\":{}}"}"#;
        for vendor in [None, Some("entra")] {
            let refusal = explained(400, body, vendor, |_| {});
            assert_eq!(refusal.codes, ["AADSTS50076"]);
            assert!(refusal.meaning.contains("second factor"), "{}", refusal.meaning);
            assert_eq!(refusal.retry, Retry::WithClaims);
            assert_eq!(refusal.claims.as_deref(), Some(r#"{"access_token":{}}"#));
            assert_eq!(
                (refusal.trace_id.as_deref(), refusal.correlation_id.as_deref()),
                (Some("t"), Some("c"))
            );
        }
    }

    #[test]
    fn a_refused_client_learns_which_methods_were_not_tried() {
        let body = r#"{"error":"invalid_client"}"#;
        let listed = explained(401, body, None, |sent| {
            sent.method = Some(Method::ClientSecretBasic);
            sent.methods_listed =
                ["client_secret_basic", "client_secret_post", "tls_client_auth"].map(String::from).into();
        });
        assert!(listed.hint.ends_with("; not tried: client_secret_post, tls_client_auth"), "{}", listed.hint);
        let unlisted = explained(400, body, None, |sent| sent.method = Some(Method::ClientSecretPost));
        let others = "; not tried: private_key_jwt, client_secret_basic, client_secret_jwt";
        assert!(unlisted.hint.ends_with(others), "{}", unlisted.hint);
        let about_audience = r#"{"error":"invalid_client","error_description":"Audience not found"}"#;
        let keycloak =
            explained(400, about_audience, Some("keycloak"), |sent| sent.method = Some(Method::None));
        assert!(!keycloak.hint.contains("not tried"), "{}", keycloak.hint);
    }

    #[test]
    fn an_unknown_code_still_has_a_meaning_and_a_hint() {
        for (status, body, retry) in [
            (400, r#"{"error":"pm_teapot"}"#, Retry::Never),
            (429, r#"{"error":"quota","error_description":"x"}"#, Retry::Later),
            (503, r#"{"error":"server_error"}"#, Retry::Never),
            (503, r#"{"error":"temporarily_unavailable"}"#, Retry::Later),
            (500, r#"{"error":"boom"}"#, Retry::Never),
            (403, r#"{"error":""}"#, Retry::Never),
        ] {
            for vendor in [None, Some("keycloak"), Some("entra"), Some("slack")] {
                let refusal = explained(status, body, vendor, |_| {});
                assert!(!refusal.meaning.is_empty() && !refusal.hint.is_empty(), "{body}");
                assert_eq!(refusal.retry, retry, "{body}");
            }
        }
    }

    #[test]
    fn r17_an_endless_description_is_read_at_its_beginning_alone() {
        let long = "AADSTS1".repeat(600_000);
        let body = format!(r#"{{"error":"invalid_scope","error_description":"Invalid scopes: {long}"}}"#);
        let refusal = explained(400, &body, None, |_| {});
        assert!(refusal.hint.len() < 1_000 && refusal.meaning.len() < 1_000);
        assert!(refusal.codes.len() < 10, "{:?}", refusal.codes);
        assert_eq!(refusal.description.map(|text| text.len()), Some(long.len() + 16));
    }
}
