//! One hop: its eight checks and the problems that decide them.

use super::node::Node;
use super::resting;
use super::step::Step;
use crate::delegation::chain::{Grade, Hop, HopCheck, Level, Outcome, Problem};
use crate::delegation::change::{Audience, Change, Subject};
use crate::delegation::defect::Defect;

/// The checks of a hop, in the contract's order.
pub(super) const NAMES: [&str; 8] =
    ["signature", "subject", "actors", "scope", "audience", "lifetime", "may-act", "binding"];

/// Judges one step: the hop and its problems.
pub(super) fn hop(
    number: usize,
    parent: &Node,
    child: &Node,
    step: &Step,
    shared: bool,
) -> (Hop, Vec<Problem>) {
    let change = Change::between(&parent.mandate, &child.mandate);
    let shared = shared
        || matches!((parent.shares_scopes, child.shares_scopes), (Some(one), Some(other)) if one == other);
    let mut defects = change.defects(shared);
    let forged = forged(number, parent, child);
    defects.extend(forged.iter().map(|text| (Defect::SignatureInvalid, text.clone())));
    let own = child.chain.problems.iter().find(|problem| problem.code == Defect::MalformedActor.code());
    if let Some(problem) = own {
        defects.push((Defect::MalformedActor, problem.text.clone()));
    }
    let checks: Vec<HopCheck> =
        NAMES.iter().map(|name| check(name, &change, shared, parent, child, &defects)).collect();
    let faults = faults(&checks, &defects);
    let problems = defects
        .into_iter()
        // What a token has of its own is reported with it already.
        .filter(|(defect, _)| ![Defect::MalformedActor, Defect::SignatureInvalid].contains(defect))
        .map(|(defect, text)| problem(number, defect, &text, step.grade, parent, child))
        .collect();
    let hop = Hop {
        number,
        from: parent.mandate.digest,
        to: child.mandate.digest,
        actor: child.mandate.actors.last().and_then(|actor| actor.id.clone()),
        grade: step.grade,
        checks,
        faults,
        changes: change,
    };
    (hop, problems)
}

/// The defects that failed checks rest on. Their details may quote a token, and what a token says is no code.
fn faults(checks: &[HopCheck], defects: &[(Defect, String)]) -> Vec<&'static str> {
    let mut faults = Vec::new();
    for check in checks.iter().filter(|check| check.outcome == Outcome::Fail) {
        for (defect, _) in defects.iter().filter(|(defect, _)| decides(*defect) == Some(check.name)) {
            if !faults.contains(&defect.code()) {
                faults.push(defect.code());
            }
        }
    }
    faults
}

/// The tokens of a hop whose signature none of their issuer's keys made, each in a sentence; why is said at the hop
/// that the token came from.
fn forged(number: usize, parent: &Node, child: &Node) -> Vec<String> {
    let both = [(number, parent, number == 1), (number.saturating_add(1), child, true)];
    let forged = both.into_iter().filter(|(_, node, _)| node.proof.is_forged());
    forged
        .map(|(token, node, is_new)| match is_new {
            true => format!("T{token} is not by its issuer: {}", node.proof.detail()),
            false => format!("T{token} is not by its issuer"),
        })
        .collect()
}

fn problem(
    hop: usize,
    defect: Defect,
    text: &str,
    grade: Option<Grade>,
    parent: &Node,
    child: &Node,
) -> Problem {
    let text = resting(&format!("hop {hop}: {text}"), parent.is_signed() && child.is_signed());
    let problem = match grade {
        Some(grade) => defect.inferred(grade, text),
        None => defect.problem(text),
    };
    Problem { sources: child.sources.clone(), ..problem }
}

/// Which check a defect decides; `None` for those that decide none.
fn decides(defect: Defect) -> Option<&'static str> {
    Some(match defect {
        Defect::SignatureInvalid => "signature",
        Defect::SubjectChanged => "subject",
        Defect::ActorDropped | Defect::ChainRewritten | Defect::MalformedActor => "actors",
        Defect::ScopeWidened => "scope",
        Defect::AudienceWidened | Defect::TokenPassthrough => "audience",
        Defect::OutlivesSubjectToken => "lifetime",
        Defect::MayActViolated => "may-act",
        Defect::BindingDropped => "binding",
        _ => return None,
    })
}

fn check(
    name: &'static str,
    change: &Change,
    shared: bool,
    parent: &Node,
    child: &Node,
    defects: &[(Defect, String)],
) -> HopCheck {
    let found: Vec<_> = defects.iter().filter(|(defect, _)| decides(*defect) == Some(name)).collect();
    if let Some(level) = found.iter().map(|(defect, _)| defect.level()).max() {
        let detail: Vec<_> =
            found.iter().map(|(defect, text)| format!("{}: {text}", defect.code())).collect();
        let outcome = if level == Level::Error { Outcome::Fail } else { Outcome::Warn };
        return HopCheck { name, outcome, detail: detail.join("; ") };
    }
    let skipped = skipped(name, change, shared, parent, child);
    let (outcome, detail) = match skipped {
        Some(reason) => (Outcome::Skip, reason),
        None => (Outcome::Pass, passed(name, change)),
    };
    HopCheck { name, outcome, detail: detail.to_owned() }
}

