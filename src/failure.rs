//! What ends a run early: one error at the edge, with its causes, its hints and its exit code.

use std::fmt;

use serde::Serialize;

/// Exit codes; they depend on the answer alone, never on the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Code {
    /// Done, and the answer is yes.
    Yes,
    /// Done, and the answer is no.
    No,
    /// Usage, unreadable or malformed input, configuration, or nothing was examined.
    Usage,
    /// The network or the server could not be reached or made no sense.
    Network,
    /// A bug.
    Bug,
    /// Interrupted by the person.
    Interrupted,
}

impl Code {
    /// The number the process ends with.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Yes => 0,
            Self::No => 1,
            Self::Usage => 2,
            Self::Network => 3,
            Self::Bug => 101,
            Self::Interrupted => 130,
        }
    }

    /// The code over several inputs: the highest of 2, 3, 1, 0 in that order; a bug or an interrupt beats all.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let rank = |code| match code {
            Self::Yes => 0,
            Self::No => 1,
            Self::Network => 2,
            Self::Usage => 3,
            Self::Bug => 4,
            Self::Interrupted => 5,
        };
        if rank(other) > rank(self) { other } else { self }
    }
}

/// An error on its way to a person: lower case, no full stop, never a secret, never a foreign library's message.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub code: Code,
    /// What went wrong, and below it why.
    error: anyhow::Error,
    /// What to do about it.
    hints: Vec<String>,
    /// Whether nothing was there to be read, which some may accept.
    pub is_about_nothing: bool,
}

impl Failure {
    /// A failure with its code.
    pub fn new(code: Code, error: impl Into<anyhow::Error>) -> Self {
        Self { code, error: error.into(), hints: Vec::new(), is_about_nothing: false }
    }

    /// Usage, input or configuration (exit 2), in our own words.
    pub fn usage(what: impl fmt::Display) -> Self {
        Self::new(Code::Usage, anyhow::anyhow!("{what}"))
    }

    /// The network or the server (exit 3), in our own words.
    pub fn network(what: impl fmt::Display) -> Self {
        Self::new(Code::Network, anyhow::anyhow!("{what}"))
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Says that nothing was there to be read, and that this is all that is wrong.
    #[must_use]
    pub fn about_nothing(mut self) -> Self {
        self.is_about_nothing = true;
        self
    }

    /// Says in what attempt it happened; what was the error becomes its cause.
    #[must_use]
    pub fn context(mut self, what: impl fmt::Display + Send + Sync + 'static) -> Self {
        self.error = self.error.context(what);
        self
    }

    /// The lines that a person gets: `error:`, `caused by:`, `hint:`; not yet escaped.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (depth, cause) in self.error.chain().enumerate() {
            lines.push(format!("{}: {cause}", if depth == 0 { "error" } else { "caused by" }));
        }
        for hint in &self.hints {
            let label = std::iter::once("hint: ").chain(std::iter::repeat("      "));
            lines.extend(hint.lines().zip(label).map(|(line, label)| format!("{label}{line}")));
        }
        lines
    }

    /// The first line without its label.
    #[must_use]
    pub fn what(&self) -> String {
        self.error.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Failure};

    #[test]
    fn the_highest_of_2_3_1_0_wins() {
        for (a, b, want) in [
            (Code::Yes, Code::No, 1),
            (Code::No, Code::Network, 3),
            (Code::Network, Code::Usage, 2),
            (Code::Usage, Code::Yes, 2),
            (Code::Usage, Code::Bug, 101),
            (Code::Bug, Code::Interrupted, 130),
        ] {
            assert_eq!(a.and(b).number(), want);
            assert_eq!(b.and(a).number(), want);
        }
    }

    #[test]
    fn causes_and_hints_have_a_line_each() {
        let failure = Failure::usage("not UTF-8").context("cannot read x").hint("look\nat it");
        let want = ["error: cannot read x", "caused by: not UTF-8", "hint: look", "      at it"];
        assert_eq!(failure.lines(), want);
    }
}
