//! How we know: the four grades of evidence.

use serde::Serialize;

/// Where a statement comes from; never raised by what somebody wrote, only by the run that prints it (R4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// A token that verified in this run, against keys that were given, says so.
    Signed,
    /// A token says so.
    Claimed,
    /// An audit log says so.
    Logged,
    /// Joined by us.
    Inferred,
}

/// The key that stands behind a signed statement (SECURITY.md R3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignedBy {
    /// The issuer that the token names and the key is bound to.
    pub issuer: String,
    /// The key's `kid`, if it has one.
    pub kid: Option<String>,
    /// The algorithm.
    pub alg: &'static str,
    /// The key's thumbprint (RFC 7638, SHA-256); null for a shared secret.
    pub thumbprint: Option<String>,
}
