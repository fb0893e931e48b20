//! What kind of token this is, as far as it tells; limits and the policy's sections depend on it.

use crate::delegation::chain::{Chain, FormatName};
use crate::token::Token;
use crate::token::claims::Field;

/// A kind of token that is judged by limits of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenKind {
    /// An access token, and whatever says nothing else of itself.
    AccessToken,
    /// An ID token (OpenID Connect Core 1.0).
    IdToken,
    /// A refresh token.
    RefreshToken,
    /// An Identity Assertion Authorization Grant.
    IdJag,
    /// A transaction token.
    TransactionToken,
    /// A JWT-SVID (SPIFFE).
    JwtSvid,
    /// A workload identity token (WIMSE).
    WorkloadIdentityToken,
    /// A Kubernetes service account token.
    ServiceAccountToken,
    /// What a CI system gives a job to say who it is.
    JobToken,
    /// A proof of possession, such as DPoP's (RFC 9449): it shows that somebody holds a key, and grants nothing.
    Proof,
}

impl TokenKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::AccessToken,
        Self::IdToken,
        Self::RefreshToken,
        Self::IdJag,
        Self::TransactionToken,
        Self::JwtSvid,
        Self::WorkloadIdentityToken,
        Self::ServiceAccountToken,
        Self::JobToken,
        Self::Proof,
    ];

    /// The word for it, as `kind` of a policy's section takes it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::AccessToken => "access-token",
            Self::IdToken => "id-token",
            Self::RefreshToken => "refresh-token",
            Self::IdJag => "id-jag",
            Self::TransactionToken => "transaction-token",
            Self::JwtSvid => "jwt-svid",
            Self::WorkloadIdentityToken => "workload-identity-token",
            Self::ServiceAccountToken => "service-account-token",
            Self::JobToken => "job-token",
            Self::Proof => "proof",
        }
    }

    /// Tells the kind from the member of a response it stood in, its type, and how it writes delegation down.
    #[must_use]
    pub fn of(token: &Token, chain: &Chain, member: Option<&str>) -> Self {
        match member {
            Some("refresh_token") => return Self::RefreshToken,
            Some("id_token") => return Self::IdToken,
            _ => {}
        }
        let typ = token.header_text("typ").map(media_type).unwrap_or_default();
        match typ.as_str() {
            "at+jwt" => return Self::AccessToken,
            "oauth-id-jag+jwt" => return Self::IdJag,
            "txntoken+jwt" => return Self::TransactionToken,
            "wit+jwt" => return Self::WorkloadIdentityToken,
            "dpop+jwt" | "openid4vci-proof+jwt" => return Self::Proof,
            _ => {}
        }
        match chain.format {
            FormatName::Kubernetes => return Self::ServiceAccountToken,
            FormatName::Github | FormatName::Gitlab => return Self::JobToken,
            // A `typ` with a suffix (RFC 8725 section 3.11) names a kind of its own, and a JWT-SVID's is never such a one.
            FormatName::Spiffe if !typ.contains('+') => return Self::JwtSvid,
            FormatName::TransactionToken => return Self::TransactionToken,
            FormatName::IdJag => return Self::IdJag,
            _ => {}
        }
        let Some(claims) = token.claims() else { return Self::AccessToken };
        match claims.text("typ") {
            Field::Present("ID") => return Self::IdToken,
            Field::Present("Refresh" | "Offline") => return Self::RefreshToken,
            _ => {}
        }
        // What wants to be a SPIFFE ID is judged as one, malformed or not; beside a client it is an access token's subject.
        if chain.format == FormatName::None
            && claims.text("sub").present().is_some_and(|sub| sub.starts_with("spiffe://"))
        {
            return Self::JwtSvid;
        }
        let hashes = ["at_hash", "c_hash", "s_hash"];
        if hashes.into_iter().any(|name| claims.get(name).is_some()) {
            Self::IdToken
        } else {
            Self::AccessToken
        }
    }
}

/// A media type without `application/`, in small letters.
#[must_use]
pub fn media_type(typ: &str) -> String {
    let typ = typ.to_ascii_lowercase();
    typ.strip_prefix("application/").map_or(typ.clone(), str::to_owned)
}
