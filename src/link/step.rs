//! Which token came from which.

use std::cmp::Reverse;

use super::candidates::{Index, holders, prior, stated};
use super::node::Node;
use crate::delegation::chain::{FormatName, Grade};
use crate::delegation::formats::is_exchanged;
use crate::instant::Instant;

/// A token's parent, if one was given or found.
#[derive(Debug, Clone, Default)]
pub(super) struct Step {
    pub(super) parent: Option<usize>,
    /// How sure it is; `None` where the order was given.
    pub(super) grade: Option<Grade>,
    /// How many tokens fit equally, where more than one does, or were too many to search.
    pub(super) rivals: usize,
}

/// The steps of tokens that were given from first to last.
pub(super) fn given(count: usize) -> Vec<Step> {
    (0..count).map(|at| Step { parent: at.checked_sub(1), grade: None, rivals: 0 }).collect()
}

/// Why a parent fits, the strongest first; the order of fields is the order of comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    /// Keys of the issuer that the parent names do not speak against it (SECURITY.md R4).
    credible: bool,
    /// The child's prior actors are the parent's actors or its client.
    actors: bool,
    /// How many of session or transaction, client in the audience, and what a pair shows agree.
    ties: usize,
    /// The prior actors are the parent's stated ones, not only its client.
    exact: bool,
    /// This run verified the parent: a copy that somebody planted does not stand in for it.
    signed: bool,
    /// The latest parent is the nearest.
    issued: Option<Instant>,
}

/// Searches a parent for each token, under the budget, never around in a circle.
pub(super) fn searched(nodes: &[Node]) -> Vec<Step> {
    let index = Index::of(nodes);
    let mut steps = vec![Step::default(); nodes.len()];
    let mut firsts: Vec<usize> = (0..nodes.len()).collect();
    for (at, child) in nodes.iter().enumerate() {
        let candidates = index.parents_of(at, child);
        let mut fits: Vec<(Fit, usize)> = candidates
            .nodes
            .iter()
            // A candidate whose own first token is this one comes from it.
            .filter(|&&parent| parent != at && find(&mut firsts, parent) != at)
            .filter_map(|&parent| Some((fit(nodes.get(parent)?, child)?, parent)))
            .collect();
        fits.sort_by_key(|(fit, parent)| (Reverse(*fit), *parent));
        let best = fits.first().map(|(fit, _)| *fit);
        let rivals = fits.iter().filter(|(fit, _)| Some(*fit) == best).count();
        let Some(step) = steps.get_mut(at) else { continue };
        *step = match (fits.first(), rivals) {
            (Some((fit, parent)), 1) => {
                // An unverified token raises no link above weak (SECURITY.md R4).
                let grade = if fit.signed && child.is_signed() { Grade::Probable } else { Grade::Weak };
                Step { parent: Some(*parent), grade: Some(grade), rivals: 0 }
            }
            (Some((_, parent)), rivals) => {
                Step { parent: Some(*parent), grade: Some(Grade::Ambiguous), rivals }
            }
            (None, _) => Step { parent: None, grade: None, rivals: candidates.passed_over },
        };
        if let (Some(parent), Some(slot)) = (step.parent, firsts.get_mut(at)) {
            *slot = parent;
        }
    }
    steps
}

/// The first token of the path on which `at` stands; what was walked is shortened, so that no depth costs twice.
pub(super) fn find(firsts: &mut [usize], at: usize) -> usize {
    let next = |firsts: &[usize], at: usize| firsts.get(at).copied().unwrap_or(at);
    let mut first = at;
    while next(firsts, first) != first {
        first = next(firsts, first);
    }
    let mut here = at;
    while here != first {
        let after = next(firsts, here);
        if let Some(slot) = firsts.get_mut(here) {
            *slot = first;
        }
        here = after;
    }
    first
}

