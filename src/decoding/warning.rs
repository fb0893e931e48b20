//! What a strict reader would refuse in a token, and what decode does not keep of it.

use crate::plural::counted;
use crate::report::decode::Warning;
use crate::token::claims::{Claims, Field};
use crate::token::json::{Budget, Document, JsonError, SHOWN_LEVELS, Value, step};
use crate::token::{Kind, Payload, Token};

/// Everything that a strict reader would refuse, or that is not kept in `claims`.
pub(super) fn warnings(token: &Token, claims: Option<Claims<'_>>) -> Vec<Warning> {
    let mut warnings: Vec<Warning> = token
        .faults()
        .iter()
        .map(|fault| Warning {
            pointer: fault.pointer.clone(),
            text: fault.text.clone(),
            value: fault.value.clone(),
        })
        .collect();
    let mut warn = |pointer: String, text: String| warnings.push(Warning { pointer, text, value: None });
    for (place, tree) in [("/header", token.header()), ("/claims", token.claims_tree())] {
        let depth = tree.map_or(0, |tree| tree.document().depth());
        if depth > SHOWN_LEVELS {
            let hidden = depth.saturating_sub(SHOWN_LEVELS);
            let pointer = tree.map_or_else(String::new, |tree| deepest(tree.value(), place));
            warn(
                pointer,
                format!(
                    "{depth} levels deep; {SHOWN_LEVELS} are shown, {} null here",
                    counted(hidden, "more is", "more are")
                ),
            );
        }
    }
    for place in token.undisclosed() {
        let digests = if place.count == 1 { "digest" } else { "digests" };
        let text = format!("{} {digests} without a disclosure: withheld, or a decoy", place.count);
        warn(format!("/claims{}", place.pointer), text);
    }
    if let Payload::Other(bytes) = token.payload() {
        warn("/payload".to_owned(), why_unread(bytes));
    }
    if let further @ 1.. = token.signatures().len().saturating_sub(1) {
        let text = format!(
            "{}; the header shown is the first one's, and verify judges all of them",
            counted(further, "more signature", "more signatures")
        );
        warn("/header".to_owned(), text);
    }
    if token.kind() != Kind::Claims && token.kind() != Kind::Introspection {
        match token.header().map(|h| h.value().get("alg")) {
            Some(None) => warn("/header/alg".to_owned(), "no alg: nothing says how it is signed".to_owned()),
            Some(Some(alg)) if alg.as_str().is_none() => {
                warn("/header/alg".to_owned(), format!("alg is {}, not a string", alg.kind().noun()));
            }
            Some(Some(alg)) if alg.as_str().is_some_and(|a| a.eq_ignore_ascii_case("none")) => {
                warn("/header/alg".to_owned(), "alg none: nobody signed this token".to_owned());
            }
            _ => {}
        }
    }
    let Some(claims) = claims else { return warnings };
    for name in ["exp", "nbf", "iat", "auth_time"] {
        if let Field::Malformed(found) = claims.date(name) {
            warn(format!("/claims/{name}"), format!("{name} is no NumericDate: {found}"));
        }
    }
    for name in ["iss", "sub", "jti", "azp", "client_id"] {
        if let Field::Malformed(found) = claims.text(name) {
            warn(format!("/claims/{name}"), format!("{name} is no string: {found}"));
        }
    }
    for name in ["aud", "scope", "scp"] {
        if let Field::Malformed(found) = claims.texts(name) {
            warn(
                format!("/claims/{name}"),
                format!("{name} is neither a string nor a list of strings: {found}"),
            );
        }
    }
    warnings
}

/// Why a payload is not read as claims; a budget is no fault of the token's and is named.
#[must_use]
pub fn why_unread(bytes: &[u8]) -> String {
    match Document::parse(bytes, Budget::TOKEN) {
        _ if bytes.is_empty() => "the payload is empty".to_owned(),
        Ok(document) => format!("the payload is no JSON object, but {}", document.root().kind().noun()),
        Err(JsonError::OverBudget(what)) => {
            let Budget { members, digits, .. } = Budget::TOKEN;
            format!(
                "more {what} than are read (at most {members} members, numbers of {digits} digits); claims unread"
            )
        }
        Err(error) => format!("the payload is no JSON object: {error}"),
    }
}

/// Where the shown levels end on the first path that is deeper than they are.
fn deepest(root: Value<'_>, place: &str) -> String {
    // The first container on each level leads to the first value that is cut; the walk is as long as what is shown.
    let mut pointer = place.to_owned();
    let mut here = root;
    for _ in 1..=SHOWN_LEVELS {
        let object = here.members().find(|(_, value)| deep(*value)).map(|(name, value)| (step(name), value));
        let array = || {
            here.items()
                .enumerate()
                .find(|(_, v)| deep(*v))
                .map(|(index, value)| (format!("/{index}"), value))
        };
        let Some((step, next)) = object.or_else(array) else { break };
        pointer.push_str(&step);
        here = next;
    }
    pointer
}

fn deep(value: Value<'_>) -> bool {
    value.members().next().is_some() || value.items().next().is_some()
}
