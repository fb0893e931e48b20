//! `may-act-in-issued-token`: may_act is carried on.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "may-act-in-issued-token",
    area: Area::Delegation,
    summary: "an issued token carries may_act on",
    level: Level::Note,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8693 section 4.4"],
    docs: include_str!("may_act_in_issued_token.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(claims) = context.claims else { return Vec::new() };
    if claims.get("may_act").is_none() || (claims.get("act").is_none() && context.parent.is_none()) {
        return Vec::new();
    }
    vec![Flaw::at("/claims/may_act", "the issued token says who else may act for the subject")]
}
