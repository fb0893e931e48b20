//! `depth-mismatch`: act_depth and the actors disagree.

use crate::delegation::chain::Level;
use crate::delegation::defect::Defect;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "depth-mismatch",
    area: Area::Delegation,
    summary: "act_depth and the number of actors disagree",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8693 section 4.1"],
    docs: include_str!("depth_mismatch.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(text) = context.problem(Defect::DepthMismatch) else { return Vec::new() };
    let flaw = Flaw::at("/claims/act_depth", text);
    let depth = context.claims.and_then(|claims| claims.get("act_depth"));
    vec![depth.iter().map(|value| value.to_json()).fold(flaw, Flaw::value)]
}
