//! Keys that decrypt; they never verify (SECURITY.md R10).

use std::fmt;

use aws_lc_rs::agreement;
use aws_lc_rs::encoding::{AsBigEndian as _, AsDer as _};
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey,
};

use super::DecryptError;
use super::encryption::Encryption;
use super::management::Management;
use crate::keys::private::Private;
use crate::keys::{Curve, KeyError, KeyType, pem};
use crate::secret::Secret;
use crate::token::base64url;

/// A key that opens JWEs.
pub struct DecryptionKey {
    opener: Opener,
    /// The `alg` of its JWK.
    label: Option<String>,
}

enum Opener {
    Shared(Secret),
    /// A secret that is no JWK: its bytes, or what they spell in base64, whichever has the length that is needed.
    Bare(Secret),
    Rsa(Box<OaepPrivateDecryptingKey>),
    Agreement(agreement::PrivateKey),
}

impl DecryptionKey {
    /// Reads a private key (PEM, DER, JWK), a JWK of `kty` `oct`, or takes the bytes for a bare secret.
    ///
    /// # Errors
    /// Where it is a key that cannot decrypt: public, labelled for something else, of a kind that only signs, weak.
    pub fn read(key: &Secret) -> Result<Self, KeyError> {
        let bytes = key.expose();
        if bytes.is_empty() {
            return Err(KeyError::Unrecognised);
        }
        let (private, jwk) = match Private::read(key) {
            Ok(read) => read,
            Err(_) if !pem::is_pem(bytes) && bytes.trim_ascii_start().first() != Some(&b'{') => {
                return Ok(Self { opener: Opener::Bare(key.clone()), label: None });
            }
            Err(error) => return Err(error),
        };
        let opener = Self::opener(private)?;
        let Some(jwk) = jwk else { return Ok(Self { opener, label: None }) };
        if !jwk.allows("enc", &["decrypt", "unwrapKey", "deriveKey", "deriveBits"])? {
            return Err(KeyError::OtherUse);
        }
        Ok(Self { opener, label: jwk.optional_text("alg")?.map(str::to_owned) })
    }

    fn opener(private: Private) -> Result<Opener, KeyError> {
        Ok(match private {
            Private::Oct(secret) => Opener::Shared(secret),
            Private::Rsa(pair) => {
                let pkcs8 = pair.as_der().map_err(|_| KeyError::Inconsistent)?;
                let key =
                    PrivateDecryptingKey::from_pkcs8(pkcs8.as_ref()).map_err(|_| KeyError::Inconsistent)?;
                let key = OaepPrivateDecryptingKey::new(key).map_err(|_| KeyError::Inconsistent)?;
                Opener::Rsa(Box::new(key))
            }
            Private::Ec(curve, pair) => {
                let kind = agreeing(curve).ok_or(KeyError::UnsupportedType)?;
                let scalar = pair.private_key().as_be_bytes().map_err(|_| KeyError::Inconsistent)?;
                let key = agreement::PrivateKey::from_private_key(kind, scalar.as_ref());
                Opener::Agreement(key.map_err(|_| KeyError::Inconsistent)?)
            }
            Private::X25519(scalar) => {
                let key = agreement::PrivateKey::from_private_key(&agreement::X25519, scalar.expose());
                Opener::Agreement(key.map_err(|_| KeyError::Inconsistent)?)
            }
            Private::Ed25519(_) => return Err(KeyError::OtherUse),
        })
    }

    /// Whether its `alg` allows this use: the same `alg`, or for `dir` the same `enc` (as in RFC 7520 section 5.6).
    ///
    /// # Errors
    /// `WrongKey` where the sort of key does not fit at all.
    pub(super) fn is_for(
        &self,
        management: Management,
        encryption: Encryption,
    ) -> Result<bool, DecryptError> {
        let fits = match management {
            Management::Dir | Management::AesKw(_) => {
                matches!(self.opener, Opener::Shared(_) | Opener::Bare(_))
            }
            Management::RsaOaep | Management::RsaOaep256 => matches!(self.opener, Opener::Rsa(_)),
            Management::EcdhEs(_) => matches!(self.opener, Opener::Agreement(_)),
        };
        if !fits {
            return Err(DecryptError::WrongKey(management.name()));
        }
        Ok(self.label.as_deref().is_none_or(|label| {
            label == management.name() || (management == Management::Dir && label == encryption.name())
        }))
    }

    /// A shared secret of exactly this many bytes.
    pub(super) fn shared(&self, length: usize) -> Option<Secret> {
        match &self.opener {
            Opener::Shared(secret) => (secret.len() == length).then(|| secret.clone()),
            Opener::Bare(secret) if secret.len() == length => Some(secret.clone()),
            Opener::Bare(secret) => {
                let (bytes, _) = base64url::decode_leniently(secret.expose_text()?.trim())?;
                Some(Secret::new(bytes)).filter(|bytes| bytes.len() == length)
            }
            Opener::Rsa(_) | Opener::Agreement(_) => None,
        }
    }

