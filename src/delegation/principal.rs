//! The people and programs that a token names.

use serde::Serialize;

use super::evidence::{Evidence, SignedBy};

/// What a principal is; stated only on evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A person.
    User,
    /// An AI agent.
    Agent,
    /// A service or job without a person.
    Workload,
    /// A client application.
    Application,
    /// Nothing says what it is.
    Unknown,
}

impl Kind {
    /// The kind's word, or `None` where it is unknown.
    #[must_use]
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::User => Some("user"),
            Self::Agent => Some("agent"),
            Self::Workload => Some("workload"),
            Self::Application => Some("application"),
            Self::Unknown => None,
        }
    }
}

/// A subject: on whose behalf something is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Principal {
    /// The identifier; null where a node names nobody.
    pub id: Option<String>,
    /// Who issued the identifier; an actor's is its own `iss`, never the token's.
    pub issuer: Option<String>,
    /// A name for people.
    pub name: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// The claim it came from, as a JSON pointer into the decoded element; null for what only a log says.
    pub pointer: Option<String>,
    /// How we know.
    pub evidence: Evidence,
    /// Whose key stands behind it, where it is signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<SignedBy>,
}

/// Where an actor stands in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The outermost `act`: who acts now (RFC 8693 section 4.1).
    Current,
    /// A nested `act`: who acted before; informational only.
    Prior,
}

/// Somebody who acts for the subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Actor {
    /// The identifier; null where a node names nobody.
    pub id: Option<String>,
    /// The actor's own `iss`, null if it has none.
    pub issuer: Option<String>,
    /// A name for people.
    pub name: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// Current or prior.
    pub role: Role,
    /// The claim it came from; null below the shown levels and for what only a log says.
    pub pointer: Option<String>,
    /// How we know.
    pub evidence: Evidence,
    /// Whose key stands behind it, where it is signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<SignedBy>,
}
