//! The settings of a run: which obo.toml counts, and the profile that was named.

use super::everywhere::Everywhere;
use super::say;
use crate::config::file::Setting;
use crate::config::{Config, ConfigError, Profile, Wanted};
use crate::failure::Failure;
use crate::host::Host;
use crate::input::{self, Reading, Source};

/// Reads the files that count, and says which one was found and is not read.
///
/// # Errors
/// Where a file that counts is malformed, or a named one is not to be had.
pub fn load(everywhere: &Everywhere, host: &mut Host) -> Result<Config, Failure> {
    let named = everywhere.config.clone().or_else(|| host.env("OBO_CONFIG").map(Into::into));
    let none = everywhere.no_config || host.env("OBO_NO_CONFIG").is_some_and(|value| value == "1");
    let wanted = Wanted {
        named: named.as_deref().filter(|_| !none || everywhere.config.is_some()),
        none,
        user_directory: host.configuration_directory(),
        working_directory: host.working_directory(),
        trusted: everywhere.trust_config.as_deref(),
        home: host.home(),
    };
    let config = Config::load(&wanted, host.files.as_ref()).map_err(failure)?;
    if let Some(path) = &config.unread {
        let path = path.display();
        say(
            host,
            &format!("warning: {path} was found and is not read: nothing trusts it yet; --config names it"),
        );
    }
    Ok(config)
}

/// The profile that `-p` names, if one is named.
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
    match profile.and_then(|profile| profile.get(key)).map(|found| &found.value) {
        Some(Setting::Text(text)) => input::parse(text, reading, host).map(Some),
        Some(Setting::Texts(words)) => Ok(Some(Source::Command(words.clone()))),
        _ => Ok(None),
    }
}

fn failure(error: ConfigError) -> Failure {
    let hint = error.hint();
    let failure = Failure::usage(error);
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}
