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

#[cfg(test)]
mod tests {
    use super::opened;
    use crate::keys::decrypt::DecryptionKey;
    use crate::secret::Secret;
    use crate::token::{Kind, Token};

    #[test]
    fn what_was_sent_is_the_encrypted_token_whatever_is_inside() {
        let text = include_str!("../../tests/cases/sealed.in/nested.jwt");
        let jwk = Secret::from(include_str!("../../tests/cases/sealed.in/nested.jwk"));
        let outer = Token::parse(text).expect("a token");
        let key = DecryptionKey::read(&jwk).expect("a key");
        let inner = opened(outer.clone(), &key).expect("opened");
        assert_eq!(inner.kind(), Kind::Jws);
        assert_eq!((inner.sent(), inner.sent() == inner.digest()), (outer.digest(), false));
    }
}
