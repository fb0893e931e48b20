//! An answer of a token endpoint that is no answer of OAuth's.

use crate::conversation::Answer;
use crate::token::json::{Budget, Document, Value};

/// What an answer is that is neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddness {
    /// A redirect, which is not followed.
    Redirect,
    /// An HTML page.
    Page,
    /// A JSON object without `error` and without a token (problem+json, `{"detail": …}`).
    OtherJson,
    /// A framework's own error page in JSON.
    ErrorPage,
    /// Nothing.
    Empty,
    /// Text that begins like a JSON object and is none.
    BrokenJson,
    /// Some other text.
    Text,
    /// Bytes that are no text: another encoding, or compressed although nobody asked for it.
    NoText,
    /// An `access_token` that is no token by RFC 6749 appendix A.12.
    NotAToken,
    /// An `access_token` that gives back a secret of this run.
    Reflected,
}

/// An answer that is no OAuth answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neither {
    /// The status code.
    pub status: u16,
    /// What it is instead.
    pub oddness: Oddness,
    /// `Content-Type`, outside text.
    pub content_type: Option<String>,
    /// `Content-Encoding`, outside text.
    pub content_encoding: Option<String>,
    /// How many bytes came.
    pub bytes: usize,
    /// `Location`, outside text.
    pub location: Option<String>,
    /// The first 500 characters, what this run holds replaced; outside text.
    pub start: String,
    /// The pause that the server asks for, in seconds.
    pub retry_after: Option<u64>,
}

/// What an answer is by its status, its type and its first sign.
pub(super) fn shape(answer: &Answer) -> Oddness {
    let content_type = answer.header("content-type").unwrap_or_default().to_ascii_lowercase();
    let Some(text) = readable(answer.body.expose()) else {
        return if (300..400).contains(&answer.status) { Oddness::Redirect } else { Oddness::NoText };
    };
    let text = text.trim_start();
    match answer.status {
        300..=399 => Oddness::Redirect,
        _ if text.is_empty() => Oddness::Empty,
        _ if content_type.contains("html") || text.starts_with('<') => Oddness::Page,
        _ if text.starts_with('{') => match Document::parse(text.as_bytes(), Budget::ANSWER) {
            Ok(_) => Oddness::OtherJson,
            Err(_) => Oddness::BrokenJson,
        },
        _ => Oddness::Text,
    }
}

/// An answer as text; what holds NUL is in another encoding than the one that JSON has (RFC 8259 section 8.1).
pub(super) fn readable(body: &[u8]) -> Option<&str> {
    std::str::from_utf8(body).ok().filter(|text| !text.contains('\0'))
}

/// An answer that is shown because it is none, without the tokens in it: they stand behind their names in JSON, broken
/// or not, and in form encoding, which some servers answer with.
pub(super) fn without_tokens(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, end)) = next_token(rest) {
        out.push_str(rest.get(..at).unwrap_or_default());
        out.push_str("***");
        rest = rest.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Where the value of the next token stands.
fn next_token(text: &str) -> Option<(usize, usize)> {
    let names = ["access_token", "refresh_token", "id_token"];
    let mut from = 0;
    loop {
        let (start, name) = names
            .iter()
            .filter_map(|name| text.get(from..)?.find(name).map(|at| (at.saturating_add(from), *name)))
            .min()?;
        from = start.saturating_add(name.len());
        let after = text.get(from..)?;
        let blank = |c: char| c.is_ascii_whitespace();
        let quoted = after.strip_prefix('"').map(|tail| tail.trim_start_matches(blank));
        let json = quoted.and_then(|tail| tail.strip_prefix(':')).map(|tail| tail.trim_start_matches(blank));
        let value = match json.and_then(|tail| tail.strip_prefix('"')) {
            Some(value) => value,
            None => match after.strip_prefix('=') {
                Some(value) => value,
                None => continue,
            },
        };
        let ends = |c: char| if json.is_some() { c == '"' } else { c == '&' || blank(c) };
        let length = value.find(ends).unwrap_or(value.len());
        let at = text.len().saturating_sub(value.len());
        if length > 0 {
            return Some((at, at.saturating_add(length)));
        }
    }
}

/// A framework's page says its status in words, and where and when it happened.
pub(super) fn is_error_page(status: u16, error: &str, object: Value<'_>) -> bool {
    let beside = ["status", "path", "timestamp"].iter().any(|name| object.get(name).is_some());
    beside && phrase(status).is_some_and(|phrase| phrase.eq_ignore_ascii_case(error))
}

/// The phrase of a status (RFC 9110 section 15, RFC 6585).
fn phrase(status: u16) -> Option<&'static str> {
    Some(match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "Length Required",
        413 => "Payload Too Large",
        415 => "Unsupported Media Type",
        421 => "Misdirected Request",
        422 => "Unprocessable Entity",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::without_tokens;

    #[test]
    fn r16_an_answer_that_is_none_is_shown_without_its_tokens() {
        for (text, want) in [
            (r#"{"access_token": "live-1","expires_in":NaN}"#, r#"{"access_token": "***","expires_in":NaN}"#),
            (r#"[{"id_token":"a.b"},{"refresh_token" :"r"#, r#"[{"id_token":"***"},{"refresh_token" :"***"#),
            ("access_token=gho_x&scope=a&refresh_token=r", "access_token=***&scope=a&refresh_token=***"),
            (r#"{"access_token":"","id_token":null}"#, r#"{"access_token":"","id_token":null}"#),
            ("no access_token for you", "no access_token for you"),
        ] {
            assert_eq!(without_tokens(text), want);
        }
    }
}
