//! From a first token to a last one: the chain that they make.

use std::collections::HashSet;

use super::node::{Conflicts, Node, identity};
use super::step::{Step, find};
use super::{Settings, check, permission, resting, verdict};
use crate::delegation::chain::{Chain, Flow, FormatName, Hop, Problem};
use crate::delegation::change::same;
use crate::delegation::defect::Defect;
use crate::delegation::evidence::Evidence;
use crate::delegation::formats::is_exchanged;
use crate::delegation::principal::{Actor, Kind, Role};

/// The tokens without a child, in the order of their chains: first time (unknown ones last), source, last time, input.
pub(super) fn last_tokens(nodes: &[Node], steps: &[Step]) -> Vec<usize> {
    let parents: HashSet<usize> = steps.iter().filter_map(|step| step.parent).collect();
    let mut last: Vec<usize> = (0..steps.len()).filter(|at| !parents.contains(at)).collect();
    let mut firsts = firsts(steps);
    last.sort_by_cached_key(|&at| {
        let issued = |at: usize| nodes.get(at).and_then(|node| node.mandate.issued);
        let first = find(&mut firsts, at);
        let time = issued(first).or_else(|| issued(at));
        let source = nodes.get(first).and_then(|node| node.sources.first().cloned()).unwrap_or_default();
        (time.is_none(), time, source, issued(at), at)
    });
    last
}

/// The path that ends at this token, from the first one on.
pub(super) fn to(last: usize, steps: &[Step]) -> Vec<usize> {
    let mut path = vec![last];
    while let Some(parent) = path.last().and_then(|&at| steps.get(at)?.parent) {
        path.push(parent);
    }
    path.reverse();
    path
}

/// For each token one that is nearer to its first token, for [`find`].
fn firsts(steps: &[Step]) -> Vec<usize> {
    (0..steps.len()).map(|at| steps.get(at).and_then(|step| step.parent).unwrap_or(at)).collect()
}

/// The chain of one path.
pub(super) fn chain(
    nodes: &[Node],
    steps: &[Step],
    path: &[usize],
    conflicts: &Conflicts,
    settings: &Settings,
) -> Option<Chain> {
    let tokens: Vec<&Node> = path.iter().filter_map(|&at| nodes.get(at)).collect();
    let mut problems = own_problems(&tokens, conflicts);
    let mut hops: Vec<Hop> = Vec::new();
    for (number, (pair, &at)) in (1_usize..).zip(tokens.windows(2).zip(path.iter().skip(1))) {
        let ([parent, child], Some(step)) = (pair, steps.get(at)) else { continue };
        let (hop, found) = check::hop(number, parent, child, step, settings.shared_scopes);
        problems.extend(found);
        hops.push(hop);
    }
    problems.extend(missing_hops(&tokens));
    let mut chain = tokens.last()?.chain.clone();
    chain.problems = problems;
    chain.tokens = tokens
        .iter()
        .enumerate()
        .filter_map(|(place, node)| {
            let mut token = node.chain.tokens.first()?.clone();
            token.sources.clone_from(&node.sources);
            token.signature = node.signature();
            token.parent =
                place.checked_sub(1).and_then(|p| tokens.get(p)).map(|parent| parent.mandate.digest);
            Some(token)
        })
        .collect();
    if chain.subject.name.is_none() {
        let own = &chain.subject;
        let named = tokens.iter().rev().filter(|node| {
            // What one token proves is not said by another that proves nothing (SECURITY.md R4).
            node.chain.subject.id == own.id && (own.signed_by.is_none() || node.is_signed())
        });
        chain.subject.name = named.filter_map(|node| node.chain.subject.name.clone()).next();
    }
    fill_actors(&mut chain, &tokens);
    for &at in path {
        let Some(step) = steps.get(at).filter(|step| step.rivals > 0) else { continue };
        let name = nodes.get(at).map(|node| node.mandate.digest.short()).unwrap_or_default();
        chain.notes.push(format!("the parent of {name} is ambiguous ({})", step.rivals));
    }
    chain.verdict = Some(verdict::verdict(&hops, &chain.problems, &tokens));
    if !settings.may.is_empty() {
        let asked = settings.may.iter();
        chain.may =
            Some(asked.map(|scope| permission::may(scope, &tokens, &hops, settings.shared_scopes)).collect());
    }
    chain.hops = hops;
    Some(chain)
}

