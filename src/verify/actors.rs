//! `actor prior-actor depth delegation may-act`: who acts, who acted, and who may (SECURITY.md R12).

use std::borrow::Cow;

use super::case::Case;
use super::check::{Finding, NOT_ASKED, one_of};
use super::policy::{ActorId, ActorToken};
use super::profile::trust_domain;
use crate::delegation::chain::Flow;
use crate::delegation::own_word;
use crate::delegation::principal::{Actor, Role};
use crate::plural::counted;
use crate::token::claims::{Claims, Field};
use crate::token::json::Kind as JsonKind;

/// Judges who acts now.
pub(super) fn actor(case: &Case<'_>) -> Finding {
    let wanted = &case.policy.actors;
    if let Some(finding) = unclear(case, !wanted.is_empty()) {
        return finding;
    }
    if wanted.is_empty() {
        return Finding::unasked(NOT_ASKED);
    }
    let names: Vec<String> = wanted.iter().map(ToString::to_string).collect();
    let finding = |text: &'static str| Finding::fail(text).wanted(one_of(&names));
    let Some(current) = current(case) else {
        return match case.chain().actors.iter().find(|actor| actor.id.is_some()) {
            Some(Actor { id: Some(id), .. }) => finding("nobody is named as acting")
                .found(format!("client {id}, inferred, which does not count")),
            _ => finding("nobody is named as acting"),
        };
    };
    if wanted.iter().any(|one| is(one, current, case)) {
        return Finding::pass(shown(current));
    }
    let actors: Vec<&Actor> = case.chain().stated_actors().collect();
    let prior = actors.iter().zip(1_usize..).find(|(actor, _)| {
        actor.role == Role::Prior && wanted.iter().any(|one| actor.id.as_ref() == Some(&one.id))
    });
    let found = match prior {
        Some((prior, number)) => format!(
            "{}; {} is a prior actor, {number} of {}",
            shown(current),
            prior.id.as_deref().unwrap_or_default(),
            actors.len()
        ),
        None => shown(current),
    };
    finding("another actor").found(found)
}

/// Judges who acted before.
pub(super) fn prior(case: &Case<'_>) -> Finding {
    let wanted = &case.policy.prior_actors;
    if let Some(finding) = unclear(case, !wanted.is_empty()) {
        return finding;
    }
    if wanted.is_empty() {
        return Finding::unasked(NOT_ASKED);
    }
    let prior: Vec<&Actor> = case.chain().stated_actors().filter(|actor| actor.role == Role::Prior).collect();
    let missing: Vec<String> = wanted
        .iter()
        .filter(|one| !prior.iter().any(|actor| is(one, actor, case)))
        .map(ToString::to_string)
        .collect();
    let names = |ids: &[String]| ids.join(" ");
    let wanted: Vec<String> = wanted.iter().map(ToString::to_string).collect();
    if missing.is_empty() {
        return Finding::pass(names(&wanted));
    }
    let found: Vec<String> = prior.into_iter().map(shown).collect();
    let found = if found.is_empty() { "none".to_owned() } else { names(&found) };
    Finding::fail(format!("{} did not act before", names(&missing))).wanted(names(&wanted)).found(found)
}

/// Judges how many act.
pub(super) fn depth(case: &Case<'_>) -> Finding {
    let most = case.policy.max_depth;
    if let Some(finding) = unclear(case, most.is_some()) {
        return finding;
    }
    let Some(most) = most else { return Finding::unasked(NOT_ASKED) };
    let wanted = format!("{most} at most");
    if let Some(problem) = case.too_many_actors() {
        return Finding::fail(problem.to_owned()).wanted(wanted);
    }
    let found = u64::try_from(case.chain().stated_actors().count()).unwrap_or(u64::MAX);
    match found <= most {
        true => Finding::pass(format!("{found}, {wanted}")),
        false => Finding::fail("too many actors").wanted(wanted).found(found.to_string()),
    }
}

