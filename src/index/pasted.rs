//! The error inside whatever a person pastes: a JSON answer, a header, a redirect, an exception's text.

use crate::token::json::{Budget, Document, Value};

/// What a server said, as far as the text holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pasted {
    /// The code: `error` of RFC 6749 section 5.2, or of RFC 6750 section 3.
    pub error: Option<String>,
    /// The sentence beside it.
    pub description: Option<String>,
    /// Codes of the vendor's own, in order: letters and digits (`AADSTS500131`).
    pub codes: Vec<String>,
}

/// The longest text that is searched for an error, in bytes.
const LONGEST: usize = 1 << 20;

/// Reads the error in a text; `prefixes` are the letters that vendors put before a code's digits.
#[must_use]
pub(super) fn read(text: &str, prefixes: &[&str]) -> Option<Pasted> {
    if text.len() > LONGEST {
        return None;
    }
    let mut found = json(text, prefixes).or_else(|| form(text)).or_else(|| header(text)).unwrap_or_default();
    for code in codes(text, prefixes) {
        if !found.codes.contains(&code) {
            found.codes.push(code);
        }
    }
    if found.error.is_none() && !found.codes.is_empty() && found.description.is_none() {
        found.description = Some(text.trim().to_owned());
    }
    (found.error.is_some() || !found.codes.is_empty()).then_some(found)
}

/// A JSON answer, alone or inside other text; obo's own answer has it under `refusal`.
fn json(text: &str, prefixes: &[&str]) -> Option<Pasted> {
    let (start, end) = (text.find('{')?, text.rfind('}')?);
    let document = Document::parse(text.get(start..=end)?.as_bytes(), Budget::ANSWER).ok()?;
    let root = document.root();
    let root = root.get("response").and_then(|r| r.get("body")).filter(is_answer).unwrap_or(root);
    let root = root.get("refusal").filter(is_answer).unwrap_or(root);
    let error = root.get("error")?;
    let own = |value: Option<Value<'_>>| value.and_then(|v| v.as_str()).map(str::to_owned);
    // Some APIs put an object where OAuth has a text.
    let (code, description) = match error.as_str() {
        Some(code) => {
            (Some(code.to_owned()), own(root.get("error_description").or_else(|| root.get("description"))))
        }
        None => (own(error.get("code")), own(error.get("message"))),
    };
    let mut numbers: Vec<String> = Vec::new();
    if let (Some(list), [prefix, ..]) = (root.get("error_codes"), prefixes) {
        numbers.extend(list.items().filter_map(|n| n.as_number()).map(|n| format!("{prefix}{n}")));
    }
    code.map(|code| Pasted { error: Some(code), description, codes: numbers })
}

fn is_answer(value: &Value<'_>) -> bool {
    value.get("error").is_some()
}

/// A form or a redirect: `…?error=invalid_target&error_description=…`.
fn form(text: &str) -> Option<Pasted> {
    let text = text.trim();
    if text.contains(char::is_whitespace) {
        return None;
    }
    let mut found = Pasted::default();
    for pair in text.split(['?', '#', '&']) {
        match pair.split_once('=') {
            Some(("error", value)) => found.error = Some(decoded(value)),
            Some(("error_description", value)) => found.description = Some(decoded(value)),
            _ => {}
        }
    }
    found.error.is_some().then_some(found)
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
fn header(text: &str) -> Option<Pasted> {
    let error = parameter(text, "error")?;
    Some(Pasted { error: Some(error), description: parameter(text, "error_description"), codes: Vec::new() })
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

/// Every vendor's code in a text: one of the prefixes and three digits or more.
fn codes(text: &str, prefixes: &[&str]) -> Vec<String> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for prefix in prefixes {
        for (at, _) in text.match_indices(prefix) {
            let behind = text.get(at + prefix.len()..).unwrap_or_default();
            let digits = behind.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
            let code = format!("{prefix}{digits}");
            if (3..=9).contains(&digits.len()) && !found.iter().any(|(_, other)| *other == code) {
                found.push((at, code));
            }
        }
    }
    found.sort();
    found.into_iter().map(|(_, code)| code).collect()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn the_error_is_found_in_every_wrapping() {
        for (text, want) in [
            (r#"{"error":"invalid_target"}"#, "invalid_target - "),
            (
                r#"400 {"error":"invalid_grant","error_description":"AADSTS500131: Assertion audience","error_codes":[500131]}"#,
                "invalid_grant AADSTS500131 AADSTS500131: Assertion audience",
            ),
            (
                r#"{"error":{"code":"InvalidAuthenticationToken","message":"gone"}}"#,
                "InvalidAuthenticationToken - gone",
            ),
            (r#"{"schema":"obo.exchange/1","refusal":{"error":"e","description":"d"}}"#, "e - d"),
            (
                r#"WWW-Authenticate: Bearer realm="x", error="invalid_token", error_description="the \"token\" expired""#,
                r#"invalid_token - the "token" expired"#,
            ),
            ("DPoP error=use_dpop_nonce", "use_dpop_nonce - "),
            (
                "https://c.example/cb?error=access_denied&error_description=no%20way+out&state=s",
                "access_denied - no way out",
            ),
            (
                "MsalServiceException: AADSTS65001: The user has not consented",
                "- AADSTS65001 MsalServiceException: AADSTS65001: The user has not consented",
            ),
            ("AADSTS12", ""),
            ("the error is unclear", ""),
            ("", ""),
            (r#"{"error":null}"#, ""),
            (r#"{"error":"x""#, ""),
        ] {
            let got = read(text, &["AADSTS"]).map(|p| {
                let word = |text: Option<String>| text.unwrap_or_default();
                let or_dash = |text: String| if text.is_empty() { "-".to_owned() } else { text };
                format!("{} {} {}", or_dash(word(p.error)), or_dash(p.codes.join(" ")), word(p.description))
            });
            assert_eq!(got.unwrap_or_default(), want, "{text}");
        }
    }
}
