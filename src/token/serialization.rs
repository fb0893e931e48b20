//! The JSON serializations, general and flattened (RFC 7515 section 7.2, RFC 7516 section 7.2).

use super::digest::Digest;
use super::json::{Budget, Document, Kind as JsonKind, Tree, Value};
use super::{
    Fault, Kind, NotAToken, Payload, Signature, Token, base64url, jwe, note_oddities, object, unread,
};
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
            let why = unread::why("the protected header", &head);
            faults.push(Fault::new(format!("{place}/protected"), why));
        }
    }
    Signature {
        protected: header,
        unprotected: entry.get("header").filter(|h| h.kind() == JsonKind::Object).map(|h| tree.at(h.id())),
        signing_input: format!("{protected}.{body}").into_bytes().into(),
        bytes,
    }
}

#[cfg(test)]
mod tests {
    use crate::token::base64url::encode;
    use crate::token::{Kind, NotAToken, Token};

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
            assert_eq!(*token.signatures()[0].signing_input, *format!("{head}.{body}").as_bytes());
            assert!(token.faults().is_empty(), "{:?}", token.faults());
        }
    }

    /// The places of a token's faults.
    fn faults(text: &str) -> Vec<String> {
        let token = Token::parse(text).expect("a token");
        token.faults().iter().map(|fault| fault.pointer.clone()).collect()
    }

    #[test]
    fn what_is_no_serialization_is_no_token() {
        for text in
            [r#"{"payload":"e30"}"#, r#"{"signature":"c2ln"}"#, r#"{"payload":1,"signature":"c2ln"}"#, "{}"]
        {
            assert_eq!(Token::parse(text).err(), Some(NotAToken::Shape), "{text}");
        }
    }

    #[test]
    fn r8_headers_that_cannot_be_read_are_faults() {
        let text = encode(b"no object");
        for (entry, want) in [
            (r#""signature":"c2ln""#.to_owned(), vec![]),
            (format!(r#""protected":"{text}","signature":"c2ln""#), vec!["/protected"]),
            (r#""protected":"*","signature":"*""#.to_owned(), vec!["/protected", "/signature", "/protected"]),
        ] {
            assert_eq!(faults(&format!(r#"{{"payload":"e30",{entry}}}"#)), want, "{entry}");
        }
        // An unprotected header is an object or none.
        for (header, want) in [(r#"{"kid":"k"}"#, Some("k")), (r#"["kid"]"#, None), (r#""kid""#, None)] {
            let text = format!(r#"{{"payload":"e30","signature":"c2ln","header":{header}}}"#);
            let token = Token::parse(&text).expect("a token");
            assert_eq!(token.header_text("kid"), want, "{header}");
            assert_eq!(token.signatures()[0].unprotected.is_some(), want.is_some(), "{header}");
        }
    }

    #[test]
    fn r17_a_hundred_signatures_are_read_and_more_are_said() {
        for (count, want) in [(100, vec![]), (101, vec!["/signatures"]), (150, vec!["/signatures"])] {
            let entries = vec![r#"{"signature":"c2ln"}"#; count].join(",");
            let text = format!(r#"{{"payload":"e30","signatures":[{entries}]}}"#);
            assert_eq!(faults(&text), want, "{count}");
            assert_eq!(Token::parse(&text).map(|token| token.signatures().len()), Ok(count.min(100)));
        }
    }

    #[test]
    fn an_encrypted_token_is_read_in_both_json_serializations() {
        let head = encode(br#"{"alg":"dir","enc":"A128GCM"}"#);
        let rest = r#""iv":"YQ","ciphertext":"YQ","tag":"YQ""#;
        for (members, alg, want) in [
            (format!(r#""protected":"{head}",{rest}"#), Some("dir"), vec![]),
            (format!(r#""unprotected":{{"alg":"dir"}},{rest}"#), Some("dir"), vec![]),
            (format!(r#""recipients":[{{"header":{{"alg":"dir"}}}}],{rest}"#), Some("dir"), vec![]),
            (format!(r#""protected":"","unprotected":{{"alg":"dir"}},{rest}"#), Some("dir"), vec![]),
            (
                format!(r#""protected":"YQ","unprotected":{{"alg":"dir"}},{rest}"#),
                Some("dir"),
                vec!["/protected"],
            ),
            (format!(r#""protected":"{head}","unprotected":["alg"],{rest}"#), Some("dir"), vec![]),
            (
                format!(r#""protected":"{head}","recipients":[{}],{rest}"#, vec!["{}"; 100].join(",")),
                Some("dir"),
                vec![],
            ),
            (
                format!(r#""protected":"{head}","recipients":[{}],{rest}"#, vec!["{}"; 101].join(",")),
                Some("dir"),
                vec!["/recipients"],
            ),
            (
                format!(r#""protected":"{head}","recipients":[{}],{rest}"#, vec!["{}"; 150].join(",")),
                Some("dir"),
                vec!["/recipients"],
            ),
        ] {
            let text = format!("{{{members}}}");
            let token = Token::parse(&text).expect("a token");
            assert_eq!((token.kind(), token.header_text("alg")), (Kind::Jwe, alg), "{members}");
            assert_eq!(faults(&text), want, "{members}");
        }
        for members in
            [format!(r#""protected":"",{rest}"#), format!(r#""protected":"YQ",{rest}"#), rest.to_owned()]
        {
            assert_eq!(Token::parse(&format!("{{{members}}}")).err(), Some(NotAToken::Header), "{members}");
        }
        // Without a text to open it is none.
        assert_eq!(
            Token::parse(&format!(r#"{{"protected":"{head}","ciphertext":1}}"#)).err(),
            Some(NotAToken::Shape)
        );
    }
}
