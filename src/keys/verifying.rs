//! Keys that verify: public keys, and shared secrets.

use std::fmt;

use sha2::{Digest as _, Sha256};

use super::certificate::{self, Validity};
use super::jwk::{Jwk, Label, MAX_KID};
use super::material::Material;
use super::prepared::Prepared;
use super::private::Private;
use super::signature::SignatureFault;
use super::{Algorithm, KeyError, KeyType, hygiene, mistaken, pem, pkcs8, spki};
use crate::secret::Secret;

/// Where a key comes from; what is published is judged harder (SECURITY.md R7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A file, a flag or the terminal: the user's own word.
    Local,
    /// An address: everybody can read it.
    Published,
}

/// A key that verifies, with the labels that say what for.
#[derive(Clone)]
pub struct VerifyingKey {
    lock: Lock,
    prepared: Prepared,
    kid: Option<String>,
    label: Option<Label>,
    /// Whether `use` and `key_ops` allow verifying.
    is_for_signatures: bool,
    /// A `use` that some sort of token has for itself, where `key_ops` allow verifying.
    own_use: Option<String>,
    was_private: bool,
    validity: Option<Validity>,
    /// `issuer`, which some servers of many tenants write beside each key.
    issuer: Option<String>,
}

/// What a signature is tried on.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Lock {
    Public(Material),
    Shared(Secret),
}

impl VerifyingKey {
    /// Reads one key: a JWK, PEM (`PUBLIC KEY`, `RSA PUBLIC KEY`, `CERTIFICATE`, a private key for its public
    /// half), or one of these in DER.
    ///
    /// # Errors
    /// Where it is none, is weak, or may not come from there: a shared secret or a private key that is published.
    pub fn read(bytes: &[u8], origin: Origin) -> Result<Self, KeyError> {
        if bytes.trim_ascii_start().first() == Some(&b'{') {
            return Self::of_jwk(&Jwk::parse(bytes)?, origin);
        }
        if pem::is_pem(bytes) {
            let text = std::str::from_utf8(bytes).map_err(|_| KeyError::Pem)?;
            let blocks = pem::blocks(text)?;
            if origin == Origin::Published && blocks.iter().any(pem::Block::is_private) {
                return Err(KeyError::PublishedPrivate);
            }
            let known =
                blocks.iter().find_map(|block| Self::of_block(block.label, block.der.expose(), origin));
            return known.unwrap_or(Err(KeyError::Unrecognised));
        }
        if pkcs8::private_form(bytes).is_some() && spki::rsa_public_key(bytes).is_err() {
            return Self::of_private(&Secret::new(bytes.to_vec()), origin);
        }
        let spki = spki::read(bytes).or_else(|error| match error {
            KeyError::Der => spki::rsa_public_key(bytes),
            other => Err(other),
        });
        match spki {
            Ok(material) => Self::public(material, None),
            Err(KeyError::Der) => {
                let (material, validity) = certificate::read(bytes).map_err(|error| match error {
                    KeyError::Der => KeyError::Unrecognised,
                    other => other,
                })?;
                Self::public(material, Some(validity))
            }
            Err(error) => Err(error),
        }
    }

    /// A shared secret for the HS algorithms.
    ///
    /// # Errors
    /// `LooksLikeAKey` where it reads as PEM, DER, a JWK or a key of SSH: then somebody mixes up keys (SECURITY.md R7).
    pub fn from_secret(secret: &Secret) -> Result<Self, KeyError> {
        if mistaken::is_key(secret.expose()) {
            return Err(KeyError::LooksLikeAKey);
        }
        Ok(Self::locked(Lock::Shared(secret.clone())))
    }

