//! The one strict reader: what decode repairs and reports, a verifier refuses (SECURITY.md R8).

use std::collections::HashSet;

use super::json::{Budget, Document, Kind as JsonKind, Value};
use super::{Kind, Payload, Signature, Token, base64url, unread};

/// The largest header, in bytes (SECURITY.md R17).
const MAX_HEADER: usize = 64 << 10;

/// The members of the JSON serializations (RFC 7515 section 7.2).
const GENERAL: [&str; 2] = ["payload", "signatures"];
const FLATTENED: [&str; 4] = ["payload", "protected", "header", "signature"];
/// The same of encrypted tokens (RFC 7516 section 7.2).
const SEALED: [&str; 7] = ["protected", "unprotected", "iv", "aad", "ciphertext", "tag", "recipients"];
const SEALED_FLATTENED: [&str; 8] =
    ["protected", "unprotected", "header", "encrypted_key", "iv", "aad", "ciphertext", "tag"];
const RECIPIENT: [&str; 2] = ["header", "encrypted_key"];

/// The first thing that gives a token a second reading: its place and what it is; `None` where it has one reading.
///
/// With `signature_only` the payload may be anything, but not in two encodings.
#[must_use]
pub fn fault(token: &Token, signature_only: bool) -> Option<String> {
    let lifted = |pointer: &str| signature_only && pointer.starts_with("/claims");
    if let Some(fault) = token.faults().iter().find(|fault| !lifted(&fault.pointer)) {
        return Some(format!("{}: {}", fault.pointer, fault.text));
    }
    if let (false, Payload::Other(bytes)) = (signature_only, token.payload()) {
        return Some(format!("/payload: {}", unread::why("it", bytes)));
    }
    for signature in token.signatures() {
        if let Some(fault) = header(signature) {
            return Some(fault);
        }
    }
    if token.kind() != Kind::Jwe && token.raw().expose().first() == Some(&b'{') {
        return serialization(token.raw().expose());
    }
    None
}

/// The same of an encrypted token, as far as nobody has opened it.
#[must_use]
pub fn sealed_fault(token: &Token) -> Option<String> {
    if let Some(fault) = token.faults().first() {
        return Some(format!("{}: {}", fault.pointer, fault.text));
    }
    let text = token.raw().expose();
    if text.first() != Some(&b'{') {
        return None;
    }
    let Ok(document) = Document::parse(text, Budget::TOKEN) else {
        return Some("it is no JSON".to_owned());
    };
    let root = document.root();
    let recipients = root.get("recipients");
    let members: &[&str] = if recipients.is_some() { &SEALED } else { &SEALED_FLATTENED };
    if let Some((name, _)) = root.members().find(|(name, _)| !members.contains(name)) {
        return Some(format!("/{name}: not a member of this serialization"));
    }
    let odd = |(index, one): (usize, Value<'_>)| {
        let (name, _) = one.members().find(|(name, _)| !RECIPIENT.contains(name))?;
        Some(format!("/recipients/{index}/{name}: not a member of a recipient"))
    };
    if let Some(fault) = recipients.and_then(|list| list.items().enumerate().find_map(odd)) {
        return Some(fault);
    }
    let sealed = token.sealed()?;
    sealed.recipients.iter().find_map(|recipient| {
        let headers = [&sealed.protected, &sealed.unprotected, &recipient.header];
        // RFC 7516 section 7.2.1: the names of the three are disjoint.
        let mut names: HashSet<&str> = HashSet::new();
        let mut all = headers.into_iter().flatten().flat_map(|header| header.value().members());
        let twice = all.find(|(name, _)| !names.insert(name));
        twice.map(|(name, _)| format!("/{name}: it stands in two headers"))
    })
}

fn header(signature: &Signature) -> Option<String> {
    let encoded = signature.signing_input.iter().position(|&b| b == b'.').unwrap_or_default();
    if encoded / 4 * 3 > MAX_HEADER {
        return Some("/header: larger than 64 KiB".to_owned());
    }
    let headers = [&signature.protected, &signature.unprotected];
    if headers.into_iter().flatten().any(|header| header.value().get("b64").is_some()) {
        return Some("/header/b64: refused in a JWT (RFC 7797 section 7)".to_owned());
    }
    None
}

