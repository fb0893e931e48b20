//! JSON that is exact for machines and harmless for eyes: ASCII, no repeated member, no build-system command.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::build_log;

/// Serializes as ASCII JSON, over several lines that are indented from this level; on one line for `None`.
#[must_use]
pub fn ascii<T: Serialize + ?Sized>(value: &T, indent: Option<usize>) -> Vec<u8> {
    let mut line = Vec::new();
    append(value, &mut line);
    let Some(level) = indent else { return line };
    let mut text = Vec::new();
    spread(&line, level, &mut text);
    text
}

/// Appends a value on one line.
pub(super) fn append<T: Serialize + ?Sized>(value: &T, bytes: &mut Vec<u8>) {
    let before = bytes.len();
    // Writing to memory does not fail, and our own types serialize; a failure would show as an empty value.
    if value.serialize(&mut Serializer::with_formatter(&mut *bytes, Ascii)).is_err() {
        bytes.truncate(before);
        bytes.extend_from_slice(b"null");
    }
}

/// Lays JSON that stands on one line, without a blank between its signs, out over lines that are indented from this
/// level.
pub(super) fn spread(line: &[u8], mut level: usize, text: &mut Vec<u8>) {
    text.reserve(line.len().saturating_mul(2));
    let newline = |level: usize, text: &mut Vec<u8>| {
        text.push(b'\n');
        text.resize(text.len().saturating_add(level.saturating_mul(2)), b' ');
    };
    // What was looked at and not yet written begins at `start` and ends at `end`.
    let (mut start, mut end) = (0_usize, 0_usize);
    while let Some(sign) = line.get(end) {
        let shut = matches!(sign, b'}' | b']');
        end = end.saturating_add(usize::from(!shut));
        match sign {
            b'"' => end = end_of_string(line, end),
            // What is empty stays together.
            b'{' | b'[' if matches!(line.get(end), Some(b'}' | b']')) => end = end.saturating_add(1),
            b'{' | b'[' | b',' | b':' | b'}' | b']' => {
                text.extend_from_slice(line.get(start..end).unwrap_or_default());
                start = end;
                match sign {
                    b'{' | b'[' => level = level.saturating_add(1),
                    b'}' | b']' => {
                        level = level.saturating_sub(1);
                        end = end.saturating_add(1);
                    }
                    _ => {}
                }
                match sign {
                    b':' => text.push(b' '),
                    _ => newline(level, text),
                }
            }
            _ => {}
        }
    }
    text.extend_from_slice(line.get(start..end).unwrap_or_default());
}

/// Where a string ends, its last quote counted, whose text begins here.
fn end_of_string(line: &[u8], start: usize) -> usize {
    let mut end = start;
    while let Some(rest) = line.get(end..)
        && let Some(at) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'))
    {
        let is_quote = rest.get(at) == Some(&b'"');
        // Behind a backslash stands what it escapes.
        end = end.saturating_add(at).saturating_add(if is_quote { 1 } else { 2 });
        if is_quote {
            return end;
        }
    }
    line.len()
}

/// serde_json's layout of one line, with an ASCII alphabet.
struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        write_ascii(writer, fragment)
    }

    fn write_raw_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        write_ascii(writer, fragment)
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
