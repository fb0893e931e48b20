//! `unsigned`: the token is not signed.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::header;
use crate::lint::rule::{Area, Needs, Rule};
use crate::token::Kind;

pub(super) static RULE: Rule = Rule {
    id: "unsigned",
    area: Area::Signature,
    summary: "the token is not signed",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8725 section 3.2", "RFC 7519 section 6", "OWASP NHI4"],
    docs: include_str!("unsigned.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    // A serialization in JSON has a list of signatures, which may be empty.
    if context.token.kind() == Kind::Jws && context.token.signatures().is_empty() {
        flaws.push(Flaw::at("/signatures", "the token is not signed: it has no signature"));
    }
    for (number, signature) in context.token.signatures().iter().enumerate() {
        let mut named = header::of_signature(context.token, number)
            .filter_map(|header| Some((header.place("alg"), header.text("alg")?)))
            .filter(|(_, alg)| alg.eq_ignore_ascii_case("none"));
        match named.next() {
            Some((place, alg)) => flaws.push(Flaw::at(place, "the token is not signed: its alg is none").value(alg)),
            None if signature.bytes.is_empty() => {
                flaws.push(Flaw::at("/signature", "the token is not signed: its signature is empty"));
            }
            None => {}
        }
    }
    flaws
}
