//! Why the server refuses, and the error code that the RFCs give it.

use super::reply::Reply;
use crate::binding::dpop::Flaw;

/// Which of the two tokens of an exchange is meant (RFC 8693 section 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// `subject_token`.
    Subject,
    /// `actor_token`.
    Actor,
}

impl std::fmt::Display for Which {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Subject => "the subject token",
            Self::Actor => "the actor token",
        })
    }
}

/// Why a token is of no use to this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Dead {
    /// No token, or one that a strict reader refuses.
    #[error("is not a well-formed token of this server")]
    Unreadable,
    /// The header's `typ` is not `at+jwt` (RFC 9068 section 2.1).
    #[error("is not an access token")]
    Type,
    /// `iss` is somebody else.
    #[error("is from another issuer")]
    Issuer,
    /// No key of this server made the signature.
    #[error("has a signature that no key of this server made")]
    Signature,
    /// At or past `exp`.
    #[error("has expired")]
    Expired,
    /// It was revoked (RFC 7009).
    #[error("was revoked")]
    Revoked,
}

/// Every refusal of the server; its text is the `error_description`, which never repeats a value that was sent.
///
/// A scope is the one exception: its alphabet (RFC 6749 section 3.3) was judged before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The body is no form (RFC 6749 section 3.2; R20).
    #[error("the body must be application/x-www-form-urlencoded")]
    NotAForm,
    /// The body is larger than the budget.
    #[error("the body is larger than the server reads")]
    TooLarge,
    /// A parameter that must be there is not; an empty one counts as omitted (RFC 6749 section 3.2).
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A parameter that may stand once stands twice (RFC 6749 section 3.2).
    #[error("a parameter is given twice that may stand once")]
    Repeated,
    /// `actor_token_type` without `actor_token` (RFC 8693 section 2.1).
    #[error("actor_token_type must not be sent without actor_token")]
    TypeWithoutActor,
    /// More than one way of client authentication (RFC 6749 section 2.3).
    #[error("the client authenticates in more than one way")]
    TwoMethods,
    /// No client is named.
    #[error("no client is named")]
    NoClient,
    /// The client or its credentials are wrong; `basic` asks for a `WWW-Authenticate` (RFC 6749 section 5.2).
    #[error("the client is unknown or its credentials are wrong")]
    BadClient {
        /// Whether it came in an `Authorization` header.
        basic: bool,
    },
    /// The client's settings do not list the grant.
    #[error("this client may not use this grant")]
    GrantNotAllowed,
    /// A grant that this server does not have.
    #[error("this server has no such grant")]
    UnknownGrant,
    /// A token type other than access token and JWT.
    #[error("{0} of another type than access_token or jwt")]
    TokenType(Which),
    /// `requested_token_type` is something else than an access token or a JWT.
    #[error("requested_token_type must be access_token or jwt")]
    RequestedType,
    /// The token itself is of no use (RFC 8693 section 2.2.2 wants `invalid_request`).
    #[error("{0} {1}")]
    Dead(Which, Dead),
    /// The client is neither in the subject token's audience nor the client it was issued to.
    #[error("the subject token is not meant for this client")]
    NotForClient,
    /// The actor token was issued to another client.
    #[error("the actor token belongs to another client")]
    ForeignActor,
    /// The actor token is itself delegated: which chain would be nested is not for a server to guess.
    #[error("the actor token is itself delegated")]
    DelegatedActor,
    /// The subject token's `may_act` names somebody else (RFC 8693 section 4.4).
    #[error("may_act in the subject token names another party")]
    MayAct,
    /// `act` of the subject token is no chain of objects that name somebody.
    #[error("act in the subject token is malformed")]
    MalformedAct,
    /// The chain has reached the longest that this server writes; it is never cut.
    #[error("the chain already has {0} actors, the most that this server writes")]
    TooManyActors(usize),
    /// The user of a test login is not in the settings.
    #[error("no such user")]
    NoSuchUser,
    /// The scope has signs outside RFC 6749 section 3.3.
    #[error("scope has signs outside RFC 6749 section 3.3")]
    ScopeSigns,
    /// A scope that the subject token does not have.
    #[error("{0} is not in the subject token")]
    ScopeNotHeld(String),
    /// Nothing of what was asked for is left for this client at this audience.
    #[error("nothing of the asked scope is open to this client at this audience")]
    ScopeEmpty,
    /// `resource` is relative or has a fragment (RFC 8707 section 2).
    #[error("resource must be an absolute URI without a fragment")]
    ResourceShape,
    /// The target is unknown.
    #[error("an audience or resource is unknown")]
    UnknownTarget,
    /// The target is known and not open to this client.
    #[error("an audience or resource is not open to this client")]
    ForbiddenTarget,
    /// The DPoP proof is refused (RFC 9449 section 5).
    #[error("the DPoP proof: {0}")]
    BadProof(Flaw),
    /// A DPoP proof that was here before.
    #[error("the DPoP proof was used before")]
    UsedProof,
    /// The client's settings want a proof with every request (RFC 9449 section 5.2).
    #[error("this client must send a DPoP proof")]
    NoProof,
    /// Something that should not fail did, such as the random source.
    #[error("the server could not make a token")]
    Internal,
}

