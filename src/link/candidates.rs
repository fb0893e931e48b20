//! Which tokens could be the parent of which: looked up by join keys, under a budget.

use std::collections::{HashMap, HashSet};

use super::CANDIDATES;
use super::node::Node;
use crate::delegation::evidence::Evidence;
use crate::delegation::formats::{application, behind_actor};

/// What a parent and its child have in common; each variant is one rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    /// Subject and issuer, and the parent's actors (or its client) are the child's actors before the current one.
    Actors { whose: Whose, actors: Vec<String> },
    /// One session at one authority.
    Session(Option<String>, String),
    /// One transaction at one authority.
    Transaction(Option<String>, String),
    /// Subject and issuer, and the child's client is in the parent's audience.
    Client { whose: Whose, client: String },
    /// A grant for the child's issuer about its subject.
    Grant { issuer: String, subject: String },
}

/// A subject within the authority that named it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Whose {
    authority: Option<String>,
    subject: String,
}

/// Every token under the keys by which its children would ask for it.
pub(super) struct Index {
    places: HashMap<Key, Vec<usize>>,
}

/// Tokens that could be the parent, and how many more shared a key than the budget allows.
pub(super) struct Candidates {
    pub(super) nodes: Vec<usize>,
    /// The size of the largest group that was not searched; 0 if all were.
    pub(super) passed_over: usize,
}

impl Index {
    pub(super) fn of(nodes: &[Node]) -> Self {
        let mut places: HashMap<Key, Vec<usize>> = HashMap::new();
        for (at, node) in nodes.iter().enumerate() {
            for key in as_parent(node) {
                places.entry(key).or_default().push(at);
            }
        }
        Self { places }
    }

    /// The candidates for a child, each once; groups over the budget are passed over, not cut.
    pub(super) fn parents_of(&self, at: usize, node: &Node) -> Candidates {
        let mut found = Candidates { nodes: Vec::new(), passed_over: 0 };
        let mut seen = HashSet::new();
        for key in as_child(node) {
            let group = self.places.get(&key).map(Vec::as_slice).unwrap_or_default();
            // Groups are in order of place; the child itself is no candidate.
            let others = group.len().saturating_sub(usize::from(group.binary_search(&at).is_ok()));
            if others > CANDIDATES {
                found.passed_over = found.passed_over.max(others);
                continue;
            }
            found.nodes.extend(group.iter().filter(|at| seen.insert(**at)));
        }
        found
    }
}

fn whose(node: &Node) -> Option<Whose> {
    let subject = node.mandate.subject.id.clone()?;
    Some(Whose { authority: node.mandate.authority.clone(), subject })
}

/// Ids of the actors that the token states; `None` where one of them has none, so that nothing can be compared.
pub(super) fn stated(node: &Node) -> Option<Vec<String>> {
    node.mandate.stated().map(|actor| actor.id.clone()).collect()
}

/// The child's actors before the current one; `None` where its format cannot tell.
pub(super) fn prior(node: &Node) -> Option<Vec<String>> {
    if node.mandate.format.names_current_actor_only() {
        return None;
    }
    let mut actors = stated(node)?;
    actors.pop()?;
    Some(actors)
}

fn as_parent(node: &Node) -> Vec<Key> {
    let mandate = &node.mandate;
    let authority = || mandate.authority.clone();
    let mut keys = Vec::new();
    if let Some(whose) = whose(node) {
        let mut lists: Vec<_> = stated(node).into_iter().collect();
        lists.extend(mandate.clients.iter().map(|client| vec![client.clone()]));
        for actors in lists {
            let key = Key::Actors { whose: whose.clone(), actors };
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let applications = mandate.audience.iter().map(|aud| application(aud).to_owned());
        for client in distinct(mandate.audience.iter().cloned().chain(applications)) {
            keys.push(Key::Client { whose: whose.clone(), client });
        }
        let called = mandate.subject_at_audience.clone().unwrap_or(whose.subject);
        for issuer in distinct(mandate.audience.iter().cloned()) {
            keys.push(Key::Grant { issuer, subject: called.clone() });
        }
    }
    keys.extend(node.session.clone().map(|session| Key::Session(authority(), session)));
    keys.extend(node.transaction.clone().map(|transaction| Key::Transaction(authority(), transaction)));
    keys
}

fn as_child(node: &Node) -> Vec<Key> {
    let mandate = &node.mandate;
    let authority = || mandate.authority.clone();
    let mut keys = Vec::new();
    if let Some(whose) = whose(node) {
        keys.extend(prior(node).map(|actors| Key::Actors { whose: whose.clone(), actors }));
        let behind = behind_actor(&node.token).map(str::to_owned);
        let holders = distinct(holders(node).into_iter().chain(behind));
        keys.extend(holders.into_iter().map(|client| Key::Client { whose: whose.clone(), client }));
        if let Some(issuer) = mandate.subject.issuer.clone() {
            keys.push(Key::Grant { issuer, subject: whose.subject });
        }
    }
    keys.extend(node.session.clone().map(|session| Key::Session(authority(), session)));
    keys.extend(node.transaction.clone().map(|transaction| Key::Transaction(authority(), transaction)));
    keys
}

/// Whoever got the token: its clients and its current actor.
pub(super) fn holders(node: &Node) -> Vec<String> {
    let mut ids = node.mandate.clients.clone();
    let current = node.mandate.actors.last().filter(|actor| actor.evidence != Evidence::Inferred);
    if let Some(id) = current.and_then(|actor| actor.id.clone())
        && !ids.contains(&id)
    {
        ids.push(id);
    }
    ids
}

fn distinct(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = HashSet::new();
    values.filter(|value| seen.insert(value.clone())).collect()
}
