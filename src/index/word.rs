//! One thing that obo knows by name, in the form that every room gives its own.

use crate::exchange::cause::Cause;

/// What sort of thing a word names; `--list` takes the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An answer of a server that says no.
    Error,
    /// A member of a payload.
    Claim,
    /// A member of a header.
    Header,
    /// One value of a claim or header member.
    Value,
    /// A type of token, as an exchange or a header names it.
    TokenType,
    /// A grant of a token endpoint.
    Grant,
    /// A way for a client to say who it is.
    ClientAuth,
    /// A vendor or server.
    Provider,
    /// A way to write delegation down.
    Format,
    /// What can be wrong with a token, or risky about it.
    Rule,
    /// What can be wrong with a chain.
    Problem,
    /// What a client may ask to be allowed to do.
    Scope,
    /// What an application or a person is allowed to do.
    Role,
    /// One of the checks of a token's verdict.
    Check,
    /// What a chain comes to.
    Verdict,
    /// How something is known.
    Evidence,
    /// A token in the text that was asked about; it is named and not shown.
    Token,
}

impl Kind {
    /// Every kind that `--list` knows, in its order.
    pub const LISTED: [Self; 16] = [
        Self::Error,
        Self::Claim,
        Self::Header,
        Self::Value,
        Self::TokenType,
        Self::Grant,
        Self::ClientAuth,
        Self::Provider,
        Self::Format,
        Self::Rule,
        Self::Problem,
        Self::Scope,
        Self::Role,
        Self::Check,
        Self::Verdict,
        Self::Evidence,
    ];

    /// The word for it in `kind` and after `--list`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Claim => "claim",
            Self::Header => "header",
            Self::Value => "value",
            Self::TokenType => "token-type",
            Self::Grant => "grant",
            Self::ClientAuth => "client-auth",
            Self::Provider => "provider",
            Self::Format => "format",
            Self::Problem => "problem",
            Self::Rule => "rule",
            Self::Scope => "scope",
            Self::Role => "role",
            Self::Check => "check",
            Self::Verdict => "verdict",
            Self::Evidence => "evidence",
            Self::Token => "token",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::LISTED.into_iter().find(|kind| kind.word().eq_ignore_ascii_case(word))
    }
}

/// A word, what it means, where it comes from, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What sort of thing it is.
    pub kind: Kind,
    /// The name under which it is found.
    pub name: String,
    /// The meaning in one line.
    pub text: String,
    /// More lines about it.
    pub more: Vec<String>,
    /// Values that it may have, each with its meaning.
    pub values: Vec<(String, String)>,
    /// Likely causes, for an error.
    pub causes: Vec<Cause>,
    /// What to do; may be empty.
    pub hint: String,
    /// Who gives it this meaning: a standard or a vendor.
    pub origin: String,
    /// Whether a standard defines it; vendors' own meanings come after.
    pub is_standard: bool,
    /// Where it is written down.
    pub references: Vec<String>,
}

impl Word {
    /// A word with nothing but its meaning.
    #[must_use]
    pub fn new(kind: Kind, name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            kind,
            name: name.into(),
            text: text.into(),
            more: Vec::new(),
            values: Vec::new(),
            causes: Vec::new(),
            hint: String::new(),
            origin: String::new(),
            is_standard: false,
            references: Vec::new(),
        }
    }
}
