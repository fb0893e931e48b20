//! `client-as-subject`: the client stands where the person should.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "client-as-subject",
    area: Area::Delegation,
    summary: "the subject is the client, and claims of a person stand beside it",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 9068 section 2.2", "RFC 9068 section 5"],
    docs: include_str!("client_as_subject.md"),
    check,
};

/// Claims that only a person has.
const PERSONAL: [&str; 5] = ["name", "email", "auth_time", "amr", "preferred_username"];

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(claims) = context.claims else { return Vec::new() };
    let Some(subject) = claims.text("sub").present() else { return Vec::new() };
    if !context.mandate.clients.iter().any(|client| client == subject) {
        return Vec::new();
    }
    let found: Vec<&str> = PERSONAL.into_iter().filter(|name| claims.get(name).is_some()).collect();
    if found.is_empty() {
        return Vec::new();
    }
    let message = format!("{subject} is the client, and {} speaks of a person", found.join(", "));
    vec![Flaw::at("/claims/sub", message).value(subject)]
}
