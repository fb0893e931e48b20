//! What the server remembers: tokens that were revoked, assertions that were used.

use std::collections::BTreeMap;

use crate::instant::Instant;
use crate::token::digest::Digest;

/// The most entries of each kind; each leaves when its token has expired, so that only a flood reaches it.
const MAX_ENTRIES: usize = 100_000;

/// What a run remembers, by SHA-256 (R18); nothing is written anywhere.
#[derive(Debug, Default)]
pub struct Store {
    revoked: BTreeMap<Digest, Instant>,
    used: BTreeMap<Digest, Instant>,
}

fn remember(entries: &mut BTreeMap<Digest, Instant>, what: Digest, until: Instant, now: Instant) -> bool {
    entries.retain(|_, until| *until > now);
    if entries.len() >= MAX_ENTRIES || entries.contains_key(&what) {
        return false;
    }
    entries.insert(what, until);
    true
}

impl Store {
    /// Revokes a token (RFC 7009) that would live `until`; false where there is no room left to remember it.
    #[must_use]
    pub fn revoke(&mut self, token: Digest, until: Instant, now: Instant) -> bool {
        self.is_revoked(token) || remember(&mut self.revoked, token, until, now)
    }

    /// Whether a token was revoked.
    #[must_use]
    pub fn is_revoked(&self, token: Digest) -> bool {
        self.revoked.contains_key(&token)
    }

    /// Takes note of a proof's key and `jti`; false where it was used before (RFC 9449 section 11.1).
    pub fn prove_once(&mut self, thumbprint: &str, jti: &str, until: Instant, now: Instant) -> bool {
        let name = [b"dpop\0", thumbprint.as_bytes(), &[0], jti.as_bytes()].concat();
        remember(&mut self.used, Digest::of(&name), until, now)
    }

    /// Takes note of an assertion's client and `jti`; false where it was used before (RFC 7523 section 3, item 7).
    pub fn use_once(&mut self, client_id: &str, jti: &str, until: Instant, now: Instant) -> bool {
        let name = [client_id.as_bytes(), &[0], jti.as_bytes()].concat();
        remember(&mut self.used, Digest::of(&name), until, now)
    }
}

#[cfg(test)]
mod tests {
    use super::Store;
    use crate::instant::Instant;
    use crate::token::digest::Digest;

    #[test]
    fn an_assertion_works_once_for_each_client() {
        let (mut store, now) = (Store::default(), Instant::from_seconds(100));
        let until = now.plus(60);
        assert!(store.use_once("a", "j", until, now));
        assert!(!store.use_once("a", "j", until, now));
        assert!(store.use_once("b", "j", until, now));
        assert!(store.use_once("a", "j", until.plus(60), until), "what has expired is forgotten");
    }

    #[test]
    fn a_revoked_token_stays_revoked() {
        let (mut store, now) = (Store::default(), Instant::from_seconds(100));
        let token = Digest::of(b"t");
        assert!(store.revoke(token, now.plus(60), now));
        assert!(store.revoke(token, now.plus(60), now), "twice is once");
        assert!(store.is_revoked(token));
        assert!(!store.is_revoked(Digest::of(b"u")));
    }
}
