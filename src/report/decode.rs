//! A decoded token: claims untouched, explanations beside them, always marked unverified.

use serde::Serialize;

use crate::delegation::chain::Chain;
use crate::delegation::change::Change;
use crate::instant::Instant;
use crate::token::Kind;
use crate::token::digest::Digest;
use crate::token::json::Tree;

/// Where a token stands in time; tried in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// `exp` or `nbf` is no NumericDate.
    Malformed,
    /// At or past `exp`.
    Expired,
    /// Before `nbf`.
    NotYetValid,
    /// There is no `exp`.
    NoExpiry,
    /// None of these.
    Valid,
}

/// The token's times, as they were signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Times {
    /// `iat`.
    pub issued: Option<Instant>,
    /// `nbf`.
    pub not_before: Option<Instant>,
    /// `exp`.
    pub expires: Option<Instant>,
    /// `exp - iat`, whole seconds.
    pub lifetime_seconds: Option<i64>,
    /// Where the token stands.
    pub state: State,
}

/// What a claim or value means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// JSON pointer into this element.
    pub pointer: String,
    /// The value that is explained; null where the claim itself is.
    pub value: Option<String>,
    /// What it means.
    pub text: String,
}

/// The line to the right of a claim on a screen; machines get the explanations instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// JSON pointer into this element.
    pub pointer: String,
    /// The line; what it quotes of the token is not yet escaped.
    pub text: String,
    /// Whether the claim contradicts itself.
    pub is_contradiction: bool,
}

/// Something odd, with its place and, where something was put aside, what it was.
#[derive(Debug, Clone, Serialize)]
pub struct Warning {
    /// JSON pointer into this element.
    pub pointer: String,
    /// What is odd.
    pub text: String,
    /// What was put aside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Tree>,
}

/// A payload that is no JSON object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// It is UTF-8.
    Text(String),
    /// It is not; standard base64.
    Base64(String),
}

/// One element of decode's `tokens`.
#[derive(Debug, Clone, Serialize)]
pub struct Decoded {
    /// The name of the input, with line and column if the token was found inside text.
    pub source: String,
    /// From 0 among the tokens of one source.
    pub index: usize,
    /// What was found.
    pub kind: Kind,
    /// The member of a token response it stood in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<&'static str>,
    /// SHA-256 of the token.
    pub sha256: Digest,
    /// Always false: decode proves nothing.
    pub verified: bool,
    /// The header as it was signed.
    pub header: Option<Tree>,
    /// The claims as they were signed.
    pub claims: Option<Tree>,
    /// The payload, where it is no JSON object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<Body>,
    /// Its times.
    pub times: Times,
    /// Who acts for whom; null where there is no subject to read.
    pub delegation: Option<Chain>,
    /// What is known about its claims and values.
    pub explanations: Vec<Explanation>,
    /// What a screen says about its claims.
    #[serde(skip)]
    pub remarks: Vec<Remark>,
    /// What people call the audience, where there is one that is known.
    #[serde(skip)]
    pub audience: Option<&'static str>,
    /// Where it stood, where a screen has others to tell it from.
    #[serde(skip)]
    pub place: Option<String>,
    /// What is odd about it.
    pub warnings: Vec<Warning>,
    /// What a key revealed inside a JWE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inner: Option<Box<Self>>,
}

/// One claim that differs between two tokens.
#[derive(Debug, Clone, Serialize)]
pub struct ClaimChange {
    /// JSON pointer from the payload.
    pub pointer: String,
    /// The first token's value; null where it has none.
    pub before: Option<Tree>,
    /// The second token's value; null where it has none.
    pub after: Option<Tree>,
}

/// What differs between two tokens: exchange's `changes`, and every claim that is not the same.
#[derive(Debug, Clone, Serialize)]
pub struct Changes {
    /// Subject, audience, scopes, lifetime, actors, binding.
    #[serde(flatten)]
    pub change: Change,
    /// Every claim that differs.
    pub claims: Vec<ClaimChange>,
}

/// Two tokens compared.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// What differs.
    pub changes: Changes,
}
