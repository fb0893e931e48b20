//! Whether a shared secret is a key that somebody took for one (SECURITY.md R7).

use super::jwk::Jwk;
use super::{KeyError, Origin, VerifyingKey, pem};
use crate::secret::Secret;
use crate::token::base64url;
use crate::token::encoding::Encoding;

/// How public keys of SSH begin (RFC 4253 section 6.6, RFC 5656, RFC 8709); the first is RFC 4716's armour.
const SSH: [&[u8]; 4] = [b"---- BEGIN SSH2 PUBLIC KEY", b"ssh-", b"ecdsa-sha2-", b"sk-"];

/// Whether bytes read as a key, a certificate or a set of keys: whoever knows a public key would know the secret. A key
/// that is weak, broken or of another sort is one, too, and so is one without its armour or in another encoding.
pub(super) fn is_key(bytes: &[u8]) -> bool {
    // What is no key is a secret, in each of its spellings (SECURITY.md R22).
    let plain = Secret::new(match Encoding::of(bytes) {
        Some(Encoding::Utf16) => bytes.iter().copied().filter(|&b| b.is_ascii() && b != 0).collect(),
        Some(Encoding::Marked) => bytes.get(3..).unwrap_or_default().to_vec(),
        None => bytes.to_vec(),
    });
    let inside = plain.expose_text().and_then(|text| base64url::decode_leniently(text.trim()));
    let inside = inside.map(|(decoded, _)| Secret::new(decoded));
    [bytes, plain.expose()].into_iter().chain(inside.as_ref().map(Secret::expose)).any(reads_as_key)
}

fn reads_as_key(bytes: &[u8]) -> bool {
    let text = bytes.trim_ascii_start();
    pem::is_pem(bytes) || is_ssh(text) || is_jwk(text) || is_der(bytes)
}

/// Behind a name of SSH there stands the key in base64, which begins with the length of that name.
fn is_ssh(text: &[u8]) -> bool {
    let has_key = || {
        text.split(|b| b.is_ascii_whitespace())
            .nth(1)
            .is_some_and(|key| key.starts_with(b"AAAA") && key.len() > 40)
    };
    let [armour, names @ ..] = SSH;
    text.starts_with(armour) || (names.iter().any(|name| text.starts_with(name)) && has_key())
}

/// One that is cut off, has a member twice or stands in a list is still a JWK.
fn is_jwk(text: &[u8]) -> bool {
    let has_type = || text.windows(5).any(|part| part == br#""kty""#);
    matches!(text.first(), Some(b'{' | b'[')) && has_type()
        || Jwk::parse(text).is_ok_and(|jwk| jwk.has("kty") || jwk.has("keys"))
}

fn is_der(bytes: &[u8]) -> bool {
    let is_sequence = bytes.first() == Some(&0x30);
    is_sequence
        && !matches!(VerifyingKey::read(bytes, Origin::Local), Err(KeyError::Unrecognised | KeyError::Der))
}

#[cfg(test)]
mod tests {
    use super::is_key;
    use crate::keys::{Algorithm, SigningKey};

    const CERTIFICATE: &[u8] = include_bytes!("../../tests/vectors/certificates/client.der");
    /// RFC 8410 section 10.1.
    const SPKI: &str = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

    fn wide(text: &str) -> Vec<u8> {
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    }

    #[test]
    fn r7_a_key_is_told_from_a_secret_in_every_spelling() {
        let jwk = SigningKey::generate(Algorithm::Es256).expect("a key").public_jwk().expect("a public key");
        let jwk = jwk.to_string();
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{SPKI}\n-----END PUBLIC KEY-----\n");
        let der = crate::token::base64url::decode_leniently(SPKI).expect("base64").0;
        // RSA of 512 bits, as an RSAPublicKey: weak, and a key.
        let weak = [&[0x30, 0x46, 2, 0x41, 0][..], &[0xc5; 64], &[2, 1, 3]].concat();
        for bytes in [
            jwk.clone().into_bytes(),
            jwk.replacen('{', r#"{"kty":"EC","#, 1).into_bytes(),
            jwk.get(..40).expect("a longer text").to_owned().into_bytes(),
            format!("\u{feff}{jwk}").into_bytes(),
            format!("[{jwk}]").into_bytes(),
            wide(&jwk),
            crate::token::base64url::encode_standard(jwk.as_bytes()).into_bytes(),
            br#"{"k\u0074y":"RSA"}"#.to_vec(),
            br#"{"keys":[]}"#.to_vec(),
            pem.clone().into_bytes(),
            wide(&pem),
            b"-----BEGIN CERTIFICATE-----\nAA".to_vec(),
            der,
            SPKI.as_bytes().to_vec(),
            SPKI.replace("ZuE=", "\r\nZuE").into_bytes(),
            CERTIFICATE.to_vec(),
            weak,
            b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBm/RAlphM3+hUG6wWfcO5bIUIaqMLa2ywxcOK1wMWbh me@here"
                .to_vec(),
            format!(
                "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABB{}",
                "B".repeat(86)
            )
            .into_bytes(),
            b"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA".to_vec(),
        ] {
            assert!(is_key(&bytes), "{}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn r7_a_secret_stays_one() {
        let zeros = "0".repeat(64);
        for bytes in [
            b"{not a JWK".as_slice(),
            b"ssh-me-in-please, AAAA is no key here",
            b"sk-live 0123456789",
            b"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
            b"\xff\xfe\x01\x02\x03\x04\x05\x06",
            b"\x30\x82\x01\x02\x03\x04\x05\x06\x07\x08",
            zeros.as_bytes(),
            b"",
        ] {
            assert!(!is_key(bytes), "{}", String::from_utf8_lossy(bytes));
        }
    }
}
