//! `actor-without-issuer`: an actor without an issuer.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::token::json::Value;

pub(super) static RULE: Rule = Rule {
    id: "actor-without-issuer",
    area: Area::Delegation,
    summary: "an actor is named without the issuer of its id",
    level: Level::Note,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8693 section 4.1"],
    docs: include_str!("actor_without_issuer.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let act = context.claims.and_then(|claims| claims.get("act"));
    let nodes = std::iter::successors(act, |node: &Value<'_>| node.get("act"));
    let nameless = |node: &Value<'_>| node.get("sub").is_some() && node.get("iss").is_none();
    let mut found: Vec<(usize, String)> = Vec::new();
    for (depth, node) in nodes.enumerate() {
        let id = node.get("sub").and_then(|sub| sub.as_str());
        if let (true, Some(id)) = (nameless(&node), id) {
            found.push((depth, id.to_owned()));
        }
    }
    let Some((depth, _)) = found.first() else { return Vec::new() };
    let pointer = format!("/claims{}", "/act".repeat(depth.saturating_add(1).min(63)));
    let message = match found.as_slice() {
        [(_, one)] => format!("{one} is named without its issuer"),
        more => format!("{} actors are named without their issuer", more.len()),
    };
    let mut flaw = Flaw::at(pointer, message);
    for (_, id) in found.into_iter().take(20) {
        flaw = flaw.value(id);
    }
    vec![flaw]
}
