//! The form as such: what is missing, too much, repeated or too long.

use super::Judged;
use crate::exchange::sent::Sent;
use crate::exchange::token_type;

/// Every parameter's name, as often as it was sent; of the client's credentials only the id is known here.
fn names(sent: &Sent) -> Vec<&str> {
    let mut names = Vec::new();
    let mut add = |name: &'static str, times: usize| names.extend(std::iter::repeat_n(name, times));
    add("grant_type", usize::from(sent.grant.is_some()));
    add("subject_token", usize::from(sent.subject.is_some()));
    add("subject_token_type", usize::from(sent.subject.as_ref().is_some_and(|it| !it.token_type.is_empty())));
    add("actor_token", usize::from(sent.actor.is_some()));
    add("actor_token_type", usize::from(sent.actor.as_ref().is_some_and(|it| !it.token_type.is_empty())));
    add("audience", sent.audience.len());
    add("resource", sent.resource.len());
    add("scope", usize::from(!sent.scope.is_empty()));
    add("requested_token_type", usize::from(sent.requested_token_type.is_some()));
    names.extend(sent.parameters.iter().map(String::as_str));
    names
}

pub(super) fn missing(sent: &Sent, wanted: &[&str]) -> Judged {
    let names = names(sent);
    match wanted.iter().find(|wanted| !names.contains(wanted)) {
        None => Judged::no(),
        Some(_) if !sent.whole => Judged::unknown(),
        // How the client proved itself is told elsewhere.
        Some(&("client_id" | "client_secret" | "client_assertion" | "client_assertion_type")) => {
            Judged::unknown()
        }
        Some(missing) => Judged::yes().wanted(*missing),
    }
}

pub(super) fn sent(sent: &Sent, unwanted: &[&str]) -> Judged {
    match names(sent).into_iter().find(|name| unwanted.contains(name)) {
        Some(found) => Judged::yes().found(found),
        None => Judged::absent(sent),
    }
}

/// RFC 8693 section 2.1 lets only `audience` and `resource` repeat.
pub(super) fn repeated(sent: &Sent) -> Judged {
    let names = names(sent);
    let twice = |name: &&&str| {
        !["audience", "resource"].contains(*name) && names.iter().filter(|other| other == name).count() > 1
    };
    match names.iter().find(twice) {
        Some(found) => Judged::yes().wanted("once").found(*found),
        None => Judged::absent(sent),
    }
}

pub(super) fn longer_than(sent: &Sent, limit: usize) -> Judged {
    let scope = sent.scope.join(" ");
    let values = [("scope", scope.as_str())]
        .into_iter()
        .chain(sent.audience.iter().map(|audience| ("audience", audience.as_str())))
        .chain(
            sent.requested_token_type.iter().map(|requested| ("requested_token_type", requested.as_str())),
        );
    for (name, value) in values {
        let length = value.chars().count();
        if length > limit {
            let wanted = format!("at most {limit} characters");
            return Judged::yes().wanted(wanted).found(format!("{name}, {length} characters"));
        }
    }
    Judged::absent(sent)
}

pub(super) fn grant(sent: &Sent, parts: &[&str]) -> Judged {
    let Some(grant) = sent.grant.as_deref() else { return Judged::unknown() };
    Judged::when(parts.iter().any(|part| grant.contains(part))).found(grant)
}

/// RFC 8414 has a default for metadata that says nothing about grants, and servers that do not care: no verdict then.
pub(super) fn grant_unlisted(sent: &Sent) -> Judged {
    let Some(grant) = sent.grant.as_deref().filter(|_| !sent.grants_listed.is_empty()) else {
        return Judged::unknown();
    };
    let is_listed = sent.grants_listed.iter().any(|listed| listed == grant);
    Judged::when(!is_listed).wanted(sent.grants_listed.join(" or ")).found(grant)
}

pub(super) fn requested(sent: &Sent, types: &[&str]) -> Judged {
    let Some(requested) = sent.requested_token_type.as_deref() else { return Judged::absent(sent) };
    let found = token_type::short(requested);
    Judged::when(types.contains(&found)).found(found)
}

pub(super) fn requested_not(sent: &Sent, types: &[&str]) -> Judged {
    let Some(requested) = sent.requested_token_type.as_deref() else { return Judged::absent(sent) };
    let found = token_type::short(requested);
    Judged::when(!types.contains(&found)).wanted(types.join(" or ")).found(found)
}