/// What the tokens claim of themselves, each problem once, and ids that two tokens share.
fn own_problems(tokens: &[&Node], conflicts: &Conflicts) -> Vec<Problem> {
    let mut problems: Vec<Problem> = Vec::new();
    for (number, node) in (1_usize..).zip(tokens) {
        let conflict = identity(node).and_then(|key| Some((conflicts.get(&key)?, key)));
        let conflict = conflict.map(|(is_signed, (issuer, id))| {
            let text = format!("another token of {issuer} has the id {id}, too");
            Defect::IdentifierConflict.problem(resting(&text, *is_signed))
        });
        let own = node
            .chain
            .problems
            .iter()
            .map(|problem| Problem { text: resting(&problem.text, node.is_signed()), ..problem.clone() });
        let forged = node.proof.is_forged().then(|| forged(number, node, tokens.len()));
        for problem in own.chain(conflict).chain(forged) {
            match problems.iter_mut().find(|known| known.code == problem.code && known.text == problem.text) {
                Some(known) => {
                    let new = node.sources.iter().filter(|source| !known.sources.contains(source));
                    let new: Vec<_> = new.cloned().collect();
                    known.sources.extend(new);
                }
                None => problems.push(Problem { sources: node.sources.clone(), ..problem }),
            }
        }
    }
    problems
}

/// A token that none of its issuer's keys signed, as the problem of the hop that made it.
fn forged(number: usize, node: &Node, count: usize) -> Problem {
    let text = match count {
        1 => format!("it is not by its issuer: {}", node.proof.detail()),
        _ => {
            let hop = number.saturating_sub(1).max(1);
            format!("hop {hop}: T{number} is not by its issuer: {}", node.proof.detail())
        }
    };
    Defect::SignatureInvalid.problem(resting(&text, false))
}

/// Actors for whom no exchange is known; only a chain of two or more tokens can lack one.
fn missing_hops(tokens: &[&Node]) -> Vec<Problem> {
    let (Some(first), [_, _, ..]) = (tokens.first(), tokens) else { return Vec::new() };
    let mut problems = Vec::new();
    let mut report = |actor: &Actor, node: &Node, is_signed: bool| {
        let Some(id) = &actor.id else { return };
        let text = resting(&format!("no exchange is known in which {id} became an actor"), is_signed);
        problems.push(Problem { sources: node.sources.clone(), ..Defect::MissingHop.problem(text) });
    };
    // A front end got its token by a login, not by an exchange.
    for actor in first.mandate.stated().filter(|actor| actor.kind != Kind::Application) {
        report(actor, first, first.is_signed());
    }
    for pair in tokens.windows(2) {
        let [parent, child] = pair else { continue };
        let stated: Vec<&Actor> = child.mandate.stated().collect();
        let Some((_, prior)) = stated.split_last() else { continue };
        for actor in prior {
            let known = parent.mandate.stated().any(|other| same(actor, other))
                || actor.id.as_ref().is_some_and(|id| parent.mandate.clients.contains(id));
            if !known {
                report(actor, child, parent.is_signed() && child.is_signed());
            }
        }
    }
    problems
}

