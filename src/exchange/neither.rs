//! An answer of a token endpoint that is no answer of OAuth's.

use crate::conversation::Answer;
use crate::token::json::Value;

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
    /// Some other text.
    Text,
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
    let text = String::from_utf8_lossy(answer.body.expose());
    let text = text.trim_start();
    match answer.status {
        300..=399 => Oddness::Redirect,
        _ if text.is_empty() => Oddness::Empty,
        _ if content_type.contains("html") || text.starts_with('<') => Oddness::Page,
        _ if text.starts_with('{') => Oddness::OtherJson,
        _ => Oddness::Text,
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
