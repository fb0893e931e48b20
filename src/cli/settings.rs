//! The settings of a run: which obo.toml counts, the profile that was named, and the one question about a found file.

use std::path::{Path, PathBuf};

use super::everywhere::Everywhere;
use super::{prompt, say};
use crate::config::file::Setting;
use crate::config::{self, Config, ConfigError, Profile, Wanted};
use crate::failure::Failure;
use crate::host::Host;
use crate::input::{self, Reading, Source};
use crate::lint::policy::{Layer, LeftOut, Place, Policy};

/// How many settings that were left out are named; the rest is counted.
const NAMED: usize = 12;

/// Reads the files that count, for a command that needs all of the profile that `-p` names.
///
/// # Errors
/// Where a file is malformed, or a named one is not to be had.
pub fn load(everywhere: &Everywhere, host: &mut Host) -> Result<Config, Failure> {
    let left_out = |config: &Config| match &everywhere.profile {
        Some(name) => config.expectations(name).map(|profile| {
            let parts = profile.untrusted_parts();
            profile.left_out.into_iter().chain(parts).collect()
        }),
        None => Ok(Vec::new()),
    };
    weighed(everywhere, None, &|config| left_out(config).unwrap_or_default(), host)
}

fn read(
    everywhere: &Everywhere,
    policy: Option<&Path>,
    trusted: &[String],
    host: &mut Host,
) -> Result<Config, Failure> {
    let named = everywhere.config.clone().or_else(|| host.env("OBO_CONFIG").map(Into::into));
    let none = everywhere.no_config || host.env("OBO_NO_CONFIG").is_some_and(|value| value == "1");
    let wanted = Wanted {
        named: named.as_deref().filter(|_| !none || everywhere.config.is_some()),
        none,
        policy,
        user_directory: host.configuration_directory(),
        working_directory: host.working_directory(),
        trusted,
        home: host.home(),
    };
    let config = Config::load(&wanted, host.files.as_ref()).map_err(failure)?;
    if let Some(path) = &config.disregarded {
        let path = path.display();
        say(
            host,
            &format!(
                "warning: {path} was found and does not count: it or its directory is not yours, or others can \
                 write it; --policy FILE or --config FILE names a file that does"
            ),
        );
    }
    Ok(config)
}

/// The names that `-p` could take, for a shell that asks: of trusted files alone, and silent (SECURITY.md R26).
pub fn profile_names(named: Option<&Path>, none: bool, trusted: &[String], host: &Host) -> Vec<String> {
    config::trusted_profiles(&offering(named, none, trusted, host), host.files.as_ref())
}

/// The rules of the team's own that a level can be set for, as [`profile_names`]; `policy` is what `--policy` names.
pub fn rule_names(
    policy: Option<&Path>,
    named: Option<&Path>,
    none: bool,
    trusted: &[String],
    host: &Host,
) -> Vec<String> {
    let wanted = Wanted { policy, ..offering(named, none, trusted, host) };
    config::trusted_rules(&wanted, host.files.as_ref())
}

fn offering<'h>(named: Option<&'h Path>, none: bool, trusted: &'h [String], host: &'h Host) -> Wanted<'h> {
    let variable = host.env("OBO_CONFIG").map(Path::new);
    Wanted {
        named: named.or(variable.filter(|_| !none)),
        none,
        policy: None,
        user_directory: host.configuration_directory(),
        working_directory: host.working_directory(),
        trusted,
        home: host.home(),
    }
}

/// The issuers that profiles expect, each with the profile's name: of files that count, and nobody is asked.
///
/// # Errors
/// Where a file is malformed, or a named one is not to be had.
pub fn issuers(everywhere: &Everywhere, host: &mut Host) -> Result<Vec<(String, String)>, Failure> {
    let none = everywhere.no_config || host.env("OBO_NO_CONFIG").is_some_and(|value| value == "1");
    let names = profile_names(everywhere.config.as_deref(), none, &everywhere.trust_config, host);
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let config = read(everywhere, None, &everywhere.trust_config, host)?;
    let mut issuers = Vec::new();
    for name in names {
        let Ok(profile) = config.profile(&name) else { continue };
        issuers.extend(profile.texts("issuer").into_iter().map(|issuer| (name.clone(), issuer.to_owned())));
    }
    Ok(issuers)
}

/// The profile that `-p` names, if one is named; whatever it says is needed, so a file that nothing trusts yet has no
/// part in it.
///
/// # Errors
/// Where no file that counts has it.
pub fn profile<'c>(everywhere: &Everywhere, config: &'c Config) -> Result<Option<Profile<'c>>, Failure> {
    everywhere.profile.as_deref().map(|name| config.profile(name).map_err(failure)).transpose()
}

