//! What is said beside the output: lines on stderr, escaped, and folded where a terminal is too narrow for them.

use std::borrow::Cow;
use std::io::Write as _;

use crate::failure::Failure;
use crate::host::Host;
use crate::input;
use crate::plural::counted;
use crate::render::text;

/// Writes a failure to stderr: `error:`, `caused by:`, `hint:`, all of it escaped.
pub(super) fn report(failure: &Failure, host: &mut Host) {
    for line in failure.lines() {
        say(host, &line);
    }
}

/// One line on stderr, escaped; a closed stderr is nobody's error. A terminal that is too narrow gets it in several.
pub(super) fn say(host: &mut Host, line: &str) {
    let shown = shown(host, line);
    match host.terminals.columns.filter(|_| host.terminals.stderr) {
        Some(columns) => folded(&shown, columns).iter().for_each(|line| put(host, line)),
        None => put(host, &shown),
    }
}

/// One line on stderr that a machine may read, so that it stays one wherever it goes.
pub(super) fn say_whole(host: &mut Host, line: &str) {
    let shown = shown(host, line);
    put(host, &shown);
}

/// The line as it may be shown: no sign of it is anything but a sign, for a terminal and for a build system.
fn shown(host: &Host, line: &str) -> String {
    let shown = text::line(text::outside_whole(&without_pem(line)).as_str().to_owned());
    if host.is_utf8() { shown } else { shown.escape_default_beyond_ascii() }
}

/// What stands first in a line now did not before it was folded, and must be no command either (SECURITY.md R5).
fn put(host: &mut Host, line: &str) {
    let _ = writeln!(host.stderr, "{}", text::line(line.to_owned()));
}

/// The longest label that what follows may hang behind, in columns: `caused by: `.
const LABEL: usize = 11;
/// The least room that words are folded into.
const ROOM: usize = 20;

/// A line in several of at most so many columns, broken at blanks: what follows hangs behind the label, or behind the
/// blanks that the line begins with. A table's row stays as it is, and so does a word for which no line has room.
fn folded(line: &str, columns: usize) -> Vec<String> {
    let text = line.trim_start_matches(' ');
    let blanks = line.len().saturating_sub(text.len());
    let is_row = blanks > 0 && text.contains("  ");
    if width(line) <= columns || columns < ROOM || is_row {
        return vec![line.to_owned()];
    }
    let label = text.split_once(": ").map(|(label, _)| width(label).saturating_add(2));
    let column = if blanks > 0 { blanks } else { label.filter(|label| *label <= LABEL).unwrap_or(2) };
    let words = words(text);
    let widths = words.iter().map(|(_, word)| width(word));
    let longest = widths.filter(|width| width.saturating_add(2) <= columns).max().unwrap_or_default();
    // Where too little room is left behind the label, what follows is indented.
    let column = if column.saturating_add(longest.max(ROOM)) > columns { 2 } else { column };
    let mut lines: Vec<String> = Vec::new();
    let (mut last, mut end) = (" ".repeat(blanks), blanks);
    for (number, (before, word)) in words.iter().enumerate() {
        let wide = width(word);
        let is_over = end.saturating_add(*before).saturating_add(wide) > columns;
        if number > 0 && is_over && column.saturating_add(wide) <= columns {
            lines.push(std::mem::replace(&mut last, " ".repeat(column)));
            end = column;
        } else {
            last.push_str(&" ".repeat(*before));
            end = end.saturating_add(*before);
        }
        last.push_str(word);
        end = end.saturating_add(wide);
    }
    lines.push(last);
    lines
}

/// The words of a line, each with the number of blanks before it. An option and its value are one: pasted, they must
/// not come apart.
fn words(line: &str) -> Vec<(usize, String)> {
    let mut words: Vec<(usize, String)> = Vec::new();
    let (mut blanks, mut is_option) = (0_usize, false);
    for part in line.split(' ') {
        if part.is_empty() {
            blanks = blanks.saturating_add(1);
            continue;
        }
        match words.last_mut().filter(|_| is_option) {
            Some((_, option)) => {
                option.push_str(&" ".repeat(blanks));
                option.push_str(part);
            }
            None => words.push((blanks, part.to_owned())),
        }
        is_option = part.len() > 1 && part.starts_with('-');
        blanks = 1;
    }
    words
}

/// Columns on a terminal, with those of the escape that a command of a build system gets at the start of a line.
fn width(text: &str) -> usize {
    let escaped = if text.starts_with("::") { "\\u{3a}".len().saturating_sub(1) } else { 0 };
    // What was escaped once stays as it is when it is escaped again.
    text::outside_whole(text).width().saturating_add(escaped)
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

    #[test]
    fn a_line_hangs_behind_its_label_and_a_row_stays() {
        let digest = "0".repeat(64);
        let trust = format!("      --trust-config {digest}");
        let long = format!("error: no {}", "x".repeat(2_001));
        for (line, columns, want) in [
            ("hint: one two three four five", 80, "hint: one two three four five"),
            ("hint: one two three four five", 26, "hint: one two three four\n      five"),
            ("      one two three four five", 26, "      one two three four\n      five"),
            ("caused by: one two three four five", 31, "caused by: one two three four\n           five"),
            ("one two three four five six", 24, "one two three four five\n  six"),
            ("error: see https://issuer.example/a/b/c", 32, "error: see\n  https://issuer.example/a/b/c"),
            ("error: https://issuer.example/a/b/c", 28, "error: https://issuer.example/a/b/c"),
            ("  name   what it means, in words", 25, "  name   what it means, in words"),
            ("error: no file my  own/one two three", 28, "error: no file my  own/one\n       two three"),
            ("hint: one two three four five", 10, "hint: one two three four five"),
            ("hint: one two three -p NAME four", 26, "hint: one two three\n      -p NAME four"),
            ("error: one two three four ::five", 31, "error: one two three four\n       ::five"),
            (&trust, 80, &trust),
            (&long, 80, &long),
        ] {
            assert_eq!(folded(line, columns).join("\n"), want);
        }
    }
}
