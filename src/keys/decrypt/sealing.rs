//! Sealing, for tests alone: every algorithm and encryption there and back, and what must stay shut.

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{self, UnparsedPublicKey};
use aws_lc_rs::cipher::{self, EncryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey};
use aws_lc_rs::encoding::AsBigEndian as _;
use aws_lc_rs::hmac;
use aws_lc_rs::kdf::{SskdfDigestAlgorithmId, get_sskdf_digest_algorithm, sskdf_digest};
use aws_lc_rs::key_wrap::{AES_128, AES_256, KeyEncryptionKey, KeyWrap as _};
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey,
};
use serde_json::{Value, json};

use super::encryption::Encryption;
use super::{DecryptError, DecryptionKey, open};
use crate::secret::Secret;
use crate::token::Token;
use crate::token::base64url::{decode, encode};

const CONTENT: &[u8] = b"content";
const RSA: &str = include_str!("../../../tests/vectors/cookbook/jwk/3_4.rsa_private_key.json");

/// A compact JWE of `CONTENT` under a content encryption key.
fn seal(header: &Value, encryption: Encryption, cek: &[u8], encrypted_key: &[u8], content: &[u8]) -> String {
    let protected = encode(header.to_string().as_bytes());
    let (iv, ciphertext, tag) = match encryption {
        Encryption::A128Gcm | Encryption::A192Gcm | Encryption::A256Gcm => {
            let algorithm = match cek.len() {
                16 => &aead::AES_128_GCM,
                24 => &aead::AES_192_GCM,
                _ => &aead::AES_256_GCM,
            };
            let key = LessSafeKey::new(UnboundKey::new(algorithm, cek).expect("a key"));
            let mut bytes = content.to_vec();
            let nonce = Nonce::assume_unique_for_key([7; 12]);
            key.seal_in_place_append_tag(nonce, Aad::from(protected.as_bytes()), &mut bytes).expect("sealed");
            let tag = bytes.split_off(bytes.len() - 16);
            (vec![7; 12], bytes, tag)
        }
        _ => {
            let (mac, key) = cek.split_at(cek.len() / 2);
            let (algorithm, hash) = match key.len() {
                16 => (&cipher::AES_128, hmac::HMAC_SHA256),
                24 => (&cipher::AES_192, hmac::HMAC_SHA384),
                _ => (&cipher::AES_256, hmac::HMAC_SHA512),
            };
            let key = UnboundCipherKey::new(algorithm, key).expect("a key");
            let mut bytes = content.to_vec();
            let context = EncryptionContext::Iv128((&[7_u8; 16]).into());
            let key = PaddedBlockEncryptingKey::cbc_pkcs7(key).expect("a key");
            key.less_safe_encrypt(&mut bytes, context).expect("sealed");
            let length = u64::try_from(protected.len() * 8).expect("short").to_be_bytes();
            let input = [protected.as_bytes(), &[7; 16], &bytes, &length].concat();
            let tag = hmac::sign(&hmac::Key::new(hash, mac), &input).as_ref()[..mac.len()].to_vec();
            (vec![7; 16], bytes, tag)
        }
    };
    let parts = [encode(encrypted_key), encode(&iv), encode(&ciphertext), encode(&tag)];
    format!("{protected}.{}", parts.join("."))
}

/// A compact JWE of this content under a key of 16 bytes itself (`dir`, `A128GCM`), with these header members beside.
pub(crate) fn direct(header: &Value, key: &[u8; 16], content: &[u8]) -> String {
    let mut all = json!({"alg": "dir", "enc": "A128GCM"});
    all.as_object_mut().expect("an object").extend(header.as_object().expect("an object").clone());
    seal(&all, Encryption::A128Gcm, key, &[], content)
}

fn wrap(kek: &[u8], cek: &[u8]) -> Vec<u8> {
    let cipher = if kek.len() == 16 { &AES_128 } else { &AES_256 };
    let mut bytes = vec![0; cek.len() + 8];
    KeyEncryptionKey::new(cipher, kek).expect("a key").wrap(cek, &mut bytes).expect("wrapped");
    bytes
}

fn read(token: &str, key: &str) -> Result<Vec<u8>, DecryptError> {
    let key = DecryptionKey::read(&Secret::from(key)).expect("a key");
    open(&Token::parse(token).expect("a token"), &key).map(|opened| opened.content.expose().to_vec())
}

fn oct(bytes: &[u8]) -> String {
    json!({"kty": "oct", "k": encode(bytes)}).to_string()
}

