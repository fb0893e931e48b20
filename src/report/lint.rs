//! A token linted: its findings, and what a whole run comes to.

use std::borrow::Cow;
use std::collections::BTreeMap;

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
    /// The least level that makes the answer no; `None` for never.
    pub fail_on: Option<Level>,
    /// Where tools that know only files show the findings.
    pub location: Location,
}

/// A file and a line of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Location {
    /// The path, as it was given.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
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
    /// Where a finding is: the source, the token in it, the claim.
    #[must_use]
    pub fn place(&self, finding: &Finding) -> String {
        let mut place = self.source.clone();
        if self.index > 0 {
            place.push_str(&format!(" token {}", self.index));
        }
        if !finding.pointer.is_empty() {
            place.push_str(&format!(" {}", finding.pointer));
        }
        place
    }

    /// What stays the same about a finding when the token is issued anew: rule, issuer and client; never the token.
    #[must_use]
    pub fn fingerprint(&self, finding: &Finding) -> Digest {
        let key = match self.sha256 {
            Some(_) => serde_json::json!([finding.rule, self.issuer, self.client]),
            None => of_policy(finding),
        };
        Digest::of(&key.to_string().into_bytes())
    }

    /// The same with the claim, for tools that take two findings with one fingerprint for one.
    #[must_use]
    pub fn fingerprint_of_claim(&self, finding: &Finding) -> Digest {
        let key = match self.sha256 {
            Some(_) => serde_json::json!([finding.rule, self.issuer, self.client, finding.pointer]),
            None => of_policy(finding),
        };
        Digest::of(&key.to_string().into_bytes())
    }

    /// Whether a finding makes the answer no.
    #[must_use]
    pub fn is_failing(&self, finding: &Finding) -> bool {
        self.fail_on.is_some_and(|least| finding.level >= least)
    }

    /// The findings as elements of `findings`.
    pub fn elements(&self) -> impl Iterator<Item = Element<'_>> {
        self.findings.iter().map(|shown| Element { of: self, finding: &shown.finding })
    }
}

/// What tells one finding about the policy from the next: there is no issuer and no client that could.
fn of_policy(finding: &Finding) -> serde_json::Value {
    let reasons: Vec<&str> = finding.culprits.iter().map(|culprit| culprit.value.as_str()).collect();
    serde_json::json!([finding.rule, finding.message, reasons])
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

/// One row of `--summary`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The label of the input, if it has one.
    pub label: Option<String>,
    /// The client that the tokens were issued to, if they say so.
    pub client: Option<String>,
    /// The rule.
    pub rule: String,
    /// The worst level that it was found at.
    pub level: Level,
    /// How often it was found.
    pub count: u64,
}

/// Findings counted by label, client and rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<Group, (Level, u64)>);

/// What is counted together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    label: Option<String>,
    client: Option<String>,
    rule: String,
}

impl Tally {
    /// Counts one token.
    pub fn add(&mut self, linted: &Linted) {
        for shown in &linted.findings {
            let group = Group {
                label: linted.label.clone(),
                client: linted.client.clone(),
                rule: shown.finding.rule.to_string(),
            };
            let (level, count) = self.0.entry(group).or_insert((shown.finding.level, 0));
            *level = (*level).max(shown.finding.level);
            *count = count.saturating_add(1);
        }
    }

    /// The same with other names for the clients; rows that get one name become one.
    #[must_use]
    pub fn renamed(&self, mut name: impl FnMut(&str) -> String) -> Self {
        let mut renamed = Self::default();
        for (group, (level, count)) in &self.0 {
            let group = Group { client: group.client.as_deref().map(&mut name), ..group.clone() };
            let (worst, sum) = renamed.0.entry(group).or_insert((*level, 0));
            *worst = (*worst).max(*level);
            *sum = sum.saturating_add(*count);
        }
        renamed
    }

    /// The rows, in order of label, client and rule.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let row = |(group, (level, count)): (&Group, &(Level, u64))| Row {
            label: group.label.clone(),
            client: group.client.clone(),
            rule: group.rule.clone(),
            level: *level,
            count: *count,
        };
        self.0.iter().map(row).collect()
    }
}

impl Serialize for Tally {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.rows().serialize(serializer)
    }
}

/// The end of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// What was counted.
    pub summary: Counts,
    /// The same by label, client and rule, with `--summary`.
    #[serde(rename = "by", skip_serializing_if = "Option::is_none")]
    pub tally: Option<Tally>,
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
