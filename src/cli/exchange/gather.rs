//! What an exchange is made of, from options, profile and discovery; a missing one is asked for or named.

use std::time::Duration;

use super::options::Options;
use super::proof::Prover;
use crate::cli::{exposed, prompt, say, settings};
use crate::config::Profile as Settings;
use crate::exchange::inputs::{Handed, Inputs};
use crate::exchange::token_type;
use crate::exchange::warning::Warning;
use crate::failure::Failure;
use crate::host::Host;
use crate::input::{self, MAX_TEXT, Reading, Source};
use crate::net::http::{self, Http};
use crate::provider::Profile;
use crate::report::InputRead;
use crate::token::digest::Digest;

/// Everything that is needed before a token can be asked for.
pub(super) struct Gathered {
    pub(super) inputs: Inputs,
    pub(super) http: Http,
    pub(super) vendor: Option<Profile>,
    pub(super) read: Vec<InputRead>,
    /// What a dry run says and a real one stops for.
    pub(super) warnings: Vec<Warning>,
}

/// Options, and behind them the profile.
pub(super) struct Values<'o> {
    pub(super) options: &'o Options,
    pub(super) profile: Option<&'o Settings<'o>>,
}

impl Values<'_> {
    pub(super) fn text(&self, option: Option<&String>, key: &str) -> Option<String> {
        option.cloned().or_else(|| self.profile.and_then(|profile| profile.text(key)).map(str::to_owned))
    }

    fn texts(&self, option: &[String], key: &str) -> Vec<String> {
        match (option, self.profile) {
            ([], Some(profile)) => profile.texts(key).into_iter().map(str::to_owned).collect(),
            (given, _) => given.to_vec(),
        }
    }

    /// Where a secret is: an option's source, or the profile's.
    fn source(
        &self,
        option: Option<&String>,
        key: &str,
        reading: Reading,
        host: &Host,
    ) -> Result<Option<Source>, Failure> {
        settings::source(option, self.profile, key, reading, host)
    }
}

/// Puts everything together.
///
/// # Errors
/// Where something is missing or wrong, or the issuer's metadata cannot be had.
pub(super) fn gather(
    options: &Options,
    profile: Option<&Settings<'_>>,
    host: &mut Host,
) -> Result<Gathered, Failure> {
    let values = Values { options, profile };
    let http = values.http(host)?;
    let mut read = Vec::new();
    let mut warnings = Vec::new();
    let subject = values.source(options.subject_token.as_ref(), "subject-token", Reading::Token, host)?;
    let actor = values.source(options.actor_token.as_ref(), "actor-token", Reading::Token, host)?;
    let secret = values.source(options.client_secret.as_ref(), "client-secret", Reading::Secret, host)?;
    let key = values.source(options.client_key.as_ref(), "client-key", Reading::Document, host)?;
    let given =
        values.source(options.client_assertion.as_ref(), "client-assertion", Reading::Secret, host)?;
    let all = [&subject, &actor, &secret, &key, &given];
    if all.iter().filter(|source| ***source == Some(Source::Stdin)).count() > 1 {
        return Err(Failure::usage("stdin is named twice, and can be read once"));
    }
    exposed::warn("--client-secret", secret.as_ref(), options.common.quiet, host);
    let is_key = |source: &&Source| match source {
        Source::Text(text) => text.expose_text().is_some_and(input::reads_as_key),
        _ => true,
    };
    exposed::warn("--client-key", key.as_ref().filter(is_key), options.common.quiet, host);
    let (issuer, endpoint) = values.server(host)?;
    let subject =
        handed(subject, "subject", options.subject_token_type.as_deref(), options, host, &mut read)?;
    let actor = match actor {
        Some(actor) => {
            Some(handed(Some(actor), "actor", options.actor_token_type.as_deref(), options, host, &mut read)?)
        }
        None => None,
    };
    let server = values.find(issuer, endpoint, &http, host, &mut warnings)?;
    let vendor = values.vendor(&server)?;
    let quirks = vendor.as_ref().map(Profile::quirks);
    let listed = |name: &str| server.metadata.as_ref().and_then(|metadata| metadata.list(name));
    let client_id = values.text(options.client_id.as_ref(), "client-id");
    let methods = listed("token_endpoint_auth_methods_supported");
    let grants_listed = listed("grant_types_supported").unwrap_or_default();
    let proof = Prover {
        values: &values,
        server: &server,
        quirks: quirks.as_ref(),
        methods: methods.as_deref(),
        algorithms: listed("token_endpoint_auth_signing_alg_values_supported"),
        client_id: client_id.as_deref(),
    };
    let proof = proof.proof(secret, key, given, host)?;
    let inputs = Inputs {
        token_endpoint: server.endpoint,
        named_by: server.named_by,
        issuer: server.issuer,
        provider: vendor.as_ref().map(|vendor| vendor.name().to_owned()),
        methods_listed: methods.unwrap_or_default(),
        grants_listed,
        client_id,
        proof,
        client_id_beside_assertion: quirks.is_none_or(|quirks| quirks.client_id_beside_assertion),
        subject,
        actor,
        audience: values.texts(&options.audience, "audience"),
        resource: values.texts(&options.resource, "resource"),
        scope: values.texts(&options.scope, "scope"),
        requested_token_type: options
            .requested_token_type
            .as_deref()
            .map(|text| token_type::uri(text).to_owned()),
        parameters: options.param.clone(),
    };
    Ok(Gathered { inputs, http, vendor, read, warnings })
}

