//! A token with all that links it to others, read once.

use std::collections::{HashMap, HashSet};

use super::Found;
use crate::delegation::chain::Chain;
use crate::delegation::mandate::Mandate;
use crate::delegation::unfold_whole;
use crate::provider::{Clues, detect};
use crate::token::Token;

/// One token among many.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) token: Token,
    /// The token's own chain.
    pub(super) chain: Chain,
    pub(super) mandate: Mandate,
    pub(super) sources: Vec<String>,
    pub(super) session: Option<String>,
    pub(super) transaction: Option<String>,
    /// The provider's name, if its data says that a scope means the same at every audience.
    pub(super) shares_scopes: Option<&'static str>,
}

/// Reads every token once; the same bytes are one token, unless the order was given.
pub(super) fn nodes(found: Vec<Found>, in_order: bool) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::with_capacity(found.len());
    let mut places = HashMap::new();
    for Found { token, sources } in found {
        if !in_order && let Some(node) = places.get(&token.digest()).and_then(|&at: &usize| nodes.get_mut(at))
        {
            node.sources.extend(sources);
            continue;
        }
        let chain = unfold_whole(&token);
        let text = |name: &str| {
            let claims = token.claims()?;
            claims.text(name).present().filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let profile = detect(Clues {
            issuer: chain.subject.issuer.as_deref(),
            endpoint: None,
            metadata: None,
            claims: token.claims(),
        });
        places.insert(token.digest(), nodes.len());
        nodes.push(Node {
            mandate: Mandate::from_chain(&token, &chain),
            session: text("sid"),
            transaction: text("txn"),
            shares_scopes: profile.filter(|p| p.quirks().shared_scopes).map(|p| p.name()),
            token,
            chain,
            sources,
        });
    }
    nodes
}

/// The issuers and ids that two tokens with different bytes carry (SECURITY.md R4).
pub(super) fn conflicts(nodes: &[Node]) -> HashSet<(String, String)> {
    let mut first = HashMap::new();
    let mut twice = HashSet::new();
    for node in nodes {
        let Some(key) = identity(node) else { continue };
        let digest = *first.entry(key.clone()).or_insert(node.mandate.digest);
        if digest != node.mandate.digest {
            twice.insert(key);
        }
    }
    twice
}

/// Issuer and `jti`, where a token has both.
pub(super) fn identity(node: &Node) -> Option<(String, String)> {
    let token = node.chain.tokens.first()?;
    Some((token.issuer.clone()?, token.jti.clone()?))
}
