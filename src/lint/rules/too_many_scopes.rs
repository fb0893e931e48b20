//! `too-many-scopes`: the token has more scopes than one task needs.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::lint::scopes::scopes;

pub(super) static RULE: Rule = Rule {
    id: "too-many-scopes",
    area: Area::Scope,
    summary: "the token has more scopes than one task needs",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 9700 section 2.3", "OWASP NHI5"],
    docs: include_str!("too_many_scopes.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let (count, limit) = (context.mandate.scopes.len(), context.settings.limits.scopes);
    if count <= limit {
        return Vec::new();
    }
    let pointer = scopes(context).next().map_or("/claims/scope", |scopes| scopes.pointer);
    vec![Flaw::at(pointer, format!("the token has {count} scope{}, more than {limit}", if count == 1 { "" } else { "s" }))]
}
