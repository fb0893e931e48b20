//! `wildcard-audience`: the audience stands for many, by a star.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "wildcard-audience",
    area: Area::Audience,
    summary: "the audience stands for many, by a star",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 7519 section 4.1.3", "RFC 9700 section 2.3", "OWASP NHI5"],
    docs: include_str!("wildcard_audience.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let mut starred = context.mandate.audience.iter().filter(|one| one.contains('*')).peekable();
    if starred.peek().is_none() {
        return Vec::new();
    }
    let flaw = Flaw::at("/claims/aud", "an audience with a star is no audience");
    vec![starred.fold(flaw, |flaw, one| flaw.noted(one, "every service that reads a star"))]
}
