//! `repeated-actor`: the same actor stands twice.

use crate::delegation::chain::Level;
use crate::delegation::defect::Defect;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "repeated-actor",
    area: Area::Delegation,
    summary: "the same actor stands twice in the chain",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8693 section 4.1"],
    docs: include_str!("repeated_actor.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(text) = context.problem(Defect::RepeatedActor) else { return Vec::new() };
    vec![Flaw::at(context.actors_place(), text)]
}
