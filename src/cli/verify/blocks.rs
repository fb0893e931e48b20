//! A large input in pieces: lines of a batch, or text that ends at a line's end; memory stays flat.

use std::io::{BufRead as _, BufReader, Read};

use crate::cli::inputs::skip_line;
use crate::token::MAX_BYTES;

/// How many lines make a block.
const LINES: usize = 256;
/// How many bytes make a block, at least one line.
const BYTES: usize = 4 << 20;
/// How much text is scanned at once.
const TEXT: usize = 4 << 20;

/// A line of a batch.
pub(super) struct Line {
    /// The line without what is over the budget.
    pub(super) bytes: Vec<u8>,
    /// Whether it is longer than a token may be.
    pub(super) is_cut: bool,
}

/// Lines in blocks.
pub(super) struct Lines<R> {
    reader: BufReader<R>,
    /// Bytes read so far.
    pub(super) total: usize,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader: BufReader::with_capacity(1 << 18, reader), total: 0 }
    }

    /// The next non-blank lines; none at the end.
    pub(super) fn next(&mut self) -> std::io::Result<Vec<Line>> {
        let mut block = Vec::new();
        let mut held = 0_usize;
        while block.len() < LINES && held < BYTES {
            let mut bytes = Vec::new();
            // One byte more than a token may have tells a long line from a full one.
            let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(2);
            let read = self.reader.by_ref().take(limit).read_until(b'\n', &mut bytes)?;
            if read == 0 {
                break;
            }
            self.total = self.total.saturating_add(read);
            let is_cut = bytes.len() > MAX_BYTES && !bytes.ends_with(b"\n");
            if is_cut {
                self.total = self.total.saturating_add(skip_line(&mut self.reader));
            }
            if !bytes.trim_ascii().is_empty() {
                held = held.saturating_add(bytes.len());
                block.push(Line { bytes, is_cut });
            }
        }
        Ok(block)
    }
}

/// Text in blocks that end at a line's end.
pub(super) struct Texts<R> {
    reader: R,
    carry: Vec<u8>,
    lines: usize,
    /// Bytes read so far.
    pub(super) total: usize,
    /// Whether a line was longer than two blocks, so that a token across the cut is not seen.
    pub(super) is_cut: bool,
}

impl<R: Read> Texts<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, carry: Vec::new(), lines: 0, total: 0, is_cut: false }
    }

    /// The next block and the number of lines before it; `None` at the end.
    pub(super) fn next(&mut self) -> std::io::Result<Option<(Vec<u8>, usize)>> {
        let mut block = std::mem::take(&mut self.carry);
        loop {
            let limit = u64::try_from(TEXT).unwrap_or(u64::MAX);
            let read = self.reader.by_ref().take(limit).read_to_end(&mut block)?;
            self.total = self.total.saturating_add(read);
            if read == 0 {
                break;
            }
            if let Some(at) = block.iter().rposition(|&byte| byte == b'\n') {
                self.carry = block.split_off(at.saturating_add(1));
                break;
            }
            if block.len() >= TEXT.saturating_mul(2) {
                self.is_cut = true;
                break;
            }
        }
        if block.is_empty() {
            return Ok(None);
        }
        let before = self.lines;
        self.lines = self.lines.saturating_add(block.iter().filter(|&&byte| byte == b'\n').count());
        Ok(Some((block, before)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Lines, MAX_BYTES, Texts};

    #[test]
    fn every_line_is_there_once_and_a_long_one_is_cut() {
        let long = "x".repeat(MAX_BYTES + 10);
        let text = format!("a\n\n  \nb\r\n{long}\nc");
        let mut lines = Lines::new(text.as_bytes());
        let block = lines.next().expect("memory can be read");
        let read: Vec<_> = block.iter().map(|line| (line.bytes.first().copied(), line.is_cut)).collect();
        assert_eq!(read, [(Some(b'a'), false), (Some(b'b'), false), (Some(b'x'), true), (Some(b'c'), false)]);
        assert!(lines.next().expect("memory can be read").is_empty());
        assert_eq!(lines.total, text.len());
        let many = "a\n".repeat(600);
        let mut lines = Lines::new(many.as_bytes());
        let mut sizes = Vec::new();
        loop {
            let block = lines.next().expect("memory can be read");
            if block.is_empty() {
                break;
            }
            sizes.push(block.len());
        }
        assert_eq!(sizes, [256, 256, 88]);
    }

    #[test]
    fn text_comes_whole_in_blocks_that_end_with_a_line() {
        let text = "0123456789abcde\n".repeat(600_000);
        let mut texts = Texts::new(text.as_bytes());
        let (mut whole, mut lines) = (Vec::new(), Vec::new());
        while let Some((block, before)) = texts.next().expect("memory can be read") {
            assert!(block.ends_with(b"\n"));
            lines.push(before);
            whole.extend(block);
        }
        assert_eq!(whole, text.as_bytes());
        assert!(lines.len() > 1 && lines[1] > 0 && !texts.is_cut);
    }
}
