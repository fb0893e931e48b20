//! What every check is given: the token, what it says, and what is expected.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::introspection::Introspection;
use super::policy::Policy;
use super::profile::TokenType;
use crate::delegation::chain::Chain;
use crate::delegation::defect::Defect;
use crate::delegation::{has_plain_actors, unfold_whole};
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
    pub(super) actors: &'c Unfolding<'c>,
    /// What the issuer's server said of the token, where it was asked.
    pub(super) introspected: Option<&'c Introspection>,
    /// Whether the claims are that server's word and not the token's.
    pub(super) is_opaque: bool,
}

/// Who acts for whom, unfolded once somebody asks.
pub(super) struct Unfolding<'c> {
    token: &'c Token,
    /// Whether no actor is malformed whatever the format, so that a token of which nothing is asked stays folded.
    is_plain: bool,
    chain: OnceCell<Chain>,
}

impl<'c> Unfolding<'c> {
    pub(super) fn of(token: &'c Token) -> Self {
        Self { token, is_plain: has_plain_actors(token), chain: OnceCell::new() }
    }

    /// Why an actor is malformed, if one is.
    fn malformed(&self) -> Option<&str> {
        if self.is_plain {
            return None;
        }
        problem(self.chain.get_or_init(|| unfold_whole(self.token)), Defect::MalformedActor)
    }
}

/// What a chain says of a defect.
fn problem(chain: &Chain, defect: Defect) -> Option<&str> {
    let problem = chain.problems.iter().find(|problem| problem.code == defect.code());
    problem.map(|problem| problem.text.as_str())
}

impl<'c> Case<'c> {
    /// Who acts for whom, in whatever format.
    pub(super) fn chain(&self) -> &'c Chain {
        self.actors.chain.get_or_init(|| unfold_whole(self.token))
    }

    /// Why an actor is malformed, if one is: looked for in every token, asked or not (SECURITY.md R12).
    pub(super) fn malformed_actor(&self) -> Option<&'c str> {
        self.actors.malformed()
    }

    /// Why there are more actors than are listed, if there are.
    pub(super) fn too_many_actors(&self) -> Option<&'c str> {
        problem(self.chain(), Defect::DeepChain)
    }

    /// The issuer that the token names: `iss`, or the trust domain of a JWT-SVID.
    pub(super) fn issuer(&self) -> Field<Cow<'c, str>> {
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
pub(super) fn issuer<'c>(claims: Claims<'c>, policy: &Policy) -> Field<Cow<'c, str>> {
    if policy.token_type != Some(TokenType::JwtSvid) {
        return match claims.text("iss") {
            Field::Absent => Field::Absent,
            Field::Malformed(found) => Field::Malformed(found),
            Field::Present(text) => Field::Present(Cow::Borrowed(text)),
        };
    }
    // An `iss` of its own decides nothing, and is text all the same (SECURITY.md R9).
    if let Field::Malformed(found) = claims.text("iss") {
        return Field::Malformed(found);
    }
    match claims.text("sub") {
        Field::Absent => Field::Absent,
        Field::Malformed(found) => Field::Malformed(found),
        Field::Present(id) => match super::profile::trust_domain(id) {
            Some(domain) => Field::Present(Cow::Owned(format!("spiffe://{domain}"))),
            None => Field::Malformed("no SPIFFE ID".to_owned()),
        },
    }
}
