//! The hops of a chain: for each its checks in one line, and below it what was lost and gained.

use std::io;

use super::grid::{self, Row};
use super::page::{Page, Span};
use super::paragraph::wrapped;
use super::style::Style;
use super::{path, when};
use crate::delegation::chain::{Chain, Grade, Hop, HopCheck, Outcome};
use crate::render::text::{Shown, number, ours, outside};

/// Where the reason of a check begins behind the longest name of one, counted from 0.
const REASON: usize = 13;

/// Writes every hop, then what was skipped; `ends_bare` if the last token has neither `may_act` nor `cnf`.
///
/// # Errors
/// Where the stream cannot be written.
pub fn write(page: &mut Page<'_>, chain: &Chain, ends_bare: bool) -> io::Result<()> {
    let actors: Vec<Shown> = chain.hops.iter().map(holder).collect();
    let widest = actors.iter().map(Shown::width).max().unwrap_or(0);
    for (hop, actor) in chain.hops.iter().zip(actors) {
        let doubt = if hop.grade == Some(Grade::Ambiguous) { "   ?" } else { "" };
        let line = ours("hop ")
            .then(&number(hop.number))
            .and("  T")
            .then(&number(hop.number))
            .and(" \u{2192} T")
            .then(&number(hop.number.saturating_add(1)))
            .and("   ")
            .then(&actor)
            .then(&path::blanks(widest.saturating_sub(actor.width()).saturating_add(3)));
        let mut spans: Vec<Span> = vec![line.into()];
        spans.extend(counts(hop));
        spans.push(Span::new(ours(doubt), Style::Doubtful));
        page.line(&spans)?;
        let width = page.width();
        grid::write(page, &rows(hop, width))?;
    }
    skips(page, &chain.hops, ends_bare)
}

fn holder(hop: &Hop) -> Shown {
    hop.actor.as_deref().map_or(ours("nobody named"), outside)
}

/// `5 pass, 1 FAIL, 2 skip`
fn counts(hop: &Hop) -> Vec<Span> {
    let words = [
        (Outcome::Pass, " pass", Style::Good),
        (Outcome::Warn, " warn", Style::Doubtful),
        (Outcome::Fail, " FAIL", Style::Bad),
        (Outcome::Skip, " skip", Style::Plain),
    ];
    let mut spans: Vec<Span> = Vec::new();
    for (outcome, word, style) in words {
        let count = hop.checks.iter().filter(|check| check.outcome == outcome).count();
        if count > 0 {
            if !spans.is_empty() {
                spans.push(ours(", ").into());
            }
            spans.push(Span::new(number(count).and(word), style));
        }
    }
    spans
}

/// What the hop changed, `!` before what a check rests on; a failed check without a change of its own says why.
fn rows(hop: &Hop, width: usize) -> Vec<Row> {
    let bad = |name: &str| {
        let mut found = hop.checks.iter().filter(|check| check.name == name);
        found.any(|check| matches!(check.outcome, Outcome::Fail | Outcome::Warn))
    };
    let change = &hop.changes;
    let mut rows = Vec::new();
    let mut told: Vec<&str> = Vec::new();
    let words = |list: &[String]| Shown::join(&list.iter().map(|one| outside(one)).collect::<Vec<_>>(), " ");
    let mut add =
        |check: &'static str, label: &'static str, word: &'static str, value: Shown, rests: bool| {
            if !value.is_empty() {
                let marked = rests && bad(check);
                if marked {
                    told.push(check);
                }
                rows.push(Row::new(ours(label), ours(word).then(&value)).marked(marked));
            }
        };
    let missing = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|one| !those.contains(one)).cloned().collect()
    };
    if change.subject.before != change.subject.after {
        let name = |id: &Option<String>| id.as_deref().map_or(ours("nobody"), outside);
        add("subject", "subject", "lost  ", name(&change.subject.before), true);
        add("subject", "subject", "gained  ", name(&change.subject.after), true);
    }
    add("actors", "actor", "lost  ", words(&change.actors.dropped), true);
    let unknown: Vec<String> =
        change.actors.added.iter().filter(|id| Some(*id) != hop.actor.as_ref()).cloned().collect();
    add("actors", "actor", "gained  ", words(&unknown), change.rewritten.is_some());
    add(
        "audience",
        "audience",
        "lost  ",
        words(&missing(&change.audience.before, &change.audience.after)),
        false,
    );
    add(
        "audience",
        "audience",
        "gained  ",
        words(&missing(&change.audience.after, &change.audience.before)),
        true,
    );
    add("scope", "scope", "lost  ", words(&change.scopes.removed), false);
    add("scope", "scope", "gained  ", words(&change.scopes.added), true);
    match (change.expires.before, change.expires.after) {
        (Some(before), Some(after)) if bad("lifetime") => {
            add("lifetime", "ends", "gained  ", number(when::duration(after.seconds_since(before))), true);
        }
        _ => {}
    }
    if change.binding.after.is_empty() {
        add("binding", "cnf", "lost  ", words(&change.binding.before), true);
    }
    for check in &hop.checks {
        if bad(check.name) && !told.contains(&check.name) {
            let detail = check.detail.split_once(": ").map_or(check.detail.as_str(), |(_, text)| text);
            let mut label = ours(check.name);
            for line in wrapped(detail, width.saturating_sub(REASON)) {
                let is_first = !label.is_empty();
                rows.push(Row::new(std::mem::take(&mut label), line).marked(is_first));
            }
        }
    }
    rows
}

