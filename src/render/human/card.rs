//! The card: the same six lines in every command, one sentence read downwards.

use std::io;

use super::grid::{self, Row};
use super::page::Page;
use super::when;
use crate::delegation::chain::{Chain, Flow, FormatName};
use crate::delegation::principal::{Kind, Role};
use crate::instant::Instant;
use crate::render::text::{Shown, number, ours, outside};

/// What the card says beside the chain.
#[derive(Debug, Clone, Default)]
pub struct Card<'c> {
    /// Who acts for whom.
    pub chain: Option<&'c Chain>,
    /// What a token that names no subject says all the same.
    pub unnamed: Unnamed<'c>,
    /// The audience by a name that is known, where it is known.
    pub audience: Option<&'c str>,
    /// What it may do when there is no scope: roles.
    pub roles: Vec<&'c str>,
    /// `exp`.
    pub expires: Option<Instant>,
    /// What `until` says where there is no usable `exp`.
    pub no_expiry: &'static str,
    /// The `token` line: state of trust first.
    pub token: Vec<Shown>,
    /// Where it stood, where there are others to tell it from.
    pub place: Option<&'c str>,
}

/// What stands in a token beside the subject, for one that has none: a client's own token often names nobody else.
#[derive(Debug, Clone, Default)]
pub struct Unnamed<'c> {
    /// `aud`.
    pub audience: Vec<&'c str>,
    /// `scope` or `scp`.
    pub scopes: Vec<&'c str>,
    /// The client that got it.
    pub client: Option<&'c str>,
}

/// A principal as the card names it: the name for people, else the id, then the kind.
#[must_use]
pub fn principal(id: Option<&str>, name: Option<&str>, kind: Kind) -> Shown {
    let who = name.or(id).map_or(ours("somebody unnamed"), outside);
    match kind.word() {
        Some(word) => who.and(" (").and(word).and(")"),
        None => who,
    }
}

/// Writes the card; `now` is what "in 40 min" counts from.
///
/// # Errors
/// Where the stream cannot be written.
pub fn write(page: &mut Page<'_>, card: &Card<'_>, now: Instant) -> io::Result<()> {
    let mut rows = Vec::new();
    match card.chain {
        Some(chain) => {
            let subject =
                principal(chain.subject.id.as_deref(), chain.subject.name.as_deref(), chain.subject.kind);
            match chain.stated_actors().find(|a| a.role == Role::Current) {
                Some(actor) => {
                    page.heading(&[principal(actor.id.as_deref(), actor.name.as_deref(), actor.kind)])?;
                    let label =
                        if chain.flow == Flow::Impersonation { ours("acts as") } else { ours("acts for") };
                    rows.push(Row::new(label, subject));
                }
                None => {
                    page.heading(&[subject])?;
                    rows.push(Row::new(ours("acts for"), nobody(chain)));
                }
            }
            rows.push(Row::new(ours("at"), audience(chain, card.audience)));
            rows.push(Row::new(ours("may"), may(chain, &card.roles)));
        }
        None => {
            let nobody = ours("no subject can be read");
            page.heading(&[match card.unnamed.client {
                Some(client) => nobody.and(" (client ").then(&outside(client)).and(")"),
                None => nobody,
            }])?;
            for (label, values) in [("at", &card.unnamed.audience), ("may", &card.unnamed.scopes)] {
                if !values.is_empty() {
                    rows.push(Row::new(ours(label), words(values)));
                }
            }
        }
    }
    let until = match card.expires {
        Some(moment) => number(when::absolute(moment))
            .and(", ")
            .and(if moment <= now { "expired " } else { "" })
            .then(&number(when::relative(moment, now))),
        None => ours(card.no_expiry),
    };
    rows.push(Row::new(ours("until"), until));
    let token = Row::new(ours("token"), Shown::join(&card.token, ", "));
    rows.push(match card.place {
        Some(place) => token.note(ours("in ").then(&outside(place))).close(),
        None => token,
    });
    grid::write(page, &rows)
}

fn nobody(chain: &Chain) -> Shown {
    match (chain.flow, chain.format) {
        (Flow::AppOnly | Flow::AgentAutonomous, _) => ours("itself"),
        (_, FormatName::Client) => match chain.actors.first().and_then(|a| a.id.as_deref()) {
            Some(client) => ours("nobody named (client ").then(&outside(client)).and(", inferred)"),
            None => ours("nobody named"),
        },
        _ => ours("nobody named"),
    }
}

fn audience(chain: &Chain, known: Option<&str>) -> Shown {
    match (known, chain.audience.as_slice()) {
        (Some(known), [_]) => outside(known),
        (_, []) => ours("no audience stated"),
        (_, audience) => words(audience),
    }
}

fn may(chain: &Chain, roles: &[&str]) -> Shown {
    match (chain.scopes.is_empty(), roles) {
        (true, []) => ours("no scope stated"),
        (true, roles) => words(roles).and(" (roles)"),
        (false, _) => words(&chain.scopes),
    }
}

fn words<S: AsRef<str>>(list: &[S]) -> Shown {
    Shown::join(&list.iter().map(|word| outside(word.as_ref())).collect::<Vec<_>>(), " ")
}
