//! How far a compact token goes that was cut short, on the evidence of its header (RFC 7515 section 4, RFC 7516 section 9).

use std::fmt;

use super::json::{Budget, Document, JsonError, Kind as JsonKind};
use super::{NotAToken, Token, base64url};

/// The header parameters that a cut header may begin with (RFC 7515 section 4.1, RFC 7516 section 4.1).
const HEADER: [&str; 13] =
    ["alg", "enc", "typ", "cty", "kid", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "crit", "zip"];

/// What stands where a viewer or a log left something out.
const ELLIPSES: [&str; 2] = ["...", "…"];

/// Where a token that was cut short ends; said only of text that begins as the header of a token does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Within the header.
    Header,
    /// Behind the header.
    NoPayload,
    /// Within the payload, which is JSON that ends too early.
    Payload,
    /// Behind a payload that is a JSON object.
    NoSignature,
    /// Behind or within a payload that is no JSON.
    NoSignatureOfOther,
    /// After so many of the five segments of an encrypted token.
    Sealed(usize),
    /// Nowhere: something was left out in its middle, and dots stand for it.
    Middle,
}

impl Cut {
    /// Reads the evidence in text that has too few segments, or none that can be read.
    pub(super) fn of(text: &str) -> Option<Self> {
        // What has other signs behind an ellipsis was shortened in its middle.
        let left_out = ELLIPSES.iter().filter_map(|dots| text.find(dots)).min();
        let (head, tail) = text.split_at_checked(left_out.unwrap_or(text.len()))?;
        let is_middle = tail.chars().any(|sign| !matches!(sign, '.' | '…'));
        let cut = Self::of_segments(head)?;
        Some(if is_middle { Self::Middle } else { cut })
    }

    fn of_segments(text: &str) -> Option<Self> {
        let mut segments = text.split('.');
        let header = segments.next()?;
        let rest: Vec<&str> = segments.take(4).collect();
        let Some(is_sealed) = whole_header(header) else {
            return (rest.is_empty() && is_cut_header(header)).then_some(Self::Header);
        };
        match rest.as_slice() {
            _ if is_sealed => (rest.len() < 4).then(|| Self::Sealed(rest.len().saturating_add(1))),
            [] | [""] => Some(Self::NoPayload),
            [payload] => match Document::parse(&bytes(payload)?, Budget::TOKEN) {
                Ok(document) if document.root().kind() == JsonKind::Object => Some(Self::NoSignature),
                Err(_) if is_cut_json(&bytes(payload)?) => Some(Self::Payload),
                _ => Some(Self::NoSignatureOfOther),
            },
            _ => None,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(self) -> &'static str {
        match self {
            Self::Header | Self::Sealed(_) | Self::Middle => {
                "take the whole token: terminals, logs and tables clip what is long"
            }
            Self::NoPayload => {
                "take the whole token: terminals, logs and tables clip what is long\n\
                 (with two dots at its end, obo decode shows the header)"
            }
            Self::Payload | Self::NoSignature | Self::NoSignatureOfOther => {
                "take the whole token: terminals, logs and tables clip what is long\n\
                 (with a dot at its end, obo decode shows what is there)"
            }
        }
    }
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => f.write_str("it ends within its header"),
            Self::NoPayload => f.write_str("its header can be read, payload and signature are missing"),
            Self::Payload => {
                f.write_str("its header can be read, its payload ends too early and the signature is missing")
            }
            Self::NoSignature => f.write_str("its header and payload can be read, the signature is missing"),
            Self::NoSignatureOfOther => f.write_str("its header can be read, the signature is missing"),
            Self::Sealed(1) => {
                f.write_str("its header can be read, the other 4 of its 5 segments are missing")
            }
            Self::Sealed(count) => {
                write!(f, "its header can be read, only {count} of its 5 segments are there")
            }
            Self::Middle => f.write_str("dots stand for what was left out in its middle"),
        }
    }
}

/// What is said of a segment with one sign too many or too few.
pub(super) const LENGTH: &str = "it looks cut short: base64url never has this length";

impl NotAToken {
    /// What is missing of text that begins as a token does and lost something on the way.
    #[must_use]
    pub fn missing(&self) -> Option<String> {
        match self {
            Self::Cut(cut) => Some(cut.to_string()),
            Self::Length(number) => Some(format!("segment {number} has a length that base64url never has")),
            _ => None,
        }
    }
}

impl Token {
    /// The same of a token that can be read nevertheless.
    #[must_use]
    pub fn missing(&self) -> Option<String> {
        let cut = self.faults().iter().find(|fault| fault.text == LENGTH)?;
        Some(format!("its {} has a length that base64url never has", cut.pointer.trim_start_matches('/')))
    }
}

/// The bytes of a segment whose last sign may be half a byte that lost its other half.
pub(super) fn bytes(segment: &str) -> Option<Vec<u8>> {
    match base64url::decode_leniently(segment) {
        Some((bytes, _)) => Some(bytes),
        None => Some(base64url::decode_leniently(without_stray_sign(segment)?)?.0),
    }
}

/// The segment without its last sign, where its length is one that no base64url has.
pub(super) fn without_stray_sign(segment: &str) -> Option<&str> {
    let last = segment.bytes().last()?;
    let is_stray = segment.len() % 4 == 1 && (last.is_ascii_alphanumeric() || matches!(last, b'-' | b'_'));
    segment.get(..segment.len().checked_sub(1)?).filter(|_| is_stray)
}

