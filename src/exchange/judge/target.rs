//! What was asked for: audience, resource, scope.

use super::{Judged, list, with_claims};
use crate::exchange::difference::is_uri;
use crate::exchange::sent::Sent;

/// Every target, resources first, as they were sent.
fn targets(sent: &Sent) -> Vec<&str> {
    sent.resource.iter().chain(&sent.audience).map(String::as_str).collect()
}

/// A target that is not among the subject token's audiences.
pub(super) fn not_in_subject(sent: &Sent) -> Judged {
    let (targets, text) = match (sent.resource.is_empty(), sent.audience.is_empty()) {
        (true, true) => return Judged::absent(sent),
        (false, true) => (targets(sent), "the resource is not among the subject token's audiences"),
        (true, false) => (targets(sent), "the audience is not among the subject token's audiences"),
        (false, false) => (targets(sent), "a target is not among the subject token's audiences"),
    };
    with_claims(sent, sent.subject.as_ref(), |claims| {
        let audience = claims.audience();
        let missing: Vec<&str> =
            targets.iter().filter(|target| !audience.contains(target)).copied().collect();
        let Some(first) = missing.first() else { return Judged::no() };
        let found = if audience.is_empty() { "no aud".to_owned() } else { list(&audience) };
        Judged::yes().wanted(list(&missing)).found(found).at("/claims/aud").compared(first, &audience)
    })
    .text(text)
}

pub(super) fn malformed(sent: &Sent) -> Judged {
    if sent.resource.is_empty() {
        return Judged::absent(sent);
    }
    let is_absolute = |resource: &str| {
        resource.split_once(':').is_some_and(|(scheme, rest)| {
            !rest.is_empty()
                && scheme.starts_with(|sign: char| sign.is_ascii_alphabetic())
                && scheme.chars().all(|sign| sign.is_ascii_alphanumeric() || "+-.".contains(sign))
        })
    };
    match sent.resource.iter().find(|resource| !is_absolute(resource) || resource.contains('#')) {
        None => Judged::no(),
        Some(found) => Judged::yes().wanted("an absolute URI without a fragment").found(found.as_str()),
    }
}

pub(super) fn none(sent: &Sent) -> Judged {
    if targets(sent).is_empty() && !sent.whole {
        Judged::unknown()
    } else {
        Judged::when(targets(sent).is_empty())
    }
}

pub(super) fn several(sent: &Sent) -> Judged {
    let targets = targets(sent);
    if targets.len() > 1 { Judged::yes().wanted("one").found(list(&targets)) } else { Judged::absent(sent) }
}

pub(super) fn not_plain(sent: &Sent) -> Judged {
    let odd = |audience: &&String| audience.is_empty() || audience.contains(' ') || is_uri(audience);
    let Some(audience) = sent.audience.iter().find(odd) else { return Judged::absent(sent) };
    let (text, found) = if audience.is_empty() {
        ("the audience is empty", "nothing")
    } else if audience.contains(' ') {
        ("the audience has a blank in it: several belong into several parameters", audience.as_str())
    } else {
        ("the audience is an address, which fits only a client whose id is that address", audience.as_str())
    };
    Judged::yes().text(text).wanted("a client id").found(found)
}

pub(super) fn audience_is_requester(sent: &Sent) -> Judged {
    match sent.client_id.as_ref() {
        Some(client) if sent.audience.contains(client) => Judged::yes().found(client.as_str()),
        _ => Judged::absent(sent),
    }
}

pub(super) fn audience_not_requester(sent: &Sent) -> Judged {
    let Some(client) = sent.client_id.as_deref() else { return Judged::unknown() };
    match sent.audience.iter().map(String::as_str).find(|audience| *audience != client) {
        Some(found) => Judged::yes().wanted(client).found(found).compared(client, &[found]),
        None if sent.audience.is_empty() && sent.whole => Judged::yes().wanted(client).found("no audience"),
        None => Judged::absent(sent),
    }
}

