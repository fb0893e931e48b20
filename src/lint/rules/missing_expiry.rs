//! `missing-expiry`: the token never ends.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "missing-expiry",
    area: Area::Lifetime,
    summary: "the token has no exp, so it never ends",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 7519 section 4.1.4", "RFC 9068 section 2.2", "OWASP NHI7"],
    docs: include_str!("missing_expiry.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    match context.claims {
        Some(claims) if claims.get("exp").is_none() => {
            vec![Flaw::at("/claims/exp", "the token never ends")]
        }
        _ => Vec::new(),
    }
}
