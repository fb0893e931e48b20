//! Judging a token against keys and expectations: the strictest reading, every check, never a yes about nothing.

mod actors;
mod binding;
mod case;
pub mod check;
mod critical;
mod hint;
pub mod introspection;
mod key_binding;
mod keyring;
mod kind;
pub mod meaning;
mod no_key;
mod opening;
mod parties;
mod policy;
mod profile;
mod proof;
mod signature;
#[cfg(test)]
mod tests;
mod times;
mod verdict;

pub use self::binding::{NOT_PROVEN, PROOF_ID};
use self::case::{Case, Unfolding};
use self::check::{Check, Finding, Outcome};
use self::introspection::Introspection;
pub use self::keyring::{Keyring, Missing, Owner, Ownerless, Ring, TENANT};
pub use self::opening::opened;
pub use self::policy::{ActorId, ActorToken, Elsewhere, Expect, MAX_LEEWAY, Policy, Rewriting, ShownProof};
pub use self::profile::{TokenType, trust_domain};
pub use self::proof::{Proof, prove};
pub use self::signature::KeyUsed;
use self::signature::{Circumstances, Judged};
pub use self::verdict::{OneSignature, Verdict};
use crate::instant::Instant;
use crate::secret::Secret;
use crate::token::{Kind, Token, strict};

/// A check of what the token says.
type Rule = fn(&Case<'_>) -> Finding;

/// The checks that a signature answers.
const OF_SIGNATURE: [&str; 4] = ["signature", "algorithm", "key", "critical-headers"];

/// The checks that claims answer, in the contract's order: a check is one function and its row.
const OF_CLAIMS: [(&str, Rule); 20] = [
    ("type", kind::judge),
    ("issuer", parties::issuer),
    ("audience", parties::audience),
    ("subject", parties::subject),
    ("client", parties::client),
    ("scope", parties::scope),
    ("expiry", times::expiry),
    ("not-before", times::not_before),
    ("issued-at", times::issued_at),
    ("age", times::age),
    ("lifetime", times::lifetime),
    ("actor", actor),
    ("prior-actor", actors::prior),
    ("depth", actors::depth),
    ("delegation", actors::delegation),
    ("may-act", actors::may_act),
    ("dpop", binding::dpop),
    ("certificate", binding::certificate),
    ("introspection", introspection::judge),
    ("profile", profile::judge),
];

/// How many checks there are.
const ALL: usize = OF_SIGNATURE.len() + OF_CLAIMS.len();

fn actor(case: &Case<'_>) -> Finding {
    actors::actor_token(case, actors::actor(case))
}

/// The names of all checks, in the contract's order.
pub fn names() -> impl Iterator<Item = &'static str> {
    OF_SIGNATURE.into_iter().chain(OF_CLAIMS.iter().map(|(name, _)| *name))
}

/// Judges a token: every check, none short-circuited. Pure: the keys are at hand, `now` is given.
///
/// A JWE is judged by what is inside it, so that it must be opened before; sealed it is never valid.
#[must_use]
pub fn judge(token: &Token, keyring: &Keyring, policy: &Policy, now: Instant) -> Verdict {
    judge_introspected(token, None, keyring, policy, now, Vec::new())
}

