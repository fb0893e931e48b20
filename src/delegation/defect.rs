//! What can be wrong with a chain: one name and one level for each, the same in every command.

use super::chain::{Grade, Level, Problem};
use super::evidence::Evidence;

/// A defect of a token or of a step between two (product.md, problem codes and the rules of lint).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Defect {
    /// An actor's node is no object, names nobody, or has an id that is no text.
    MalformedActor,
    /// `act_depth` and the number of actors disagree.
    DepthMismatch,
    /// The same issuer and id twice among the actors.
    RepeatedActor,
    /// More actors than are listed.
    DeepChain,
    /// The child is about somebody else than the parent.
    SubjectChanged,
    /// An actor of the parent is missing in the child.
    ActorDropped,
    /// A prior actor stands in the child that the parent does not have, or in another order.
    ChainRewritten,
    /// The child may do what the parent may not.
    ScopeWidened,
    /// The child is meant for what the parent is meant for, and for more.
    AudienceWidened,
    /// The child lives longer than its parent.
    OutlivesSubjectToken,
    /// The very same token at a second audience or service.
    TokenPassthrough,
    /// The parent's `may_act` names neither the child's actor nor its client.
    MayActViolated,
    /// The parent is bound to a key, the child is not.
    BindingDropped,
    /// An actor for whom no exchange is known.
    MissingHop,
    /// Two tokens with one issuer and id (security.md R4).
    IdentifierConflict,
}

impl Defect {
    /// The name that chain, lint, exchange and explain share.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::MalformedActor => "malformed-actor",
            Self::DepthMismatch => "depth-mismatch",
            Self::RepeatedActor => "repeated-actor",
            Self::DeepChain => "deep-chain",
            Self::SubjectChanged => "subject-changed",
            Self::ActorDropped => "actor-dropped",
            Self::ChainRewritten => "chain-rewritten",
            Self::ScopeWidened => "scope-widened",
            Self::AudienceWidened => "audience-widened",
            Self::OutlivesSubjectToken => "outlives-subject-token",
            Self::TokenPassthrough => "token-passthrough",
            Self::MayActViolated => "may-act-violated",
            Self::BindingDropped => "binding-dropped",
            Self::MissingHop => "missing-hop",
            Self::IdentifierConflict => "identifier-conflict",
        }
    }

    /// How bad it is by default.
    #[must_use]
    pub fn level(self) -> Level {
        match self {
            Self::DepthMismatch
            | Self::RepeatedActor
            | Self::DeepChain
            | Self::OutlivesSubjectToken
            | Self::MissingHop => Level::Warning,
            _ => Level::Error,
        }
    }

    /// The defect as a problem that a token claims of itself; sources are the caller's to add.
    #[must_use]
    pub fn problem(self, text: impl Into<String>) -> Problem {
        Problem {
            code: self.code(),
            level: self.level(),
            grade: None,
            text: text.into(),
            evidence: Evidence::Claimed,
            sources: Vec::new(),
        }
    }

    /// The defect as a problem of a step that we inferred.
    #[must_use]
    pub fn inferred(self, grade: Grade, text: impl Into<String>) -> Problem {
        Problem { grade: Some(grade), evidence: Evidence::Inferred, ..self.problem(text) }
    }
}
