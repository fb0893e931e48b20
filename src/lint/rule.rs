//! A rule: its name, its level, its words, and the check that finds the pattern it is named after.

use super::context::Context;
use super::docs;
use super::flaw::Flaw;
use crate::delegation::chain::Level;

/// What a rule is about; the word before the dot of `scope.*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the words are the contract's")]
pub enum Area {
    Lifetime,
    Scope,
    Audience,
    Delegation,
    Signature,
    Binding,
    Profile,
    Privacy,
    Policy,
}

impl Area {
    /// Every area, in the order of the tables.
    pub const ALL: [Self; 9] = [
        Self::Lifetime,
        Self::Scope,
        Self::Audience,
        Self::Delegation,
        Self::Signature,
        Self::Binding,
        Self::Profile,
        Self::Privacy,
        Self::Policy,
    ];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Lifetime => "lifetime",
            Self::Scope => "scope",
            Self::Audience => "audience",
            Self::Delegation => "delegation",
            Self::Signature => "signature",
            Self::Binding => "binding",
            Self::Profile => "profile",
            Self::Privacy => "privacy",
            Self::Policy => "policy",
        }
    }
}

/// What a rule must be given beside the token to say anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// The token alone.
    Token,
    /// The token it was exchanged from (`--subject-token`); `*` in the tables.
    Parent,
    /// A list of the policy; `+` in the tables.
    List,
}

impl Needs {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Parent => "subject-token",
            Self::List => "policy",
        }
    }
}

/// One rule; a `static` in a file of its own under `rules/`, with its page beside it.
#[derive(Debug)]
pub struct Rule {
    /// The name of the bad pattern, kebab-case; part of the contract.
    pub id: &'static str,
    /// What it is about.
    pub area: Area,
    /// What it finds, in one sentence without a full stop.
    pub summary: &'static str,
    /// How bad it is unless the finding or the policy says otherwise.
    pub level: Level,
    /// What it needs beside the token.
    pub needs: Needs,
    /// The version that first had it.
    pub since: &'static str,
    /// Where the rule comes from: a section of an RFC, an entry of a list.
    pub references: &'static [&'static str],
    /// Its page: *What it finds, Why it matters, Flagged, Not flagged, What to do, References*.
    pub docs: &'static str,
    /// Looks for the pattern; pure.
    pub check: fn(&Context<'_>) -> Vec<Flaw>,
}

impl Rule {
    /// Why it matters, in a sentence: the first paragraph of that part of its page.
    #[must_use]
    pub fn why(&self) -> String {
        docs::opening(self.docs, docs::WHY)
    }

    /// What to do about it, in a sentence: the first paragraph of that part of its page.
    #[must_use]
    pub fn help(&self) -> String {
        docs::opening(self.docs, docs::HELP)
    }
}