/// As [`judge`], with what the issuer's own server said of the token, and memory for the checks: that of a verdict
/// which was told, or none.
#[must_use]
pub fn judge_introspected(
    token: &Token,
    introspected: Option<&Introspection>,
    keyring: &Keyring,
    policy: &Policy,
    now: Instant,
    memory: Vec<Check>,
) -> Verdict {
    if let Some(why) = unsigned(token.kind()) {
        // Five segments with blanks between them are two tokens in a row more often than a sealed one.
        let fault = token.faults().first().map(|it| format!("malformed at {}: {}", it.pointer, it.text));
        let why = fault.map_or_else(|| why.to_owned(), |fault| format!("{fault}; obo decode shows it"));
        return unreadable(&why, introspected);
    }
    let claims = token.claims();
    let issuer = claims.and_then(|claims| case::issuer(claims, policy).present());
    let rings = keyring.of(issuer.as_deref(), claims, &policy.issuer);
    let fault = strict::fault(token, policy.signature_only)
        .map(|fault| format!("malformed at {fault}; obo decode shows it"));
    let fault = fault.or_else(|| key_binding::fault(token, policy, now));
    let circumstances = Circumstances {
        token,
        policy,
        rings: &rings,
        others: &keyring.besides(&rings),
        missing: keyring.missing_for(issuer.as_deref(), claims, &policy.issuer),
        issuer: issuer.as_deref(),
        fault: fault.as_deref(),
        now,
    };
    let judge = |one| signature::judge(&circumstances, one);
    let (is_kid_unknown, is_undecided, (key, mut checks, signatures)) = match token.signatures() {
        [only] => {
            let judged = judge(only);
            let (is_kid_unknown, is_undecided) = (judged.is_kid_unknown, judged.is_undecided);
            let one = named(judged, memory);
            (is_kid_unknown, is_undecided, (one.key, one.checks, Vec::new()))
        }
        several => {
            let each: Vec<Judged> = several.iter().map(judge).collect();
            let is_any = |of: fn(&Judged) -> bool| each.iter().any(of);
            (is_any(|one| one.is_kid_unknown), is_any(|one| one.is_undecided), merge(each))
        }
    };
    match claims {
        _ if policy.signature_only => checks.extend(all(&Finding::unasked("waived by --signature-only"))),
        None => checks.extend(all(&Finding::skip("there are no claims to judge"))),
        Some(claims) => {
            let actors = Unfolding::of(token);
            let case = Case { token, claims, policy, now, actors: &actors, introspected, is_opaque: false };
            checks.extend(OF_CLAIMS.iter().map(|(name, rule)| rule(&case).named(name)));
        }
    }
    Verdict { checks, key, signatures, is_kid_unknown, is_undecided, is_introspected: false }
}

/// Whether a token names this issuer, which may stand for many tenants; nothing of it is verified.
#[must_use]
pub fn is_of(token: &Token, issuer: &str, policy: &Policy) -> bool {
    let Some(claims) = token.claims() else { return false };
    case::issuer(claims, policy).present().is_some_and(|own| keyring::names(issuer, &own, Some(claims)))
}

/// Why a token of this kind has no signature to judge.
fn unsigned(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Jws | Kind::SdJwt => None,
        Kind::Jwe => Some("encrypted: only --decrypt-key SRC shows whether somebody signed it"),
        Kind::Claims => Some("bare claims, which nobody signed"),
        Kind::Introspection => Some("an introspection answer, which nobody signed"),
    }
}

/// The verdict over what has no reading at all, or no signature that could be judged: never valid, whatever was said of
/// it.
#[must_use]
pub fn unreadable(why: &str, introspected: Option<&Introspection>) -> Verdict {
    let mut checks = vec![Finding::fail(why.to_owned()).named("signature")];
    let none = Finding::unasked("there is nothing to judge");
    checks.extend(names().skip(1).map(|name| match introspected.and_then(|told| told.fault(&[])) {
        Some(fault) if name == "introspection" => fault.named(name),
        _ => none.clone().named(name),
    }));
    Verdict { checks, ..Verdict::default() }
}

