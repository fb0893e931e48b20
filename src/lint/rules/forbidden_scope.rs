//! `forbidden-scope`: the policy does not want this scope.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::lint::scopes::{Scopes, malformed, scopes};
use crate::lint::settings::{forbidden, listed};

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
        if forbidden(&lists.forbidden_scopes, scope) {
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
    let mut flaws: Vec<Flaw> = scopes(context).filter_map(unwanted).collect();
    // What cannot be read is on no list, and whoever makes the token must not escape the lists by it.
    let has_list = lists.scopes.is_some() || !lists.forbidden_scopes.is_empty();
    for (pointer, found) in context.claims.filter(|_| has_list).into_iter().flat_map(malformed) {
        if flaws.iter().all(|flaw| flaw.pointer != pointer) {
            flaws.push(Flaw::at(pointer, format!("the policy has a list of scopes, and what stands here is {found}")));
        }
    }
    flaws
}
