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

#[cfg(test)]
mod tests {
    use crate::keys::{Algorithm, Origin, SigningKey, VerifyingKey};

    #[test]
    fn a_bare_rsa_key_is_read_and_names_no_algorithm() {
        let jwk = SigningKey::generate(Algorithm::Rs256).expect("a key").bare_jwk().expect("a public key");
        let part = |name: &str| {
            let bytes = crate::token::base64url::decode(jwk[name].as_str().expect("a number"));
            [vec![0], bytes.expect("base64url")].concat()
        };
        let der = |tag: u8, content: &[u8]| {
            let length = u16::try_from(content.len()).expect("a short test").to_be_bytes();
            [&[tag, 0x82], &length[..], content].concat()
        };
        // The exponent needs neither the sign's byte nor a long length.
        let e = part("e");
        let e = [&[2, 3], &e[1..]].concat();
        let key = der(0x30, &[der(2, &part("n")), e].concat());
        let body = base64_simd::STANDARD.encode_to_string(&key);
        let pem =
            format!("-----BEGIN RSA PUBLIC KEY-----\n{body}\n-----END RSA PUBLIC KEY-----\n").into_bytes();
        for bytes in [pem, key] {
            let read = VerifyingKey::read(&bytes, Origin::Published).expect("a key");
            let known = VerifyingKey::read(jwk.to_string().as_bytes(), Origin::Published).expect("a key");
            assert_eq!(read.thumbprint(), known.thumbprint());
            assert!(!read.names_algorithm());
        }
        let ec = SigningKey::generate(Algorithm::Es256).expect("a key").bare_jwk().expect("a public key");
        for (text, want) in [
            (ec.to_string(), true),
            (r#"{"kty":"oct","k":"c2VjcmV0"}"#.to_owned(), false),
            (r#"{"kty":"oct","k":"c2VjcmV0","alg":"HS256"}"#.to_owned(), true),
        ] {
            assert_eq!(
                VerifyingKey::read(text.as_bytes(), Origin::Local).expect("a key").names_algorithm(),
                want,
                "{text}"
            );
        }
    }
}