#[test]
fn dir_and_key_wrap_open_with_every_encryption() {
    for encryption in Encryption::ALL {
        let cek: Vec<u8> = (0..=255).take(encryption.key_len()).collect();
        let header = json!({"alg": "dir", "enc": encryption.name()});
        let token = seal(&header, encryption, &cek, b"", CONTENT);
        assert_eq!(read(&token, &oct(&cek)).as_deref(), Ok(CONTENT), "{header}");
        assert_eq!(read(&token, &oct(&cek[1..])), Err(DecryptError::WrongKey("dir")), "{header}");
        assert_eq!(read(&token, &encode(&cek)).as_deref(), Ok(CONTENT), "a bare secret in base64url");
        let with_key = seal(&header, encryption, &cek, b"key", CONTENT);
        assert_eq!(read(&with_key, &oct(&cek)), Err(DecryptError::Malformed("encrypted_key")));
        for (alg, kek) in [("A128KW", vec![1; 16]), ("A256KW", vec![2; 32])] {
            let header = json!({"alg": alg, "enc": encryption.name()});
            let token = seal(&header, encryption, &cek, &wrap(&kek, &cek), CONTENT);
            assert_eq!(read(&token, &oct(&kek)).as_deref(), Ok(CONTENT), "{header}");
            let other = vec![9; kek.len()];
            assert_eq!(read(&token, &oct(&other)), Err(DecryptError::DoesNotOpen), "{header}");
        }
    }
}

#[test]
fn rsa_oaep_opens_with_every_encryption_and_a_wrong_key_fails_at_the_tag() {
    let jwk: Value = serde_json::from_str(RSA).expect("JSON");
    let number = |name: &str| decode(jwk[name].as_str().expect("text")).expect("base64url");
    let public = aws_lc_rs::rsa::PublicKeyComponents { n: number("n"), e: number("e") };
    let public: PublicEncryptingKey = public.try_into().expect("a key");
    let public = OaepPublicEncryptingKey::new(public).expect("a key");
    let key = RSA.replace("\"sig\"", "\"enc\"");
    for encryption in Encryption::ALL {
        for (alg, theirs) in [("RSA-OAEP", &OAEP_SHA1_MGF1SHA1), ("RSA-OAEP-256", &OAEP_SHA256_MGF1SHA256)] {
            let cek = vec![3; encryption.key_len()];
            let mut bytes = vec![0; public.ciphertext_size()];
            let encrypted = public.encrypt(theirs, &cek, &mut bytes, None).expect("encrypted").to_vec();
            let header = json!({"alg": alg, "enc": encryption.name()});
            let token = seal(&header, encryption, &cek, &encrypted, CONTENT);
            assert_eq!(read(&token, &key).as_deref(), Ok(CONTENT), "{header}");
            let mut broken = encrypted.clone();
            broken[9] ^= 1;
            for encrypted in [broken, encrypted[1..].to_vec(), Vec::new()] {
                let token = seal(&header, encryption, &cek, &encrypted, CONTENT);
                assert_eq!(read(&token, &key), Err(DecryptError::DoesNotOpen), "{header}");
            }
        }
    }
}

#[test]
fn ecdh_es_opens_on_every_curve() {
    for (kind, crv) in [
        (&agreement::ECDH_P256, "P-256"),
        (&agreement::ECDH_P384, "P-384"),
        (&agreement::ECDH_P521, "P-521"),
        (&agreement::X25519, "X25519"),
    ] {
        let (own, other) = (agreement::PrivateKey::generate(kind), agreement::PrivateKey::generate(kind));
        let (own, other) = (own.expect("a key"), other.expect("a key"));
        let jwk = |key: &agreement::PrivateKey| {
            let point = key.compute_public_key().expect("a public key").as_ref().to_vec();
            match point.strip_prefix(&[4]).filter(|_| crv != "X25519") {
                Some(xy) => {
                    let (x, y) = xy.split_at(xy.len() / 2);
                    json!({"kty": "EC", "crv": crv, "x": encode(x), "y": encode(y)})
                }
                None => json!({"kty": "OKP", "crv": crv, "x": encode(&point)}),
            }
        };
        let mut private = jwk(&own);
        let scalar: Vec<u8> = if crv == "X25519" {
            let scalar: aws_lc_rs::encoding::Curve25519SeedBin<'_> = own.as_be_bytes().expect("a scalar");
            scalar.as_ref().to_vec()
        } else {
            let scalar: aws_lc_rs::encoding::EcPrivateKeyBin<'_> = own.as_be_bytes().expect("a scalar");
            scalar.as_ref().to_vec()
        };
        private["d"] = encode(&scalar).into();
        for (alg, kek_len) in [("ECDH-ES", None), ("ECDH-ES+A128KW", Some(16)), ("ECDH-ES+A256KW", Some(32))]
        {
            for encryption in [Encryption::A128Gcm, Encryption::A256CbcHs512] {
                let header = json!({
                    "alg": alg, "enc": encryption.name(), "epk": jwk(&other), "apu": encode(b"Alice"), "apv": encode(b"Bob"),
                });
                let (name, length) = match kek_len {
                    Some(length) => (alg, length),
                    None => (encryption.name(), encryption.key_len()),
                };
                let number = |n: usize| u32::try_from(n).expect("small").to_be_bytes();
                let mut info = Vec::new();
                for part in [name.as_bytes(), b"Alice", b"Bob"] {
                    info.extend(number(part.len()));
                    info.extend(part);
                }
                info.extend(number(length * 8));
                let peer = own.compute_public_key().expect("a public key").as_ref().to_vec();
                let derived = agreement::agree(&other, UnparsedPublicKey::new(kind, peer), (), |shared| {
                    let mut bytes = vec![0; length];
                    let kdf = get_sskdf_digest_algorithm(SskdfDigestAlgorithmId::Sha256).ok_or(())?;
                    sskdf_digest(kdf, shared, &info, &mut bytes).map_err(|_| ())?;
                    Ok(bytes)
                });
                let derived = derived.expect("a key");
                let cek = if kek_len.is_some() { vec![5; encryption.key_len()] } else { derived.clone() };
                let encrypted = if kek_len.is_some() { wrap(&derived, &cek) } else { Vec::new() };
                let token = seal(&header, encryption, &cek, &encrypted, CONTENT);
                assert_eq!(read(&token, &private.to_string()).as_deref(), Ok(CONTENT), "{header}");
            }
        }
    }
}

