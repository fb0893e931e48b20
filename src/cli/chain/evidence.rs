//! What is proven of the tokens that were found, and what is left out for want of proof (SECURITY.md R3, R4).

use std::time::Duration;

use clap::{Args, ValueEnum};

use super::{Options, Place};
use crate::cli::keys::{self, Asked, Keys};
use crate::cli::verify::{self, pause};
use crate::cli::{say, settings};
use crate::config::Profile;
use crate::failure::Failure;
use crate::host::Host;
use crate::link::Found;
use crate::parallel;
use crate::provider::{self, Alias};
use crate::verify::{Expect, Owner, Proof, prove};

/// The least evidence that a statement may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MinEvidence {
    /// A token that verified against keys of its issuer
    Signed,
    /// The same, or an audit log
    Logged,
}

/// Where keys come from, and whose they are.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Keys")]
pub(super) struct KeyOptions {
    /// A set of keys: an address, a path, @FILE, env:NAME ...; ISSUER= before it says whose they are
    #[arg(long, value_name = "[ISSUER=]SRC")]
    jwks: Vec<String>,
    /// A key: PEM, DER, a certificate, a JWK or a set; ISSUER= before it says whose it is
    #[arg(long, value_name = "[ISSUER=]SRC")]
    key: Vec<String>,
    /// A private key or secret that opens encrypted tokens
    #[arg(long, value_name = "SRC")]
    pub(super) decrypt_key: Option<String>,
    /// Whose the keys are that no ISSUER= stands before
    #[arg(short, long, value_name = "URL")]
    issuer: Option<String>,
    /// How long one request may take [default: 30s]
    #[arg(long, value_name = "DURATION", value_parser = pause)]
    timeout: Option<Duration>,
    /// PEM certificates to trust beside the system's
    #[arg(long, value_name = "FILE")]
    ca: Option<String>,
}

/// The keys of a run, and how they were asked for, so that an address can be asked once more.
pub(super) struct Given {
    keys: Keys,
    options: verify::KeyOptions,
}

/// Reads and fetches the keys that were given, if any were; nothing is asked that was not named.
///
/// # Errors
/// Where a key is not to be had.
pub(super) fn gather(options: &Options, host: &mut Host) -> Result<Option<Given>, Failure> {
    let config = match options.common.profile {
        Some(_) => settings::load(&options.common, host)?,
        None => crate::config::Config::default(),
    };
    let profile = settings::profile(&options.common, &config)?;
    let given = &options.keys;
    let has_own = |profile: &Profile<'_>| ["jwks", "key"].iter().any(|key| profile.get(key).is_some());
    if given.jwks.is_empty() && given.key.is_empty() && !profile.as_ref().is_some_and(has_own) {
        if profile.is_some() && !options.common.quiet {
            say(
                host,
                "warning: the profile names no keys, so that nothing can be proven; --jwks SRC gives them",
            );
        }
        return Ok(None);
    }
    let issuers = match (&given.issuer, &profile) {
        (Some(issuer), _) => vec![issuer.clone()],
        (None, Some(profile)) => profile.texts("issuer").into_iter().map(str::to_owned).collect(),
        (None, None) => Vec::new(),
    };
    let issuers: Vec<String> = issuers.iter().map(|issuer| Alias::resolve(issuer)).collect();
    let expected = match issuers.is_empty() {
        true => Expect::Waived("no issuer is named"),
        false => Expect::OneOf(issuers),
    };
    let key_options = verify::KeyOptions {
        jwks: given.jwks.clone(),
        key: given.key.clone(),
        timeout: given.timeout,
        ca: given.ca.clone(),
        ..verify::KeyOptions::default()
    };
    let keys = keys::gather(&asked(&key_options, options), profile.as_ref(), &expected, host)?;
    for ring in keys.ring.rings.iter().filter(|ring| ring.owner == Owner::Unsaid) {
        if !options.common.quiet {
            let line = format!(
                "warning: nothing says whose the keys of {} are, so that they make nothing signed; -i ISSUER says it, or ISSUER= before them",
                ring.source
            );
            say(host, &line);
        }
    }
    Ok(Some(Given { keys, options: key_options }))
}

fn asked<'o>(keys: &'o verify::KeyOptions, options: &'o Options) -> Asked<'o> {
    Asked {
        keys,
        any_issuer: false,
        is_hearsay: false,
        may_miss: false,
        may_lack_keys: false,
        inputs_on_stdin: usize::from(options.inputs.are_on_stdin()),
        others_on_stdin: usize::from(options.keys.decrypt_key.as_deref() == Some("-")),
        common: &options.common,
    }
}

/// What the keys say of each token; a `kid` that no set has asks the addresses once more.
pub(super) fn proofs(
    found: &[Place],
    given: Option<&mut Given>,
    options: &Options,
    host: &mut Host,
) -> Vec<Proof> {
    let Some(given) = given else { return found.iter().map(|_| Proof::without_keys()).collect() };
    let threads = options.common.threads.unwrap_or_else(parallel::cores);
    let all = |given: &Given| {
        let one = |place: &Place| prove(&place.token, &given.keys.ring, Some(provider::header_as_signed));
        parallel::map(found, threads, one)
    };
    let proofs = all(given);
    let asked = asked(&given.options, options);
    if proofs.iter().any(Proof::is_kid_unknown) && given.keys.renew(&asked, host) {
        return all(given);
    }
    proofs
}

/// Tokens with their proofs, without those that are left out; how many those are is said.
pub(super) fn weigh(found: Vec<Place>, proofs: Vec<Proof>, options: &Options, host: &mut Host) -> Vec<Found> {
    let all = found.into_iter().zip(proofs);
    let all = all.map(|(place, proof)| Found { token: place.token, proof, sources: vec![place.source] });
    let Some(least) = options.min_evidence else { return all.collect() };
    let (kept, left): (Vec<Found>, Vec<Found>) = all.partition(|found| found.proof.signed_by().is_some());
    if !left.is_empty() {
        let tokens = if left.len() == 1 { "token is" } else { "tokens are" };
        let least = match least {
            MinEvidence::Signed => "not signed",
            MinEvidence::Logged => "neither signed nor logged",
        };
        let forged = left.iter().filter(|found| found.proof.is_forged()).count();
        let more = match forged {
            0 => String::new(),
            count => format!("; of {count} none of the issuer's keys made the signature"),
        };
        say(host, &format!("note: {} {tokens} left out, {least}{more}", left.len()));
    }
    kept
}
