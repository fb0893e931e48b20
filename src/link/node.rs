//! A token with all that links it to others, read once.

use std::collections::HashMap;

use super::Found;
use crate::delegation::chain::{Chain, Outcome, Signature};
use crate::delegation::mandate::Mandate;
use crate::delegation::unfold_whole;
use crate::provider::{Clues, detect};
use crate::token::Token;
use crate::verify::Proof;

/// One token among many.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) token: Token,
    pub(super) proof: Proof,
    /// The token's own chain.
    pub(super) chain: Chain,
    pub(super) mandate: Mandate,
    pub(super) sources: Vec<String>,
    pub(super) session: Option<String>,
    pub(super) transaction: Option<String>,
    /// The provider's name, if its data says that a scope means the same at every audience.
    pub(super) shares_scopes: Option<&'static str>,
}

impl Node {
    /// Whether this run verified the token.
    pub(super) fn is_signed(&self) -> bool {
        self.proof.signed_by().is_some()
    }

    /// What came of its signature; nothing where no key was given.
    pub(super) fn signature(&self) -> Option<Signature> {
        let by = self.proof.signed_by().cloned();
        let outcome = match (&by, self.proof.is_forged()) {
            (Some(_), _) => Outcome::Pass,
            (None, true) => Outcome::Fail,
            (None, false) => Outcome::Skip,
        };
        let is_asked = self.proof != Proof::without_keys();
        is_asked.then(|| Signature {
            outcome,
            detail: self.proof.detail().to_owned(),
            by,
            quotes: self.proof.quotes().to_vec(),
        })
    }
}

/// Reads every token once; the same bytes are one token, unless the order was given.
pub(super) fn nodes(found: Vec<Found>, in_order: bool) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::with_capacity(found.len());
    let mut places = HashMap::new();
    for Found { token, proof, sources } in found {
        if !in_order && let Some(node) = places.get(&token.digest()).and_then(|&at: &usize| nodes.get_mut(at))
        {
            node.sources.extend(sources);
            continue;
        }
        let chain = unfold_whole(&token);
        // The one place that raises evidence, by a proof that only verify can make.
        let chain = match proof.signed_by() {
            Some(by) => chain.signed(by),
            None => chain,
        };
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
            proof,
            chain,
            sources,
        });
    }
    nodes
}

/// The issuers and ids that two tokens with different bytes carry (SECURITY.md R4), each with whether all of those are
/// signed.
pub(super) type Conflicts = HashMap<(String, String), bool>;

pub(super) fn conflicts(nodes: &[Node]) -> Conflicts {
    let mut first = HashMap::new();
    let mut twice = HashMap::new();
    for node in nodes {
        let Some(key) = identity(node) else { continue };
        let (digest, is_signed) =
            *first.entry(key.clone()).or_insert((node.mandate.digest, node.is_signed()));
        if digest != node.mandate.digest {
            let all = twice.entry(key).or_insert(is_signed);
            *all = *all && node.is_signed();
        }
    }
    twice
}

/// Issuer and `jti`, where a token has both.
pub(super) fn identity(node: &Node) -> Option<(String, String)> {
    let token = node.chain.tokens.first()?;
    Some((token.issuer.clone()?, token.jti.clone()?))
}
