//! `unknown-client`: a client that the policy does not name.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::lint::settings::listed;
use crate::token::claims::Field;

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

/// Claims that name the client.
const CLAIMS: [&str; 4] = ["azp", "client_id", "appid", "cid"];

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let (Some(list), Some(claims)) = (&context.settings.lists.clients, context.claims) else {
        return Vec::new();
    };
    let flaw = |name: &&str| {
        let place = format!("/claims/{name}");
        match claims.text(name) {
            Field::Present(id) if !listed(list, id) => {
                Some(Flaw::at(place, format!("{id} has the token, and the policy does not name it")).value(id))
            }
            // A check that only an id can fail would pass whatever is none.
            Field::Malformed(found) => {
                Some(Flaw::at(place, format!("the policy has a list of clients, and what stands here is {found}")))
            }
            _ => None,
        }
    };
    CLAIMS.iter().filter_map(flaw).collect()
}
