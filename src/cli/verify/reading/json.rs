//! What verify reads in a JSON text: a token in a JSON serialization, or the tokens of a token response.

use super::{Row, has_shape, opaque, unwrapped};
use crate::cli::no_token::malformed;
use crate::token::json::{Budget, Document, Kind as JsonKind, Value};
use crate::token::{NotAToken, Token};

/// What a JSON object is to verify.
pub(super) enum Json {
    /// A token in a JSON serialization (RFC 7515 section 7.2).
    Token(Row),
    /// The tokens of a token response (RFC 6749 section 5.1).
    Response(Vec<Row>),
    /// What nobody signed.
    Unsigned(&'static str),
}

/// Reads a JSON text.
///
/// # Errors
/// Where it is no JSON, or a response without a token that can be judged: why, in words.
pub(super) fn json(text: &str, takes_opaque: bool) -> Result<Json, String> {
    let document =
        Document::parse(text.as_bytes(), Budget::ANSWER).map_err(|_| "it is not JSON".to_owned())?;
    let root = document.root();
    if root.kind() != JsonKind::Object {
        return Ok(Json::Unsigned("a JSON array"));
    }
    let schema = root.get("schema").and_then(|schema| schema.as_str()).unwrap_or_default();
    if schema.starts_with("obo.exchange/") {
        let body = root.pointer("/response/body").filter(|body| body.kind() == JsonKind::Object);
        let body = body.ok_or("an exchange without an answer")?;
        return response(body, &document, takes_opaque);
    }
    if schema.starts_with("obo.") {
        return Ok(Json::Unsigned("what obo wrote itself"));
    }
    let is = |name: &str| root.get(name).is_some();
    if is("payload") || is("signatures") || is("ciphertext") {
        return Ok(Json::Token(match Token::parse(text) {
            Ok(token) => Row::token(token),
            Err(why) => Row::refused(format!("malformed: {why}"), text),
        }));
    }
    if is("access_token") || is("id_token") || is("refresh_token") {
        return response(root, &document, takes_opaque);
    }
    Ok(Json::Unsigned(if is("active") { "an introspection answer" } else { "bare claims" }))
}

const OPAQUE_ACCESS: &str = "a token response whose access token is opaque; only its issuer can say what it is worth \
                             (--introspect asks)";

/// A token response is what its access token is; an id_token beside it must hold too (SECURITY.md R1).
fn response(root: Value<'_>, document: &Document, takes_opaque: bool) -> Result<Json, String> {
    if !document.oddities().is_empty() {
        return Err("a token response with a repeated member, or text that has two readings".to_owned());
    }
    let text = |name: &str| root.get(name).map(|value| value.as_str().ok_or(format!("{name} is no text")));
    let access = text("access_token").ok_or("a token response without an access_token")??;
    let read = |name: &'static str, text: &str| -> Option<Row> {
        let core = unwrapped(text);
        let row = match Token::parse(&core) {
            Ok(token) => Row::token(token),
            Err(why) if has_shape(&core) => Row::refused(malformed(&why), &core),
            Err(_) => return None,
        };
        Some(Row { member: Some(name), ..row })
    };
    let unread = |text: &str| {
        let token = opaque(text).filter(|_| takes_opaque)?;
        Some(Row { member: Some("access_token"), ..Row::opaque(token) })
    };
    let unreadable = || match Token::parse(&unwrapped(access)) {
        Err(why @ NotAToken::Cut(_)) => format!("a token response, and of its access token: {why}"),
        _ => OPAQUE_ACCESS.to_owned(),
    };
    let mut rows = vec![read("access_token", access).or_else(|| unread(access)).ok_or_else(unreadable)?];
    if let Some(access) = rows.first_mut() {
        access.has_refresh_token = root.get("refresh_token").is_some();
    }
    if let Some(id) = text("id_token") {
        rows.push(read("id_token", id?).ok_or("a token response whose id_token is none")?);
    }
    Ok(Json::Response(rows))
}

/// Whether two lines are a JSON object each, the first of them a token response; `None` where they are none.
pub(super) fn is_response_a_line(text: &str) -> Option<bool> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut object = || {
        let document = Document::parse(lines.next()?.as_bytes(), Budget::ANSWER).ok()?;
        (document.root().kind() == JsonKind::Object).then_some(document)
    };
    let first = object()?;
    object().map(|_| first.root().get("access_token").is_some())
}

#[cfg(test)]
mod tests {
    use super::is_response_a_line;

    #[test]
    fn only_two_objects_are_json_a_line() {
        for (text, want) in [
            ("{\"access_token\":\"a\"}\n\n {\"access_token\":\"b\"}\n", Some(true)),
            ("{\"sub\":\"a\"}\n{\"sub\":\"b\"}\n", Some(false)),
            ("{\"access_token\":\"a\"}\n200\n", None),
            ("{\"access_token\":\"a\"}\n", None),
            ("{\n\"a\":1}\n", None),
            ("[1]\n[2]\n", None),
            ("", None),
        ] {
            assert_eq!(is_response_a_line(text), want, "{text}");
        }
    }
}
