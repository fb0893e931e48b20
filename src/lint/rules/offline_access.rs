//! `offline-access`: a refresh token goes with this token.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::lint::kind::TokenKind;
use crate::lint::scopes::scopes;

pub(super) static RULE: Rule = Rule {
    id: "offline-access",
    area: Area::Scope,
    summary: "a refresh token goes with this token",
    level: Level::Note,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["OpenID Connect Core section 11", "RFC 9700 section 4.14", "OWASP NHI7"],
    docs: include_str!("offline_access.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let found = scopes(context).find(|scopes| scopes.values.contains(&"offline_access"));
    let Some(scopes) = found.filter(|_| context.kind != TokenKind::RefreshToken) else { return Vec::new() };
    vec![Flaw::at(scopes.pointer, "whoever asked for this token also got a refresh token").value("offline_access")]
}
