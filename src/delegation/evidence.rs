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

impl Evidence {
    /// Every grade.
    pub const ALL: [Self; 4] = [Self::Signed, Self::Claimed, Self::Logged, Self::Inferred];

    /// The contract's word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Claimed => "claimed",
            Self::Logged => "logged",
            Self::Inferred => "inferred",
        }
    }

    /// What it says and what to do about it, for people.
    #[must_use]
    pub fn meaning(self) -> (&'static str, &'static str) {
        match self {
            Self::Signed => (
                "a token says so that verified in this run, by a key that was given for its own issuer",
                "ask for --min-evidence signed to see nothing less",
            ),
            Self::Claimed => (
                "a token says so, and nothing proves that it is genuine",
                "give the keys of its issuer: --jwks ISSUER=SRC",
            ),
            Self::Logged => (
                "a whole record of an audit log says so",
                "it is as good as the log: who can write it, and what is missing in it",
            ),
            Self::Inferred => (
                "obo joined it from what tokens have in common",
                "give the tokens in their order with --in-order, or the log of the server",
            ),
        }
    }
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
