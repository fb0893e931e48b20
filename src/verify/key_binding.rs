//! The key-binding token of an SD-JWT: made by the holder, over these disclosures, now (RFC 9901 section 7.3).

use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::policy::{Expect, Policy};
use super::{case::media_type, critical};
use crate::instant::Instant;
use crate::keys::{Algorithm, Origin, VerifyingKey, verify};
use crate::token::claims::{Claims, Field};
use crate::token::{Token, base64url, strict};

/// How old a key-binding token may be, in seconds.
const MAX_AGE: i64 = 300;

/// Why the key-binding token is not accepted; an SD-JWT without one has nothing to prove here.
pub(super) fn fault(token: &Token, policy: &Policy, now: Instant) -> Option<String> {
    let text = token.key_binding()?;
    judge(token, text, policy, now).err().map(|why| format!("the key-binding token: {why}"))
}

fn judge(token: &Token, text: &str, policy: &Policy, now: Instant) -> Result<(), String> {
    let proof = Token::parse(text).map_err(|why| why.to_string())?;
    if let Some(fault) = strict::fault(&proof, false) {
        return Err(format!("malformed at {fault}"));
    }
    let [signature] = proof.signatures() else { return Err("it has not one signature".to_owned()) };
    if critical::judge(signature).outcome != super::check::Outcome::Pass {
        return Err("it has crit".to_owned());
    }
    if proof.header_text("typ").map(media_type).as_deref() != Some("kb+jwt") {
        return Err("its typ is not kb+jwt".to_owned());
    }
    let claims = token.claims().ok_or("the token has no claims")?;
    let jwk = claims
        .get("cnf")
        .and_then(|cnf| cnf.get("jwk"))
        .ok_or("the token has no cnf.jwk to check it with")?;
    let key =
        VerifyingKey::read(jwk.to_json().as_bytes(), Origin::Published).map_err(|why| why.to_string())?;
    let algorithm =
        proof.header_text("alg").and_then(Algorithm::from_name).ok_or("no algorithm that obo can check")?;
    verify(&key, algorithm, &signature.signing_input, &signature.bytes).map_err(|why| why.to_string())?;
    let own = proof.claims().ok_or("it has no claims")?;
    hash(token, text, claims, own)?;
    // RFC 9901 section 4.3: `aud` is a single string, and `nonce` one that must be there, whatever was asked.
    match (own.text("aud"), &policy.audience) {
        (Field::Present(found), Expect::OneOf(wanted)) if wanted.iter().any(|one| one == found) => {}
        (Field::Present(_), Expect::Waived(_)) => {}
        _ => return Err("it is for another audience".to_owned()),
    }
    if !matches!(own.text("nonce"), Field::Present(nonce) if !nonce.is_empty()) {
        return Err("it has no nonce".to_owned());
    }
    times(own, policy, now)
}

/// It was made now, and is valid in all other respects (RFC 9901 section 7.3): `exp` and `nbf` hold where they stand.
fn times(own: Claims<'_>, policy: &Policy, now: Instant) -> Result<(), String> {
    match own.date("exp") {
        Field::Absent => {}
        Field::Present(exp) if now < exp.plus(policy.leeway) => {}
        Field::Present(_) => return Err("it is expired".to_owned()),
        Field::Malformed(_) => return Err("its exp is malformed".to_owned()),
    }
    match own.date("nbf") {
        Field::Absent => {}
        Field::Present(nbf) if now.plus(policy.leeway) >= nbf => {}
        Field::Present(_) => return Err("it is not valid yet".to_owned()),
        Field::Malformed(_) => return Err("its nbf is malformed".to_owned()),
    }
    match own.date("iat") {
        Field::Present(iat) if iat > now.plus(policy.leeway) => Err("it is of the future".to_owned()),
        Field::Present(iat) if now > iat.plus(MAX_AGE.saturating_add(policy.leeway)) => {
            Err(format!("it is older than {MAX_AGE} s"))
        }
        Field::Present(_) => Ok(()),
        _ => Err("it has no iat".to_owned()),
    }
}

/// `sd_hash` is the digest of everything before the key-binding token (RFC 9901 section 4.3.1).
fn hash(token: &Token, text: &str, claims: Claims<'_>, own: Claims<'_>) -> Result<(), String> {
    let whole = token.raw().expose();
    let before = whole.len().checked_sub(text.len()).and_then(|end| whole.get(..end)).unwrap_or_default();
    let signed = match token.signed_payload() {
        crate::token::Payload::Object(tree) => Claims::new(tree.value()),
        _ => claims,
    };
    let digest = match signed.text("_sd_alg") {
        Field::Absent | Field::Present("sha-256") => base64url::encode(&Sha256::digest(before)),
        Field::Present("sha-384") => base64url::encode(&Sha384::digest(before)),
        Field::Present("sha-512") => base64url::encode(&Sha512::digest(before)),
        _ => return Err("_sd_alg is unknown".to_owned()),
    };
    match own.text("sd_hash") {
        Field::Present(found) if found == digest => Ok(()),
        Field::Present(_) => Err("it is over other disclosures".to_owned()),
        _ => Err("it has no sd_hash".to_owned()),
    }
}
