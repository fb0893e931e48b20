//! `invalid-transaction-token`: a transaction token that its draft does not allow.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::kind::TokenKind;
use crate::lint::requirement;
use crate::lint::rule::{Area, Needs, Rule};
use crate::token::claims::Field;

pub(super) static RULE: Rule = Rule {
    id: "invalid-transaction-token",
    area: Area::Profile,
    summary: "a transaction token that its draft does not allow",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["draft-ietf-oauth-transaction-tokens"],
    docs: include_str!("invalid_transaction_token.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(claims) = context.claims.filter(|_| context.kind == TokenKind::TransactionToken) else {
        return Vec::new();
    };
    let what = "a transaction token";
    let mut flaws = requirement::unmet(claims, &["txn", "sub"], &["iat", "aud", "exp", "req_wl"], what);
    // Earlier revisions of the draft called the scope a purpose.
    if ["scope", "purp", "purpose"].iter().all(|name| claims.get(name).is_none()) {
        flaws.push(Flaw::at("/claims/scope", format!("{what} has no scope")));
    }
    if let Field::Malformed(found) = claims.texts("scope") {
        flaws.push(Flaw::at("/claims/scope", format!("scope of {what} is {found}")));
    }
    flaws
}
