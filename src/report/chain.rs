//! Chains as they are told: each with its last token, and what was read to find them.

use serde::Serialize;

use super::decode::Decoded;
use crate::delegation::chain::Chain;
use crate::instant::Instant;

/// One element of `chains`.
#[derive(Debug, Clone, Serialize)]
pub struct Told {
    /// The chain.
    #[serde(flatten)]
    pub chain: Chain,
    /// The last token, for the card.
    #[serde(skip)]
    pub last: Decoded,
    /// Whether somebody asked for a proof, so that a screen answers even for one token.
    #[serde(skip)]
    pub is_proof_wanted: bool,
}

/// One element of `timeline`: an event that an audit log shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the members are the contract's")]
pub struct Event {
    pub time: Option<Instant>,
    pub kind: &'static str,
    pub text: String,
    pub source: String,
    pub evidence: crate::delegation::evidence::Evidence,
}

/// One element of `coverage`: an input, and what of it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// The name of the input.
    pub source: String,
    /// What sort of records it holds; `token` for tokens.
    pub kind: &'static str,
    /// The first time in it.
    pub from: Option<Instant>,
    /// The last time in it.
    pub to: Option<Instant>,
    /// What was read.
    pub records: u64,
    /// What could not be read.
    pub unread: u64,
}

/// What stands beside the chains of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Read {
    /// Events in order of time; none where no log was read.
    pub timeline: Vec<Event>,
    /// The inputs in the order given.
    pub coverage: Vec<Coverage>,
}
