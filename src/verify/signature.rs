//! The checks that a signature answers: `signature algorithm key critical-headers`.

use super::check::{Finding, one_of};
use super::critical;
use super::keyring::{Missing, Owner, Ring, is_of_tenant};
use super::no_key::none_fits;
use super::policy::{Expect, Policy};
use super::profile::TokenType;
use crate::instant::Instant;
use crate::keys::{Algorithm, KeyType, SignatureFault, Validity, VerifyingKey, verify_for};
use crate::token::claims::{Claims, Field};
use crate::token::json::Value;
use crate::token::{Signature, Token};

/// The most keys that are tried on one token (SECURITY.md R17).
const MAX_TRIED: usize = 20;
/// The longest `kid`, in bytes (SECURITY.md R7).
const MAX_KID: usize = 256;

/// What is said of a signature that no key was tried on.
pub(super) const NOT_TRIED: &str = "no key was tried";

/// What is said of a signature that may be over a changed header, where nobody is expected as the issuer.
const UNTRIED: &str =
    "; its issuer signs such tokens over a changed header, which is tried only under --issuer";

/// The key that made a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUsed {
    /// Its `kid`, if it has one; text from outside.
    pub kid: Option<String>,
    /// The algorithm.
    pub alg: Algorithm,
    /// Its thumbprint (RFC 7638); none for a shared secret.
    pub thumbprint: Option<String>,
    /// The days of the certificate it came in.
    pub validity: Option<Validity>,
    /// Where the key came from.
    pub source: String,
}

/// What the four checks found of one signature.
pub(super) struct Judged {
    pub(super) key: Option<KeyUsed>,
    pub(super) signature: Finding,
    pub(super) algorithm: Finding,
    pub(super) choice: Finding,
    pub(super) critical: Finding,
    /// Whether a newer set of keys might have the key: none has the token's `kid`.
    pub(super) is_kid_unknown: bool,
    /// Whether keys that could not be had might have made it a yes.
    pub(super) is_undecided: bool,
}

/// What is known before any signature is looked at.
pub(super) struct Circumstances<'c> {
    pub(super) token: &'c Token,
    pub(super) policy: &'c Policy,
    pub(super) rings: &'c [&'c Ring],
    /// The rings of others, which say no more than where a key was seen.
    pub(super) others: &'c [&'c Ring],
    /// Keys that might have made the signature and could not be had.
    pub(super) missing: Option<&'c Missing>,
    /// The issuer that the token names.
    pub(super) issuer: Option<&'c str>,
    /// Why no signature of the token counts: two readings, or a holder's proof that is none; in words.
    pub(super) fault: Option<&'c str>,
    pub(super) now: Instant,
}

/// A key that may be tried, and the ring it is of.
#[derive(Clone, Copy)]
struct Candidate<'c> {
    key: &'c VerifyingKey,
    ring: &'c Ring,
}

/// Judges one signature of a token; a token with two readings has none that holds, whatever the library says.
pub(super) fn judge(case: &Circumstances<'_>, signature: &Signature) -> Judged {
    let alg = signature.protected.as_ref().and_then(|header| header.value().get("alg"));
    let (algorithm, algorithm_finding) = algorithm(alg, case.policy);
    let mut judged = Judged {
        key: None,
        signature: Finding::fail(NOT_TRIED),
        algorithm: algorithm_finding,
        choice: Finding::skip("no algorithm to choose a key for"),
        critical: critical::judge(signature),
        is_kid_unknown: false,
        is_undecided: false,
    };
    if let Some(algorithm) = algorithm {
        tried(&mut judged, algorithm, case, signature);
    }
    if let Some(fault) = case.fault {
        judged.signature = Finding::fail(fault.to_owned());
        judged.key = None;
    }
    judged
}

