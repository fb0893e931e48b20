//! `workload-identity-token-as-bearer`: a workload identity token is presented without proof of its key.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::kind::TokenKind;
use crate::lint::rule::{Area, Needs, Rule};
use crate::token::wrapping::Scheme;

pub(super) static RULE: Rule = Rule {
    id: "workload-identity-token-as-bearer",
    area: Area::Profile,
    summary: "a workload identity token is presented without proof of its key",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["draft-ietf-wimse-workload-creds", "SPIFFE WIT-SVID"],
    docs: include_str!("workload_identity_token_as_bearer.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    if context.kind != TokenKind::WorkloadIdentityToken {
        return Vec::new();
    }
    let how = match (context.place.scheme, context.place.member) {
        (Some(Scheme::Bearer), _) => "a workload identity token behind Bearer",
        (_, Some("access_token")) => "a workload identity token as an access token",
        _ => return Vec::new(),
    };
    vec![Flaw::at("/header/typ", how).value(context.token.header_text("typ").unwrap_or_default())]
}
