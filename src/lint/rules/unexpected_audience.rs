//! `unexpected-audience`: the policy does not know this audience.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::lint::settings::listed;

pub(super) static RULE: Rule = Rule {
    id: "unexpected-audience",
    area: Area::Audience,
    summary: "the policy does not know this audience",
    level: Level::Error,
    needs: Needs::List,
    since: "0.1.0",
    references: &["RFC 8725 section 3.9", "RFC 9700 section 2.3", "OWASP NHI5"],
    docs: include_str!("unexpected_audience.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(allowed) = &context.settings.lists.audiences else { return Vec::new() };
    let mut unknown = context.mandate.audience.iter().filter(|one| !listed(allowed, one)).peekable();
    if unknown.peek().is_none() {
        return Vec::new();
    }
    let flaw = Flaw::at("/claims/aud", "the token is for somebody whom the policy does not name");
    vec![unknown.fold(flaw, |flaw, one| flaw.noted(one, "not among allow-audiences"))]
}
