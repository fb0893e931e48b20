//! `introspection`: whether the server's answer and the token say the same.

use super::Said;
use crate::token::claims::{Claims, Field};
use crate::token::json::{Kind as JsonKind, Value};
use crate::verify::case::Case;
use crate::verify::check::{Finding, NOT_ASKED};
use crate::verify::keyring::names;

/// The claims over which token and answer may not disagree where both have them.
const SHARED: [&str; 7] = ["iss", "sub", "aud", "exp", "client_id", "jti", "cnf"];

/// Judges what the server said of a token.
pub(in crate::verify) fn judge(case: &Case<'_>) -> Finding {
    let Some(told) = case.introspected else { return Finding::unasked(NOT_ASKED) };
    if let Some(fault) = told.fault(&case.claims.audience()) {
        return fault;
    }
    let Said::Active { answer, is_signed } = &told.said else { return Finding::unasked(NOT_ASKED) };
    let by = match is_signed {
        true => format!("active, says {} in a signed answer", told.issuer),
        false => format!("active, says {}", told.issuer),
    };
    // An answer speaks for the issuer that gave it alone (SECURITY.md R3).
    let own = case.issuer();
    if let Some(other) = own.present().filter(|own| !names(&told.issuer, own, Some(case.claims))) {
        return Finding::fail("the answer of one issuer over a token of another")
            .wanted(other)
            .found(&told.issuer);
    }
    let answer = Claims::new(answer.value());
    // RFC 7662 section 2.1 lets a server answer for refresh tokens as well, and some say so in one of these.
    let is_refresh = |name: &&str| answer.text(name).present() == Some("refresh_token");
    if let Some(name) = ["token_use", "token_type"].iter().find(|name| is_refresh(name)) {
        return Finding::fail("a refresh token, says the server, which is no credential for an API")
            .found(format!("{name} refresh_token"));
    }
    if case.is_opaque {
        return Finding::pass(by);
    }
    let different: Vec<&str> =
        SHARED.into_iter().filter(|name| disagree(name, case.claims, answer)).collect();
    if !different.is_empty() {
        let of = |claims: Claims<'_>| {
            let one = |name: &&str| claims.get(name).map(|value| format!("{name} {}", value.to_json()));
            different.iter().filter_map(one).collect::<Vec<_>>().join(", ")
        };
        return Finding::fail(format!("token and answer disagree over {}", different.join(", ")))
            .wanted(of(case.claims))
            .found(of(answer));
    }
    // A server that says less than it signed is named; the actors are judged by the token.
    match (case.claims.get("act"), answer.get("act")) {
        (Some(_), None) => Finding::pass(format!("{by}; it leaves act out")),
        (Some(own), Some(told)) if own.to_json() != told.to_json() => Finding::pass(format!(
            "{by}; its act is another than the token's, which is the one that was judged"
        )),
        (None, Some(_)) => Finding::pass(format!("{by}; it adds an act, which was not judged")),
        _ => Finding::pass(by),
    }
}

/// Whether a claim that both have has two meanings.
fn disagree(name: &str, token: Claims<'_>, answer: Claims<'_>) -> bool {
    let (Some(left), Some(right)) = (token.get(name), answer.get(name)) else { return false };
    match name {
        "aud" => match (token.texts(name), answer.texts(name)) {
            (Field::Present(left), Field::Present(right)) => {
                left.iter().any(|one| !right.contains(one)) || right.iter().any(|one| !left.contains(one))
            }
            _ => left.to_json() != right.to_json(),
        },
        "exp" => match (token.date(name), answer.date(name)) {
            (Field::Present(left), Field::Present(right)) => left != right,
            _ => left.to_json() != right.to_json(),
        },
        "cnf" => differs(left, right),
        _ => left.to_json() != right.to_json(),
    }
}

/// Whether two confirmations bind to different keys: members may come in another order, and be more.
fn differs(left: Value<'_>, right: Value<'_>) -> bool {
    if left.kind() != JsonKind::Object || right.kind() != JsonKind::Object {
        return left.to_json() != right.to_json();
    }
    let mut shared = left.members().filter_map(|(name, own)| Some((own, right.get(name)?))).peekable();
    shared.peek().is_none() || shared.any(|(left, right)| members(left) != members(right))
}

/// A value without the order of its members, one level deep: as deep as the members of a key go.
fn members(value: Value<'_>) -> Vec<String> {
    let mut all: Vec<String> = match value.kind() {
        JsonKind::Object => value.members().map(|(name, own)| format!("{name}:{}", own.to_json())).collect(),
        _ => vec![value.to_json()],
    };
    all.sort_unstable();
    all
}
