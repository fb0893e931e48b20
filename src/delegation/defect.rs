//! What can be wrong with a chain: one name and one level for each, the same in every command.

use super::chain::{Grade, Level, Problem};
use super::evidence::Evidence;

/// A defect of a token or of a step between two.
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
    /// Two tokens with one issuer and id (SECURITY.md R4).
    IdentifierConflict,
    /// Keys of the token's issuer were given and none made its signature.
    SignatureInvalid,
}

impl Defect {
    /// Every defect, those of one token first.
    pub const ALL: [Self; 16] = [
        Self::MalformedActor,
        Self::DepthMismatch,
        Self::RepeatedActor,
        Self::DeepChain,
        Self::SubjectChanged,
        Self::ActorDropped,
        Self::ChainRewritten,
        Self::ScopeWidened,
        Self::AudienceWidened,
        Self::OutlivesSubjectToken,
        Self::TokenPassthrough,
        Self::MayActViolated,
        Self::BindingDropped,
        Self::MissingHop,
        Self::IdentifierConflict,
        Self::SignatureInvalid,
    ];

    /// What it says and what to do about it, for people.
    #[must_use]
    pub fn meaning(self) -> (&'static str, &'static str) {
        match self {
            Self::MalformedActor => (
                "an actor's node is no object, names nobody, or has an id that is no text",
                "let the server write act as an object with sub, or with iss and sub",
            ),
            Self::DepthMismatch => (
                "act_depth and the number of actors disagree",
                "count the actors yourself; ask the issuer how it counts",
            ),
            Self::RepeatedActor => (
                "the same issuer and id stands twice among the actors",
                "look for a service that exchanged the token twice, or for a call that goes in a circle",
            ),
            Self::DeepChain => (
                "there are more actors than are listed",
                "limit the number of hops at the server; it must refuse, not cut",
            ),
            Self::SubjectChanged => (
                "the issued token is about somebody else than the subject token",
                "compare issuer and sub of both; some servers give each application another sub",
            ),
            Self::ActorDropped => (
                "an actor of the subject token is missing in the issued token",
                "let the server nest the act of the subject token under the new actor",
            ),
            Self::ChainRewritten => (
                "a prior actor stands in the issued token that the subject token does not have, or in another order",
                "do not trust the prior actors; find out who wrote them",
            ),
            Self::ScopeWidened => (
                "the issued token may do what the subject token may not",
                "let the server reduce scopes to those of the subject token",
            ),
            Self::AudienceWidened => (
                "the issued token is meant for what the subject token is meant for, and for more",
                "ask for one audience, the next one",
            ),
            Self::OutlivesSubjectToken => (
                "the issued token ends more than 5 min later than the subject token",
                "let the server end it with the subject token",
            ),
            Self::TokenPassthrough => (
                "the very same token is used at a second audience or service",
                "exchange it at each hop and pass on the new one",
            ),
            Self::MayActViolated => (
                "may_act of the subject token names neither the current actor nor the client",
                "let the server refuse exchanges by anybody whom may_act does not name",
            ),
            Self::BindingDropped => (
                "the subject token is bound to a key, the issued token is not",
                "send a proof with the exchange, so that the issued token is bound, too",
            ),
            Self::MissingHop => (
                "an actor is named for whom no exchange is known",
                "give obo chain the token that this actor got",
            ),
            Self::SignatureInvalid => (
                "keys of the token's issuer were given, and none of them made its signature",
                "treat it as forged; if the issuer has changed its keys, give the older ones, too",
            ),
            Self::IdentifierConflict => (
                "two different tokens have one issuer and one id",
                "treat them as two; a server that gives an id twice breaks RFC 7519 section 4.1.7",
            ),
        }
    }

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
            Self::SignatureInvalid => "signature-invalid",
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
