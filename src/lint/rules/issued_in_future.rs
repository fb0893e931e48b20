//! `issued-in-future`: issued later than now.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::lint::settings::SLACK;

pub(super) static RULE: Rule = Rule {
    id: "issued-in-future",
    area: Area::Lifetime,
    summary: "the token says that it was issued later than now",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 7519 section 4.1.6"],
    docs: include_str!("issued_in_future.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    match context.mandate.issued {
        Some(issued) if issued > context.now.plus(SLACK) => {
            let message = format!("the token was issued at {issued}, which is still to come");
            vec![Flaw::at("/claims/iat", message).value(issued.seconds().to_string())]
        }
        _ => Vec::new(),
    }
}
