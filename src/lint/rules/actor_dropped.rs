//! `actor-dropped`: an actor of the subject token is missing.

use crate::delegation::chain::Level;
use crate::delegation::defect::Defect;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "actor-dropped",
    area: Area::Delegation,
    summary: "an actor of the subject token is missing in the issued token",
    level: Level::Error,
    needs: Needs::Parent,
    since: "0.1.0",
    references: &["RFC 8693 section 4.1"],
    docs: include_str!("actor_dropped.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(text) = context.defect(Defect::ActorDropped) else { return Vec::new() };
    vec![dropped(context, text)]
}

fn dropped(context: &Context<'_>, text: &str) -> Flaw {
    let dropped = context.change.iter().flat_map(|change| &change.actors.dropped);
    dropped.fold(Flaw::at("/claims/act", text), Flaw::value)
}
