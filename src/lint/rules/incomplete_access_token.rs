//! `incomplete-access-token`: an at+jwt access token lacks a claim that RFC 9068 requires.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::kind::media_type;
use crate::lint::requirement;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "incomplete-access-token",
    area: Area::Profile,
    summary: "an at+jwt access token lacks a claim that RFC 9068 requires",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 9068 section 2.2"],
    docs: include_str!("incomplete_access_token.md"),
    check,
};

const WHAT: &str = "an at+jwt access token";

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let is_typed = context.token.header_text("typ").is_some_and(|typ| media_type(typ) == "at+jwt");
    let Some(claims) = context.claims.filter(|_| is_typed) else { return Vec::new() };
    let mut flaws = requirement::unmet(claims, &["iss", "sub", "jti"], &["exp", "aud", "iat"], WHAT);
    // Some servers name the client only as OpenID Connect does.
    if ["client_id", "azp"].iter().all(|name| claims.get(name).is_none()) {
        flaws.push(Flaw::at("/claims/client_id", format!("{WHAT} has no client_id")));
    }
    flaws
}
