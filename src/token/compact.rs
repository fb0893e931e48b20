//! The compact serializations: JWS with three segments, JWE with five, SD-JWT with `~` (RFC 7515, 7516, 9901).

use memchr::{memchr, memrchr};

use super::{
    Cut, Fault, Kind, NotAToken, Payload, Reader, Selective, Signature, SigningInput, Token, base64url, cut,
    jwe, note_oddities, object_of, sd_jwt, unread,
};
use crate::secret::Secret;

/// The largest header that no reader should object to, in bytes (SECURITY.md R17).
const MAX_HEADER: usize = 64 << 10;
/// How many segments the longest shape has.
const MOST: usize = 5;

/// Reads a compact token; the text has nothing wrapped around it any more.
pub(super) fn parse(text: &str, reader: &mut Reader) -> Result<Token, NotAToken> {
    let (jwt, rest) = match memchr(b'~', text.as_bytes()).and_then(|at| text.split_at_checked(at)) {
        Some((jwt, rest)) => (jwt, rest.get(1..)),
        None => (text, None),
    };
    let mut room = [""; MOST + 1];
    let segments = segments(jwt, &mut room);
    let mut faults = Vec::new();
    let segment = |index: usize, place: &str, faults: &mut Vec<Fault>| -> Result<Vec<u8>, NotAToken> {
        let text = segments.get(index).copied().unwrap_or_default();
        let number = index.saturating_add(1);
        if let Some((bytes, repairs)) = base64url::decode_leniently(text) {
            faults.extend(repairs.into_iter().map(|repair| Fault::new(place, repair.text())));
            return Ok(bytes);
        }
        let bytes = cut::bytes(text).ok_or(NotAToken::Segment(number))?;
        faults.push(Fault::new(place, cut::LENGTH));
        Ok(bytes)
    };
    let header = |faults: &mut Vec<Fault>, bytes: Vec<u8>| {
        let length = bytes.len();
        let header = object_of(bytes).map_err(|bytes| unread::header(&bytes))?;
        if length > MAX_HEADER {
            faults.push(Fault::new("/header", "larger than 64 KiB"));
        }
        note_oddities(&header, "/header", faults);
        Ok(header)
    };
    match segments.len() {
        3 => {
            let encoded = segments.first().copied().unwrap_or_default();
            let header = match reader.known(encoded) {
                Some(header) => header,
                None => {
                    let head = segment(0, "/header", &mut faults)?;
                    let header = header(&mut faults, head)?;
                    if faults.is_empty() {
                        reader.learn(encoded, &header);
                    }
                    header
                }
            };
            let body = segment(1, "/payload", &mut faults)?;
            let signature = match segment(2, "/signature", &mut faults) {
                Ok(bytes) => bytes,
                Err(_) => {
                    faults.push(Fault::new("/signature", "the signature is not base64url"));
                    Vec::new()
                }
            };
            let payload = match object_of(body) {
                Ok(claims) => {
                    note_oddities(&claims, "/claims", &mut faults);
                    Payload::Object(claims)
                }
                // Three segments of an encrypted token: `enc` has no meaning for a signature (RFC 7516 section 9).
                Err(_) if rest.is_none() && header.value().get("enc").is_some() => {
                    return Err(NotAToken::Cut(Cut::Sealed(segments.len())));
                }
                Err(body) => Payload::Other(body),
            };
            let (payload, selective) = match rest {
                Some(rest) => {
                    let (payload, selective) = selective(payload, rest, &mut faults);
                    (payload, Some(Box::new(selective)))
                }
                None => (payload, None),
            };
            let length = memrchr(b'.', jwt.as_bytes()).unwrap_or_default();
            let (signing_input, digest) = SigningInput::beginning(text, length);
            Ok(Token {
                kind: if selective.is_some() { Kind::SdJwt } else { Kind::Jws },
                signatures: vec![Signature {
                    protected: Some(header.clone()),
                    unprotected: None,
                    signing_input,
                    bytes: signature,
                }],
                header: Some(header),
                payload,
                sealed: None,
                selective,
                faults,
                digest,
                outer: None,
                raw: Secret::from(text),
            })
        }
        5 if rest.is_none() => {
            let segments = <[&str; 5]>::try_from(segments).map_err(|_| NotAToken::Shape)?;
            let sealed = jwe::compact(segments, &mut faults)?;
            Ok(Token::encrypted(sealed, faults, text))
        }
        _ => Err(Cut::of(jwt).map_or(NotAToken::Shape, NotAToken::Cut)),
    }
}

/// What stands between the dots, the last of more than five with all that follows it.
fn segments<'t, 'r>(jwt: &'t str, room: &'r mut [&'t str; MOST + 1]) -> &'r [&'t str] {
    let (mut rest, mut count) = (Some(jwt), 0_usize);
    for place in &mut *room {
        let Some(text) = rest else { break };
        let dot = memchr(b'.', text.as_bytes()).filter(|_| count < MOST);
        let (segment, behind) = dot.and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""));
        *place = segment;
        rest = dot.and_then(|_| behind.get(1..));
        count = count.saturating_add(1);
    }
    room.get(..count).unwrap_or_default()
}

/// The processed payload of an SD-JWT, and what it has beside it.
fn selective(signed: Payload, rest: &str, faults: &mut Vec<Fault>) -> (Payload, Selective) {
    let parts = sd_jwt::split(rest, faults);
    let (payload, undisclosed) = match &signed {
        Payload::Object(claims) => {
            let processed = sd_jwt::process(claims, &parts.disclosures);
            faults.extend(processed.faults);
            (Payload::Object(processed.claims), processed.undisclosed)
        }
        other => (other.clone(), Vec::new()),
    };
    let (disclosures, key_binding) = (parts.disclosures, parts.key_binding);
    (payload, Selective { disclosures, key_binding, undisclosed, signed })
}

