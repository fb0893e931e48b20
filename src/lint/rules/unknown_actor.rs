//! `unknown-actor`: an actor whom the policy does not name.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::lint::settings::listed;

pub(super) static RULE: Rule = Rule {
    id: "unknown-actor",
    area: Area::Delegation,
    summary: "an actor acts whom the policy does not name",
    level: Level::Error,
    needs: Needs::List,
    since: "0.1.0",
    references: &["RFC 8693 section 4.1", "OWASP NHI9"],
    docs: include_str!("unknown_actor.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(list) = &context.settings.lists.actors else { return Vec::new() };
    let mut unknown: Vec<&str> = Vec::new();
    for actor in context.actors() {
        let id = actor.id.as_deref().unwrap_or("(nobody)");
        let whole = actor.issuer.as_deref().map(|issuer| format!("{issuer}|{id}"));
        let is_known = actor.id.is_some()
            && (listed(list, id) || whole.is_some_and(|whole| listed(list, &whole)));
        if !is_known && !unknown.contains(&id) {
            unknown.push(id);
        }
    }
    let message = match unknown.as_slice() {
        [] => return Vec::new(),
        [one] => format!("{one} acts, and the policy does not name it"),
        more => format!("{} actors act whom the policy does not name", more.len()),
    };
    vec![unknown.into_iter().fold(Flaw::at(context.actors_place(), message), Flaw::value)]
}