    pub(super) fn of_jwk(jwk: &Jwk, origin: Origin) -> Result<Self, KeyError> {
        let key_type = jwk.key_type()?;
        let mut key = if key_type == KeyType::Oct {
            if origin == Origin::Published {
                return Err(KeyError::PublishedSecret);
            }
            Self::from_secret(&jwk.bytes("k")?)?
        } else {
            let was_private = jwk.has("d") || jwk.has("priv");
            if was_private && origin == Origin::Published {
                return Err(KeyError::PublishedPrivate);
            }
            Self { was_private, ..Self::public(Material::of_jwk(jwk, key_type)?, None)? }
        };
        key.kid = jwk.kid()?;
        key.issuer = jwk.optional_text("issuer")?.map(str::to_owned);
        key.label = jwk.algorithm()?;
        key.is_for_signatures = jwk.allows("sig", &["verify"])?;
        if let Some(own) = jwk.optional_text("use")?.filter(|own| *own != "sig")
            && jwk.allows(own, &["verify"])?
        {
            key.own_use = Some(own.to_owned());
        }
        Ok(key)
    }

    /// The same under a name that stands beside it.
    pub(super) fn named(self, kid: &str) -> Result<Self, KeyError> {
        if kid.len() > MAX_KID {
            return Err(KeyError::Malformed("kid"));
        }
        Ok(Self { kid: Some(kid.to_owned()), ..self })
    }

    /// Reads one block of PEM; `None` where its label names no key.
    pub(super) fn of_block(label: &str, der: &[u8], origin: Origin) -> Option<Result<Self, KeyError>> {
        match label {
            "PUBLIC KEY" => Some(spki::read(der).and_then(|m| Self::public(m, None))),
            "RSA PUBLIC KEY" => Some(spki::rsa_public_key(der).and_then(|m| Self::public(m, None))),
            "CERTIFICATE" => Some(certificate::read(der).and_then(|(m, v)| Self::public(m, Some(v)))),
            "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" => {
                Some(Self::of_private(&Secret::new(der.to_vec()), origin))
            }
            _ => None,
        }
    }

    fn of_private(der: &Secret, origin: Origin) -> Result<Self, KeyError> {
        if origin == Origin::Published {
            return Err(KeyError::PublishedPrivate);
        }
        let (private, _) = Private::read(der)?;
        let material = private.public()?.ok_or(KeyError::Unrecognised)?;
        Ok(Self { was_private: true, ..Self::public(material, None)? })
    }

    fn public(material: Material, validity: Option<Validity>) -> Result<Self, KeyError> {
        hygiene::public(&material)?;
        Ok(Self { validity, ..Self::locked(Lock::Public(material)) })
    }

    fn locked(lock: Lock) -> Self {
        Self {
            lock,
            prepared: Prepared::default(),
            kid: None,
            label: None,
            is_for_signatures: true,
            own_use: None,
            was_private: false,
            validity: None,
            issuer: None,
        }
    }

    /// The key's `kid`, at most 256 bytes; text from outside.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The issuer that stands beside the key in its set: no registered member, and the servers of many tenants that
    /// write it mean that the key signs for no other tenant; text from outside.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// Whether the key itself names the one algorithm that it is for: by a label, or because its sort has one only.
    #[must_use]
    pub fn names_algorithm(&self) -> bool {
        self.label.is_some() || !matches!(self.key_type(), KeyType::Oct | KeyType::Rsa)
    }

    /// What sort of key it is.
    #[must_use]
    pub fn key_type(&self) -> KeyType {
        match &self.lock {
            Lock::Public(material) => material.key_type(),
            Lock::Shared(_) => KeyType::Oct,
        }
    }

    /// Whether it was given with its private half, which is worth a warning.
    #[must_use]
    pub fn was_private(&self) -> bool {
        self.was_private
    }

    /// The days of the certificate it came in.
    #[must_use]
    pub fn validity(&self) -> Option<Validity> {
        self.validity
    }

    /// The JWK thumbprint with SHA-256 (RFC 7638); `None` for a shared secret, whose hash would help to guess it.
    #[must_use]
    pub fn thumbprint(&self) -> Option<String> {
        match &self.lock {
            Lock::Public(material) => Some(self.prepared.thumbprint(material).to_owned()),
            Lock::Shared(_) => None,
        }
    }

    /// What tells two keys apart inside one run; never shown (SECURITY.md R18).
    #[must_use]
    pub fn identity(&self) -> [u8; 32] {
        match &self.lock {
            Lock::Public(material) => Sha256::digest(material.thumbprint().as_bytes()).into(),
            Lock::Shared(secret) => Sha256::digest([b"oct:", secret.expose()].concat()).into(),
        }
    }