/// Tries the keys that fit, and notes what came of it.
fn tried(judged: &mut Judged, algorithm: Algorithm, case: &Circumstances<'_>, signature: &Signature) {
    let kid = match kid(signature) {
        Ok(kid) => kid,
        Err(finding) => {
            judged.choice = finding;
            return;
        }
    };
    let typ = signature.protected.as_ref().and_then(|header| header.value().get("typ"));
    let own_use = own_use(case.policy, typ);
    let fitting = || {
        let all = case.rings.iter().flat_map(move |ring| {
            ring.keys.fitting(algorithm, kid, own_use).map(move |key| Candidate { key, ring })
        });
        all.filter(|one| is_of_tenant(&one.ring.owner, one.key, case.token.claims()))
    };
    let candidates: Vec<Candidate<'_>> = fitting().take(MAX_TRIED).collect();
    let Some(first) = candidates.first().copied() else {
        judged.is_kid_unknown = !case.rings.is_empty() && kid.is_some_and(|kid| !has_kid(case.rings, kid));
        if let Some(missing) = case.missing {
            return undecided(judged, missing);
        }
        let (choice, is_mismatch) = none_fits(case, algorithm, kid, own_use);
        if let (true, Some(reason)) = (is_mismatch, &choice.1) {
            judged.algorithm = Finding::fail(reason.clone()).found(algorithm.name());
        }
        judged.choice = choice.0;
        return;
    };
    let input = &signature.signing_input;
    let mut last = (first, SignatureFault::Mismatch);
    let mut held: Option<(Candidate<'_>, bool)> = None;
    for candidate in &candidates {
        match verify_for(candidate.key, algorithm, own_use, input, &signature.bytes) {
            Ok(()) => {
                let is_current = is_current(candidate.key, case);
                if held.is_none() || is_current {
                    held = Some((*candidate, false));
                }
                if is_current {
                    break;
                }
            }
            Err(fault) => last = (*candidate, fault),
        }
    }
    if held.is_none() && algorithm == Algorithm::Rs256 {
        held = rewritten(case, &candidates, signature).map(|candidate| (candidate, true));
    }
    let Some((candidate, is_rewritten)) = held else {
        if let Some(missing) = case.missing {
            return undecided(judged, missing);
        }
        let (candidate, fault) = last;
        judged.choice = match fault {
            SignatureFault::ShortSecret(_) => Finding::fail(fault.to_string()),
            _ => choice(candidate.key, case),
        };
        agree(&mut judged.algorithm, algorithm, candidate.key);
        let mut why = refusal(&candidates, fitting().count(), fault);
        if algorithm == Algorithm::Rs256 && is_rewriting_waived(case) && as_signed(case).is_some() {
            why.push_str(UNTRIED);
        }
        judged.signature = Finding::fail(why);
        return;
    };
    agree(&mut judged.algorithm, algorithm, candidate.key);
    judged.choice = choice(candidate.key, case);
    judged.signature = Finding::pass(holds(candidate, is_rewritten));
    let kid = candidate.key.kid().map(str::to_owned);
    judged.key = Some(KeyUsed {
        kid,
        alg: algorithm,
        thumbprint: candidate.key.thumbprint(),
        validity: candidate.key.validity(),
        source: candidate.ring.source.clone(),
    });
}

/// Without the keys that might have made it a signature neither holds nor fails.
fn undecided(judged: &mut Judged, missing: &Missing) {
    judged.signature = Finding::skip(format!("not decided without the keys of {}", missing.source));
    judged.choice = Finding::skip(format!("the keys of {} could not be had", missing.source));
    judged.is_undecided = true;
}

/// The algorithm that the protected header names, and what to say about it.
fn algorithm(alg: Option<Value<'_>>, policy: &Policy) -> (Option<Algorithm>, Finding) {
    let name = match alg {
        None => return (None, Finding::fail(SignatureFault::NoAlgorithm.to_string())),
        Some(value) => match value.as_str() {
            Some(name) => name,
            None => return (None, Finding::fail(format!("alg is {}, not a string", value.kind().noun()))),
        },
    };
    if name.eq_ignore_ascii_case("none") {
        return (None, Finding::fail("the token is not signed (alg is none)").found(name));
    }
    let Some(algorithm) = Algorithm::from_name(name) else {
        return (None, Finding::fail(SignatureFault::UnknownAlgorithm.to_string()).found(name));
    };
    if !policy.algorithms.is_empty() && !policy.algorithms.iter().any(|wanted| wanted.is_same(algorithm)) {
        let names: Vec<&str> = policy.algorithms.iter().map(|wanted| wanted.name()).collect();
        let finding = Finding::fail("another algorithm").wanted(one_of(&names)).found(name);
        return (Some(algorithm), finding);
    }
    (Some(algorithm), Finding::pass(algorithm.name()))
}

/// What is said of `--alg` where a token has no signature, and so none of the algorithms that were asked for.
pub(super) fn unmet_algorithm(policy: &Policy) -> Option<Finding> {
    let names: Vec<&str> = policy.algorithms.iter().map(|wanted| wanted.name()).collect();
    (!names.is_empty()).then(|| Finding::fail("an opaque token has no algorithm").wanted(one_of(&names)))
}

/// The token's `kid`, from either header (SECURITY.md R8).
fn kid(signature: &Signature) -> Result<Option<&str>, Finding> {
    let headers = [&signature.protected, &signature.unprotected];
    let fields = headers.into_iter().flatten().map(|header| Claims::new(header.value()).text("kid"));
    let kid = match fields.into_iter().find(|field| *field != Field::Absent) {
        None | Some(Field::Absent) => return Ok(None),
        Some(Field::Malformed(found)) => return Err(Finding::fail(format!("kid is {found}, not a text"))),
        Some(Field::Present(kid)) => kid,
    };
    match kid.len() {
        0..=MAX_KID => Ok(Some(kid)),
        _ => Err(Finding::fail("kid is longer than 256 bytes")),
    }
}

/// The value of `use` that keys of this sort of token have for themselves: of the sort that was asked for, else of the
/// one that `typ` names (SECURITY.md R7).
fn own_use(policy: &Policy, typ: Option<Value<'_>>) -> Option<&'static str> {
    let named = || TokenType::of_typ(typ?.as_str()?);
    policy.token_type.or_else(named).and_then(TokenType::own_use)
}

fn has_kid(rings: &[&Ring], kid: &str) -> bool {
    rings.iter().any(|ring| ring.keys.entries().iter().any(|entry| entry.kid.as_deref() == Some(kid)))
}

/// What is said of the algorithm once a key is chosen: the key decides the family, never the token alone.
fn agree(finding: &mut Finding, algorithm: Algorithm, key: &VerifyingKey) {
    if finding.outcome == super::check::Outcome::Pass {
        *finding = Finding::pass(match key.names_algorithm() {
            true => [algorithm.name(), ", as the key says"].concat(),
            false => format!("{algorithm}, which {} can do", key.key_type().noun()),
        });
    }
}

/// What is said of the key itself, its certificate's days included (SECURITY.md R24).
fn choice(key: &VerifyingKey, case: &Circumstances<'_>) -> Finding {
    let noun = key.key_type().noun();
    let name = noun.strip_prefix("an ").or_else(|| noun.strip_prefix("a ")).unwrap_or(noun);
    let name = name.strip_suffix(" key").unwrap_or(name);
    let name = if key.key_type() == KeyType::Oct { noun } else { name };
    let Some(validity) = key.validity() else { return Finding::pass([name, ", for signatures"].concat()) };
    let days = format!("{} to {}", validity.not_before, validity.not_after);
    if validity.covers(case.now) {
        return Finding::pass(format!("{name}, of a certificate that is valid {days}"));
    }
    if case.policy.allow_expired_certificate {
        return Finding::pass(format!(
            "{name}, of a certificate that is valid {days}; waived by --allow-expired-certificate"
        ));
    }
    Finding::fail("the key's certificate is not valid at this time").wanted(days).found(case.now.to_string())
}

fn is_current(key: &VerifyingKey, case: &Circumstances<'_>) -> bool {
    key.validity().is_none_or(|validity| validity.covers(case.now))
}

fn holds(candidate: Candidate<'_>, is_rewritten: bool) -> String {
    let source = candidate.ring.place();
    let by = match candidate.key.kid() {
        Some(kid) => ["by key ", kid, " of ", &source].concat(),
        None => ["by the key of ", &source].concat(),
    };
    match (&candidate.ring.owner, is_rewritten) {
        (_, true) => format!("{by}; verified after the nonce transform (undocumented)"),
        (Owner::Issuer(_), false) => by,
        (Owner::Unsaid, false) => {
            format!("signed by the holder of this key ({})", by.trim_start_matches("by "))
        }
    }
}

/// Why no key holds; of `fitting` keys only the candidates were tried.
fn refusal(candidates: &[Candidate<'_>], fitting: usize, fault: SignatureFault) -> String {
    match candidates {
        [one] => match one.key.kid() {
            Some(kid) => format!("{fault}, tried with key {kid} of {}", one.ring.place()),
            None => format!("{fault}, tried with the key of {}", one.ring.place()),
        },
        _ if fitting > candidates.len() => format!(
            "none of the first {} of {fitting} keys that fit made it, and no more are tried",
            candidates.len()
        ),
        _ => format!("none of the {fitting} keys that fit made it"),
    }
}

/// A signature over a header that the issuer changed before it signed (SECURITY.md R23); only keys that are bound to
/// an issuer are tried, and never where the issuer is waived.
fn rewritten<'c>(
    case: &Circumstances<'_>,
    candidates: &[Candidate<'c>],
    signature: &Signature,
) -> Option<Candidate<'c>> {
    if is_rewriting_waived(case) {
        return None;
    }
    let input = as_signed(case)?;
    let bound = candidates.iter().filter(|one| matches!(one.ring.owner, Owner::Issuer(_)));
    bound.copied().find(|one| verify_for(one.key, Algorithm::Rs256, None, &input, &signature.bytes).is_ok())
}

/// The bytes that were signed, where the token is of the kind whose issuer changes the header.
fn as_signed(case: &Circumstances<'_>) -> Option<Vec<u8>> {
    case.policy.rewriting?(case.token, case.issuer?)
}

/// Whether nobody is expected as the issuer, so that no changed header is tried.
fn is_rewriting_waived(case: &Circumstances<'_>) -> bool {
    case.policy.signature_only || matches!(case.policy.issuer, Expect::Waived(_))
}
