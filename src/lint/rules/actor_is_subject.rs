//! `actor-is-subject`: the actor is the subject itself.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "actor-is-subject",
    area: Area::Delegation,
    summary: "the actor is the subject itself",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8693 section 1.1"],
    docs: include_str!("actor_is_subject.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let subject = &context.chain.subject;
    let Some(id) = subject.id.as_deref() else { return Vec::new() };
    let own = |issuer: Option<&str>| issuer.is_none_or(|issuer| subject.issuer.as_deref().is_none_or(|own| own == issuer));
    let found = context
        .actors()
        .filter(|actor| actor.id.as_deref() == Some(id) && own(actor.issuer.as_deref()))
        .last();
    // An agent that acts through itself is written so by design where facets say who acts.
    let Some(pointer) = found.and_then(|actor| actor.pointer.clone()).filter(|place| place.starts_with("/claims/act/"))
    else {
        return Vec::new();
    };
    vec![Flaw::at(pointer, format!("{id} acts for {id}")).value(id)]
}
