//! Claims that a kind of token must have.

use super::flaw::Flaw;
use crate::token::claims::{Claims, Field};

/// A flaw for each claim that is not there, or is there and is no text where it must be; times that are no times are
/// `malformed-time`'s.
#[must_use]
pub fn unmet(claims: Claims<'_>, texts: &[&str], others: &[&str], what: &str) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for name in others.iter().filter(|name| claims.get(name).is_none()) {
        flaws.push(missing(name, what));
    }
    for name in texts {
        match claims.text(name) {
            Field::Absent => flaws.push(missing(name, what)),
            Field::Malformed(found) => {
                flaws.push(Flaw::at(format!("/claims/{name}"), format!("{name} of {what} is {found}")));
            }
            Field::Present("") => {
                flaws.push(Flaw::at(format!("/claims/{name}"), format!("{name} of {what} is empty")));
            }
            Field::Present(_) => {}
        }
    }
    flaws
}

fn missing(name: &str, what: &str) -> Flaw {
    Flaw::at(format!("/claims/{name}"), format!("{what} has no {name}"))
}
