//! What a strict reader would refuse in a token, and what decode does not keep of it.

use super::cut::Cuts;
use crate::plural::counted;
use crate::report::decode::Warning;
use crate::token::claims::{Claims, Field};
use crate::token::json::{Kind as JsonKind, SHOWN_LEVELS};

use crate::token::{Kind, Payload, Sealed, Token, unread};

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
        let Some(tree) = tree.filter(|tree| tree.document().depth() > SHOWN_LEVELS) else { continue };
        let cuts = Cuts::of(tree.value());
        for cut in cuts.listed {
            let depth = SHOWN_LEVELS.saturating_add(cut.levels);
            let more = counted(cut.levels, "more is", "more are");
            warn(
                format!("{place}{}", cut.pointer),
                format!("{depth} levels deep; {SHOWN_LEVELS} are shown, {more} null here"),
            );
        }
        if let further @ 1.. = cuts.unlisted {
            let more = counted(further, "more value lies", "more values lie");
            warn(
                place.to_owned(),
                format!("{more} below the {SHOWN_LEVELS} levels that are shown, and null"),
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
    for signature in token.signatures() {
        // Nothing but `kid` is read from a header that nobody signed (SECURITY.md R8).
        let unprotected = signature.unprotected.as_ref().map(|header| header.value());
        let listed = unprotected.and_then(|header| header.get("disclosures"));
        let Some(listed) = listed.filter(|listed| listed.kind() == JsonKind::Array) else { continue };
        let count = counted(listed.items().len(), "disclosure", "disclosures");
        let form = "an SD-JWT in JSON (RFC 9901 section 8)";
        let text = format!("{form}; what it discloses ({count} in the unprotected header) is not read");
        warn("/header".to_owned(), text);
    }
    if token.kind() != Kind::Claims && token.kind() != Kind::Introspection {
        match token.header().map(|h| h.value().get("alg")) {
            // In a JSON serialization each recipient may have its own.
            Some(None) if token.sealed().is_some_and(has_algorithm) => {}
            Some(None) => {
                let done = if token.kind() == Kind::Jwe { "encrypted" } else { "signed" };
                warn("/header/alg".to_owned(), format!("no alg: nothing says how it is {done}"));
            }
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

/// Whether some recipient of an encrypted token is told how its key is encrypted.
fn has_algorithm(sealed: &Sealed) -> bool {
    sealed.recipients.iter().any(|recipient| sealed.member(recipient, "alg").is_some())
}

/// Why a payload is not read as claims; a budget is no fault of the token's and is named.
#[must_use]
pub fn why_unread(bytes: &[u8]) -> String {
    match unread::over_budget(bytes) {
        Some(over) => format!("{over}; claims unread"),
        None => unread::why("the payload", bytes),
    }
}
