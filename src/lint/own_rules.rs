//! The team's own rules, read: conditions that are asked of every token beside obo's rules.

use super::engine;
use super::expression::{Expression, ExpressionError, Facts, Verdict};
use super::finding::Finding;
use super::flaw::Flaw;
use super::policy::{OwnRule, Place, Policy};
use super::rule::Area;
use super::settings::{Setting, Settings};
use super::upkeep;
use crate::near;

/// Why a rule of a policy is none; always with the place, never with the text there (SECURITY.md R6).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OwnRuleError {
    /// Its name is one of obo's rules.
    #[error("{place}: obo has a rule of this name")]
    BuiltIn {
        /// Where the name stands.
        place: Place,
    },
    /// Its condition is no expression.
    #[error("{place}: in the condition of a rule, {}", reason.fault)]
    Condition {
        /// Where the fault is, as far as the file's lines are those of the text.
        place: Place,
        /// What is wrong, with its place in the condition.
        reason: ExpressionError,
    },
    /// An example names a rule that nobody has.
    #[error("{place}: a rule that is not known")]
    Unknown {
        /// Where it is named.
        place: Place,
        /// The nearest that is.
        nearest: Option<String>,
    },
}

impl OwnRuleError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::BuiltIn { .. } => {
                Some("choose another name; `levels` changes the level of obo's own rules".to_owned())
            }
            Self::Condition { reason, .. } => reason.hint(),
            Self::Unknown { nearest: Some(nearest), .. } => Some(format!("the nearest rule is {nearest}")),
            Self::Unknown { .. } => Some("`obo lint --list` names them".to_owned()),
        }
    }
}

/// A rule and its condition.
#[derive(Debug)]
struct Read {
    rule: OwnRule,
    condition: Expression,
}

/// The team's own rules.
#[derive(Debug, Default)]
pub struct OwnRules {
    rules: Vec<Read>,
}

impl OwnRules {
    /// Reads the rules of a policy, and the names that its examples want.
    ///
    /// # Errors
    /// Where a condition is none, a name is taken, or an example wants a rule that there is not.
    pub fn read(policy: &Policy) -> Result<Self, OwnRuleError> {
        let mut rules = Vec::new();
        for rule in policy.own_rules() {
            if built_in().any(|name| name == rule.name) {
                return Err(OwnRuleError::BuiltIn { place: rule.place.clone() });
            }
            let condition =
                Expression::compile(&rule.when.value).map_err(|reason| OwnRuleError::Condition {
                    place: inside(&rule.when.place, reason.line, reason.column),
                    reason,
                })?;
            rules.push(Read { rule: rule.clone(), condition });
        }
        let all = Self { rules };
        for wanted in policy.trials().flat_map(|trial| &trial.findings) {
            let names = all.names();
            if !names.contains(&wanted.value.as_str()) {
                let nearest = near::nearest(&wanted.value, names.into_iter());
                let nearest = nearest.first().map(|name| (*name).to_owned());
                return Err(OwnRuleError::Unknown { place: wanted.place.clone(), nearest });
            }
        }
        Ok(all)
    }

    /// The names of all rules, obo's and these.
    fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = built_in().collect();
        names.extend(self.rules.iter().map(|read| read.rule.name.as_str()));
        names
    }

    /// Whether there is none, so that nothing has to be prepared for them.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The rules as they stand in the policy.
    pub fn iter(&self) -> impl Iterator<Item = &OwnRule> {
        self.rules.iter().map(|read| &read.rule)
    }

    /// What they find in a token.
    #[must_use]
    pub fn judge(&self, facts: Facts<'_>, settings: &Settings) -> Vec<Finding> {
        let mut findings = Vec::new();
        for Read { rule, condition } in &self.rules {
            let setting = settings.said_of(&rule.name, Area::Policy);
            if setting == Setting::Off {
                continue;
            }
            let pointer = condition.pointer();
            match condition.judge(facts) {
                Verdict::False | Verdict::NotApplicable => {}
                Verdict::True => findings.push(Finding::own(rule, pointer, setting)),
                Verdict::Failed(failure) => {
                    let message = format!("the rule {} could not be decided: {}", rule.name, failure.reason);
                    let place = inside(&rule.when.place, failure.line, failure.column);
                    let help = format!("let the rule say what it means for such a token, at {place}");
                    findings.push(upkeep::undecided(Flaw::at(pointer, message).help(help)));
                }
            }
        }
        findings
    }

    /// The finding that no rule could be decided.
    #[must_use]
    pub fn undecided(&self, why: &str) -> Vec<Finding> {
        vec![upkeep::undecided(Flaw::at("", format!("the rules of the policy could not be decided: {why}")))]
    }
}

