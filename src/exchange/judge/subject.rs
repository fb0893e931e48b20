//! The subject token: whose it is, for whom, what kind, whether it lives.

use super::{Judged, list, with_claims};
use crate::exchange::difference::is_uri;
use crate::exchange::sent::{Presented, Sent};
use crate::exchange::token_type;
use crate::plural::counted;
use crate::token::claims::Claims;
use crate::token::json::{Kind, Value};

fn subject(sent: &Sent, judge: impl FnOnce(Claims<'_>) -> Judged) -> Judged {
    with_claims(sent, sent.subject.as_ref(), judge)
}

/// The client is neither in `aud` nor the one the token was issued to.
pub(super) fn requester_not_in(sent: &Sent) -> Judged {
    let Some(client) = sent.client_id.as_deref() else { return Judged::unknown() };
    subject(sent, |claims| {
        let audience = claims.audience();
        let is_own = claims.clients().iter().any(|(_, id)| *id == client);
        Judged::when(!is_own && !audience.contains(&client))
            .wanted(client)
            .found(if audience.is_empty() { "no aud".to_owned() } else { list(&audience) })
            .at("/claims/aud")
            .compared(client, &audience)
    })
}

/// The token is for somebody else. An address may be the client's own name for itself, which only the server knows.
pub(super) fn requester_not_audience(sent: &Sent) -> Judged {
    let Some(client) = sent.client_id.as_deref() else { return Judged::unknown() };
    subject(sent, |claims| {
        let audience = claims.audience();
        let is_mine = |aud: &&str| {
            *aud == client || aud.strip_prefix("api://").is_some_and(|id| id.eq_ignore_ascii_case(client))
        };
        if audience.iter().any(is_mine) {
            return Judged::no();
        }
        if audience.iter().any(|aud| is_uri(aud)) {
            return Judged::unknown();
        }
        let found = if audience.is_empty() { "no aud".to_owned() } else { list(&audience) };
        Judged::yes().wanted(client).found(found).at("/claims/aud").compared(client, &audience)
    })
}

pub(super) fn requester_not_client(sent: &Sent) -> Judged {
    let Some(client) = sent.client_id.as_deref() else { return Judged::unknown() };
    subject(sent, |claims| match claims.clients().first() {
        None => Judged::unknown(),
        Some((name, id)) => Judged::when(*id != client)
            .wanted(client)
            .found(*id)
            .at(match *name {
                "azp" => "/claims/azp",
                "appid" => "/claims/appid",
                "cid" => "/claims/cid",
                _ => "/claims/client_id",
            })
            .compared(client, &[id]),
    })
}

/// At `exp` a token has expired.
pub(super) fn expired(sent: &Sent) -> Judged {
    subject(sent, |claims| match claims.date("exp").present() {
        None => Judged::unknown(),
        Some(end) => Judged::when(sent.at >= end)
            .wanted(format!("later than {}", sent.at))
            .found(end.to_string())
            .at("/claims/exp"),
    })
}

pub(super) fn not_yet_valid(sent: &Sent) -> Judged {
    subject(sent, |claims| match claims.date("nbf").present() {
        None => Judged::no(),
        Some(start) => Judged::when(start > sent.at)
            .wanted(format!("not later than {}", sent.at))
            .found(start.to_string())
            .at("/claims/nbf"),
    })
}

/// Issued more than so many seconds ago.
pub(super) fn older_than(sent: &Sent, seconds: usize) -> Judged {
    let limit = i64::try_from(seconds).unwrap_or(i64::MAX);
    subject(sent, |claims| match claims.date("iat").present() {
        None => Judged::unknown(),
        Some(start) => Judged::when(sent.at.seconds_since(start) > limit)
            .wanted(format!("at most {seconds} s old"))
            .found(format!("{} s old", sent.at.seconds_since(start)))
            .at("/claims/iat"),
    })
}

pub(super) fn other_issuer(sent: &Sent) -> Judged {
    let Some(issuer) = sent.issuer.as_deref() else { return Judged::unknown() };
    subject(sent, |claims| match claims.text("iss").present() {
        None => Judged::unknown(),
        Some(found) => Judged::when(found != issuer)
            .wanted(issuer)
            .found(found)
            .at("/claims/iss")
            .compared(issuer, &[found]),
    })
}

/// What proves an ID token: a hash of its companions, or a payload that says so.
fn id_token_mark(claims: Claims<'_>) -> Option<&'static str> {
    let says_so = claims.text("typ").present() == Some("ID");
    let marks = [("at_hash", "/claims/at_hash"), ("c_hash", "/claims/c_hash"), ("s_hash", "/claims/s_hash")];
    let hash = marks.into_iter().find(|(name, _)| claims.get(name).is_some()).map(|(_, pointer)| pointer);
    hash.or(says_so.then_some("/claims/typ"))
}

/// Whether header or claims prove an access token.
fn is_access_token(presented: &Presented, claims: Claims<'_>) -> bool {
    let header = presented.token.as_ref().and_then(|token| token.header_text("typ")).unwrap_or_default();
    let header = header.to_ascii_lowercase();
    header.trim_start_matches("application/") == "at+jwt"
        || claims.text("typ").present() == Some("Bearer")
        || !claims.scopes().is_empty()
}

pub(super) fn is_id_token(sent: &Sent) -> Judged {
    let Some(presented) = sent.subject.as_ref() else { return Judged::absent(sent) };
    subject(sent, |claims| match id_token_mark(claims) {
        Some(pointer) => Judged::yes()
            .wanted("an access token")
            .found(format!("an ID token, by {}", name(pointer)))
            .at(pointer),
        None if is_access_token(presented, claims) => Judged::no(),
        None => Judged::unknown(),
    })
}

fn name(pointer: &'static str) -> &'static str {
    pointer.strip_prefix("/claims/").unwrap_or(pointer)
}

pub(super) fn is_refresh_token(sent: &Sent) -> Judged {
    subject(sent, |claims| match claims.text("typ").present() {
        Some(kind @ ("Refresh" | "Offline")) => {
            Judged::yes().wanted("an access token").found(format!("typ {kind}")).at("/claims/typ")
        }
        _ => Judged::no(),
    })
}

pub(super) fn type_not(sent: &Sent, types: &[&str]) -> Judged {
    let Some(presented) = sent.subject.as_ref() else { return Judged::absent(sent) };
    let found = token_type::short(&presented.token_type);
    Judged::when(!types.contains(&found)).wanted(types.join(" or ")).found(found)
}

pub(super) fn type_mismatch(sent: &Sent) -> Judged {
    let Some(presented) = sent.subject.as_ref() else { return Judged::absent(sent) };
    let sent_as = token_type::short(&presented.token_type);
    subject(sent, |claims| {
        let is_id = id_token_mark(claims).is_some();
        let is = match sent_as {
            "access_token" if is_id => "id_token",
            "id_token" if !is_id && is_access_token(presented, claims) => "access_token",
            "access_token" | "id_token" | "jwt" => return Judged::no(),
            _ => return Judged::unknown(),
        };
        Judged::yes().wanted(is).found(sent_as)
    })
}

pub(super) fn opaque(sent: &Sent) -> Judged {
    sent.subject.as_ref().map_or_else(|| Judged::absent(sent), |it| Judged::when(it.token.is_none()))
}

pub(super) fn not_opaque(sent: &Sent) -> Judged {
    sent.subject.as_ref().map_or_else(|| Judged::absent(sent), |it| Judged::when(it.token.is_some()))
}

pub(super) fn app_only(sent: &Sent) -> Judged {
    subject(sent, |claims| {
        if claims.text("idtyp").present() == Some("app") {
            return Judged::yes().wanted("a user's token").found("idtyp app").at("/claims/idtyp");
        }
        match claims.text("sub").present() {
            Some(id) if claims.clients().iter().any(|(_, client)| *client == id) => Judged::yes()
                .wanted("a user's token")
                .found(format!("sub is the client {id}"))
                .at("/claims/sub"),
            Some(_) if claims.text("idtyp").present() == Some("user") || !claims.scopes().is_empty() => {
                Judged::no()
            }
            _ => Judged::unknown(),
        }
    })
}

pub(super) fn unsigned(sent: &Sent) -> Judged {
    let Some(presented) = sent.subject.as_ref() else { return Judged::absent(sent) };
    let Some(token) = presented.token.as_ref() else { return Judged::unknown() };
    let alg = token.header_text("alg").unwrap_or_default();
    Judged::when(alg.eq_ignore_ascii_case("none")).wanted("a signature").found("alg none")
}

pub(super) fn bound(sent: &Sent) -> Judged {
    subject(sent, |claims| {
        let members: Vec<&str> =
            claims.get("cnf").map(|cnf| cnf.members().map(|(name, _)| name).collect()).unwrap_or_default();
        Judged::when(claims.get("cnf").is_some()).found(format!("cnf {}", list(&members))).at("/claims/cnf")
    })
}

pub(super) fn without_audience(sent: &Sent) -> Judged {
    subject(sent, |claims| Judged::when(claims.audience().is_empty()).wanted("aud").found("no aud"))
}

/// The ids that `may_act` gives the party that may act (RFC 8693 section 4.4).
pub(in crate::exchange) fn may_act_ids<'t>(claims: Claims<'t>) -> Vec<&'t str> {
    let member = |name| claims.get("may_act").and_then(|may_act: Value<'t>| may_act.get(name));
    ["sub", "client_id"].into_iter().filter_map(|name| member(name)?.as_str()).collect()
}

pub(super) fn may_act_other(sent: &Sent) -> Judged {
    subject(sent, |claims| {
        if claims.get("may_act").is_none() {
            return Judged::no();
        }
        let allowed = may_act_ids(claims);
        let actor = sent.actor.as_ref().map(|actor| {
            let claims = actor.token.as_ref().and_then(|token| token.claims());
            claims.and_then(|claims| claims.text("sub").present()).map(str::to_owned)
        });
        let who = match actor {
            // An actor that cannot be read can be anybody.
            Some(None) => return Judged::unknown(),
            Some(Some(id)) => id,
            None => match &sent.client_id {
                Some(client) => client.clone(),
                None => return Judged::unknown(),
            },
        };
        let is_allowed = allowed.contains(&who.as_str())
            || sent.client_id.as_deref().is_some_and(|client| allowed.contains(&client));
        Judged::when(!is_allowed).wanted(list(&allowed)).found(who).at("/claims/may_act")
    })
}

pub(super) fn without_may_act(sent: &Sent) -> Judged {
    subject(sent, |claims| Judged::when(claims.get("may_act").is_none()))
}

/// As many actors as given, or more. The walk is a loop: nesting is the token's choice.
pub(super) fn actors_from(sent: &Sent, number: usize) -> Judged {
    subject(sent, |claims| {
        let mut actors = 0_usize;
        let mut node = claims.get("act");
        while let Some(act) = node.filter(|act| act.kind() == Kind::Object) {
            actors = actors.saturating_add(1);
            node = act.get("act");
        }
        Judged::when(actors >= number)
            .wanted(format!("fewer than {}", counted(number, "actor", "actors")))
            .found(counted(actors, "actor", "actors"))
            .at("/claims/act")
    })
}

pub(super) fn longer_than(sent: &Sent, bytes: usize) -> Judged {
    let Some(presented) = sent.subject.as_ref() else { return Judged::absent(sent) };
    let Some(token) = presented.token.as_ref() else { return Judged::unknown() };
    let length = token.raw().len();
    Judged::when(length > bytes).wanted(format!("at most {bytes} bytes")).found(format!("{length} bytes"))
}
