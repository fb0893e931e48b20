//! Findings that are known: a file of rule, issuer, client and claim, never of a token's bytes, so that a token that is
//! issued anew stays silent.

use std::collections::BTreeSet;
use std::sync::Mutex;

use serde::Serialize;

use super::engine;
use super::policy::{Identity, Place, Policy};
use super::rule::Area;
use super::upkeep::POLICY_ERROR;
use crate::token::json::{Budget, Document, JsonError, Kind, Value};

/// The largest file that is read.
pub const MAX_BYTES: usize = Budget::ANSWER.bytes;

const SCHEMA: &str = "obo.baseline/1";

/// Why a file is no baseline; a place in it, never the text there (SECURITY.md R6).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaselineError {
    /// It is no JSON.
    #[error(transparent)]
    Json(JsonError),
    /// It does not say that it is one.
    #[error("no baseline: its schema is not obo.baseline/1")]
    Schema,
    /// An element lacks a member, or has one of another type.
    #[error("findings/{0} is no finding of a baseline")]
    Element(usize),
    /// A finding of a rule that a policy locks.
    #[error("the baseline relaxes {rule}, which {place} locks")]
    Locked {
        /// The rule.
        rule: String,
        /// Where it is locked.
        place: Place,
    },
}

/// One finding that is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Key {
    rule: String,
    issuer: Option<String>,
    client: Option<String>,
    /// The claim, as a pointer of two steps.
    claim: String,
}

impl Key {
    fn of(finding: &Identity<'_>) -> Self {
        let steps: Vec<&str> = finding.pointer.split('/').take(3).collect();
        Self {
            rule: finding.rule.to_owned(),
            issuer: finding.issuer.map(str::to_owned),
            client: finding.client.map(str::to_owned),
            claim: steps.join("/"),
        }
    }

    fn read(value: Value<'_>) -> Option<Self> {
        let text = |name: &str| value.get(name)?.as_str().map(str::to_owned);
        let maybe = |name: &str| match value.get(name)?.kind() {
            Kind::Null => Some(None),
            _ => text(name).map(Some),
        };
        Some(Self {
            rule: text("rule")?,
            issuer: maybe("issuer")?,
            client: maybe("client")?,
            claim: text("claim")?,
        })
    }
}

/// The findings that are known, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Baseline {
    schema: &'static str,
    findings: BTreeSet<Key>,
}

impl Default for Baseline {
    fn default() -> Self {
        Self { schema: SCHEMA, findings: BTreeSet::new() }
    }
}

impl Baseline {
    /// Reads a file's content.
    ///
    /// # Errors
    /// Where it is none, or silences what a policy locks.
    pub fn parse(bytes: &[u8], policy: &Policy) -> Result<Self, BaselineError> {
        let document = Document::parse(bytes, Budget::ANSWER).map_err(BaselineError::Json)?;
        if document.root().get("schema").and_then(|schema| schema.as_str()) != Some(SCHEMA) {
            return Err(BaselineError::Schema);
        }
        let mut baseline = Self::default();
        let findings = document.root().get("findings").filter(|all| all.kind() == Kind::Array);
        for (number, value) in findings.ok_or(BaselineError::Schema)?.items().enumerate() {
            let key = Key::read(value).ok_or(BaselineError::Element(number))?;
            let area = engine::named(&key.rule).map_or(Area::Policy, |rule| rule.area);
            if let Some(place) = policy.lock_on(&key.rule, area) {
                return Err(BaselineError::Locked { rule: key.rule, place: place.clone() });
            }
            baseline.findings.insert(key);
        }
        Ok(baseline)
    }

    /// How many findings are known.
    #[must_use]
    pub fn count(&self) -> usize {
        self.findings.len()
    }
}

/// What a run knows beforehand, or writes down for the next one.
#[derive(Debug, Default)]
pub enum Known {
    /// Nothing.
    #[default]
    Nothing,
    /// What a file says.
    Read(Baseline),
    /// Every finding becomes known.
    Written(Mutex<Baseline>),
}

impl Known {
    /// A new file, in which nothing stands yet: what is no longer found is left out.
    #[must_use]
    pub fn anew() -> Self {
        Self::Written(Mutex::default())
    }

