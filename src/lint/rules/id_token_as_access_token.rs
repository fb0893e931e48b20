//! `id-token-as-access-token`: an ID token stands where an access token belongs.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "id-token-as-access-token",
    area: Area::Profile,
    summary: "an ID token stands where an access token belongs",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8725 section 3.12", "OpenID Connect Core 1.0 section 2"],
    docs: include_str!("id_token_as_access_token.md"),
    check,
};

/// The hashes that only an ID token has (OpenID Connect Core 1.0 section 3.3.2.11, FAPI 1.0).
const HASHES: [&str; 3] = ["at_hash", "c_hash", "s_hash"];

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let place = context.place;
    if place.member == Some("id_token") || place.issued_type.is_some_and(|issued| issued.ends_with(":id_token")) {
        return Vec::new();
    }
    let Some(claims) = context.claims else { return Vec::new() };
    if let Some(hash) = HASHES.into_iter().find(|name| claims.get(name).is_some()) {
        return vec![Flaw::at(format!("/claims/{hash}"), format!("this is an ID token: only those have {hash}"))];
    }
    match claims.text("typ").present() {
        Some(typ @ "ID") => vec![Flaw::at("/claims/typ", "this is an ID token: its typ says so").value(typ)],
        _ => Vec::new(),
    }
}
