//! `secret-in-claims`: a claim holds a secret, which everybody who sees the token can read.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::leak;
use crate::lint::rule::{Area, Needs, Rule};
use crate::token::json::{Value, step};

pub(super) static RULE: Rule = Rule {
    id: "secret-in-claims",
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
        let found = inside(name, value);
        if found.is_empty() {
            continue;
        }
        let place = format!("/claims{}", step(name));
        let flaw = Flaw::at(place, format!("the claim {name} holds a secret")).masked();
        flaws.push(found.into_iter().take(LISTED).fold(flaw, Flaw::value));
    }
    flaws
}

/// What a claim and the values in it give away, without the values.
fn inside(name: &str, value: Value<'_>) -> Vec<String> {
    let mut found = Vec::new();
    // Depth is the token's choice, so that a stack of our own holds what is left to see.
    let mut left = vec![(name.to_owned(), value, String::new())];
    while let Some((name, value, path)) = left.pop() {
        match leak::told(&name, value) {
            Some(what) if path.is_empty() => found.push(what),
            Some(what) => found.push(format!("{path}: {what}")),
            None => {
                if !leak::is_harmless(&name) {
                    left.extend(value.items().enumerate().map(|(at, item)| (name.clone(), item, format!("{path}/{at}"))));
                    left.extend(value.members().map(|(name, inner)| (name.to_owned(), inner, format!("{path}{}", step(name)))));
                }
            }
        }
    }
    found
}
