//! The examples of a policy, as they came out.

use serde::Serialize;

/// One example of a policy: what it must give, and what it gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tried {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Where it stands.
    pub place: String,
    /// Whether it gave what it must.
    pub passed: bool,
    /// The rules that must find something.
    pub wanted: Vec<String>,
    /// Those of them that found nothing.
    pub missing: Vec<String>,
    /// Others that found something at a level that is shown.
    pub unexpected: Vec<String>,
    /// Whether its claims or its header make no token.
    pub unreadable: bool,
}

/// How many examples came out how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Trials {
    /// As they must.
    pub passed: u64,
    /// Otherwise.
    pub failed: u64,
}

impl Trials {
    /// Counts one example.
    pub fn add(&mut self, tried: &Tried) {
        let count = if tried.passed { &mut self.passed } else { &mut self.failed };
        *count = count.saturating_add(1);
    }
}

/// The end of a run over examples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TrialsEnd {
    /// What was counted.
    pub tested: Trials,
}