    /// Whether type, `use`, `key_ops` and `alg` let it verify this algorithm (SECURITY.md R7); `own_use` is the value
    /// of `use` that the sort of token has for itself, if it has one.
    ///
    /// # Errors
    /// The first of these that does not fit.
    pub fn fits(&self, algorithm: Algorithm, own_use: Option<&str>) -> Result<(), SignatureFault> {
        if algorithm.key_type() != self.key_type() {
            return Err(SignatureFault::KeyType(self.key_type(), algorithm));
        }
        let is_own = own_use.is_some() && self.own_use.as_deref() == own_use;
        if !self.is_for_signatures && !is_own {
            return Err(SignatureFault::OtherUse);
        }
        match self.label {
            Some(Label::Algorithm(label)) if !label.is_same(algorithm) => {
                Err(SignatureFault::OtherAlgorithm(algorithm))
            }
            Some(Label::Other) => Err(SignatureFault::OtherAlgorithm(algorithm)),
            _ => Ok(()),
        }
    }

    pub(super) fn lock(&self) -> &Lock {
        &self.lock
    }

    pub(super) fn prepared(&self) -> &Prepared {
        &self.prepared
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyingKey")
            .field("type", &self.key_type())
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::encoding::AsDer as _;
    use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};

    use super::{Origin, VerifyingKey};
    use crate::keys::{Algorithm, KeyError, SigningKey, Weakness};
    use crate::secret::Secret;

    const EC: &str = include_str!("../../tests/vectors/cookbook/jwk/3_2.ec_private_key.json");

    /// Made for this test with `openssl req -x509`; its private key was thrown away.
    const CERTIFICATE: &str = "\
-----BEGIN CERTIFICATE-----\n\
MIIBfTCCASOgAwIBAgIUL7++lWICvYDUdDi1K+B3AbYNWEYwCgYIKoZIzj0EAwIw\n\
EzERMA8GA1UEAwwIb2JvIHRlc3QwIBcNMjYxMTIyMDcwMTAwWhgPMjA1NjExMTQw\n\
NzAxMDBaMBMxETAPBgNVBAMMCG9ibyB0ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0D\n\
AQcDQgAEILOyLYRxWWhneNWN0XPCGUQ/818dTygWQO+9pq5emKq6e01cgXvMvohb\n\
AV5wnoM2Ekve3IMIggsERiQizmaVdKNTMFEwHQYDVR0OBBYEFDvMxDcbVXj6HS7l\n\
ou/qusPxwsdLMB8GA1UdIwQYMBaAFDvMxDcbVXj6HS7lou/qusPxwsdLMA8GA1Ud\n\
EwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIgShB7PZLqet6E3XQEw1EGc0on\n\
IOya61/CooSOVmN3NNECIQCg5B9ArtNIQw07Wa9w8S88bhdunkzJiLFp7ec1s6q5\n\
cA==\n\
-----END CERTIFICATE-----\n\
";

    fn read(text: &str, origin: Origin) -> Result<VerifyingKey, KeyError> {
        VerifyingKey::read(text.as_bytes(), origin)
    }

    #[test]
    fn r7_a_private_key_gives_its_public_half_from_a_file_and_is_refused_when_published() {
        let key = read(EC, Origin::Local).expect("a key");
        assert!(key.was_private());
        let own = SigningKey::read(&Secret::from(EC)).expect("a key");
        assert_eq!(key.thumbprint(), own.thumbprint());
        assert_eq!(read(EC, Origin::Published).err(), Some(KeyError::PublishedPrivate));
        let oct = r#"{"kty":"oct","k":"c2VjcmV0"}"#;
        assert_eq!(read(oct, Origin::Published).err(), Some(KeyError::PublishedSecret));
        assert!(read(oct, Origin::Local).is_ok());
    }

