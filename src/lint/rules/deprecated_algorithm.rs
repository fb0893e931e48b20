//! `deprecated-algorithm`: the algorithm rests on SHA-1 or on RSAES-PKCS1-v1_5.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::header;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "deprecated-algorithm",
    area: Area::Signature,
    summary: "the algorithm rests on SHA-1 or on RSAES-PKCS1-v1_5",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8725 section 3.2"],
    docs: include_str!("deprecated_algorithm.md"),
    check,
};

/// Names of the registry, and what is wrong with each.
const OLD: [(&str, &str); 3] = [
    ("RS1", "RSA with SHA-1: two messages with one hash can be made"),
    ("HS1", "HMAC with SHA-1"),
    ("RSA1_5", "an encryption whose padding has given keys away to whoever may ask often"),
];

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for header in header::headers(context.token) {
        let Some(alg) = header.text("alg") else { continue };
        if let Some((name, why)) = OLD.iter().find(|(name, _)| *name == alg) {
            flaws.push(Flaw::at(header.place("alg"), format!("{name} is not to be used any more")).noted(*name, *why));
        }
    }
    flaws
}