#[cfg(test)]
mod tests {
    use super::super::{Cut, Kind, MAX_BYTES, NotAToken, Payload, Token};
    use crate::token::base64url::encode;

    fn compact(header: &str, payload: &str) -> String {
        format!("{}.{}.c2ln", encode(header.as_bytes()), encode(payload.as_bytes()))
    }

    #[test]
    fn any_header_and_any_payload_is_read() {
        for (header, payload, object) in [
            (r#"{"alg":"none"}"#, r#"{"sub":"a"}"#, true),
            (r#"{}"#, r#"{"sub":"a"}"#, true),
            (r#"{"alg":42,"kid":["x"],"crit":[]}"#, r#"{}"#, true),
            (r#"{"alg":"ML-DSA-44"}"#, "[1,2]", false),
            (r#"{"alg":"ES512"}"#, "hello", false),
            (r#"{"alg":"ES256"}"#, "", false),
        ] {
            let token = Token::parse(&compact(header, payload)).expect("a token");
            assert_eq!(token.claims().is_some(), object, "{payload}");
            assert_eq!(token.header().map(|h| h.value().to_json()).as_deref(), Some(header));
            if !object {
                assert!(matches!(token.payload(), Payload::Other(bytes) if bytes == payload.as_bytes()));
            }
        }
    }

    #[test]
    fn shapes() {
        let (header, signed) = (encode(br#"{"alg":"dir","enc":"A128GCM"}"#), encode(br#"{"alg":"ES256"}"#));
        for (text, want) in [
            (format!("{header}..aaaa.bbbb.cccc"), Ok(Kind::Jwe)),
            (format!("{header}.e30.c2ln~"), Ok(Kind::SdJwt)),
            (format!("{header}.e30.c2ln~WyJzIiwiYSJd~a.b.c"), Ok(Kind::SdJwt)),
            (format!("{signed}..c2ln"), Ok(Kind::Jws)),
            (format!("{header}.e30."), Ok(Kind::Jws)),
            (format!("{signed}.e30"), Err(NotAToken::Cut(Cut::NoSignature))),
            (format!("{header}.e30"), Err(NotAToken::Cut(Cut::Sealed(2)))),
            (format!("{header}..aaaa"), Err(NotAToken::Cut(Cut::Sealed(3)))),
            (format!("{header}..aaaa.bbbb.ccccc"), Err(NotAToken::Length(5))),
            (format!("{header}..aaaa.bbbb.cc*cc"), Err(NotAToken::Segment(5))),
            ("a.b.c.d".to_owned(), Err(NotAToken::Shape)),
            // What is encrypted discloses nothing.
            (format!("{header}..aaaa.bbbb.cccc~"), Err(NotAToken::Shape)),
            ("..".to_owned(), Err(NotAToken::Header)),
            ("WzFd.e30.".to_owned(), Err(NotAToken::Header)),
            (format!("{header}.*.c2ln"), Err(NotAToken::Segment(2))),
        ] {
            assert_eq!(Token::parse(&text).map(|t| t.kind()), want, "{text}");
        }
    }

    #[test]
    fn r17_a_token_and_its_header_are_read_up_to_their_budget() {
        let rest = r#"{"x":""}"#.len();
        for (length, is_within) in [(super::MAX_HEADER, true), (super::MAX_HEADER + 1, false)] {
            let header = format!(r#"{{"x":"{}"}}"#, "x".repeat(length - rest));
            let token = Token::parse(&compact(&header, "{}")).expect("a token");
            assert_eq!(token.faults().is_empty(), is_within, "{length}");
        }
        for (length, is_within) in [(MAX_BYTES, true), (MAX_BYTES + 1, false), (MAX_BYTES + 9, false)] {
            let is_too_large = Token::parse(&"a".repeat(length)).err() == Some(NotAToken::TooLarge);
            assert_eq!(is_too_large, !is_within, "{length}");
        }
    }

    #[test]
    fn what_is_repaired_is_a_fault_with_its_place() {
        let text = format!("{}=.{}.c2 ln", encode(br#"{"alg":"none"}"#), encode(br#"{"sub":1,"sub":2}"#));
        let token = Token::parse(&text).expect("a token");
        let places: Vec<_> = token.faults().iter().map(|f| f.pointer.as_str()).collect();
        assert_eq!(places, ["/header", "/signature", "/claims/sub"]);
    }

    #[test]
    fn a_segment_that_lost_half_a_byte_is_read_as_far_as_it_goes() {
        let (header, body) = (encode(br#"{"alg":"ES256"}"#), encode(br#"{"sub":"abc","iss":"d"}"#));
        let (cut, _) = body.split_at(13);
        for (text, place, signature) in [
            (format!("{header}.{body}.c2lnz"), "/signature", b"sig".as_slice()),
            (format!("{header}.{cut}.c2ln"), "/payload", b"sig"),
        ] {
            let token = Token::parse(&text).expect("a token");
            let faults: Vec<_> =
                token.faults().iter().map(|f| (f.pointer.as_str(), f.text.as_str())).collect();
            assert_eq!(faults, [(place, "it looks cut short: base64url never has this length")]);
            assert_eq!(token.signatures()[0].bytes, signature);
        }
    }
}
