//! How much the scopes and roles of a token give away, and the finding that says so.

use super::context::Context;
use super::flaw::{Culprit, Flaw};
use super::shapes::shape;
use crate::delegation::chain::Level;
use crate::provider::{self, Place, Setting};

/// How many things a sentence names.
const MOST: usize = 4;

/// How many values are read for advice; their number is an attacker's to choose.
const MOST_READ: usize = 64;

/// One scope or role that gives much away.
#[derive(Debug)]
pub(super) struct Broad {
    value: String,
    /// What people call it: the value, or the name of a role that stands there by id.
    name: String,
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
                let is_id = place == Place::DirectoryRole;
                let name = if is_id { power.area() } else { value.to_owned() };
                let why = power.why();
                Self {
                    value: value.to_owned(),
                    note: if is_id { format!("{name}: {why}") } else { why },
                    name,
                    tier: power.tier(),
                    area: Some(power.area()).filter(|_| place == Place::Scope),
                    resource: Some(power.resource()),
                    instead: power.instead(),
                }
            }
            None if matches!(place, Place::Scope | Place::Role) => {
                let (tier, why) = shape(value)?;
                let [value, name, note] = [value, value, why].map(str::to_owned);
                Self { value, name, note, tier, area: None, resource: None, instead: None }
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
        _ if found.iter().all(|broad| broad.name != broad.value) => {
            format!("the subject is {}", listed(found.iter().map(|broad| broad.name.as_str())))
        }
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
    let areas: Option<Vec<&str>> = found.iter().map(|broad| broad.area.as_deref()).collect();
    let bare = |area: &'_ str| area.strip_prefix("the ").unwrap_or(area).to_owned();
    let areas: Vec<String> = areas?.into_iter().map(bare).collect();
    Some(listed(areas.iter().map(String::as_str)))
}

/// `a, b and c`, each once, the first few of many.
fn listed<'b>(words: impl Iterator<Item = &'b str>) -> String {
    let mut some: Vec<&str> = Vec::new();
    let mut more = 0_usize;
    for word in words {
        if some.contains(&word) {
            continue;
        }
        if some.len() < MOST {
            some.push(word);
        } else {
            more = more.saturating_add(1);
        }
    }
    let last = if more > 0 { format!("{more} more") } else { some.pop().unwrap_or_default().to_owned() };
    if some.is_empty() { last } else { format!("{} and {last}", some.join(", ")) }
}

/// What to ask for, and what to leave out: `ask for Files.Read or Sites.Selected; drop Mail.Read`.
fn help(found: &[Broad]) -> String {
    let mut swaps: Vec<(&str, Vec<&str>)> = Vec::new();
    for broad in found.iter().take(MOST_READ) {
        let Some(instead) = broad.instead.as_deref() else { continue };
        match swaps.iter_mut().find(|(known, _)| *known == instead) {
            Some((_, names)) => names.push(&broad.name),
            None => swaps.push((instead, vec![&broad.name])),
        }
    }
    let mut parts: Vec<String> = match swaps.as_slice() {
        [(instead, _)] => vec![format!("ask for {instead}")],
        // Of several it must be said which goes for which.
        several => several
            .iter()
            .take(MOST)
            .map(|(instead, names)| format!("for {} ask for {instead}", listed(names.iter().copied())))
            .collect(),
    };
    let dropped = found.iter().filter(|broad| broad.instead.is_none()).map(|broad| broad.name.as_str());
    let dropped = listed(dropped);
    if !dropped.is_empty() {
        parts.push(format!("drop {dropped}"));
    }
    if swaps.len() > MOST {
        parts.push("obo explain has the others".to_owned());
    }
    parts.join("; ")
}
