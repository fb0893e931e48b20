//! `missing-audience`: the token does not say whom it is for.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::lint::kind::TokenKind;
use crate::token::claims::Field;

pub(super) static RULE: Rule = Rule {
    id: "missing-audience",
    area: Area::Audience,
    summary: "the token does not say whom it is for",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 9068 section 2.2", "RFC 7519 section 4.1.3", "RFC 8725 section 3.9", "OWASP NHI5"],
    docs: include_str!("missing_audience.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    // A refresh token goes back to its issuer; a workload identity token names its workload to everybody, with a proof
    // that says to whom (WIT-SVID has no aud at all).
    let is_for_nobody = matches!(context.kind, TokenKind::RefreshToken | TokenKind::WorkloadIdentityToken);
    let Some(claims) = context.claims.filter(|_| !is_for_nobody) else { return Vec::new() };
    let flaw = match claims.texts("aud") {
        Field::Present(audience) if audience.iter().any(|one| !one.is_empty()) => return Vec::new(),
        // Whether the token may be used where it was asked about, the server has judged (RFC 7662 section 4).
        Field::Absent if context.is_told_by_server() => {
            Flaw::at("/claims/aud", "the answer does not say whom the token is for")
                .level(Level::Note)
                .why("an introspection answer may leave aud out, and whoever asked cannot compare it")
                .help("let the server answer with aud")
        }
        Field::Malformed(found) => Flaw::at("/claims/aud", format!("aud names nobody: it is {found}")),
        _ => Flaw::at("/claims/aud", "the token is for whoever takes it"),
    };
    vec![flaw]
}