    #[test]
    fn r7_a_secret_that_reads_as_a_key_is_refused() {
        let pair = Ed25519KeyPair::generate().expect("a key");
        let spki = pair.public_key().as_der().expect("DER").as_ref().to_vec();
        let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
        for bytes in [EC.as_bytes().to_vec(), pem.as_bytes().to_vec(), spki, br#"{"keys":[]}"#.to_vec()] {
            assert_eq!(VerifyingKey::from_secret(&Secret::new(bytes)).err(), Some(KeyError::LooksLikeAKey));
        }
        assert!(VerifyingKey::from_secret(&Secret::from("{not a JWK")).is_ok());
    }

    #[test]
    fn public_keys_are_read_in_every_armour() {
        let pair = Ed25519KeyPair::generate().expect("a key");
        let spki = pair.public_key().as_der().expect("DER").as_ref().to_vec();
        let body = standard(&spki);
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n");
        let x = crate::token::base64url::encode(pair.public_key().as_ref());
        let jwk = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}"#);
        let thumbprint = read(&jwk, Origin::Published).expect("a key").thumbprint();
        assert_eq!(read(&pem, Origin::Published).expect("a key").thumbprint(), thumbprint);
        let key = VerifyingKey::read(&spki, Origin::Published).expect("a key");
        assert_eq!(key.thumbprint(), thumbprint);
        assert!(key.fits(Algorithm::EdDsa, None).is_ok() && key.fits(Algorithm::Es256, None).is_err());
    }

    /// Standard base64 with its padding, which the crate's own writer does not make.
    fn standard(bytes: &[u8]) -> String {
        let text = crate::token::base64url::encode(bytes).replace('-', "+").replace('_', "/");
        let padding = (4 - text.len() % 4) % 4;
        text + &"=".repeat(padding)
    }

    fn armoured(label: &str, der: &[u8]) -> String {
        format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", standard(der))
    }

    #[test]
    fn r7_a_private_key_in_a_file_is_read_for_its_public_half_and_refused_when_published() {
        let pair = Ed25519KeyPair::generate().expect("a key");
        let der = pair.to_pkcs8v1().expect("PKCS#8").as_ref().to_vec();
        let x = crate::token::base64url::encode(pair.public_key().as_ref());
        let public = read(&format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}"#), Origin::Published);
        let public = public.expect("a key");
        assert!(!public.was_private());
        let pem = armoured("PRIVATE KEY", &der).into_bytes();
        for bytes in [pem, der] {
            let key = VerifyingKey::read(&bytes, Origin::Local).expect("a key");
            assert!(key.was_private());
            assert_eq!(key.thumbprint(), public.thumbprint());
            let published = VerifyingKey::read(&bytes, Origin::Published);
            assert_eq!(published.err(), Some(KeyError::PublishedPrivate));
        }
    }

    #[test]
    fn a_certificate_gives_its_key_and_its_days() {
        let key = read(CERTIFICATE, Origin::Local).expect("a key");
        let days = key.validity().expect("days");
        assert_eq!(
            (days.not_before.to_string(), days.not_after.to_string()),
            ("2026-11-22T07:01:00Z".to_owned(), "2056-11-14T07:01:00Z".to_owned())
        );
        assert_eq!(key.key_type().kty(), "EC");
    }

    #[test]
    fn r24_bad_public_keys_are_refused_by_name() {
        let ec = |crv: &str, x: &str, y: &str| format!(r#"{{"kty":"EC","crv":"{crv}","x":"{x}","y":"{y}"}}"#);
        let ed = |x: &str| format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}"#);
        let zero = "A".repeat(43);
        for (text, want) in [
            (ec("P-256", &zero, &zero), Weakness::NotOnCurve),
            (ec("P-256", "AA", &zero), Weakness::CoordinateLength),
            (ec("P-384", &zero, &zero), Weakness::CoordinateLength),
            (ed(&zero), Weakness::SmallOrder),
            (ed("AQ"), Weakness::Length(1)),
            (r#"{"kty":"AKP","alg":"ML-DSA-44","pub":"AAAA"}"#.to_owned(), Weakness::Length(3)),
            (r#"{"kty":"RSA","n":"AAAB","e":"AQAB"}"#.to_owned(), Weakness::RsaTooSmall(1)),
        ] {
            assert_eq!(read(&text, Origin::Local).err(), Some(KeyError::Weak(want)), "{text}");
        }
    }
}
