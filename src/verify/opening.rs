//! What is inside an encrypted token: only a signature in there can make it valid (SECURITY.md R10).

use crate::keys::decrypt::{DecryptionKey, open};
use crate::token::{Kind, Token};

/// How many layers are opened.
const MAX_LAYERS: usize = 8;

/// Opens a JWE, and a JWE inside it, until a signed token comes out.
///
/// # Errors
/// Why none does, in words without what was inside: encryption proves nothing about who wrote it.
pub fn opened(token: Token, key: &DecryptionKey) -> Result<Token, String> {
    let outer = token.digest();
    let mut token = token;
    for _ in 0..MAX_LAYERS {
        if token.kind() != Kind::Jwe {
            return Ok(token.inside(outer));
        }
        if let Some(fault) = token.faults().first() {
            return Err(format!("malformed at {}: {}; obo decode shows it", fault.pointer, fault.text));
        }
        let content = open(&token, key).map_err(|error| format!("encrypted, and stays so: {error}"))?.content;
        let inner = content.expose_text().and_then(|text| Token::parse(text).ok());
        token = inner.ok_or("encrypted content that nobody signed; encryption proves nothing")?;
    }
    Err(format!("more than {MAX_LAYERS} layers"))
}
