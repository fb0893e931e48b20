//! Private keys and shared secrets that sign.

use std::fmt;

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair};
use jsonwebtoken::EncodingKey;
use serde_json::Value;

use super::jwk::Label;
use super::material::Material;
use super::pkcs8::private_key_info;
use super::private::{Private, signing};
use super::{Algorithm, Curve, KeyError, KeyType};
use crate::secret::Secret;
use crate::token::base64url;

/// A key that signs; the key decides which algorithms it can do.
pub struct SigningKey {
    signer: Signer,
    /// `None` for a shared secret, which has no public half.
    public: Option<Material>,
    kid: Option<String>,
    algorithms: Vec<Algorithm>,
}

enum Signer {
    /// What jsonwebtoken signs with: PKCS#1 for RSA, PKCS#8 for P-256, P-384 and Ed25519, the bytes of a secret.
    Jsonwebtoken(EncodingKey),
    /// jsonwebtoken has no ES512.
    P521(EcdsaKeyPair),
}

impl SigningKey {
    /// Reads a private key: PEM (PKCS#8, PKCS#1, SEC1), one of these in DER, or a private JWK.
    ///
    /// A JWK of `kty` `oct` gives a shared secret; a bare secret is [`SigningKey::from_secret`]'s.
    ///
    /// # Errors
    /// Where it is no private key, is encrypted with a passphrase, is labelled for another use, is of a kind that
    /// obo cannot sign with, or is weak.
    pub fn read(key: &Secret) -> Result<Self, KeyError> {
        let (private, jwk) = Private::read(key)?;
        let mut key = Self::of(private)?;
        let Some(jwk) = jwk else { return Ok(key) };
        if !jwk.allows("sig", &["sign"])? {
            return Err(KeyError::OtherUse);
        }
        key.kid = jwk.kid()?;
        match jwk.algorithm()? {
            None => {}
            Some(Label::Algorithm(only)) if key.algorithms.contains(&only) => key.algorithms = vec![only],
            Some(Label::Algorithm(other)) => return Err(KeyError::WrongAlgorithm(key.key_type(), other)),
            Some(Label::Other) => return Err(KeyError::OtherUse),
        }
        Ok(key)
    }

    /// A shared secret for the HS algorithms (`client_secret_jwt`): every byte counts, nothing is trimmed.
    ///
    /// A secret shorter than the hash signs all the same: it is the server's to refuse, and some do not.
    #[must_use]
    pub fn from_secret(secret: &Secret) -> Self {
        let signer = Signer::Jsonwebtoken(EncodingKey::from_secret(secret.expose()));
        Self { signer, public: None, kid: None, algorithms: family(KeyType::Oct) }
    }

