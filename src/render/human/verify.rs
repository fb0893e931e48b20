//! A verdict on a screen: failed checks first with both values, passed ones a line each, skipped ones in a sentence
//!.

use std::io;

use super::card;
use super::decode::{card_of, named};
use super::page::{Page, Span};
use super::paragraph::wrapped;
use super::style::Style;
use crate::instant::Instant;
use crate::render::text::{Shown, number, ours, outside};
use crate::report::verify::Judged;
use crate::verify::NOT_PROVEN;
use crate::verify::check::{Check, Outcome};

/// Where the words of a check begin, counted from 0.
const WORDS: usize = 24;
/// How far behind the words the values of `wanted` and `found` begin.
const VALUES: usize = 8;
/// Below this width the words of a check stand under its name, at [`UNDER`].
const NARROW: usize = 60;
/// Where a check's name begins.
const UNDER: usize = 6;

/// Writes the verdict, the card and the checks of one token.
///
/// # Errors
/// Where the stream cannot be written.
pub fn show(page: &mut Page<'_>, judged: &Judged, now: Instant) -> io::Result<()> {
    page.heading(&[verdict(judged)])?;
    match &judged.card {
        Some(decoded) => {
            let mut shown = card_of(decoded);
            shown.token = named(decoded, trust(judged));
            card::write(page, &shown, now)?;
        }
        None => {
            let what = match judged.is_opaque {
                true => ours("  token     opaque"),
                false => ours("  text      not a token"),
            };
            let mut line = what.and(", ").then(&number(judged.sha256.short()));
            if let Some(place) = &judged.place {
                line = line.and("   in ").then(&outside(place));
            }
            page.line(&[line.into()])?;
        }
    }
    page.blank()?;
    let of = |outcome: Outcome| judged.checks.iter().filter(move |check| check.outcome == outcome);
    for check in of(Outcome::Fail) {
        failed(page, check)?;
    }
    for check in of(Outcome::Pass) {
        line(page, "pass", Style::Good, check)?;
    }
    for check in of(Outcome::Skip).filter(|check| !check.is_unasked) {
        line(page, "skip", Style::Dim, check)?;
    }
    let unasked: Vec<&str> =
        of(Outcome::Skip).filter(|check| check.is_unasked).map(|check| check.name).collect();
    skipped(page, judged, &unasked)
}

/// The answer in one line.
fn verdict(judged: &Judged) -> Shown {
    let failed: Vec<Shown> = judged
        .checks
        .iter()
        .filter(|check| check.outcome == Outcome::Fail)
        .map(|check| outside(check.name))
        .collect();
    if judged.is_undecided {
        return ours("NOT PROVEN: the keys that decide it could not be had");
    }
    if !judged.valid {
        return ours("NOT VALID: ").then(&Shown::join(&failed, ", "));
    }
    let is_unproven = judged.checks.iter().any(|check| check.detail == NOT_PROVEN);
    let mut line = ours("VALID");
    if is_unproven {
        line = line.and(", but bound to a key, and possession is not proven");
    }
    for (name, words) in [("issuer", ", whoever issued it"), ("audience", ", for whatever audience")] {
        let is_waived =
            |check: &Check| check.name == name && check.outcome == Outcome::Skip && !check.is_unasked;
        if judged.checks.iter().any(is_waived) {
            line = line.and(words);
        }
    }
    if judged.is_opaque {
        return line.and(", says its issuer");
    }
    let is_bare = judged.checks.iter().any(|check| check.name == "issuer" && check.is_unasked);
    if is_bare { ours("VALID signature, and nothing else was judged") } else { line }
}

fn trust(judged: &Judged) -> Shown {
    match judged.key {
        Some(_) => ours("signature valid"),
        None if judged.is_opaque => ours("opaque, told by its issuer"),
        None if is_skipped(judged, "signature") => ours("signature NOT JUDGED"),
        None => ours("signature NOT VALID"),
    }
}

fn is_skipped(judged: &Judged, name: &str) -> bool {
    judged.checks.iter().any(|check| check.name == name && check.outcome == Outcome::Skip)
}

