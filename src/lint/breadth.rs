//! How much the scopes and roles of a token give away, and the finding that says so.

use super::context::Context;
use super::flaw::{Culprit, Flaw};
use super::shapes::shape;
use crate::delegation::chain::Level;
use crate::provider::{self, Place, Setting};

/// One scope or role that gives much away.
#[derive(Debug)]
pub(super) struct Broad {
    value: String,
    note: String,
    tier: u8,
    area: Option<String>,
    resource: Option<&'static str>,
    instead: Option<String>,
}

impl Broad {
    /// A value that gives away everything or a lot in this place; `None` for what is narrow or not known.
    pub(super) fn of(context: &Context<'_>, place: Place, value: &str) -> Option<Self> {
        let audience: Vec<&str> = context.mandate.audience.iter().map(String::as_str).collect();
        let setting = Setting { issuer: context.mandate.subject.issuer.as_deref(), audience: &audience };
        let broad = match provider::power(setting, place, value) {
            Some(power) => {
                let why = power.why();
                // An id says nothing to a person; its name does.
                let note =
                    if place == Place::DirectoryRole { format!("{}: {why}", power.area()) } else { why };
                Self {
                    value: value.to_owned(),
                    note,
                    tier: power.tier(),
                    area: Some(power.area()).filter(|_| place == Place::Scope),
                    resource: Some(power.resource()),
                    instead: power.instead(),
                }
            }
            None if matches!(place, Place::Scope | Place::Role) => {
                let (tier, why) = shape(value)?;
                let note = why.to_owned();
                Self { value: value.to_owned(), note, tier, area: None, resource: None, instead: None }
            }
            None => return None,
        };
        (broad.tier < 2).then_some(broad)
    }
}

/// The finding about the values of one claim: tier 0 is an error, and so is tier 1 in the hands of an agent.
pub(super) fn flaw(context: &Context<'_>, pointer: &str, found: Vec<Broad>) -> Option<Flaw> {
    let tier = found.iter().map(|broad| broad.tier).min()?;
    let is_agent = context.is_held_by_agent();
    let holder = if is_agent { "an agent" } else { "the holder" };
    let message = match tier {
        0 => match found.iter().filter(|broad| broad.tier == 0).find_map(|broad| broad.resource) {
            Some(resource) => format!("{holder} has a way to everything at {resource}"),
            None => format!("{holder} has a way to everything"),
        },
        _ => match areas(&found) {
            Some(areas) => format!("{holder} holds the user's {areas}"),
            None => format!("{holder} may do more than one task needs"),
        },
    };
    let mut flaw = Flaw::at(pointer, message).help(help(&found));
    if tier == 0 || is_agent {
        flaw = flaw.level(Level::Error);
    }
    if tier > 0 && is_agent {
        let who = if context.chain.actors.is_empty() { "the subject" } else { "the current actor" };
        flaw = flaw.why(format!("{who} is an agent: tier 1 becomes an error"));
    }
    let culprits = found.into_iter().map(|broad| Culprit {
        value: broad.value,
        note: Some(broad.note),
        tier: Some(broad.tier),
    });
    flaw.culprits.extend(culprits);
    Some(flaw)
}

/// `files and mail`; `None` where a value is of no known area.
fn areas(found: &[Broad]) -> Option<String> {
    let mut areas: Vec<&str> = Vec::new();
    for broad in found {
        let area = broad.area.as_deref()?;
        let area = area.strip_prefix("the ").unwrap_or(area);
        if !areas.contains(&area) {
            areas.push(area);
        }
    }
    let (last, first) = areas.split_last()?;
    Some(if first.is_empty() { (*last).to_owned() } else { format!("{} and {last}", first.join(", ")) })
}

/// What to ask for instead, and what to leave out: `ask for Files.Read or Sites.Selected; drop Mail.Read`.
fn help(found: &[Broad]) -> String {
    let mut asked: Vec<&str> = Vec::new();
    let mut dropped: Vec<&str> = Vec::new();
    for broad in found {
        let (list, value) = match &broad.instead {
            Some(instead) => (&mut asked, instead.as_str()),
            None => (&mut dropped, broad.value.as_str()),
        };
        if !list.contains(&value) {
            list.push(value);
        }
    }
    let part = |verb: &str, list: &[&str]| (!list.is_empty()).then(|| format!("{verb} {}", list.join(", ")));
    let parts = [part("ask for", &asked), part("drop", &dropped)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}
