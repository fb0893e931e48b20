//! `unknown-critical-header`: crit demands what hardly any receiver understands.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::header;
use crate::lint::rule::{Area, Needs, Rule};
use crate::token::json::Kind;

pub(super) static RULE: Rule = Rule {
    id: "unknown-critical-header",
    area: Area::Signature,
    summary: "crit demands what hardly any receiver understands",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 7515 section 4.1.11", "RFC 7797 section 7"],
    docs: include_str!("unknown_critical_header.md"),
    check,
};

/// The members that RFC 7515 itself defines, which may not stand in `crit`.
const OWN: [&str; 11] = ["alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit"];

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for header in header::headers(context.token) {
        // Signed that way, a payload stands in a token as it is; a JWT's never does.
        if let Some(value) = header.value.get("b64").filter(|value| value.as_bool() != Some(true)) {
            let flaw = Flaw::at(header.place("b64"), "no JWT is signed over a payload that is not base64url");
            flaws.push(flaw.value(value.to_json()));
        }
        let Some(crit) = header.value.get("crit") else { continue };
        let place = header.place("crit");
        let items = crit.items();
        if crit.kind() != Kind::Array || items.len() == 0 || crit.items().any(|item| item.as_str().is_none()) {
            flaws.push(Flaw::at(place, "crit is no list of names"));
            continue;
        }
        let mut flaw = Flaw::at(place, "crit names what a receiver need not understand");
        for name in items.filter_map(|item| item.as_str()) {
            if OWN.contains(&name) {
                flaw = flaw.noted(name, "defined by RFC 7515, and so never critical");
            } else if header.value.get(name).is_none() {
                flaw = flaw.noted(name, "not in the header");
            } else if name != "b64" {
                flaw = flaw.noted(name, "an extension: whoever does not know it must refuse the token");
            }
        }
        if !flaw.culprits.is_empty() {
            flaws.push(flaw);
        }
    }
    flaws
}
