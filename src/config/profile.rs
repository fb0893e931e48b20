//! A profile: issuer, client, audience, keys and expectations under one name.

use super::error::ConfigError;
use super::file::{File, Setting};
use super::origin::Found;

/// A profile with everything it inherits; the nearest value counts.
#[derive(Debug)]
pub struct Profile<'c> {
    /// Its name.
    pub name: String,
    settings: Vec<(&'static str, &'c Found<Setting>)>,
}

impl<'c> Profile<'c> {
    /// Finds a profile in the files, in order of precedence, and follows `inherits`.
    pub(super) fn resolve(name: &str, files: &'c [File]) -> Result<Self, ConfigError> {
        let mut settings: Vec<(&'static str, &'c Found<Setting>)> = Vec::new();
        let mut next = Some(name.to_owned());
        let mut seen: Vec<String> = Vec::new();
        while let Some(wanted) = next.take() {
            if seen.contains(&wanted) {
                return Err(ConfigError::Circle);
            }
            let table = files.iter().find_map(|file| file.profiles.iter().find(|p| p.name == wanted));
            let table = table.ok_or_else(|| ConfigError::NoProfile {
                known: files.iter().flat_map(File::profile_names).map(str::to_owned).collect(),
            })?;
            for (key, found) in &table.settings {
                if *key == "inherits" {
                    if let Setting::Text(parent) = &found.value {
                        next = Some(parent.clone());
                    }
                } else if settings.iter().all(|(known, _)| known != key) {
                    settings.push((key, found));
                }
            }
            seen.push(wanted);
        }
        Ok(Self { name: name.to_owned(), settings })
    }

    /// A setting and where it stands.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'c Found<Setting>> {
        self.settings.iter().find(|(known, _)| *known == key).map(|(_, found)| *found)
    }

    /// A text; of a list the first.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&'c str> {
        match &self.get(key)?.value {
            Setting::Text(text) => Some(text),
            Setting::Texts(texts) => texts.first().map(String::as_str),
            _ => None,
        }
    }

    /// All texts of a key, empty where it is not set.
    #[must_use]
    pub fn texts(&self, key: &str) -> Vec<&'c str> {
        match self.get(key).map(|found| &found.value) {
            Some(Setting::Text(text)) => vec![text],
            Some(Setting::Texts(texts)) => texts.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// A number, or a duration in seconds.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<u64> {
        match &self.get(key)?.value {
            Setting::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// A boolean; false where it is not set.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        matches!(self.get(key).map(|found| &found.value), Some(Setting::Flag(true)))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Profile;
    use crate::config::file::File;
    use crate::config::{ConfigError, Origin};

    fn file(text: &str, origin: Origin) -> File {
        File::parse(text, Path::new("obo.toml"), origin).expect("it is well formed")
    }

    #[test]
    fn what_is_inherited_gives_way_to_what_is_said() {
        let text = "[profile.base]\nissuer = \"https://base\"\nscope = \"a\"\n\
                    [profile.ledger]\ninherits = \"base\"\nissuer = \"https://ledger\"";
        let files = [file(text, Origin::Named), file("[profile.ledger]\nscope = \"user\"", Origin::User)];
        let profile = Profile::resolve("ledger", &files).expect("it is there");
        assert_eq!((profile.text("issuer"), profile.texts("scope")), (Some("https://ledger"), vec!["a"]));
        assert_eq!(profile.get("issuer").map(|f| (f.origin, f.line)), Some((Origin::Named, Some(6))));
    }

    #[test]
    fn circles_and_gaps_are_named() {
        let files = [file("[profile.a]\ninherits = \"b\"\n[profile.b]\ninherits = \"a\"", Origin::User)];
        assert_eq!(Profile::resolve("a", &files).err(), Some(ConfigError::Circle));
        let known = vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(Profile::resolve("c", &files).err(), Some(ConfigError::NoProfile { known }));
    }
}
