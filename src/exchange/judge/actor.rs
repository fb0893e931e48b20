//! The actor token: whose it is, and whether it fits the request.

use super::{Judged, with_claims};
use crate::exchange::sent::Sent;
use crate::exchange::token_type;
use crate::token::claims::Claims;

fn actor(sent: &Sent, judge: impl FnOnce(Claims<'_>) -> Judged) -> Judged {
    with_claims(sent, sent.actor.as_ref(), judge)
}

fn has_parameter(sent: &Sent, name: &str) -> bool {
    sent.parameters.iter().any(|parameter| parameter == name)
}

pub(super) fn untyped(sent: &Sent) -> Judged {
    let by_parameter = sent.actor.is_none() && has_parameter(sent, "actor_token");
    match sent.actor.as_ref() {
        Some(actor) => Judged::when(actor.token_type.is_empty() && !has_parameter(sent, "actor_token_type")),
        None if by_parameter => Judged::when(!has_parameter(sent, "actor_token_type")),
        None => Judged::absent(sent),
    }
}

pub(super) fn type_alone(sent: &Sent) -> Judged {
    let alone = sent.actor.is_none()
        && has_parameter(sent, "actor_token_type")
        && !has_parameter(sent, "actor_token");
    if alone { Judged::yes() } else { Judged::absent(sent) }
}

pub(super) fn type_not(sent: &Sent, types: &[&str]) -> Judged {
    let Some(actor) = sent.actor.as_ref() else { return Judged::absent(sent) };
    let found = token_type::short(&actor.token_type);
    Judged::when(!types.contains(&found)).wanted(types.join(" or ")).found(found)
}

pub(super) fn other_client(sent: &Sent) -> Judged {
    let Some(client) = sent.client_id.as_deref() else { return Judged::unknown() };
    actor(sent, |claims| match claims.clients().first() {
        None => Judged::unknown(),
        Some((_, id)) => Judged::when(*id != client).wanted(client).found(*id).compared(client, &[id]),
    })
}

pub(super) fn other_issuer(sent: &Sent) -> Judged {
    let Some(issuer) = sent.issuer.as_deref() else { return Judged::unknown() };
    actor(sent, |claims| match claims.text("iss").present() {
        None => Judged::unknown(),
        Some(found) => Judged::when(found != issuer).wanted(issuer).found(found).compared(issuer, &[found]),
    })
}

pub(super) fn expired(sent: &Sent) -> Judged {
    actor(sent, |claims| match claims.date("exp").present() {
        None => Judged::unknown(),
        Some(end) => Judged::when(sent.at >= end)
            .wanted(format!("an exp later than {}", sent.at))
            .found(end.to_string()),
    })
}

pub(super) fn opaque(sent: &Sent) -> Judged {
    sent.actor.as_ref().map_or_else(|| Judged::absent(sent), |actor| Judged::when(actor.token.is_none()))
}

pub(super) fn has_act(sent: &Sent) -> Judged {
    actor(sent, |claims| Judged::when(claims.get("act").is_some()).wanted("no act").found("act"))
}

pub(super) fn is_subject(sent: &Sent) -> Judged {
    let of = |claims: Claims<'_>| {
        Some((claims.text("iss").present()?.to_owned(), claims.text("sub").present()?.to_owned()))
    };
    let subject = sent.subject.as_ref().and_then(|subject| subject.token.as_ref()?.claims()).and_then(of);
    actor(sent, |claims| match (of(claims), subject) {
        (Some(actor), Some(subject)) => Judged::when(actor == subject).found(actor.1),
        _ => Judged::unknown(),
    })
}