/// How well a parent fits, or `None` where the rules do not make it one.
fn fit(parent: &Node, child: &Node) -> Option<Fit> {
    let (before, after) = (&parent.mandate, &child.mandate);
    if matches!((before.issued, after.issued), (Some(one), Some(other)) if one > other) {
        return None;
    }
    let same_authority = before.authority == after.authority;
    let same_subject = before.subject.id.is_some() && before.subject.id == after.subject.id;
    let whose = same_subject && same_authority;
    let prior = prior(child);
    let exact = whose && prior.is_some() && prior == stated(parent);
    let by_client = match prior.as_deref() {
        Some([only]) => whose && before.clients.contains(only),
        _ => false,
    };
    let shares = |one: &Option<String>, other: &Option<String>| one.is_some() && one == other;
    let tied = same_authority
        && (shares(&parent.session, &child.session) || shares(&parent.transaction, &child.transaction));
    let holders = holders(child);
    let addressed = whose && before.audience.iter().any(|aud| holders.contains(aud));
    let shown = is_exchanged(&parent.token, &child.token);
    let called = before.subject_at_audience.as_ref().or(before.subject.id.as_ref());
    let granted = !same_authority
        && called.is_some()
        && called == after.subject.id.as_ref()
        && after.subject.issuer.as_ref().is_some_and(|issuer| before.audience.contains(issuer));
    let ties = [tied, addressed, shown || granted].into_iter().filter(|tie| *tie).count();
    let actors = exact || by_client;
    if !actors && (ties == 0 || (is_sibling(parent, child) && !granted)) {
        return None;
    }
    Some(Fit {
        credible: !parent.proof.is_doubtful(),
        actors,
        ties,
        exact,
        signed: parent.is_signed(),
        issued: before.issued,
    })
}

/// Two tokens of one client come from one login or refresh, not one from the other, unless the child says more.
fn is_sibling(parent: &Node, child: &Node) -> bool {
    let (before, after) = (&parent.mandate, &child.mandate);
    let same_client =
        after.clients.is_empty() || after.clients.iter().any(|client| before.clients.contains(client));
    same_client && after.format != FormatName::IdJag && after.stated().next().is_none()
}

#[cfg(test)]
mod tests {
    use super::fit;
    use crate::link::Settings;
    use crate::link::tests::{bare, chains, nodes, shape};
    use crate::token::{Token, base64url};

    /// Whether the actors fit, how many ties there are, and whether the actors fit exactly.
    fn fits(parent: Token, child: Token) -> Option<(bool, usize, bool)> {
        let nodes = nodes(vec![parent, child]);
        let [parent, child] = nodes.as_slice() else { panic!("two tokens") };
        fit(parent, child).map(|fit| (fit.actors, fit.ties, fit.exact))
    }

