//! Examples of a policy on a screen: one line each, and of those that failed what was wrong.

use std::io;

use super::page::{Page, Span};
use super::paragraph;
use super::style::Style;
use crate::render::text::{Shown, number, ours, outside};
use crate::report::trial::{TrialsEnd, Tried};

/// Where the words about a failure begin, counted from 0.
const WORDS: usize = 20;

/// Writes one example.
///
/// # Errors
/// Where the stream cannot be written.
pub fn show(page: &mut Page<'_>, tried: &Tried) -> io::Result<()> {
    let (word, style) = if tried.passed { ("ok", Style::Good) } else { ("FAILED", Style::Bad) };
    let place = outside(&tried.place);
    let words = match &tried.name {
        Some(name) => outside(name).and("  ").then(&place),
        None => place,
    };
    page.line(&[Span::new(ours(word).padded(8), style), words.into()])?;
    for (label, names) in [("missing", &tried.missing), ("not wanted", &tried.unexpected)] {
        if !names.is_empty() {
            let names: Vec<Shown> = names.iter().map(|name| outside(name)).collect();
            let label = paragraph::blanks(8).and(label).into();
            paragraph::write(page, label, WORDS, &Shown::join(&names, " "), Style::Plain)?;
        }
    }
    if tried.unreadable {
        page.line(&[paragraph::blanks(8).and("its claims and header make no token").into()])?;
    }
    Ok(())
}

/// Writes the last line.
///
/// # Errors
/// Where the stream cannot be written.
pub fn end(page: &mut Page<'_>, end: &TrialsEnd) -> io::Result<()> {
    let total = end.tested.passed.saturating_add(end.tested.failed);
    let tests = number(total).and(if total == 1 { " test" } else { " tests" });
    page.sentence(&[match end.tested.failed {
        0 => ours("passed  ").then(&tests),
        failed => ours("FAILED  ").then(&number(failed)).and(" of ").then(&tests),
    }])
}
