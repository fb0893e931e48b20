//! `chain-rewritten`: the prior actors are not those of the subject token.

use crate::delegation::chain::Level;
use crate::delegation::defect::Defect;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "chain-rewritten",
    area: Area::Delegation,
    summary: "a prior actor stands in the issued token that the subject token does not have, or in another order",
    level: Level::Error,
    needs: Needs::Parent,
    since: "0.1.0",
    references: &["RFC 8693 section 4.1"],
    docs: include_str!("chain_rewritten.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(text) = context.defect(Defect::ChainRewritten) else { return Vec::new() };
    let text = match text.strip_suffix("the parent does not have") {
        Some(actor) => format!("{actor}the subject token does not have"),
        None => text.to_owned(),
    };
    vec![Flaw::at("/claims/act", text)]
}
