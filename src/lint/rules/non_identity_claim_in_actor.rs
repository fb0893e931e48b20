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
    references: &["RFC 8693 section 4.1", "RFC 8693 section 4.4"],
    docs: include_str!("non_identity_claim_in_actor.md"),
    check,
};

/// Claims that mean something for a token and nothing for an actor.
const MEANINGLESS: [&str; 7] = ["exp", "nbf", "iat", "aud", "jti", "scope", "scp"];

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(claims) = context.claims else { return Vec::new() };
    let who = [("act", "an actor"), ("may_act", "who may act")];
    who.into_iter().filter_map(|(claim, who)| flaw(claims.get(claim)?, claim, who)).collect()
}

/// What is meaningless in the nodes of one claim.
fn flaw(outermost: Value<'_>, claim: &str, who: &str) -> Option<Flaw> {
    let mut found: Vec<&str> = Vec::new();
    let mut place = format!("/claims/{claim}");
    let mut first: Option<String> = None;
    for (depth, node) in std::iter::successors(Some(outermost), |node| node.get("act")).enumerate() {
        if first.is_none() && depth > 0 {
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
    let message = format!("{who} has {}, which says nothing about who it is", found.join(", "));
    Some(found.into_iter().fold(Flaw::at(first?, message), Flaw::value))
}
