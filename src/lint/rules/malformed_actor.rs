//! `malformed-actor`: an actor that names nobody.

use crate::delegation::chain::Level;
use crate::delegation::defect::Defect;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "malformed-actor",
    area: Area::Delegation,
    summary: "an actor is written so that nobody is named",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8693 section 4.1"],
    docs: include_str!("malformed_actor.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(text) = context.problem(Defect::MalformedActor) else { return Vec::new() };
    // The outermost of them is nearest to whoever uses the token.
    let nameless = context.chain.actors.iter().rev().find(|actor| actor.id.is_none());
    let place = nameless.and_then(|actor| actor.pointer.clone()).unwrap_or_else(|| "/claims/act".to_owned());
    vec![Flaw::at(place, text)]
}
