//! Asking the expected issuer about tokens: where, and as which client (RFC 7662, SECURITY.md R15).

mod asking;
mod proof;

use std::ffi::OsString;

use self::proof::Proof;
use super::asked;
use super::options::Options;
use crate::cli::keys::Keys;
use crate::cli::{endpoint, masked, prompt, say};
use crate::config::Profile;
use crate::exchange::curl;
use crate::exchange::reflection::Held;
use crate::failure::Failure;
use crate::host::Host;
use crate::input::{self, Reading, Source};
use crate::verify::introspection::{Credentials, Introspection};
use crate::verify::{Expect, Policy};

/// Who asks, and whom.
pub(super) struct Asker {
    issuer: String,
    client_id: String,
    credentials: Credentials,
    endpoint: String,
    named_by: Option<String>,
    wants_signed: bool,
}

/// What an issuer said of a token, and what may not be shown of it.
pub(super) struct Told {
    pub(super) introspection: Introspection,
    /// The secrets and the token of this run, where the answer gives one of them back (SECURITY.md R6).
    pub(super) reflected: Option<Held>,
}

/// Whether the command line asks for it.
pub(super) fn is_wanted(options: &Options) -> bool {
    options.introspection.introspect
}

/// Whether the profile's own client asks, with a secret or a key of its own.
pub(super) fn is_profiles_client(options: &Options, profile: Option<&Profile<'_>>) -> bool {
    let Some(profile) = profile.filter(|_| is_wanted(options)) else { return false };
    let has = |key: &str| profile.get(key).is_some();
    let is_named = options.introspection.introspect_as.is_some() || has("introspect-as");
    !is_named && (has("client-secret") || has("client-key"))
}

/// The arguments as the run may remember them: where opaque tokens are taken, any text among the inputs may be one.
pub(super) fn arguments(options: &Options, arguments: &[OsString], host: &Host) -> Vec<OsString> {
    if !is_wanted(options) {
        return arguments.to_vec();
    }
    let reading = if options.inputs.text { Reading::TextOnly } else { Reading::Token };
    let is_text = |text: &&String| matches!(input::parse(text, reading, host), Ok(Source::Text(_)));
    let tokens: Vec<String> = options.inputs.inputs.iter().filter(is_text).cloned().collect();
    masked::without(arguments, &tokens)
}

/// What options and profile say of a question, before anything is sent or fetched.
pub(super) struct Intent<'p> {
    issuer: String,
    client_id: String,
    endpoint: Option<String>,
    /// The profile, where it is of this issuer.
    profile: Option<&'p Profile<'p>>,
}

/// Finds out whom to ask and as whom.
///
/// # Errors
/// Where there is no one issuer to ask, no client to ask as, or an address that none may be sent to.
pub(super) fn intent<'p>(
    options: &Options,
    profile: Option<&'p Profile<'p>>,
    policy: &Policy,
) -> Result<Option<Intent<'p>>, Failure> {
    if !is_wanted(options) {
        return Ok(None);
    }
    if policy.signature_only {
        return Err(Failure::usage("--introspect and --signature-only exclude each other"));
    }
    if let Some(why) = policy.hearsay {
        return Err(Failure::usage(why)
            .context("--introspect asks an issuer that you expect, and none is expected")
            .hint("--issuer URL names it"));
    }
    // Token and credentials go to one issuer: the same secret at another one would be given away.
    let Expect::OneOf(issuers) = &policy.issuer else {
        return Err(Failure::usage("--introspect asks the expected issuer, and none is expected")
            .hint("--issuer URL names it"));
    };
    let [issuer] = issuers.as_slice() else {
        return Err(Failure::usage("--introspect asks one issuer, and several are expected"));
    };
    // What a profile says of endpoint and client belongs to the profile's issuer.
    let profile = profile.filter(|profile| {
        let named = options.expected.issuer.first();
        named.is_none_or(|named| profile.texts("issuer").contains(&named.as_str()))
    });
    let text = |option: Option<&String>, key: &str| {
        option.cloned().or_else(|| profile.and_then(|profile| profile.text(key)).map(str::to_owned))
    };
    let endpoint = text(options.introspection.introspection_endpoint.as_ref(), "introspection-endpoint");
    if let Some(endpoint) = &endpoint {
        endpoint::judge("--introspection-endpoint", endpoint)?;
    }
    let client_id = text(options.introspection.introspect_as.as_ref(), "introspect-as");
    let client_id = client_id.or_else(|| text(None, "client-id")).ok_or_else(|| {
        Failure::usage("--introspect needs a client to ask as")
            .hint("--introspect-as ID with --introspect-secret SRC names it")
    })?;
    Ok(Some(Intent { issuer: issuer.clone(), client_id, endpoint, profile }))
}

/// Finds out where to ask and how the client proves itself.
///
/// # Errors
/// Where there is no secret of the client to be had (2), or no endpoint (2, 3).
pub(super) fn asker(
    intent: Intent<'_>,
    options: &Options,
    keys: &mut Keys,
    host: &mut Host,
) -> Result<Asker, Failure> {
    let Intent { issuer, client_id, endpoint, profile } = intent;
    keys.open(&asked(options), profile, host)?;
    let (endpoint, named_by) = match endpoint {
        Some(given) => (given, None),
        None => (discovered(&issuer, options, keys, host)?, Some(issuer.clone())),
    };
    let of_profile = |key: &str| profile.and_then(|profile| profile.text(key)).map(str::to_owned);
    let (own, client) = (of_profile("introspect-as"), of_profile("client-id"));
    let proof = Proof { options, profile, keys, issuer: &issuer, client_id: &client_id };
    let credentials = proof.credentials(own.as_ref(), client.as_ref(), host)?;
    let wants_signed = keys
        .known(&issuer)
        .is_some_and(|known| known.list("introspection_signing_alg_values_supported").is_some());
    Ok(Asker { issuer, client_id, credentials, endpoint, named_by, wants_signed })
}

/// The endpoint that the issuer's metadata names; on another host only if somebody says that it is right (R15).
fn discovered(issuer: &str, options: &Options, keys: &mut Keys, host: &mut Host) -> Result<String, Failure> {
    let metadata = keys.metadata(issuer, &asked(options), host)?;
    let found = metadata.endpoint("introspection_endpoint").map_err(|error| {
        Failure::network(error)
            .context(format!("{} cannot be used", metadata.url))
            .hint("--introspection-endpoint URL names it")
    })?;
    let Some(other) = &found.other_host else { return Ok(found.url) };
    let text = format!("the metadata of {issuer} names an introspection endpoint on another host: {other}");
    if host.can_ask() && !options.common.no_input {
        say(host, &format!("warning: {text}"));
        if prompt::yes("send the client's credentials and the token there", host)? {
            return Ok(found.url);
        }
    }
    Err(Failure::usage(text).hint(format!(
        "nothing was sent there; --introspection-endpoint {} says that it is right",
        curl::word(&found.url)
    )))
}
