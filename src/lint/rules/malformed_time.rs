//! `malformed-time`: a time that is no time.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::token::claims::Field;

pub(super) static RULE: Rule = Rule {
    id: "malformed-time",
    area: Area::Lifetime,
    summary: "a time of the token is no time that every reader understands alike",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 7519 section 2", "RFC 7519 section 4.1.4"],
    docs: include_str!("malformed_time.md"),
    check,
};

/// The registered times, in the order of their sections.
const TIMES: [&str; 3] = ["exp", "nbf", "iat"];

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(claims) = context.claims else { return Vec::new() };
    let mut flaws = Vec::new();
    for name in TIMES {
        let (Field::Malformed(found), Some(value)) = (claims.date(name), claims.get(name)) else { continue };
        let shown = value.as_str().map_or_else(|| value.to_json(), str::to_owned);
        flaws.push(Flaw::at(format!("/claims/{name}"), format!("{name} is {found}")).value(shown));
    }
    flaws
}
