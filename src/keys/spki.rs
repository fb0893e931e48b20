//! Public keys in DER: SubjectPublicKeyInfo (RFC 5280) and RSAPublicKey (RFC 8017).

use super::der::{Der, SEQUENCE};
use super::material::Material;
use super::{KeyError, KeyType, pkcs8};

/// Reads a SubjectPublicKeyInfo, the content of `PUBLIC KEY`.
pub(super) fn read(bytes: &[u8]) -> Result<Material, KeyError> {
    subject_public_key_info(&mut Der::new(bytes))
}

/// Reads the next element as a SubjectPublicKeyInfo.
pub(super) fn subject_public_key_info(der: &mut Der<'_>) -> Result<Material, KeyError> {
    let mut inner = der.enter(SEQUENCE).ok_or(KeyError::Der)?;
    let key_type = pkcs8::algorithm(&mut inner)?;
    let key = inner.bits().ok_or(KeyError::Der)?;
    match key_type {
        KeyType::Rsa => rsa_public_key(key),
        // A compressed point (SEC 1 section 2.3.3) has another first byte; JOSE and TLS write it nowhere.
        KeyType::Ec(curve) => Material::from_point(curve, key).ok_or(KeyError::UnsupportedType),
        KeyType::Ed25519 => Ok(Material::Ed25519(key.to_vec())),
        KeyType::X25519 => Ok(Material::X25519(key.to_vec())),
        KeyType::Akp(set) => Ok(Material::Akp { set, public: key.to_vec() }),
        KeyType::Oct => Err(KeyError::UnsupportedType),
    }
}

/// Reads an RSAPublicKey, the content of `RSA PUBLIC KEY`.
pub(super) fn rsa_public_key(bytes: &[u8]) -> Result<Material, KeyError> {
    let mut inner = Der::new(bytes).enter(SEQUENCE).ok_or(KeyError::Der)?;
    let n = inner.unsigned().ok_or(KeyError::Der)?.to_vec();
    let e = inner.unsigned().ok_or(KeyError::Der)?.to_vec();
    if inner.peek().is_some() { Err(KeyError::Der) } else { Ok(Material::Rsa { n, e }) }
}
