//! Findings on a screen, as a compiler shows them: the claim, the culprits underlined, why, and what to do.

use std::io;

use super::page::{Page, Span};
use super::paragraph;
use super::style::Style;
use crate::delegation::chain::Level;
use crate::lint::engine;
use crate::lint::flaw::Culprit;
use crate::render::text::{Shown, number, ours, outside};
use crate::report::lint::{Counts, Linted, Listed, Row, Shown as Told, Summary};

/// Where the words of a finding begin, counted from 0.
const WORDS: usize = 8;
/// How many values at fault are shown one a line; how many there are is the token's choice.
const LISTED: usize = 50;
/// Where the claim itself begins.
const CLAIM: usize = 4;

/// Writes the findings of one token at or above the level that is shown, a blank line between them.
///
/// # Errors
/// Where the stream cannot be written.
pub fn show(page: &mut Page<'_>, linted: &Linted, is_first: bool) -> io::Result<()> {
    let mut first = is_first;
    for told in linted.findings.iter().filter(|told| told.finding.level >= linted.show) {
        if !first {
            page.blank()?;
        }
        first = false;
        finding(page, linted, told)?;
    }
    Ok(())
}

/// Whether a token has a finding that is shown.
#[must_use]
pub fn is_shown(linted: &Linted) -> bool {
    linted.findings.iter().any(|told| told.finding.level >= linted.show)
}

fn finding(page: &mut Page<'_>, linted: &Linted, told: &Told) -> io::Result<()> {
    let finding = &told.finding;
    let (word, style) = match finding.level {
        Level::Error => ("error", Style::Bad),
        Level::Warning => ("warning", Style::Doubtful),
        Level::Note => ("note", Style::Dim),
    };
    let name = ours(word).and("[").then(&outside(&finding.rule)).and("]");
    paragraph::named(page, Span::new(name, style), &outside(&finding.message), Style::Bold)?;
    let pointer = finding.pointer.strip_prefix("/claims").unwrap_or(&finding.pointer);
    let mut place = ours("  ").then(&outside(&linted.source));
    if linted.index > 0 {
        place = place.and(" token ").then(&number(linted.index));
    }
    if let Some(label) = &linted.label {
        place = place.and(" (").then(&outside(label)).and(")");
    }
    page.line(&[place.and(" ").then(&outside(pointer)).into()])?;
    culprits(page, &told.words, &finding.culprits)?;
    for (label, text) in [("  why", &finding.why), ("  do", &finding.help)] {
        if !text.is_empty() {
            paragraph::write(page, ours(label).into(), WORDS, &outside(text), Style::Plain)?;
        }
    }
    if engine::named(&finding.rule).is_none() {
        // A rule of the policy's own; what there is to know of it stands there.
        return Ok(());
    }
    let mut see = ours("obo explain ").then(&outside(&finding.rule));
    if !finding.references.is_empty() {
        let references: Vec<Shown> = finding.references.iter().map(|one| outside(one)).collect();
        see = see.and("   (").then(&Shown::join(&references, ", ")).and(")");
    }
    paragraph::write(page, ours("  see").into(), WORDS, &see, Style::Dim)
}

/// The words of the claim on one line and each culprit underlined; one a line where they do not fit.
fn culprits(page: &mut Page<'_>, words: &[String], culprits: &[Culprit]) -> io::Result<()> {
    let mut column = CLAIM;
    let mut line = paragraph::blanks(CLAIM);
    let mut places: Vec<(usize, usize, &Culprit)> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if at > 0 {
            line = line.and(" ");
            column = column.saturating_add(1);
        }
        let shown = outside(word);
        if let Some(culprit) = culprits.iter().find(|culprit| culprit.value == *word) {
            places.push((column, shown.width(), culprit));
        }
        column = column.saturating_add(shown.width());
        line = line.then(&shown);
    }
    let ends = |(at, width, culprit): &(usize, usize, &Culprit)| {
        at.saturating_add(*width).saturating_add(1).saturating_add(meaning(culprit).width())
    };
    let noted_end = places.iter().map(ends).max().unwrap_or_default();
    let fits = column.max(noted_end.saturating_add(tier_width(culprits))) <= page.width();
    if !fits || places.len() < culprits.len() || places.is_empty() {
        return one_a_line(page, culprits);
    }
    page.line(&[line.into()])?;
    // Those of which nothing more is known share one line of marks.
    let (noted, plain): (Vec<_>, Vec<_>) =
        places.into_iter().partition(|(_, _, culprit)| culprit.note.is_some());
    if !plain.is_empty() {
        let marks =
            plain.iter().fold(ours(""), |marks, (at, width, _)| underlined(marks.padded(*at), *width));
        page.line(&[Span::new(marks, Style::Bad)])?;
    }
    for (at, width, culprit) in noted {
        let marks = underlined(paragraph::blanks(at), width);
        let column = noted_end.saturating_sub(at.saturating_add(width));
        let note = told(ours(" ").then(&meaning(culprit)), column, culprit);
        page.line(&[Span::new(marks, Style::Bad), note.into()])?;
    }
    Ok(())
}