/// Names the skipped checks with their reasons: once for all hops where that is so, else with the hop.
fn skips(page: &mut Page<'_>, hops: &[Hop], ends_bare: bool) -> io::Result<()> {
    let Some(first) = hops.first() else { return Ok(()) };
    let skipped = |hop: &Hop, name: &str| {
        let mut found =
            hop.checks.iter().filter(|check| check.name == name && check.outcome == Outcome::Skip);
        found.next().map(|check| check.detail.clone())
    };
    let mut groups: Vec<(Vec<Shown>, String)> = Vec::new();
    let mut add = |name: Shown, reason: String| match groups.iter_mut().find(|(_, known)| *known == reason) {
        Some((names, _)) => names.push(name),
        None => groups.push((vec![name], reason)),
    };
    for check in &first.checks {
        let HopCheck { name, .. } = check;
        let reasons: Vec<Option<String>> = hops.iter().map(|hop| skipped(hop, name)).collect();
        match reasons.first() {
            Some(Some(reason)) if reasons.iter().all(|other| other.as_ref() == Some(reason)) => {
                let reason = match *name {
                    "may-act" | "binding" if ends_bare && reason.starts_with("the parent has no") => {
                        "no token here has may_act or cnf".to_owned()
                    }
                    _ => reason.clone(),
                };
                add(ours(name), reason);
            }
            _ => {
                for (hop, reason) in hops.iter().zip(reasons) {
                    if let Some(reason) = reason {
                        add(ours(name).and(" in hop ").then(&number(hop.number)), reason);
                    }
                }
            }
        }
    }
    for (place, (names, reason)) in groups.into_iter().enumerate() {
        let start = ours(if place == 0 { "skip   " } else { "       " });
        page.sentence(&[start, Shown::join(&names, ", "), ours(": "), outside(&reason)])?;
    }
    Ok(())
}

/// `T1 = 7c267d6ab042`, as many on a line as fit.
///
/// # Errors
/// Where the stream cannot be written.
pub fn legend(page: &mut Page<'_>, chain: &Chain) -> io::Result<()> {
    let mut line: Vec<Shown> = Vec::new();
    let mut width = 0_usize;
    for (index, token) in chain.tokens.iter().enumerate() {
        let name = token.sha256.map(|digest| digest.short()).unwrap_or_default();
        let entry = ours("T").then(&number(index.saturating_add(1))).and(" = ").then(&number(name));
        let more = entry.width().saturating_add(if line.is_empty() { 0 } else { 3 });
        if !line.is_empty() && width.saturating_add(more) > page.width() {
            page.sentence(&[Shown::join(&line, "   ")])?;
            line.clear();
            width = 0;
        }
        width = width.saturating_add(more);
        line.push(entry);
    }
    page.sentence(&[Shown::join(&line, "   ")])
}