    /// RSA-OAEP; `None` where nothing comes out.
    pub(super) fn rsa_decrypt(
        &self,
        with_sha256: bool,
        encrypted: &[u8],
    ) -> Result<Option<Secret>, DecryptError> {
        let Opener::Rsa(key) = &self.opener else { return Err(DecryptError::WrongKey("RSA-OAEP")) };
        let algorithm = if with_sha256 { &OAEP_SHA256_MGF1SHA256 } else { &OAEP_SHA1_MGF1SHA1 };
        let mut bytes = vec![0; key.min_output_size()];
        let length = key.decrypt(algorithm, encrypted, &mut bytes, None).map(|found| found.len());
        Ok(length.ok().map(|length| {
            bytes.truncate(length);
            Secret::new(bytes)
        }))
    }

    pub(super) fn agreement(&self) -> Option<&agreement::PrivateKey> {
        match &self.opener {
            Opener::Agreement(key) => Some(key),
            _ => None,
        }
    }

    /// What sort of key it is.
    #[must_use]
    pub fn key_type(&self) -> KeyType {
        match &self.opener {
            Opener::Shared(_) | Opener::Bare(_) => KeyType::Oct,
            Opener::Rsa(_) => KeyType::Rsa,
            Opener::Agreement(key) => Curve::ALL
                .into_iter()
                .find(|curve| agreeing(*curve) == Some(key.algorithm()))
                .map_or(KeyType::X25519, KeyType::Ec),
        }
    }
}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecryptionKey").field("type", &self.key_type()).finish_non_exhaustive()
    }
}

/// The library's name for ECDH on a curve.
pub(super) fn agreeing(curve: Curve) -> Option<&'static agreement::Algorithm> {
    match curve {
        Curve::P256 => Some(&agreement::ECDH_P256),
        Curve::P384 => Some(&agreement::ECDH_P384),
        Curve::P521 => Some(&agreement::ECDH_P521),
        Curve::Secp256k1 => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{DecryptionKey, Encryption, KeyError, KeyType, Management};
    use crate::keys::curve::Curve;
    use crate::secret::Secret;
    use crate::token::base64url::encode;

    fn read(text: &str) -> Result<DecryptionKey, KeyError> {
        DecryptionKey::read(&Secret::from(text))
    }

    #[test]
    fn r7_what_is_meant_for_a_key_is_never_taken_for_a_secret() {
        for (text, want) in [
            ("hunter2", None),
            ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", Some(KeyError::PublicOnly)),
            ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", Some(KeyError::Der)),
            (r#" {"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#, Some(KeyError::PublicOnly)),
            ("{", Some(KeyError::Json)),
            ("", Some(KeyError::Unrecognised)),
        ] {
            assert_eq!(read(text).err(), want, "{text}");
        }
    }

    #[test]
    fn r7_an_alg_keeps_a_secret_for_its_own_use() {
        let gcm = Encryption::from_name("A128GCM").expect("an encryption");
        let wrap = Management::from_name("A128KW").expect("a key management");
        for (label, management, want) in [
            ("", Management::Dir, true),
            (r#","alg":"dir""#, Management::Dir, true),
            (r#","alg":"A128GCM""#, Management::Dir, true),
            (r#","alg":"A256GCM""#, Management::Dir, false),
            (r#","alg":"A128KW""#, Management::Dir, false),
            (r#","alg":"A128KW""#, wrap, true),
            (r#","alg":"A128GCM""#, wrap, false),
        ] {
            let key = read(&format!(r#"{{"kty":"oct","k":"AAEC"{label}}}"#)).expect("a key");
            assert_eq!(key.is_for(management, gcm).ok(), Some(want), "{label}");
        }
    }

    #[test]
    fn a_bare_secret_is_its_bytes_or_what_they_spell() {
        let plain = "0123456789abcdef";
        let key = read(plain).expect("a secret");
        assert_eq!(key.shared(16), Some(Secret::from(plain)));
        assert_eq!(key.shared(12).map(|secret| secret.len()), Some(12));
        assert_eq!(key.shared(32), None);
        let spelled = read(&encode(plain.as_bytes())).expect("a secret");
        assert_eq!(spelled.shared(16), Some(Secret::from(plain)));
    }

    #[test]
    fn the_sort_of_a_key_is_known() {
        let ec = include_str!("../../../tests/vectors/cookbook/jwk/3_2.ec_private_key.json");
        let ec = ec.replace("\"use\"", "\"x-use\"");
        // RFC 7748 section 6.1, Alice's keys.
        let x25519 = r#"{"kty":"OKP","crv":"X25519","d":"dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo","x":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"}"#;
        for (text, want) in
            [(ec.as_str(), KeyType::Ec(Curve::P521)), (x25519, KeyType::X25519), ("secret", KeyType::Oct)]
        {
            assert_eq!(read(text).map(|key| key.key_type()), Ok(want));
        }
    }
}