pub(super) fn has_scheme(sent: &Sent) -> Judged {
    let Some(audience) = sent.audience.first() else { return Judged::absent(sent) };
    if audience.starts_with("//") {
        return Judged::no();
    }
    let name = audience.split_once("//").map_or(audience.as_str(), |(_, name)| name);
    Judged::yes().wanted(format!("//{}", name.trim_start_matches('/'))).found(audience.as_str())
}

pub(super) fn not_https_of_audience(sent: &Sent) -> Judged {
    let Some(audience) = sent.audience.first() else { return Judged::unknown() };
    let wanted = format!("https:{audience}");
    with_claims(sent, sent.subject.as_ref(), |claims| {
        let found = claims.audience();
        Judged::when(!found.contains(&wanted.as_str()))
            .wanted(wanted.as_str())
            .found(if found.is_empty() { "no aud".to_owned() } else { list(&found) })
            .at("/claims/aud")
            .compared(&wanted, &found)
    })
}

pub(super) fn scope_not_in_subject(sent: &Sent) -> Judged {
    if sent.scope.is_empty() {
        return Judged::absent(sent);
    }
    with_claims(sent, sent.subject.as_ref(), |claims| {
        let pointer = match (claims.get("scope"), claims.get("scp")) {
            (Some(_), _) => "/claims/scope",
            (None, Some(_)) => "/claims/scp",
            // A server may keep a token's scopes to itself.
            (None, None) => return Judged::unknown(),
        };
        let granted = claims.scopes();
        let missing: Vec<&str> =
            sent.scope.iter().map(String::as_str).filter(|scope| !granted.contains(scope)).collect();
        let Some(first) = missing.first() else { return Judged::no() };
        let found = if granted.is_empty() { "no scope".to_owned() } else { granted.join(" ") };
        Judged::yes().wanted(missing.join(" ")).found(found).at(pointer).compared(first, &granted)
    })
}

/// RFC 6749 section 3.3: `%x21 / %x23-5B / %x5D-7E`.
pub(super) fn scope_malformed(sent: &Sent) -> Judged {
    let fits = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    match sent.scope.iter().find(|scope| !scope.bytes().all(fits)) {
        Some(found) => Judged::yes().found(found.as_str()),
        None => Judged::absent(sent),
    }
}

pub(super) fn scope_empty(sent: &Sent) -> Judged {
    if sent.scope.iter().any(String::is_empty) { Judged::yes() } else { Judged::absent(sent) }
}

pub(super) fn scope_missing(sent: &Sent) -> Judged {
    match (sent.scope.is_empty(), sent.whole) {
        (true, false) => Judged::unknown(),
        (empty, _) => Judged::when(empty),
    }
}

pub(super) fn scope_asked(sent: &Sent, scopes: &[&str]) -> Judged {
    match sent.scope.iter().find(|scope| scopes.contains(&scope.as_str())) {
        Some(found) => Judged::yes().found(found.as_str()),
        None => Judged::absent(sent),
    }
}

/// Scopes of OpenID Connect, which belong to no resource.
const OPENID: [&str; 5] = ["openid", "profile", "email", "offline_access", "address"];

pub(super) fn scope_without_resource(sent: &Sent) -> Judged {
    let bare = |scope: &&String| !is_uri(scope) && !scope.contains('/') && !OPENID.contains(&scope.as_str());
    match sent.scope.iter().find(bare) {
        Some(found) => Judged::yes().wanted("RESOURCE/SCOPE").found(found.as_str()),
        None => Judged::absent(sent),
    }
}

pub(super) fn scope_several_resources(sent: &Sent) -> Judged {
    let mut resources: Vec<&str> =
        sent.scope.iter().filter_map(|scope| scope.rsplit_once('/')).map(|(resource, _)| resource).collect();
    resources.dedup();
    if resources.len() > 1 {
        Judged::yes().wanted("one").found(list(&resources))
    } else {
        Judged::absent(sent)
    }
}

pub(super) fn scope_not_ending(sent: &Sent, ending: Option<&str>) -> Judged {
    let ending = ending.unwrap_or_default();
    match sent.scope.iter().find(|scope| !scope.ends_with(ending)) {
        Some(found) => Judged::yes().wanted(format!("RESOURCE{ending}")).found(found.as_str()),
        None => Judged::absent(sent),
    }
}
