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

impl SignedBy {
    /// Whether the issuer is for development alone: it is on this machine.
    #[must_use]
    pub fn is_development(&self) -> bool {
        is_on_this_machine(&self.issuer)
    }
}

/// Whether an issuer is on this machine: nobody else can check what it says (SECURITY.md R20).
#[must_use]
pub fn is_on_this_machine(issuer: &str) -> bool {
    let rest = issuer.strip_prefix("http://").or_else(|| issuer.strip_prefix("https://")).unwrap_or_default();
    let authority = rest.split('/').next().unwrap_or_default();
    let host = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, _)) => host,
        None => authority.split(':').next().unwrap_or_default(),
    };
    host == "localhost"
        || host == "::1"
        || host.starts_with("127.") && host.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_on_this_machine;

    #[test]
    fn r20_an_issuer_on_this_machine_is_marked_and_no_other() {
        for (issuer, want) in [
            ("http://127.0.0.1:4800", true),
            ("http://127.9.9.9/realms/x", true),
            ("http://localhost:8080/realms/x", true),
            ("http://[::1]:8080", true),
            ("https://localhost", true),
            ("https://localhost.example", false),
            ("https://127.0.0.1.example", false),
            ("https://issuer.example/127.0.0.1", false),
            ("https://[::2]", false),
            ("localhost", false),
            ("spiffe://localhost", false),
        ] {
            assert_eq!(is_on_this_machine(issuer), want, "{issuer}");
        }
    }
}