    /// Whether a finding is known. What could not be decided never is (SECURITY.md R17).
    #[must_use]
    pub fn silences(&self, finding: &Identity<'_>, policy: &Policy) -> bool {
        if finding.rule == POLICY_ERROR.id {
            return false;
        }
        match self {
            Self::Nothing => false,
            Self::Read(baseline) => baseline.findings.contains(&Key::of(finding)),
            Self::Written(baseline) => match baseline.lock() {
                Ok(mut baseline) if policy.lock_on(finding.rule, finding.area).is_none() => {
                    baseline.findings.insert(Key::of(finding));
                    true
                }
                _ => false,
            },
        }
    }

    /// What is to be written, if something is.
    #[must_use]
    pub fn written(self) -> Option<Baseline> {
        match self {
            Self::Written(baseline) => baseline.into_inner().ok(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Baseline, Known};
    use crate::lint::policy::{Identity, Layer, Place, Policy, Stated};
    use crate::lint::rule::Area;
    use crate::lint::settings::Selector;

    fn finding<'f>(rule: &'f str, client: Option<&'f str>, pointer: &'f str) -> Identity<'f> {
        Identity { rule, area: Area::Policy, issuer: Some("https://i"), client, pointer }
    }

    #[test]
    fn what_was_written_is_known_afterwards() {
        let policy = Policy::default();
        let known = Known::anew();
        assert!(known.silences(&finding("long-lifetime", None, "/claims/exp"), &policy));
        assert!(known.silences(&finding("unknown-actor", Some("web"), "/claims/act/act/sub"), &policy));
        assert!(known.silences(&finding("unknown-actor", Some("web"), "/claims/act/sub"), &policy));
        assert!(!known.silences(&finding("policy-error", None, ""), &policy));
        let written =
            serde_json::to_string(&known.written().expect("it is to be written")).expect("it is JSON");
        assert_eq!(
            written,
            r#"{"schema":"obo.baseline/1","findings":[{"rule":"long-lifetime","issuer":"https://i","client":null,"claim":"/claims/exp"},{"rule":"unknown-actor","issuer":"https://i","client":"web","claim":"/claims/act"}]}"#
        );
        let read = Baseline::parse(written.as_bytes(), &policy).expect("it is a baseline");
        assert_eq!(read.count(), 2);
        let known = Known::Read(read);
        for (finding, want) in [
            (finding("long-lifetime", None, "/claims/exp"), true),
            (finding("long-lifetime", Some("web"), "/claims/exp"), false),
            (finding("long-lifetime", None, "/claims/iat"), false),
            (finding("expired", None, "/claims/exp"), false),
            (finding("unknown-actor", Some("web"), "/claims/act/sub"), true),
            (Identity { issuer: None, ..finding("long-lifetime", None, "/claims/exp") }, false),
        ] {
            assert_eq!(known.silences(&finding, &policy), want, "{finding:?}");
        }
    }

    #[test]
    fn what_is_no_baseline_is_refused() {
        for (text, want) in [
            ("", "JSON that ends too early"),
            ("[]", "no baseline: its schema is not obo.baseline/1"),
            (r#"{"schema":"obo.baseline/2","findings":[]}"#, "no baseline: its schema is not obo.baseline/1"),
            (r#"{"schema":"obo.baseline/1"}"#, "no baseline: its schema is not obo.baseline/1"),
            (
                r#"{"schema":"obo.baseline/1","findings":[{"rule":"x","issuer":1,"client":null,"claim":""}]}"#,
                "findings/0 is no finding of a baseline",
            ),
        ] {
            let found =
                Baseline::parse(text.as_bytes(), &Policy::default()).map_err(|error| error.to_string());
            assert_eq!(found, Err(want.to_owned()), "{text}");
        }
    }

    #[test]
    fn r02_what_is_locked_gets_into_no_baseline() {
        let place = Place::File { path: "base.toml".into(), line: 2, column: 1 };
        let locked = vec![Stated::new(Selector::parse("long-lifetime"), place)];
        let policy = Policy::new(vec![Layer { locked, ..Layer::default() }]).expect("nothing is relaxed");
        assert!(!Known::anew().silences(&finding("long-lifetime", None, "/claims/exp"), &policy));
        let text = r#"{"schema":"obo.baseline/1","findings":[{"rule":"long-lifetime","issuer":null,"client":null,"claim":"/claims/exp"}]}"#;
        let error = Baseline::parse(text.as_bytes(), &policy).expect_err("it is locked");
        assert_eq!(error.to_string(), "the baseline relaxes long-lifetime, which base.toml:2:1 locks");
    }
}
