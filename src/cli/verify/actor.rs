//! The token that the actor shows (`--actor-token`).

use super::asked;
use super::options::Options;
use crate::cli::keys::Keys;
use crate::failure::Failure;
use crate::host::Host;
use crate::input::{self, MAX_TEXT, Reading};
use crate::instant::Instant;
use crate::token::{Token, wrapping};
use crate::verify::{self, ActorToken, Expect, Keyring, Owner, Policy, TokenType, Verdict};

/// Reads it, if there is one.
pub(super) fn token(options: &Options, host: &mut Host) -> Result<Option<Token>, Failure> {
    let Some(text) = &options.delegation.actor_token else { return Ok(None) };
    let source = input::parse(text, Reading::Token, host)?;
    let bytes = input::read(&source, MAX_TEXT, host)?;
    let text = bytes.expose_text().map(wrapping::unwrap);
    let token = text.and_then(|text| Token::parse(&text).ok());
    let token = token.ok_or_else(|| {
        Failure::usage(format!("{} holds no token", input::name(&source)))
            .context("cannot read --actor-token")
    })?;
    Ok(Some(token))
}

/// Judges it, and asks for its keys once more where none has its `kid`.
///
/// # Errors
/// As [`judged`].
pub(super) fn told(
    token: &Token,
    policy: &Policy,
    keys: &mut Keys,
    now: Instant,
    options: &Options,
    host: &mut Host,
) -> Result<ActorToken, Failure> {
    let (told, is_kid_unknown) = judged(token, policy, &keys.ring, now);
    match is_kid_unknown && keys.renew(&asked(options), host) {
        true => judged(token, policy, &keys.ring, now).0,
        false => told,
    }
}

/// Judges it: it passes the whole of verify under an issuer that keys are bound to (R12). A failure is one of keys that
/// would decide it and could not be had: of no token could be said whether it may act. The second value says that a newer
/// set of keys might have its own.
fn judged(
    token: &Token,
    policy: &Policy,
    ring: &Keyring,
    now: Instant,
) -> (Result<ActorToken, Failure>, bool) {
    let had = ring.rings.iter().map(|ring| &ring.owner);
    let owners = had.chain(ring.missing.iter().map(|missing| &missing.owner));
    let owners = owners.filter_map(|owner| match owner {
        Owner::Issuer(issuer) => Some(issuer.clone()),
        Owner::Unsaid => None,
    });
    let owners: Vec<String> = owners.collect();
    let domain = domain(token, &owners);
    let wanted = Policy {
        issuer: Expect::OneOf(owners),
        signature_only: false,
        token_type: domain.as_ref().map(|_| TokenType::JwtSvid),
        ..policy.beside()
    };
    let verdict = verify::judge(token, ring, &wanted, now);
    let is_kid_unknown = verdict.is_kid_unknown();
    if verdict.is_undecided() {
        let failure = Failure::network("the keys of its issuer could not be had")
            .context("the token of --actor-token cannot be judged");
        return (Err(failure), is_kid_unknown);
    }
    let text = |name: &str| token.claims().and_then(|claims| claims.text(name).present().map(str::to_owned));
    let told = match (verdict.is_valid(), domain.or_else(|| text("iss")), text("sub")) {
        (true, Some(issuer), Some(subject)) => ActorToken::Verified { issuer, subject },
        (true, _, _) => ActorToken::Refused("it names nobody".to_owned()),
        (false, _, _) => ActorToken::Refused(why(&verdict)),
    };
    (Ok(told), is_kid_unknown)
}

/// The trust domain of a JWT-SVID, which is its issuer, where keys are bound to that and not to an `iss` of its own.
fn domain(token: &Token, owners: &[String]) -> Option<String> {
    let claims = token.claims()?;
    let has = |issuer: &str| owners.iter().any(|owner| owner == issuer);
    let domain = format!("spiffe://{}", verify::trust_domain(claims.text("sub").present()?)?);
    let has_own = claims.text("iss").present().is_some_and(has);
    (!has_own && has(&domain)).then_some(domain)
}

/// The checks that failed, and the words of the one that says most: the key's, without which no signature is tried.
fn why(verdict: &Verdict) -> String {
    let names: Vec<&str> = verdict.failed().collect();
    let telling = names.iter().find(|name| **name == "key").or(names.first());
    let Some(check) = telling.and_then(|name| verdict.check(name)) else { return names.join(", ") };
    let told = match (&check.wanted, &check.found) {
        (Some(wanted), Some(found)) => format!("{}: wanted {wanted}, found {found}", check.detail),
        _ => check.detail.to_string(),
    };
    format!("{} ({told})", names.join(", "))
}