/// Each culprit with what it means to its right, all in one column; under it where that does not fit.
fn one_a_line(page: &mut Page<'_>, culprits: &[Culprit]) -> io::Result<()> {
    let values = culprits.iter().map(|culprit| outside(&culprit.value).width()).max().unwrap_or_default();
    let notes = culprits.iter().map(|culprit| meaning(culprit).width()).max().unwrap_or_default();
    let column = CLAIM.saturating_add(values).saturating_add(2);
    let fits = column.saturating_add(notes).saturating_add(tier_width(culprits)) <= page.width();
    for culprit in culprits.iter().take(LISTED) {
        let value = paragraph::blanks(CLAIM).then(&outside(&culprit.value));
        if culprit.note.is_none() && culprit.tier.is_none() {
            page.line(&[value.into()])?;
        } else if fits {
            let note = told(meaning(culprit), notes, culprit);
            page.line(&[value.padded(column).into(), Span::new(note, Style::Dim)])?;
        } else {
            page.line(&[told(value, 0, culprit).into()])?;
            let under = CLAIM.saturating_add(2);
            paragraph::write(page, ours("").into(), under, &meaning(culprit), Style::Dim)?;
        }
    }
    let more = culprits.len().saturating_sub(LISTED);
    if more > 0 {
        let words = paragraph::blanks(CLAIM).and("and ").then(&number(more)).and(" more (-f json)");
        page.line(&[Span::new(words, Style::Dim)])?;
    }
    Ok(())
}

fn underlined(before: Shown, width: usize) -> Shown {
    (0..width).fold(before, |marks, _| marks.and("^"))
}

/// What a culprit means; empty where nothing is known.
fn meaning(culprit: &Culprit) -> Shown {
    culprit.note.as_deref().map_or_else(|| ours(""), outside)
}

/// Some text with the culprit's tier behind it, from a column on.
fn told(text: Shown, column: usize, culprit: &Culprit) -> Shown {
    match culprit.tier {
        Some(tier) => text.padded(column).and("   tier ").then(&number(tier)),
        None => text,
    }
}

/// How much room the tiers take, where there are some.
fn tier_width(culprits: &[Culprit]) -> usize {
    if culprits.iter().any(|culprit| culprit.tier.is_some()) { "   tier 0".len() } else { 0 }
}

/// Writes the last line: passed or failed, what was found, what is hidden.
///
/// # Errors
/// Where the stream cannot be written.
pub fn end(page: &mut Page<'_>, summary: &Summary) -> io::Result<()> {
    let counts = &summary.summary;
    if let Some(tally) = &summary.tally {
        rows(page, &tally.rows())?;
    }
    let levels = [Level::Error, Level::Warning, Level::Note];
    let (shown, hidden): (Vec<Level>, Vec<Level>) =
        levels.into_iter().filter(|level| counts.of(*level) > 0).partition(|level| *level >= summary.show);
    let list = |levels: &[Level]| {
        let words: Vec<Shown> = levels.iter().map(|level| counted(counts, *level)).collect();
        Shown::join(&words, ", ")
    };
    let tokens = plural(counts.tokens, " token", " tokens");
    let mut line = match (summary.fails, shown.is_empty()) {
        (false, true) => ours("passed  ")
            .then(&tokens)
            .and(", nothing at ")
            .and(summary.show.word())
            .and(if summary.show == Level::Error { "" } else { " or above" }),
        (false, false) => ours("passed  ").then(&list(&shown)).and(" in ").then(&tokens),
        (true, true) => ours("FAILED  ").then(&tokens),
        (true, false) => ours("FAILED  ").then(&list(&shown)).and(" in ").then(&tokens),
    };
    if let Some(highest) = hidden.first() {
        let flag = if summary.fails && shown.is_empty() {
            highest.word()
        } else {
            hidden.last().unwrap_or(highest).word()
        };
        line = line.and("; ").then(&list(&hidden)).and(" not shown (--show ").and(flag).and(")");
    }
    if counts.suppressed > 0 {
        line = line.and("; ").then(&number(counts.suppressed)).and(" suppressed");
    }
    page.sentence(&[line])
}

/// The rows of `--summary`: how often, how bad, which rule, by whose client and under which label.
fn rows(page: &mut Page<'_>, rows: &[Row]) -> io::Result<()> {
    let widest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
    let rule = widest(&mut rows.iter().map(|row| row.rule.len()));
    let shown = |text: &Option<String>| outside(text.as_deref().unwrap_or("-"));
    let client = widest(&mut rows.iter().map(|row| shown(&row.client).width()));
    for row in rows {
        let mut spans: Vec<Span> = vec![number(row.count).padded(7).into()];
        spans.push(ours(row.level.word()).padded(9).into());
        spans.push(outside(&row.rule).padded(rule.saturating_add(2)).into());
        spans.push(shown(&row.client).padded(client.saturating_add(2)).into());
        if let Some(label) = &row.label {
            spans.push(outside(label).into());
        }
        page.line(&spans)?;
    }
    if rows.is_empty() { Ok(()) } else { page.blank() }
}

fn counted(counts: &Counts, level: Level) -> Shown {
    let (one, many) = match level {
        Level::Error => (" error", " errors"),
        Level::Warning => (" warning", " warnings"),
        Level::Note => (" note", " notes"),
    };
    plural(counts.of(level), one, many)
}

fn plural(count: u64, one: &'static str, many: &'static str) -> Shown {
    number(count).and(if count == 1 { one } else { many })
}

/// Writes a rule of the list on one line.
///
/// # Errors
/// Where the stream cannot be written.
pub fn listed(page: &mut Page<'_>, rule: &Listed) -> io::Result<()> {
    let level = rule.level.map_or("off", Level::word);
    let name = outside(&rule.rule);
    page.line(&[
        Span::new(name.clone().padded(36), Style::Bold),
        ours(level).padded(9).into(),
        ours(rule.area).padded(12).into(),
    ])?;
    let mut words = outside(&rule.summary);
    words = match rule.needs {
        "subject-token" => words.and(" (with --subject-token)"),
        "policy" => words.and(" (with a list in the policy)"),
        _ => words,
    };
    paragraph::write(page, ours("").into(), CLAIM, &words, Style::Dim)
}
