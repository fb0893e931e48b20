//! `token-passthrough`: the subject token itself was passed on, nothing was exchanged.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "token-passthrough",
    area: Area::Audience,
    summary: "the subject token itself was passed on, nothing was exchanged",
    level: Level::Error,
    needs: Needs::Parent,
    since: "0.1.0",
    references: &["RFC 8693 section 1.1", "RFC 9700 section 2.3", "OWASP ASI03"],
    docs: include_str!("token_passthrough.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    if context.change.as_ref().is_some_and(|change| change.same_token) {
        vec![Flaw::at("", "this is the subject token itself, passed on unchanged")]
    } else {
        Vec::new()
    }
}
