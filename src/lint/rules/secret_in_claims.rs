//! `secret-in-claims`: a claim holds a secret, which everybody who sees the token can read.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::leak::{self, Leak};
use crate::lint::rule::{Area, Needs, Rule};
use crate::token::json::step;

pub(super) static RULE: Rule = Rule {
    id: leak::RULE,
    area: Area::Privacy,
    summary: "a claim holds a secret, which everybody who sees the token can read",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 7519 section 12", "OWASP NHI2"],
    docs: include_str!("secret_in_claims.md"),
    check,
};

/// How many secrets inside one claim are named.
const LISTED: usize = 20;

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(claims) = context.claims else { return Vec::new() };
    let mut flaws = Vec::new();
    for (name, value) in claims.value().members() {
        let leaks = leak::inside(name, value);
        if leaks.found.is_empty() {
            continue;
        }
        let place = format!("/claims{}", step(name));
        let flaw = Flaw::at(place, format!("the claim {name} holds a secret")).masked();
        let said = |leak: &Leak<'_>| match leaks.path(leak) {
            path if path.is_empty() => leak.what.clone(),
            path => format!("{path}: {}", leak.what),
        };
        flaws.push(leaks.found.iter().take(LISTED).map(said).fold(flaw, Flaw::value));
    }
    flaws
}
