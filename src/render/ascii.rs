//! JSON that is exact for machines and harmless for eyes: ASCII, no repeated member, no build-system command.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CharEscape, Formatter, Serializer};

use crate::build_log;

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

#[cfg(test)]
mod tests {
    use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
    use serde_json::{Value, json};

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

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(json!(null)),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[ -~]{0,9}"
                .prop_filter("what is written as it is", |text| !text.contains('#'))
                .prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 30, 4, |inner| {
            let list = proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from);
            let members = proptest::collection::vec(("[a-z\"\\\\{},:]{0,4}", inner), 0..4);
            prop_oneof![list, members.prop_map(|members| members.into_iter().collect())]
        })
    }

    proptest! {
        #[test]
        fn both_layouts_are_those_of_serde_json(value in value()) {
            let text = |indent| String::from_utf8(ascii(&value, indent)).expect("ASCII");
            assert_eq!(text(None), value.to_string());
            let pretty = serde_json::to_string_pretty(&value).expect("JSON");
            assert_eq!(text(Some(0)), pretty);
            assert_eq!(text(Some(2)), pretty.replace('\n', "\n    "));
        }
    }
}
