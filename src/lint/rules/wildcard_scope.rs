//! `wildcard-scope`: a scope stands for many, by a star.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::lint::scopes::{Scopes, scopes};

pub(super) static RULE: Rule = Rule {
    id: "wildcard-scope",
    area: Area::Scope,
    summary: "a scope stands for many, by a star",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 6749 section 3.3", "RFC 9700 section 2.3", "OWASP NHI5"],
    docs: include_str!("wildcard_scope.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let starred = |scopes: Scopes<'_>| {
        let found: Vec<&str> = scopes.values.into_iter().filter(|scope| scope.contains('*')).collect();
        (!found.is_empty()).then(|| {
            let flaw = Flaw::at(scopes.pointer, "a scope with a star stands for whatever fits it");
            found.into_iter().fold(flaw, |flaw, scope| flaw.noted(scope, "every scope that fits"))
        })
    };
    scopes(context).filter_map(starred).collect()
}
