//! What a server's no means: its words unchanged, the meaning, the causes, what to do.

use serde::Serialize;

use super::cause::Cause;

/// When the same request may succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Retry {
    /// Not without a change.
    Never,
    /// Later, unchanged.
    Later,
    /// With another subject token.
    NewSubjectToken,
    /// With the claims that the refusal carries.
    WithClaims,
    /// After a person has done something.
    Interactive,
}

/// A refusal, explained; outside text in it is not yet escaped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The `error` member (RFC 6749 section 5.2), unchanged.
    pub error: String,
    /// The `error_description`, unchanged.
    pub description: Option<String>,
    /// The vendor's own codes in the order found.
    pub codes: Vec<String>,
    /// What it means for this provider; never empty.
    pub meaning: String,
    /// The likely causes, in order.
    pub causes: Vec<Cause>,
    /// What to do, with real values; never empty.
    pub hint: String,
    /// When the same request may succeed.
    pub retry: Retry,
    /// A claims challenge to send along with the next login.
    pub claims: Option<String>,
    /// The server's name for this request.
    pub trace_id: Option<String>,
    /// The server's name for the flow.
    pub correlation_id: Option<String>,
}
