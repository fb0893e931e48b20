//! `missing-key-id`: the header does not say which key signed it.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::kind::TokenKind;
use crate::lint::header::{self, Header};
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "missing-key-id",
    area: Area::Signature,
    summary: "the header does not say which key signed it",
    level: Level::Note,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 7515 section 4.1.4", "RFC 9068 section 2.1"],
    docs: include_str!("missing_key_id.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    // A proof carries its key itself.
    if context.kind == TokenKind::Proof {
        return flaws;
    }
    for (number, signature) in context.token.signatures().iter().enumerate() {
        // A thumbprint of the certificate names the key as well (RFC 7515 sections 4.1.7 and 4.1.8).
        let names = |header: Header<'_>| ["kid", "x5t", "x5t#S256"].iter().any(|name| header.value.get(name).is_some());
        if !signature.bytes.is_empty() && !header::of_signature(context.token, number).any(names) {
            let place = if number == 0 { "/header/kid".to_owned() } else { format!("/signatures/{number}/header/kid") };
            flaws.push(Flaw::at(place, "the token does not say which key signed it"));
        }
    }
    flaws
}
