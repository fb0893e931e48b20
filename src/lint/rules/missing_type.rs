//! `missing-type`: the header does not say what kind of token it is.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::header;
use crate::lint::kind::TokenKind;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "missing-type",
    area: Area::Signature,
    summary: "the header does not say what kind of token it is",
    level: Level::Note,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8725 section 3.11", "RFC 9068 section 2.1"],
    docs: include_str!("missing_type.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    // A JWT-SVID may leave it out, and may not write a type of its own (JWT-SVID section 2.3).
    if context.token.signatures().is_empty() || context.kind == TokenKind::JwtSvid {
        return Vec::new();
    }
    if header::headers(context.token).iter().any(|header| header.value.get("typ").is_some()) {
        return Vec::new();
    }
    vec![Flaw::at("/header/typ", "the token does not say what kind of token it is")]
}
