//! obo.toml: search, precedence and the origin of every value.

mod claims;
pub mod error;
pub mod file;
pub mod key;
mod lint;
mod names;
mod offered;
pub mod origin;
pub mod profile;
mod reader;
pub mod search;
mod stack;
mod trust;

use std::path::{Path, PathBuf};

pub use self::error::{ConfigError, trust_hint};
use self::file::File;
pub use self::offered::{trusted_profiles, trusted_rules};
pub use self::origin::{Found, Origin};
pub use self::profile::Profile;
use self::stack::Word;
use self::trust::Trust;
pub use self::trust::{decline, is_declined, record as trust};
use crate::files::Files;
use crate::lint::policy::{Layer, LeftOut, Policy, Standing};
use crate::token::digest::Digest;

/// The most that a file of settings may hold, in bytes.
pub const MAX_BYTES: u64 = 1 << 20;

/// Which files to read, and where they may be.
#[derive(Debug, Clone, Default)]
pub struct Wanted<'h> {
    /// `--config FILE` or `OBO_CONFIG`: instead of all others.
    pub named: Option<&'h Path>,
    /// `--no-config` or `OBO_NO_CONFIG=1`: none is looked for.
    pub none: bool,
    /// `--policy FILE`: below all others.
    pub policy: Option<&'h Path>,
    /// The directory of the user's own configuration, if the platform has one.
    pub user_directory: Option<PathBuf>,
    /// The working directory.
    pub working_directory: Option<PathBuf>,
    /// `--trust-config`: the SHA-256 of found files that count in full in this run.
    pub trusted: &'h [String],
    /// The user's home directory, where the search ends.
    pub home: Option<PathBuf>,
}

/// The settings that count in this run, in order of precedence.
#[derive(Debug, Default)]
pub struct Config {
    files: Vec<File>,
    /// A file that was found and counts in no case: others can write it (SECURITY.md R2).
    pub disregarded: Option<PathBuf>,
}

impl Config {
    /// Reads the files that count: the named one, or else the project's and the user's own, and below them the policy.
    ///
    /// A file that is merely found belongs to whoever made the directory. Until the user trusts it, as it is, it can
    /// only tighten.
    ///
    /// # Errors
    /// Where a file that the user named is not to be had, or one is malformed.
    pub fn load(wanted: &Wanted<'_>, files: &dyn Files) -> Result<Self, ConfigError> {
        let mut config = Self::default();
        if let Some(path) = wanted.named {
            config.files = stack::read(path, &Word::User(Origin::Named), files)?;
        } else if !wanted.none {
            let own = wanted.user_directory.as_ref().map(|directory| directory.join("obo").join("obo.toml"));
            let own = own.filter(|path| files.kind(path).is_some());
            let found = wanted
                .working_directory
                .as_deref()
                .and_then(|directory| search::found(directory, wanted.home.as_deref(), files))
                .filter(|path| own.as_ref() != Some(path))
                // What the user names is the user's word, and is heard once.
                .filter(|path| !is_named(path, wanted, files));
            if let Some(path) = found {
                if files.settled(&path).is_some() {
                    let trusts = |path: &Path, content: &[u8]| is_trusted(path, content, wanted, files);
                    config.files = stack::read(&path, &Word::Found(&trusts), files)?;
                } else {
                    config.disregarded = Some(path);
                }
            }
            if let Some(path) = own {
                config.files.extend(stack::read(&path, &Word::User(Origin::User), files)?);
            }
        }
        if let Some(path) = wanted.policy {
            config.files.extend(stack::read(path, &Word::User(Origin::Named), files)?);
        }
        Ok(config)
    }

    /// The settings of one file, read already.
    #[must_use]
    pub fn of(file: File) -> Self {
        Self { files: vec![file], disregarded: None }
    }

    /// The file whose word counts most, if one was read.
    #[must_use]
    pub fn nearest(&self) -> Option<&Path> {
        self.files.first().map(|file| file.path.as_path())
    }

    /// A profile by name, with what it inherits; no file that nothing trusts yet has a part in it.
    ///
    /// # Errors
    /// Where no file defines it, where it inherits from what is not there or from itself, and where it needs a file
    /// that nothing trusts yet.
    pub fn profile(&self, name: &str) -> Result<Profile<'_>, ConfigError> {
        self.expectations(name)?.whole()
    }

    /// A profile by name as far as it tightens: files that nothing trusts yet have a part in it.
    ///
    /// # Errors
    /// Where no file defines it, or it inherits from what is not there or from itself.
    pub fn expectations(&self, name: &str) -> Result<Profile<'_>, ConfigError> {
        Profile::resolve(name, &self.files)
    }

    /// The lint policy: that of all files, above it the profile's, above that the options.
    ///
    /// # Errors
    /// Where a rule is named that there is not, or a layer relaxes what one below it locks.
    pub fn policy(&self, profile: Option<&Profile<'_>>, options: Layer) -> Result<Policy, ConfigError> {
        let mut layers: Vec<Layer> = self.files.iter().rev().map(|file| file.layer.clone()).collect();
        layers.extend(profile.map(Profile::layers).unwrap_or_default());
        layers.push(options);
        names::check(&layers)?;
        Policy::new(layers).map_err(ConfigError::Relaxed)
    }

    /// All that the files which nothing trusts yet say and may not, whatever command asks: what trust would allow.
    #[must_use]
    pub fn withheld(&self) -> Vec<LeftOut> {
        let found = self.files.iter().filter(|file| file.standing == Standing::Found);
        let mut all: Vec<LeftOut> =
            found.flat_map(|file| &file.profiles).flat_map(profile::all_withheld).collect();
        all.extend(self.policy(None, Layer::default()).map(|policy| policy.left_out).unwrap_or_default());
        all
    }

    /// The files that were found and that nothing trusts yet, each with its SHA-256.
    pub fn untrusted(&self) -> impl Iterator<Item = (&Path, &str)> {
        let found = self.files.iter().filter(|file| file.standing == Standing::Found);
        found.map(|file| (file.path.as_path(), file.digest.as_str()))
    }
}

/// Whether the user trusts a found file, by this content.
fn is_trusted(path: &Path, content: &[u8], wanted: &Wanted<'_>, files: &dyn Files) -> bool {
    let digest = Digest::of(content).to_string();
    let directory = wanted.user_directory.as_deref();
    wanted.trusted.contains(&digest)
        || directory.is_some_and(|directory| Trust::read(directory, files).covers(path, content))
}

/// Whether the file that was found is the one that `--policy` names.
fn is_named(found: &Path, wanted: &Wanted<'_>, files: &dyn Files) -> bool {
    let Some(policy) = wanted.policy else { return false };
    let directory = wanted.working_directory.as_deref().unwrap_or(Path::new(""));
    let named = directory.join(policy);
    found == named || files.settled(&named).is_some_and(|named| files.settled(found) == Some(named))
}