/// Whether a whole header is that of an encrypted token; `None` where it is no header, or a key that looks like one.
fn whole_header(segment: &str) -> Option<bool> {
    let document = Document::parse(&bytes(segment)?, Budget::TOKEN).ok()?;
    let header = document.root();
    let is_header =
        header.get("alg").is_some_and(|alg| alg.as_str().is_some()) && header.get("kty").is_none();
    is_header.then(|| header.get("enc").is_some())
}

/// A header that ends too early: it begins with one of the header's own parameters.
fn is_cut_header(segment: &str) -> bool {
    let Some(bytes) = bytes(segment) else { return false };
    let begun = bytes.trim_ascii_start().strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    let name = begun.and_then(|rest| rest.strip_prefix(b"\""));
    let is_name = |parameter: &str| {
        name.and_then(|rest| rest.strip_prefix(parameter.as_bytes()))
            .is_some_and(|rest| rest.starts_with(b"\""))
    };
    HEADER.iter().any(|name| is_name(name)) && is_cut_json(&bytes)
}

/// A JSON object that ends too early, perhaps within a character.
fn is_cut_json(bytes: &[u8]) -> bool {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.as_bytes(),
        Err(error) if error.error_len().is_none() => bytes.get(..error.valid_up_to()).unwrap_or_default(),
        Err(_) => return false,
    };
    let ends_early = |text: &[u8]| Document::parse(text, Budget::TOKEN).err() == Some(JsonError::Ended);
    // A number or a word that lost its end is no JSON at its last byte; what stands before it ends too early.
    let in_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
    let before = text.iter().rposition(|byte| !in_word(byte)).map_or(0, |at| at.saturating_add(1));
    let is_object = matches!(text.trim_ascii_start().first(), None | Some(b'{'));
    is_object && (ends_early(text) || ends_early(text.get(..before).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::Cut;
    use crate::token::Token;
    use crate::token::base64url::encode;

    #[test]
    fn a_token_cut_anywhere_says_where_it_ends() {
        let header = encode(r#"{"alg":"ES256","kid":"ü"}"#.as_bytes());
        let payload = encode(r#"{"sub":"ä\u00e4","scope":["a",-1.5e+3,true,null]}"#.as_bytes());
        let token = format!("{header}.{payload}.c2ln");
        let behind = header.len() + 1 + payload.len();
        for length in 0..=token.len() {
            let want = match length {
                // `{"alg"` is the least that tells a header from other JSON.
                _ if length < encode(br#"{"alg""#).len() => None,
                _ if length < header.len() => Some(Cut::Header),
                _ if length <= header.len() + 1 => Some(Cut::NoPayload),
                // The last sign of the payload may hold nothing that its JSON needs.
                _ if length < behind => Some(Cut::Payload),
                _ if length == behind => Some(Cut::NoSignature),
                _ => None,
            };
            let Some(text) = token.get(..length) else { panic!("ASCII") };
            let is_read = Token::parse(text).is_ok();
            assert_eq!(
                (if is_read { None } else { Cut::of(text) }, is_read),
                (want, length > behind),
                "{text}"
            );
        }
    }

    #[test]
    fn without_evidence_nothing_looks_cut() {
        let json = |text: &str| encode(text.as_bytes());
        for (text, want) in [
            ("gho_16C7e42F292c6912E7710c838347Ae178B4a".to_owned(), None),
            (json(r#"{"id":1}"#), None),
            (json(r#"{"id":"#), None),
            // A key that was packed the same way, and JSON that is broken and not cut.
            (json(r#"{"kty":"EC","alg":"ES256"}"#), None),
            (json(r#"{"alg" "ES256""#), None),
            (json(r#"{"alg":5}"#), None),
            (json("\"alg\""), None),
            (format!("{}.*", json(r#"{"alg":"ES256"}"#)), None),
            (format!("x.{}", json(r#"{"sub":"a"}"#)), None),
            (json("{ \"typ\" : \"JW"), Some(Cut::Header)),
            (format!("{}.{}", json(r#"{"alg":"ES256"}"#), json("text")), Some(Cut::NoSignatureOfOther)),
            (format!("{}.{}.x", json(r#"{"alg":"ES256"}"#), json("{}")), None),
        ] {
            assert_eq!(Cut::of(&text), want, "{text}");
        }
    }

    #[test]
    fn an_encrypted_token_has_five_segments() {
        let header = encode(br#"{"alg":"dir","enc":"A128GCM"}"#);
        for (rest, want) in [
            ("", Some(Cut::Sealed(1))),
            (".", Some(Cut::Sealed(2))),
            ("..aaaa", Some(Cut::Sealed(3))),
            ("..aaaa.bbbb", Some(Cut::Sealed(4))),
            ("..aaaa.bbbb.cccc", None),
            ("..aaaa.bbbb.cccc.dddd", None),
        ] {
            assert_eq!(Cut::of(&format!("{header}{rest}")), want, "{rest}");
        }
    }

    #[test]
    fn dots_for_what_was_left_out_are_evidence_too() {
        let header = encode(br#"{"alg":"ES256"}"#);
        let payload = encode(br#"{"sub":"a"}"#);
        let ((begun, _), (part, _)) = (header.split_at(12), payload.split_at(6));
        for (text, want) in [
            (format!("{begun}..."), Some(Cut::Header)),
            (format!("{begun}…"), Some(Cut::Header)),
            (format!("{header}.{payload}…"), Some(Cut::NoSignature)),
            (format!("{header}..."), Some(Cut::NoPayload)),
            (format!("{begun}...Ab1"), Some(Cut::Middle)),
            (format!("{header}.{part}…Ab1"), Some(Cut::Middle)),
            ("abc...def".to_owned(), None),
            ("…".to_owned(), None),
        ] {
            assert_eq!(Cut::of(&text), want, "{text}");
        }
    }
}