fn built_in() -> impl Iterator<Item = &'static str> {
    engine::all().map(|rule| rule.id)
}

/// The place in the file of a fault in an expression that begins at a place.
fn inside(begin: &Place, line: usize, column: usize) -> Place {
    match begin {
        Place::File { path, line: first, column: indent } => Place::File {
            path: path.clone(),
            line: first.saturating_add(line).saturating_sub(1),
            column: if line == 1 { indent.saturating_add(column).saturating_sub(1) } else { column },
        },
        Place::Flag(flag) => Place::Flag(flag),
    }
}

#[cfg(test)]
mod tests {
    use super::{OwnRules, Settings};
    use crate::delegation::chain::Level;
    use crate::instant::Instant;
    use crate::lint::expression::Facts;
    use crate::lint::policy::{Layer, OwnRule, Place, Policy, Stated, Trial};
    use crate::lint::settings::{Selector, Setting};
    use crate::token::json::{Budget, Document};

    fn rule(name: &str, when: &str) -> OwnRule {
        let place = |column| Place::File { path: "obo.toml".into(), line: 3, column };
        OwnRule {
            name: name.to_owned(),
            level: Level::Warning,
            message: "ours".to_owned(),
            when: Stated::new(when.to_owned(), place(9)),
            place: place(1),
        }
    }

    fn read(rules: Vec<OwnRule>, wanted: &[&str]) -> Result<OwnRules, String> {
        let place = Place::Flag("--test");
        let findings = wanted.iter().map(|name| Stated::new((*name).to_owned(), place.clone())).collect();
        let trial = Trial {
            name: None,
            claims: "{}".to_owned(),
            header: None,
            subject_claims: None,
            label: None,
            at: None,
            findings,
            place,
        };
        let layer = Layer { rules, trials: vec![trial], ..Layer::default() };
        let policy = Policy::new(vec![layer]).expect("nothing is locked");
        OwnRules::read(&policy).map_err(|error| match error.hint() {
            Some(hint) => format!("{error}; {hint}"),
            None => error.to_string(),
        })
    }

    #[test]
    fn a_mistake_is_found_when_the_policy_is_loaded() {
        for (rules, wanted, want) in [
            (
                vec![rule("ours", "token.clams.sub == 'a'")],
                &[][..],
                "obo.toml:3:15: in the condition of a rule, a member that is not known here; the nearest member is claims",
            ),
            (
                vec![rule("ours", "true &&\n  now")],
                &[],
                "obo.toml:4:3: in the condition of a rule, a whole number where true or false is wanted",
            ),
            (
                vec![rule("missing-expiry", "true")],
                &[],
                "obo.toml:3:1: obo has a rule of this name; choose another name; `levels` changes the level of obo's own rules",
            ),
            (
                vec![],
                &["mising-expiry"],
                "--test: a rule that is not known; the nearest rule is missing-expiry",
            ),
            (vec![], &["zzzzz"], "--test: a rule that is not known; `obo lint --list` names them"),
        ] {
            assert_eq!(read(rules, wanted).map(|_| ()), Err(want.to_owned()));
        }
        assert!(read(vec![rule("ours", "true")], &["ours", "policy-error", "expired"]).is_ok());
    }

    #[test]
    fn r17_what_cannot_be_decided_is_an_error_at_every_level() {
        let rules = vec![
            rule("a", "token.claims.sub == 'x'"),
            rule("b", "token.claims.sub > 1"),
            rule("c", "token.claims.none > 1"),
            rule("d", "true"),
        ];
        let rules = read(rules, &[]).expect("they are rules");
        let token = Document::parse(br#"{"claims":{"sub":"x"}}"#, Budget::TOKEN).expect("it is JSON");
        let facts = Facts { token: token.root(), parent: None, chain: None, now: Instant::from_seconds(0) };
        let levels = |said: &[(&str, Setting)]| Settings {
            levels: said.iter().map(|(name, setting)| (Selector::parse(name), *setting)).collect(),
            ..Settings::default()
        };
        let shown = |settings: &Settings| {
            let found = rules.judge(facts, settings);
            let words = found
                .iter()
                .map(|one| format!("{:?} {} {} {}", one.level, one.rule, one.pointer, one.message));
            words.collect::<Vec<_>>()
        };
        let undecided = "Error policy-error /claims/sub the rule b could not be decided: a text beside a whole number, which do not go together";
        let want = ["Warning a /claims/sub ours", undecided, "Warning d  ours"];
        assert_eq!(shown(&levels(&[])), want);
        let off = [("a", Setting::Off), ("d", Setting::At(Level::Note)), ("policy-error", Setting::Off)];
        assert_eq!(shown(&levels(&off)), [undecided, "Note d  ours"]);
    }
}
