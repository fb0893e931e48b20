//! The signature algorithms obo computes, by their registered names.

use std::fmt;

use super::{Curve, KeyType, ParameterSet};

/// A value of `alg` (RFC 7518 section 3.1, RFC 8037, RFC 8812, RFC 9864, RFC 9964).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are the registry's")]
pub enum Algorithm {
    Hs256,
    Hs384,
    Hs512,
    Rs256,
    Rs384,
    Rs512,
    Ps256,
    Ps384,
    Ps512,
    Es256,
    Es384,
    Es512,
    Es256k,
    /// The name of RFC 8037, deprecated by RFC 9864; with the curves obo knows it is [`Algorithm::Ed25519`].
    EdDsa,
    Ed25519,
    MlDsa44,
    MlDsa65,
    MlDsa87,
}

impl Algorithm {
    /// Every algorithm.
    pub const ALL: [Self; 18] = [
        Self::Hs256,
        Self::Hs384,
        Self::Hs512,
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::Es512,
        Self::Es256k,
        Self::EdDsa,
        Self::Ed25519,
        Self::MlDsa44,
        Self::MlDsa65,
        Self::MlDsa87,
    ];

    /// The value of `alg`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::Es256k => "ES256K",
            Self::EdDsa => "EdDSA",
            Self::Ed25519 => "Ed25519",
            Self::MlDsa44 => "ML-DSA-44",
            Self::MlDsa65 => "ML-DSA-65",
            Self::MlDsa87 => "ML-DSA-87",
        }
    }

    /// Whether a public key signs the SHA-256 of what is signed (RFC 7518 sections 3.3 to 3.5, RFC 8812 section 3.2).
    pub(super) fn is_over_sha256(self) -> bool {
        matches!(self, Self::Rs256 | Self::Ps256 | Self::Es256 | Self::Es256k)
    }

    /// The algorithm that a name stands for, compared with case; `None` for `none` and all that obo cannot compute.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// The one sort of key that fits.
    #[must_use]
    pub fn key_type(self) -> KeyType {
        match self {
            Self::Hs256 | Self::Hs384 | Self::Hs512 => KeyType::Oct,
            Self::Rs256 | Self::Rs384 | Self::Rs512 | Self::Ps256 | Self::Ps384 | Self::Ps512 => KeyType::Rsa,
            Self::Es256 => KeyType::Ec(Curve::P256),
            Self::Es384 => KeyType::Ec(Curve::P384),
            Self::Es512 => KeyType::Ec(Curve::P521),
            Self::Es256k => KeyType::Ec(Curve::Secp256k1),
            Self::EdDsa | Self::Ed25519 => KeyType::Ed25519,
            Self::MlDsa44 => KeyType::Akp(ParameterSet::MlDsa44),
            Self::MlDsa65 => KeyType::Akp(ParameterSet::MlDsa65),
            Self::MlDsa87 => KeyType::Akp(ParameterSet::MlDsa87),
        }
    }

    /// Whether two names mean one algorithm: equal, or `EdDSA` beside `Ed25519` (SECURITY.md R7).
    #[must_use]
    pub fn is_same(self, other: Self) -> bool {
        let ed = |algorithm| matches!(algorithm, Self::EdDsa | Self::Ed25519);
        self == other || (ed(self) && ed(other))
    }

    /// What jsonwebtoken calls it, where it can compute it.
    pub(super) fn of_jsonwebtoken(self) -> Option<jsonwebtoken::Algorithm> {
        use jsonwebtoken::Algorithm as Theirs;
        Some(match self {
            Self::Hs256 => Theirs::HS256,
            Self::Hs384 => Theirs::HS384,
            Self::Hs512 => Theirs::HS512,
            Self::Rs256 => Theirs::RS256,
            Self::Rs384 => Theirs::RS384,
            Self::Rs512 => Theirs::RS512,
            Self::Ps256 => Theirs::PS256,
            Self::Ps384 => Theirs::PS384,
            Self::Ps512 => Theirs::PS512,
            Self::Es256 => Theirs::ES256,
            Self::Es384 => Theirs::ES384,
            Self::EdDsa | Self::Ed25519 => Theirs::EdDSA,
            Self::Es512 | Self::Es256k | Self::MlDsa44 | Self::MlDsa65 | Self::MlDsa87 => return None,
        })
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::Algorithm;

    #[test]
    fn r7_names_are_compared_with_case_and_none_is_no_algorithm() {
        for algorithm in Algorithm::ALL {
            assert_eq!(Algorithm::from_name(algorithm.name()), Some(algorithm));
        }
        for name in ["none", "None", "rs256", "ES521", "Ed448", "", "RSA-OAEP", "HS256 "] {
            assert_eq!(Algorithm::from_name(name), None, "{name:?}");
        }
    }

    #[test]
    fn r7_eddsa_and_ed25519_count_as_one() {
        assert!(Algorithm::EdDsa.is_same(Algorithm::Ed25519));
        assert!(!Algorithm::Rs256.is_same(Algorithm::Ps256));
    }
}
