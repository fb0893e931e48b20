//! A chain: subject, actors from first to current, audience, and what is wrong with it.

use serde::Serialize;

use super::change::Change;
use super::evidence::{Evidence, SignedBy};
use super::principal::{Actor, Principal, Role};
use crate::instant::Instant;
use crate::token::digest::Digest;

/// How a token writes delegation down; the names are the contract's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each has a page beside its reader in delegation/formats")]
pub enum FormatName {
    #[serde(rename = "rfc8693-act")]
    Rfc8693Act,
    EntraAgent,
    EntraObo,
    Client,
    IdJag,
    TransactionToken,
    DelegationChain,
    Kubernetes,
    Github,
    Gitlab,
    Google,
    Aws,
    Spiffe,
    Log,
    None,
}

impl FormatName {
    /// The name for a chain whose exchange only a pair of tokens shows.
    #[must_use]
    pub fn exchanged_pair() -> Self {
        Self::EntraObo
    }

    /// Whether a token of this format names at most its current actor, so that leaving out a prior one says nothing.
    #[must_use]
    pub fn names_current_actor_only(self) -> bool {
        matches!(self, Self::EntraAgent | Self::EntraObo)
    }

    /// The contract's word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Rfc8693Act => "rfc8693-act",
            Self::EntraAgent => "entra-agent",
            Self::EntraObo => "entra-obo",
            Self::Client => "client",
            Self::IdJag => "id-jag",
            Self::TransactionToken => "transaction-token",
            Self::DelegationChain => "delegation-chain",
            Self::Kubernetes => "kubernetes",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Google => "google",
            Self::Aws => "aws",
            Self::Spiffe => "spiffe",
            Self::Log => "log",
            Self::None => "none",
        }
    }
}

/// What sort of flow the token comes from, as far as its claims tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    /// The subject's own client holds the token.
    Direct,
    /// An actor acts for the subject and says so (RFC 8693 section 1.1).
    Delegation,
    /// An actor acts as the subject and hides.
    Impersonation,
    /// A program acts for itself.
    AppOnly,
    /// An Entra agent acts for itself.
    AgentAutonomous,
    /// An Entra agent acts through an account of its own.
    AgentUser,
    /// The claims do not tell.
    Unknown,
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words are the contract's")]
pub enum Level {
    Note,
    Warning,
    Error,
}

impl Level {
    /// The contract's word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// How sure a join is; null in JSON when nothing was inferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words are the contract's")]
pub enum Grade {
    Exact,
    Probable,
    Ambiguous,
    Weak,
}

/// Something that breaks a chain or makes it doubtful; `code` is a rule's name where lint has the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The problem's name, kebab-case.
    pub code: &'static str,
    /// How bad it is.
    pub level: Level,
    /// How sure the join is that it rests on.
    pub grade: Option<Grade>,
    /// One sentence for people; its outside values are not yet escaped.
    pub text: String,
    /// How we know.
    pub evidence: Evidence,
    /// Where it was seen.
    pub sources: Vec<String>,
}

/// One use of a token that a log shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the members are the contract's")]
pub struct Use {
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    pub count: u64,
    pub first: Option<Instant>,
    pub last: Option<Instant>,
    pub sources: Vec<String>,
}

/// What came of a token's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signature {
    /// Pass: a key of its issuer made it. Fail: none of the issuer's keys did. Skip: nothing can be said.
    pub outcome: Outcome,
    /// Why, in a sentence.
    pub detail: String,
    /// The key, where it passed.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub by: Option<SignedBy>,
    /// What the sentence quotes of keys: their names and where they came from.
    #[serde(skip)]
    pub quotes: Vec<String>,
}

/// One token of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChainToken {
    /// SHA-256 of the token.
    pub sha256: Option<Digest>,
    /// Its `jti`.
    pub jti: Option<String>,
    /// Its `iss`.
    pub issuer: Option<String>,
    /// Its `iat`.
    pub issued: Option<Instant>,
    /// Its `exp`.
    pub expires: Option<Instant>,
    /// What came of its signature; absent where no keys were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
    /// Where it was found.
    pub sources: Vec<String>,
    /// SHA-256 of the token it was exchanged from.
    pub parent: Option<Digest>,
    /// Where it was used, as far as logs show.
    pub uses: Vec<Use>,
}

/// The outcome of one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words are the contract's")]
pub enum Outcome {
    Pass,
    Warn,
    Fail,
    Skip,
}

/// One of the eight checks of a hop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HopCheck {
    /// `signature subject actors scope audience lifetime may-act binding`, always in this order.
    pub name: &'static str,
    /// What came of it.
    pub outcome: Outcome,
    /// Why, in a sentence.
    pub detail: String,
}

