//! Forms of output: one sink per form.

pub mod ascii;
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

#[cfg(test)]
mod tests {
    use super::human::Human;
    use super::human::page::Look;
    use super::json::Json;
    use super::jsonl::JsonLines;
    use super::{Frame, Sink};
    use crate::instant::Instant;
    use crate::report::verify::Judged;
    use crate::report::{End, Examined, Item, Run};
    use crate::token::digest::Digest;

    #[test]
    fn what_is_drafted_in_pieces_is_what_items_give() {
        let judged = |index: usize| {
            Item::Judged(Box::new(Judged {
                source: "stdin".to_owned(),
                index,
                member: None,
                sha256: Digest::of(&index.to_le_bytes()),
                valid: index == 1,
                key: None,
                checks: Vec::new(),
                signatures: Vec::new(),
                is_undecided: false,
                is_opaque: false,
                place: None,
                card: None,
            }))
        };
        let items = Vec::from_iter((0..3).map(judged));
        let now = Instant::from_seconds(0);
        let frame = Frame { command: "verify", at: None, now, look: Look::pipe() };
        let run = Run { obo: "0", at: now, arguments: Vec::new(), inputs: Vec::new() };
        let end = End { run, examined: Examined::default(), failed: Vec::new(), partial: false };
        type Open = for<'o> fn(&'o mut Vec<u8>, Frame) -> Box<dyn Sink + 'o>;
        let forms: [Open; 3] = [
            |out, frame| Box::new(Human::new(out, frame)),
            |out, frame| Box::new(Json::new(out, frame)),
            |out, frame| Box::new(JsonLines::new(out, frame)),
        ];
        let written = |open: Open, write: &dyn Fn(&mut dyn Sink)| {
            let mut out = Vec::new();
            let mut sink = open(&mut out, frame);
            write(&mut *sink);
            sink.close(&end).expect("memory can be written");
            drop(sink);
            String::from_utf8(out).expect("UTF-8")
        };
        for open in forms {
            let whole = written(open, &|sink| {
                items.iter().for_each(|item| sink.item(item).expect("memory can be written"));
            });
            for size in 1..=items.len() {
                let pieces = written(open, &|sink| {
                    let draft = sink.draft().expect("the form has one");
                    for piece in items.chunks(size) {
                        let mut text = Vec::new();
                        piece.iter().for_each(|item| draft.write(item, &mut text));
                        sink.drafted(&text, piece.len()).expect("memory can be written");
                    }
                });
                assert_eq!(pieces, whole);
            }
        }
    }
}
