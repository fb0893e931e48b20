//! What was sent, or would be: the facts that causes of a refusal are judged against.

use super::client_auth::Method;
use crate::instant::Instant;
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
            subject: None,
            actor: None,
            audience: Vec::new(),
            resource: Vec::new(),
            scope: Vec::new(),
            requested_token_type: None,
            parameters: Vec::new(),
        }
    }
}
