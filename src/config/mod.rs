//! obo.toml: search, precedence and the origin of every value.

pub mod error;
pub mod file;
pub mod key;
pub mod origin;
pub mod profile;
pub mod search;
mod trust;

use std::path::{Path, PathBuf};

pub use self::error::ConfigError;
use self::file::File;
pub use self::origin::{Found, Origin};
pub use self::profile::Profile;
use self::trust::Trust;
pub use self::trust::record as trust;
use crate::files::Files;
use crate::token::digest::Digest;

/// The most that a file of settings may hold, in bytes.
pub const MAX_BYTES: u64 = 1 << 20;

/// Which files to read, and where they may be.
#[derive(Debug, Clone, Default)]
pub struct Wanted<'h> {
    /// `--config FILE` or `OBO_CONFIG`: instead of all others.
    pub named: Option<&'h Path>,
    /// `--no-config` or `OBO_NO_CONFIG=1`: none is read.
    pub none: bool,
    /// The directory of the user's own configuration, if the platform has one.
    pub user_directory: Option<PathBuf>,
    /// The working directory.
    pub working_directory: Option<PathBuf>,
    /// `--trust-config`: the SHA-256 of a found file that counts in this run.
    pub trusted: Option<&'h str>,
    /// The user's home directory, where the search ends.
    pub home: Option<PathBuf>,
}

/// The settings that count in this run, in order of precedence.
#[derive(Debug, Default)]
pub struct Config {
    files: Vec<File>,
    /// A file that was found and is not read, because nothing trusts it yet (SECURITY.md R2).
    pub unread: Option<PathBuf>,
}

impl Config {
    /// Reads the files that count: the named one, or else the user's own.
    ///
    /// A file that is merely found belongs to whoever made the directory. Until the user trusts it, as it is, it is
    /// not read at all; `unread` names it, so that the run can say so. Trusted, it stands before the user's own.
    ///
    /// # Errors
    /// Where a file that the user named is not to be had, or a file that counts is malformed.
    pub fn load(wanted: &Wanted<'_>, files: &dyn Files) -> Result<Self, ConfigError> {
        if let Some(path) = wanted.named {
            return Ok(Self { files: vec![File::read(path, Origin::Named, files)?], unread: None });
        }
        if wanted.none {
            return Ok(Self::default());
        }
        let mut config = Self::default();
        if let Some(directory) = &wanted.user_directory {
            let path = directory.join("obo").join("obo.toml");
            if files.kind(&path).is_some() {
                config.files.push(File::read(&path, Origin::User, files)?);
            }
        }
        let own = !config.files.is_empty();
        let found = wanted
            .working_directory
            .as_deref()
            .and_then(|directory| search::found(directory, wanted.home.as_deref(), files))
            .filter(|path| !own || config.files.iter().all(|file| file.path != *path));
        if let Some(path) = found {
            match trusted(&path, wanted, files) {
                Some(text) => config.files.insert(0, File::parse(&text, &path, Origin::Project)?),
                None => config.unread = Some(path),
            }
        }
        Ok(config)
    }

    /// A profile by name, with what it inherits.
    ///
    /// # Errors
    /// Where no file defines it, or it inherits from what is not there or from itself.
    pub fn profile(&self, name: &str) -> Result<Profile<'_>, ConfigError> {
        Profile::resolve(name, &self.files)
    }

    /// The names of all profiles, sorted, for completion and hints.
    #[must_use]
    pub fn profile_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.files.iter().flat_map(File::profile_names).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// The text of a found file that the user trusts: read once, so that what was judged is what counts.
fn trusted(path: &Path, wanted: &Wanted<'_>, files: &dyn Files) -> Option<String> {
    let settled = files.settled(path)?;
    let bytes = files.read(&settled, MAX_BYTES).ok()?;
    let by_flag = wanted.trusted.is_some_and(|digest| digest == Digest::of(&bytes).to_string());
    let by_list = || {
        let directory = wanted.user_directory.as_deref();
        directory.is_some_and(|directory| Trust::read(directory, files).covers(&settled, &bytes))
    };
    if by_flag || by_list() { String::from_utf8(bytes).ok() } else { None }
}