fn skipped<'n>(
    name: &str,
    change: &Change,
    shared: bool,
    parent: &'n Node,
    child: &'n Node,
) -> Option<&'n str> {
    let (before, after) = (&parent.mandate, &child.mandate);
    match name {
        "signature" => {
            [parent, child].into_iter().find(|node| !node.is_signed()).map(|node| node.proof.detail())
        }
        "subject" if change.subject_is == Subject::OtherIssuer => Some("the same id at another issuer"),
        "subject" if before.subject.id.is_none() => Some("the parent names no subject"),
        "actors" if !change.holds_prior_actors => Some("this format names no prior actors"),
        "scope" | "may-act" if change.same_token => Some("one token, no exchange"),
        "scope" if !change.compares_scopes(shared) => Some("scopes of another audience"),
        "scope" if before.has_malformed(&["scope", "scp"]) => Some("the parent's scope is malformed"),
        "scope" if after.has_malformed(&["scope", "scp"]) => Some("the child's scope is malformed"),
        "audience" if before.has_malformed(&["aud"]) => Some("the parent's aud is malformed"),
        "audience" if after.has_malformed(&["aud"]) => Some("the child's aud is malformed"),
        "audience" if before.audience.is_empty() => Some("the parent names no audience"),
        "audience" if after.audience.is_empty() => Some("the child names no audience"),
        "lifetime" if before.has_malformed(&["exp"]) => Some("the parent's exp is malformed"),
        "lifetime" if before.expires.is_none() => Some("the parent has no expiry"),
        "may-act" if before.may_act.is_none() => Some("the parent has no may_act"),
        "may-act" if change.may_act.is_none() => Some("the child names neither actor nor client"),
        "binding" if before.binding.is_empty() => Some("the parent has no cnf"),
        _ => None,
    }
}

fn passed(name: &str, change: &Change) -> &'static str {
    match name {
        "signature" => "both tokens are by their issuer",
        "subject" => "the same subject",
        "actors" => "no actor was dropped or rewritten",
        "scope" if change.scopes.removed.is_empty() => "the same scopes",
        "scope" => "fewer scopes",
        "audience" if change.audience_is == Audience::Unchanged => "the same audience",
        "audience" if change.audience_is == Audience::Narrowed => "a narrower audience",
        "audience" => "another audience",
        "lifetime" => "ends no later than its parent, give or take 5 min",
        "may-act" => "may_act names the actor or the client",
        _ => "bound to a key, as its parent",
    }
}

#[cfg(test)]
mod tests {
    use super::NAMES;
    use crate::delegation::chain::Grade;
    use crate::delegation::chain::Outcome::{self, Fail, Pass, Skip};
    use crate::delegation::evidence::Evidence;
    use crate::link::Settings;
    use crate::link::tests::{bare, chains, flow};

    /// What a check of the only hop comes to.
    fn check(parent: &str, child: &str, name: &str) -> (Outcome, String) {
        let chain = flow(&[parent, child], &[]);
        let hop = chain.hops.first().expect("two tokens are one hop");
        let place = NAMES.iter().position(|known| *known == name).expect("a check of the contract");
        let check = hop.checks.get(place).expect("every check is there");
        assert_eq!(check.name, name);
        (check.outcome, check.detail.clone())
    }

