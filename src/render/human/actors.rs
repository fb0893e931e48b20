//! The `act` claim as a tree by indentation, from the current actor inwards.

use super::grid::Row;
use crate::render::text::{Shown, number, ours, outside};
use crate::token::json::{Kind, Value};

/// How many nodes are shown before the rest is counted.
const SHOWN: usize = 16;

/// Members that are shown elsewhere: the id, the nesting, and what the last line says once.
const KNOWN: [&str; 4] = ["sub", "act", "sub_profile", "iss"];

/// The rows of an `act` claim; `issuer` is the token's own.
#[must_use]
pub fn rows(act: Value<'_>, issuer: Option<&str>, marked: bool) -> Vec<Row> {
    let mut nodes = Vec::new();
    let mut here = Some(act);
    let mut depth = 0_usize;
    while let Some(node) = here {
        depth = depth.saturating_add(1);
        if nodes.len() < SHOWN {
            nodes.push(node);
        }
        here = node.get("act").filter(|inner| inner.kind() == Kind::Object);
    }
    let repeats = issuer.is_some()
        && depth <= SHOWN
        && nodes.iter().all(|node| node.get("iss").and_then(|i| i.as_str()) == issuer);
    let mut rows = Vec::new();
    for (level, node) in nodes.iter().enumerate() {
        let mut label = ours("");
        for _ in 0..level.min(4) {
            label = label.and("  ");
        }
        let id = ["sub", "client_id", "agent", "azp", "email"]
            .iter()
            .find_map(|name| node.get(name).and_then(|v| v.as_str()).map(|id| (*name, id)));
        let value = id.map_or(ours("(names nobody)"), |(_, id)| outside(id));
        let mut notes: Vec<Shown> = Vec::new();
        notes.extend(node.get("sub_profile").and_then(|p| p.as_str()).map(outside));
        notes.push(match (level, level.saturating_add(1) == depth) {
            (0, _) => ours("current actor"),
            (_, true) => ours("first actor"),
            _ => ours("prior actor"),
        });
        if let (false, Some(iss)) = (repeats, node.get("iss").and_then(|i| i.as_str())) {
            notes.push(ours("of ").then(&outside(iss)));
        }
        for (name, member) in node.members() {
            let is_id = id.is_some_and(|(id_name, _)| id_name == name);
            let same = id.is_some_and(|(_, id)| member.as_str() == Some(id));
            if !is_id && !KNOWN.contains(&name) && !same {
                let text = member.as_str().map_or_else(|| outside(&member.to_json()), outside);
                notes.push(outside(name).and(" ").then(&text));
            }
        }
        let row = Row::new(label.and("act"), value).note(Shown::join(&notes, ", "));
        rows.push(row.marked(marked && level == 0));
    }
    if depth > SHOWN {
        let more = number(depth.saturating_sub(SHOWN));
        rows.push(Row::new(ours(""), more.and(" more actors inside, not shown (--format json lists them)")));
    }
    if repeats {
        rows.push(Row::new(ours(""), ours("each act repeats the token's iss")));
    }
    rows
}
