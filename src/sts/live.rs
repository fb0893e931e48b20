//! Whether a token that is shown is one of this server's and still of use.

use super::keyring::{ACCESS_TOKEN, Keyring};
use super::refusal::Dead;
use super::store::Store;
use crate::instant::Instant;
use crate::token::claims::Claims;
use crate::token::{Kind, Token};

/// A token of this server that verified and has not ended.
pub struct Live {
    token: Token,
    expires: Instant,
}

impl Live {
    /// Judges a text: shape, type, issuer, signature, life, revocation, in this order.
    ///
    /// # Errors
    /// The first that does not hold.
    pub fn judge(
        text: &str,
        issuer: &str,
        keyring: &Keyring,
        store: &Store,
        now: Instant,
    ) -> Result<Self, Dead> {
        let token = Token::parse(text).map_err(|_| Dead::Unreadable)?;
        // The JSON serialization says the same in another shape; one shape is enough for a server of its own tokens.
        let compact = token.kind() == Kind::Jws && !token.raw().expose().starts_with(b"{");
        if !compact || !token.faults().is_empty() {
            return Err(Dead::Unreadable);
        }
        let claims = token.claims().ok_or(Dead::Unreadable)?;
        if !token.header_text("typ").is_some_and(|typ| typ.eq_ignore_ascii_case(ACCESS_TOKEN)) {
            return Err(Dead::Type);
        }
        if claims.text("iss").present() != Some(issuer) {
            return Err(Dead::Issuer);
        }
        if !keyring.made(&token) {
            return Err(Dead::Signature);
        }
        let expires = claims.date("exp").present().ok_or(Dead::Unreadable)?;
        if expires <= now {
            return Err(Dead::Expired);
        }
        if store.is_revoked(token.digest()) {
            return Err(Dead::Revoked);
        }
        Ok(Self { token, expires })
    }

    /// What it says.
    #[must_use]
    pub fn claims(&self) -> Option<Claims<'_>> {
        self.token.claims()
    }

    /// The token itself.
    #[must_use]
    pub fn token(&self) -> &Token {
        &self.token
    }

    /// When it ends.
    #[must_use]
    pub fn expires(&self) -> Instant {
        self.expires
    }
}
