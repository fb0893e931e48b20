//! Forms of output: one sink per form.

pub mod bare;
pub mod dot;
pub mod graph;
pub mod human;
pub mod json;
pub mod mermaid;
pub mod text;

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

    /// Writes what is known only at the end.
    ///
    /// # Errors
    /// Where the output cannot be written.
    fn close(&mut self, end: &End) -> io::Result<()>;
}
