//! `unknown-client`: a client that the policy does not name.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::lint::settings::listed;

pub(super) static RULE: Rule = Rule {
    id: "unknown-client",
    area: Area::Delegation,
    summary: "the token was issued to a client that the policy does not name",
    level: Level::Error,
    needs: Needs::List,
    since: "0.1.0",
    references: &["RFC 8693 section 4.3", "OWASP NHI9"],
    docs: include_str!("unknown_client.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let (Some(list), Some(claims)) = (&context.settings.lists.clients, context.claims) else {
        return Vec::new();
    };
    let unknown = claims.clients().into_iter().filter(|(_, id)| !listed(list, id));
    let flaw = |(name, id)| {
        Flaw::at(format!("/claims/{name}"), format!("{id} has the token, and the policy does not name it")).value(id)
    };
    unknown.map(flaw).collect()
}
