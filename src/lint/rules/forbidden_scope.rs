//! `forbidden-scope`: the policy does not want this scope.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::lint::scopes::{Scopes, scopes};
use crate::lint::settings::listed;

pub(super) static RULE: Rule = Rule {
    id: "forbidden-scope",
    area: Area::Scope,
    summary: "the policy does not want this scope",
    level: Level::Error,
    needs: Needs::List,
    since: "0.1.0",
    references: &["RFC 6749 section 3.3", "RFC 9700 section 2.3", "OWASP NHI5"],
    docs: include_str!("forbidden_scope.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let lists = &context.settings.lists;
    let note = |scope: &str| {
        if listed(&lists.forbidden_scopes, scope) {
            Some("among forbid-scopes")
        } else if lists.scopes.as_ref().is_some_and(|allowed| !listed(allowed, scope)) {
            Some("not among allow-scopes")
        } else {
            None
        }
    };
    let unwanted = |scopes: Scopes<'_>| {
        let mut found = scopes.values.into_iter().filter_map(|scope| Some((scope, note(scope)?))).peekable();
        found.peek()?;
        let flaw = Flaw::at(scopes.pointer, "the token has scopes that the policy does not want");
        Some(found.fold(flaw, |flaw, (scope, note)| flaw.noted(scope, note)))
    };
    scopes(context).filter_map(unwanted).collect()
}
