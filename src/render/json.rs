//! One JSON document, written as the items come; and how each item stands in it.

use std::io::{self, Write};

use super::ascii::ascii;
use super::{Draft, Frame, Sink};
use crate::report::{End, Item};

/// How an item stands in a document.
pub(super) enum Place<'i> {
    /// An element of the array of this name.
    Element(&'static str, Box<dyn erased::Element + 'i>),
    /// Elements of the array of this name in a document; one line of its own in `jsonl`.
    Elements(&'static str, Vec<Box<dyn erased::Element + 'i>>, Box<dyn erased::Element + 'i>),
    /// Members of the document itself.
    Members(Box<dyn erased::Element + 'i>),
    /// A row of its own in `jsonl`; in a document it stands in `failed`.
    Row(Box<dyn erased::Element + 'i>),
}

/// Serialization behind a trait object, for the two layouts that are written.
pub(super) mod erased {
    use serde::Serialize;

    use crate::render::ascii::append;

    /// Something that can be written in either layout.
    pub(in crate::render) trait Element {
        /// Appends it as text, indented from this level; on one line for `None`.
        fn append(&self, indent: Option<usize>, text: &mut Vec<u8>);

        /// The same as text of its own.
        fn text(&self, indent: Option<usize>) -> Vec<u8> {
            let mut text = Vec::new();
            self.append(indent, &mut text);
            text
        }
    }

    impl<T: Serialize> Element for T {
        fn append(&self, indent: Option<usize>, text: &mut Vec<u8>) {
            append(self, indent, text);
        }
    }
}

/// The array that a command's items stand in; written even when empty.
#[must_use]
pub fn section(command: &str) -> Option<&'static str> {
    match command {
        "decode" | "verify" => Some("tokens"),
        "chain" => Some("chains"),
        "lint" => Some("findings"),
        "explain" => Some("matches"),
        "demo" => Some("scenes"),
        _ => None,
    }
}

pub(super) fn place(item: &Item) -> Place<'_> {
    match item {
        Item::Decoded(decoded) => Place::Element("tokens", Box::new(decoded)),
        Item::Judged(judged) => Place::Element("tokens", Box::new(judged)),
        Item::Chain(told) => Place::Element("chains", Box::new(told)),
        Item::Read(read) => Place::Members(Box::new(read)),
        Item::Unread(unread) => Place::Row(Box::new(unread)),
        Item::Difference(difference) => Place::Members(Box::new(difference)),
        Item::Scene(scene) => Place::Element("scenes", Box::new(scene)),
        Item::Leave(leave) => Place::Members(Box::new(leave)),
        Item::Matched(found) | Item::Listed(found) => Place::Element("matches", Box::new(found)),
        Item::Nearest(nearest) => Place::Members(Box::new(nearest)),
        Item::Linted(linted) => {
            let boxed = |one| -> Box<dyn erased::Element + '_> { Box::new(one) };
            Place::Elements("findings", linted.elements().map(boxed).collect(), Box::new(linted))
        }
        Item::Summary(summary) => Place::Members(Box::new(summary)),
        Item::Rule(rule) => Place::Element("rules", Box::new(rule)),
        Item::Tried(tried) => Place::Element("tests", Box::new(tried)),
        Item::TrialsEnd(end) => Place::Members(Box::new(end)),
        Item::Exchanged(exchanged) => Place::Members(Box::new(exchanged)),
    }
}

/// What stands before an element of an array that is not its first.
const BETWEEN: &[u8] = b",\n    ";
/// What stands before the first one.
const FIRST: &[u8] = BETWEEN.split_at(1).1;

/// The elements that an item is, each with what stands before it.
fn elements(_frame: Frame, item: &Item, text: &mut Vec<u8>) {
    let all = match place(item) {
        Place::Element(_, element) => vec![element],
        Place::Elements(_, elements, _) => elements,
        Place::Members(_) | Place::Row(_) => Vec::new(),
    };
    for element in all {
        text.extend_from_slice(BETWEEN);
        element.append(Some(2), text);
    }
}

