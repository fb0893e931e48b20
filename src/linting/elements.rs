//! What a team's own rules are asked about: decode's element of a token and of its parent, and chain's of both.

use serde::Serialize;

use super::Sight;
use crate::decoding::{self, Readers, decoded};
use crate::link::{Found, Settings, link};
use crate::lint::expression::Facts;
use crate::token::Token;
use crate::token::json::{Budget, Document};
use crate::verify::Proof;

/// The elements as JSON.
pub(super) struct Elements {
    token: Document,
    parent: Option<Document>,
    chain: Option<Document>,
}

impl Elements {
    /// Puts them together; `None` where an element is more than the budget of an answer, so that nothing can be decided.
    pub(super) fn of(token: &Token, sight: &Sight<'_>, shared_scopes: bool) -> Option<Self> {
        let parent = sight.parent.map(|parent| parent.token);
        let decoded = |token: &Token, source| {
            let place =
                decoding::Sight { source, index: sight.index, now: sight.now, readers: Readers::Machines };
            json(&decoded(token, place))
        };
        let found = |token: &Token, source: &str| Found {
            token: token.clone(),
            proof: Proof::without_keys(),
            sources: vec![source.to_owned()],
        };
        let flow = parent.map(|parent| found(parent, PARENT)).into_iter().chain([found(token, sight.source)]);
        let settings = Settings { in_order: true, shared_scopes, may: Vec::new() };
        let chain = link(flow.collect(), &settings).last().map(|linked| linked.chain);
        Some(Self {
            token: decoded(token, sight.source)?,
            parent: match parent {
                Some(parent) => Some(decoded(parent, PARENT)?),
                None => None,
            },
            chain: match chain {
                Some(chain) => Some(json(&chain)?),
                None => None,
            },
        })
    }

    /// As the rules are asked.
    pub(super) fn facts(&self, sight: &Sight<'_>) -> Facts<'_> {
        Facts {
            token: self.token.root(),
            parent: self.parent.as_ref().map(Document::root),
            chain: self.chain.as_ref().map(Document::root),
            now: sight.now,
        }
    }
}

/// The name of the token that another was exchanged from.
const PARENT: &str = "subject token";

fn json(element: &impl Serialize) -> Option<Document> {
    Document::parse(&serde_json::to_vec(element).ok()?, Budget::ANSWER).ok()
}
