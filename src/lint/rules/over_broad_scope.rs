//! `over-broad-scope`: a scope gives its holder more than one task needs.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::lint::breadth::{Broad, flaw};
use crate::lint::scopes::{Scopes, scopes};
use crate::provider::Place;

pub(super) static RULE: Rule = Rule {
    id: "over-broad-scope",
    area: Area::Scope,
    summary: "a scope gives its holder more than one task needs",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 9700 section 2.3", "OWASP NHI5", "OWASP ASI03", "NIST CSF 2.0 PR.AA-05"],
    docs: include_str!("over_broad_scope.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let broad = |scopes: Scopes<'_>| {
        let named = scopes.values.into_iter().filter(|scope| !scope.contains('*'));
        let found = named.filter_map(|scope| Broad::of(context, Place::Scope, scope)).collect();
        flaw(context, scopes.pointer, found)
    };
    scopes(context).filter_map(broad).collect()
}
