//! What is wrong with a file of settings: always a place, never the text there (SECURITY.md R6).

use std::path::PathBuf;

use crate::files::FileError;

/// A fault in the configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {}: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: FileError,
    },
    /// The file is no TOML.
    #[error("{}:{line}:{column}: not TOML", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// From 1, in bytes.
        column: usize,
    },
    /// A key that obo does not know.
    #[error("{}:{line}:{column}: a key that is not known in {section}", path.display())]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// From 1, in bytes.
        column: usize,
        /// The table it stands in.
        section: &'static str,
        /// The nearest key that is known.
        nearest: Option<&'static str>,
    },
    /// A value of another type than the key takes.
    #[error("{}:{line}:{column}: {key} takes {wanted}", path.display())]
    WrongType {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// From 1, in bytes.
        column: usize,
        /// The key.
        key: &'static str,
        /// What it takes.
        wanted: &'static str,
    },
    /// A secret stands in the file itself.
    #[error("{}:{line}:{column}: {key} holds a secret itself", path.display())]
    LiteralSecret {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// From 1, in bytes.
        column: usize,
        /// The key.
        key: &'static str,
    },
    /// A name that could become shell text when it is completed (SECURITY.md R26).
    #[error("{}:{line}:{column}: the name of a profile is 1 to 64 letters, digits, '.', '_' or '-'", path.display())]
    BadName {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// From 1, in bytes.
        column: usize,
    },
    /// No file has the profile.
    #[error("no profile of this name")]
    NoProfile {
        /// The profiles that there are.
        known: Vec<String>,
    },
    /// A profile inherits from itself, through others or directly.
    #[error("profiles inherit from one another in a circle")]
    Circle,
}

impl ConfigError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownKey { nearest: Some(nearest), .. } => Some(format!("the nearest key is {nearest}")),
            Self::LiteralSecret { .. } => Some(
                "name where it is: \"env:NAME\", \"@FILE\" or [\"cmd\", \"PROGRAM\", \"ARGUMENT\"]"
                    .to_owned(),
            ),
            Self::NoProfile { known } if known.is_empty() => {
                Some("no file that was read has a profile".to_owned())
            }
            Self::NoProfile { known } => Some(format!("the profiles are {}", known.join(" "))),
            _ => None,
        }
    }
}
