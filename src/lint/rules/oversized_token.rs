//! `oversized-token`: the token is larger than many servers take in a header.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::token::Kind;

pub(super) static RULE: Rule = Rule {
    id: "oversized-token",
    area: Area::Profile,
    summary: "the token is larger than many servers take in a header",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 9110 section 5.4"],
    docs: include_str!("oversized_token.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let (token, limit) = (context.token, context.settings.limits.bytes);
    // What nothing signed or sealed is a record of a token, not what is sent.
    if matches!(token.kind(), Kind::Claims | Kind::Introspection) || token.raw().len() <= limit {
        return Vec::new();
    }
    vec![Flaw::at("", format!("the token has {} bytes; the limit is {limit}", token.raw().len()))]
}
