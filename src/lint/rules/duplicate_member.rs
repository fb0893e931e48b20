//! `duplicate-member`: a member stands twice, so two readers see two tokens.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::token::Payload;
use crate::token::json::{Oddity, Tree};

pub(super) static RULE: Rule = Rule {
    id: "duplicate-member",
    area: Area::Signature,
    summary: "a member stands twice, so two readers see two tokens",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 7519 section 4", "RFC 7515 section 10.12"],
    docs: include_str!("duplicate_member.md"),
    check,
};

/// How many repetitions inside one member are named.
const LISTED: usize = 20;

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let token = context.token;
    let mut trees: Vec<(&Tree, &str)> = token.header().map(|tree| (tree, "/header")).into_iter().collect();
    if let Payload::Object(claims) = token.signed_payload() {
        trees.push((claims, "/claims"));
    }
    trees.into_iter().flat_map(|(tree, place)| of_tree(tree, place)).collect()
}

/// A flaw for each outermost member with a repetition in it.
fn of_tree(tree: &Tree, place: &str) -> Vec<Flaw> {
    let mut flaws: Vec<Flaw> = Vec::new();
    for oddity in tree.document().oddities() {
        let Oddity::Repeated { pointer, .. } = oddity else { continue };
        let top = pointer.trim_start_matches('/').split('/').next().unwrap_or_default();
        let at = format!("{place}/{top}");
        let position = flaws.iter().position(|flaw| flaw.pointer == at);
        let flaw = match position {
            Some(position) => flaws.remove(position),
            None => Flaw::at(at, format!("{place}/{top} is written more than once")),
        };
        let inner = format!("{place}{pointer}");
        let is_told = inner == flaw.pointer || flaw.culprits.iter().any(|one| one.value == inner);
        flaws.push(if is_told || flaw.culprits.len() >= LISTED { flaw } else { flaw.value(inner) });
    }
    flaws
}
