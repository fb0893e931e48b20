//! Whether a signature holds: the one place where bytes, key and algorithm meet.

use jsonwebtoken::DecodingKey;

use super::material::Material;
use super::verifying::{Lock, VerifyingKey};
use super::{Algorithm, KeyType, ParameterSet, edwards};
use crate::token::digest::Digest;
use crate::token::{SigningInput, base64url};

/// Why a signature is not accepted; everything else would be a yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureFault {
    /// The header has no `alg` that is text.
    #[error("the header names no algorithm")]
    NoAlgorithm,
    /// `alg` is `none`.
    #[error("the token is not signed (`alg` is `none`)")]
    Unsigned,
    /// An algorithm that obo cannot compute.
    #[error("an algorithm that obo cannot check")]
    UnknownAlgorithm,
    /// The header has `crit`, and nothing that it could name is understood here.
    #[error("the header has `crit`")]
    Critical,
    /// No key of the set has the token's `kid` and type.
    #[error("no key fits the token's `kid` and `alg`")]
    NoKey,
    /// The key is of another sort than the algorithm wants.
    #[error("{key} does not fit {algorithm}", key = .0.noun(), algorithm = .1)]
    KeyType(KeyType, Algorithm),
    /// `use` or `key_ops` keep the key for something else.
    #[error("the key's `use` or `key_ops` keep it for something else")]
    OtherUse,
    /// The key's `alg` is another.
    #[error("the key's `alg` is not {0}")]
    OtherAlgorithm(Algorithm),
    /// A shared secret shorter than the hash (RFC 7518 section 3.2), in bits.
    #[error("a shared secret of {0} bits, which is shorter than the hash")]
    ShortSecret(usize),
    /// A signature of a length that this key and algorithm cannot make, in bytes.
    #[error("a signature of {0} bytes, which is the wrong length")]
    Length(usize),
    /// An Ed25519 signature whose R has small order, or whose S is not below the group order.
    #[error("an Ed25519 signature outside the group")]
    OutsideTheGroup,
    /// The signature does not belong to these bytes and this key.
    #[error("the signature does not match")]
    Mismatch,
}

/// What was signed, and its SHA-256 if that is known already.
#[derive(Clone, Copy)]
pub struct Message<'m> {
    pub(super) bytes: &'m [u8],
    pub(super) sha256: Option<&'m Digest>,
}

impl<'m, B: AsRef<[u8]> + ?Sized> From<&'m B> for Message<'m> {
    fn from(bytes: &'m B) -> Self {
        Self { bytes: bytes.as_ref(), sha256: None }
    }
}

impl<'m> From<&'m SigningInput> for Message<'m> {
    fn from(input: &'m SigningInput) -> Self {
        Self { bytes: input, sha256: input.sha256() }
    }
}

/// Checks one signature over the bytes that were signed, with one key.
///
/// ECDSA signatures are the two numbers of RFC 7518 section 3.4; a DER signature has the wrong length.
///
/// # Errors
/// The first fault; only `Ok` is a yes.
pub fn verify<'m>(
    key: &VerifyingKey,
    algorithm: Algorithm,
    input: impl Into<Message<'m>>,
    signature: &[u8],
) -> Result<(), SignatureFault> {
    verify_for(key, algorithm, None, input, signature)
}

/// The same for a sort of token that has a value of `use` for itself.
///
/// # Errors
/// The first fault; only `Ok` is a yes.
pub fn verify_for<'m>(
    key: &VerifyingKey,
    algorithm: Algorithm,
    own_use: Option<&str>,
    input: impl Into<Message<'m>>,
    signature: &[u8],
) -> Result<(), SignatureFault> {
    let input = input.into();
    key.fits(algorithm, own_use)?;
    let wanted = length(key, algorithm)?;
    if signature.len() != wanted {
        return Err(SignatureFault::Length(signature.len()));
    }
    if let Some((r, s)) = ed25519_halves(key, signature)
        && (edwards::has_small_order(r) || !edwards::is_reduced(s))
    {
        return Err(SignatureFault::OutsideTheGroup);
    }
    let holds = match key.lock() {
        Lock::Shared(secret) => algorithm.of_jsonwebtoken().is_some_and(|theirs| {
            let text = base64url::encode(signature);
            let key = DecodingKey::from_secret(secret.expose());
            jsonwebtoken::crypto::verify(&text, input.bytes, &key, theirs).unwrap_or(false)
        }),
        Lock::Public(material) => key.prepared().holds(material, algorithm, input, signature),
    };
    if holds { Ok(()) } else { Err(SignatureFault::Mismatch) }
}

