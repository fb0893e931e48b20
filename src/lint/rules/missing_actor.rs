//! `missing-actor`: somebody acts and is not named.

use crate::delegation::chain::Level;
use crate::delegation::own_word;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::token::claims::Claims;

pub(super) static RULE: Rule = Rule {
    id: "missing-actor",
    area: Area::Delegation,
    summary: "somebody acts for the subject and is not named",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8693 section 1.1", "RFC 8693 section 4.1"],
    docs: include_str!("missing_actor.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(claims) = context.claims else { return Vec::new() };
    // Whoever stands in act without an id is a malformed actor.
    if claims.get("act").is_some() || context.actors().any(|actor| actor.id.is_some()) {
        return Vec::new();
    }
    if let Some(how) = delegated(context, claims) {
        return vec![Flaw::at("/claims/act", format!("{how}, and no actor is named"))];
    }
    let Some(parent) = context.parent else { return Vec::new() };
    let (before, after) = (&parent.mandate.clients, &context.mandate.clients);
    let is_same = before.is_empty() || after.is_empty() || after.iter().any(|client| before.contains(client));
    if is_same || context.change.as_ref().is_none_or(|change| change.same_token) {
        return Vec::new();
    }
    let message = format!("{} got the token for a token of {}, and no actor is named", after.join(", "), before.join(", "));
    vec![Flaw::at("/claims/act", message)]
}

/// How the token says of itself that somebody acts for its subject; `None` where it does not.
fn delegated(context: &Context<'_>, claims: Claims<'_>) -> Option<&'static str> {
    // Elsewhere an actor without an id is a malformed one.
    if context.chain.format.names_current_actor_only() && context.actors().next().is_some() {
        return Some("its facets tell of an agent that acts");
    }
    own_word::delegated(context.token, claims)
}
