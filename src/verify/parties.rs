//! `issuer audience subject client scope`: who made it, for whom it is meant, about whom, by whom, for what.

use std::borrow::Cow;

use super::case::Case;
use super::check::{Finding, NOT_ASKED, one_of};
use super::hint;
use super::keyring::names;
use super::policy::Expect;
use super::profile::trust_domain;
use crate::delegation::evidence::is_on_this_machine;
use crate::token::claims::Field;

/// Judges the issuer.
pub(super) fn issuer(case: &Case<'_>) -> Finding {
    let field = case.issuer();
    if let Some(found) = field.malformed() {
        return Finding::fail(format!("the issuer is {found}"));
    }
    let issuer = field.present();
    let wanted = match &case.policy.issuer {
        Expect::Waived(how) => return Finding::skip(*how),
        Expect::OneOf(wanted) => wanted,
    };
    // RFC 7662 section 2.2 lets an answer leave `iss` out: the endpoint that gave it is this issuer's own.
    let answered = case.introspected.filter(|_| case.is_opaque).map(|told| Cow::Borrowed(&*told.issuer));
    let Some(issuer) = issuer.or(answered) else {
        let is_svid = case.claims.text("sub").present().is_some_and(|sub| trust_domain(sub).is_some());
        return Finding::fail(match is_svid {
            true => "the token names no issuer; that of a JWT-SVID stands in its sub (--token-type jwt-svid)",
            false => "the token names no issuer",
        })
        .wanted(one_of(wanted));
    };
    if let Some(why) = case.policy.hearsay {
        return Finding::fail(why).found(&*issuer);
    }
    let is_wanted = wanted.iter().any(|one| names(one, &issuer, Some(case.claims)));
    if is_wanted && case.policy.issuer_not.iter().any(|one| *one == issuer) {
        return Finding::fail("none of those that the expected issuer stands for").found(&*issuer);
    }
    if is_wanted {
        return Finding::pass(match is_on_this_machine(&issuer) {
            true => format!("{issuer}, development (it is on this machine)"),
            false => issuer.into_owned(),
        });
    }
    let finding = Finding::fail(match hint::issuers(wanted, &issuer) {
        Some(hint) => format!("another issuer: {hint}"),
        None => "another issuer".to_owned(),
    });
    finding.wanted(one_of(wanted)).found(&*issuer)
}

/// Judges the audience.
pub(super) fn audience(case: &Case<'_>) -> Finding {
    let field = case.claims.texts("aud");
    if let Some(found) = field.malformed() {
        return Finding::fail(format!("aud is {found}"));
    }
    let audience = field.present();
    let wanted = match &case.policy.audience {
        Expect::Waived(how) => return Finding::skip(*how),
        Expect::OneOf(wanted) => wanted,
    };
    match audience {
        Some(audience) => match audience.iter().find(|one| wanted.iter().any(|wanted| wanted == *one)) {
            Some(one) => Finding::pass((*one).to_owned()),
            None if audience.is_empty() => Finding::fail("aud is an empty list").wanted(one_of(wanted)),
            None => Finding::fail("another audience").wanted(one_of(wanted)).found(audience.join(" ")),
        },
        None => Finding::fail("the token names no audience").wanted(one_of(wanted)),
    }
}

/// Judges `sub`.
pub(super) fn subject(case: &Case<'_>) -> Finding {
    let wanted = &case.policy.subjects;
    match case.claims.text("sub") {
        Field::Malformed(found) => Finding::fail(format!("sub is {found}, not a text")),
        _ if wanted.is_empty() => Finding::unasked(NOT_ASKED),
        Field::Absent => Finding::fail("the token names no subject").wanted(one_of(wanted)),
        Field::Present(sub) if wanted.iter().any(|one| one == sub) => Finding::pass(sub.to_owned()),
        Field::Present(sub) => Finding::fail("another subject").wanted(one_of(wanted)).found(sub),
    }
}

/// Judges the client claims; two that disagree fail, asked or not (SECURITY.md R9).
pub(super) fn client(case: &Case<'_>) -> Finding {
    let wanted = &case.policy.clients;
    let mut clients = [None; 4];
    for (client, name) in clients.iter_mut().zip(["azp", "client_id", "appid", "cid"]) {
        match case.claims.text(name) {
            Field::Absent => {}
            Field::Malformed(found) => return Finding::fail(format!("{name} is {found}, not a text")),
            Field::Present(id) => *client = Some((name, id)),
        }
    }
    let clients = || clients.iter().flatten();
    let Some((_, client)) = clients().next().copied() else {
        return match wanted.is_empty() {
            true => Finding::unasked(NOT_ASKED),
            false => Finding::fail("the token names no client").wanted(one_of(wanted)),
        };
    };
    if clients().any(|(_, id)| *id != client) {
        let found: Vec<String> = clients().map(|(name, id)| format!("{name} {id}")).collect();
        return Finding::fail("two claims name different clients").found(found.join(", "));
    }
    if wanted.is_empty() {
        return Finding::unasked(NOT_ASKED);
    }
    match wanted.iter().any(|one| one == client) {
        true => Finding::pass(client.to_owned()),
        false => Finding::fail("another client").wanted(one_of(wanted)).found(client),
    }
}

/// Judges scopes: all that were asked for stand there; `scope` and `scp` do not contradict each other.
pub(super) fn scope(case: &Case<'_>) -> Finding {
    let is_there = |name: &str| case.claims.get(name).is_some();
    if case.policy.scopes.is_empty() && !(is_there("scope") && is_there("scp")) {
        // Nothing that it could lack, and no other that it could contradict.
        return Finding::unasked(NOT_ASKED);
    }
    let wanted: Vec<&str> = case
        .policy
        .scopes
        .iter()
        .flat_map(|text| text.split(' '))
        .filter(|scope| !scope.is_empty())
        .collect();
    let read = |name: &str| match case.claims.texts(name) {
        Field::Absent => Ok(None),
        Field::Malformed(found) => Err(format!("{name} is {found}")),
        Field::Present(texts) => {
            let mut scopes: Vec<&str> = texts
                .into_iter()
                .flat_map(|text| text.split(' '))
                .filter(|scope| !scope.is_empty())
                .collect();
            scopes.sort_unstable();
            scopes.dedup();
            Ok(Some(scopes))
        }
    };
    let found = match (read("scope"), read("scp")) {
        (Ok(Some(scope)), Ok(Some(scp))) if scope != scp => {
            return Finding::fail("scope and scp differ").found(format!(
                "{} and {}",
                scope.join(" "),
                scp.join(" ")
            ));
        }
        (Ok(scope), Ok(scp)) => scope.or(scp),
        (Err(_), Ok(None)) | (Ok(None), Err(_)) if wanted.is_empty() => None,
        (Err(why), _) | (_, Err(why)) => return Finding::fail(why),
    };
    if wanted.is_empty() {
        return Finding::unasked(NOT_ASKED);
    }
    let Some(found) = found else {
        return Finding::fail("the token states no scope").wanted(wanted.join(" "));
    };
    let missing: Vec<&str> = wanted.iter().copied().filter(|scope| !found.contains(scope)).collect();
    match missing.is_empty() {
        true => Finding::pass(wanted.join(" ")),
        false => Finding::fail(format!("without {}", missing.join(" ")))
            .wanted(wanted.join(" "))
            .found(found.join(" ")),
    }
}