/// Where the words of a check begin on this screen.
fn words(page: &Page<'_>) -> usize {
    if page.width() < NARROW { UNDER } else { WORDS }
}

fn failed(page: &mut Page<'_>, check: &Check) -> io::Result<()> {
    let mut rows: Vec<(Shown, &str)> = Vec::new();
    // "another audience" says no more than the two values do.
    let says_more = !check.detail.starts_with("another ") || check.detail.contains(':');
    if says_more || (check.wanted.is_none() && check.found.is_none()) {
        // What would not fit is told in its parts, a line each.
        let is_long = check.detail.chars().count().saturating_add(WORDS) > page.width();
        let parts = check.detail.split(if is_long { "; " } else { "\n" });
        rows.extend(parts.map(|part| (ours(""), part)));
    }
    rows.extend(check.wanted.as_deref().map(|wanted| (ours("wanted"), wanted)));
    rows.extend(check.found.as_deref().map(|found| (ours("found"), found)));
    let name = [Span::new(ours("FAIL"), Style::Bad), pad(4, UNDER), ours(check.name).into()];
    let words = words(page);
    if words == UNDER {
        page.line(&name)?;
    }
    for (index, (label, text)) in rows.iter().enumerate() {
        let mut spans = Vec::new();
        if index == 0 && words != UNDER {
            spans.extend(name.clone());
            spans.push(pad(check.name.len().saturating_add(UNDER), words));
        } else {
            spans.push(pad(0, words));
        }
        let mut at = words;
        if !label.is_empty() {
            at = words.saturating_add(VALUES);
            spans.push(label.clone().into());
            spans.push(pad(label.width().saturating_add(words), at));
        }
        for line in lines(&outside(text), page.width().saturating_sub(at).max(20)) {
            spans.push(line.into());
            page.line(&spans)?;
            spans = vec![pad(0, at)];
        }
    }
    Ok(())
}

/// A text in lines of a width; one whose blanks are part of it stays as it is.
fn lines(text: &Shown, width: usize) -> Vec<Shown> {
    match text.width() <= width || text.as_str().contains("  ") {
        true => vec![text.clone()],
        // What was escaped once stays as it is when it is escaped again.
        false => wrapped(text.as_str(), width),
    }
}

fn line(page: &mut Page<'_>, word: &'static str, style: Style, check: &Check) -> io::Result<()> {
    let mut spans = vec![
        Span::new(ours(word), style),
        pad(4, 6),
        ours(check.name).into(),
        pad(check.name.len().saturating_add(6), WORDS),
    ];
    let detail = outside(&check.detail);
    if words(page) == UNDER {
        // Too little room is left behind the name; the page folds the line where it fits best.
        spans.push(detail.into());
        return page.line(&spans);
    }
    for line in lines(&detail, page.width().saturating_sub(WORDS)) {
        spans.push(line.into());
        page.line(&spans)?;
        spans = vec![pad(0, WORDS)];
    }
    Ok(())
}

/// The checks that nobody asked for, in one sentence over as many lines as it takes.
fn skipped(page: &mut Page<'_>, judged: &Judged, names: &[&str]) -> io::Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let why = match judged.card {
        Some(_) => ours(" not asked for"),
        None => ours(" not judged"),
    };
    let label = ours("  ").then(&number(names.len())).then(&why);
    let head = [Span::new(ours("skip"), Style::Dim), label.into()];
    let at = words(page);
    if at == UNDER {
        page.line(&head)?;
    }
    let listed = Shown::join(&names.iter().map(|name| outside(name)).collect::<Vec<_>>(), " ");
    for (index, line) in wrapped(listed.as_str(), page.width().saturating_sub(at)).into_iter().enumerate() {
        if index == 0 && at != UNDER {
            let [word, label] = head.clone();
            let end = label.text.width().saturating_add(4);
            page.line(&[word, label, pad(end, at), line.into()])?;
        } else {
            page.line(&[pad(0, at), line.into()])?;
        }
    }
    Ok(())
}

/// Blanks from one column to another, at least one.
fn pad(from: usize, to: usize) -> Span {
    let mut blanks = ours(" ");
    for _ in from.saturating_add(1)..to {
        blanks = blanks.and(" ");
    }
    blanks.into()
}
