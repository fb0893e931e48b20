//! What `obo explain` knows about a word.

use serde::Serialize;

use crate::exchange::cause::Cause;

/// One value that a word may have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Meaning {
    /// The value.
    pub value: String,
    /// What it means.
    pub text: String,
}

/// One element of explain's `matches`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Match {
    /// What sort of thing the word names: `error`, `claim`, `token-type`, …
    pub kind: &'static str,
    /// The word.
    pub name: String,
    /// What it means.
    pub text: String,
    /// Likely causes of an error; `?` as long as nothing is known of what was sent.
    pub causes: Vec<Cause>,
    /// What to do; may be empty.
    pub hint: String,
    /// Where it is written down.
    pub references: Vec<String>,
    /// Who gives the word this meaning: a standard or a vendor.
    pub origin: String,
    /// More lines about it.
    pub more: Vec<String>,
    /// The values it may have, or those that were asked about.
    pub values: Vec<Meaning>,
    /// The same word at other issuers: who, and what it means there; on a screen in place of their own matches.
    #[serde(skip)]
    pub elsewhere: Vec<(String, String)>,
    /// Whether a screen has it in another match already.
    #[serde(skip)]
    pub is_shown_above: bool,
}

/// What is near to a word that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Nearest {
    /// Known words, the nearest first.
    pub nearest: Vec<String>,
}
