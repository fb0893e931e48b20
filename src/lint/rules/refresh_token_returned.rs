//! `refresh-token-returned`: an exchange also gave a refresh token.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "refresh-token-returned",
    area: Area::Profile,
    summary: "an exchange also gave a refresh token",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8693 section 2.2.1", "OWASP NHI7"],
    docs: include_str!("refresh_token_returned.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let place = context.place;
    if place.member != Some("access_token") || !place.beside_refresh_token {
        return Vec::new();
    }
    // Only an exchange states a type, has a subject token, or names who acts for the subject.
    let is_exchanged = place.issued_type.is_some() || context.parent.is_some() || context.actors().next().is_some();
    if is_exchanged {
        return vec![Flaw::at("/refresh_token", "a refresh token came with the exchanged token")];
    }
    Vec::new()
}
