//! One file of settings, read strictly: every key is known, every value has its type and its place.

use std::path::{Path, PathBuf};

use toml::de::DeTable;

use super::error::ConfigError;
use super::key::{Key, PROFILE, ROOT, Takes};
use super::lint;
use super::origin::{Found, Origin};
use super::reader::{Name, Reader, Value};
use crate::command;
use crate::lint::policy::{Layer, Limit, Place, Standing, Stated};
use crate::token::digest::Digest;

/// A value of a key, in the type that the key takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// Text, or the source of a secret.
    Text(String),
    /// Texts, or the words of a command.
    Texts(Vec<String>),
    /// A whole number; durations are seconds.
    Number(u64),
    /// A boolean.
    Flag(bool),
}

/// One `[profile.NAME]` as it stands in a file.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) settings: Vec<(&'static str, Found<Setting>)>,
    pub(super) limits: Vec<Stated<(Limit, u64)>>,
}

/// A file of settings.
#[derive(Debug)]
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    /// Whose word it is.
    pub standing: Standing,
    /// The SHA-256 of its content.
    pub digest: String,
    pub(super) profiles: Vec<Table>,
    /// Its lint policy.
    pub(super) layer: Layer,
    /// What it builds upon; a later one wins over an earlier one.
    pub(super) extends: Vec<Stated<String>>,
}

impl File {
    /// Reads a file's content.
    ///
    /// # Errors
    /// Where it is no TOML, or holds what no key takes.
    pub fn parse(
        content: &[u8],
        path: &Path,
        origin: Origin,
        standing: Standing,
    ) -> Result<Self, ConfigError> {
        let text =
            std::str::from_utf8(content).map_err(|_| ConfigError::NotText { path: path.to_owned() })?;
        let reader = Reader::new(text, path);
        let root = reader.root()?;
        let mut file = Self {
            path: path.to_owned(),
            standing,
            digest: Digest::of(content).to_string(),
            profiles: Vec::new(),
            layer: Layer { standing, ..Layer::default() },
            extends: Vec::new(),
        };
        for (key, value) in reader.entries(ROOT, "the file", root.get_ref(), &(0..0))? {
            match key.name {
                "profile" => {
                    for (name, value) in reader.table(key, value)? {
                        file.profiles.push(profile(&reader, origin, key, name, value)?);
                    }
                }
                "lint" => {
                    let table = reader.table(key, value)?;
                    lint::read(&reader, table, &value.span(), &mut file.layer, &mut file.extends)?;
                }
                _ => lint::base(&reader, key, value, &mut file.layer, &mut file.extends)?,
            }
        }
        Ok(file)
    }

    /// The names of its profiles, in order.
    pub fn profile_names(&self) -> impl Iterator<Item = &str> {
        self.profiles.iter().map(|p| p.name.as_str())
    }
}

fn profile(
    reader: &Reader<'_>,
    origin: Origin,
    key: Key,
    name: &Name<'_>,
    value: &Value<'_>,
) -> Result<Table, ConfigError> {
    if !is_name(name.get_ref()) {
        return Err(ConfigError::BadName { place: reader.place(&name.span()), what: "profile" });
    }
    let table: &DeTable<'_> = reader.table(key, value)?;
    let mut profile = Table {
        name: name.get_ref().to_string(),
        place: reader.place(&name.span()),
        settings: Vec::new(),
        limits: Vec::new(),
    };
    for (key, value) in reader.entries(PROFILE, "a profile", table, &name.span())? {
        if key.name == "limits" {
            profile.limits = lint::limits(reader, key, value)?;
        } else {
            profile.settings.push((key.name, setting(reader, origin, key, value)?));
        }
    }
    Ok(profile)
}

