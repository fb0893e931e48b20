//! `unknown-issuer`: the policy does not list the issuer.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::lint::settings::listed;
use crate::token::claims::Field;

pub(super) static RULE: Rule = Rule {
    id: "unknown-issuer",
    area: Area::Profile,
    summary: "the policy does not list the issuer",
    level: Level::Error,
    needs: Needs::List,
    since: "0.1.0",
    references: &["RFC 8725 section 3.8"],
    docs: include_str!("unknown_issuer.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let (Some(list), Some(claims)) = (&context.settings.lists.issuers, context.claims) else { return Vec::new() };
    match claims.text("iss") {
        Field::Present(issuer) if listed(list, issuer) => Vec::new(),
        Field::Present(issuer) => vec![Flaw::at("/claims/iss", "the policy does not list this issuer").value(issuer)],
        // What is missing or no text is on no list.
        _ => vec![Flaw::at("/claims/iss", "the token names no issuer that the policy could list")],
    }
}
