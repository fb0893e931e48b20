//! `actor-differs-from-client`: the current actor is not the client.

use crate::delegation::chain::FormatName;
use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::token::claims::{Claims, Field};

pub(super) static RULE: Rule = Rule {
    id: "actor-differs-from-client",
    area: Area::Delegation,
    summary: "the current actor is another one than the client that the token was issued to",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8693 section 4.3", "RFC 8693 section 4.1"],
    docs: include_str!("actor_differs_from_client.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let (FormatName::Rfc8693Act, Some(claims)) = (context.chain.format, context.claims) else { return Vec::new() };
    let Some(act) = claims.get("act").map(Claims::new) else { return Vec::new() };
    let (name, id) = match (act.text("client_id"), act.text("sub")) {
        (Field::Present(id), _) => ("client_id", id),
        // An address names no client, and a person acts through one.
        (_, Field::Present(id)) if !is_address(id) => ("sub", id),
        _ => return Vec::new(),
    };
    // An empty id names nobody, which is another rule's finding.
    if id.is_empty() {
        return Vec::new();
    }
    let clients = &context.mandate.clients;
    if clients.is_empty() || clients.iter().any(|client| client == id) {
        return Vec::new();
    }
    let message = format!("{id} acts, and the token was issued to {}", clients.join(", "));
    vec![Flaw::at(format!("/claims/act/{name}"), message).value(id)]
}

/// Whether an id is a URI or an e-mail address (RFC 3986 section 3.1).
fn is_address(id: &str) -> bool {
    let scheme = id.split_once(':').map(|(scheme, _)| scheme);
    let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let is_scheme =
        |scheme: &str| scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(sign);
    id.contains('@') || scheme.is_some_and(is_scheme)
}