fn setting(
    reader: &Reader<'_>,
    origin: Origin,
    key: Key,
    value: &Value<'_>,
) -> Result<Found<Setting>, ConfigError> {
    let place = reader.place(&value.span());
    let setting = match key.takes {
        Takes::Text => Setting::Text(reader.text(key, value)?),
        Takes::Texts => Setting::Texts(reader.plain_texts(key, value)?),
        Takes::Flag => Setting::Flag(reader.flag(key, value)?),
        Takes::Secret => match (reader.plain_texts(key, value)?.as_slice(), value.get_ref().is_array()) {
            ([source], false) if ["env:", "@", "fd:"].iter().any(|prefix| source.starts_with(prefix)) => {
                Setting::Text(source.clone())
            }
            ([first, words @ ..], true) if first == "cmd" && !words.is_empty() => {
                Setting::Texts(words.to_vec())
            }
            // A command is a list of words from here on, however it was written: it starts a program.
            ([source], false) if let Some(command) = source.strip_prefix("cmd:") => {
                match command::words(command) {
                    Ok(words) => Setting::Texts(words),
                    Err(reason) => return Err(ConfigError::NoCommand { place, key: key.name, reason }),
                }
            }
            _ => return Err(ConfigError::LiteralSecret { place, key: key.name }),
        },
        _ => Setting::Number(reader.number(key, value)?),
    };
    let (path, line, column) = match place {
        Place::File { path, line, column } => (Some(path), Some(line), column),
        Place::Flag(_) => (None, None, 0),
    };
    Ok(Found { value: setting, origin, path, line, column })
}

/// Whether a name may be completed by a shell: `[A-Za-z0-9][A-Za-z0-9._-]{0,63}` (SECURITY.md R26).
#[must_use]
pub fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
        && name.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{File, is_name};
    use crate::config::Origin;
    use crate::lint::policy::Standing;

    fn parse(text: &str) -> Result<Vec<String>, String> {
        let file = File::parse(text.as_bytes(), Path::new("obo.toml"), Origin::Named, Standing::User)
            .map_err(|reason| reason.to_string())?;
        Ok(file
            .profiles
            .iter()
            .flat_map(|p| p.settings.iter().map(|(k, f)| format!("{k}={:?}", f.value)))
            .collect())
    }

    #[test]
    fn faults_have_a_place_and_never_the_text_there() {
        for (text, want) in [
            (
                "[profile.a]\nclient-secret = \"hunter2-canary\"",
                "obo.toml:2:17: client-secret holds a secret itself",
            ),
            ("[profile.a]\nclient-secret = \"hunter2-canary", "obo.toml:2:"),
            (
                "[profile.a]\nclient-secret = \"cmd:'hunter2-canary\"",
                "obo.toml:2:17: client-secret cannot be read: cmd: with a quote that is not closed",
            ),
            (
                "[profile.a]\nclient-secret = \"cmd: \"",
                "obo.toml:2:17: client-secret cannot be read: cmd: without",
            ),
            ("[profile.a]\nclient-secret = [\"pass\"]", "obo.toml:2:17: client-secret holds a secret itself"),
            ("[profile.a]\nhunter2 = 1", "obo.toml:2:1: a key that is not known in a profile"),
            ("[profil.a]", "obo.toml:1:2: a key that is not known in the file"),
            ("[profile.a]\nissuer = 5", "obo.toml:2:10: issuer takes a text or a list of texts"),
            ("[profile.a]\nmax-age = \"1.5h\"", "obo.toml:2:11: max-age takes a duration"),
            ("[profile.a]\nmax-age = -5", "obo.toml:2:11: max-age takes a duration"),
            ("[profile.a]\nlimits = { scopes = \"many\" }", "obo.toml:2:21: scopes takes a whole number"),
            ("[profile.\"$(id)\"]", "obo.toml:1:10: the name of a profile"),
            ("profile = 3", "obo.toml:1:11: profile takes a table"),
        ] {
            let error = parse(text).expect_err(text);
            assert!(error.starts_with(want), "{text}: {error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn settings_have_the_type_of_their_key() {
        let text = "[profile.a]\nissuer = \"https://i\"\nscope = [\"a\", \"b\"]\nmax-age = \"15m\"\n\
                    client-secret = \"env:X\"\nclient-key = [\"cmd\", \"pass\", \"show\"]\n\
                    introspect-secret = \"cmd:pass show 'a b'\"\nno-delegation = true";
        assert_eq!(
            parse(text).expect("it is well formed"),
            [
                "client-key=Texts([\"pass\", \"show\"])",
                "client-secret=Text(\"env:X\")",
                "introspect-secret=Texts([\"pass\", \"show\", \"a b\"])",
                "issuer=Texts([\"https://i\"])",
                "max-age=Number(900)",
                "no-delegation=Flag(true)",
                "scope=Texts([\"a\", \"b\"])",
            ]
        );
    }

    #[test]
    fn r26_names_are_never_shell_text() {
        for (name, want) in
            [("prod", true), ("a.b_c-1", true), ("-x", false), ("", false), ("a b", false), ("$(x)", false)]
        {
            assert_eq!(is_name(name), want, "{name}");
        }
        assert!(!is_name(&"x".repeat(65)));
    }
}