/// Names the earlier actors that the last token's format cannot hold, joined by us; and what a pair of tokens shows.
fn fill_actors(chain: &mut Chain, tokens: &[&Node]) {
    let cannot_hold = chain.format.names_current_actor_only() || chain.format == FormatName::Client;
    if !cannot_hold || tokens.len() < 2 {
        return;
    }
    let mut actors: Vec<Actor> = Vec::new();
    let earlier = tokens.len().saturating_sub(1);
    let before = tokens.iter().take(earlier).flat_map(|node| &node.mandate.actors);
    for actor in before.filter(|actor| actor.id.is_some()) {
        if !actors.iter().chain(&chain.actors).any(|known| same(known, actor)) {
            actors.push(Actor {
                role: Role::Prior,
                pointer: None,
                evidence: Evidence::Inferred,
                signed_by: None,
                ..actor.clone()
            });
        }
    }
    actors.append(&mut chain.actors);
    chain.actors = actors;
    if let [.., parent, child] = tokens
        && chain.format == FormatName::Client
        && is_exchanged(&parent.token, &child.token)
    {
        chain.format = FormatName::exchanged_pair();
        chain.flow = Flow::Delegation;
        chain
            .notes
            .push("its client is the audience of the token before it: that shows the exchange".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use crate::delegation::chain::Chain;
    use crate::delegation::evidence::Evidence;
    use crate::delegation::principal::Role;
    use crate::link::Settings;
    use crate::link::tests::{bare, chains, flow, shape};

    #[test]
    fn chains_stand_in_the_order_of_their_first_time() {
        let tokens = [
            r#"{"iss":"i","sub":"alone","iat":10}"#,
            r#"{"iss":"i","sub":"u","azp":"b","iat":20}"#,
            r#"{"iss":"i","sub":"u","azp":"a","aud":"b","iat":5}"#,
            r#"{"iss":"i","sub":"timeless"}"#,
            r#"{"iss":"i","sub":"later","iat":15}"#,
        ];
        let found = chains(tokens.map(bare).into(), &Settings::default());
        assert_eq!(shape(&found), "t2 t1 | t0 | t4 | t3");
        let notes: Vec<_> = found.iter().flat_map(|chain| &chain.notes).collect();
        assert!(!notes.iter().any(|note| note.contains("ambiguous")), "{notes:?}");
    }

    /// Each problem's code and sources.
    fn found(chain: &Chain) -> Vec<(&'static str, String)> {
        chain.problems.iter().map(|problem| (problem.code, problem.sources.join(" "))).collect()
    }

    #[test]
    fn what_two_tokens_have_in_common_is_said_once_with_the_sources_of_both() {
        // Both are malformed in the same words; the second has a fault of its own, and one in other words.
        let chain = flow(
            &[
                r#"{"sub":"u","act":{"sub":"a","act":5}}"#,
                r#"{"sub":"u","act":{"sub":"a","act":5},"act_depth":9}"#,
                r#"{"sub":"u","act":{"sub":"a","act":[]}}"#,
            ],
            &[],
        );
        let own: Vec<_> = found(&chain)
            .into_iter()
            .filter(|(code, _)| ["malformed-actor", "depth-mismatch"].contains(code))
            .collect();
        let want = [("malformed-actor", "t0 t1"), ("depth-mismatch", "t1"), ("malformed-actor", "t2")];
        assert_eq!(own, want.map(|(code, sources)| (code, sources.to_owned())));
    }

    #[test]
    fn an_exchange_is_missing_for_an_actor_that_nobody_brought() {
        let login = r#"{"sub":"u","azp":"web","aud":"a"}"#;
        for (parent, child, want) in [
            (login, r#"{"sub":"u","act":{"sub":"b","act":{"sub":"web"}}}"#, vec![]),
            (login, r#"{"sub":"u","act":{"sub":"b","act":{"sub":"x"}}}"#, vec![("missing-hop", "t1")]),
            (
                r#"{"sub":"u","act":{"sub":"a"}}"#,
                r#"{"sub":"u","act":{"sub":"b","act":{"sub":"a"}}}"#,
                vec![("missing-hop", "t0")],
            ),
        ] {
            let all = found(&flow(&[parent, child], &[]));
            let missing: Vec<_> = all.into_iter().filter(|(code, _)| *code == "missing-hop").collect();
            let want: Vec<_> = want.into_iter().map(|(code, sources)| (code, sources.to_owned())).collect();
            assert_eq!(missing, want, "{child}");
        }
    }

    #[test]
    fn an_actor_that_only_an_earlier_token_names_is_prior_and_inferred() {
        let agent = |azp: &str| format!(r#"{{"sub":"u","azp":"{azp}","xms_act_fct":"9 11"}}"#);
        let chain = flow(&[&agent("a"), &agent("b"), &agent("a"), &agent("c")], &[]);
        let read: Vec<_> = chain
            .actors
            .iter()
            .map(|actor| (actor.id.as_deref(), actor.role, actor.evidence, actor.pointer.is_some()))
            .collect();
        assert_eq!(
            read,
            [
                (Some("a"), Role::Prior, Evidence::Inferred, false),
                (Some("b"), Role::Prior, Evidence::Inferred, false),
                (Some("c"), Role::Current, Evidence::Claimed, true),
            ]
        );
    }
}
