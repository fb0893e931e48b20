//! ECDH-ES: agreement with the ephemeral key in the header, and the Concat KDF (RFC 7518 section 4.6, RFC 8037).

use aws_lc_rs::agreement::{self, UnparsedPublicKey};
use aws_lc_rs::kdf::{
    SskdfDigestAlgorithm, SskdfDigestAlgorithmId, get_sskdf_digest_algorithm, sskdf_digest,
};

use super::{DecryptError, DecryptionKey};
use crate::keys::hygiene;
use crate::keys::jwk::Jwk;
use crate::keys::material::Material;
use crate::secret::Secret;
use crate::token::{Recipient, Sealed, base64url};

/// Derives a key of `length` bytes for the algorithm named.
pub(super) fn derive(
    sealed: &Sealed,
    recipient: &Recipient,
    key: &DecryptionKey,
    name: &str,
    length: usize,
    wrong: DecryptError,
) -> Result<Secret, DecryptError> {
    let epk = ephemeral(sealed, recipient)?;
    let private = key.agreement().ok_or(wrong.clone())?;
    let (kind, public) = match &epk {
        Material::X25519(x) => (&agreement::X25519, x.clone()),
        Material::Ec { curve, .. } => {
            let kind = super::key::agreeing(*curve).ok_or(DecryptError::Malformed("epk"))?;
            (kind, epk.point().unwrap_or_default())
        }
        _ => return Err(DecryptError::Malformed("epk")),
    };
    if private.algorithm() != kind {
        return Err(wrong);
    }
    let info = other_info(sealed, recipient, name, length)?;
    agreement::agree(private, UnparsedPublicKey::new(kind, public), DecryptError::DoesNotOpen, |shared| {
        let mut bytes = vec![0; length];
        let kdf: &'static SskdfDigestAlgorithm =
            get_sskdf_digest_algorithm(SskdfDigestAlgorithmId::Sha256).ok_or(DecryptError::DoesNotOpen)?;
        sskdf_digest(kdf, shared, &info, &mut bytes).map_err(|_| DecryptError::DoesNotOpen)?;
        Ok(Secret::new(bytes))
    })
}

/// The `epk` member, judged like any public key: a point off the curve would leak the private key bit by bit.
fn ephemeral(sealed: &Sealed, recipient: &Recipient) -> Result<Material, DecryptError> {
    let header = sealed.header_with(recipient, "epk").ok_or(DecryptError::Missing("epk"))?;
    let malformed = DecryptError::Malformed("epk");
    let value = header.value().get("epk").ok_or(malformed.clone())?;
    let jwk = Jwk::of(header.at(value.id())).map_err(|_| malformed.clone())?;
    let material = jwk.key_type().and_then(|kind| Material::of_jwk(&jwk, kind)).map_err(|_| malformed)?;
    hygiene::public(&material).map_err(DecryptError::Ephemeral)?;
    Ok(material)
}

/// AlgorithmID, PartyUInfo, PartyVInfo and SuppPubInfo, each with its length (RFC 7518 section 4.6.2).
fn other_info(
    sealed: &Sealed,
    recipient: &Recipient,
    name: &str,
    length: usize,
) -> Result<Vec<u8>, DecryptError> {
    let party = |name: &'static str| match sealed.member(recipient, name) {
        None => Ok(Vec::new()),
        Some(value) => value.as_str().and_then(base64url::decode).ok_or(DecryptError::Malformed(name)),
    };
    let number =
        |count: usize| u32::try_from(count).map(u32::to_be_bytes).map_err(|_| DecryptError::DoesNotOpen);
    let mut info = Vec::new();
    for part in [name.as_bytes().to_vec(), party("apu")?, party("apv")?] {
        info.extend(number(part.len())?);
        info.extend(part);
    }
    info.extend(number(length.saturating_mul(8))?);
    Ok(info)
}
