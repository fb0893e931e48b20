//! How the content is encrypted: the `enc` of a JWE (RFC 7518 section 5).

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{self, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;

use super::DecryptError;
use crate::secret::Secret;
use crate::token::Sealed;

/// A content encryption algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encryption {
    A128CbcHs256,
    A192CbcHs384,
    A256CbcHs512,
    A128Gcm,
    A192Gcm,
    A256Gcm,
}

impl Encryption {
    pub(super) const ALL: [Self; 6] = [
        Self::A128CbcHs256,
        Self::A192CbcHs384,
        Self::A256CbcHs512,
        Self::A128Gcm,
        Self::A192Gcm,
        Self::A256Gcm,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::A128CbcHs256 => "A128CBC-HS256",
            Self::A192CbcHs384 => "A192CBC-HS384",
            Self::A256CbcHs512 => "A256CBC-HS512",
            Self::A128Gcm => "A128GCM",
            Self::A192Gcm => "A192GCM",
            Self::A256Gcm => "A256GCM",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|encryption| encryption.name() == name)
    }

    /// Bytes of the content encryption key.
    pub(super) fn key_len(self) -> usize {
        match self {
            Self::A128Gcm => 16,
            Self::A192Gcm => 24,
            Self::A256Gcm | Self::A128CbcHs256 => 32,
            Self::A192CbcHs384 => 48,
            Self::A256CbcHs512 => 64,
        }
    }

    /// Checks the tag, then decrypts.
    pub(super) fn open(self, key: &Secret, sealed: &Sealed) -> Result<Secret, DecryptError> {
        match self {
            Self::A128Gcm => gcm(&aead::AES_128_GCM, key, sealed),
            Self::A192Gcm => gcm(&aead::AES_192_GCM, key, sealed),
            Self::A256Gcm => gcm(&aead::AES_256_GCM, key, sealed),
            Self::A128CbcHs256 => cbc(&cipher::AES_128, hmac::HMAC_SHA256, key, sealed),
            Self::A192CbcHs384 => cbc(&cipher::AES_192, hmac::HMAC_SHA384, key, sealed),
            Self::A256CbcHs512 => cbc(&cipher::AES_256, hmac::HMAC_SHA512, key, sealed),
        }
    }
}

/// AES-GCM with an IV of 96 and a tag of 128 bits, no others (RFC 7518 section 5.3).
fn gcm(algorithm: &'static aead::Algorithm, key: &Secret, sealed: &Sealed) -> Result<Secret, DecryptError> {
    let nonce = Nonce::try_assume_unique_for_key(&sealed.iv).map_err(|_| DecryptError::Malformed("iv"))?;
    if sealed.tag.len() != algorithm.tag_len() {
        return Err(DecryptError::Malformed("tag"));
    }
    let shut = |_| DecryptError::DoesNotOpen;
    let key = LessSafeKey::new(UnboundKey::new(algorithm, key.expose()).map_err(shut)?);
    let mut bytes = Vec::with_capacity(sealed.ciphertext.len().saturating_add(sealed.tag.len()));
    bytes.extend_from_slice(&sealed.ciphertext);
    bytes.extend_from_slice(&sealed.tag);
    let length = key.open_in_place(nonce, Aad::from(sealed.authenticated()), &mut bytes).map_err(shut)?.len();
    bytes.truncate(length);
    Ok(Secret::new(bytes))
}

/// AES-CBC with HMAC: the first half of the key is the MAC's, and the tag is half of the hash
/// (RFC 7518 section 5.2.2).
fn cbc(
    algorithm: &'static cipher::Algorithm,
    hash: hmac::Algorithm,
    key: &Secret,
    sealed: &Sealed,
) -> Result<Secret, DecryptError> {
    let iv: &[u8; 16] = sealed.iv.as_slice().try_into().map_err(|_| DecryptError::Malformed("iv"))?;
    let half = key.len() / 2;
    let (mac_key, cipher_key) = key.expose().split_at_checked(half).ok_or(DecryptError::DoesNotOpen)?;
    if sealed.tag.len() != half {
        return Err(DecryptError::Malformed("tag"));
    }
    let authenticated = sealed.authenticated();
    let bits = u64::try_from(authenticated.len()).ok().and_then(|length| length.checked_mul(8));
    let mut mac = hmac::Context::with_key(&hmac::Key::new(hash, mac_key));
    mac.update(&authenticated);
    mac.update(iv);
    mac.update(&sealed.ciphertext);
    mac.update(&bits.ok_or(DecryptError::DoesNotOpen)?.to_be_bytes());
    let whole = mac.sign();
    let shut = |_| DecryptError::DoesNotOpen;
    let tag = whole.as_ref().get(..half).ok_or(DecryptError::DoesNotOpen)?;
    verify_slices_are_equal(tag, &sealed.tag).map_err(shut)?;
    let key = UnboundCipherKey::new(algorithm, cipher_key).map_err(shut)?;
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).map_err(shut)?;
    let mut bytes = sealed.ciphertext.clone();
    let length = key.decrypt(&mut bytes, DecryptionContext::Iv128(iv.into())).map_err(shut)?.len();
    bytes.truncate(length);
    Ok(Secret::new(bytes))
}