#[test]
fn r10_keys_that_verify_never_decrypt() {
    use crate::keys::KeyError;
    let jwk = |labels: &str| format!(r#"{{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw"{labels}}}"#);
    let token = seal(
        &json!({"alg": "A128KW", "enc": "A128GCM"}),
        Encryption::A128Gcm,
        &[6; 16],
        &wrap(&decode("AAECAwQFBgcICQoLDA0ODw").expect("base64url"), &[6; 16]),
        CONTENT,
    );
    for (labels, want) in [
        ("", None),
        (r#","use":"enc","alg":"A128KW""#, None),
        (r#","key_ops":["unwrapKey"]"#, None),
        (r#","alg":"A128GCMKW""#, Some(DecryptError::OtherUse("A128KW"))),
        (r#","alg":"HS256""#, Some(DecryptError::OtherUse("A128KW"))),
    ] {
        assert_eq!(read(&token, &jwk(labels)).err(), want, "{labels}");
    }
    for labels in [r#","use":"sig""#, r#","key_ops":["verify"]"#, r#","key_ops":[]"#] {
        let key = DecryptionKey::read(&Secret::from(jwk(labels)));
        assert_eq!(key.err(), Some(KeyError::OtherUse), "{labels}");
    }
    let signing = r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    assert_eq!(DecryptionKey::read(&Secret::from(signing)).err(), Some(KeyError::OtherUse));
}

#[test]
fn what_stays_shut_is_named() {
    let key = oct(&[1; 16]);
    for (header, want) in [
        (json!({"enc": "A128GCM"}), DecryptError::Missing("alg")),
        (json!({"alg": "dir"}), DecryptError::Missing("enc")),
        (json!({"alg": 42, "enc": "A128GCM"}), DecryptError::Malformed("alg")),
        (json!({"alg": "DIR", "enc": "A128GCM"}), DecryptError::Unknown("alg")),
        (json!({"alg": "dir", "enc": "none"}), DecryptError::Unknown("enc")),
        (json!({"alg": "dir", "enc": "A128GCM", "crit": ["x"]}), DecryptError::Critical),
        (json!({"alg": "dir", "enc": "A128GCM", "zip": "GZ"}), DecryptError::Unknown("zip")),
        (json!({"alg": "dir", "enc": "A128GCM", "zip": true}), DecryptError::Malformed("zip")),
        (json!({"alg": "RSA-OAEP", "enc": "A128GCM"}), DecryptError::WrongKey("RSA-OAEP")),
        (json!({"alg": "ECDH-ES", "enc": "A128GCM"}), DecryptError::WrongKey("ECDH-ES")),
        (json!({"alg": "dir", "enc": "A256GCM"}), DecryptError::WrongKey("dir")),
    ] {
        let token = seal(&header, Encryption::A128Gcm, &[1; 16], b"", CONTENT);
        assert_eq!(read(&token, &key), Err(want), "{header}");
    }
    for alg in [
        "A192KW",
        "A128GCMKW",
        "A192GCMKW",
        "A256GCMKW",
        "PBES2-HS256+A128KW",
        "PBES2-HS384+A192KW",
        "PBES2-HS512+A256KW",
        "RSA1_5",
        "ECDH-ES+A192KW",
    ] {
        let token = seal(
            &json!({"alg": alg, "enc": "A128GCM", "p2c": 2_147_483_648_u64}),
            Encryption::A128Gcm,
            &[1; 16],
            b"",
            CONTENT,
        );
        assert!(matches!(read(&token, &key), Err(DecryptError::Shut(name, _)) if name == alg), "{alg}");
    }
    let token = Token::parse("eyJhbGciOiJub25lIn0.e30.").expect("a token");
    let key = DecryptionKey::read(&Secret::from(key)).expect("a key");
    assert_eq!(open(&token, &key).err(), Some(DecryptError::NotEncrypted));
}

#[test]
fn r17_a_compressed_bomb_does_not_go_off() {
    use std::io::Write as _;
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![b' '; 1 << 20]).expect("memory");
    let bomb = encoder.finish().expect("memory");
    let header = json!({"alg": "dir", "enc": "A128GCM", "zip": "DEF"});
    let token = seal(&header, Encryption::A128Gcm, &[1; 16], b"", &bomb);
    assert_eq!(read(&token, &oct(&[1; 16])), Err(DecryptError::TooLarge(256 * 1024)));
}
