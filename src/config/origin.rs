//! Where a setting comes from: precedence is flag, environment, project, user.

use std::fmt;
use std::path::PathBuf;

/// What sort of place a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// An option on the command line.
    Flag,
    /// An `OBO_` variable.
    Environment,
    /// A file that the user named: `--config`, `--policy`, `OBO_CONFIG`.
    Named,
    /// A file that was found in the working directory or above.
    Project,
    /// The user's own file.
    User,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flag => "an option",
            Self::Environment => "the environment",
            Self::Named => "the file that was named",
            Self::Project => "the project's file",
            Self::User => "the user's file",
        })
    }
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// What sort of place it comes from.
    pub origin: Origin,
    /// The file, if it is one.
    pub path: Option<PathBuf>,
    /// The line in the file, from 1.
    pub line: Option<usize>,
    /// The column in that line, from 1, in bytes.
    pub column: usize,
}

impl<T> Found<T> {
    /// A value given as an option.
    pub fn flag(value: T) -> Self {
        Self { value, origin: Origin::Flag, path: None, line: None, column: 0 }
    }
}