/// Where a secret or a token is: an option's source, or the profile's.
///
/// # Errors
/// Where the option's or the profile's text names no source.
pub fn source(
    option: Option<&String>,
    profile: Option<&Profile<'_>>,
    key: &str,
    reading: Reading,
    host: &Host,
) -> Result<Option<Source>, Failure> {
    if let Some(text) = option {
        return input::parse(text, reading, host).map(Some);
    }
    let found = profile.and_then(|profile| profile.get(key));
    match found.map(|found| &found.value) {
        Some(Setting::Text(text)) => {
            let base = found.and_then(|found| found.path.as_deref()?.parent());
            input::parse_beside(text, reading, base, host).map(Some)
        }
        Some(Setting::Texts(words)) => Ok(Some(Source::Command(words.clone()))),
        _ => Ok(None),
    }
}

/// A file that an option names, from the working directory, or the profile, from the directory of its file.
#[must_use]
pub fn file(option: Option<&str>, profile: Option<&Profile<'_>>, key: &str) -> Option<PathBuf> {
    let path = |text: &str| PathBuf::from(text.strip_prefix('@').unwrap_or(text));
    if let Some(text) = option {
        return Some(path(text));
    }
    let profile = profile?;
    let base = profile.get(key).and_then(|found| found.path.as_deref()?.parent());
    let own = path(profile.text(key)?);
    Some(base.map_or_else(|| own.clone(), |base| base.join(&own)))
}

/// The profile that `-p` names as far as it makes verify stricter, and the files that say so. What a file that nothing
/// trusts yet says beyond that is left out: the person is asked about it once, and every run names it. An audience there
/// narrows what the options name, and where they name none it is left out, too.
///
/// # Errors
/// Where a file is malformed, or a named one is not to be had.
pub fn expectations(
    everywhere: &Everywhere,
    names_audience: bool,
    host: &mut Host,
) -> Result<Config, Failure> {
    let Some(name) = &everywhere.profile else { return Ok(Config::default()) };
    let left_out = |config: &Config| {
        let Ok(profile) = config.expectations(name) else { return Vec::new() };
        let lone = profile.lone_audience().filter(|_| !names_audience);
        profile.left_out.into_iter().chain(lone).collect()
    };
    weighed(everywhere, None, &left_out, host)
}

/// The profile that `-p` names, as `expectations` read it.
///
/// # Errors
/// Where no file has it.
pub fn expected<'c>(everywhere: &Everywhere, config: &'c Config) -> Result<Option<Profile<'c>>, Failure> {
    everywhere.profile.as_deref().map(|name| config.expectations(name).map_err(failure)).transpose()
}

/// The lint policy of all files, of the profile and of the options; and the file that stands for it, if there is one:
/// the one that `--policy` names, else the nearest.
///
/// # Errors
/// Where a file is malformed, a rule is named that there is not, or what is locked is relaxed.
pub fn policy(
    everywhere: &Everywhere,
    base: Option<&Path>,
    options: &Layer,
    host: &mut Host,
) -> Result<(Policy, Option<PathBuf>), Failure> {
    let put_together = |config: &Config| {
        let profile = everywhere.profile.as_deref().map(|name| config.expectations(name)).transpose()?;
        config.policy(profile.as_ref(), options.clone())
    };
    let left_out = |config: &Config| put_together(config).map(|policy| policy.left_out).unwrap_or_default();
    // `@FILE` and FILE are one, as wherever a file of settings is asked for.
    let named = |path: &Path| path.to_str().and_then(|text| text.strip_prefix('@')).map(PathBuf::from);
    let base = base.map(|path| match host.files.kind(path) {
        None => named(path).unwrap_or_else(|| path.to_owned()),
        Some(_) => path.to_owned(),
    });
    let config = weighed(everywhere, base.as_deref(), &left_out, host)?;
    let policy = put_together(&config).map_err(failure)?;
    Ok((policy, base.or_else(|| config.nearest().map(Path::to_owned))))
}

/// Reads the files, and where something is left out of those that nothing trusts yet, asks once, or says so.
fn weighed(
    everywhere: &Everywhere,
    base: Option<&Path>,
    left_out: &dyn Fn(&Config) -> Vec<LeftOut>,
    host: &mut Host,
) -> Result<Config, Failure> {
    let config = read(everywhere, base, &everywhere.trust_config, host)?;
    let missing = left_out(&config);
    if missing.is_empty() {
        return Ok(config);
    }
    if let Some(trusted) = ask(&config, &missing, host)? {
        let all = [everywhere.trust_config.as_slice(), &trusted].concat();
        return read(everywhere, base, &all, host);
    }
    warn(&config, &missing, host);
    Ok(config)
}

