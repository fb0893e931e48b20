//! Tokens inside text, each with its place (`--scan`).

use super::Row;

/// Every token inside text (`--scan`).
pub(in crate::cli::verify) fn scanned(bytes: &[u8]) -> Vec<Row> {
    let mut rows = Vec::new();
    let (mut line, mut start, mut from) = (1_usize, 0_usize, 0_usize);
    for found in crate::scan::candidate::find(bytes) {
        let between = bytes.get(from..found.offset).unwrap_or_default();
        for (at, _) in between.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
            line = line.saturating_add(1);
            start = from.saturating_add(at).saturating_add(1);
        }
        from = found.offset;
        let column = found.offset.saturating_sub(start).saturating_add(1);
        rows.push(Row { place: Some((line, column)), ..Row::token(found.token) });
    }
    rows
}
