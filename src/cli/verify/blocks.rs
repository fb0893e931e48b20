//! A large input in pieces: lines of a batch, or text that ends at a line's end; memory stays flat.

use std::io::{BufRead as _, BufReader, Read};
use std::ops::Range;

use crate::cli::inputs::skip_line;
use crate::secret::Secret;
use crate::token::MAX_BYTES;

/// How many lines make a block: some milliseconds of work, so that no thread is idle for long at the end.
const LINES: usize = 64;
/// How many bytes make a block, at least one line.
const BYTES: usize = 1 << 20;
/// How much memory a block keeps for its next lines; more than that was for lines that are no usual ones.
const KEPT: usize = 1 << 18;
/// How much text is scanned at once.
const TEXT: usize = 4 << 20;

/// A line of a batch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'b> {
    /// The line without what is over the budget.
    pub(super) bytes: &'b [u8],
    /// Whether it is longer than a token may be.
    pub(super) is_cut: bool,
    /// Its number in the input, from 1, blank lines counted.
    pub(super) number: usize,
}

/// Lines in one piece of memory, which is used for others once they are judged, and wiped in the end.
#[derive(Default)]
pub(super) struct Block {
    bytes: Vec<u8>,
    /// Where each line stands, whether it is cut, and its number.
    lines: Vec<(Range<usize>, bool, usize)>,
}

impl Block {
    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The lines, in order.
    pub(super) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        let bytes = |place: &Range<usize>| self.bytes.get(place.clone()).unwrap_or_default();
        self.lines.iter().map(move |(place, is_cut, number)| Line {
            bytes: bytes(place),
            is_cut: *is_cut,
            number: *number,
        })
    }

    fn clear(&mut self) {
        self.lines.clear();
        if self.bytes.capacity() > KEPT {
            *self = Self::default();
        }
        self.bytes.clear();
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        drop(Secret::new(std::mem::take(&mut self.bytes)));
    }
}

/// Lines in blocks.
pub(super) struct Lines<R> {
    reader: BufReader<R>,
    /// Lines read so far.
    count: usize,
    /// Bytes read so far.
    pub(super) total: usize,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader: BufReader::with_capacity(1 << 18, reader), count: 0, total: 0 }
    }

    /// Puts the next non-blank lines into a block, in place of what it holds; none at the end.
    pub(super) fn next(&mut self, block: &mut Block) -> std::io::Result<()> {
        block.clear();
        while block.len() < LINES && block.bytes.len() < BYTES {
            let start = block.bytes.len();
            // One byte more than a token may have tells a long line from a full one.
            let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(2);
            let read = self.reader.by_ref().take(limit).read_until(b'\n', &mut block.bytes)?;
            if read == 0 {
                break;
            }
            self.count = self.count.saturating_add(1);
            self.total = self.total.saturating_add(read);
            let is_cut = read > MAX_BYTES && !block.bytes.ends_with(b"\n");
            if is_cut {
                self.total = self.total.saturating_add(skip_line(&mut self.reader));
            }
            let line = start..block.bytes.len();
            match block.bytes.get(start..).unwrap_or_default().trim_ascii().is_empty() {
                true => block.bytes.truncate(start),
                false => block.lines.push((line, is_cut, self.count)),
            }
        }
        Ok(())
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
    use super::{Block, Lines, MAX_BYTES, Texts};

    #[test]
    fn every_line_is_there_once_and_a_long_one_is_cut() {
        let long = "x".repeat(MAX_BYTES + 10);
        let text = format!("a\n\n  \nb\r\n{long}\nc\nd");
        let mut lines = Lines::new(text.as_bytes());
        let (mut block, mut read) = (Block::default(), Vec::new());
        loop {
            lines.next(&mut block).expect("memory can be read");
            if block.len() == 0 {
                break;
            }
            read.push(Vec::from_iter(
                block.lines().map(|line| (line.bytes[0], line.bytes.len(), line.is_cut, line.number)),
            ));
        }
        let first = vec![(b'a', 2, false, 1), (b'b', 3, false, 4), (b'x', MAX_BYTES + 2, true, 5)];
        assert_eq!(read, [first, vec![(b'c', 2, false, 6), (b'd', 1, false, 7)]]);
        assert_eq!(lines.total, text.len());
        let many = "a\n".repeat(150);
        let mut lines = Lines::new(many.as_bytes());
        let mut sizes = Vec::new();
        loop {
            lines.next(&mut block).expect("memory can be read");
            if block.len() == 0 {
                break;
            }
            sizes.push(block.len());
        }
        assert_eq!(sizes, [64, 64, 22]);
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
