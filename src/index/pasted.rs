//! The error inside whatever a person pastes: a JSON answer, a header, a redirect, an exception's text.

use crate::exchange::words::Words;
use crate::token::json::{Budget, Document, Value};

/// The longest text that is searched for an error, in bytes.
const LONGEST: usize = 1 << 20;

/// Reads a server's words out of a text; `prefixes` are the letters that vendors put before a code's digits.
#[must_use]
pub(super) fn read(text: &str, prefixes: &[&str]) -> Option<Words> {
    if text.len() > LONGEST {
        return None;
    }
    json(text).or_else(|| form(text)).or_else(|| header(text)).or_else(|| coded(text, prefixes))
}

/// A JSON answer, alone or inside other text; obo's own answer has it under `refusal` or `response`.
fn json(text: &str) -> Option<Words> {
    let (start, end) = (text.find('{')?, text.rfind('}')?);
    let document = Document::parse(text.get(start..=end)?.as_bytes(), Budget::ANSWER).ok()?;
    let root = document.root();
    let body = root.get("response").and_then(|r| r.get("body")).filter(is_answer).unwrap_or(root);
    if let Some(words) = Words::read(None, body) {
        return Some(words);
    }
    let text = |value: Option<Value<'_>>| value.and_then(|v| v.as_str()).map(str::to_owned);
    if let Some(refusal) = root.get("refusal").filter(is_answer) {
        let read = Words::read(None, refusal)?;
        return Some(Words { description: text(refusal.get("description")), ..read });
    }
    // Some APIs put an object where OAuth has a text.
    let error = body.get("error")?;
    Some(Words {
        error: text(error.get("code"))?,
        description: text(error.get("message")),
        ..Words::default()
    })
}

fn is_answer(value: &Value<'_>) -> bool {
    value.get("error").is_some()
}

/// A vendor's code anywhere in a text: the words from there on.
fn coded(text: &str, prefixes: &[&str]) -> Option<Words> {
    let is_code = |tail: &str, prefix: &str| {
        tail.get(prefix.len()..).is_some_and(|t| t.bytes().take_while(u8::is_ascii_digit).count() >= 3)
    };
    let starts = prefixes.iter().flat_map(|prefix| {
        let tails = text.match_indices(prefix).filter_map(|(at, _)| text.get(at..));
        tails.filter(move |tail| is_code(tail, prefix)).map(|tail| (text.len() - tail.len(), tail))
    });
    let (_, tail) = starts.min_by_key(|(at, _)| *at)?;
    Some(Words { description: Some(tail.trim().to_owned()), ..Words::default() })
}

/// A form or a redirect: `…?error=invalid_target&error_description=…`.
fn form(text: &str) -> Option<Words> {
    let text = text.trim();
    if text.contains(char::is_whitespace) {
        return None;
    }
    let mut found = Words::default();
    for pair in text.split(['?', '#', '&']) {
        match pair.split_once('=') {
            Some(("error", value)) => found.error = decoded(value),
            Some(("error_description", value)) => found.description = Some(decoded(value)),
            _ => {}
        }
    }
    (!found.error.is_empty()).then_some(found)
}

/// Form decoding: `+` and `%XX`; what is no escape stays as it is.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let escape = tail.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = escape.filter(|_| first == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        rest = if byte.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
        bytes.push(byte.unwrap_or(if first == b'+' { b' ' } else { first }));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// `WWW-Authenticate: Bearer error="invalid_token", error_description="…"` (RFC 6750 section 3), with or without its name.
fn header(text: &str) -> Option<Words> {
    let error = parameter(text, "error").filter(|error| !error.is_empty())?;
    Some(Words { error, description: parameter(text, "error_description"), ..Words::default() })
}

/// An auth-param's value, quoted or a token (RFC 9110 section 11.2).
fn parameter(text: &str, name: &str) -> Option<String> {
    let mut rest = text;
    loop {
        let at = rest.find(name)?;
        let before = rest.get(..at)?;
        let behind = rest.get(at + name.len()..)?;
        let starts = before.chars().next_back().is_none_or(|c| c == ',' || c.is_whitespace());
        match behind.trim_start().strip_prefix('=') {
            Some(value) if starts => {
                let value = value.trim_start();
                return match value.strip_prefix('"') {
                    Some(quoted) => Some(quoted_text(quoted)),
                    None => value.split([',', ' ', '\t', '\r', '\n']).next().map(str::to_owned),
                };
            }
            _ => rest = behind,
        }
    }
}

fn quoted_text(text: &str) -> String {
    let mut value = String::new();
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => break,
            '\\' => value.extend(signs.next()),
            _ => value.push(sign),
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn the_error_is_found_in_every_wrapping() {
        for (text, want) in [
            (r#"{"error":"invalid_target"}"#, "invalid_target - "),
            (
                r#"400 {"error":"invalid_grant","error_description":"AADSTS500131: Assertion","error_codes":[500131]}"#,
                "invalid_grant 500131 AADSTS500131: Assertion",
            ),
            (
                r#"{"error":{"code":"InvalidAuthenticationToken","message":"gone"}}"#,
                "InvalidAuthenticationToken - gone",
            ),
            (r#"{"schema":"obo.exchange/1","refusal":{"error":"e","description":"d"}}"#, "e - d"),
            (
                r#"WWW-Authenticate: Bearer realm="x", error="invalid_token", error_description="a \"token\" expired""#,
                r#"invalid_token - a "token" expired"#,
            ),
            ("DPoP error=use_dpop_nonce", "use_dpop_nonce - "),
            (
                "https://c.example/cb?error=access_denied&error_description=no%20way+out&state=s",
                "access_denied - no way out",
            ),
            ("MsalServiceException: AADSTS65001: The user has not", "- - AADSTS65001: The user has not"),
            ("AADSTS12", "nothing"),
            ("the error is unclear", "nothing"),
            ("", "nothing"),
            (r#"{"error":null}"#, "nothing"),
            (r#"{"error":"x""#, "nothing"),
        ] {
            let got = read(text, &["AADSTS"]).map(|words| {
                let or_dash = |text: String| if text.is_empty() { "-".to_owned() } else { text };
                let description = words.description.unwrap_or_default();
                format!("{} {} {description}", or_dash(words.error), or_dash(words.numbers.join(" ")))
            });
            assert_eq!(got.as_deref().unwrap_or("nothing"), want, "{text}");
        }
    }
}
