//! Findings as GitLab's code quality report.
//!
//! Source: GitLab's page on the code quality report format: `description check_name fingerprint severity location`.

use std::io::{self, Write};

use serde_json::json;

use super::ascii::ascii;
use super::{Frame, Sink, text};
use crate::delegation::chain::Level;
use crate::report::{End, Item};

/// One JSON array, written as the findings come.
pub struct Gitlab<'w> {
    out: &'w mut dyn Write,
    frame: Frame,
    elements: usize,
}

impl<'w> Gitlab<'w> {
    /// A report on this stream.
    pub fn new(out: &'w mut dyn Write, frame: Frame) -> Self {
        Self { out, frame, elements: 0 }
    }
}

impl Sink for Gitlab<'_> {
    fn item(&mut self, item: &Item) -> io::Result<()> {
        let Some(linted) = item.judged() else { return Ok(()) };
        for shown in &linted.findings {
            let finding = &shown.finding;
            let mut words = format!("{} ({})", finding.message, linted.place(finding));
            if let Some(label) = &linted.label {
                words = format!("{label}: {words}");
            }
            if let Some(at) = self.frame.at {
                words.push_str(&format!("; judged as of {at}"));
            }
            let element = json!({
                "description": text::markdown(&words).as_str(),
                "check_name": finding.rule,
                "fingerprint": linted.fingerprint_of_claim(finding).to_string(),
                "severity": match finding.level {
                    Level::Error => "critical",
                    Level::Warning => "major",
                    Level::Note => "info",
                },
                "location": {
                    "path": text::outside(linted.location.path.strip_prefix("./").unwrap_or(&linted.location.path)).as_str(),
                    "lines": { "begin": linted.location.line.max(1) },
                },
            });
            self.out.write_all(if self.elements > 0 { b",\n" } else { b"[\n" })?;
            self.elements = self.elements.saturating_add(1);
            self.out.write_all(&ascii(&element, None))?;
        }
        Ok(())
    }

    fn close(&mut self, _end: &End) -> io::Result<()> {
        self.out.write_all(if self.elements > 0 { b"\n]\n" } else { b"[]\n" })?;
        self.out.flush()
    }
}