/// Names what was left out, in one warning.
fn warn(config: &Config, missing: &[LeftOut], host: &mut Host) {
    let paths: Vec<String> = config.untrusted().map(|(path, _)| path.display().to_string()).collect();
    let named: Vec<String> =
        missing.iter().take(NAMED).map(|one| format!("{} ({})", one.what, at(one))).collect();
    let more = missing.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let paths = paths.join(" ");
    say(host, &format!("warning: {paths} was found and nothing trusts it yet, so it only tightens"));
    say(host, &format!("         left out: {}{more}", named.join(", ")));
    let digests: Vec<&str> = config.untrusted().map(|(_, digest)| digest).collect();
    for (index, line) in config::trust_hint(&digests).lines().enumerate() {
        let indent = if index == 0 { "hint: " } else { "      " };
        say(host, &format!("{indent}{line}"));
    }
}

/// The line, and the file where there may be several.
fn at(one: &LeftOut) -> String {
    match &one.place {
        Place::File { path, line, .. } => match path.file_name() {
            Some(name) => format!("{}:{line}", name.to_string_lossy()),
            None => format!("line {line}"),
        },
        Place::Flag(flag) => (*flag).to_owned(),
    }
}

fn at_line(one: &LeftOut) -> (PathBuf, usize) {
    match &one.place {
        Place::File { path, line, .. } => (path.clone(), *line),
        Place::Flag(_) => (PathBuf::new(), 0),
    }
}

/// What a setting allows, in a few words.
fn meaning(what: &str) -> &'static str {
    const MEANINGS: [(&str, &str); 18] = [
        ("levels", "makes rules milder"),
        ("limits", "raises a limit"),
        ("fail-on", "lets findings pass"),
        ("show", "shows less"),
        ("shared-scopes", "compares fewer scopes"),
        ("lint.ignore", "silences findings"),
        ("lint.rule", "takes the place of a rule of yours"),
        ("allow-", "allows more"),
        ("issuer", "says whom to believe"),
        ("token-endpoint", "says where secrets and tokens go"),
        ("introspection-endpoint", "says where tokens go"),
        ("jwks", "brings keys"),
        ("key", "brings keys"),
        ("typ", "can take checks away"),
        ("token-type", "can take checks away"),
        ("ca", "says which servers to believe"),
        ("inherits", "uses a profile of yours"),
        ("audience", "names an audience"),
    ];
    let is_secret =
        ["client-secret", "client-key", "introspect-secret"].iter().any(|key| what.starts_with(key));
    match MEANINGS.iter().find(|(key, _)| what.starts_with(key)) {
        _ if is_secret && what.ends_with(')') => "starts a program",
        _ if is_secret => "reads a secret",
        Some((_, meaning)) => meaning,
        None => "",
    }
}

/// Asks whether the found files are trusted as they are now; the SHA-256 of each if they are. What is answered is
/// written down, so that nobody is asked twice about the same content.
fn ask(config: &Config, missing: &[LeftOut], host: &mut Host) -> Result<Option<Vec<String>>, Failure> {
    let Some(directory) = host.configuration_directory().filter(|_| host.can_ask()) else { return Ok(None) };
    let files: Vec<(PathBuf, String)> =
        config.untrusted().map(|(path, digest)| (path.to_owned(), digest.to_owned())).collect();
    if files.iter().all(|(path, _)| config::is_declined(path, &directory, host.files.as_ref())) {
        return Ok(None);
    }
    for (path, _) in &files {
        say(host, &format!("{} was found, and nothing trusts it yet", path.display()));
    }
    say(host, "trusted, it would be allowed to say");
    // Trust is for the whole file, so the person sees all of it, and not what this command happens to need.
    let mut all = config.withheld();
    all.extend(
        missing
            .iter()
            .filter(|one| all.iter().all(|known| known.place != one.place))
            .cloned()
            .collect::<Vec<_>>(),
    );
    all.sort_by_key(at_line);
    let missing = &all;
    let places: Vec<String> = missing.iter().map(at).collect();
    let widest = |lengths: &mut dyn Iterator<Item = usize>| lengths.max().unwrap_or(0);
    let place_width = widest(&mut places.iter().map(String::len));
    let what_width = widest(&mut missing.iter().map(|one| one.what.len()));
    for (place, one) in places.iter().zip(missing) {
        let meaning = meaning(&one.what);
        say(host, &format!("  {place:place_width$}  {:what_width$}  {meaning}", one.what));
    }
    let is_trusted = prompt::yes("trust it as it is now?", host)?;
    for (path, _) in &files {
        let write = if is_trusted { config::trust } else { config::decline };
        if write(path, &directory, host.files.as_ref()) != Ok(true) {
            say(host, "warning: the answer could not be written down; it holds for this run");
        }
    }
    Ok(is_trusted.then(|| files.into_iter().map(|(_, digest)| digest).collect()))
}

fn failure(error: ConfigError) -> Failure {
    let hint = error.hint();
    let failure = Failure::usage(error);
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}
