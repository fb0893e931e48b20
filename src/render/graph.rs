//! A chain as nodes and edges: what mermaid and dot draw alike.

use super::text::{Shown, ours};
use super::text::{number, outside};
use crate::delegation::chain::{Chain, Hop, Outcome};
use crate::delegation::evidence::Evidence;
use crate::delegation::principal::Kind;

/// What a node stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// The subject.
    Subject,
    /// An actor.
    Actor,
    /// An audience.
    Audience,
}

/// A node; its id is its place, its label is text from outside, escaped for people but not yet for the form.
#[derive(Debug)]
pub struct Node {
    /// What it stands for.
    pub shape: Shape,
    /// What it is called.
    pub label: Shown,
}

/// An edge between two nodes, by their places.
#[derive(Debug)]
pub struct Edge {
    /// From this node.
    pub from: usize,
    /// To this node.
    pub to: usize,
    /// What the edge says; may be empty.
    pub label: Shown,
    /// Only inferred by us.
    pub inferred: bool,
    /// A check of the hop failed.
    pub fails: bool,
}

/// The nodes and edges of one chain: subject, actors from first to current, audiences.
#[must_use]
pub fn graph(chain: &Chain) -> (Vec<Node>, Vec<Edge>) {
    let named = |id: Option<&str>, name: Option<&str>, kind: Kind| {
        let who = name.or(id).map_or(ours("somebody unnamed"), outside);
        match kind.word() {
            Some(word) => who.and(" (").and(word).and(")"),
            None => who,
        }
    };
    let subject = &chain.subject;
    let label = named(subject.id.as_deref(), subject.name.as_deref(), subject.kind);
    let mut nodes = vec![Node { shape: Shape::Subject, label }];
    let mut edges: Vec<Edge> = Vec::new();
    for actor in &chain.actors {
        let to = nodes.len();
        let hop = chain.hops.iter().find(|hop| hop.actor.is_some() && hop.actor == actor.id);
        nodes.push(Node {
            shape: Shape::Actor,
            label: named(actor.id.as_deref(), actor.name.as_deref(), actor.kind),
        });
        edges.push(Edge {
            from: to.saturating_sub(1),
            to,
            label: hop.map(hop_label).unwrap_or_default(),
            inferred: actor.evidence == Evidence::Inferred,
            fails: hop.is_some_and(|hop| hop.checks.iter().any(|check| check.outcome == Outcome::Fail)),
        });
    }
    let last = nodes.len().saturating_sub(1);
    let scopes: Vec<Shown> = chain.scopes.iter().map(|scope| outside(scope)).collect();
    for audience in &chain.audience {
        let to = nodes.len();
        nodes.push(Node { shape: Shape::Audience, label: outside(audience) });
        let label = Shown::join(&scopes, " ");
        edges.push(Edge { from: last, to, label, inferred: false, fails: false });
    }
    (nodes, edges)
}

/// `hop 2: scope` where the check `scope` failed.
fn hop_label(hop: &Hop) -> Shown {
    let failed: Vec<Shown> = hop
        .checks
        .iter()
        .filter(|check| check.outcome == Outcome::Fail)
        .map(|check| ours(check.name))
        .collect();
    let label = ours("hop ").then(&number(hop.number));
    if failed.is_empty() { label } else { label.and(", FAIL ").then(&Shown::join(&failed, ", ")) }
}