/// Judges `--no-delegation`, and that delegation is well formed wherever there is any.
pub(super) fn delegation(case: &Case<'_>) -> Finding {
    let asked = case.policy.no_delegation;
    if let Some(finding) = unclear(case, asked) {
        return finding;
    }
    if !asked {
        return Finding::unasked(NOT_ASKED);
    }
    let wanted = "no delegation";
    if let Some(current) = current(case).or_else(|| case.chain().stated_actors().next()) {
        let format = case.chain().format.word();
        return Finding::fail("somebody acts").wanted(wanted).found(format!("{} ({format})", shown(current)));
    }
    let is_delegated = matches!(case.chain().flow, Flow::Delegation | Flow::Impersonation | Flow::AgentUser);
    if is_delegated || ["act", "delegation_chain"].iter().any(|name| case.claims.get(name).is_some()) {
        return Finding::fail("the token is delegated").wanted(wanted).found(case.chain().format.word());
    }
    // Nobody is named, and the token says all the same that somebody acts.
    if let Some(how) = own_word::delegated(case.token, case.claims) {
        return Finding::fail(format!("{how}, and no actor is named")).wanted(wanted);
    }
    Finding::pass("none")
}

/// Judges `--may-act`: the token names who may act, and that is who holds it.
pub(super) fn may_act(case: &Case<'_>) -> Finding {
    if !case.policy.may_act {
        return Finding::unasked(NOT_ASKED);
    }
    let Some(may_act) = case.claims.get("may_act") else { return Finding::fail("the token has no may_act") };
    if may_act.kind() != JsonKind::Object {
        return Finding::fail(format!("may_act is {}, not an object", may_act.kind().noun()));
    }
    let node = Claims::new(may_act);
    let is_inside = |pointer: &str| pointer == "/may_act" || pointer.starts_with("/may_act/");
    if has_digests(node) || case.token.undisclosed().iter().any(|place| is_inside(&place.pointer)) {
        return Finding::fail("claims are withheld inside may_act, and an issuer may be among them");
    }
    let id = ["sub", "client_id", "email"].into_iter().find_map(|name| match node.text(name) {
        Field::Absent => None,
        Field::Malformed(found) => Some(Err(format!("{name} in may_act is {found}"))),
        Field::Present(id) => Some(Ok(id)),
    });
    let id = match id {
        Some(Ok(id)) if !id.is_empty() => id,
        Some(Err(why)) => return Finding::fail(why),
        _ => return Finding::fail("may_act names nobody"),
    };
    let own = case.issuer().present().map(Cow::into_owned);
    let issuer = match node.text("iss") {
        Field::Absent => own.clone(),
        Field::Malformed(found) => return Finding::fail(format!("iss in may_act is {found}")),
        Field::Present(issuer) => Some(issuer.to_owned()),
    };
    let (actor, actor_issuer) = match &case.policy.actor_token {
        Some(ActorToken::Refused(why)) => {
            return Finding::fail(format!("the actor token is not valid: {why}"));
        }
        Some(ActorToken::Verified { issuer, subject }) => (subject.clone(), Some(issuer.clone())),
        None => match current(case) {
            // Who acts is as unclear here as where it is asked for itself.
            _ if let Some(finding) = unclear(case, true) => return finding,
            Some(Actor { id: Some(id), issuer, .. }) => (id.clone(), issuer.clone().or(own)),
            _ => return Finding::fail("there is no actor token, and nobody is named as acting").wanted(id),
        },
    };
    let is_svid = node.get("iss").is_none() && is_svid(case.policy.actor_token.as_ref());
    match actor == id && (actor_issuer == issuer || is_svid) {
        true => Finding::pass(actor),
        false if actor == id => Finding::fail("an actor of another issuer")
            .wanted(format!("{}|{id}", issuer.unwrap_or_default()))
            .found(format!("{}|{actor}", actor_issuer.unwrap_or_default())),
        false => Finding::fail("another actor than may_act names").wanted(id).found(actor),
    }
}

