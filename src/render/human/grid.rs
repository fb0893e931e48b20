//! The grid: labels at column 3, values at 13, explanations in one column to the right.

use std::io;

use super::page::{Page, Span};
use super::style::Style;
use crate::render::text::{Shown, ours};

/// Where values begin, counted from 0.
const VALUE: usize = 12;

/// Values of this many columns end together where neighbours have longer labels.
const SHORT: usize = 12;

/// Values wider than this do not push the explanations' column.
const WIDE: usize = 36;

/// One fact, one line.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Whether a problem rests on it: `!` in the gutter.
    pub marked: bool,
    /// The label.
    pub label: Shown,
    /// The value.
    pub value: Shown,
    /// What it means.
    pub note: Option<Shown>,
    /// Whether the note follows the value instead of standing in the column (times).
    pub close: bool,
}

impl Row {
    /// A fact without an explanation.
    #[must_use]
    pub fn new(label: Shown, value: Shown) -> Self {
        Self { label, value, ..Self::default() }
    }

    /// With an explanation.
    #[must_use]
    pub fn note(mut self, note: Shown) -> Self {
        self.note = Some(note);
        self
    }

    /// The note follows the value.
    #[must_use]
    pub fn close(mut self) -> Self {
        self.close = true;
        self
    }

    /// With a mark where something is wrong.
    #[must_use]
    pub fn marked(mut self, marked: bool) -> Self {
        self.marked = marked;
        self
    }

    /// As one of a group: its value begins at the group's column, and a short one is as wide as the widest short one.
    fn within(mut self, column: usize, short: usize) -> Self {
        self.label = self.label.padded(column.saturating_sub(4));
        if self.note.is_some() && self.value.width() < short {
            self.value = self.value.padded(short);
        }
        self
    }

    /// The column after the label.
    fn value_column(&self) -> usize {
        VALUE.max(self.label.width().saturating_add(4))
    }

    fn value_end(&self) -> usize {
        self.value_column().saturating_add(self.value.width())
    }
}

/// Writes rows with their explanations in one column; one that does not fit goes below its value.
///
/// # Errors
/// Where the stream cannot be written.
pub fn write(page: &mut Page<'_>, rows: &[Row]) -> io::Result<()> {
    let column = |usual_only: bool| {
        let noted = rows.iter().filter(|row| row.note.is_some() && !row.close && row.value.width() <= WIDE);
        let noted = noted.filter(|row| !usual_only || row.value_column() == VALUE);
        noted.map(Row::value_end).max().map(|end| end.saturating_add(3))
    };
    // A longer label pushes its own value; it must not push everybody's explanation.
    let column = column(true).or_else(|| column(false)).unwrap_or(0);
    let mut rest = rows;
    while let Some(first) = rest.first() {
        // Neighbours with longer labels share a column of their own, and short values in it end together.
        let long = rest.iter().take_while(|row| row.value_column() > VALUE).count();
        let (group, after) = rest.split_at_checked(long.max(1)).unwrap_or((rest, &[]));
        let value = group.iter().map(Row::value_column).max().unwrap_or(VALUE);
        let short =
            group.iter().map(|row| row.value.width()).filter(|width| *width <= SHORT).max().unwrap_or(0);
        for row in group {
            match first.value_column() > VALUE {
                true => one(page, &row.clone().within(value, short), column)?,
                false => one(page, row, column)?,
            }
        }
        rest = after;
    }
    Ok(())
}

fn one(page: &mut Page<'_>, row: &Row, column: usize) -> io::Result<()> {
    let gutter = if row.marked { Span::new(ours("! "), Style::Bad) } else { ours("  ").into() };
    let fact = row.label.clone().padded(row.value_column().saturating_sub(2)).then(&row.value);
    let Some(note) = &row.note else { return page.line(&[gutter, fact.into()]) };
    let end = row.value_end();
    let note_span = Span::new(note.clone(), Style::Dim);
    let fits = |at: usize| at.saturating_add(note.width()) <= page.width();
    let narrow = page.width() < 60;
    let at = if !narrow && !row.close && end < column && fits(column) {
        column
    } else if !narrow && fits(end.saturating_add(3)) {
        end.saturating_add(3)
    } else if !narrow && fits(end.saturating_add(2)) {
        end.saturating_add(2)
    } else {
        page.line(&[gutter, fact.into()])?;
        return page.line(&[ours("").padded(if narrow { 4 } else { VALUE }).into(), note_span]);
    };
    page.line(&[gutter, fact.padded(at.saturating_sub(2)).into(), note_span])
}

#[cfg(test)]
mod tests {
    use super::{Row, write};
    use crate::render::human::page::{Look, PIPE, Page};
    use crate::render::text::{ours, outside};

    fn written(width: usize, rows: &[Row]) -> String {
        let mut out = Vec::new();
        write(
            &mut Page::new(
                &mut out,
                Look { width, terminal: (width < PIPE).then_some(width), ..Look::pipe() },
            ),
            rows,
        )
        .expect("memory can be written");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn explanations_share_a_column_and_go_below_where_they_do_not_fit() {
        let rows = [
            Row::new(ours("iss"), outside("https://i.example/")).note(ours("issuer")),
            Row::new(ours("xms_par_app_azp"), outside("b1e9")).note(ours("blueprint")).marked(true),
            Row::new(ours("sub"), outside(&"x".repeat(70))).note(ours("subject")),
            Row::new(ours("exp"), outside("17")).note(ours("soon")).close(),
        ];
        let want = format!(
            "  iss       https://i.example/   issuer\n! xms_par_app_azp  b1e9          blueprint\n  sub       {}\n            subject\n  exp       17   soon\n",
            "x".repeat(70)
        );
        assert_eq!(written(80, &rows), want);
        assert!(written(50, &rows).contains("issuer"), "nothing is lost on a narrow screen");
    }
}
