//! What was sent, or would be: the facts that causes of a refusal are judged against.

use super::client_auth::Method;
use crate::instant::Instant;
use crate::secret::Secret;
use crate::token::Token;

/// A subject or actor token as it was handed over.
#[derive(Debug, Clone)]
pub struct Presented {
    /// The token, if it is a JWT or the like; `None` where it is opaque.
    pub token: Option<Token>,
    /// Its `*_token_type`, as a URI or what the user said instead.
    pub token_type: String,
    /// The source it was given by, for commands that are proposed: `@hop2.jwt`; `None` where it came as text.
    pub source: Option<String>,
}

/// What matters about a secret's form when a server refuses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretShape {
    /// Whether form-encoding changes it, so that a server that does not decode (or demands it) sees another secret.
    pub needs_encoding: bool,
    /// Whether it is a GUID, as the names of secrets are at some vendors, and secrets are not.
    pub is_guid: bool,
}

impl SecretShape {
    /// Looks at a secret and keeps nothing of it.
    #[must_use]
    pub fn of(secret: &Secret) -> Self {
        let bytes = secret.expose();
        let groups: Vec<usize> = bytes.split(|byte| *byte == b'-').map(<[u8]>::len).collect();
        Self {
            needs_encoding: !bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-._*".contains(byte)),
            is_guid: groups == [8, 4, 4, 4, 12]
                && bytes.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'-'),
        }
    }
}

/// The facts of one token request (RFC 8693 section 2.1), none of them secret.
///
/// Where `whole` is true, what is absent was not sent. Where it is false (a refusal that somebody pasted), what is
/// absent is unknown, and a cause that needs it is judged `?`.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Whether everything that was sent is known.
    pub whole: bool,
    /// The moment of the request, for causes about time.
    pub at: Instant,
    /// `grant_type`.
    pub grant: Option<String>,
    /// The name of the provider's profile, if one is chosen or was recognised.
    pub provider: Option<String>,
    /// The authorization server's issuer identifier.
    pub issuer: Option<String>,
    /// The address the request went to.
    pub token_endpoint: Option<String>,
    /// The client's id.
    pub client_id: Option<String>,
    /// How the client proved who it is.
    pub method: Option<Method>,
    /// What the server's metadata says it takes (`token_endpoint_auth_methods_supported`); empty if it says nothing.
    pub methods_listed: Vec<String>,
    /// The grants that its metadata says it knows (`grant_types_supported`); empty if it says nothing.
    pub grants_listed: Vec<String>,
    /// The subject token.
    pub subject: Option<Presented>,
    /// The actor token.
    pub actor: Option<Presented>,
    /// Each `audience`, in order.
    pub audience: Vec<String>,
    /// Each `resource`, in order.
    pub resource: Vec<String>,
    /// Each scope asked for, in order.
    pub scope: Vec<String>,
    /// `requested_token_type`, as a URI.
    pub requested_token_type: Option<String>,
    /// What the client's secret looks like, where one was used; never the secret itself.
    pub secret: Option<SecretShape>,
    /// `aud` of the client assertion, where obo made one.
    pub assertion_audience: Option<String>,
    /// Names of further parameters (`--param`), in order; their values may be secret.
    pub parameters: Vec<String>,
}

impl Sent {
    /// Nothing is known but the moment.
    #[must_use]
    pub fn unknown(at: Instant) -> Self {
        Self {
            whole: false,
            at,
            grant: None,
            provider: None,
            issuer: None,
            token_endpoint: None,
            client_id: None,
            method: None,
            methods_listed: Vec::new(),
            grants_listed: Vec::new(),
            subject: None,
            actor: None,
            audience: Vec::new(),
            resource: Vec::new(),
            scope: Vec::new(),
            requested_token_type: None,
            secret: None,
            assertion_audience: None,
            parameters: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SecretShape;
    use crate::secret::Secret;

    #[test]
    fn a_secret_leaves_only_its_shape() {
        for (secret, needs_encoding, is_guid) in [
            ("plain-Secret_1.*", false, false),
            ("p%w+d", true, false),
            ("with blank", true, false),
            ("6f1c2a10-4b7e-4d63-9a51-0c7d5e2b8f01", false, true),
            ("6f1c2a10-4b7e-4d63-9a51-0c7d5e2b8f0g", false, false),
        ] {
            let shape = SecretShape::of(&Secret::from(secret));
            assert_eq!((shape.needs_encoding, shape.is_guid), (needs_encoding, is_guid), "{secret}");
        }
    }
}