    /// Makes a new key for an algorithm, with the crypto library's own randomness; RSA has 2,048 bits.
    ///
    /// # Errors
    /// `UnsupportedType` for HS, ES256K and ML-DSA, which obo makes no keys for.
    pub fn generate(algorithm: Algorithm) -> Result<Self, KeyError> {
        let failed = |_| KeyError::Failed(algorithm);
        Self::of(match algorithm.key_type() {
            KeyType::Rsa => Private::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?),
            KeyType::Ec(curve) => {
                Private::Ec(curve, EcdsaKeyPair::generate(signing(curve)?).map_err(failed)?)
            }
            KeyType::Ed25519 => Private::Ed25519(Ed25519KeyPair::generate().map_err(failed)?),
            KeyType::Oct | KeyType::X25519 | KeyType::Akp(_) => return Err(KeyError::UnsupportedType),
        })
    }

    fn of(private: Private) -> Result<Self, KeyError> {
        let public = private.public()?;
        let inconsistent = |_| KeyError::Inconsistent;
        let signer = match private {
            Private::Oct(secret) => return Ok(Self::from_secret(&secret)),
            Private::X25519(_) => return Err(KeyError::OtherUse),
            Private::Ec(Curve::P521, pair) => Signer::P521(pair),
            Private::Ec(_, pair) => {
                let pkcs8 = pair.to_pkcs8v1().map_err(inconsistent)?;
                Signer::Jsonwebtoken(EncodingKey::from_ec_der(pkcs8.as_ref()))
            }
            Private::Ed25519(pair) => {
                let pkcs8 = pair.to_pkcs8v1().map_err(inconsistent)?;
                Signer::Jsonwebtoken(EncodingKey::from_ed_der(pkcs8.as_ref()))
            }
            Private::Rsa(pair) => {
                let pkcs8 = pair.as_der().map_err(inconsistent)?;
                let (_, pkcs1) = private_key_info(pkcs8.as_ref())?;
                Signer::Jsonwebtoken(EncodingKey::from_rsa_der(pkcs1))
            }
        };
        let algorithms = family(public.as_ref().map_or(KeyType::Oct, Material::key_type));
        Ok(Self { signer, public, kid: None, algorithms })
    }

    /// The same key under a `kid`.
    #[must_use]
    pub fn with_kid(mut self, kid: impl Into<String>) -> Self {
        self.kid = Some(kid.into());
        self
    }

    /// The `kid` that the JWK or the caller gave it.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// What the key can sign with, the usual one first; one only where its JWK has an `alg`.
    #[must_use]
    pub fn algorithms(&self) -> &[Algorithm] {
        &self.algorithms
    }

    /// Signs bytes; ECDSA signatures are the two numbers of RFC 7518 section 3.4, not DER.
    ///
    /// # Errors
    /// `WrongAlgorithm` where the key cannot do it.
    pub fn sign(&self, algorithm: Algorithm, input: &[u8]) -> Result<Vec<u8>, KeyError> {
        if !self.algorithms.iter().any(|own| own.is_same(algorithm)) {
            return Err(KeyError::WrongAlgorithm(self.key_type(), algorithm));
        }
        let failed = KeyError::Failed(algorithm);
        match &self.signer {
            Signer::P521(pair) => {
                pair.sign(&SystemRandom::new(), input).map(|s| s.as_ref().to_vec()).map_err(|_| failed)
            }
            Signer::Jsonwebtoken(key) => {
                let Some(theirs) = algorithm.of_jsonwebtoken() else { return Err(failed) };
                let text = jsonwebtoken::crypto::sign(input, key, theirs).ok();
                text.and_then(|text| base64url::decode(&text)).ok_or(failed)
            }
        }
    }

    /// The public JWK with `kid` (the thumbprint where none was given), `use` and, where the key has one, `alg`.
    ///
    /// `None` for a shared secret.
    #[must_use]
    pub fn public_jwk(&self) -> Option<Value> {
        let public = self.public.as_ref()?;
        let mut members = public.required_members();
        members.insert("kid".to_owned(), self.kid.clone().unwrap_or_else(|| public.thumbprint()).into());
        members.insert("use".to_owned(), "sig".into());
        if let [only] = self.algorithms.as_slice() {
            members.insert("alg".to_owned(), only.name().into());
        }
        Some(Value::Object(members))
    }

    /// The public JWK with the members that make the key and no label, as proofs carry it; `None` for a shared secret.
    #[must_use]
    pub fn bare_jwk(&self) -> Option<Value> {
        self.public.as_ref().map(|public| Value::Object(public.required_members()))
    }

    /// The JWK thumbprint with SHA-256 (RFC 7638); `None` for a shared secret, whose hash would help to guess it.
    #[must_use]
    pub fn thumbprint(&self) -> Option<String> {
        self.public.as_ref().map(Material::thumbprint)
    }

    /// What sort of key it is.
    #[must_use]
    pub fn key_type(&self) -> KeyType {
        self.public.as_ref().map_or(KeyType::Oct, Material::key_type)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("public", &self.public)
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

/// The algorithms of one sort of key, the usual one first.
fn family(key_type: KeyType) -> Vec<Algorithm> {
    Algorithm::ALL.into_iter().filter(|algorithm| algorithm.key_type() == key_type).collect()
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ECDSA_P521_SHA512_FIXED, UnparsedPublicKey};

    use super::{Algorithm, KeyError, KeyType, SigningKey};
    use crate::secret::Secret;

    /// Checks a signature with jsonwebtoken's own reader of JWKs, or with aws-lc-rs where it has no ES512.
    fn holds(key: &SigningKey, algorithm: Algorithm, signature: &[u8]) -> bool {
        let jwk = key.public_jwk().expect("a public key");
        if algorithm == Algorithm::Es512 {
            let point = key.public.as_ref().and_then(|p| p.point()).expect("an EC key");
            return UnparsedPublicKey::new(&ECDSA_P521_SHA512_FIXED, point)
                .verify(b"input", signature)
                .is_ok();
        }
        let jwk: jsonwebtoken::jwk::Jwk = serde_json::from_value(jwk).expect("a JWK");
        let key = jsonwebtoken::DecodingKey::from_jwk(&jwk).expect("a key");
        let theirs = algorithm.of_jsonwebtoken().expect("known to jsonwebtoken");
        let text = crate::token::base64url::encode(signature);
        jsonwebtoken::crypto::verify(&text, b"input", &key, theirs).expect("a verdict")
    }

    #[test]
    fn made_keys_sign_all_they_say_and_nothing_else() {
        for algorithm in
            [Algorithm::Es256, Algorithm::Es384, Algorithm::Es512, Algorithm::Rs256, Algorithm::Ed25519]
        {
            let key = SigningKey::generate(algorithm).expect("a key");
            for other in Algorithm::ALL {
                let can = key.algorithms().contains(&other);
                match key.sign(other, b"input") {
                    Ok(signature) => assert!(can && holds(&key, other, &signature), "{other}"),
                    Err(error) => {
                        assert_eq!((can, error), (false, KeyError::WrongAlgorithm(key.key_type(), other)))
                    }
                }
            }
        }
    }

    #[test]
    fn a_private_jwk_signs_and_its_public_half_has_no_secret() {
        // RFC 7520 sections 3.2 and 3.4, RFC 8037 appendix A.1.
        for (text, algorithm) in [
            (include_str!("../../tests/vectors/cookbook/jwk/3_2.ec_private_key.json"), Algorithm::Es512),
            (include_str!("../../tests/vectors/cookbook/jwk/3_4.rsa_private_key.json"), Algorithm::Ps384),
            (
                r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
                Algorithm::EdDsa,
            ),
        ] {
            let key = SigningKey::read(&Secret::from(text)).expect("a key");
            let signature = key.sign(algorithm, b"input").expect("a signature");
            assert!(holds(&key, algorithm, &signature), "{algorithm}");
            let jwk = key.public_jwk().expect("a public key");
            for secret in ["d", "p", "q", "dp", "dq", "qi", "k"] {
                assert_eq!(jwk.get(secret), None);
            }
            assert!(jwk.get("kid").is_some_and(|kid| kid.is_string()));
        }
    }

    #[test]
    fn labels_of_a_jwk_are_obeyed() {
        let jwk = |label: &str| format!(r#"{{"kty":"oct","k":"c2VjcmV0"{label}}}"#);
        for (label, want) in [
            ("", Ok(&[Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512][..])),
            (r#","alg":"HS384","use":"sig""#, Ok(&[Algorithm::Hs384])),
            (r#","alg":"RS256""#, Err(KeyError::WrongAlgorithm(KeyType::Oct, Algorithm::Rs256))),
            (r#","alg":"A128KW""#, Err(KeyError::OtherUse)),
            (r#","use":"enc""#, Err(KeyError::OtherUse)),
            (r#","key_ops":["verify"]"#, Err(KeyError::OtherUse)),
            (r#","key_ops":["sign"]"#, Ok(&[Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512])),
        ] {
            let key = SigningKey::read(&Secret::from(jwk(label)));
            assert_eq!(key.as_ref().map(SigningKey::algorithms).map_err(Clone::clone), want, "{label}");
        }
    }

    #[test]
    fn r6_debug_shows_no_secret() {
        let key = SigningKey::from_secret(&Secret::from("hunter2-canary"));
        assert!(!format!("{key:?}").contains("hunter2"));
        assert_eq!((key.public_jwk(), key.thumbprint()), (None, None));
    }
}