/// Judges the actor token against the current actor, where one was given; part of `actor`.
pub(super) fn actor_token(case: &Case<'_>, finding: Finding) -> Finding {
    use super::check::Outcome;
    let Some(given) = &case.policy.actor_token else { return finding };
    if finding.outcome == Outcome::Fail {
        return finding;
    }
    let (issuer, subject) = match given {
        ActorToken::Refused(why) => return Finding::fail(format!("the actor token is not valid: {why}")),
        ActorToken::Verified { issuer, subject } => (issuer, subject),
    };
    let Some(current) = current(case) else {
        // A subject token has no actor yet: may_act alone says who may become one.
        return match case.policy.may_act {
            true => finding,
            false => Finding::fail("nobody is named as acting").wanted(subject.clone()),
        };
    };
    let own = current.issuer.clone().or_else(|| case.issuer().present().map(Cow::into_owned));
    let is_its_issuer = own.as_ref() == Some(issuer) || (current.issuer.is_none() && is_svid(Some(given)));
    match current.id.as_ref() == Some(subject) && is_its_issuer {
        true => Finding::pass(format!("{}, as the actor token says", shown(current))),
        false => Finding::fail("the actor token is somebody else's")
            .wanted(format!("{issuer}|{subject}"))
            .found(shown(current)),
    }
}

/// Whether an actor token verified under the trust domain of its own subject: that id says whose it is, so that an
/// actor of this id needs no `iss` beside it.
fn is_svid(given: Option<&ActorToken>) -> bool {
    let Some(ActorToken::Verified { issuer, subject }) = given else { return false };
    trust_domain(subject).is_some_and(|domain| issuer.strip_prefix("spiffe://") == Some(domain))
}

fn current<'c>(case: &Case<'c>) -> Option<&'c Actor> {
    case.chain().stated_actors().find(|actor| actor.role == Role::Current)
}

/// Without an issuer in the question the actor's must be absent or the token's; with one it must be that one.
fn is(wanted: &ActorId, actor: &Actor, case: &Case<'_>) -> bool {
    let same_issuer = match (&wanted.issuer, &actor.issuer) {
        (Some(wanted), found) => found.as_ref() == Some(wanted),
        (None, None) => true,
        (None, Some(found)) => case.issuer().present().is_some_and(|own| own == *found),
    };
    same_issuer && actor.id.as_ref() == Some(&wanted.id)
}

fn shown(actor: &Actor) -> String {
    let id = actor.id.as_deref().unwrap_or("somebody unnamed");
    match &actor.issuer {
        Some(issuer) => format!("{id} of {issuer}"),
        None => id.to_owned(),
    }
}

/// What makes it unclear who acts: a malformed actor, asked or not; where it was asked, something withheld.
fn unclear(case: &Case<'_>, asked: bool) -> Option<Finding> {
    if let Some(text) = case.malformed_actor() {
        return Some(Finding::fail(text.to_owned()));
    }
    if let Some(act) = case.claims.get("act").filter(|act| act.kind() != JsonKind::Object) {
        return Some(Finding::fail(format!("act is {}, not an object", act.kind().noun())));
    }
    if asked && let Some(at) = stripped(case) {
        return Some(Finding::fail(format!(
            "digests of withheld claims stand {at}, and an actor may be among them"
        )));
    }
    let is_withheld = |pointer: &str| pointer.is_empty() || pointer == "/act" || pointer.starts_with("/act/");
    let withheld = case.token.undisclosed().iter().find(|place| is_withheld(&place.pointer));
    match withheld {
        Some(place) if asked => {
            let at = if place.pointer.is_empty() { "at the top level" } else { "inside act" };
            Some(Finding::fail(format!(
                "{} withheld {at}, and an actor may be among them",
                counted(place.count, "claim is", "claims are")
            )))
        }
        _ => None,
    }
}

/// Whether digests stand in an object.
fn has_digests(node: Claims<'_>) -> bool {
    let digests = node.get("_sd");
    digests.is_some_and(|digests| digests.kind() != JsonKind::Array || digests.items().len() > 0)
}

/// Where digests stand in a token that is not sent as an SD-JWT: its holder cut the `~` off, and with it the place
/// where withheld claims are counted (SECURITY.md R11).
fn stripped(case: &Case<'_>) -> Option<&'static str> {
    if has_digests(case.claims) {
        return Some("at the top level");
    }
    let mut node = case.claims.get("act");
    while let Some(act) = node {
        if has_digests(Claims::new(act)) {
            return Some("inside act");
        }
        node = act.get("act");
    }
    None
}