impl Values<'_> {
    fn http(&self, host: &Host) -> Result<Http, Failure> {
        let mut http_settings =
            http::Settings { allow_private: self.options.allow_private, ..http::Settings::default() };
        let timeout = self.profile.and_then(|profile| profile.number("timeout")).map(Duration::from_secs);
        http_settings.whole = self.options.timeout.or(timeout).unwrap_or(http::WHOLE);
        let Some(path) = settings::file(self.options.ca.as_deref(), self.profile, "ca") else {
            return settings_http(http_settings);
        };
        let limit = u64::try_from(MAX_TEXT).unwrap_or(u64::MAX);
        let unreadable = |error| Failure::usage(error).context("the file of --ca cannot be read");
        http_settings.authorities.push(host.files.read(&path, limit).map_err(unreadable)?);
        settings_http(http_settings)
    }
}

fn settings_http(settings: http::Settings) -> Result<Http, Failure> {
    Http::new(settings).map_err(|(_, error)| Failure::usage(error).context("the file of --ca cannot be used"))
}

/// Reads a token from its source, or asks for it.
fn handed(
    source: Option<Source>,
    role: &'static str,
    token_type: Option<&str>,
    options: &Options,
    host: &mut Host,
    read: &mut Vec<InputRead>,
) -> Result<Handed, Failure> {
    let source = match source {
        Some(source) => source,
        None if may_ask(options, host) => Source::Text(prompt::hidden(host, "subject token")?),
        None => {
            return Err(Failure::usage("no subject token was given").hint(
                "-t SRC names it: @FILE, env:NAME, cmd:COMMAND, fd:N, - for stdin, or the text itself",
            ));
        }
    };
    if let Source::Text(text) = &source
        && text.expose_text().is_some_and(is_file_name)
    {
        return Err(Failure::usage("no such file").context(format!("the {role} token cannot be read")));
    }
    let value = input::read(&source, MAX_TEXT, host)?;
    if value.expose().trim_ascii().is_empty() {
        return Err(Failure::usage(format!("{} is empty", input::name(&source))));
    }
    read.push(InputRead {
        name: input::name(&source),
        bytes: u64::try_from(value.len()).unwrap_or(u64::MAX),
        sha256: options.common.hash_inputs.then(|| Digest::of(value.expose()).to_string()),
    });
    let written = match &source {
        Source::Stdin => Some("-".to_owned()),
        Source::File(path) => Some(format!("@{}", path.display())),
        Source::Env(name) => Some(format!("env:{name}")),
        _ => None,
    };
    let handed = Handed::new(&value, token_type, written);
    // An opaque token may look like anything, so that it is no reason to stop; no server can read this one.
    if let Some(missing) = handed.missing.as_ref().filter(|_| !options.common.quiet) {
        say(host, &format!("warning: the {role} token looks cut short: {missing}; it goes as it is"));
        say(host, "hint: take the whole token: terminals, logs and tables clip what is long");
    }
    Ok(handed)
}

/// Whether a person is there and wants to be asked; a dry run and a printed command never block.
pub(super) fn may_ask(options: &Options, host: &Host) -> bool {
    host.can_ask() && !options.common.no_input && !options.dry_run && options.curl.is_none()
}

/// An opaque token may hold slashes, but none ends like a file of tokens.
fn is_file_name(text: &str) -> bool {
    text.len() < 256 && [".jwt", ".json", ".txt", ".token"].iter().any(|suffix| text.ends_with(suffix))
}
