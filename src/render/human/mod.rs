//! What a person sees; one grid, answer first, what is hidden is counted.

pub mod actors;
pub mod card;
pub mod chain;
pub mod changes;
pub mod decode;
pub mod demo;
pub mod exchange;
pub mod explain;
mod fold;
pub mod grid;
pub mod hops;
pub mod lint;
pub mod page;
pub mod paragraph;
pub mod path;
pub mod refusal;
pub mod spinner;
pub mod style;
pub mod trial;
pub mod verify;
pub mod when;

use std::io::{self, Write};

use self::page::Page;
use super::text;
use super::{Draft, Frame, Sink};
use crate::report::{End, Item};

/// What stands between two items.
const BETWEEN: &[u8] = b"\n";

/// A verdict with what stands before it.
fn verdict(frame: Frame, item: &Item, text: &mut Vec<u8>) {
    let Item::Judged(judged) = item else { return };
    text.extend_from_slice(BETWEEN);
    // Writing to memory does not fail.
    let _ = verify::show(&mut Page::new(text, frame.look), judged, frame.now);
}

/// The screen as a sink.
pub struct Human<'w> {
    page: Page<'w>,
    frame: Frame,
    items: usize,
}

impl<'w> Human<'w> {
    /// A screen; relative times are judged from the frame's `now`.
    pub fn new(out: &'w mut dyn Write, frame: Frame) -> Self {
        Self { page: Page::new(out, frame.look), frame, items: 0 }
    }
}

impl Sink for Human<'_> {
    fn item(&mut self, item: &Item) -> io::Result<()> {
        if let Item::Unread(_) | Item::Read(_) = item {
            // Errors are text on stderr in every form; a coverage without logs says nothing that the chains do not.
            return Ok(());
        }
        if matches!(item, Item::Matched(found) if found.is_shown_above) {
            return Ok(());
        }
        if let Item::Linted(linted) = item {
            let is_first = self.items == 0;
            self.items = self.items.saturating_add(usize::from(lint::is_shown(linted)));
            return lint::show(&mut self.page, linted, is_first);
        }
        if self.items > 0 && !matches!(item, Item::Listed(_) | Item::Rule(_) | Item::Tried(_)) {
            self.page.blank()?;
        }
        self.items = self.items.saturating_add(1);
        match item {
            Item::Decoded(decoded) => decode::show(&mut self.page, decoded, self.frame.now),
            Item::Judged(judged) => verify::show(&mut self.page, judged, self.frame.now),
            Item::Chain(told) => chain::show(&mut self.page, told, self.frame.now),
            Item::Unread(_) | Item::Read(_) | Item::Linted(_) => Ok(()),
            Item::Summary(summary) => lint::end(&mut self.page, summary),
            Item::Rule(rule) => lint::listed(&mut self.page, rule),
            Item::Tried(tried) => trial::show(&mut self.page, tried),
            Item::TrialsEnd(end) => trial::end(&mut self.page, end),
            Item::Difference(difference) => decode::difference(&mut self.page, difference),
            Item::Scene(scene) => demo::show(&mut self.page, scene),
            Item::Leave(leave) => demo::leave(&mut self.page, leave),
            Item::Matched(found) => explain::show(&mut self.page, found),
            Item::Listed(found) => explain::listed(&mut self.page, found),
            Item::Nearest(nearest) => explain::unknown(&mut self.page, nearest),
            Item::Exchanged(exchanged) => exchange::show(&mut self.page, exchanged, self.frame.now),
        }
    }

    /// For the one command whose items are many and stand alone.
    fn draft(&self) -> Option<Draft> {
        (self.frame.command == "verify").then_some(Draft { frame: self.frame, write: verdict })
    }

    fn drafted(&mut self, text: &[u8], items: usize) -> io::Result<()> {
        let before = if self.items == 0 { text.strip_prefix(BETWEEN) } else { None };
        self.items = self.items.saturating_add(items);
        self.page.drafted(before.unwrap_or(text))
    }

    fn close(&mut self, end: &End) -> io::Result<()> {
        if let Some(at) = self.frame.at {
            self.page.sentence(&[text::ours("judged as of "), text::number(at)])?;
        }
        if end.partial {
            self.page.sentence(&[text::ours("interrupted: this is only a part")])?;
        }
        self.page.flush()
    }
}
