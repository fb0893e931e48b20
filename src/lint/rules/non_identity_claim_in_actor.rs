//! `non-identity-claim-in-actor`: an actor with claims that say nothing about who it is.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::token::json::Value;

pub(super) static RULE: Rule = Rule {
    id: "non-identity-claim-in-actor",
    area: Area::Delegation,
    summary: "an actor has claims that say nothing about who it is",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8693 section 4.1"],
    docs: include_str!("non_identity_claim_in_actor.md"),
    check,
};

/// Claims that mean something for a token and nothing for an actor.
const MEANINGLESS: [&str; 7] = ["exp", "nbf", "iat", "aud", "jti", "scope", "scp"];

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let act = context.claims.and_then(|claims| claims.get("act"));
    let mut found: Vec<&str> = Vec::new();
    let mut place = String::from("/claims");
    let mut first: Option<String> = None;
    for node in std::iter::successors(act, |node: &Value<'_>| node.get("act")) {
        if first.is_none() {
            place.push_str("/act");
        }
        for name in MEANINGLESS {
            if node.get(name).is_some() {
                first.get_or_insert_with(|| format!("{place}/{name}"));
                if !found.contains(&name) {
                    found.push(name);
                }
            }
        }
    }
    let Some(pointer) = first else { return Vec::new() };
    let message = format!("an actor has {}, which says nothing about who it is", found.join(", "));
    vec![found.into_iter().fold(Flaw::at(pointer, message), Flaw::value)]
}
