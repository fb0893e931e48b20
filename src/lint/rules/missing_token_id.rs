//! `missing-token-id`: the token has no id.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::kind::TokenKind;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "missing-token-id",
    area: Area::Profile,
    summary: "the token has no id",
    level: Level::Note,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 7519 section 4.1.7", "RFC 9068 section 2.2"],
    docs: include_str!("missing_token_id.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    use TokenKind::{IdToken, JwtSvid, TransactionToken, WorkloadIdentityToken};
    let Some(claims) = context.claims.filter(|_| !context.is_told_by_server()) else {
        return Vec::new();
    };
    // These are told apart by other means: a nonce, a workload and its times, a transaction, a key.
    let is_exempt = matches!(context.kind, IdToken | JwtSvid | TransactionToken | WorkloadIdentityToken);
    if is_exempt || ["jti", "uti"].iter().any(|name| claims.get(name).is_some()) {
        return Vec::new();
    }
    vec![Flaw::at("/claims/jti", "the token has no id")]
}