    #[test]
    fn a_check_passes_or_is_skipped_for_its_own_reason() {
        let agent = r#"{"sub":"u","azp":"a","xms_act_fct":"9 11"}"#;
        let other = r#"{"sub":"u","azp":"b","xms_act_fct":"9 11"}"#;
        for (name, parent, child, outcome, detail) in [
            ("signature", r#"{"sub":"u"}"#, r#"{"sub":"u","x":1}"#, Skip, "no key was given"),
            ("subject", r#"{"sub":"u"}"#, r#"{"sub":"u","x":1}"#, Pass, "the same subject"),
            ("subject", r#"{"aud":"a"}"#, r#"{"aud":"b"}"#, Skip, "the parent names no subject"),
            (
                "subject",
                r#"{"iss":"i","sub":"u"}"#,
                r#"{"iss":"j","sub":"u"}"#,
                Skip,
                "the same id at another issuer",
            ),
            ("actors", r#"{"sub":"u"}"#, r#"{"sub":"u","x":1}"#, Pass, "no actor was dropped or rewritten"),
            ("actors", agent, other, Skip, "this format names no prior actors"),
            (
                "scope",
                r#"{"aud":"a","scope":"r"}"#,
                r#"{"aud":"a","scope":"r","x":1}"#,
                Pass,
                "the same scopes",
            ),
            ("scope", r#"{"aud":"a","scope":"r w"}"#, r#"{"aud":"a","scope":"r"}"#, Pass, "fewer scopes"),
            (
                "scope",
                r#"{"aud":"a","scope":"r"}"#,
                r#"{"aud":"b","scope":"r"}"#,
                Skip,
                "scopes of another audience",
            ),
            ("scope", r#"{"aud":"a"}"#, r#"{"aud":"a"}"#, Skip, "one token, no exchange"),
            (
                "scope",
                r#"{"aud":"a","scope":"r"}"#,
                r#"{"aud":"a","scope":7}"#,
                Skip,
                "the child's scope is malformed",
            ),
            (
                "scope",
                r#"{"aud":"a","scp":[null]}"#,
                r#"{"aud":"a"}"#,
                Skip,
                "the parent's scope is malformed",
            ),
            ("audience", r#"{"aud":"a"}"#, r#"{"aud":[["a"]]}"#, Skip, "the child's aud is malformed"),
            ("audience", r#"{"aud":7}"#, r#"{"aud":"a"}"#, Skip, "the parent's aud is malformed"),
            ("lifetime", r#"{"exp":"soon"}"#, r#"{"exp":1000}"#, Skip, "the parent's exp is malformed"),
            (
                "binding",
                r#"{"cnf":{"jkt":"k"}}"#,
                r#"{"cnf":{"jkt":7}}"#,
                Fail,
                "binding-dropped: is bound to no key, its parent is (jkt)",
            ),
            (
                "may-act",
                r#"{"iss":"i","sub":"u","may_act":{"sub":"s","iss":"other"}}"#,
                r#"{"iss":"i","sub":"u","act":{"sub":"s"}}"#,
                Fail,
                "may-act-violated: may_act of the parent names neither the actor nor the client",
            ),
            (
                "may-act",
                r#"{"iss":"i","sub":"u","may_act":{"sub":"s","iss":"i"}}"#,
                r#"{"iss":"i","sub":"u","act":{"sub":"s"}}"#,
                Pass,
                "may_act names the actor or the client",
            ),
            ("audience", r#"{"aud":["a","b"]}"#, r#"{"aud":["b","a"]}"#, Pass, "the same audience"),
            ("audience", r#"{"aud":["a","b"]}"#, r#"{"aud":"a"}"#, Pass, "a narrower audience"),
            ("audience", r#"{"aud":"a"}"#, r#"{"aud":"b"}"#, Pass, "another audience"),
            ("audience", r#"{"sub":"u"}"#, r#"{"aud":"b"}"#, Skip, "the parent names no audience"),
            ("audience", r#"{"aud":"a"}"#, r#"{"sub":"u"}"#, Skip, "the child names no audience"),
            (
                "lifetime",
                r#"{"exp":1000}"#,
                r#"{"exp":1300}"#,
                Pass,
                "ends no later than its parent, give or take 5 min",
            ),
            ("lifetime", r#"{"sub":"u"}"#, r#"{"exp":1000}"#, Skip, "the parent has no expiry"),
            (
                "may-act",
                r#"{"sub":"u","may_act":{"sub":"s"}}"#,
                r#"{"sub":"u","act":{"sub":"s"}}"#,
                Pass,
                "may_act names the actor or the client",
            ),
            (
                "may-act",
                r#"{"sub":"u"}"#,
                r#"{"sub":"u","act":{"sub":"s"}}"#,
                Skip,
                "the parent has no may_act",
            ),
            (
                "may-act",
                r#"{"sub":"u","may_act":{"sub":"s"}}"#,
                r#"{"sub":"u"}"#,
                Skip,
                "the child names neither actor nor client",
            ),
            (
                "binding",
                r#"{"cnf":{"jkt":"k"}}"#,
                r#"{"cnf":{"jkt":"l"}}"#,
                Pass,
                "bound to a key, as its parent",
            ),
            ("binding", r#"{"sub":"u"}"#, r#"{"cnf":{"jkt":"l"}}"#, Skip, "the parent has no cnf"),
        ] {
            assert_eq!(check(parent, child, name), (outcome, detail.to_owned()), "{name}: {parent} {child}");
        }
    }

    #[test]
    fn a_finding_over_a_link_that_was_inferred_is_as_sure_as_the_link() {
        let texts = [
            r#"{"iss":"i","sub":"u","aud":["a","b"]}"#,
            r#"{"iss":"i","sub":"u","aud":["a","b","c"],"azp":"b"}"#,
        ];
        for (in_order, want) in
            [(true, (None, Evidence::Claimed)), (false, (Some(Grade::Weak), Evidence::Inferred))]
        {
            let settings = Settings { in_order, ..Settings::default() };
            let chain = chains(texts.map(bare).into(), &settings).remove(0);
            let widened = chain.problems.iter().find(|problem| problem.code == "audience-widened");
            let widened = widened.expect("it is found");
            assert_eq!((widened.grade, widened.evidence), want, "{in_order}");
        }
    }

    #[test]
    fn a_finding_of_a_hop_is_about_the_token_that_it_led_to() {
        let texts = [r#"{"sub":"u"}"#, r#"{"sub":"u","x":1}"#, r#"{"sub":"v"}"#];
        let chain = flow(&texts, &[]);
        let found: Vec<_> =
            chain.problems.iter().map(|p| (p.code, p.text.split(':').next(), p.sources.join(" "))).collect();
        assert_eq!(found, [("subject-changed", Some("hop 2"), "t2".to_owned())]);
    }
}
