//! `dpop certificate`: possession, as far as it is proven.

use super::case::Case;
use super::check::{Finding, NOT_ASKED};
use crate::token::json::{Kind as JsonKind, Value};

/// Why possession was not judged although the token is bound.
pub const NOT_PROVEN: &str = "bound; possession not proven";

/// What a token is bound to (RFC 7800 section 3.1).
enum Bound<'c> {
    No,
    Malformed(&'static str),
    To(Value<'c>),
}

fn bound<'c>(case: &Case<'c>) -> Bound<'c> {
    match case.claims.get("cnf") {
        None => Bound::No,
        Some(cnf)
            if ["jkt", "x5t#S256"]
                .iter()
                .any(|name| cnf.get(name).is_some_and(|it| it.as_str().is_none())) =>
        {
            Bound::Malformed("an object with a thumbprint that is no text")
        }
        Some(cnf) if cnf.get("jwk").is_some_and(|jwk| jwk.kind() != JsonKind::Object) => {
            Bound::Malformed("an object with a jwk that is none")
        }
        Some(cnf) if cnf.kind() == JsonKind::Object && cnf.members().next().is_some() => Bound::To(cnf),
        Some(cnf) if cnf.kind() == JsonKind::Object => Bound::Malformed("an empty object"),
        Some(cnf) => Bound::Malformed(cnf.kind().noun()),
    }
}

/// Judges the DPoP proof (RFC 9449), and a token that is bound to nothing.
pub(super) fn dpop(case: &Case<'_>) -> Finding {
    let required = case.policy.require_binding;
    match bound(case) {
        Bound::Malformed(found) => Finding::fail(format!("cnf is {found}")),
        Bound::No if required => Finding::fail("bound to no key, and --require-binding asks for one"),
        Bound::No => Finding::unasked(NOT_ASKED),
        Bound::To(cnf) if cnf.get("x5t#S256").is_some() && cnf.members().count() == 1 => {
            Finding::unasked(NOT_ASKED)
        }
        Bound::To(_) if required => Finding::fail(NOT_PROVEN),
        Bound::To(_) => Finding::skip(NOT_PROVEN),
    }
}

/// Judges the client certificate (RFC 8705).
pub(super) fn certificate(case: &Case<'_>) -> Finding {
    match bound(case) {
        Bound::Malformed(found) => Finding::fail(format!("cnf is {found}")),
        Bound::To(cnf) if cnf.get("x5t#S256").is_some() => match case.policy.require_binding {
            true => Finding::fail(NOT_PROVEN),
            false => Finding::skip(NOT_PROVEN),
        },
        _ => Finding::unasked(NOT_ASKED),
    }
}
