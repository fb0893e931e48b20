//! Making a DPoP proof (RFC 9449 section 4.2).

use serde_json::{Map, Value, json};

use super::Target;
use crate::instant::Instant;
use crate::keys::{Algorithm, KeyError, SigningKey, jws};
use crate::secret::Secret;
use crate::token::base64url;
use crate::token::digest::Digest;

/// What a proof says; the clock and the randomness are the caller's.
#[derive(Debug, Clone, Copy)]
pub struct Draft<'d> {
    /// The method of the request.
    pub method: &'d str,
    /// Where it goes.
    pub target: &'d Target,
    /// When the proof is made; its whole seconds are said.
    pub made: Instant,
    /// `jti`: at least 96 random bits, never used before.
    pub id: &'d str,
    /// The SHA-256 of the access token that goes with it, if one does.
    pub token: Option<Digest>,
    /// The server's last `DPoP-Nonce`, if it gave one.
    pub nonce: Option<&'d str>,
}

/// Signs a proof; its header has the bare public key.
///
/// # Errors
/// `UnsupportedType` for a shared secret, which proves nothing to others; `WrongAlgorithm` where the key cannot do it.
pub fn make(draft: &Draft<'_>, key: &SigningKey, algorithm: Algorithm) -> Result<Secret, KeyError> {
    let jwk = key.bare_jwk().ok_or(KeyError::UnsupportedType)?;
    let header = json!({"typ": "dpop+jwt", "jwk": jwk});
    let mut claims = Map::new();
    let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    put("jti", draft.id.into());
    put("htm", draft.method.into());
    put("htu", draft.target.as_str().into());
    put("iat", draft.made.seconds().into());
    if let Some(token) = draft.token {
        put("ath", base64url::encode(token.bytes()).into());
    }
    if let Some(nonce) = draft.nonce {
        put("nonce", nonce.into());
    }
    jws::compact(&header, &Value::Object(claims), key, algorithm)
}
