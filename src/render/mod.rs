//! Forms of output: one sink per form.

pub mod bare;
pub mod dot;
pub mod github;
pub mod gitlab;
pub mod graph;
pub mod human;
pub mod json;
pub mod jsonl;
pub mod junit;
pub mod mermaid;
pub mod sarif;
pub mod text;
mod verdict;

use std::io;

use self::human::page::Look;
use crate::instant::Instant;
use crate::report::{End, Item};

/// What a sink knows before the first item.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// The command, as in `obo.decode/1`.
    pub command: &'static str,
    /// The moment given by `--at`; every form says so (SECURITY.md R28).
    pub at: Option<Instant>,
    /// What relative times count from: `at`, or the clock.
    pub now: Instant,
    /// What the screen can show.
    pub look: Look,
}

/// A form of output: gets each item as it is known, and the end.
pub trait Sink {
    /// Writes one item.
    ///
    /// # Errors
    /// Where the output cannot be written.
    fn item(&mut self, item: &Item) -> io::Result<()>;

    /// Hears what the words of items name although no item holds it: where keys came from, and which issuers are meant.
    fn hear(&mut self, sources: &[&str], issuers: &[&str]) {
        let _ = (sources, issuers);
    }

    /// How this form writes an item, where nothing but the item decides that.
    fn draft(&self) -> Option<Draft> {
        None
    }

    /// Takes the text that this sink's own draft made of so many items.
    ///
    /// # Errors
    /// Where the output cannot be written, or the form has no draft.
    fn drafted(&mut self, text: &[u8], items: usize) -> io::Result<()> {
        let _ = (text, items);
        Err(io::Error::from(io::ErrorKind::Unsupported))
    }

    /// Writes what is known only at the end.
    ///
    /// # Errors
    /// Where the output cannot be written.
    fn close(&mut self, end: &End) -> io::Result<()>;
}

/// A form's way to write an item that nothing before it decides, so that any thread can make the text.
#[derive(Clone, Copy)]
pub struct Draft {
    frame: Frame,
    write: fn(Frame, &Item, &mut Vec<u8>),
}

impl Draft {
    /// Appends the item's text.
    pub fn write(&self, item: &Item, text: &mut Vec<u8>) {
        (self.write)(self.frame, item, text);
    }
}
