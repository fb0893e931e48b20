//! The examples of a policy, as they came out.

use std::borrow::Cow;

use serde::Serialize;

use super::lint::{Linted, Location, Shown};
use crate::delegation::chain::Level;
use crate::lint::finding::Finding;

/// What a build system calls an example that failed, where it wants a rule's name.
const FAILED: &str = "failed-example";

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

impl Tried {
    /// The example for forms that know only findings: none if it passed, else one at its place in the policy.
    #[must_use]
    pub fn judged(&self) -> Linted {
        let findings = if self.passed { Vec::new() } else { vec![self.fault()] };
        Linted {
            source: self.place.clone(),
            index: 0,
            label: Some(self.name.clone().unwrap_or_else(|| "example".to_owned())),
            sha256: None,
            issuer: None,
            client: None,
            findings: findings.into_iter().map(|finding| Shown { finding, words: Vec::new() }).collect(),
            suppressed: 0,
            silenced: Vec::new(),
            fails: !self.passed,
            show: Level::Error,
            fail_on: Some(Level::Error),
            location: location(&self.place),
        }
    }

    fn fault(&self) -> Finding {
        let mut faults = Vec::new();
        if self.unreadable {
            faults.push("its claims and header make no token".to_owned());
        }
        for (word, names) in [("missing", &self.missing), ("not wanted", &self.unexpected)] {
            if !names.is_empty() {
                faults.push(format!("{word}: {}", names.join(", ")));
            }
        }
        let name = self.name.as_deref().map_or_else(String::new, |name| format!(" {name}"));
        Finding {
            rule: Cow::Borrowed(FAILED),
            level: Level::Error,
            message: format!("the example{name} failed; {}", faults.join("; ")),
            pointer: String::new(),
            culprits: Vec::new(),
            why: "an example of the policy gave other findings than it must".to_owned(),
            help: "mend the rule or the example".to_owned(),
            references: Vec::new(),
            is_masked: true,
        }
    }
}

/// `FILE:LINE:COLUMN` as tools want it.
fn location(place: &str) -> Location {
    let mut parts = place.rsplitn(3, ':');
    let (_, line, path) = (parts.next(), parts.next(), parts.next());
    match (path, line.and_then(|line| line.parse().ok())) {
        (Some(path), Some(line)) => Location { path: path.to_owned(), line },
        _ => Location { path: place.to_owned(), line: 1 },
    }
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
