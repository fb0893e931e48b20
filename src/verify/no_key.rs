//! Why there is no key to try on a signature.

use super::check::{Finding, one_of};
use super::hint;
use super::profile::TokenType;
use super::signature::Circumstances;
use crate::keys::{Algorithm, Entry, KeyError, SignatureFault, VerifyingKey};

/// Why there is no key to try; the second value says that a key of this name is of another sort than `alg`.
pub(super) fn none_fits(
    case: &Circumstances<'_>,
    algorithm: Algorithm,
    kid: Option<&str>,
    own_use: Option<&str>,
) -> ((Finding, Option<String>), bool) {
    let Some(_) = case.rings.first() else {
        let why = match case.issuer {
            Some(_) => "no key of the issuer that the token names was given",
            None => "the token names no issuer, and keys belong to issuers",
        };
        let found = case.issuer.unwrap_or_default();
        let finding = Finding::fail(match hint::elsewhere(kid, case.others) {
            Some(hint) => format!("{why}; {hint}"),
            None => why.to_owned(),
        });
        return ((if found.is_empty() { finding } else { finding.found(found) }, None), false);
    };
    let entries = || case.rings.iter().flat_map(|ring| ring.keys.entries());
    let named = entries().find(|entry| kid.is_some() && entry.kid.as_deref() == kid);
    // The only key is meant wherever no name tells it from the one that is wanted.
    let is_only = |entry: &&Entry| (kid.is_none() || entry.kid.is_none()) && entries().nth(1).is_none();
    let known = match (named, kid) {
        (Some(entry), Some(kid)) => Some((entry, format!("key {kid}"))),
        _ => entries().next().filter(is_only).map(|entry| (entry, "the only key".to_owned())),
    };
    if let Some((entry, key_name)) = known {
        return match &entry.key {
            Ok(key) => {
                let why = key.fits(algorithm, own_use).err();
                let is_mismatch =
                    matches!(why, Some(SignatureFault::KeyType(..) | SignatureFault::OtherAlgorithm(_)));
                let why = match (why, kept_for(key, algorithm)) {
                    (None, _) => "it is another tenant's alone".to_owned(),
                    (Some(SignatureFault::OtherUse), Some(kind)) => {
                        format!("its use keeps it for another sort of token (--token-type {})", kind.name())
                    }
                    (Some(why), _) => why.to_string(),
                };
                ((Finding::fail(format!("{key_name}: {why}")), Some(why)), is_mismatch)
            }
            Err(error) => ((Finding::fail(format!("{key_name} is refused: {error}")), None), false),
        };
    }
    let count = entries().count();
    let keys = if count == 1 { "1 key".to_owned() } else { format!("{count} keys") };
    let age = case.rings.iter().find_map(|ring| ring.age.as_ref());
    let age = age.map(|age| format!(", fetched {age}")).unwrap_or_default();
    let finding = match kid {
        Some(kid) => {
            let known: Vec<&str> = entries().filter_map(|entry| entry.kid.as_deref()).take(8).collect();
            let or = if entries().any(|entry| entry.kid.is_none()) {
                " and none without one that fits"
            } else {
                ""
            };
            let why = format!("the issuer has {keys}, none with this kid{or}{age}");
            let further = || Some(case.policy.elsewhere?(case.issuer?)?.to_owned());
            let finding = Finding::fail(match hint::elsewhere(Some(kid), case.others).or_else(further) {
                Some(hint) => format!("{why}; {hint}"),
                None => why,
            });
            let finding = finding.found(kid);
            if known.is_empty() { finding } else { finding.wanted(one_of(&known)) }
        }
        None => {
            let refused = entries().filter_map(|entry| entry.key.as_ref().err());
            let refused = refused.filter(|error| **error != KeyError::UnsupportedType).collect::<Vec<_>>();
            let refused =
                refused.first().map(|why| format!("; {} refused, the first as {why}", refused.len()));
            let refused = refused.unwrap_or_default();
            Finding::fail(format!("the issuer has {keys}, none for {algorithm}{age}{refused}"))
        }
    };
    ((finding, None), false)
}

/// The sort of token for which a key is kept by its `use`.
fn kept_for(key: &VerifyingKey, algorithm: Algorithm) -> Option<TokenType> {
    let is_kept =
        |kind: &TokenType| kind.own_use().is_some_and(|own_use| key.fits(algorithm, Some(own_use)).is_ok());
    TokenType::ALL.into_iter().find(is_kept)
}
