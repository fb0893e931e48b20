//! JSON that is exact for machines and harmless for eyes: ASCII, no repeated member, no build-system command.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter, Serializer};

use super::{Draft, Frame, Sink};
use crate::build_log;
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
            super::append(self, indent, text);
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

/// Serializes as ASCII JSON.
#[must_use]
pub fn ascii<T: Serialize + ?Sized>(value: &T, indent: Option<usize>) -> Vec<u8> {
    let mut bytes = Vec::new();
    append(value, indent, &mut bytes);
    bytes
}

/// The same behind what is there already.
pub(super) fn append<T: Serialize + ?Sized>(value: &T, indent: Option<usize>, bytes: &mut Vec<u8>) {
    let before = bytes.len();
    let layout = Layout { indent, empty: true };
    // Writing to memory does not fail, and our own types serialize; a failure would show as an empty value.
    if value.serialize(&mut Serializer::with_formatter(&mut *bytes, layout)).is_err() {
        bytes.truncate(before);
        bytes.extend_from_slice(b"null");
    }
}

/// serde_json's layout with an ASCII alphabet; `indent` is the current level, `None` for one line.
struct Layout {
    indent: Option<usize>,
    empty: bool,
}

impl Layout {
    fn open<W: ?Sized + Write>(&mut self, writer: &mut W, sign: &[u8]) -> io::Result<()> {
        self.indent = self.indent.map(|level| level.saturating_add(1));
        self.empty = true;
        writer.write_all(sign)
    }

    fn shut<W: ?Sized + Write>(&mut self, writer: &mut W, sign: &[u8]) -> io::Result<()> {
        self.indent = self.indent.map(|level| level.saturating_sub(1));
        if !self.empty {
            newline(writer, self.indent)?;
        }
        self.empty = false;
        writer.write_all(sign)
    }

    fn next<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        newline(writer, self.indent)
    }
}

fn newline<W: ?Sized + Write>(writer: &mut W, indent: Option<usize>) -> io::Result<()> {
    let Some(level) = indent else { return Ok(()) };
    writer.write_all(b"\n")?;
    (0..level).try_for_each(|_| writer.write_all(b"  "))
}

impl Formatter for Layout {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        write_ascii(writer, fragment)
    }

    fn write_raw_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        write_ascii(writer, fragment)
    }

    fn write_char_escape<W: ?Sized + Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        serde_json::ser::CompactFormatter.write_char_escape(writer, escape)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.shut(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _writer: &mut W) -> io::Result<()> {
        self.empty = false;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.shut(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(if self.indent.is_some() { b": " } else { b":" })
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _writer: &mut W) -> io::Result<()> {
        self.empty = false;
        Ok(())
    }
}

/// Writes ASCII: everything else, DEL and the second sign of `##[`, `##vso[`, `##teamcity[` as `\uXXXX` (R5, R13).
fn write_ascii<W: ?Sized + Write>(writer: &mut W, fragment: &str) -> io::Result<()> {
    if fragment.bytes().fold(true, |plain, byte| plain & (byte < 0x7f) & (byte != b'#')) {
        return writer.write_all(fragment.as_bytes());
    }
    let mut rest = fragment;
    while let Some(at) = rest.find(|c: char| !c.is_ascii() || c == '\u{7f}' || c == '#') {
        let (plain, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        writer.write_all(plain.as_bytes())?;
        let mut signs = tail.chars();
        let Some(character) = signs.next() else { return Ok(()) };
        rest = signs.as_str();
        if character == '#' {
            writer.write_all(b"#")?;
            if build_log::is_command_behind(rest) {
                writer.write_all(b"\\u0023")?;
                rest = rest.get(1..).unwrap_or_default();
            }
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            write!(writer, "\\u{unit:04x}")?;
        }
    }
    writer.write_all(rest.as_bytes())
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

#[cfg(test)]
mod tests {
    use super::ascii;

    #[test]
    fn r5_r13_json_is_ascii_and_no_command() {
        for (given, want) in [
            ("J\u{f6}rg\u{1f600}\u{7f}", r#""J\u00f6rg\ud83d\ude00\u007f""#),
            ("##vso[x]##[y]###[z]", r###""#\u0023vso[x]#\u0023[y]##\u0023[z]""###),
            ("a#b ## c", "\"a#b ## c\""),
            ("\u{1b}\n", r#""\u001b\n""#),
        ] {
            assert_eq!(String::from_utf8(ascii(given, None)).expect("ASCII"), want);
            assert_eq!(serde_json::from_str::<String>(want).expect("JSON"), given, "escapes change no value");
        }
    }

    #[test]
    fn layouts() {
        let value = serde_json::json!({"a": [1, {"b": []}], "c": {}});
        assert_eq!(ascii(&value, None), br#"{"a":[1,{"b":[]}],"c":{}}"#);
        let pretty = serde_json::to_string_pretty(&value).expect("JSON");
        assert_eq!(String::from_utf8(ascii(&value, Some(0))).expect("ASCII"), pretty);
    }
}
