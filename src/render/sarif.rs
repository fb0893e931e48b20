//! Findings as SARIF 2.1.0, as GitHub code scanning takes it.
//!
//! Source: OASIS Static Analysis Results Interchange Format 2.1.0; GitHub's page on SARIF support for code scanning.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::ascii::ascii;
use super::{Frame, Sink, text};
use crate::delegation::chain::Level;
use crate::lint::engine;
use crate::lint::finding::Finding;
use crate::plural::counted;
use crate::report::lint::{Linted, Location};
use crate::report::{End, Item};

/// Where the schema of the form lies.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// How many results there may be before one of a level is left out: code scanning refuses a run of more than 25,000
/// (GitHub, "SARIF results exceed one or more limits"), and the place of what is worse must not be taken by notes.
const fn most(level: Level) -> usize {
    match level {
        Level::Note => 15_000,
        Level::Warning => 20_000,
        Level::Error => 25_000,
    }
}

/// A SARIF log of one run, written as the findings come.
pub struct Sarif<'w> {
    out: &'w mut dyn Write,
    frame: Frame,
    results: usize,
    /// Findings for which there was no place any more.
    left_out: usize,
    /// Names of rules beyond our own, in the order in which they were met, each with its level and its words.
    others: Vec<(String, Level, String)>,
    is_open: bool,
}

impl<'w> Sarif<'w> {
    /// A log on this stream.
    pub fn new(out: &'w mut dyn Write, frame: Frame) -> Self {
        Self { out, frame, results: 0, left_out: 0, others: Vec::new(), is_open: false }
    }

    fn open(&mut self) -> io::Result<()> {
        if self.is_open {
            return Ok(());
        }
        self.is_open = true;
        write!(self.out, "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{\"results\":[")
    }

    fn result(&mut self, linted: &Linted, finding: &Finding) -> io::Result<()> {
        if self.results >= most(finding.level) {
            self.left_out = self.left_out.saturating_add(1);
            return Ok(());
        }
        let index = match engine::all().position(|rule| rule.id == finding.rule) {
            Some(index) => index,
            None => engine::all().count().saturating_add(self.other(finding)),
        };
        let fingerprint = linted.fingerprint(finding).to_string();
        let line_hash: String = fingerprint.chars().take(16).collect();
        let label = linted.label.as_deref().map(|label| text::markdown(label).as_str().to_owned());
        let mut message = format!(
            "{} ({}).",
            text::markdown(&finding.message).as_str(),
            text::markdown(&linted.place(finding)).as_str()
        );
        // A rule of the policy need not say what to do.
        if !finding.help.is_empty() {
            message.push_str(&format!(" {}.", text::markdown(&finding.help).as_str()));
        }
        let result = json!({
            "ruleId": finding.rule,
            "ruleIndex": index,
            "level": finding.level.word(),
            "message": { "text": message },
            "locations": [{
                "physicalLocation": {
                    "artifactLocation": { "uri": uri(&linted.location) },
                    "region": { "startLine": linted.location.line.max(1) },
                },
                "logicalLocations": [{
                    "fullyQualifiedName": text::outside(&linted.place(finding)).as_str(),
                    "kind": "member",
                }],
            }],
            "partialFingerprints": {
                "oboRuleIssuerClient/v1": fingerprint,
                "primaryLocationLineHash": format!("{line_hash}:1"),
            },
            "properties": { "label": label },
        });
        let before: &[u8] = if self.results > 0 { b",\n" } else { b"\n" };
        self.results = self.results.saturating_add(1);
        self.out.write_all(before)?;
        self.out.write_all(&ascii(&result, None))
    }

    fn other(&mut self, finding: &Finding) -> usize {
        if let Some(known) = self.others.iter().position(|(name, ..)| *name == finding.rule) {
            return known;
        }
        let words = text::markdown(&finding.why).as_str().to_owned();
        self.others.push((finding.rule.clone().into_owned(), finding.level, words));
        self.others.len().saturating_sub(1)
    }
}

/// A path as a URI reference (RFC 3986): relative to the checkout, or a file URI where it is absolute.
fn uri(location: &Location) -> String {
    let path = location.path.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    let mut out = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte))
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Everything that the rules say of themselves; the same for every run.
fn rules(others: &[(String, Level, String)]) -> Vec<Value> {
    let own = engine::all().map(|rule| {
        json!({
            "id": rule.id,
            "shortDescription": { "text": rule.summary },
            "fullDescription": { "text": format!("{}.", rule.why()) },
            "help": { "text": format!("{}. See: {}.", rule.help(), rule.references.join(", ")), "markdown": rule.docs },
            "defaultConfiguration": { "level": rule.level.word() },
            "properties": {
                "tags": ["security", rule.area.word()],
                "precision": "high",
                "problem.severity": if rule.level == Level::Note { "recommendation" } else { rule.level.word() },
            },
        })
    });
    let others = others.iter().map(|(name, set, words)| {
        json!({
            "id": name,
            "shortDescription": { "text": format!("a rule of the policy: {name}") },
            "fullDescription": { "text": words },
            "defaultConfiguration": { "level": set.word() },
            "properties": { "tags": ["policy"] },
        })
    });
    own.chain(others).collect()
}

impl Sink for Sarif<'_> {
    fn item(&mut self, item: &Item) -> io::Result<()> {
        let Some(linted) = item.judged() else { return Ok(()) };
        self.open()?;
        linted.findings.iter().try_for_each(|shown| self.result(&linted, &shown.finding))
    }

    fn close(&mut self, end: &End) -> io::Result<()> {
        self.open()?;
        let tool = json!({ "driver": {
            "name": "obo",
            "version": end.run.obo,
            "semanticVersion": end.run.obo,
            "rules": rules(&self.others),
        } });
        let is_whole = end.failed.is_empty() && !end.partial;
        let mut notes: Vec<Value> = end
            .failed
            .iter()
            .map(|failed| {
                let words = format!("{}: {}", failed.source, failed.error);
                json!({ "level": "error", "message": { "text": text::markdown(&words).as_str() } })
            })
            .collect();
        if self.left_out > 0 {
            let words = format!(
                "{} left out: code scanning takes {} results a run; --summary counts all",
                counted(self.left_out, "finding is", "findings are"),
                most(Level::Error),
            );
            notes.push(json!({ "level": "warning", "message": { "text": words } }));
        }
        let invocation = json!({ "executionSuccessful": is_whole, "toolExecutionNotifications": notes });
        let properties = json!({
            "judgedAsOf": self.frame.at.map(|at| at.to_string()),
            "tokens": end.examined.tokens,
        });
        self.out.write_all(b"],\n\"tool\":")?;
        self.out.write_all(&ascii(&tool, None))?;
        self.out.write_all(b",\n\"invocations\":[")?;
        self.out.write_all(&ascii(&invocation, None))?;
        self.out.write_all(b"],\n\"properties\":")?;
        self.out.write_all(&ascii(&properties, None))?;
        self.out.write_all(b"}]}\n")?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::uri;
    use crate::report::lint::Location;

    #[test]
    fn a_path_is_a_reference_from_the_checkout_on() {
        for (path, want) in [
            ("./tokens/a b.jwt", "tokens/a%20b.jwt"),
            ("/srv/t.jwt", "file:///srv/t.jwt"),
            ("a\\b:c", "a/b%3Ac"),
            ("x\u{e9}\n", "x%C3%A9%0A"),
        ] {
            assert_eq!(uri(&Location { path: path.to_owned(), line: 1 }), want);
        }
    }
}
