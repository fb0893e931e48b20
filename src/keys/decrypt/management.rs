//! How the content encryption key is found: the `alg` of a JWE (RFC 7518 section 4).

use aws_lc_rs::key_wrap::{AES_128, AES_256, KeyEncryptionKey, KeyWrap as _};

use super::agreement;
use super::encryption::Encryption;
use super::{DecryptError, DecryptionKey};
use crate::secret::Secret;
use crate::token::{Recipient, Sealed};

/// The length of an AES key encryption key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrap {
    A128,
    A256,
}

impl Wrap {
    pub(super) fn key_len(self) -> usize {
        match self {
            Self::A128 => 16,
            Self::A256 => 32,
        }
    }
}

/// A key management algorithm that obo opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Management {
    Dir,
    AesKw(Wrap),
    RsaOaep,
    RsaOaep256,
    EcdhEs(Option<Wrap>),
}

const OPEN: [Management; 8] = [
    Management::Dir,
    Management::AesKw(Wrap::A128),
    Management::AesKw(Wrap::A256),
    Management::RsaOaep,
    Management::RsaOaep256,
    Management::EcdhEs(None),
    Management::EcdhEs(Some(Wrap::A128)),
    Management::EcdhEs(Some(Wrap::A256)),
];

const NO_192: &str = "the crypto library wraps with 128 and 256 bits only";
const NO_GCM: &str = "wrapping with AES-GCM is not built in";
const NO_PBES2: &str = "the token itself says how much work a password costs (CVE-2023-50967)";
const NO_RSA15: &str = "its padding gives an oracle (RFC 8725 section 3.2)";

/// What is known by name and stays shut, with the reason.
const SHUT: [(&str, &str); 9] = [
    ("A192KW", NO_192),
    ("ECDH-ES+A192KW", NO_192),
    ("A128GCMKW", NO_GCM),
    ("A192GCMKW", NO_GCM),
    ("A256GCMKW", NO_GCM),
    ("PBES2-HS256+A128KW", NO_PBES2),
    ("PBES2-HS384+A192KW", NO_PBES2),
    ("PBES2-HS512+A256KW", NO_PBES2),
    ("RSA1_5", NO_RSA15),
];

impl Management {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Dir => "dir",
            Self::AesKw(Wrap::A128) => "A128KW",
            Self::AesKw(Wrap::A256) => "A256KW",
            Self::RsaOaep => "RSA-OAEP",
            Self::RsaOaep256 => "RSA-OAEP-256",
            Self::EcdhEs(None) => "ECDH-ES",
            Self::EcdhEs(Some(Wrap::A128)) => "ECDH-ES+A128KW",
            Self::EcdhEs(Some(Wrap::A256)) => "ECDH-ES+A256KW",
        }
    }

    pub(super) fn from_name(name: &str) -> Result<Self, DecryptError> {
        if let Some((name, reason)) = SHUT.into_iter().find(|(shut, _)| *shut == name) {
            return Err(DecryptError::Shut(name, reason));
        }
        OPEN.into_iter().find(|open| open.name() == name).ok_or(DecryptError::Unknown("alg"))
    }
}

/// Finds the content encryption key; it has the length that the encryption wants.
pub(super) fn content_key(
    management: Management,
    encryption: Encryption,
    sealed: &Sealed,
    recipient: &Recipient,
    key: &DecryptionKey,
) -> Result<Secret, DecryptError> {
    let encrypted = recipient.encrypted_key.as_slice();
    let wrong = DecryptError::WrongKey(management.name());
    if matches!(management, Management::Dir | Management::EcdhEs(None)) && !encrypted.is_empty() {
        return Err(DecryptError::Malformed("encrypted_key"));
    }
    let found = match management {
        Management::Dir => key.shared(encryption.key_len()).ok_or(wrong)?,
        Management::AesKw(wrap) => {
            let kek = key.shared(wrap.key_len()).ok_or(wrong)?;
            unwrap(wrap, &kek, encrypted)?
        }
        // RFC 7516 section 11.5: a key that does not come out is replaced by a random one, so that what follows
        // takes the same way and fails at the tag.
        Management::RsaOaep | Management::RsaOaep256 => {
            let found = key.rsa_decrypt(management == Management::RsaOaep256, encrypted)?;
            match found {
                Some(found) if found.len() == encryption.key_len() => found,
                _ => random(encryption.key_len())?,
            }
        }
        Management::EcdhEs(None) => {
            agreement::derive(sealed, recipient, key, encryption.name(), encryption.key_len(), wrong)?
        }
        Management::EcdhEs(Some(wrap)) => {
            let kek = agreement::derive(sealed, recipient, key, management.name(), wrap.key_len(), wrong)?;
            unwrap(wrap, &kek, encrypted)?
        }
    };
    if found.len() == encryption.key_len() { Ok(found) } else { Err(DecryptError::DoesNotOpen) }
}

/// AES key unwrap (RFC 3394).
fn unwrap(wrap: Wrap, kek: &Secret, encrypted: &[u8]) -> Result<Secret, DecryptError> {
    let cipher = match wrap {
        Wrap::A128 => &AES_128,
        Wrap::A256 => &AES_256,
    };
    let mut bytes = vec![0; encrypted.len()];
    let unwrapped = KeyEncryptionKey::new(cipher, kek.expose())
        .and_then(|key| key.unwrap(encrypted, &mut bytes).map(|found| found.len()));
    let length = unwrapped.map_err(|_| DecryptError::DoesNotOpen)?;
    bytes.truncate(length);
    Ok(Secret::new(bytes))
}

fn random(length: usize) -> Result<Secret, DecryptError> {
    let mut bytes = vec![0; length];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| DecryptError::DoesNotOpen)?;
    Ok(Secret::new(bytes))
}
