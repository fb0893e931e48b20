//! `type`: what sort of token it is, and the sorts that are never a credential for an API (SECURITY.md R10).

use super::case::{Case, media_type};
use super::check::{Finding, one_of};
use crate::token::claims::Field;

/// Proofs, assertions and notices: signed by somebody for something else than access.
const NEVER: [&str; 8] = [
    "dpop+jwt",
    "logout+jwt",
    "kb+jwt",
    "secevent+jwt",
    "oauth-authz-req+jwt",
    "client-authentication+jwt",
    "token-introspection+jwt",
    "wpt+jwt",
];

/// Judges `typ`, asked for or not.
pub(super) fn judge(case: &Case<'_>) -> Finding {
    let wanted = &case.policy.types;
    let typ = match case.typ() {
        Field::Malformed(found) => return Finding::fail(format!("typ is {found}")),
        Field::Present(typ) => Some(typ),
        Field::Absent => None,
    };
    if !wanted.is_empty() {
        return match typ {
            Some(typ) if wanted.iter().any(|one| media_type(one) == media_type(typ)) => {
                Finding::pass(typ.to_owned())
            }
            Some(typ) => Finding::fail("another type").wanted(one_of(wanted)).found(typ),
            None => Finding::fail("the header has no typ").wanted(one_of(wanted)),
        };
    }
    if case.claims.get("events").is_some() {
        return Finding::fail("an event notice (it has events), which is no credential for an API");
    }
    match typ {
        Some(typ) if NEVER.contains(&&*media_type(typ)) => {
            Finding::fail("a kind of token that is no credential for an API").found(typ)
        }
        Some("") => Finding::pass("an empty text"),
        Some(typ) => Finding::pass(typ.to_owned()),
        None => Finding::pass("none stated"),
    }
}
