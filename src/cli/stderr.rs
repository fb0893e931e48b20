//! What is said beside the output: lines on stderr, escaped, and folded where a terminal is too narrow for them.

use std::borrow::Cow;
use std::io::Write as _;

use crate::failure::Failure;
use crate::host::Host;
use crate::input;
use crate::plural::counted;
use crate::render::human::paragraph::wrapped;
use crate::render::text::{self, Shown, outside};

/// Writes a failure to stderr: `error:`, `caused by:`, `hint:`, all of it escaped.
pub(super) fn report(failure: &Failure, host: &mut Host) {
    for line in failure.lines() {
        say(host, &line);
    }
}

/// One line on stderr, escaped; a closed stderr is nobody's error. A terminal that is too narrow gets it in several.
pub(super) fn say(host: &mut Host, line: &str) {
    let shown = text::outside_whole(&without_pem(line));
    match host.terminals.columns.filter(|_| host.terminals.stderr) {
        Some(columns) => folded(&shown, columns).iter().for_each(|line| put(host, line)),
        None => put(host, shown.as_str()),
    }
}

/// One line on stderr that a machine may read, so that it stays one wherever it goes.
pub(super) fn say_whole(host: &mut Host, line: &str) {
    put(host, text::outside_whole(&without_pem(line)).as_str());
}

fn put(host: &mut Host, line: &str) {
    let utf8 = host.is_utf8();
    let shown = text::line(line.to_owned());
    let shown = if utf8 { shown } else { shown.escape_default_beyond_ascii() };
    let _ = writeln!(host.stderr, "{shown}");
}

/// The longest label that what follows may hang behind, in bytes: `caused by: `.
const LABEL: usize = 11;
/// The least room that words are folded into.
const ROOM: usize = 20;

/// A line in several of at most so many columns, broken at blanks: what follows hangs behind the label, or behind the
/// blanks that the line begins with. A table's row stays as it is.
fn folded(line: &Shown, columns: usize) -> Vec<String> {
    let text = line.as_str();
    let blanks = text.len().saturating_sub(text.trim_start_matches(' ').len());
    let label = text.find(": ").map(|at| at.saturating_add(2)).filter(|at| *at <= LABEL);
    let mut at = if blanks > 0 { blanks } else { label.unwrap_or_default() };
    // Of the words for which a line has room.
    let widths = text.split(' ').map(|word| outside(word).width());
    let longest = widths.filter(|width| width.saturating_add(2) <= columns).max().unwrap_or_default();
    if at.saturating_add(longest.max(ROOM)) > columns {
        // Too little is left of it behind the label.
        at = 0;
    }
    let hang = if at > 0 { at } else { 2 };
    let (before, words) = text.split_at_checked(at).unwrap_or(("", text));
    if line.width() <= columns || columns < ROOM || words.trim_start().contains("  ") {
        return vec![text.to_owned()];
    }
    // What was escaped once stays as it is when it is escaped again.
    let lines = wrapped(words, columns.saturating_sub(hang)).into_iter().enumerate();
    lines
        .map(|(number, words)| match number {
            0 => format!("{before}{}", words.as_str()),
            _ => format!("{:hang$}{}", "", words.as_str()),
        })
        .collect()
}

/// PEM where a file's name was wanted is no name: it may be a private key, of which nothing is shown (SECURITY.md R6).
fn without_pem(line: &str) -> Cow<'_, str> {
    match line.split_once(input::PEM) {
        Some((before, key)) => {
            let size = key.chars().count().saturating_add(input::PEM.len());
            Cow::Owned(format!("{before}PEM text of {}", counted(size, "character", "characters")))
        }
        None => Cow::Borrowed(line),
    }
}

/// Escapes what an ASCII locale cannot show.
trait EscapeBeyondAscii {
    fn escape_default_beyond_ascii(&self) -> String;
}

impl EscapeBeyondAscii for String {
    fn escape_default_beyond_ascii(&self) -> String {
        let escaped =
            self.chars().map(|c| if c.is_ascii() { c.to_string() } else { c.escape_unicode().to_string() });
        escaped.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::folded;
    use crate::render::text::outside;

    #[test]
    fn a_line_hangs_behind_its_label_and_a_table_stays() {
        for (line, columns, want) in [
            ("hint: one two three four five", 80, "hint: one two three four five"),
            ("hint: one two three four five", 26, "hint: one two three four\n      five"),
            ("      one two three four five", 26, "      one two three four\n      five"),
            ("caused by: one two three four five", 31, "caused by: one two three four\n           five"),
            ("one two three four five six", 25, "one two three four five\n  six"),
            ("error: see https://issuer.example/a/b/c", 32, "error: see\n  https://issuer.example/a/b/c"),
            ("error: https://issuer.example/a/b/c", 28, "error: https://issuer.example/a/b/c"),
            ("  name   what it means, in words", 25, "  name   what it means, in words"),
            ("hint: one two three four five", 10, "hint: one two three four five"),
        ] {
            assert_eq!(folded(&outside(line), columns).join("\n"), want);
        }
    }
}
