//! A public key in the form that the crypto library computes with, made at its first use and kept for the run.

use std::sync::{Arc, OnceLock};

use aws_lc_rs::digest;
use aws_lc_rs::signature::{
    ED25519, ML_DSA_44, ML_DSA_65, ML_DSA_87, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents,
    VerificationAlgorithm,
};

use super::material::Material;
use super::signature::Message;
use super::{Algorithm, ParameterSet, ecdsa, hygiene};

/// How many algorithms one key can be for: an RSA key for six, every other for one.
const ALGORITHMS: usize = 6;

/// What was made of a key so far; copies of a key share it.
#[derive(Clone, Default)]
pub(super) struct Prepared(Arc<Forms>);

#[derive(Default)]
struct Forms {
    parsed: [OnceLock<Option<ParsedPublicKey>>; ALGORITHMS],
    thumbprint: OnceLock<String>,
}

impl Prepared {
    /// Whether the library takes the signature for one of this key; a key of another sort holds nothing.
    pub(super) fn holds(
        &self,
        material: &Material,
        algorithm: Algorithm,
        input: Message<'_>,
        signature: &[u8],
    ) -> bool {
        if algorithm.key_type() != material.key_type() {
            return false;
        }
        let made =
            self.0.parsed.get(place(algorithm)).map(|slot| slot.get_or_init(|| parse(material, algorithm)));
        let converted;
        let signature = match material {
            Material::Ec { curve, .. } => {
                let Some(der) = ecdsa::der(*curve, signature) else { return false };
                converted = der;
                converted.as_ref()
            }
            _ => signature,
        };
        let Some(key) = made.and_then(Option::as_ref) else { return false };
        let known = input.sha256.filter(|_| algorithm.is_over_sha256());
        match known.and_then(|known| digest::Digest::import_less_safe(known.bytes(), &digest::SHA256).ok()) {
            Some(known) => key.verify_digest_sig(&known, signature).is_ok(),
            None => key.verify_sig(input.bytes, signature).is_ok(),
        }
    }

    /// The key's thumbprint.
    pub(super) fn thumbprint(&self, material: &Material) -> &str {
        self.0.thumbprint.get_or_init(|| material.thumbprint())
    }
}

/// Where the form for an algorithm is kept; among the algorithms of one key each has its own.
fn place(algorithm: Algorithm) -> usize {
    match algorithm {
        Algorithm::Rs384 => 1,
        Algorithm::Rs512 => 2,
        Algorithm::Ps256 => 3,
        Algorithm::Ps384 => 4,
        Algorithm::Ps512 => 5,
        _ => 0,
    }
}

fn parse(material: &Material, algorithm: Algorithm) -> Option<ParsedPublicKey> {
    let (theirs, bytes): (&'static dyn VerificationAlgorithm, &[u8]) = match material {
        Material::Rsa { n, e } => {
            return RsaPublicKeyComponents { n, e }.to_parsed_public_key(rsa(algorithm)?).ok();
        }
        Material::Ec { curve, .. } => {
            return ParsedPublicKey::new(hygiene::verifying(*curve), material.point()?).ok();
        }
        Material::Ed25519(x) => (&ED25519, x),
        Material::Akp { set, public } => {
            let theirs: &'static dyn VerificationAlgorithm = match set {
                ParameterSet::MlDsa44 => &ML_DSA_44,
                ParameterSet::MlDsa65 => &ML_DSA_65,
                ParameterSet::MlDsa87 => &ML_DSA_87,
            };
            (theirs, public)
        }
        Material::X25519(_) => return None,
    };
    ParsedPublicKey::new(theirs, bytes).ok()
}

fn rsa(algorithm: Algorithm) -> Option<&'static RsaParameters> {
    Some(match algorithm {
        Algorithm::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
        Algorithm::Rs384 => &RSA_PKCS1_2048_8192_SHA384,
        Algorithm::Rs512 => &RSA_PKCS1_2048_8192_SHA512,
        Algorithm::Ps256 => &RSA_PSS_2048_8192_SHA256,
        Algorithm::Ps384 => &RSA_PSS_2048_8192_SHA384,
        Algorithm::Ps512 => &RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Prepared;
    use crate::keys::material::Material;
    use crate::keys::{Algorithm, SigningKey};

    /// One RSA key serves six algorithms, and what was made for one of them must not answer for another.
    #[test]
    fn r7_what_was_made_for_one_algorithm_answers_for_no_other() {
        let key = SigningKey::generate(Algorithm::Rs256).expect("a key");
        let jwk = key.public_jwk().expect("a public key");
        let number = |name: &str| {
            crate::token::base64url::decode(jwk[name].as_str().expect("text")).expect("base64url")
        };
        let material = Material::Rsa { n: number("n"), e: number("e") };
        let prepared = Prepared::default();
        let other = Algorithm::Es256;
        assert!(!prepared.holds(&material, other, b"input".into(), &[0; 64]), "another sort of key");
        for _ in 0..2 {
            for &made in key.algorithms() {
                let signature = key.sign(made, b"input").expect("a signature");
                for &tried in key.algorithms() {
                    let holds = prepared.clone().holds(&material, tried, b"input".into(), &signature);
                    assert_eq!(holds, made == tried, "{made} tried as {tried}");
                }
            }
        }
    }
}