/// One JSON document, written as the items come.
pub struct Json<'w> {
    out: &'w mut dyn Write,
    frame: Frame,
    opened: bool,
    array: Option<&'static str>,
    elements: bool,
    /// Whether the command's own array was opened; a document has it once, even when empty.
    has_section: bool,
}

impl<'w> Json<'w> {
    /// A document of this command.
    pub fn new(out: &'w mut dyn Write, frame: Frame) -> Self {
        Self { out, frame, opened: false, array: None, elements: false, has_section: false }
    }

    fn open(&mut self) -> io::Result<()> {
        if !self.opened {
            self.opened = true;
            write!(self.out, "{{\n  \"schema\": \"obo.{}/1\"", self.frame.command)?;
            if let Some(at) = self.frame.at {
                write!(self.out, ",\n  \"at\": \"{at}\"")?;
            }
        }
        Ok(())
    }

    fn shut_array(&mut self) -> io::Result<()> {
        if self.array.take().is_some() {
            self.out.write_all(if self.elements { b"\n  ]" } else { b"]" })?;
        }
        self.elements = false;
        Ok(())
    }

    fn open_array(&mut self, name: &'static str) -> io::Result<()> {
        self.shut_array()?;
        self.array = Some(name);
        self.has_section |= section(self.frame.command) == Some(name);
        write!(self.out, ",\n  \"{name}\": [")
    }

    fn element(&mut self, name: &'static str, text: &[u8]) -> io::Result<()> {
        if self.array != Some(name) {
            self.open_array(name)?;
        }
        self.out.write_all(if self.elements { BETWEEN } else { FIRST })?;
        self.elements = true;
        self.out.write_all(text)
    }

    fn members(&mut self, object: &[u8]) -> io::Result<()> {
        self.shut_array()?;
        let inner =
            object.strip_prefix(b"{").and_then(|o| o.strip_suffix(b"}")).unwrap_or_default().trim_ascii();
        if !inner.is_empty() {
            self.out.write_all(b",\n  ")?;
            self.out.write_all(inner)?;
        }
        Ok(())
    }
}

impl Sink for Json<'_> {
    fn item(&mut self, item: &Item) -> io::Result<()> {
        if let Item::Unread(_) = item {
            return Ok(());
        }
        self.open()?;
        match place(item) {
            Place::Element(name, element) => self.element(name, &element.text(Some(2))),
            Place::Elements(name, elements, _) => {
                elements.iter().try_for_each(|element| self.element(name, &element.text(Some(2))))
            }
            Place::Members(members) => self.members(&members.text(Some(0))),
            Place::Row(_) => Ok(()),
        }
    }

    /// For a command whose items are elements of its own array.
    fn draft(&self) -> Option<Draft> {
        section(self.frame.command).map(|_| Draft { frame: self.frame, write: elements })
    }

    fn drafted(&mut self, text: &[u8], _items: usize) -> io::Result<()> {
        self.open()?;
        let name = section(self.frame.command).ok_or(io::ErrorKind::Unsupported)?;
        match text.strip_prefix(BETWEEN) {
            Some(text) => self.element(name, text),
            None => Ok(()),
        }
    }

    fn close(&mut self, end: &End) -> io::Result<()> {
        self.open()?;
        if let Some(name) = section(self.frame.command)
            && !self.has_section
        {
            self.open_array(name)?;
        }
        self.shut_array()?;
        if end.partial {
            self.out.write_all(b",\n  \"partial\": true")?;
        }
        for (name, value) in [
            ("failed", ascii(&end.failed, Some(1))),
            ("examined", ascii(&end.examined, Some(1))),
            ("run", ascii(&end.run, Some(1))),
        ] {
            write!(self.out, ",\n  \"{name}\": ")?;
            self.out.write_all(&value)?;
        }
        self.out.write_all(b"\n}\n")?;
        self.out.flush()
    }
}
