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

#[cfg(test)]
mod tests {
    use super::may;
    use crate::delegation::chain::MayOutcome::{No, Yes};
    use crate::link::check;
    use crate::link::step::Step;
    use crate::link::tests::{bare, nodes};

    #[test]
    fn what_a_scope_means_at_another_audience_is_known_only_where_one_provider_says_so() {
        let begins = "it begins at hop 1, out of nowhere";
        let granted = "first granted at hop 1";
        for (one, other, shared, outcome, text) in [
            (None, None, false, Yes, granted),
            (Some("p"), Some("p"), false, No, begins),
            (Some("p"), Some("q"), false, Yes, granted),
            (Some("p"), None, false, Yes, granted),
            (None, Some("p"), false, Yes, granted),
            (None, None, true, No, begins),
        ] {
            let tokens =
                [r#"{"sub":"u","aud":"a","scope":"x"}"#, r#"{"sub":"u","aud":"b","scope":"r"}"#].map(bare);
            let mut nodes = nodes(tokens.into());
            let [parent, child] = nodes.as_mut_slice() else { panic!("two tokens") };
            (parent.shares_scopes, child.shares_scopes) = (one, other);
            let (hop, problems) = check::hop(1, parent, child, &Step::default(), shared);
            let may = may("r", &[parent, child], &[hop], shared);
            assert_eq!((may.outcome, may.text.as_str()), (outcome, text), "{one:?} {other:?} {shared}");
            // The hop's own check compares them on the same condition.
            assert_eq!(problems.iter().any(|problem| problem.code == "scope-widened"), outcome == No);
        }
    }
}
