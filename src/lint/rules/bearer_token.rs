//! `bearer-token`: whoever has the token can use it.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "bearer-token",
    area: Area::Binding,
    summary: "whoever has the token can use it",
    level: Level::Note,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 9700 section 2.2.1", "RFC 9449", "RFC 8705", "OWASP NHI2"],
    docs: include_str!("bearer_token.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let goes_to_an_api = !matches!(context.place.member, Some("id_token" | "refresh_token"));
    if context.claims.is_some() && goes_to_an_api && context.mandate.binding.is_empty() {
        return vec![Flaw::at("/claims/cnf", "whoever has the token can use it")];
    }
    Vec::new()
}
