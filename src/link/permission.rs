//! The answer to `--may`: may the last actor do this for the subject?

use super::node::Node;
use crate::delegation::chain::{Hop, May, MayOutcome};

/// Judges one scope over the tokens of a chain, as asked of the last audience.
pub(super) fn may(scope: &str, nodes: &[&Node], hops: &[Hop], shared: bool) -> May {
    let carries: Vec<bool> =
        nodes.iter().map(|node| node.mandate.scopes.iter().any(|one| one == scope)).collect();
    let (outcome, hop, text) = judge(&carries, nodes, hops, shared);
    May { scope: scope.to_owned(), outcome, hop, text }
}

fn judge(
    carries: &[bool],
    nodes: &[&Node],
    hops: &[Hop],
    shared: bool,
) -> (MayOutcome, Option<usize>, String) {
    if carries.last() != Some(&true) {
        // The hop after the last token that carries it; hops count from 1, tokens from 0.
        return match carries.iter().rposition(|carried| *carried) {
            Some(last) => {
                let hop = last.saturating_add(1);
                (MayOutcome::No, Some(hop), format!("it ends at hop {hop}"))
            }
            None if nodes.len() == 1 => (MayOutcome::No, None, "the token does not carry it".to_owned()),
            None => (MayOutcome::No, None, "no token of the chain carries it".to_owned()),
        };
    }
    let Some(gap) = carries.iter().rposition(|carried| !carried) else {
        let text = match nodes.len() {
            1 => "in the token".to_owned(),
            count => format!("in T1 to T{count}"),
        };
        return (MayOutcome::Yes, None, text);
    };
    let number = gap.saturating_add(1);
    let compared = hops.get(gap).is_some_and(|hop| {
        let same_provider = match (nodes.get(gap), nodes.get(number)) {
            (Some(one), Some(other)) => {
                one.shares_scopes.is_some() && one.shares_scopes == other.shares_scopes
            }
            _ => false,
        };
        hop.changes.compares_scopes(shared || same_provider)
    });
    if compared {
        return (MayOutcome::No, Some(number), format!("it begins at hop {number}, out of nowhere"));
    }
    let audience = nodes.last().map(|node| node.mandate.audience.as_slice()).unwrap_or_default();
    let contradicted = carries
        .iter()
        .zip(nodes)
        .any(|(carried, node)| !carried && node.mandate.audience.iter().any(|aud| audience.contains(aud)));
    if contradicted {
        return (
            MayOutcome::Unknown,
            Some(number),
            format!("first granted at hop {number}, and lacking before at the same audience"),
        );
    }
    (MayOutcome::Yes, Some(number), format!("first granted at hop {number}"))
}
