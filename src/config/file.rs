//! One file of settings, read strictly: every key is known, every value has its type and its place.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::ConfigError;
use super::key::{self, Key, PROFILE, ROOT, Takes};
use super::origin::Origin;
use super::{Found, MAX_BYTES};
use crate::files::{FileError, Files};
use crate::instant;

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
    pub(super) settings: Vec<(&'static str, Found<Setting>)>,
}

/// A file of settings.
#[derive(Debug)]
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    pub(super) profiles: Vec<Table>,
}

impl File {
    /// Reads a file.
    ///
    /// # Errors
    /// Where it cannot be read, is no TOML, or holds what no key takes.
    pub fn read(path: &Path, origin: Origin, files: &dyn Files) -> Result<Self, ConfigError> {
        let unreadable = |reason| ConfigError::Unreadable { path: path.to_owned(), reason };
        let bytes = files.read(path, MAX_BYTES).map_err(unreadable)?;
        let text = String::from_utf8(bytes).map_err(|_| unreadable(FileError::Failed))?;
        Self::parse(&text, path, origin)
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// Where it is no TOML, or holds what no key takes.
    pub fn parse(text: &str, path: &Path, origin: Origin) -> Result<Self, ConfigError> {
        let reader = Reader { text, path, origin };
        let root = DeTable::parse(text).map_err(|error| {
            let (line, column) = reader.place(error.span().unwrap_or(0..0));
            ConfigError::Syntax { path: path.to_owned(), line, column }
        })?;
        let mut profiles = Vec::new();
        for (name, value) in root.get_ref() {
            let (key, takes) = reader.known(ROOT, "the file", name)?;
            if takes == Takes::Texts {
                reader.setting((key, takes), value)?;
                continue;
            }
            let DeValue::Table(table) = value.get_ref() else {
                return Err(reader.wrong(key, takes, value.span()));
            };
            if key == "profile" {
                for (name, value) in table {
                    profiles.push(reader.profile(name, value)?);
                }
            }
        }
        Ok(Self { path: path.to_owned(), profiles })
    }

    /// The names of its profiles, in order.
    pub fn profile_names(&self) -> impl Iterator<Item = &str> {
        self.profiles.iter().map(|p| p.name.as_str())
    }
}

/// The text and where it comes from, for places and errors.
struct Reader<'t> {
    text: &'t str,
    path: &'t Path,
    origin: Origin,
}

type Name<'t> = Spanned<std::borrow::Cow<'t, str>>;

impl Reader<'_> {
    fn place(&self, span: Range<usize>) -> (usize, usize) {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.matches('\n').count().saturating_add(1);
        let column = before.len().saturating_sub(before.rfind('\n').map_or(0, |at| at.saturating_add(1)));
        (line, column.saturating_add(1))
    }

    fn wrong(&self, key: &'static str, takes: Takes, span: Range<usize>) -> ConfigError {
        let (line, column) = self.place(span);
        ConfigError::WrongType { path: self.path.to_owned(), line, column, key, wanted: takes.words() }
    }

    fn known(
        &self,
        keys: &'static [Key],
        section: &'static str,
        name: &Name<'_>,
    ) -> Result<Key, ConfigError> {
        key::find(keys, name.get_ref()).ok_or_else(|| {
            let (line, column) = self.place(name.span());
            let nearest = key::nearest(keys, name.get_ref());
            ConfigError::UnknownKey { path: self.path.to_owned(), line, column, section, nearest }
        })
    }

    fn profile(&self, name: &Name<'_>, value: &Spanned<DeValue<'_>>) -> Result<Table, ConfigError> {
        if !is_name(name.get_ref()) {
            let (line, column) = self.place(name.span());
            return Err(ConfigError::BadName { path: self.path.to_owned(), line, column });
        }
        let DeValue::Table(table) = value.get_ref() else {
            return Err(self.wrong("profile", Takes::Table, value.span()));
        };
        let mut settings = Vec::new();
        for (name, value) in table {
            let key = self.known(PROFILE, "a profile", name)?;
            settings.push((key.0, self.setting(key, value)?));
        }
        Ok(Table { name: name.get_ref().to_string(), settings })
    }

    fn setting(
        &self,
        (key, takes): Key,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Found<Setting>, ConfigError> {
        let span = value.span();
        let wrong = || self.wrong(key, takes, value.span());
        let texts = |value: &DeValue<'_>| match value {
            DeValue::String(text) => Some(vec![text.to_string()]),
            DeValue::Array(items) => items
                .iter()
                .map(|item| item.get_ref().as_str().map(str::to_owned))
                .collect::<Option<Vec<_>>>(),
            _ => None,
        };
        let setting = match (takes, value.get_ref()) {
            (Takes::Text, DeValue::String(text)) => Setting::Text(text.to_string()),
            (Takes::Texts, value) => Setting::Texts(texts(value).ok_or_else(wrong)?),
            (Takes::Flag, DeValue::Boolean(value)) => Setting::Flag(*value),
            (Takes::Number | Takes::Duration, DeValue::Integer(number)) => {
                Setting::Number(number.as_str().parse().map_err(|_| wrong())?)
            }
            (Takes::Duration, DeValue::String(text)) => {
                Setting::Number(instant::duration(text).ok_or_else(wrong)?.as_secs())
            }
            (Takes::Secret, value) => match texts(value).ok_or_else(wrong)?.as_slice() {
                [source] if ["env:", "@", "fd:"].iter().any(|prefix| source.starts_with(prefix)) => {
                    Setting::Text(source.clone())
                }
                [first, words @ ..] if first == "cmd" && !words.is_empty() => Setting::Texts(words.to_vec()),
                _ => {
                    let (line, column) = self.place(span);
                    return Err(ConfigError::LiteralSecret { path: self.path.to_owned(), line, column, key });
                }
            },
            _ => return Err(wrong()),
        };
        let (line, _) = self.place(value.span());
        Ok(Found { value: setting, origin: self.origin, path: Some(self.path.to_owned()), line: Some(line) })
    }
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

    fn parse(text: &str) -> Result<Vec<String>, String> {
        let file =
            File::parse(text, Path::new("obo.toml"), Origin::Named).map_err(|reason| reason.to_string())?;
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
            ("[profile.a]\nhunter2 = 1", "obo.toml:2:1: a key that is not known in a profile"),
            ("[profil.a]", "obo.toml:1:2: a key that is not known in the file"),
            ("[profile.a]\nissuer = 5", "obo.toml:2:10: issuer takes a text or a list of texts"),
            ("[profile.a]\nmax-age = \"1.5h\"", "obo.toml:2:11: max-age takes a duration"),
            ("[profile.a]\nmax-age = -5", "obo.toml:2:11: max-age takes a duration"),
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
                    client-secret = \"env:X\"\nclient-key = [\"cmd\", \"pass\", \"show\"]\nno-delegation = true";
        assert_eq!(
            parse(text).expect("it is well formed"),
            [
                "client-key=Texts([\"pass\", \"show\"])",
                "client-secret=Text(\"env:X\")",
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
