//! What the sinks are handed: plain data, one file per subcommand.

pub mod chain;
pub mod decode;
pub mod demo;
pub mod exchange;
pub mod explain;
pub mod lint;
pub mod trial;
pub mod verify;

use std::borrow::Cow;

use serde::Serialize;

use crate::instant::Instant;

/// One thing a run found out; a sink gets each as it is known.
#[derive(Debug)]
pub enum Item {
    /// A decoded token.
    Decoded(Box<decode::Decoded>),
    /// A judged token.
    Judged(Box<verify::Judged>),
    /// A chain of tokens.
    Chain(Box<chain::Told>),
    /// What a chain run read, beside its chains.
    Read(chain::Read),
    /// A line or input of a batch that held nothing to read.
    Unread(Unread),
    /// Two tokens compared (`decode --diff`).
    Difference(Box<decode::Difference>),
    /// A scene of the demo.
    Scene(Box<demo::Scene>),
    /// What the demo leaves to try, and where.
    Leave(Box<demo::Leave>),
    /// A word and what it means.
    Matched(Box<explain::Match>),
    /// A word of a list (`explain --list`).
    Listed(Box<explain::Match>),
    /// What is near to an unknown word.
    Nearest(explain::Nearest),
    /// A linted token.
    Linted(Box<lint::Linted>),
    /// The end of a lint run.
    Summary(lint::Summary),
    /// A rule of a list (`lint --list`).
    Rule(Box<lint::Listed>),
    /// An example of a policy (`lint --test`).
    Tried(Box<trial::Tried>),
    /// The end of a run over examples.
    TrialsEnd(trial::TrialsEnd),
    /// One exchange.
    Exchanged(Box<exchange::Exchanged>),
}

/// Where a token stood, if a screen has others to tell it from: among `many` inputs, on a line of a batch, inside text.
#[must_use]
pub fn standing(input: &str, source: &str, line: Option<usize>, many: bool) -> Option<String> {
    match line {
        Some(line) => Some(format!("{input}:{line}")),
        None => (many || source != input).then(|| source.to_owned()),
    }
}

impl Item {
    /// What tools that know only findings show of it: a linted token, or an example of a policy.
    #[must_use]
    pub fn judged(&self) -> Option<Cow<'_, lint::Linted>> {
        match self {
            Self::Linted(linted) => Some(Cow::Borrowed(linted)),
            Self::Tried(tried) => Some(Cow::Owned(tried.judged())),
            _ => None,
        }
    }
}

/// An input and what it held.
#[derive(Debug, Clone, Serialize)]
pub struct InputRead {
    /// The source's name, never its text.
    pub name: String,
    /// Bytes read.
    pub bytes: u64,
    /// SHA-256 of the content, with `--hash-inputs`.
    pub sha256: Option<String>,
}

/// What a run was: the one member of a document that may differ between two runs over the same input.
#[derive(Debug, Clone, Serialize)]
pub struct Run {
    /// The version of obo.
    pub obo: &'static str,
    /// The clock when the run began.
    pub at: Instant,
    /// The arguments, secrets and tokens replaced by their names.
    pub arguments: Vec<String>,
    /// What was read.
    pub inputs: Vec<InputRead>,
}

/// How much was examined.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Examined {
    /// Tokens.
    pub tokens: u64,
    /// Audit-log records.
    pub records: u64,
    /// Bytes.
    pub bytes: u64,
    /// Records or files that could not be read.
    pub unread: u64,
}

/// An input or a line that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failed {
    /// Where it is.
    pub source: String,
    /// Why, in a sentence without a secret.
    pub error: String,
}

/// One row of a batch that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// The name of the input.
    pub source: String,
    /// The number of the non-blank line, from 0.
    pub index: usize,
    /// Why, in a sentence without a secret.
    pub error: String,
}

/// Everything that is known when a run ends.
#[derive(Debug, Clone)]
pub struct End {
    /// What the run was.
    pub run: Run,
    /// How much was examined.
    pub examined: Examined,
    /// What could not be read.
    pub failed: Vec<Failed>,
    /// Whether the person interrupted before the end.
    pub partial: bool,
}
