//! One element of a set of keys, whether or not it can be used.

use super::{KeyError, VerifyingKey};

/// One element of `keys`.
#[derive(Clone)]
pub struct Entry {
    /// Its place in `keys`, from 0.
    pub index: usize,
    /// Its `kid`, whether or not the key can be used; text from outside.
    pub kid: Option<String>,
    /// The key, or why it cannot be used.
    pub key: Result<VerifyingKey, KeyError>,
    /// What tells it apart from others: of a key that cannot be used, its text.
    pub(super) identity: [u8; 32],
    /// What its `kty` says, whether or not the key can be used.
    pub(super) sort: Option<Sort>,
}

/// Who can make a signature that a key verifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// Whoever verifies.
    Shared,
    /// The holder of the private half.
    Public,
}

impl Sort {
    /// What a `kty` says; none where it is another (RFC 7518 section 6.1, RFC 8037, RFC 9964).
    pub(super) fn of(kty: &str) -> Option<Self> {
        match kty {
            "oct" => Some(Self::Shared),
            "RSA" | "EC" | "OKP" | "AKP" => Some(Self::Public),
            _ => None,
        }
    }
}
