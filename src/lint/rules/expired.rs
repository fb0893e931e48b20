//! `expired`: the token has ended.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "expired",
    area: Area::Lifetime,
    summary: "the token has ended",
    level: Level::Note,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 7519 section 4.1.4"],
    docs: include_str!("expired.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    match context.mandate.expires {
        Some(expires) if expires <= context.now => {
            vec![Flaw::at("/claims/exp", format!("the token ended at {expires}")).value(expires.seconds().to_string())]
        }
        _ => Vec::new(),
    }
}
