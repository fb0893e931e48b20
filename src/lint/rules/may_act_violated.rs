//! `may-act-violated`: somebody acts whom the subject token does not name.

use crate::delegation::chain::Level;
use crate::delegation::defect::Defect;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "may-act-violated",
    area: Area::Delegation,
    summary: "the subject token says who may act, and it is somebody else",
    level: Level::Error,
    needs: Needs::Parent,
    since: "0.1.0",
    references: &["RFC 8693 section 4.4"],
    docs: include_str!("may_act_violated.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(text) = context.defect(Defect::MayActViolated) else { return Vec::new() };
    vec![Flaw::at("/claims/act", text.replace("the parent", "the subject token"))]
}
