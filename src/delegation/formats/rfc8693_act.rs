//! Nested `act` claims: the outermost is the current actor, the innermost the first.

use super::subject;
use crate::delegation::act;
use crate::delegation::chain::{Flow, FormatName};
use crate::delegation::format::{Format, Reading, Statement};

/// RFC 8693 section 4.1.
#[derive(Debug)]
pub(super) struct Rfc8693Act;

impl Format for Rfc8693Act {
    fn names(&self) -> &'static [FormatName] {
        &[FormatName::Rfc8693Act]
    }

    fn page(&self) -> &'static str {
        include_str!("rfc8693_act.md")
    }

    fn read(&self, statement: &Statement<'_>) -> Option<Reading> {
        let nest = act::nest(statement.signed())?;
        let subject = subject(statement);
        let mut reading = Reading::alone(FormatName::Rfc8693Act, Flow::Delegation, subject);
        let is_subject = |actor: &crate::delegation::principal::Actor| {
            actor.id.is_some()
                && actor.id == reading.subject.id
                && (actor.issuer.is_none() || actor.issuer == reading.subject.issuer)
        };
        let first_is_subject = nest.actors.first().is_some_and(is_subject);
        let by_auth0 = is_auth0(statement.issuer());
        reading.notes = match (nest.count, first_is_subject) {
            (1, true) => {
                reading.flow = Flow::Direct;
                vec!["the only actor is the subject itself; that is no delegation".to_owned()]
            }
            (1, false) if by_auth0 => {
                vec![
                    "Auth0 names an actor in a login token of a linked agent too, without an exchange"
                        .to_owned(),
                ]
            }
            (1, false) => Vec::new(),
            (_, true) => vec!["actor 1 is the subject itself, the client that started the flow".to_owned()],
            (_, false) if by_auth0 => {
                vec!["actor 1 is the front end that the user signed in to (Auth0 puts it first)".to_owned()]
            }
            (_, false) if nest.starts_at_front_end => {
                vec!["actor 1 is the front end that the user signed in to".to_owned()]
            }
            (_, false) => Vec::new(),
        };
        reading.actors = nest.actors;
        reading.problems = nest.problems;
        Some(reading)
    }
}

fn is_auth0(issuer: &str) -> bool {
    let host = issuer.strip_prefix("https://").and_then(|rest| rest.split('/').next());
    host.is_some_and(|host| host.ends_with(".auth0.com"))
}
