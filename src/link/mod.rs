//! Many tokens into chains.

mod candidates;
mod check;
mod lack;
mod node;
mod path;
mod permission;
mod step;
#[cfg(test)]
mod tests;
mod verdict;

use crate::delegation::chain::Chain;
use crate::token::Token;
use crate::verify::Proof;

/// The most tokens that may share a join key before a token's parent is not searched for among them (SECURITY.md R17).
pub const CANDIDATES: usize = 64;

/// What a finding ends with that no verified token stands behind (SECURITY.md R4).
pub const UNVERIFIED: &str = "; rests on an unverified token";

/// A finding as it is said: with these words, unless every token that it rests on is signed.
fn resting(text: &str, is_signed: bool) -> String {
    if is_signed { text.to_owned() } else { format!("{text}{UNVERIFIED}") }
}

/// A token and where it was found.
#[derive(Debug)]
pub struct Found {
    /// The token.
    pub token: Token,
    /// What the keys that were given say of it.
    pub proof: Proof,
    /// Its sources, never the token itself.
    pub sources: Vec<String>,
}

/// A chain and its last token, which says in whose hands the authority is now.
#[derive(Debug)]
pub struct Linked {
    /// The chain.
    pub chain: Chain,
    /// The last token of its path.
    pub last: Token,
}

/// How tokens are to be linked and what is asked of the chains.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The tokens are one flow from first to last: links are judged, not searched for.
    pub in_order: bool,
    /// Scopes mean the same at every audience.
    pub shared_scopes: bool,
    /// Scopes that the last actor is asked for, in order.
    pub may: Vec<String>,
}

/// Links tokens into chains, one for each path from a first to a last token, each made when it is asked for.
///
/// Chains are in order of their first time, then of their source; in each the parents stand before their children.
pub fn link(found: Vec<Found>, settings: &Settings) -> impl Iterator<Item = Linked> {
    let nodes = node::nodes(found, settings.in_order);
    let steps = if settings.in_order { step::given(nodes.len()) } else { step::searched(&nodes) };
    let conflicts = node::conflicts(&nodes);
    path::last_tokens(&nodes, &steps).into_iter().filter_map(move |last| {
        let chain = path::chain(&nodes, &steps, &path::to(last, &steps), &conflicts, settings)?;
        Some(Linked { chain, last: nodes.get(last)?.token.clone() })
    })
}
