//! What every check is given: the token, what it says, and what is expected.

use super::introspection::Introspection;
use super::policy::Policy;
use super::profile::TokenType;
use crate::delegation::chain::Chain;
use crate::instant::Instant;
use crate::token::Token;
use crate::token::claims::{Claims, Field};
pub(super) use crate::token::media_type;

/// A token before the checks of its claims.
pub(super) struct Case<'c> {
    pub(super) token: &'c Token,
    pub(super) claims: Claims<'c>,
    pub(super) policy: &'c Policy,
    pub(super) now: Instant,
    /// Who acts for whom, in whatever format.
    pub(super) chain: &'c Chain,
    /// What the issuer's server said of the token, where it was asked.
    pub(super) introspected: Option<&'c Introspection>,
    /// Whether the claims are that server's word and not the token's.
    pub(super) is_opaque: bool,
}

impl<'c> Case<'c> {
    /// The issuer that the token names: `iss`, or the trust domain of a JWT-SVID.
    pub(super) fn issuer(&self) -> Field<String> {
        issuer(self.claims, self.policy)
    }

    /// The header's `typ`; several signatures must agree about it.
    pub(super) fn typ(&self) -> Field<&'c str> {
        let headers = self.token.signatures().iter().map(|signature| signature.protected.as_ref());
        let mut all =
            headers.map(|header| header.map_or(Field::Absent, |it| Claims::new(it.value()).text("typ")));
        let first = all.next().unwrap_or(Field::Absent);
        if all.all(|other| other == first) {
            first
        } else {
            Field::Malformed("another in each signature".to_owned())
        }
    }
}

/// The issuer that claims name; a JWT-SVID's is the trust domain of its `sub`.
pub(super) fn issuer(claims: Claims<'_>, policy: &Policy) -> Field<String> {
    if policy.token_type != Some(TokenType::JwtSvid) {
        return match claims.text("iss") {
            Field::Absent => Field::Absent,
            Field::Malformed(found) => Field::Malformed(found),
            Field::Present(text) => Field::Present(text.to_owned()),
        };
    }
    match claims.text("sub") {
        Field::Absent => Field::Absent,
        Field::Malformed(found) => Field::Malformed(found),
        Field::Present(id) => match super::profile::trust_domain(id) {
            Some(domain) => Field::Present(format!("spiffe://{domain}")),
            None => Field::Malformed("no SPIFFE ID".to_owned()),
        },
    }
}