impl Refusal {
    /// The `error` code (RFC 6749 section 5.2, RFC 8693 section 2.2.2).
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoClient | Self::BadClient { .. } => "invalid_client",
            Self::GrantNotAllowed => "unauthorized_client",
            Self::UnknownGrant => "unsupported_grant_type",
            Self::NoSuchUser => "invalid_grant",
            Self::ScopeSigns | Self::ScopeNotHeld(_) | Self::ScopeEmpty => "invalid_scope",
            Self::ResourceShape | Self::UnknownTarget | Self::ForbiddenTarget => "invalid_target",
            Self::BadProof(_) | Self::UsedProof | Self::NoProof => "invalid_dpop_proof",
            Self::Internal => "server_error",
            _ => "invalid_request",
        }
    }

    /// The HTTP status: 401 for the client, 413 for a body too large, 500 for our own fault, else 400.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::NoClient | Self::BadClient { .. } => 401,
            Self::TooLarge => 413,
            Self::Internal => 500,
            _ => 400,
        }
    }

    /// The answer on the wire.
    #[must_use]
    pub fn reply(&self) -> Reply {
        let reply = Reply::error(self.status(), self.code(), &self.to_string());
        match self {
            Self::BadClient { basic: true } => reply.with("www-authenticate", "Basic realm=\"obo sts\""),
            _ => reply,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Dead, Refusal, Which};

    #[test]
    fn codes_and_statuses_are_those_of_the_rfcs() {
        for (refusal, status, code) in [
            (Refusal::Missing("subject_token"), 400, "invalid_request"),
            (Refusal::Dead(Which::Subject, Dead::Expired), 400, "invalid_request"),
            (Refusal::MayAct, 400, "invalid_request"),
            (Refusal::UnknownTarget, 400, "invalid_target"),
            (Refusal::ScopeNotHeld("a".to_owned()), 400, "invalid_scope"),
            (Refusal::BadClient { basic: false }, 401, "invalid_client"),
            (Refusal::GrantNotAllowed, 400, "unauthorized_client"),
            (Refusal::UnknownGrant, 400, "unsupported_grant_type"),
            (Refusal::NoSuchUser, 400, "invalid_grant"),
            (Refusal::Internal, 500, "server_error"),
        ] {
            assert_eq!((refusal.status(), refusal.code()), (status, code), "{refusal}");
        }
    }

    #[test]
    fn basic_is_challenged_and_an_assertion_is_not() {
        for basic in [true, false] {
            let reply = Refusal::BadClient { basic }.reply();
            assert_eq!(reply.header("www-authenticate").is_some(), basic);
        }
    }

    #[test]
    fn a_description_keeps_to_the_alphabet_of_rfc_6749() {
        for which in [Which::Subject, Which::Actor] {
            for dead in [Dead::Unreadable, Dead::Type, Dead::Issuer, Dead::Signature, Dead::Expired] {
                let text = Refusal::Dead(which, dead).to_string();
                assert!(text.bytes().all(|b| (0x20..0x7f).contains(&b) && b != b'"' && b != b'\\'), "{text}");
            }
        }
    }
}
