//! `missing-expiry`: the token never ends.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::kind::TokenKind;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "missing-expiry",
    area: Area::Lifetime,
    summary: "the token has no exp, so it never ends",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 7519 section 4.1.4", "RFC 9068 section 2.2", "OWASP NHI7"],
    docs: include_str!("missing_expiry.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    match context.claims {
        Some(claims) if claims.get("exp").is_some() => Vec::new(),
        // When a refresh token ends is what its issuer knows of it, and need not stand in it (RFC 6749 section 1.5).
        Some(_) if context.kind == TokenKind::RefreshToken => Vec::new(),
        None => Vec::new(),
        Some(_) if context.is_told_by_server() => {
            let flaw = Flaw::at("/claims/exp", "the answer does not say when the token ends").level(Level::Note);
            let why = "an introspection answer may leave exp out, and whoever asked does not know how long it holds";
            vec![flaw.why(why).help("let the server answer with exp")]
        }
        Some(_) => vec![Flaw::at("/claims/exp", "the token never ends")],
    }
}
