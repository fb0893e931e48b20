//! What a word means, on a screen: its name, then meaning, values, causes, what to do, where it stands.

use std::io;

use super::grid::{self, Row};
use super::page::{Page, Span};
use super::paragraph::wrapped;
use super::style::Style;
use crate::exchange::cause::{Cause, Verdict};
use crate::render::text::{number, ours, outside};
use crate::report::explain::{Match, Nearest};

/// Where values begin, counted from 0.
const VALUE: usize = 12;

/// How many values of a claim are shown before the rest is counted.
const VALUES: usize = 12;

/// Writes one word with everything that is known about it.
///
/// # Errors
/// Where the stream cannot be written.
pub fn show(page: &mut Page<'_>, found: &Match) -> io::Result<()> {
    let mut head =
        vec![Span::new(outside(&found.name), Style::Bold), ours("   ").into(), ours(found.kind).into()];
    if !found.origin.is_empty() {
        head.extend([ours(", ").into(), outside(&found.origin).into()]);
    }
    page.line(&head)?;
    labelled(page, "meaning", &found.text)?;
    for (origin, text) in &found.elsewhere {
        labelled(page, "there", &format!("{origin}: {text}"))?;
    }
    values(page, found)?;
    if found.values.len() > VALUES {
        let more = number(found.values.len().saturating_sub(VALUES));
        let more = ours("and ").then(&more).and(" more, not shown (--format json lists them)");
        grid::write(page, &[Row::new(ours(""), more)])?;
    }
    for (at, line) in found.more.iter().enumerate() {
        labelled(page, if at == 0 { "more" } else { "" }, line)?;
    }
    causes(page, &found.causes)?;
    for (at, line) in found.hint.lines().enumerate() {
        labelled(page, if at == 0 { "do" } else { "" }, line)?;
    }
    for (at, reference) in found.references.iter().enumerate() {
        labelled(page, if at == 0 { "see" } else { "" }, reference)?;
    }
    Ok(())
}

/// Likely causes with their verdicts, and what was wanted and found where that is known.
fn causes(page: &mut Page<'_>, causes: &[Cause]) -> io::Result<()> {
    if causes.is_empty() {
        return Ok(());
    }
    let is_judged = causes.iter().any(|cause| cause.verdict != Verdict::Unknown);
    let how = if is_judged { "checked against what was sent" } else { "what was sent tells which one it is" };
    labelled(page, "causes", how)?;
    for cause in causes {
        let mut label = ours("  ").and(cause.verdict.word());
        for line in wrapped(&cause.text, page.width().saturating_sub(VALUE)) {
            grid::write(page, &[Row::new(std::mem::take(&mut label), line)])?;
        }
        for (word, value) in [("  wanted  ", &cause.wanted), ("  found   ", &cause.found)] {
            let Some(value) = value else { continue };
            grid::write(page, &[Row::new(ours(""), ours(word).then(&outside(value)))])?;
        }
    }
    Ok(())
}

/// The first values in one column with their meanings; a meaning that does not fit goes below.
fn values(page: &mut Page<'_>, found: &Match) -> io::Result<()> {
    let shown: Vec<_> = found.values.iter().take(VALUES).map(|v| (outside(&v.value), &v.text)).collect();
    let width = shown.iter().map(|(value, _)| value.width()).max().unwrap_or(0).min(40);
    for (at, (value, text)) in shown.into_iter().enumerate() {
        let label = if at == 0 { ours("values") } else { ours("") };
        let mut line = value.and("   ");
        for _ in line.width()..width.saturating_add(3) {
            line = line.and(" ");
        }
        let meaning = outside(text);
        if VALUE.saturating_add(line.width()).saturating_add(meaning.width()) <= page.width() {
            grid::write(page, &[Row::new(label, line.then(&meaning))])?;
            continue;
        }
        grid::write(page, &[Row::new(label, line)])?;
        for line in wrapped(text, page.width().saturating_sub(VALUE).saturating_sub(2)) {
            grid::write(page, &[Row::new(ours(""), ours("  ").then(&line))])?;
        }
    }
    Ok(())
}

/// Writes a word of a list on one line.
///
/// # Errors
/// Where the stream cannot be written.
pub fn listed(page: &mut Page<'_>, found: &Match) -> io::Result<()> {
    page.line(&[
        Span::new(outside(&found.name), Style::Bold),
        ours("   ").into(),
        ours(found.kind).into(),
        ours("   ").into(),
        Span::new(outside(&found.text), Style::Dim),
    ])
}

/// Writes that a word is unknown, and what is near to it; the word itself may be a secret and is not repeated.
///
/// # Errors
/// Where the stream cannot be written.
pub fn unknown(page: &mut Page<'_>, nearest: &Nearest) -> io::Result<()> {
    page.heading(&[ours("UNKNOWN: nothing by this name, and no error that obo knows in it")])?;
    for (at, word) in nearest.nearest.iter().enumerate() {
        grid::write(page, &[Row::new(if at == 0 { ours("near") } else { ours("") }, outside(word))])?;
    }
    grid::write(page, &[Row::new(ours("do"), ours("look through obo explain --list"))])
}

/// A label and a text that is wrapped between words.
fn labelled(page: &mut Page<'_>, label: &'static str, text: &str) -> io::Result<()> {
    let mut label = ours(label);
    for line in wrapped(text, page.width().saturating_sub(VALUE)) {
        grid::write(page, &[Row::new(std::mem::take(&mut label), line)])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::show;
    use crate::render::human::page::{Look, Page};
    use crate::report::explain::{Match, Meaning};

    #[test]
    fn a_word_stands_in_the_grid_and_hostile_text_is_escaped() {
        let found = Match {
            kind: "claim",
            name: "xms_act_fct".to_owned(),
            text: "facts about the actor".to_owned(),
            causes: Vec::new(),
            hint: "read it as a set of numbers".to_owned(),
            references: vec!["the documentation".to_owned()],
            origin: "a vendor".to_owned(),
            more: vec!["a line that is long enough to be broken between words".to_owned()],
            values: vec![Meaning { value: "\u{1b}[2J".to_owned(), text: "AgentIdentity".to_owned() }],
            elsewhere: Vec::new(),
            is_shown_above: false,
        };
        let mut out = Vec::new();
        show(&mut Page::new(&mut out, Look { width: 60, terminal: Some(60), ..Look::pipe() }), &found)
            .expect("memory can be written");
        let want = "xms_act_fct   claim, a vendor\n  meaning   facts about the actor\n  values    \\u{1b}[2J   AgentIdentity\n  \
                    more      a line that is long enough to be broken between\n            words\n  \
                    do        read it as a set of numbers\n  see       the documentation\n";
        assert_eq!(String::from_utf8(out).expect("UTF-8"), want);
    }
}
