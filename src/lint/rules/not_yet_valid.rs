//! `not-yet-valid`: it is not valid yet.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "not-yet-valid",
    area: Area::Lifetime,
    summary: "the token is not valid yet",
    level: Level::Note,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 7519 section 4.1.5"],
    docs: include_str!("not_yet_valid.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    match context.claims.and_then(|claims| claims.date("nbf").present()) {
        Some(begins) if begins > context.now => {
            let message = format!("the token is valid from {begins} on");
            vec![Flaw::at("/claims/nbf", message).value(begins.seconds().to_string())]
        }
        _ => Vec::new(),
    }
}
