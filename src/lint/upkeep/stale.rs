//! Which suppressions were of use in a run.

use std::collections::BTreeSet;

use super::STALE_SUPPRESSION;
use crate::instant::Instant;
use crate::lint::finding::Finding;
use crate::lint::flaw::Flaw;
use crate::lint::policy::{Place, Policy, Suppression};
use crate::lint::settings::{Setting, listed};

/// What became of the suppressions of a policy so far, by their numbers.
#[derive(Debug, Default)]
pub struct Usage {
    /// Those that silenced something.
    used: BTreeSet<usize>,
    /// Those that a token was examined for.
    met: BTreeSet<usize>,
}

impl Usage {
    /// Takes note of a token: whom it is from and for, and which suppressions silenced findings about it.
    pub fn add(&mut self, policy: &Policy, issuer: Option<&str>, client: Option<&str>, silenced: &[usize]) {
        self.used.extend(silenced);
        let is_for = |one: &Suppression| {
            let fits = |list: &[String], value: Option<&str>| {
                list.is_empty() || value.is_some_and(|value| listed(list, value))
            };
            fits(&one.issuers, issuer) && fits(&one.clients, client)
        };
        for (number, one) in policy.suppressions() {
            if !self.met.contains(&number) && is_for(one) {
                self.met.insert(number);
            }
        }
    }

    /// A finding for each suppression that is past or silenced nothing, with the place where it stands.
    ///
    /// One for tokens that this run did not see is of unknown use: a policy that many teams share is no fault of theirs.
    #[must_use]
    pub fn findings(&self, policy: &Policy, now: Instant) -> Vec<(Place, Finding)> {
        let setting = policy.plain().settings.of(&STALE_SUPPRESSION);
        if setting == Setting::Off {
            return Vec::new();
        }
        let stale = policy.suppressions().filter_map(|(number, one)| {
            let what = if one.is_past(now) {
                format!("the suppression of {} ended at {}", one.rule, one.until)
            } else if self.met.contains(&number) && !self.used.contains(&number) {
                format!("the suppression of {} silences nothing", one.rule)
            } else {
                return None;
            };
            let flaw = Flaw::at("", what).value(one.reason.clone());
            Some((one.place.clone(), Finding::new(&STALE_SUPPRESSION, flaw, setting)))
        });
        stale.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Usage;
    use crate::instant::Instant;
    use crate::lint::policy::{Layer, Place, Policy, Suppression};
    use crate::lint::settings::Selector;

    #[test]
    fn a_suppression_is_stale_when_it_is_past_or_silences_nothing_that_it_could() {
        let one = |rule: &str, until: i64, issuer: &str| Suppression {
            rule: Selector::parse(rule),
            reason: "known".to_owned(),
            until: Instant::from_seconds(until),
            issuers: vec![issuer.to_owned()],
            clients: Vec::new(),
            claims: Vec::new(),
            place: Place::Flag("--test"),
        };
        let suppressions =
            vec![one("past", 10, "a"), one("idle", 100, "a"), one("used", 100, "a"), one("unmet", 100, "b")];
        let policy =
            Policy::new(vec![Layer { suppressions, ..Layer::default() }]).expect("nothing is locked");
        let mut usage = Usage::default();
        usage.add(&policy, Some("a"), None, &[2]);
        let found = usage.findings(&policy, Instant::from_seconds(50));
        let found: Vec<_> = found.iter().map(|(_, finding)| finding.message.as_str()).collect();
        assert_eq!(
            found,
            [
                "the suppression of past ended at 1970-01-01T00:00:10Z",
                "the suppression of idle silences nothing"
            ]
        );
    }
}
