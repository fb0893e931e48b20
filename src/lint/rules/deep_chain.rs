//! `deep-chain`: too many actors.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::plural::counted;
use crate::token::claims::Claims;

pub(super) static RULE: Rule = Rule {
    id: "deep-chain",
    area: Area::Delegation,
    summary: "more actors act one after the other than the limit",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8693 section 4.1"],
    docs: include_str!("deep_chain.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let limit = context.settings.limits.actors;
    let count = context.claims.map_or(0, nested).max(context.actors().count());
    if count <= limit {
        return Vec::new();
    }
    vec![Flaw::at(context.actors_place(), format!("{} one after the other, and the limit is {limit}", counted(count, "actor acts", "actors act")))]
}

/// How many nodes of `act` there are, whether or not they are listed.
fn nested(claims: Claims<'_>) -> usize {
    std::iter::successors(claims.get("act"), |node| node.get("act")).count()
}