    #[test]
    fn a_parent_fits_by_its_actors_or_by_a_tie_within_one_authority() {
        let login = r#"{"iss":"i","sub":"u","azp":"web","aud":"b"}"#;
        for (parent, child, want) in [
            // The child's prior actors are the parent's, or its client, for the same subject of the same issuer.
            (login, r#"{"iss":"i","sub":"u","act":{"sub":"s","act":{"sub":"web"}}}"#, Some((true, 0, false))),
            (
                r#"{"iss":"i","sub":"u","act":{"sub":"s"}}"#,
                r#"{"iss":"i","sub":"u","act":{"sub":"t","act":{"sub":"s"}}}"#,
                Some((true, 0, true)),
            ),
            (login, r#"{"iss":"i","sub":"v","act":{"sub":"s","act":{"sub":"web"}}}"#, None),
            (login, r#"{"iss":"j","sub":"u","act":{"sub":"s","act":{"sub":"web"}}}"#, None),
            (login, r#"{"iss":"i","sub":"u","act":{"sub":"s","act":{"sub":"x"}}}"#, None),
            (r#"{"iss":"i","act":{"sub":"s"}}"#, r#"{"iss":"i","act":{"sub":"t","act":{"sub":"s"}}}"#, None),
            // Its audience holds the child, for the same subject of the same issuer.
            (login, r#"{"iss":"i","sub":"u","azp":"b"}"#, Some((false, 1, false))),
            (login, r#"{"iss":"i","sub":"v","azp":"b"}"#, None),
            (login, r#"{"iss":"j","sub":"u","azp":"b"}"#, None),
            (login, r#"{"iss":"i","sub":"u","azp":"c"}"#, None),
            (login, r#"{"iss":"i","sub":"u","azp":"b","iat":1}"#, Some((false, 1, false))),
            (
                r#"{"iss":"i","sub":"u","aud":"b","iat":2}"#,
                r#"{"iss":"i","sub":"u","azp":"b","iat":1}"#,
                None,
            ),
            // One session or transaction at one issuer.
            (
                r#"{"iss":"i","sid":"1","azp":"a"}"#,
                r#"{"iss":"i","sid":"1","azp":"b"}"#,
                Some((false, 1, false)),
            ),
            (
                r#"{"iss":"i","txn":"1","azp":"a"}"#,
                r#"{"iss":"i","txn":"1","azp":"b"}"#,
                Some((false, 1, false)),
            ),
            (r#"{"iss":"i","sid":"1","azp":"a"}"#, r#"{"iss":"j","sid":"1","azp":"b"}"#, None),
            (r#"{"iss":"i","sid":"1","azp":"a"}"#, r#"{"iss":"i","sid":"2","azp":"b"}"#, None),
            (r#"{"iss":"i","sid":"1","azp":"a"}"#, r#"{"iss":"i","azp":"b"}"#, None),
            (r#"{"iss":"i","azp":"a"}"#, r#"{"iss":"i","azp":"b"}"#, None),
            // A grant for the child's issuer about its subject.
            (r#"{"iss":"i","sub":"u","aud":"j"}"#, r#"{"iss":"j","sub":"u"}"#, Some((false, 1, false))),
            (
                r#"{"iss":"i","sub":"u","aud_sub":"v","aud":"j"}"#,
                r#"{"iss":"j","sub":"v"}"#,
                Some((false, 1, false)),
            ),
            (r#"{"iss":"i","sub":"u","aud":"j"}"#, r#"{"iss":"j","sub":"v"}"#, None),
            (r#"{"iss":"i","aud":"j"}"#, r#"{"iss":"j"}"#, None),
            (r#"{"iss":"i","sub":"u","aud":"k"}"#, r#"{"iss":"j","sub":"u"}"#, None),
            (r#"{"iss":"i","sub":"u","aud":"i","azp":"a"}"#, r#"{"iss":"i","sub":"u","azp":"b"}"#, None),
        ] {
            assert_eq!(fits(bare(parent), bare(child)), want, "{parent} {child}");
        }
    }

    #[test]
    fn two_tokens_of_one_client_are_siblings_unless_the_second_says_more() {
        let login = r#"{"iss":"i","sub":"u","sid":"1","azp":"web"}"#;
        for (child, want) in [
            (login, None),
            (r#"{"iss":"i","sub":"u","sid":"1"}"#, None),
            (r#"{"iss":"i","sub":"u","sid":"1","azp":"api"}"#, Some((false, 1, false))),
            (
                r#"{"iss":"i","sub":"u","sid":"1","azp":"web","act":{"sub":"s","act":{"sub":"x"}}}"#,
                Some((false, 1, false)),
            ),
        ] {
            assert_eq!(fits(bare(login), bare(child)), want, "{child}");
        }
        // A grant is asked for by the client that holds the login.
        let part = |json: &str| base64url::encode(json.as_bytes());
        let grant = format!("{}.{}.c2ln", part(r#"{"typ":"oauth-id-jag+jwt"}"#), part(login));
        let grant = Token::parse(&grant).expect("a token");
        assert_eq!(fits(bare(login), grant), Some((false, 1, false)));
    }

    #[test]
    fn a_parent_is_found_by_each_thing_that_makes_it_fit() {
        for (parent, child) in [
            (r#"{"iss":"i","sub":"u","aud":["a","b"]}"#, r#"{"iss":"i","sub":"u","azp":"b"}"#),
            // The current actor holds the token, whoever its client is.
            (
                r#"{"iss":"i","sub":"u","aud":"s"}"#,
                r#"{"iss":"i","sub":"u","azp":"c","act":{"sub":"s","act":{"sub":"x"}}}"#,
            ),
            (r#"{"iss":"i","sub":"u","aud":["a","j"]}"#, r#"{"iss":"j","sub":"u"}"#),
            (r#"{"iss":"i","sid":"1","azp":"a"}"#, r#"{"iss":"i","sid":"1","azp":"b"}"#),
            (r#"{"iss":"i","txn":"1","azp":"a"}"#, r#"{"iss":"i","txn":"1","azp":"b"}"#),
            // An application is one in each spelling of its name, and it stands behind its agent.
            (
                r#"{"iss":"https://sts.windows.net/t/","tid":"t","oid":"o","sub":"p","aud":"api://7f3/"}"#,
                r#"{"iss":"https://sts.windows.net/t/","tid":"t","oid":"o","sub":"q","appid":"7f3"}"#,
            ),
            (
                r#"{"iss":"https://sts.windows.net/t/","tid":"t","oid":"o","sub":"p","aud":"api://7f3"}"#,
                r#"{"iss":"https://sts.windows.net/t/","tid":"t","oid":"o","sub":"q","appid":"9aa","xms_par_app_azp":"7f3"}"#,
            ),
        ] {
            let found = chains(vec![bare(child), bare(parent)], &Settings::default());
            assert_eq!(shape(&found), "t1 t0", "{parent} {child}");
            // Another subject, session or transaction fits nothing.
            let other =
                parent.replace(r#""u""#, r#""v""#).replace(r#""1""#, r#""2""#).replace(r#""o""#, r#""x""#);
            assert_eq!(chains(vec![bare(child), bare(&other)], &Settings::default()).len(), 2, "{other}");
        }
    }
}
