//! `missing-scope`: the token does not say what it may be used for.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::lint::kind::TokenKind;
use crate::token::claims::Claims;

pub(super) static RULE: Rule = Rule {
    id: "missing-scope",
    area: Area::Scope,
    summary: "the token does not say what it may be used for",
    level: Level::Note,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 9068 section 2.2.3", "RFC 9700 section 2.3", "OWASP NHI5"],
    docs: include_str!("missing_scope.md"),
    check,
};

/// Claims that say what a token may be used for; the last two are those of early transaction tokens.
const CLAIMS: [&str; 6] = ["scope", "scp", "roles", "authorization_details", "purp", "purpose"];

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let says_so = |claims: Claims<'_>| CLAIMS.into_iter().any(|name| claims.get(name).is_some());
    let is_for_an_api = matches!(context.kind, TokenKind::AccessToken | TokenKind::TransactionToken);
    match context.claims {
        Some(claims) if is_for_an_api && !says_so(claims) => {
            vec![Flaw::at("/claims/scope", "the token does not say what it may be used for")]
        }
        _ => Vec::new(),
    }
}
