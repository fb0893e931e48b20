//! What a token is held against: options, and behind them the profile; flags win.

use super::introspection;
use super::options::{Expected, Options};
use crate::cli::keys;
use crate::cli::resource::{self, Named};
use crate::config::Profile;
use crate::failure::Failure;
use crate::host::Host;
use crate::keys::Algorithm;
use crate::provider::{self, Alias};
use crate::verify::{ActorId, Expect, Policy, TokenType};

/// What the resource of `--for` says of itself.
///
/// # Errors
/// Where it cannot be had, or is another resource's.
pub(super) fn resource(
    options: &Options,
    profile: Option<&Profile<'_>>,
    host: &mut Host,
) -> Result<Option<Named>, Failure> {
    let expected = &options.expected;
    if expected.resource.is_empty() {
        return Ok(None);
    }
    let http = keys::http(&options.keys, profile, host)?;
    resource::named(&expected.resource, &expected.audience, &http, &options.common, host).map(Some)
}

/// Puts the policy together.
///
/// # Errors
/// Where issuer or audience is neither named nor waived, or the profile names what is unknown.
pub(super) fn policy(
    options: &Options,
    profile: Option<&Profile<'_>>,
    named: Option<&Named>,
) -> Result<Policy, Failure> {
    let (expected, delegation) = (&options.expected, &options.delegation);
    let texts = |given: &[String], key: &str| -> Result<Vec<String>, Failure> {
        let texts: Vec<String> = match (given, profile) {
            ([], Some(profile)) => named_texts(profile, key)?.into_iter().map(str::to_owned).collect(),
            (given, _) => given.to_vec(),
        };
        match texts.iter().any(|text| text.trim().is_empty()) {
            // What a script's unset variable leaves must not pass for a check (SECURITY.md R9).
            true => Err(Failure::usage(format!("an empty {key} is no expectation"))),
            false => Ok(texts),
        }
    };
    let number =
        |given: Option<u64>, key: &str| given.or_else(|| profile.and_then(|profile| profile.number(key)));
    let seconds = |given: Option<i64>, key: &str| {
        given.or_else(|| {
            profile.and_then(|profile| profile.number(key)).map(|n| i64::try_from(n).unwrap_or(i64::MAX))
        })
    };
    let flag = |given: bool, key: &str| given || profile.is_some_and(|profile| profile.flag(key));
    let actors = |given: &[String], key: &str| -> Result<Vec<ActorId>, Failure> {
        Ok(texts(given, key)?.iter().map(|text| ActorId::parse(text)).collect())
    };
    let (issuers, hearsay) = issuers(expected, texts(&expected.issuer, "issuer")?, named)?;
    let audiences = match (expected.audience.as_slice(), named) {
        ([], Some(named)) => vec![named.resource.clone()],
        _ => texts(&expected.audience, "audience")?,
    };
    let aliases: Vec<Alias> = issuers.iter().filter_map(|issuer| Alias::of(issuer)).collect();
    let is_named = |left_out: &String| issuers.iter().any(|issuer| Alias::resolve(issuer) == *left_out);
    let issuer_not = match aliases.iter().any(Alias::is_for_all) {
        true => Vec::new(),
        false => aliases.into_iter().filter_map(|alias| alias.but_not).filter(|one| !is_named(one)).collect(),
    };
    let (issuer, mut audience) = parties(expected, issuers, audiences)?;
    if let Some(profile) = profile {
        narrow(&mut audience, profile.narrowing())?;
    }
    Ok(Policy {
        issuer_not,
        hearsay,
        signature_only: expected.signature_only,
        subjects: texts(&expected.subject, "subject")?,
        clients: match introspection::is_profiles_client(options, profile) {
            // Who asks about a token of others is not who must have asked for it.
            true if expected.client_id.is_empty() => Vec::new(),
            _ => texts(&expected.client_id, "client-id")?,
        },
        scopes: texts(&expected.scope, "scope")?,
        types: texts(&expected.typ, "typ")?,
        token_type: token_type(expected, profile)?,
        algorithms: algorithms(expected, profile)?,
        max_age: seconds(expected.max_age, "max-age"),
        max_lifetime: seconds(expected.max_lifetime, "max-lifetime"),
        leeway: expected.leeway,
        allow_no_expiry: expected.allow_no_expiry,
        actors: actors(&delegation.actor, "actor")?,
        prior_actors: actors(&delegation.prior_actor, "prior-actor")?,
        max_depth: number(delegation.max_depth, "max-depth"),
        // Who is named on the command line stands above a profile that wants nobody.
        no_delegation: flag(delegation.no_delegation, "no-delegation")
            && delegation.actor.is_empty()
            && delegation.prior_actor.is_empty(),
        may_act: delegation.may_act,
        actor_token: None,
        require_binding: flag(options.binding.require_binding, "require-binding"),
        allow_expired_certificate: options.keys.allow_expired_certificate,
        rewriting: Some(provider::header_as_signed),
        elsewhere: Some(provider::further_keys),
        ..Policy::new(issuer, audience)
    })
}

/// What the profile says of a key. A list with nothing in it names nobody, and would pass for a check that everybody
/// meets (SECURITY.md R9).
fn named_texts<'p>(profile: &'p Profile<'_>, key: &str) -> Result<Vec<&'p str>, Failure> {
    let texts = profile.texts(key);
    match texts.is_empty() && profile.get(key).is_some() {
        true => Err(Failure::usage(format!("an empty list of the profile's {key} is no expectation"))
            .hint("leave the key out where nothing is expected")),
        false => Ok(texts),
    }
}

