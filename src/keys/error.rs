//! Why something is no key that can be used; each names a place and never the text there.

use super::{Algorithm, KeyType};

/// Why a key is refused although it reads well (SECURITY.md R24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Weakness {
    /// An RSA modulus below 2,048 bits (RFC 7518 section 3.3).
    #[error("an RSA key of {0} bits; at least 2048 are needed")]
    RsaTooSmall(usize),
    /// An RSA modulus above 8,192 bits, which costs more than it is worth.
    #[error("an RSA key of {0} bits; at most 8192 are read")]
    RsaTooLarge(usize),
    /// An even modulus is no product of two odd primes.
    #[error("an RSA key with an even modulus")]
    RsaEvenModulus,
    /// `e` is even, below 3 or not below 2^33.
    #[error("an RSA key whose public exponent is even, below 3 or above 2^33")]
    RsaExponent,
    /// The modulus has the fingerprint of CVE-2017-15361.
    #[error("an RSA key with the ROCA fingerprint (CVE-2017-15361)")]
    Roca,
    /// A coordinate has not the length that the curve demands.
    #[error("an EC key with a coordinate of the wrong length")]
    CoordinateLength,
    /// The point is not on the curve, or is zero.
    #[error("a key whose point is not on its curve")]
    NotOnCurve,
    /// A point of small order, whose signature can fit every message.
    #[error("an Ed25519 key of small order")]
    SmallOrder,
    /// A public key of the wrong length.
    #[error("a public key of {0} bytes, which is the wrong length")]
    Length(usize),
}

/// Why bytes cannot be used as the key that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Neither PEM nor a JWK nor DER.
    #[error("not a key in PEM, JWK or DER form")]
    Unrecognised,
    /// Neither PEM nor DER of a certificate.
    #[error("not a certificate in PEM or DER form")]
    NotACertificate,
    /// The PEM armour or the base64 inside is broken.
    #[error("PEM that does not decode")]
    Pem,
    /// A structure of PKCS or X.509 that does not read.
    #[error("DER that does not decode")]
    Der,
    /// A JWK that is no JSON object.
    #[error("a JWK that is not a JSON object")]
    Json,
    /// A JWK that has one member twice.
    #[error("a JWK with a repeated member")]
    Repeated,
    /// A JWK member that is needed is not there.
    #[error("a JWK without `{0}`")]
    Missing(&'static str),
    /// A JWK member that is not what it should be.
    #[error("a JWK whose `{0}` is malformed")]
    Malformed(&'static str),
    /// The private key is protected by a passphrase.
    #[error("a private key that is encrypted with a passphrase")]
    Encrypted,
    /// A public key stands where the private one is needed.
    #[error("a public key, where the private one is needed")]
    PublicOnly,
    /// Key and label disagree: `use` or `key_ops` say that it is for something else.
    #[error("a key that its `use` or `key_ops` keep for something else")]
    OtherUse,
    /// A `kty`, `crv` or key algorithm that obo cannot use.
    #[error("a kind of key that obo cannot use")]
    UnsupportedType,
    /// The key reads well and is refused all the same.
    #[error("{0}")]
    Weak(#[from] Weakness),
    /// The parts do not belong together.
    #[error("a private key whose parts do not belong together")]
    Inconsistent,
    /// A shared secret in a set that everybody can read.
    #[error("a shared secret that is published")]
    PublishedSecret,
    /// A private key in a set that everybody can read.
    #[error("a private key that is published")]
    PublishedPrivate,
    /// What was given as a secret is a key, a certificate or a JWK.
    #[error("a key or certificate, where a shared secret is needed")]
    LooksLikeAKey,
    /// The key cannot do this algorithm.
    #[error("{key} cannot do {algorithm}", key = .0.noun(), algorithm = .1)]
    WrongAlgorithm(KeyType, Algorithm),
    /// The crypto library failed where it should not.
    #[error("the crypto library could not compute {0}")]
    Failed(Algorithm),
}
