//! Where a policy says something, so that a refusal can name both places.

use std::fmt;
use std::path::PathBuf;

/// A place in a file, or an option of the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file and a line in it.
    File {
        /// The file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// From 1, in bytes.
        column: usize,
    },
    /// An option, with its hyphens.
    Flag(&'static str),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line, column } => write!(f, "{}:{line}:{column}", path.display()),
            Self::Flag(flag) => f.write_str(flag),
        }
    }
}

/// What is said, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated<T> {
    /// What is said.
    pub value: T,
    /// Where.
    pub place: Place,
}

impl<T> Stated<T> {
    /// Something said at a place.
    pub fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }
}
