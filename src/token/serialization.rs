//! The JSON serializations, general and flattened (RFC 7515 section 7.2, RFC 7516 section 7.2).

use super::digest::Digest;
use super::json::{Budget, Document, Kind as JsonKind, Tree, Value};
use super::{Fault, Kind, NotAToken, Payload, Signature, Token, base64url, jwe, note_oddities, object};
use crate::secret::Secret;

/// The most signatures that one token may carry.
const MAX_SIGNATURES: usize = 100;

/// Whether an object has the members of a JSON serialization.
pub(super) fn is_one(object: Value<'_>) -> bool {
    object.get("payload").is_some_and(|p| p.kind() == JsonKind::String)
        && (object.get("signature").is_some() || object.get("signatures").is_some())
}

/// Reads a JSON serialization; the first signature's header is the token's.
pub(super) fn parse(text: &str) -> Result<Token, NotAToken> {
    let document = Document::parse(text.as_bytes(), Budget::TOKEN).map_err(|_| NotAToken::Shape)?;
    let tree = Tree::from(document);
    let root = tree.value();
    let mut faults = Vec::new();
    note_oddities(&tree, "", &mut faults);
    if jwe::is_one(root) {
        let sealed = jwe::json(&tree, &mut faults)?;
        return Ok(Token::encrypted(sealed, faults, text));
    }
    if !is_one(root) {
        return Err(NotAToken::Shape);
    }
    let body = root.get("payload").and_then(|p| p.as_str()).unwrap_or_default();
    let (bytes, repairs) = base64url::decode_leniently(body).ok_or(NotAToken::Segment(2))?;
    faults.extend(repairs.into_iter().map(|repair| Fault::new("/payload", repair.text())));
    let mut signatures = Vec::new();
    match root.get("signatures") {
        Some(list) => {
            if root.get("signature").is_some() {
                faults.push(Fault::new("/signatures", "general and flattened serialization at once"));
            }
            for (index, entry) in list.items().take(MAX_SIGNATURES).enumerate() {
                signatures.push(signature(&tree, entry, body, &format!("/signatures/{index}"), &mut faults));
            }
            if list.items().len() > MAX_SIGNATURES {
                faults.push(Fault::new("/signatures", "more than 100 signatures; the rest was not read"));
            }
        }
        None => signatures.push(signature(&tree, root, body, "", &mut faults)),
    }
    let payload = match object(&bytes) {
        Some(claims) => {
            note_oddities(&claims, "/claims", &mut faults);
            Payload::Object(claims)
        }
        None => Payload::Other(bytes),
    };
    let first = signatures.first();
    Ok(Token {
        kind: Kind::Jws,
        header: first.and_then(|s| s.protected.clone().or_else(|| s.unprotected.clone())),
        payload,
        signatures,
        sealed: None,
        selective: None,
        faults,
        digest: Digest::of(text.as_bytes()),
        outer: None,
        raw: Secret::from(text),
    })
}

fn signature(tree: &Tree, entry: Value<'_>, body: &str, place: &str, faults: &mut Vec<Fault>) -> Signature {
    let text = |name: &str| entry.get(name).and_then(|v| v.as_str()).unwrap_or_default();
    let protected = text("protected");
    let read = |name: &str, text: &str, faults: &mut Vec<Fault>| match base64url::decode_leniently(text) {
        Some((bytes, repairs)) => {
            faults.extend(repairs.into_iter().map(|r| Fault::new(format!("{place}/{name}"), r.text())));
            bytes
        }
        None => {
            faults.push(Fault::new(format!("{place}/{name}"), "not base64url"));
            Vec::new()
        }
    };
    let head = read("protected", protected, faults);
    let bytes = read("signature", text("signature"), faults);
    let header = object(&head);
    match &header {
        Some(header) => note_oddities(header, &format!("{place}/protected"), faults),
        None if protected.is_empty() => {}
        None => {
            faults.push(Fault::new(format!("{place}/protected"), "the protected header is not a JSON object"))
        }
    }
    Signature {
        protected: header,
        unprotected: entry.get("header").filter(|h| h.kind() == JsonKind::Object).map(|h| tree.at(h.id())),
        signing_input: format!("{protected}.{body}").into_bytes(),
        bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Token;
    use crate::token::base64url::encode;

    #[test]
    fn general_and_flattened_are_read() {
        let (head, body) = (encode(br#"{"alg":"ES256","kid":"k"}"#), encode(br#"{"sub":"a"}"#));
        let flat =
            format!(r#"{{"payload":"{body}","protected":"{head}","header":{{"x":1}},"signature":"c2ln"}}"#);
        let general = format!(
            r#"{{"payload":"{body}","signatures":[{{"protected":"{head}","signature":"c2ln"}},{{"header":{{"alg":"RS256"}},"signature":"YQ"}}]}}"#
        );
        for (text, count) in [(flat, 1), (general, 2)] {
            let token = Token::parse(&text).expect("a token");
            assert_eq!(token.signatures().len(), count);
            assert_eq!(token.header_text("kid"), Some("k"));
            assert_eq!(token.claims().and_then(|c| c.text("sub").present()), Some("a"));
            assert_eq!(token.signatures()[0].signing_input, format!("{head}.{body}").into_bytes());
            assert!(token.faults().is_empty(), "{:?}", token.faults());
        }
    }
}
