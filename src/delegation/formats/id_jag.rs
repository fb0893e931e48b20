//! The identity assertion authorization grant (ID-JAG): a grant for another server, not an access token.

use super::{client, none, subject};
use crate::delegation::chain::{Flow, FormatName};
use crate::delegation::format::{Format, Reading, Statement};

/// draft-ietf-oauth-identity-assertion-authz-grant, where it has no `act`.
#[derive(Debug)]
pub(super) struct IdJag;

impl Format for IdJag {
    fn names(&self) -> &'static [FormatName] {
        &[FormatName::IdJag]
    }

    fn page(&self) -> &'static str {
        include_str!("id_jag.md")
    }

    fn read(&self, statement: &Statement<'_>) -> Option<Reading> {
        if statement.typ() != "oauth-id-jag+jwt" {
            return None;
        }
        let actor = client::actor(statement);
        let flow = if actor.is_some() { Flow::Direct } else { none::flow(statement) };
        let mut reading = Reading::alone(FormatName::IdJag, flow, subject(statement))
            .noting("a grant that the audience's server turns into an access token; it is none itself");
        if actor.is_some() {
            reading.notes.push("client_id is the client's name at the audience's server".to_owned());
        }
        reading.actors.extend(actor);
        Some(reading)
    }
}