/// Judges a token that says nothing itself by the claims of its issuer's answer, which take the signature's place.
///
/// The second value is what the answer says, for people.
#[must_use]
pub fn judge_opaque(
    opaque: &Secret,
    told: &Introspection,
    policy: &Policy,
    now: Instant,
) -> (Verdict, Option<Token>) {
    let token = told.claims_of(opaque);
    let introspected = "introspected";
    let mut checks = vec![Finding::skip(introspected).named("signature")];
    let rest = OF_SIGNATURE.iter().skip(1);
    checks.extend(rest.map(|name| match (*name, signature::unmet_algorithm(policy)) {
        ("algorithm", Some(unmet)) => unmet.named(name),
        _ => Finding::unasked(introspected).named(name),
    }));
    let claims = token.as_ref().and_then(|token| Some((token, token.claims()?)));
    let is_introspected = claims.is_some();
    match claims {
        Some((token, claims)) => {
            let (actors, introspected) = (Unfolding::of(token), Some(told));
            let case = Case { token, claims, policy, now, actors: &actors, introspected, is_opaque: true };
            checks.extend(OF_CLAIMS.iter().map(|(name, rule)| rule(&case).named(name)));
        }
        None => checks.extend(OF_CLAIMS.iter().map(|(name, _)| match (*name, told.fault(&[])) {
            ("introspection", Some(fault)) => fault.named(name),
            _ => Finding::unasked("there are no claims to judge").named(name),
        })),
    }
    let verdict = Verdict { checks, is_introspected, ..Verdict::default() };
    (verdict, token)
}

fn all(finding: &Finding) -> impl Iterator<Item = Check> {
    OF_CLAIMS.iter().map(|(name, _)| finding.clone().named(name))
}

/// The four checks of a signature with their names, in a list that has room for the others.
fn named(one: Judged, mut checks: Vec<Check>) -> OneSignature {
    checks.clear();
    checks.reserve(ALL);
    let [signature, algorithm, choice, critical] = OF_SIGNATURE;
    checks.push(one.signature.named(signature));
    checks.push(one.algorithm.named(algorithm));
    checks.push(one.choice.named(choice));
    checks.push(one.critical.named(critical));
    OneSignature { key: one.key, checks }
}

/// Whether a check says the same of each signature, so that it is about the token.
fn is_same(all: &[Check], first: &Check) -> bool {
    all.iter().all(|check| check.outcome == first.outcome && check.detail == first.detail)
}

/// The four checks of one signature; of several, a check passes only where it passes for each (SECURITY.md R8).
fn merge(each: Vec<Judged>) -> (Option<KeyUsed>, Vec<Check>, Vec<OneSignature>) {
    let is_undecided = each.iter().any(|one| one.is_undecided);
    let mut rows: Vec<OneSignature> = each.into_iter().map(|one| named(one, Vec::new())).collect();
    match rows.len() {
        0 => {
            let none = Finding::fail("the token has no signature");
            (None, OF_SIGNATURE.iter().map(|name| none.clone().named(name)).collect(), rows)
        }
        1 => {
            let only = rows.remove(0);
            (only.key, only.checks, Vec::new())
        }
        count => {
            let worst = |index: usize| {
                let of = |row: &'_ OneSignature| row.checks.get(index).cloned();
                let all: Vec<Check> = rows.iter().filter_map(of).collect();
                let first =
                    |is: fn(Outcome) -> bool| all.iter().zip(1_usize..).find(|(check, _)| is(check.outcome));
                // One that fails is a no, whatever is not decided of another.
                let failed = first(|outcome| outcome == Outcome::Fail).filter(|_| is_undecided);
                let bad = failed.or_else(|| first(|outcome| outcome != Outcome::Pass));
                // What was not judged of one signature holds for the whole in no case.
                let of_all = |check: &Check| if is_undecided { check.outcome } else { Outcome::Fail };
                match (bad, all.first()) {
                    (Some((check, _)), Some(first)) if is_same(&all, first) => {
                        Some(Check { outcome: of_all(check), ..check.clone() })
                    }
                    (Some((check, number)), _) => Some(Check {
                        outcome: of_all(check),
                        detail: format!("signature {number} of {count}: {}", check.detail).into(),
                        ..check.clone()
                    }),
                    (None, Some(first)) => Some(Check {
                        detail: format!("{}, for each of {count} signatures", first.detail).into(),
                        ..first.clone()
                    }),
                    (None, None) => None,
                }
            };
            let checks = (0..OF_SIGNATURE.len()).filter_map(worst).collect();
            let is_each_made = rows.iter().all(|row| row.key.is_some());
            let key = rows.first().and_then(|row| row.key.clone()).filter(|_| is_each_made);
            (key, checks, rows)
        }
    }
}
