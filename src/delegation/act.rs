//! Nested `act` claims, read without recursion (RFC 8693 section 4.1).

use super::LISTED_ACTORS;
use super::chain::Problem;
use super::defect::Defect;
use super::evidence::Evidence;
use super::kind;
use super::principal::{Actor, Role};
use crate::token::claims::{Claims, Field};
use crate::token::json::{Kind as JsonKind, SHOWN_LEVELS, Value};

/// The claims that give a node's id, in order.
const IDS: [&str; 5] = ["sub", "client_id", "agent", "azp", "email"];

/// The actors of a nest of `act` claims.
pub(super) struct Nest {
    /// From the first actor to the current one; the outermost of them where there are too many.
    pub(super) actors: Vec<Actor>,
    /// All nodes, the unlisted ones included.
    pub(super) count: usize,
    /// What is malformed or over the budget.
    pub(super) problems: Vec<Problem>,
    /// The innermost node, if it is an object: whether its profile is that of a front end.
    pub(super) starts_at_front_end: bool,
}

/// Reads the `act` claim and everything nested in it; `None` where there is no `act`.
pub(super) fn nest(claims: Claims<'_>) -> Option<Nest> {
    let mut next = claims.get("act");
    next?;
    let mut actors = Vec::new();
    let mut faults = Faults::default();
    let mut count = 0_usize;
    let mut pointer = String::from("/claims");
    let mut front_end = false;
    while let Some(node) = next {
        count = count.saturating_add(1);
        // The payload is level 1, so that the node number n stands at level n + 1.
        let shown = count < SHOWN_LEVELS;
        if shown {
            pointer.push_str("/act");
        }
        let role = if count == 1 { Role::Current } else { Role::Prior };
        let actor = read(node, role, shown.then_some(pointer.as_str()), &mut faults, count);
        if actors.len() < LISTED_ACTORS {
            actors.push(actor);
        }
        let object = Claims::new(node);
        front_end = matches!(object.text("sub_profile"), Field::Present("browser_app" | "native_app"));
        next = object.get("act");
    }
    actors.reverse();
    let mut problems = faults.problem().into_iter().collect::<Vec<_>>();
    if count > LISTED_ACTORS {
        problems.push(
            Defect::DeepChain
                .problem(format!("{count} actors are nested; the outermost {LISTED_ACTORS} are listed")),
        );
    }
    Some(Nest { actors, count, problems, starts_at_front_end: front_end })
}

/// Whether nothing about the `act` claim and what is nested in it is malformed, told without reading the actors.
pub(super) fn is_well_formed(claims: Claims<'_>) -> bool {
    let mut next = claims.get("act");
    while let Some(value) = next {
        let node = Claims::new(value);
        let is_named = || {
            let mut ids = IDS.iter().map(|name| node.text(name));
            // An id of another type is a fault where it stands before the id that counts.
            let is_it = |id: &Field<&str>| !matches!(id, Field::Absent | Field::Present(""));
            matches!(ids.find(is_it), Some(Field::Present(_)))
        };
        if value.kind() != JsonKind::Object || !is_named() || matches!(node.text("iss"), Field::Malformed(_))
        {
            return false;
        }
        next = node.get("act");
    }
    true
}

/// Malformed nodes, gathered so that one token gives one problem.
#[derive(Default)]
pub(super) struct Faults {
    first: Option<String>,
    more: usize,
}

impl Faults {
    pub(super) fn add(&mut self, text: impl FnOnce() -> String) {
        if self.first.is_some() {
            self.more = self.more.saturating_add(1);
        } else {
            self.first = Some(text());
        }
    }

    pub(super) fn problem(self) -> Option<Problem> {
        let first = self.first?;
        Some(Defect::MalformedActor.problem(match self.more {
            0 => first,
            more => format!("{first}; {more} more like it"),
        }))
    }
}

fn read(value: Value<'_>, role: Role, pointer: Option<&str>, faults: &mut Faults, level: usize) -> Actor {
    let place = || match pointer {
        Some(pointer) => pointer.trim_start_matches("/claims").to_owned(),
        None => format!("act number {level}"),
    };
    let node = Claims::new(value);
    let (mut id, mut empty) = (None, None);
    if value.kind() == JsonKind::Object {
        for name in IDS {
            match node.text(name) {
                Field::Present(text) if !text.is_empty() => {
                    id = Some((name, text));
                    break;
                }
                Field::Malformed(found) => {
                    faults.add(|| format!("{} names an actor by a {name} that is {found}", place()));
                }
                Field::Present(_) => empty = empty.or(Some(name)),
                Field::Absent => {}
            }
        }
        if id.is_none() {
            faults.add(|| match empty {
                Some(name) => format!("{} names nobody: its {name} is empty", place()),
                None => format!("{} names nobody: it has no {}", place(), IDS.join(", ")),
            });
        }
        if let Field::Malformed(found) = node.text("iss") {
            faults.add(|| format!("{} names an actor whose iss is {found}", place()));
        }
    } else {
        faults.add(|| format!("{} is {}, not an object", place(), value.kind().noun()));
    }
    let (name, id) = id.unzip();
    Actor {
        id: id.map(str::to_owned),
        issuer: node.text("iss").present().map(str::to_owned),
        name: ["app_displayname", "name"].iter().find_map(|n| node.text(n).present()).map(str::to_owned),
        kind: kind::of_node(node, id),
        role,
        pointer: pointer.map(|p| name.map_or_else(|| p.to_owned(), |name| format!("{p}/{name}"))),
        evidence: Evidence::Claimed,
        signed_by: None,
    }
}