/// One exchange: a parent token and the child that came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hop {
    /// From 1, in order.
    pub number: usize,
    /// SHA-256 of the parent.
    pub from: Digest,
    /// SHA-256 of the child.
    pub to: Digest,
    /// Who holds the child: its current actor, inferred or not.
    pub actor: Option<String>,
    /// How sure it is that the child came of the parent; null where the order was given.
    pub grade: Option<Grade>,
    /// The eight checks.
    pub checks: Vec<HopCheck>,
    /// The defects that made checks fail, each once, in the checks' order.
    #[serde(skip)]
    pub faults: Vec<&'static str>,
    /// What the exchange changed.
    pub changes: Change,
}

/// What a whole chain comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerdictOutcome {
    /// Every hop is there, every signature passed, no check failed.
    Holds,
    /// A check failed.
    Breaks,
    /// Nothing failed, and something is missing.
    NotProven,
}

impl VerdictOutcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Holds, Self::Breaks, Self::NotProven];

    /// The contract's word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Breaks => "breaks",
            Self::NotProven => "not-proven",
        }
    }

    /// What it says and what to do about it, for people.
    #[must_use]
    pub fn meaning(self) -> (&'static str, &'static str) {
        match self {
            Self::Holds => (
                "every exchange that the actors tell of is there as two tokens, each verified, and no check fails",
                "read the warnings, which do not count against it",
            ),
            Self::Breaks => (
                "a check of a hop fails: the first one at fault is named with its problems",
                "look at that hop's lines marked with an exclamation mark; obo explain has each problem",
            ),
            Self::NotProven => (
                "no check fails, but a token, a key or an exchange is missing, or a link is ambiguous",
                "give what the verdict names: the keys as --jwks ISSUER=SRC, or the tokens between",
            ),
        }
    }
}

/// The verdict over a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Holds, breaks or not proven.
    pub outcome: VerdictOutcome,
    /// The first hop at fault, from 1.
    pub hop: Option<usize>,
    /// Why, in a sentence.
    pub text: String,
}

/// An answer to `--may`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the words are the contract's")]
pub enum MayOutcome {
    Yes,
    No,
    Unknown,
}

/// Whether the last actor may do something for the subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct May {
    /// The scope that was asked for.
    pub scope: String,
    /// The answer.
    pub outcome: MayOutcome,
    /// The hop where it ends or begins, from 1.
    pub hop: Option<usize>,
    /// Why, in a sentence.
    pub text: String,
}

/// Who acted for whom: one element of `chains`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chain {
    /// How the (last) token writes it down.
    pub format: FormatName,
    /// What sort of flow it is.
    pub flow: Flow,
    /// On whose behalf.
    pub subject: Principal,
    /// From the first actor to the current one.
    pub actors: Vec<Actor>,
    /// Where the last token is meant for.
    pub audience: Vec<String>,
    /// What the last token may do.
    pub scopes: Vec<String>,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// The tokens, parents before children.
    pub tokens: Vec<ChainToken>,
    /// The exchanges between them.
    pub hops: Vec<Hop>,
    /// What it comes to; null inside `decode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Answers to `--may`, in the order asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub may: Option<Vec<May>>,
    /// What a person should know about the reading (caveats); not part of the contract's identity.
    pub notes: Vec<String>,
}

impl Chain {
    /// The same with the place where its (only) token was found.
    #[must_use]
    pub fn found_at(mut self, source: &str) -> Self {
        let lists = self.tokens.iter_mut().map(|token| &mut token.sources);
        for sources in lists.chain(self.problems.iter_mut().map(|problem| &mut problem.sources)) {
            sources.push(source.to_owned());
        }
        self
    }

    /// The current actor, if one is named.
    #[must_use]
    pub fn current_actor(&self) -> Option<&Actor> {
        self.actors.iter().find(|a| a.role == Role::Current)
    }

    /// The same, as a token says it that a key of its issuer signed: only the run that verified it may ask this (R4).
    #[must_use]
    pub fn signed(mut self, by: &SignedBy) -> Self {
        let is_claimed = |evidence: &Evidence| *evidence == Evidence::Claimed;
        if is_claimed(&self.subject.evidence) {
            (self.subject.evidence, self.subject.signed_by) = (Evidence::Signed, Some(by.clone()));
        }
        for actor in self.actors.iter_mut().filter(|actor| is_claimed(&actor.evidence)) {
            (actor.evidence, actor.signed_by) = (Evidence::Signed, Some(by.clone()));
        }
        for problem in self.problems.iter_mut().filter(|problem| is_claimed(&problem.evidence)) {
            problem.evidence = Evidence::Signed;
        }
        self
    }

    /// The actors that somebody stated; an inferred one never counts as an actor.
    pub fn stated_actors(&self) -> impl DoubleEndedIterator<Item = &Actor> {
        self.actors.iter().filter(|a| a.evidence != Evidence::Inferred)
    }
}
