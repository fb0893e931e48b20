//! `over-broad-role`: a role gives its holder more than one task needs.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::lint::breadth::{Broad, flaw};
use crate::lint::kind::TokenKind;
use crate::lint::scopes::{scopes, texts};
use crate::provider::Place;
use crate::token::json::Value;

pub(super) static RULE: Rule = Rule {
    id: "over-broad-role",
    area: Area::Scope,
    summary: "a role gives its holder more than one task needs",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 9068 section 2.2.3.1", "RFC 9700 section 2.3", "OWASP NHI5", "OWASP ASI03", "NIST CSF 2.0 PR.AA-05"],
    docs: include_str!("over_broad_role.md"),
    check,
};

/// Claims that list roles as texts, and what stands in them.
const CLAIMS: [(&str, &str, Place); 3] = [
    ("roles", "/claims/roles", Place::Role),
    ("wids", "/claims/wids", Place::DirectoryRole),
    ("groups", "/claims/groups", Place::Group),
];

/// The most roles of a claim that are looked up; a token has a few hundred at most.
const MOST: usize = 4_096;

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(claims) = context.claims else { return Vec::new() };
    // Beside scopes, roles are the user's own at that API, and the scopes bound what the client may do with them.
    let is_an_application = scopes(context).next().is_none() && context.kind == TokenKind::AccessToken;
    let mut flaws = Vec::new();
    for (name, pointer, place) in CLAIMS {
        if place == Place::Role && !is_an_application {
            continue;
        }
        let values = claims.get(name).into_iter().flat_map(texts);
        let found = values.take(MOST).filter_map(|value| Broad::of(context, place, value)).collect();
        flaws.extend(flaw(context, pointer, found));
    }
    let realm = claims.get("realm_access").into_iter().flat_map(roles).take(MOST);
    let found = realm.filter_map(|role| Broad::of(context, Place::RealmRole, role)).collect();
    flaws.extend(flaw(context, "/claims/realm_access", found));
    let Some(access) = claims.get("resource_access") else { return flaws };
    let named = access.members().flat_map(|(client, inside)| {
        roles(inside).map(move |role| format!("{client}/{role}"))
    });
    let found = named.take(MOST).filter_map(|role| Broad::of(context, Place::ClientRole, &role)).collect();
    flaws.extend(flaw(context, "/claims/resource_access", found));
    flaws
}

/// The roles that an object lists.
fn roles<'t>(access: Value<'t>) -> impl Iterator<Item = &'t str> {
    access.get("roles").into_iter().flat_map(texts)
}