/// Refuses a profile of which issuer or keys were left out, where nothing else names them (SECURITY.md R2).
///
/// # Errors
/// Where one of them would be needed.
pub(super) fn needed(options: &Options, profile: &Profile<'_>) -> Result<(), Failure> {
    let (expected, keys) = (&options.expected, &options.keys);
    let has_issuer = !expected.issuer.is_empty() || expected.any_issuer || expected.signature_only;
    let has_keys = !(keys.jwks.is_empty() && keys.key.is_empty() && keys.secret.is_empty());
    let is_needed =
        (!has_issuer && profile.lacks(&["issuer"])) || (!has_keys && profile.lacks(&["jwks", "key"]));
    let has_no_audience = !expected.names_audience() && profile.lone_audience().is_some();
    profile.needs(is_needed || has_no_audience).map_err(Failure::usage)
}

/// Leaves of the audiences that the user names those that a found file allows; alone it names none.
fn narrow(audience: &mut Expect<String>, to: &[String]) -> Result<(), Failure> {
    let (Expect::OneOf(named), false) = (audience, to.is_empty()) else { return Ok(()) };
    named.retain(|one| to.contains(one));
    if named.is_empty() {
        return Err(Failure::usage("the audience that you name is none that the found obo.toml expects")
            .hint("--no-config looks for no such file"));
    }
    Ok(())
}

/// Who may have issued it: whom the user names, as far as the resource takes tokens of them. Whom the resource alone
/// names is expected by nobody (SECURITY.md R31).
fn issuers(
    expected: &Expected,
    own: Vec<String>,
    named: Option<&Named>,
) -> Result<(Vec<String>, Option<&'static str>), Failure> {
    let Some(named) = named.filter(|named| !named.authorization_servers.is_empty()) else {
        return Ok((own, None));
    };
    let servers = &named.authorization_servers;
    if own.is_empty() {
        return Ok(match expected.any_issuer || expected.signature_only {
            // Who waives the issuer does not ask for keys where the resource wants them to be asked for.
            true => (own, None),
            false => (servers.clone(), Some("the resource alone names it, and not you")),
        });
    }
    let both: Vec<String> = own.iter().filter(|issuer| servers.contains(issuer)).cloned().collect();
    if both.is_empty() && !expected.any_issuer {
        return Err(Failure::usage(format!(
            "it names {}",
            servers.iter().take(8).cloned().collect::<Vec<_>>().join(" ")
        ))
        .context(format!("{} takes no token of the expected issuer", named.resource))
        .hint("issuers are compared byte for byte; without --for the resource is not asked"));
    }
    Ok((both, None))
}

fn parties(
    expected: &Expected,
    issuers: Vec<String>,
    audiences: Vec<String>,
) -> Result<(Expect<String>, Expect<String>), Failure> {
    // An alias is in no token: what stands there is the issuer that it stands for.
    let issuers: Vec<String> = issuers.iter().map(|issuer| Alias::resolve(issuer)).collect();
    let decide = |values: Vec<String>, any: bool, how: &'static str| match (any, values.is_empty()) {
        (true, _) => Some(Expect::Waived(how)),
        (false, false) => Some(Expect::OneOf(values)),
        (false, true) if expected.signature_only => Some(Expect::Waived("waived by --signature-only")),
        (false, true) => None,
    };
    let issuer = decide(issuers, expected.any_issuer, "waived by --any-issuer");
    let audience = decide(audiences, expected.any_audience, "waived by --any-audience");
    match (issuer, audience) {
        (Some(issuer), Some(audience)) => Ok((issuer, audience)),
        (None, Some(_)) => Err(Failure::usage("no issuer is expected")
            .hint("--issuer URL names it; --any-issuer says that whoever signed it will do")),
        (Some(_), None) => Err(Failure::usage("no audience is expected")
            .hint("--audience NAME names it; --any-audience says that a token for others will do")),
        (None, None) => Err(Failure::usage("neither issuer nor audience is expected").hint(
            "--issuer URL --audience NAME name them, -p NAME takes them from obo.toml;\n--any-issuer and --any-audience waive them, --signature-only waives both",
        )),
    }
}

fn token_type(expected: &Expected, profile: Option<&Profile<'_>>) -> Result<Option<TokenType>, Failure> {
    if expected.token_type.is_some() {
        return Ok(expected.token_type);
    }
    let Some(name) = profile.and_then(|profile| profile.text("token-type")) else { return Ok(None) };
    let known: Vec<&str> = TokenType::ALL.into_iter().map(TokenType::name).collect();
    TokenType::from_name(name).map(Some).ok_or_else(|| {
        Failure::usage("the profile's token-type is none that obo knows")
            .hint(format!("it knows {}", known.join(" ")))
    })
}

fn algorithms(expected: &Expected, profile: Option<&Profile<'_>>) -> Result<Vec<Algorithm>, Failure> {
    if !expected.alg.is_empty() {
        return Ok(expected.alg.clone());
    }
    let names = profile.map(|profile| named_texts(profile, "alg")).transpose()?.unwrap_or_default();
    let all: Option<Vec<Algorithm>> = names.into_iter().map(Algorithm::from_name).collect();
    all.ok_or_else(|| Failure::usage("the profile's alg names an algorithm that obo does not check"))
}
