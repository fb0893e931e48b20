//! `key-in-header`: the header brings or names the key that is to check it.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::header;
use crate::lint::kind::media_type;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "key-in-header",
    area: Area::Signature,
    summary: "the header brings or names the key that is to check it",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8725 section 3.10", "RFC 7515 section 10.3"],
    docs: include_str!("key_in_header.md"),
    check,
};

/// Proofs of possession name their own key by design (RFC 9449 section 4.2, OpenID for Verifiable Credential Issuance).
const PROOFS: [&str; 2] = ["dpop+jwt", "openid4vci-proof+jwt"];

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if context.token.signatures().is_empty() {
        return flaws;
    }
    for header in header::headers(context.token) {
        if header.text("typ").is_some_and(|typ| PROOFS.contains(&media_type(typ).as_str())) {
            continue;
        }
        for name in ["jwk", "x5c"].into_iter().filter(|name| header.value.get(name).is_some()) {
            flaws.push(Flaw::at(header.place(name), format!("the header brings its own key in {name}")));
        }
        for name in ["jku", "x5u"] {
            let Some(value) = header.value.get(name) else { continue };
            let flaw = Flaw::at(header.place(name), format!("the header says in {name} where its key is"));
            flaws.push(match value.as_str() {
                Some(address) => flaw.value(address),
                None => flaw,
            });
        }
    }
    flaws
}
