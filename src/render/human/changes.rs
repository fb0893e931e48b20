//! What an exchange changed: lost, kept, gained.

use std::io;

use super::page::{Page, Span};
use super::paragraph::blanks;
use super::style::Style;
use super::when;
use crate::delegation::change::{Change, Subject};
use crate::render::text::{Shown, number, ours, outside};

/// Where the columns begin, counted from 0; they move together where that makes a wide value fit.
const COLUMNS: [usize; 3] = [12, 38, 64];

/// One row: a label, and what was lost, kept and gained.
struct Row {
    label: &'static str,
    cells: [Vec<Shown>; 3],
}

/// Writes the table; where a value is too wide for its column, a line for each value.
///
/// # Errors
/// Where the stream cannot be written.
pub fn write(page: &mut Page<'_>, change: &Change) -> io::Result<()> {
    let rows = rows(change);
    if rows.is_empty() {
        return page.sentence(&[ours("changed     nothing that can be seen")]);
    }
    match columns(&rows, page.width()) {
        Some(columns) => table(page, &rows, columns),
        None => list(page, &rows),
    }
}

/// The usual columns, or narrower ones, or none where the values do not fit side by side.
fn columns(rows: &[Row], width: usize) -> Option<[usize; 3]> {
    let widest = |index: usize| {
        let cells = rows.iter().filter_map(|row| row.cells.get(index));
        cells.flatten().map(Shown::width).max().unwrap_or(0).max("gained".len())
    };
    let fits = |[lost, kept, gained]: [usize; 3]| {
        lost.saturating_add(widest(0)).saturating_add(2) <= kept
            && kept.saturating_add(widest(1)).saturating_add(2) <= gained
            && gained.saturating_add(widest(2)) <= width
    };
    let [lost, ..] = COLUMNS;
    let kept = lost.saturating_add(widest(0)).saturating_add(2);
    let tight = [lost, kept, kept.saturating_add(widest(1)).saturating_add(2)];
    [COLUMNS, tight].into_iter().find(|columns| fits(*columns))
}

fn table(page: &mut Page<'_>, rows: &[Row], columns: [usize; 3]) -> io::Result<()> {
    line(page, ours("changed"), &[ours("lost"), ours("kept"), ours("gained")], columns)?;
    for row in rows {
        let height = row.cells.iter().map(Vec::len).max().unwrap_or(0);
        for index in 0..height {
            let label = if index == 0 { ours("  ").and(row.label) } else { ours("") };
            let cells = row.cells.each_ref().map(|cell| cell.get(index).cloned().unwrap_or_default());
            line(page, label, &cells, columns)?;
        }
    }
    Ok(())
}

fn line(page: &mut Page<'_>, label: Shown, cells: &[Shown; 3], columns: [usize; 3]) -> io::Result<()> {
    let mut text = label;
    for (cell, column) in cells.iter().zip(columns) {
        text = text.clone().then(&blanks(column.saturating_sub(text.width()))).then(cell);
    }
    page.line(&[Span::from(text)])
}

fn list(page: &mut Page<'_>, rows: &[Row]) -> io::Result<()> {
    page.heading(&[ours("changed")])?;
    for row in rows {
        for (word, cell) in ["lost    ", "kept    ", "gained  "].into_iter().zip(&row.cells) {
            for value in cell {
                let label = ours("  ").and(row.label);
                let pad = blanks(12_usize.saturating_sub(label.width()));
                let word = Span::new(ours(word), Style::Dim);
                page.line(&[label.into(), pad.into(), word, value.clone().into()])?;
            }
        }
    }
    Ok(())
}

fn rows(change: &Change) -> Vec<Row> {
    let shown = |texts: &[String]| -> Vec<Shown> { texts.iter().map(|text| outside(text)).collect() };
    let without = |these: &[String], those: &[String]| -> Vec<Shown> {
        these.iter().filter(|one| !those.contains(one)).map(|one| outside(one)).collect()
    };
    let both = |these: &[String], those: &[String]| -> Vec<Shown> {
        these.iter().filter(|one| those.contains(one)).map(|one| outside(one)).collect()
    };
    let mut rows = Vec::new();
    if change.subject_is == Subject::Changed {
        let name = |id: &Option<String>| vec![id.as_deref().map_or(ours("nobody"), outside)];
        let cells = [name(&change.subject.before), Vec::new(), name(&change.subject.after)];
        rows.push(Row { label: "subject", cells });
    }
    let prior = change.actors.kept.iter().map(|id| {
        let id = outside(id);
        if change.actors.added.is_empty() { id } else { id.and(", now prior") }
    });
    let cells = [shown(&change.actors.dropped), prior.collect(), shown(&change.actors.added)];
    rows.push(Row { label: "actor", cells });
    let audience = &change.audience;
    let (before, after) = (audience.before.as_slice(), audience.after.as_slice());
    let cells = [without(before, after), both(before, after), without(after, before)];
    rows.push(Row { label: "audience", cells });
    let scopes = &change.scopes;
    let cells = [shown(&scopes.removed), shown(&scopes.kept), shown(&scopes.added)];
    rows.push(Row { label: "scope", cells });
    rows.push(Row { label: "ends", cells: ends(change) });
    let binding = &change.binding;
    let (before, after) = (binding.before.as_slice(), binding.after.as_slice());
    let cells = [without(before, after), both(before, after), without(after, before)];
    rows.push(Row { label: "bound to", cells });
    rows.retain(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    rows
}

/// The time of day where both ends are on one day, else the whole moment.
fn ends(change: &Change) -> [Vec<Shown>; 3] {
    let (before, after) = (change.expires.before, change.expires.after);
    let one_day = before.zip(after).is_none_or(|(b, a)| b.date() == a.date());
    let text = |moment: crate::instant::Instant| {
        number(if one_day { moment.time_of_day() } else { when::absolute(moment) })
    };
    match (before, after) {
        (Some(b), Some(a)) if a == b => [Vec::new(), vec![text(a)], Vec::new()],
        (b, a) => [b.map(text).into_iter().collect(), Vec::new(), a.map(text).into_iter().collect()],
    }
}
