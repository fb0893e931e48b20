//! What sort of key it is; the key decides the algorithm family, never the token.

use super::Curve;

/// An ML-DSA parameter set (FIPS 204; RFC 9964 for JOSE).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are FIPS 204's")]
pub enum ParameterSet {
    MlDsa44,
    MlDsa65,
    MlDsa87,
}

impl ParameterSet {
    /// Every parameter set.
    pub const ALL: [Self; 3] = [Self::MlDsa44, Self::MlDsa65, Self::MlDsa87];

    /// The name, which is also the `alg` of an `AKP` key.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MlDsa44 => "ML-DSA-44",
            Self::MlDsa65 => "ML-DSA-65",
            Self::MlDsa87 => "ML-DSA-87",
        }
    }

    /// Bytes of a public key (FIPS 204, table 2).
    #[must_use]
    pub fn public_len(self) -> usize {
        match self {
            Self::MlDsa44 => 1312,
            Self::MlDsa65 => 1952,
            Self::MlDsa87 => 2592,
        }
    }
}

/// The sort of a key: `kty` and, where there is one, `crv` (RFC 7517 section 4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyType {
    /// `oct`, a shared secret.
    Oct,
    /// `RSA`.
    Rsa,
    /// `EC` on a curve.
    Ec(Curve),
    /// `OKP` with `crv` Ed25519 (RFC 8037).
    Ed25519,
    /// `OKP` with `crv` X25519 (RFC 8037); agrees on keys, signs nothing.
    X25519,
    /// `AKP` (RFC 9964).
    Akp(ParameterSet),
}

impl KeyType {
    /// The value of `kty`.
    #[must_use]
    pub fn kty(self) -> &'static str {
        match self {
            Self::Oct => "oct",
            Self::Rsa => "RSA",
            Self::Ec(_) => "EC",
            Self::Ed25519 | Self::X25519 => "OKP",
            Self::Akp(_) => "AKP",
        }
    }

    /// The sort in words: `an EC P-256 key`.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Oct => "a shared secret",
            Self::Rsa => "an RSA key",
            Self::Ec(Curve::P256) => "an EC P-256 key",
            Self::Ec(Curve::P384) => "an EC P-384 key",
            Self::Ec(Curve::P521) => "an EC P-521 key",
            Self::Ec(Curve::Secp256k1) => "an EC secp256k1 key",
            Self::Ed25519 => "an Ed25519 key",
            Self::X25519 => "an X25519 key",
            Self::Akp(ParameterSet::MlDsa44) => "an ML-DSA-44 key",
            Self::Akp(ParameterSet::MlDsa65) => "an ML-DSA-65 key",
            Self::Akp(ParameterSet::MlDsa87) => "an ML-DSA-87 key",
        }
    }
}
