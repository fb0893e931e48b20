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
    vec![Flaw::at(place(context), text)]
}

/// Where the format writes its actors.
fn place(context: &Context<'_>) -> String {
    let pointer = context.actors().find_map(|actor| actor.pointer.as_deref()).unwrap_or("/claims/act");
    pointer.split('/').take(3).collect::<Vec<_>>().join("/")
}