/// The length that a signature must have, in bytes.
fn length(key: &VerifyingKey, algorithm: Algorithm) -> Result<usize, SignatureFault> {
    Ok(match (algorithm, key.lock()) {
        (Algorithm::Hs256 | Algorithm::Hs384 | Algorithm::Hs512, Lock::Shared(secret)) => {
            let hash = match algorithm {
                Algorithm::Hs256 => 32,
                Algorithm::Hs384 => 48,
                _ => 64,
            };
            if secret.len() < hash {
                return Err(SignatureFault::ShortSecret(secret.len().saturating_mul(8)));
            }
            hash
        }
        (_, Lock::Public(Material::Rsa { n, .. })) => n.len(),
        (_, Lock::Public(Material::Ec { curve, .. })) => curve.coordinate_len().saturating_mul(2),
        (_, Lock::Public(Material::Ed25519(_))) => 64,
        // FIPS 204, table 2.
        (_, Lock::Public(Material::Akp { set, .. })) => match set {
            ParameterSet::MlDsa44 => 2420,
            ParameterSet::MlDsa65 => 3309,
            ParameterSet::MlDsa87 => 4627,
        },
        _ => return Err(SignatureFault::KeyType(key.key_type(), algorithm)),
    })
}

fn ed25519_halves<'s>(key: &VerifyingKey, signature: &'s [u8]) -> Option<(&'s [u8], &'s [u8])> {
    match key.key_type() {
        KeyType::Ed25519 => signature.split_at_checked(32),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{
        ECDSA_P256K1_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, ML_DSA_44_SIGNING, ML_DSA_65_SIGNING,
        ML_DSA_87_SIGNING, PqdsaKeyPair,
    };

    use super::{SignatureFault, verify};
    use crate::keys::{Algorithm, KeyType, Origin, SigningKey, VerifyingKey, jws};
    use crate::secret::Secret;
    use crate::token::Token;
    use crate::token::base64url::encode;

    fn public(key: &SigningKey) -> VerifyingKey {
        let jwk = key.public_jwk().expect("a public key").to_string();
        VerifyingKey::read(jwk.as_bytes(), Origin::Published).expect("a key")
    }

    #[test]
    fn what_obo_signs_it_verifies_and_nothing_else() {
        for made in [Algorithm::Es256, Algorithm::Es384, Algorithm::Es512, Algorithm::Rs256, Algorithm::EdDsa]
        {
            let key = SigningKey::generate(made).expect("a key");
            let verifying = public(&key);
            for &algorithm in key.algorithms() {
                let mut signature = key.sign(algorithm, b"input").expect("a signature");
                assert_eq!(verify(&verifying, algorithm, b"input", &signature), Ok(()), "{algorithm}");
                assert_eq!(
                    verify(&verifying, algorithm, b"Input", &signature),
                    Err(SignatureFault::Mismatch)
                );
                signature.push(0);
                let length = Err(SignatureFault::Length(signature.len()));
                assert_eq!(verify(&verifying, algorithm, b"input", &signature), length);
                assert_eq!(verify(&verifying, algorithm, b"input", b""), Err(SignatureFault::Length(0)));
            }
        }
    }

    #[test]
    fn r7_a_digest_that_is_known_gives_the_same_answer() {
        for made in [Algorithm::Es256, Algorithm::Es384, Algorithm::Es512, Algorithm::Rs256, Algorithm::EdDsa]
        {
            let key = SigningKey::generate(made).expect("a key");
            let verifying = public(&key);
            for &algorithm in key.algorithms() {
                let claims = serde_json::json!({"sub": "a"});
                let token = jws::compact(&serde_json::json!({}), &claims, &key, algorithm).expect("a token");
                let token = Token::parse(token.expose_text().expect("ASCII")).expect("a token");
                let [signature] = token.signatures() else { panic!("one signature") };
                assert!(signature.signing_input.sha256().is_some());
                for (bytes, want) in [
                    (&*signature.bytes, Ok(())),
                    (&vec![1; signature.bytes.len()], Err(SignatureFault::Mismatch)),
                ] {
                    let known = verify(&verifying, algorithm, &signature.signing_input, bytes);
                    assert_eq!(known, want, "{algorithm}");
                    assert_eq!(verify(&verifying, algorithm, &*signature.signing_input, bytes), known);
                }
            }
        }
    }

    #[test]
    fn r7_pss_bytes_under_an_rs_name_do_not_match() {
        let key = SigningKey::generate(Algorithm::Rs256).expect("a key");
        let signature = key.sign(Algorithm::Ps256, b"input").expect("a signature");
        assert_eq!(
            verify(&public(&key), Algorithm::Rs256, b"input", &signature),
            Err(SignatureFault::Mismatch)
        );
    }

    #[test]
    fn r24_a_secret_below_the_hash_is_refused() {
        let secret = Secret::from("k".repeat(32));
        let (signing, verifying) =
            (SigningKey::from_secret(&secret), VerifyingKey::from_secret(&secret).expect("a secret"));
        for (algorithm, want) in [
            (Algorithm::Hs256, Ok(())),
            (Algorithm::Hs384, Err(SignatureFault::ShortSecret(256))),
            (Algorithm::Hs512, Err(SignatureFault::ShortSecret(256))),
            (Algorithm::Rs256, Err(SignatureFault::KeyType(KeyType::Oct, Algorithm::Rs256))),
        ] {
            let signature = signing.sign(algorithm, b"input").unwrap_or_default();
            assert_eq!(verify(&verifying, algorithm, b"input", &signature), want, "{algorithm}");
        }
    }

    #[test]
    fn r24_ed25519_signatures_outside_the_group_are_refused() {
        let key = SigningKey::generate(Algorithm::Ed25519).expect("a key");
        let mut signature = key.sign(Algorithm::Ed25519, b"input").expect("a signature");
        let mut small = signature.clone();
        small[..32].fill(0);
        signature[32..].fill(0xff);
        for bytes in [small, signature] {
            let fault = verify(&public(&key), Algorithm::Ed25519, b"input", &bytes);
            assert_eq!(fault, Err(SignatureFault::OutsideTheGroup));
        }
    }

    #[test]
    fn r7_labels_keep_a_key_for_what_they_say() {
        let key = SigningKey::generate(Algorithm::Es256).expect("a key");
        let signature = key.sign(Algorithm::Es256, b"input").expect("a signature");
        for (name, value, want) in [
            ("alg", "ES256", Ok(())),
            ("alg", "ES384", Err(SignatureFault::OtherAlgorithm(Algorithm::Es256))),
            ("alg", "HS256", Err(SignatureFault::OtherAlgorithm(Algorithm::Es256))),
            ("alg", "ECDH-ES", Err(SignatureFault::OtherAlgorithm(Algorithm::Es256))),
            ("use", "enc", Err(SignatureFault::OtherUse)),
            ("use", "x509-svid", Err(SignatureFault::OtherUse)),
        ] {
            let mut jwk = key.public_jwk().expect("a public key");
            jwk[name] = value.into();
            let key = VerifyingKey::read(jwk.to_string().as_bytes(), Origin::Local).expect("a key");
            assert_eq!(verify(&key, Algorithm::Es256, b"input", &signature), want, "{name} {value}");
        }
    }

    #[test]
    fn es256k_and_ml_dsa_are_verified() {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256K1_SHA256_FIXED_SIGNING).expect("a key");
        let point = pair.public_key().as_ref();
        let jwk = format!(
            r#"{{"kty":"EC","crv":"secp256k1","x":"{}","y":"{}"}}"#,
            encode(&point[1..33]),
            encode(&point[33..])
        );
        let key = VerifyingKey::read(jwk.as_bytes(), Origin::Published).expect("a key");
        let rng = aws_lc_rs::rand::SystemRandom::new();
        let signature = pair.sign(&rng, b"input").expect("a signature");
        assert_eq!(verify(&key, Algorithm::Es256k, b"input", signature.as_ref()), Ok(()));
        assert_eq!(
            verify(&key, Algorithm::Es256k, b"Input", signature.as_ref()),
            Err(SignatureFault::Mismatch)
        );
        for (theirs, algorithm) in [
            (&ML_DSA_44_SIGNING, Algorithm::MlDsa44),
            (&ML_DSA_65_SIGNING, Algorithm::MlDsa65),
            (&ML_DSA_87_SIGNING, Algorithm::MlDsa87),
        ] {
            let pair = PqdsaKeyPair::generate(theirs).expect("a key");
            let public = encode(pair.public_key().as_ref());
            let jwk = format!(r#"{{"kty":"AKP","alg":"{algorithm}","pub":"{public}"}}"#);
            let key = VerifyingKey::read(jwk.as_bytes(), Origin::Published).expect("a key");
            let mut signature = vec![0; theirs.signature_len()];
            pair.sign(b"input", &mut signature).expect("a signature");
            assert_eq!(verify(&key, algorithm, b"input", &signature), Ok(()), "{algorithm}");
            signature[0] ^= 1;
            assert_eq!(verify(&key, algorithm, b"input", &signature), Err(SignatureFault::Mismatch));
        }
    }
}
