//! The path from subject to audience, each with the claim it came from.

use std::io;

use super::page::{Page, Span};
use super::style::Style;
use crate::delegation::chain::Chain;
use crate::delegation::evidence::Evidence;
use crate::delegation::principal::{Actor, Role};
use crate::render::text::{Shown, number, ours, outside};

/// Where values begin, counted from 0.
const VALUE: usize = 12;

/// How many actors are shown before those in the middle are counted.
const SHOWN: usize = 16;

struct Row {
    label: Shown,
    value: Shown,
    kind: Option<Shown>,
    pointer: Option<Shown>,
}

/// Writes subject, actors from first to current, and audience.
///
/// # Errors
/// Where the stream cannot be written.
pub fn write(page: &mut Page<'_>, chain: &Chain) -> io::Result<()> {
    let subject = &chain.subject;
    let mut rows = vec![Row {
        label: ours("subject"),
        value: subject.id.as_deref().map_or(ours("(names nobody)"), outside),
        kind: subject.kind.word().map(ours),
        pointer: subject.pointer.as_deref().map(place),
    }];
    let count = chain.actors.len();
    let half = SHOWN / 2;
    for (index, actor) in chain.actors.iter().enumerate() {
        if count > SHOWN && index == half {
            let hidden = number(count.saturating_sub(SHOWN));
            let value = hidden.and(" more actors, not shown (--format json lists them)");
            rows.push(Row { label: ours("  ..."), value, kind: None, pointer: None });
        }
        if count <= SHOWN || index < half || index >= count.saturating_sub(half) {
            rows.push(of_actor(index.saturating_add(1), actor));
        }
    }
    if chain.audience.is_empty() {
        rows.push(Row { label: ours("audience"), value: ours("none stated"), kind: None, pointer: None });
    }
    for (index, audience) in chain.audience.iter().enumerate() {
        let label = if index == 0 { ours("audience") } else { ours("") };
        let pointer = (index == 0).then(|| ours("/aud"));
        rows.push(Row { label, value: outside(audience), kind: None, pointer });
    }
    let has_pointer = |row: &&Row| row.kind.is_some() || row.pointer.is_some();
    let ends = rows.iter().filter(has_pointer).map(|row| VALUE.saturating_add(row.value.width()));
    let with_kind = rows.iter().filter(|row| row.kind.is_some());
    let kinds =
        with_kind.map(|row| VALUE.saturating_add(row.value.width())).max().unwrap_or(0).saturating_add(3);
    let kind_ends =
        rows.iter().filter_map(|row| row.kind.as_ref()).map(|kind| kinds.saturating_add(kind.width()));
    let pointers = ends.chain(kind_ends).max().unwrap_or(0).saturating_add(3);
    rows.iter().try_for_each(|row| one(page, row, kinds, pointers))
}

fn of_actor(number_: usize, actor: &Actor) -> Row {
    let mut kinds: Vec<Shown> = actor.name.as_deref().map(outside).into_iter().collect();
    kinds.extend(actor.kind.word().map(ours));
    if actor.evidence == Evidence::Inferred {
        kinds.push(ours("inferred"));
    }
    if actor.role == Role::Current {
        kinds.push(ours("current"));
    }
    Row {
        label: ours("  actor ").then(&number(number_)),
        value: actor.id.as_deref().map_or(ours("(names nobody)"), outside),
        kind: (!kinds.is_empty()).then(|| Shown::join(&kinds, ", ")),
        pointer: actor.pointer.as_deref().map(place),
    }
}

/// A pointer for people starts at the payload, and at the node of an actor.
fn place(pointer: &str) -> Shown {
    let pointer = pointer.strip_prefix("/claims").unwrap_or(pointer);
    let node = pointer.rsplit_once('/').filter(|(node, _)| node.ends_with("/act"));
    outside(node.map_or(pointer, |(node, _)| node))
}

fn one(page: &mut Page<'_>, row: &Row, kinds: usize, pointers: usize) -> io::Result<()> {
    let value_at = VALUE.max(row.label.width().saturating_add(2));
    let mut spans: Vec<Span> = vec![
        row.label.clone().into(),
        blanks(value_at.saturating_sub(row.label.width())).into(),
        row.value.clone().into(),
    ];
    let mut end = value_at.saturating_add(row.value.width());
    let parts = [(row.kind.as_ref(), kinds, Style::Plain), (row.pointer.as_ref(), pointers, Style::Dim)];
    for (part, column, style) in parts {
        let Some(part) = part else { continue };
        // In its column, else close behind what stands before it, else below the value.
        let fits = |at: &usize| at.saturating_add(part.width()) <= page.width();
        let close = end.saturating_add(2);
        let at = [column.max(close), close].into_iter().find(fits);
        if at.is_none() {
            page.line(&spans)?;
            spans.clear();
            end = 0;
        }
        let at = at.unwrap_or(VALUE);
        spans.push(blanks(at.saturating_sub(end)).into());
        spans.push(Span::new(part.clone(), style));
        end = at.saturating_add(part.width());
    }
    page.line(&spans)
}

/// So many blanks.
pub(super) fn blanks(count: usize) -> Shown {
    let mut blanks = ours("");
    for _ in 0..count {
        blanks = blanks.and(" ");
    }
    blanks
}
