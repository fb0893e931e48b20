//! Keys that are named: options, and behind them the profile, each with its owner and where it starts.

use std::path::{Path, PathBuf};

use url::Url;

use super::Asked;
use crate::cli::exposed;
use crate::config::Profile;
use crate::failure::Failure;
use crate::host::Host;
use crate::input::{self, Reading, Source};
use crate::keys::{KeySet, KeySetError, Origin, VerifyingKey};
use crate::net::address::is_loopback_host;

/// The largest file of keys, in bytes: an answer's budget.
const MAX_KEYS: usize = 8 << 20;

/// A value of `--jwks`, `--key` or `--secret`, before it is read.
pub(super) struct Given {
    pub(super) flag: &'static str,
    pub(super) owner: Option<String>,
    pub(super) text: String,
    /// The issuers one of which it belongs to, where a profile that names several says nothing else.
    pub(super) among: Vec<String>,
    /// Where a relative path of it starts: the directory of the settings that name it.
    base: Option<PathBuf>,
}

pub(super) fn given(options: &Asked<'_>, profile: Option<&Profile<'_>>, host: &Host) -> Vec<Given> {
    let split = |flag, text: &String| {
        let (owner, text) = owned(text, None, host);
        Given { flag, owner, text, among: Vec::new(), base: None }
    };
    let keys = &options.keys;
    let mut given: Vec<Given> = keys.jwks.iter().map(|text| split("--jwks", text)).collect();
    given.extend(keys.key.iter().map(|text| split("--key", text)));
    given.extend(keys.secret.iter().map(|text| Given {
        flag: "--secret",
        owner: None,
        text: text.clone(),
        among: Vec::new(),
        base: None,
    }));
    let (true, Some(profile)) = (given.is_empty(), profile) else { return given };
    // The keys of a profile are those of the profile's issuer, whatever issuer the command line expects.
    let is_waived = options.any_issuer;
    let issuers = profile.texts("issuer").into_iter().filter(|_| !is_waived).map(str::to_owned);
    let (own, among) = match issuers.collect::<Vec<_>>().as_slice() {
        [one] => (Some(one.clone()), Vec::new()),
        several => (None, several.to_vec()),
    };
    for (flag, key) in [("--jwks", "jwks"), ("--key", "key")] {
        let base = profile.get(key).and_then(|found| found.path.as_deref()?.parent().map(Path::to_owned));
        for text in profile.texts(key) {
            let (owner, text) = owned(text, base.as_deref(), host);
            let owner = owner.or_else(|| own.clone());
            given.push(Given { flag, owner, text, among: among.clone(), base: base.clone() });
        }
    }
    given
}

/// `[ISSUER=]SRC`: there is an issuer only if what stands before the first `=` has no `?`, `#`, `{` or blank and the
/// whole is no existing path. What begins like an address is none: nobody's directory decides whose the keys are
/// (SECURITY.md R2).
fn owned(text: &str, base: Option<&Path>, host: &Host) -> (Option<String>, String) {
    let whole = || (None, text.to_owned());
    let Some((issuer, source)) = text.split_once('=') else { return whole() };
    let is_issuer = !issuer.is_empty() && !issuer.contains(|c: char| "?#{".contains(c) || c.is_whitespace());
    let path = text.strip_prefix('@').unwrap_or(text);
    let is_path = || !issuer.contains("://") && input::existing(path, base, host).is_some();
    // Behind an address the sign parts, even where a script's unset variable left nothing to read.
    if !is_issuer || (source.is_empty() && !issuer.contains("://")) || is_path() {
        return whole();
    }
    (Some(issuer.to_owned()), source.to_owned())
}

pub(super) fn reads_stdin_once(options: &Asked<'_>, given: &[Given]) -> Result<(), Failure> {
    let here = given.iter().filter(|one| one.text == "-").count();
    let all = here.saturating_add(options.others_on_stdin);
    match all.saturating_add(options.inputs_on_stdin) {
        0 | 1 => Ok(()),
        _ if all == 0 => Ok(()),
        _ => Err(Failure::usage("stdin is named twice, and can be read once")),
    }
}

pub(super) fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// Plain http is for this machine alone, and nothing is dialled before that is clear (SECURITY.md R15).
pub(super) fn judge_address(text: &str) -> Result<(), Failure> {
    let url = Url::parse(text).map_err(|_| Failure::usage("--jwks does not read as an address"))?;
    if url.scheme() == "http" && !is_loopback_host(&url) {
        return Err(Failure::usage("--jwks over plain http, which is for this machine alone")
            .hint("keys that anybody on the way can change prove nothing; use https"));
    }
    if !url.username().is_empty() || url.password().is_some() || text.contains('\\') {
        return Err(Failure::usage("--jwks has user information or a backslash in its address"));
    }
    Ok(())
}

pub(super) fn read(one: &Given, options: &Asked<'_>, host: &mut Host) -> Result<(String, KeySet), Failure> {
    let flag = one.flag;
    let reading = if flag == "--secret" { Reading::Secret } else { Reading::Document };
    let source = input::parse_beside(&one.text, reading, one.base.as_deref(), host)?;
    let name = input::name(&source);
    if flag == "--secret" {
        host.forbid_core_dumps();
        exposed::warn("--secret", Some(&source), options.common.quiet, host);
        let secret = input::read_secret(&source, host)?;
        let key = VerifyingKey::from_secret(&secret)
            .map_err(|error| Failure::usage(error).context("cannot use --secret"))?;
        return Ok((name, KeySet::of(key)));
    }
    let bytes = input::read(&source, MAX_KEYS, host)?;
    let set = KeySet::parse(bytes.expose(), Origin::Local);
    let set = set.map_err(|error| match (&source, &error) {
        (Source::Text(text), KeySetError::NotASet | KeySetError::Key(_))
            if !text.expose_text().is_some_and(input::reads_as_key) =>
        {
            let failure = Failure::usage("no such file").context(format!("cannot read {flag}"));
            match text.expose_text().is_some_and(is_address) {
                true => failure.hint("an address of keys is given by --jwks URL or --jwks ISSUER=URL"),
                false => failure,
            }
        }
        (_, KeySetError::Encoding(encoding)) => {
            Failure::usage(encoding).context(format!("{flag} {name} is refused")).hint(encoding.hint())
        }
        (Source::Text(_), _) => Failure::usage(error)
            .context(format!("{flag} {name} is refused"))
            .hint("a key in a file or a variable keeps its lines: @FILE, env:NAME, or - for stdin"),
        _ => Failure::usage(error).context(format!("{flag} {name} is refused")),
    })?;
    // A public key is no secret wherever it stands.
    if set.keys().any(VerifyingKey::was_private) {
        exposed::warn(flag, Some(&source), options.common.quiet, host);
    }
    Ok((name, set))
}
