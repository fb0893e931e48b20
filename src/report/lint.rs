//! A token linted: its findings, and what a whole run comes to.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use crate::delegation::chain::Level;
use crate::lint::finding::Finding;
use crate::lint::policy::OwnRule;
use crate::lint::rule::{Area, Needs, Rule};
use crate::lint::settings::{Setting, Settings};
use crate::lint::upkeep::POLICY_ERROR;
use crate::token::digest::Digest;

/// One token and what lint says about it.
#[derive(Debug, Clone)]
pub struct Linted {
    /// The name of the input, with line and column if the token was found inside text.
    pub source: String,
    /// From 0 among the tokens of one source.
    pub index: usize,
    /// The name that the caller gave the input.
    pub label: Option<String>,
    /// SHA-256 of the token; `None` where the findings are about the policy.
    pub sha256: Option<Digest>,
    /// Its issuer, for what tells findings of one issuer from those of another.
    pub issuer: Option<String>,
    /// Its client, for the same.
    pub client: Option<String>,
    /// What is wrong or risky.
    pub findings: Vec<Shown>,
    /// How many findings the policy or the baseline silenced.
    pub suppressed: u64,
    /// The suppressions of the policy that did, by number.
    pub silenced: Vec<usize>,
    /// Whether a finding makes the answer no.
    pub fails: bool,
    /// The least level that a screen shows; the rest is counted.
    pub show: Level,
}

/// A finding beside the words of the claim it is about.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The finding.
    pub finding: Finding,
    /// The words of the claim, in order; empty where it is missing.
    pub words: Vec<String>,
}

impl Linted {
    /// The findings as elements of `findings`.
    pub fn elements(&self) -> impl Iterator<Item = Element<'_>> {
        self.findings.iter().map(|shown| Element { of: self, finding: &shown.finding })
    }
}

/// One element of `findings`.
#[derive(Debug, Clone, Copy)]
pub struct Element<'l> {
    of: &'l Linted,
    finding: &'l Finding,
}

/// A value at fault and what it means.
#[derive(Serialize)]
struct Detail<'f> {
    value: &'f str,
    text: &'f str,
    tier: Option<u8>,
}

impl Serialize for Element<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let finding = self.finding;
        let values: Vec<&str> = finding.culprits.iter().map(|culprit| culprit.value.as_str()).collect();
        let details: Vec<Detail<'_>> = finding
            .culprits
            .iter()
            .filter_map(|one| Some(Detail { value: &one.value, text: one.note.as_deref()?, tier: one.tier }))
            .collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("rule", &finding.rule)?;
        map.serialize_entry("level", &finding.level)?;
        map.serialize_entry("message", &finding.message)?;
        map.serialize_entry("source", &self.of.source)?;
        map.serialize_entry("index", &self.of.index)?;
        map.serialize_entry("pointer", &finding.pointer)?;
        map.serialize_entry("values", &values)?;
        if !details.is_empty() {
            map.serialize_entry("details", &details)?;
        }
        map.serialize_entry("why", &finding.why)?;
        map.serialize_entry("help", &finding.help)?;
        map.serialize_entry("references", &finding.references)?;
        map.serialize_entry("label", &self.of.label)?;
        map.end()
    }
}

/// A `jsonl` line is one token with all of its findings.
impl Serialize for Linted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("source", &self.source)?;
        map.serialize_entry("index", &self.index)?;
        map.serialize_entry("sha256", &self.sha256)?;
        map.serialize_entry("findings", &self.elements().collect::<Vec<_>>())?;
        map.end()
    }
}

/// What a run counted; `show` and `fails` are for the last line of a screen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Tokens.
    pub tokens: u64,
    /// Findings of level error.
    pub errors: u64,
    /// Findings of level warning.
    pub warnings: u64,
    /// Findings of level note.
    pub notes: u64,
    /// Findings that the policy or the baseline silenced.
    pub suppressed: u64,
}

impl Counts {
    /// Counts one token.
    pub fn add(&mut self, linted: &Linted) {
        self.tokens = self.tokens.saturating_add(u64::from(linted.sha256.is_some()));
        self.suppressed = self.suppressed.saturating_add(linted.suppressed);
        for shown in &linted.findings {
            let count = match shown.finding.level {
                Level::Error => &mut self.errors,
                Level::Warning => &mut self.warnings,
                Level::Note => &mut self.notes,
            };
            *count = count.saturating_add(1);
        }
    }

    /// How many findings there are of a level.
    #[must_use]
    pub fn of(&self, level: Level) -> u64 {
        match level {
            Level::Error => self.errors,
            Level::Warning => self.warnings,
            Level::Note => self.notes,
        }
    }
}

/// The end of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// What was counted.
    pub summary: Counts,
    /// The least level that a screen shows.
    #[serde(skip)]
    pub show: Level,
    /// The least level that makes the answer no; `None` for never.
    #[serde(skip)]
    pub fail_on: Option<Level>,
    /// Whether the answer is no.
    #[serde(skip)]
    pub fails: bool,
}

/// A rule as `--list` names it.
#[derive(Debug, Clone, Serialize)]
pub struct Listed {
    /// Its name.
    pub rule: Cow<'static, str>,
    /// Its area.
    pub area: &'static str,
    /// Its level here; null where it is off.
    pub level: Option<Level>,
    /// What it finds.
    pub summary: Cow<'static, str>,
    /// What it needs: `token`, `subject-token`, `policy`.
    pub needs: &'static str,
    /// The version that first had it.
    pub since: &'static str,
    /// Where it comes from.
    pub references: Vec<&'static str>,
}

impl From<&Rule> for Listed {
    fn from(rule: &Rule) -> Self {
        Self {
            rule: Cow::Borrowed(rule.id),
            area: rule.area.word(),
            level: Some(rule.level),
            summary: Cow::Borrowed(rule.summary),
            needs: rule.needs.word(),
            since: rule.since,
            references: rule.references.to_vec(),
        }
    }
}

impl From<&OwnRule> for Listed {
    fn from(rule: &OwnRule) -> Self {
        Self {
            rule: Cow::Owned(rule.name.clone()),
            area: Area::Policy.word(),
            level: Some(rule.level),
            summary: Cow::Owned(rule.message.clone()),
            needs: Needs::Token.word(),
            since: "",
            references: Vec::new(),
        }
    }
}

impl Listed {
    /// The same at the level that it has under a policy.
    #[must_use]
    pub fn under(mut self, settings: &Settings) -> Self {
        let area = Area::ALL.into_iter().find(|area| area.word() == self.area).unwrap_or(Area::Policy);
        self.level = match settings.said_of(&self.rule, area) {
            Setting::Default => self.level,
            Setting::At(level) => Some(level),
            Setting::AtLeast(level) => self.level.max(Some(level)),
            Setting::Off => None,
        };
        if self.rule == POLICY_ERROR.id {
            self.level = Some(POLICY_ERROR.level);
        }
        self
    }
}
