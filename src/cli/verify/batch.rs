//! A token a line: lines are read, judged on all cores and written in order, all at the same time.

use std::io::Read;
use std::sync::Arc;

use super::blocks::{Block, Line, Lines};
use super::{Answer, Judge, Place, Run, Spot, asked, reading};
use crate::cli::written;
use crate::failure::{Code, Failure};
use crate::host::Host;
use crate::parallel::{self, Feed};
use crate::render::Draft;
use crate::report::Item;
use crate::token::Reader;
use crate::verify::Keyring;

/// A batch between its reader and its sink.
pub(super) struct Batch<'b, 'r, R> {
    pub(super) run: &'b mut Run<'r>,
    pub(super) host: &'b mut Host,
    pub(super) name: &'b str,
    lines: Lines<R>,
    index: usize,
    judge: Arc<Judge>,
    draft: Option<Draft>,
    /// Memory of pieces that are done.
    spare: Vec<(Block, Vec<u8>)>,
}

/// Some lines, and the keys as they were when the lines were read.
pub(super) struct Piece {
    lines: Block,
    /// The number of the first line.
    first: usize,
    ring: Arc<Keyring>,
    /// Memory for the rows.
    text: Vec<u8>,
}

/// What came of a piece.
pub(super) struct Made {
    piece: Piece,
    code: Option<Code>,
    is_kid_unknown: bool,
    undecided: u64,
    rows: Rows,
}

/// Rows as the sink takes them.
enum Rows {
    Items(Vec<Item>),
    /// The piece's text, which was made beside the judging.
    Text,
}

/// How much memory for text is kept for the next piece.
const KEPT: usize = 1 << 20;

impl<'b, 'r, R: Read> Batch<'b, 'r, R> {
    pub(super) fn new(run: &'b mut Run<'r>, host: &'b mut Host, name: &'b str, reader: R) -> Self {
        let (judge, draft) = (Arc::clone(&run.judge), run.sink.draft());
        Self { run, host, name, lines: Lines::new(reader), index: 0, judge, draft, spare: Vec::new() }
    }

    /// Works through all lines; gives the number of bytes that were read.
    pub(super) fn judge(mut self) -> Result<usize, Failure> {
        self.host.watch_interrupts();
        if self.run.asker.is_some() {
            // The server is asked line by line, and it takes longer than everything else.
            while let Some(piece) = self.next()? {
                let source: Arc<str> = Arc::from(self.name);
                let place = |(index, line): (_, Line<'_>)| Place {
                    source: Arc::clone(&source),
                    index,
                    line: Some(line.number),
                    row: reading::of_line(line, &mut Reader::default(), true),
                    told: None,
                };
                let places = (piece.first..).zip(piece.lines.lines()).map(place).collect();
                self.run.block(places, self.host)?;
                self.spare.push((piece.lines, piece.text));
            }
            return Ok(self.lines.total);
        }
        let threads = self.run.options.common.threads.unwrap_or_else(parallel::cores);
        let (judge, draft, name) = (Arc::clone(&self.judge), self.draft, self.name);
        parallel::pipeline(&mut self, threads, |piece| made(&judge, draft, name, piece))?;
        Ok(self.lines.total)
    }
}

impl<R: Read> Feed for Batch<'_, '_, R> {
    type Piece = Piece;
    type Made = Made;
    type Stop = Failure;

    fn next(&mut self) -> Result<Option<Piece>, Failure> {
        if self.host.stopped() {
            self.run.outcome.partial = true;
            return Ok(None);
        }
        let unreadable = |_| Failure::usage(format!("{} could not be read to its end", self.name));
        let (mut lines, text) = self.spare.pop().unwrap_or_default();
        self.lines.next(&mut lines).map_err(unreadable)?;
        if lines.len() == 0 {
            return Ok(None);
        }
        let first = self.index;
        self.index = first.saturating_add(lines.len());
        Ok(Some(Piece { lines, first, ring: Arc::clone(&self.run.keys.ring), text }))
    }

    /// Hands rows on. What was judged before the keys were asked for once more is judged anew, so that the verdicts do
    /// not depend on how far ahead other threads were.
    fn take(&mut self, mut made_of: Made) -> Result<(), Failure> {
        if !Arc::ptr_eq(&made_of.piece.ring, &self.run.keys.ring) {
            made_of = self.again(made_of.piece);
        }
        if made_of.is_kid_unknown && self.run.keys.renew(&asked(self.run.options), self.host) {
            made_of = self.again(made_of.piece);
        }
        let count = made_of.piece.lines.len();
        self.run.tokens = self.run.tokens.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        self.run.undecided = self.run.undecided.saturating_add(made_of.undecided);
        if let Some(code) = made_of.code {
            self.run.outcome.and(code);
        }
        let Piece { lines, mut text, .. } = made_of.piece;
        match made_of.rows {
            Rows::Items(items) => items.iter().try_for_each(|item| written(self.run.sink.item(item)))?,
            Rows::Text => written(self.run.sink.drafted(&text, count))?,
        }
        text.clear();
        text.shrink_to(KEPT);
        self.spare.push((lines, text));
        Ok(())
    }
}

impl<R> Batch<'_, '_, R> {
    fn again(&self, piece: Piece) -> Made {
        let ring = Arc::clone(&self.run.keys.ring);
        made(&self.judge, self.draft, self.name, Piece { ring, ..piece })
    }
}

fn made(judge: &Judge, draft: Option<Draft>, source: &str, mut piece: Piece) -> Made {
    let (mut code, mut is_kid_unknown, mut undecided) = (None, false, 0_u64);
    // The list of checks is the one thing of a token that is large enough to be felt when it is given back.
    let (mut items, mut memory) = (Vec::new(), Vec::new());
    let mut reader = Reader::default();
    piece.text.clear();
    for (index, line) in (piece.first..).zip(piece.lines.lines()) {
        let answer = judge.line(
            line,
            &mut reader,
            Spot { source, index, line: Some(line.number), told: None },
            &piece.ring,
            memory,
        );
        memory = Vec::new();
        is_kid_unknown |= answer.is_kid_unknown;
        undecided = undecided.saturating_add(u64::from(answer.judged.is_undecided));
        code = Some(code.map_or(answer.code(), |before: Code| before.and(answer.code())));
        let item = answer.item();
        match draft {
            Some(draft) => {
                draft.write(&item, &mut piece.text);
                if let Item::Judged(told) = item {
                    memory = told.checks;
                }
            }
            None => items.push(item),
        }
    }
    let rows = if draft.is_some() { Rows::Text } else { Rows::Items(items) };
    Made { piece, code, is_kid_unknown, undecided, rows }
}

impl Answer {
    pub(super) fn code(&self) -> Code {
        match (self.is_bug, self.judged.valid) {
            (true, _) => Code::Bug,
            (false, true) => Code::Yes,
            (false, false) if self.judged.is_undecided => Code::Network,
            (false, false) => Code::No,
        }
    }

    pub(super) fn item(self) -> Item {
        Item::Judged(Box::new(self.judged))
    }
}
