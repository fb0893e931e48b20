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
    if matches!(words.status, Some(429 | 503)) {
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
        Some(429 | 503) => "try again later",
        Some(500..) => "look into the server's log; its own words above are all it said",
        _ => "look the code up in the server's documentation or its log; its own words above are all it said",
    }
}
