//! What is inside a token: the content that a key opens, and a token within a token (RFC 7519 section 11.2).

use crate::keys::decrypt::{DecryptionKey, open};
use crate::report::decode::Warning;
use crate::token::{Kind, NotAToken, Payload, Token};

/// A look inside: the token with another payload, the token within it, and why something stayed shut.
#[derive(Default)]
pub(super) struct Inside {
    pub(super) revealed: Option<Token>,
    pub(super) inner: Option<Token>,
    pub(super) warning: Option<Warning>,
}

/// Looks inside one token; whoever calls counts the layers.
pub(super) fn look(token: &Token, key: Option<&DecryptionKey>) -> Inside {
    let content = match (token.payload(), key) {
        (Payload::Sealed, Some(key)) => match open(token, key) {
            Ok(opened) => opened.content,
            Err(error) => {
                let text = format!("the content stays sealed: {error}");
                let warning = Warning { pointer: "/payload".to_owned(), text, value: None };
                return Inside { warning: Some(warning), ..Inside::default() };
            }
        },
        (Payload::Other(bytes), _) => match nested(bytes) {
            // What was the payload is shown as the token it is, not once more as text with its signature.
            Some(inner) => {
                let token = token.clone().revealed(Payload::Sealed, Vec::new());
                return Inside { revealed: Some(token), inner: Some(inner), warning: None };
            }
            None => return Inside::default(),
        },
        _ => return Inside::default(),
    };
    match nested(content.expose()) {
        Some(inner) => Inside { inner: Some(inner), ..Inside::default() },
        None => Inside { revealed: Some(token.clone().opened(content.expose())), ..Inside::default() },
    }
}

/// The token that these bytes are as a whole.
fn nested(bytes: &[u8]) -> Option<Token> {
    let text = std::str::from_utf8(bytes).ok()?;
    let token: Result<Token, NotAToken> = Token::parse(text);
    token.ok().filter(|token| matches!(token.kind(), Kind::Jws | Kind::Jwe | Kind::SdJwt))
}
