//! `symmetric-signature`: the token is signed with a secret that every checker must have.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::keys::{Algorithm, KeyType};
use crate::lint::header;
use crate::lint::kind::TokenKind;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "symmetric-signature",
    area: Area::Signature,
    summary: "the token is signed with a secret that every checker must have",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8725 section 3.5", "RFC 9068 section 2.1", "OWASP NHI4"],
    docs: include_str!("symmetric_signature.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    // A refresh token goes back to its issuer, who alone checks it.
    if context.kind == TokenKind::RefreshToken || context.token.signatures().is_empty() {
        return Vec::new();
    }
    let symmetric = |name: &str| Algorithm::from_name(name).is_some_and(|one| one.key_type() == KeyType::Oct);
    header::headers(context.token)
        .into_iter()
        .filter_map(|header| Some((header.place("alg"), header.text("alg")?)))
        .filter(|(_, alg)| symmetric(alg))
        .map(|(place, alg)| Flaw::at(place, format!("the token is signed with a shared secret ({alg})")).value(alg))
        .collect()
}
