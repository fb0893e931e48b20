//! Tokens inside text: where one may start, where it ends, and whether it reads as one.

use crate::token::json::{Budget, Document, Kind as JsonKind};
use crate::token::{Kind, MAX_BYTES, Token, base64url};

/// The longest header segment that is tried, in characters (SECURITY.md R17: 64 KiB of JSON).
const MAX_HEADER: usize = 88 << 10;

/// A token found in text and where it starts.
#[derive(Debug)]
pub struct Found {
    /// The token.
    pub token: Token,
    /// Byte offset in the text.
    pub offset: usize,
    /// Bytes that it takes.
    pub length: usize,
}

/// Every token in the text, in order of place; overlapping ones are found once, by their start.
///
/// The work is linear: a start is tried only behind a sign that is no part of a segment, and each try reads at
/// most five segments.
#[must_use]
pub fn find(text: &[u8]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next_start(text, at) {
        match read(text, start) {
            Some(one) => {
                at = start.saturating_add(one.length);
                found.push(one);
            }
            None => at = start.saturating_add(segment(text, start).max(1)),
        }
    }
    found
}

fn in_segment(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// The length of the segment that starts here.
fn segment(text: &[u8], start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    rest.iter().position(|&b| !in_segment(b)).unwrap_or(rest.len())
}

/// The next place where a JSON object in base64url may start: `{` is `e` and one of four signs.
fn next_start(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let rest = text.get(at..)?;
        let here = at.saturating_add(rest.iter().position(|&b| b == b'e')?);
        let fresh = here == 0 || text.get(here.saturating_sub(1)).is_none_or(|&b| !in_segment(b));
        // `{"`, `{ `, `{\t`, `{\n`, `{\r` and `{}` begin with these.
        if fresh && matches!(text.get(here.saturating_add(1)), Some(b'y' | b'w' | b'3')) {
            return Some(here);
        }
        at = here.saturating_add(1);
    }
}

fn read(text: &[u8], start: usize) -> Option<Found> {
    let header_length = segment(text, start);
    let mut end = start.saturating_add(header_length);
    if header_length > MAX_HEADER || text.get(end) != Some(&b'.') {
        return None;
    }
    let header = std::str::from_utf8(text.get(start..end)?).ok()?;
    let header = base64url::decode_leniently(header)?.0;
    let header = Document::parse(&header, Budget::TOKEN).ok()?;
    let header = header.root();
    if header.kind() != JsonKind::Object || (header.get("alg").is_none() && header.get("typ").is_none()) {
        return None;
    }
    let segments = if header.get("enc").is_some() { 5 } else { 3 };
    for _ in 1..segments {
        if text.get(end) != Some(&b'.') {
            return None;
        }
        end = end.saturating_add(1);
        end = end.saturating_add(segment(text, end));
    }
    // A tilde continues an SD-JWT: disclosures, then perhaps a key-binding token with dots of its own.
    while segments == 3 && text.get(end) == Some(&b'~') {
        end = end.saturating_add(1);
        end = end.saturating_add(segment(text, end));
        for _ in 1..3 {
            let next = end.saturating_add(1);
            if text.get(end) == Some(&b'.') && segment(text, next) > 0 {
                end = next.saturating_add(segment(text, next));
            }
        }
    }
    let length = end.saturating_sub(start);
    if length > MAX_BYTES {
        return None;
    }
    let token = Token::parse(std::str::from_utf8(text.get(start..end)?).ok()?).ok()?;
    // In running text three words with dots are no token; a payload that is JSON, or a JWE, is.
    (token.claims().is_some() || token.kind() == Kind::Jwe).then_some(Found { token, offset: start, length })
}

/// The line and column of a byte, both from 1; the column counts bytes.
#[must_use]
pub fn place(text: &[u8], offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.iter().filter(|&&b| b == b'\n').count().saturating_add(1);
    let start = before.iter().rposition(|&b| b == b'\n').map_or(0, |at| at.saturating_add(1));
    (line, offset.saturating_sub(start).saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::{find, place};
    use crate::token::base64url::encode;

    fn token(alg: &str) -> String {
        format!("{}.{}.c2ln", encode(format!(r#"{{"alg":"{alg}"}}"#).as_bytes()), encode(br#"{"sub":"a"}"#))
    }

    #[test]
    fn tokens_are_found_in_running_text() {
        let (a, b) = (token("ES256"), token("none"));
        for (text, count) in [
            (format!("GET /x?access_token={a}&y=1\nAuthorization: Bearer {b}\n"), 2),
            (format!("{{\"t\":\"{a}\"}}"), 1),
            (format!("it is {a}."), 1),
            (format!("{a},{a};{a}"), 3),
            (format!("{a}~WyJzIiwiYSJd~"), 1),
            (format!("x{a}"), 0),
            ("eyJ0 eyJhbGciOiJub25lIn0 eyJhbGciOiJub25lIn0.x eyJhbGciOiJub25lIn0.hello.world".to_owned(), 0),
            (String::new(), 0),
        ] {
            assert_eq!(find(text.as_bytes()).len(), count, "{text}");
        }
    }

    #[test]
    fn r17_many_false_starts_cost_linear_time() {
        let text = "eyJ.".repeat(250_000);
        let begun = std::time::Instant::now();
        assert!(find(text.as_bytes()).is_empty());
        assert!(find("eyJ".repeat(333_333).as_bytes()).is_empty());
        assert!(begun.elapsed().as_secs() < 20, "quadratic would take hours");
    }

    #[test]
    fn places_count_from_one_in_bytes() {
        for (offset, want) in [(0, (1, 1)), (2, (1, 3)), (3, (2, 1)), (6, (2, 4))] {
            assert_eq!(place("ab\n\u{e9}cd".as_bytes(), offset), want);
        }
    }
}
