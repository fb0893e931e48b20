//! What is wrong with a file of settings: always a place, never the text there (SECURITY.md R6).

use std::path::PathBuf;

use crate::command::NoCommand;
use crate::files::FileError;
use crate::lint::policy::{Place, Relaxed};

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
    /// The file is not UTF-8.
    #[error("{}: not UTF-8", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// The file is no TOML.
    #[error("{place}: not TOML")]
    Syntax {
        /// Where.
        place: Place,
    },
    /// A key that obo does not know.
    #[error("{place}: a key that is not known in {section}")]
    UnknownKey {
        /// Where.
        place: Place,
        /// The table it stands in.
        section: &'static str,
        /// The nearest key that is known.
        nearest: Option<&'static str>,
    },
    /// A table without a key that it needs.
    #[error("{place}: {section} needs {key}")]
    MissingKey {
        /// Where the table begins.
        place: Place,
        /// The table.
        section: &'static str,
        /// The key.
        key: &'static str,
    },
    /// A value of another type than the key takes.
    #[error("{place}: {key} takes {wanted}")]
    WrongType {
        /// Where.
        place: Place,
        /// The key.
        key: &'static str,
        /// What it takes.
        wanted: String,
    },
    /// A command that cannot be split into words.
    #[error("{place}: {key} cannot be read: {reason}")]
    NoCommand {
        /// Where.
        place: Place,
        /// The key.
        key: &'static str,
        /// Why.
        reason: NoCommand,
    },
    /// A secret stands in the file itself.
    #[error("{place}: {key} holds a secret itself")]
    LiteralSecret {
        /// Where.
        place: Place,
        /// The key.
        key: &'static str,
    },
    /// A name that could become shell text when it is completed (SECURITY.md R26).
    #[error("{place}: the name of a {what} is 1 to 64 letters, digits, '.', '_' or '-'")]
    BadName {
        /// Where.
        place: Place,
        /// What it names.
        what: &'static str,
    },
    /// A rule of the team's own has the name of another.
    #[error("{place}: there is a rule of this name already")]
    TakenName {
        /// Where.
        place: Place,
    },
    /// A rule that there is not.
    #[error("{place}: no rule of this name")]
    UnknownRule {
        /// Where.
        place: Place,
        /// The nearest one.
        nearest: Option<String>,
    },
    /// A layer relaxes what one below it locks.
    #[error("{0}")]
    Relaxed(Relaxed),
    /// `extends` names what is no path.
    #[error("{place}: extends takes paths")]
    NotAPath {
        /// Where.
        place: Place,
    },
    /// `extends` names what cannot be read.
    #[error("{place}: cannot read what it extends: {reason}")]
    NoBase {
        /// Where it is named.
        place: Place,
        /// Why.
        reason: FileError,
    },
    /// A found file extends what is not of its repository, or what others can write.
    #[error("{place}: extends leaves the repository, or names what others can write")]
    Outside {
        /// Where it is named.
        place: Place,
    },
    /// Files extend one another in a circle.
    #[error("{place}: files extend one another in a circle")]
    ExtendsCircle {
        /// Where the circle closes.
        place: Place,
    },
    /// More files than a policy is made of.
    #[error("{place}: more than {limit} files extend one another")]
    TooManyFiles {
        /// Where the first one too many is named.
        place: Place,
        /// How many may be.
        limit: usize,
    },
    /// More of something than all files of a policy may hold together (SECURITY.md R17).
    #[error("more than {limit} {what} in all files of the policy")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many may be.
        limit: usize,
    },
    /// No file has the profile.
    #[error("no profile of this name")]
    NoProfile {
        /// The profiles that there are.
        known: Vec<String>,
    },
    /// The profile stands in a file that was found, or inherits from one there, and nothing trusts it yet.
    #[error("the profile needs {}, which was found and which nothing trusts yet", path.display())]
    Untrusted {
        /// The file.
        path: PathBuf,
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
            Self::UnknownRule { nearest: Some(nearest), .. } => {
                let what = if nearest.ends_with(".*") { "area" } else { "rule" };
                Some(format!("the nearest {what} is {nearest}"))
            }
            Self::UnknownRule { .. } => Some("obo lint --list names every rule".to_owned()),
            Self::NoCommand { .. } => {
                Some("name it in words: [\"cmd\", \"PROGRAM\", \"ARGUMENT\"]".to_owned())
            }
            Self::LiteralSecret { .. } => Some(
                "name where it is: \"env:NAME\", \"@FILE\", \"cmd:PROGRAM ARGUMENT\" or [\"cmd\", \"PROGRAM\", \"ARGUMENT\"]"
                    .to_owned(),
            ),
            Self::Relaxed(_) => Some("what is locked may be tightened, not relaxed".to_owned()),
            Self::NotAPath { .. } => Some("nothing is fetched; keep a copy beside the file".to_owned()),
            Self::Outside { .. } => {
                Some("--policy FILE or --config FILE names a file that may extend any other".to_owned())
            }
            Self::NoProfile { known } if known.is_empty() => {
                Some("no file that was read has a profile".to_owned())
            }
            Self::NoProfile { known } => Some(format!("the profiles are {}", known.join(" "))),
            _ => None,
        }
    }
}

/// How files that were only found are made to count in full.
#[must_use]
pub fn trust_hint(digests: &[&str]) -> String {
    let flags: Vec<String> = digests.iter().map(|digest| format!("--trust-config {digest}")).collect();
    format!(
        "read it, then trust it as it is now:\n{}\nor name a file that is yours: --policy FILE, --config FILE",
        flags.join("\n")
    )
}
