//! Findings as annotations of GitHub Actions: one workflow command a finding, one line each.
//!
//! Source: GitHub's page on workflow commands; `%`, CR and LF are encoded in data, `:` and `,` in properties as well
//! (SECURITY.md R5).

use std::io::{self, Write};

use super::{Frame, Sink, text};
use crate::delegation::chain::Level;
use crate::plural::counted;
use crate::report::lint::{Counts, Linted};
use crate::report::trial::Trials;
use crate::report::{End, Item};

/// Lines of commands.
pub struct Github<'w> {
    out: &'w mut dyn Write,
    frame: Frame,
}

impl<'w> Github<'w> {
    /// Annotations on this stream.
    pub fn new(out: &'w mut dyn Write, frame: Frame) -> Self {
        Self { out, frame }
    }

    fn annotations(&mut self, linted: &Linted) -> io::Result<()> {
        for shown in &linted.findings {
            let finding = &shown.finding;
            let command = match finding.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Note => "notice",
            };
            let path = linted.location.path.strip_prefix("./").unwrap_or(&linted.location.path);
            let mut title = format!("obo {}", finding.rule);
            if let Some(label) = &linted.label {
                title.push_str(&format!(" ({label})"));
            }
            let mut words = format!("{} ({})", finding.message, linted.place(finding));
            // A rule of the policy need not say what to do.
            if !finding.help.is_empty() {
                words.push_str(&format!("; {}", finding.help));
            }
            if let Some(at) = self.frame.at {
                words.push_str(&format!("; judged as of {at}"));
            }
            writeln!(
                self.out,
                "::{command} file={},line={},title={}::{}",
                property(path),
                linted.location.line.max(1),
                property(&title),
                data(&words)
            )?;
        }
        Ok(())
    }

    fn tested(&mut self, tested: Trials) -> io::Result<()> {
        let total = tested.passed.saturating_add(tested.failed);
        let tests = counted(total, "test", "tests");
        match tested.failed {
            0 => writeln!(self.out, "passed  {tests}"),
            failed => writeln!(self.out, "FAILED  {failed} of {tests}"),
        }
    }

    fn summary(&mut self, counts: &Counts, fails: bool) -> io::Result<()> {
        let word = if fails { "FAILED" } else { "passed" };
        writeln!(
            self.out,
            "{word}  {}, {}, {} in {}; {} suppressed",
            counted(counts.errors, "error", "errors"),
            counted(counts.warnings, "warning", "warnings"),
            counted(counts.notes, "note", "notes"),
            counted(counts.tokens, "token", "tokens"),
            counts.suppressed
        )
    }
}

/// Text after the second `::`.
fn data(words: &str) -> String {
    text::outside(words).as_str().replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text between the first and the second `::`.
fn property(words: &str) -> String {
    data(words).replace(':', "%3A").replace(',', "%2C")
}

impl Sink for Github<'_> {
    fn item(&mut self, item: &Item) -> io::Result<()> {
        match item {
            Item::Linted(linted) => self.annotations(linted),
            Item::Tried(tried) => self.annotations(&tried.judged()),
            Item::TrialsEnd(end) => self.tested(end.tested),
            Item::Summary(summary) => self.summary(&summary.summary, summary.fails),
            _ => Ok(()),
        }
    }

    fn close(&mut self, _end: &End) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn r5_outside_text_ends_no_command_and_starts_none() {
        assert_eq!(property("a:b,c%\nd"), "a%3Ab%2Cc%25\\nd");
        assert_eq!(data("x\r\n::error::y ##[group]"), "x\\r\\n::error::y #\\u{23}[group]");
    }
}
