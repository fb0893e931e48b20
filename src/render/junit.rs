//! Findings as JUnit XML: one test case a token or an example, failed where a finding makes the answer no.

use std::io::{self, Write};

use super::{Frame, Sink, text};
use crate::report::lint::{Linted, Shown};
use crate::report::{End, Failed, Item};

/// One suite; its counts stand in front, so that the cases are kept until the end.
pub struct Junit<'w> {
    out: &'w mut dyn Write,
    frame: Frame,
    cases: String,
    tests: usize,
    failures: usize,
}

impl<'w> Junit<'w> {
    /// A suite on this stream.
    pub fn new(out: &'w mut dyn Write, frame: Frame) -> Self {
        Self { out, frame, cases: String::new(), tests: 0, failures: 0 }
    }

    fn case(&mut self, linted: &Linted) {
        self.tests = self.tests.saturating_add(1);
        // What is about the policy is about no token.
        let token = linted.sha256.map(|sha256| sha256.short());
        let name = match (&linted.label, token) {
            (Some(label), Some(token)) => format!("{label} {token}"),
            (Some(label), None) => label.clone(),
            (None, token) => token.unwrap_or_else(|| "policy".to_owned()),
        };
        self.cases.push_str(&format!(
            "    <testcase classname=\"{}\" name=\"{}\">\n",
            xml(&linted.source),
            xml(&name)
        ));
        let (failing, rest): (Vec<&Shown>, Vec<&Shown>) =
            linted.findings.iter().partition(|shown| linted.is_failing(&shown.finding));
        if let Some(first) = failing.first() {
            self.failures = self.failures.saturating_add(1);
            self.cases.push_str(&format!(
                "      <failure type=\"{}\" message=\"{}\">{}</failure>\n",
                xml(&first.finding.rule),
                xml(&first.finding.message),
                lines(&failing)
            ));
        }
        if !rest.is_empty() {
            self.cases.push_str(&format!("      <system-out>{}</system-out>\n", lines(&rest)));
        }
        self.cases.push_str("    </testcase>\n");
    }

    fn error(&mut self, failed: &Failed) {
        self.cases.push_str(&format!(
            "    <testcase classname=\"{}\" name=\"unread\">\n      <error message=\"{}\"/>\n    </testcase>\n",
            xml(&failed.source),
            xml(&failed.error)
        ));
    }
}

fn lines(findings: &[&Shown]) -> String {
    let line = |shown: &&Shown| {
        let finding = &shown.finding;
        let level = finding.level.word();
        let mut head = format!("{level}[{}]", finding.rule);
        if !finding.pointer.is_empty() {
            head.push_str(&format!(" {}", finding.pointer));
        }
        head.push_str(&format!(": {}", finding.message));
        // A rule of the policy need not say what to do.
        if !finding.help.is_empty() {
            head.push_str(&format!("; {}", finding.help));
        }
        xml(&head)
    };
    findings.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Text for an element or an attribute; what XML 1.0 cannot hold is an escape already.
fn xml(words: &str) -> String {
    let mut out = String::new();
    for character in text::outside(words).as_str().chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => {}
            _ => out.push(character),
        }
    }
    out
}

impl Sink for Junit<'_> {
    fn item(&mut self, item: &Item) -> io::Result<()> {
        if let Some(linted) = item.judged() {
            self.case(&linted);
        }
        Ok(())
    }

    fn close(&mut self, end: &End) -> io::Result<()> {
        end.failed.iter().for_each(|failed| self.error(failed));
        let errors = end.failed.len();
        let tests = self.tests.saturating_add(errors);
        let counts = format!("tests=\"{tests}\" failures=\"{}\" errors=\"{errors}\"", self.failures);
        writeln!(self.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(self.out, "<testsuites {counts}>\n  <testsuite name=\"obo lint\" {counts}>")?;
        if let Some(at) = self.frame.at {
            writeln!(
                self.out,
                "    <properties>\n      <property name=\"judged as of\" value=\"{at}\"/>\n    </properties>"
            )?;
        }
        write!(self.out, "{}  </testsuite>\n</testsuites>\n", self.cases)?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::xml;

    #[test]
    fn r5_text_is_no_markup() {
        assert_eq!(xml("a<b>&\"'\u{1}\u{ffff}"), "a&lt;b&gt;&amp;&quot;&apos;\\u{1}\\u{ffff}");
    }
}