/// What a JSON serialization must be beside what every token must be.
fn serialization(text: &[u8]) -> Option<String> {
    let Ok(document) = Document::parse(text, Budget::TOKEN) else {
        return Some("it is no JSON".to_owned());
    };
    let root = document.root();
    let general = root.get("signatures");
    let members: &[&str] = if general.is_some() { &GENERAL } else { &FLATTENED };
    if let Some((name, _)) = root.members().find(|(name, _)| !members.contains(name)) {
        return Some(format!("/{name}: not a member of this serialization"));
    }
    let Some(list) = general else { return entry(root, "") };
    if list.kind() != JsonKind::Array || list.items().len() == 0 {
        return Some("/signatures: no list of signatures".to_owned());
    }
    list.items().enumerate().find_map(|(index, one)| {
        let place = format!("/signatures/{index}");
        if one.kind() != JsonKind::Object {
            return Some(format!("{place}: no object"));
        }
        let odd = one.members().find(|(name, _)| *name == "payload" || !FLATTENED.contains(name));
        odd.map(|(name, _)| format!("{place}/{name}: not a member of a signature"))
            .or_else(|| entry(one, &place))
    })
}

/// One signature: protected header and signature are texts, the unprotected header repeats nothing and rules nothing.
fn entry(one: Value<'_>, place: &str) -> Option<String> {
    for name in ["protected", "signature"] {
        if one.get(name).is_none_or(|value| value.as_str().is_none()) {
            return Some(format!("{place}/{name}: no text"));
        }
    }
    let unprotected = one.get("header")?;
    if unprotected.kind() != JsonKind::Object {
        return Some(format!("{place}/header: no object"));
    }
    let protected = one.get("protected").and_then(|text| text.as_str()).unwrap_or_default();
    let bytes = base64url::decode(protected).unwrap_or_default();
    let document = Document::parse(&bytes, Budget::TOKEN).ok();
    for (name, value) in unprotected.members() {
        if matches!(name, "alg" | "crit") {
            return Some(format!("{place}/header/{name}: it is not protected"));
        }
        // Whoever reads them has other claims before him than were judged here (RFC 9901 section 8).
        let is_empty = value.kind() == JsonKind::Array && value.items().len() == 0;
        if name == "kb_jwt" || (name == "disclosures" && !is_empty) {
            return Some(format!("{place}/header/{name}: of an SD-JWT only the compact form is read"));
        }
        if document.as_ref().is_some_and(|protected| protected.root().get(name).is_some()) {
            return Some(format!("{place}/header/{name}: it stands in both headers"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::fault;
    use crate::token::Token;
    use crate::token::base64url::encode;

    fn read(text: &str) -> Option<String> {
        fault(&Token::parse(text).expect("a token"), false)
    }

    fn place(text: &str) -> Option<String> {
        read(text).map(|fault| fault.split(": ").next().unwrap_or_default().to_owned())
    }

    #[test]
    fn r8_a_compact_token_has_one_reading() {
        let (head, body) = (encode(br#"{"alg":"ES256"}"#), encode(br#"{"sub":"a"}"#));
        for (text, want) in [
            (format!("{head}.{body}.c2ln"), None),
            (format!("{head}=.{body}.c2ln"), Some("/header")),
            (format!("{head}.{body}.c2l n"), Some("/signature")),
            (format!("{head}.{body}.c2l/"), Some("/signature")),
            (format!("{head}.{body}.c2"), Some("/signature")),
            (format!("{}.{body}.c2ln", encode(br#"{"alg":"ES256","b64":true}"#)), Some("/header/b64")),
            (
                format!("{}.{body}.c2ln", encode(br#"{"alg":"ES256","\u0061lg":"HS256"}"#)),
                Some("/header/alg"),
            ),
            (format!("{head}.{}.c2ln", encode(br#"{"aud":"a","\u0061ud":"b"}"#)), Some("/claims/aud")),
            (format!("{head}.{}.c2ln", encode(br#"{"act":{"sub":"a","sub":"b"}}"#)), Some("/claims/act/sub")),
            (format!("{head}.{}.c2ln", encode("\u{feff}{}".as_bytes())), Some("/claims")),
            (format!("{head}.{}.c2ln", encode(br#"{"sub":"\ud800"}"#)), Some("/claims/sub")),
            (format!("{head}.{}.c2ln", encode(b"[]")), Some("/payload")),
            (format!("{head}.{}.c2ln", encode(b"{\"sub\":\"\xff\"}")), Some("/payload")),
            (format!("{head}.{}.c2ln", encode(b"{}{}")), Some("/payload")),
            (format!("{head}..c2ln"), Some("/payload")),
        ] {
            assert_eq!(place(&text).as_deref(), want, "{text}");
        }
        let long = format!(r#"{{"alg":"ES256","x":"{}"}}"#, "x".repeat(70_000));
        let fault = read(&format!("{}.{body}.c2ln", encode(long.as_bytes())));
        assert_eq!(fault.as_deref(), Some("/header: larger than 64 KiB"));
    }

    #[test]
    fn r8_signature_only_lifts_it_for_the_payload_alone() {
        let head = encode(br#"{"alg":"ES256"}"#);
        for (text, want) in [
            (format!("{head}.{}.c2ln", encode(b"text")), true),
            (format!("{head}.{}.c2ln", encode(br#"{"sub":1,"sub":2}"#)), true),
            (format!("{head}.{}=.c2ln", encode(b"text!")), false),
            (format!("{}.e30.c2ln", encode(br#"{"alg":"ES256","b64":false}"#)), false),
        ] {
            let token = Token::parse(&text).expect("a token");
            assert_eq!(fault(&token, true).is_none(), want, "{text}");
        }
    }

    #[test]
    fn r17_a_protected_header_of_a_json_serialization_has_its_budget_too() {
        for (length, is_within) in [(64 << 10, true), ((64 << 10) + 9, false), (90_000, false)] {
            let header = format!(r#"{{"x":"{}"}}"#, "x".repeat(length - r#"{"x":""}"#.len()));
            let head = encode(header.as_bytes());
            let text = format!(r#"{{"payload":"e30","protected":"{head}","signature":"c2ln"}}"#);
            let fault = (!is_within).then(|| "/header: larger than 64 KiB".to_owned());
            assert_eq!(read(&text), fault, "{length}");
        }
    }

    #[test]
    fn r8_a_json_serialization_has_one_reading() {
        let (head, body) = (encode(br#"{"alg":"ES256"}"#), encode(br#"{"sub":"a"}"#));
        let one = format!(r#""protected":"{head}","signature":"c2ln""#);
        for (text, want) in [
            (format!(r#"{{"payload":"{body}",{one}}}"#), None),
            (format!(r#"{{"payload":"{body}","signatures":[{{{one}}},{{{one}}}]}}"#), None),
            (format!(r#"{{"payload":"{body}",{one},"header":{{"kid":"k"}}}}"#), None),
            (format!(r#"{{"payload":"{body}",{one},"header":{{"disclosures":[]}}}}"#), None),
            (
                format!(r#"{{"payload":"{body}",{one},"header":{{"disclosures":["WyJzIiwiYSIsMV0"]}}}}"#),
                Some("/header/disclosures"),
            ),
            (
                format!(r#"{{"payload":"{body}",{one},"header":{{"disclosures":"a"}}}}"#),
                Some("/header/disclosures"),
            ),
            (
                format!(r#"{{"payload":"{body}",{one},"header":{{"kb_jwt":"a.b.c"}}}}"#),
                Some("/header/kb_jwt"),
            ),
            (format!(r#"{{"payload":"{body}",{one},"header":{{"alg":"ES256"}}}}"#), Some("/header/alg")),
            (format!(r#"{{"payload":"{body}",{one},"header":{{"crit":["x"]}}}}"#), Some("/header/crit")),
            (format!(r#"{{"payload":"{body}",{one},"header":[]}}"#), Some("/header")),
            (format!(r#"{{"payload":"{body}",{one},"token":"x"}}"#), Some("/token")),
            (
                format!(r#"{{"payload":"{body}","signatures":[{{{one}}}],"signature":"c2ln"}}"#),
                Some("/signatures"),
            ),
            (format!(r#"{{"payload":"{body}","signatures":[{{{one}}}],"header":{{}}}}"#), Some("/header")),
            (
                format!(r#"{{"payload":"{body}","signatures":[{{{one},"payload":"{body}"}}]}}"#),
                Some("/signatures/0/payload"),
            ),
            (
                format!(r#"{{"payload":"{body}","signatures":[{{{one}}},{{{one},"kid":"k"}}]}}"#),
                Some("/signatures/1/kid"),
            ),
            (format!(r#"{{"payload":"{body}","signatures":[]}}"#), Some("/signatures")),
            (format!(r#"{{"payload":"{body}","signatures":[1]}}"#), Some("/signatures/0")),
            (
                format!(r#"{{"payload":"{body}","signature":"c2ln","header":{{"alg":"ES256"}}}}"#),
                Some("/protected"),
            ),
            (format!(r#"{{"payload":"{body}",{one},"\u0070ayload":"{body}"}}"#), Some("/payload")),
        ] {
            assert_eq!(place(&text).as_deref(), want, "{text}");
        }
        let both = encode(br#"{"alg":"ES256","kid":"a"}"#);
        let text = format!(
            r#"{{"payload":"{body}","protected":"{both}","signature":"c2ln","header":{{"kid":"b"}}}}"#
        );
        assert_eq!(place(&text).as_deref(), Some("/header/kid"));
    }
}
