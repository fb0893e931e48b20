//! Rules of the team's own, and examples that a policy must judge as it says.

use super::place::{Place, Stated};
use crate::delegation::chain::Level;

/// A rule as a condition in CEL; true is a finding, and a missing field makes it not apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnRule {
    /// Its name, `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`, none of a built-in rule.
    pub name: String,
    /// How bad a finding is.
    pub level: Level,
    /// What is wrong, in a sentence.
    pub message: String,
    /// The condition, not yet read; its place is that of its first character.
    pub when: Stated<String>,
    /// Where the rule stands.
    pub place: Place,
}

/// Claims, and the findings that they must give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// What it is called, if it has a name.
    pub name: Option<String>,
    /// The claims, as a JSON object.
    pub claims: String,
    /// The header, as a JSON object, if it has one.
    pub header: Option<String>,
    /// The claims of the token that it was exchanged from, as a JSON object, if there is one.
    pub subject_claims: Option<String>,
    /// The label of the input, if it has one.
    pub label: Option<String>,
    /// The moment as of which it is judged, if it names one: RFC 3339 or Unix seconds.
    pub at: Option<crate::instant::Instant>,
    /// The names of the rules that must find something, and no others.
    pub findings: Vec<Stated<String>>,
    /// Where it stands.
    pub place: Place,
}
