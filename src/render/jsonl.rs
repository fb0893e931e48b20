//! One JSON object a line, each with the schema in front.

use std::io::{self, Write};

use serde::Serialize;

use super::ascii::append;
use super::json::{Place, place};
use super::{Draft, Frame, Sink, verdict};
use crate::report::{End, Item};

/// Lines as a sink.
pub struct JsonLines<'w> {
    out: &'w mut dyn Write,
    frame: Frame,
    text: Vec<u8>,
}

impl<'w> JsonLines<'w> {
    /// Lines of this command.
    pub fn new(out: &'w mut dyn Write, frame: Frame) -> Self {
        Self { out, frame, text: Vec::new() }
    }
}

/// A chain as a line of its own says what it is.
#[derive(Serialize)]
struct Named<T> {
    chain: T,
}

fn write(frame: Frame, item: &Item, text: &mut Vec<u8>) {
    match item {
        Item::Chain(told) => line(frame, &Named { chain: told }, text),
        Item::Read(read) => {
            for event in &read.timeline {
                line(frame, &serde_json::json!({ "event": event }), text);
            }
            line(frame, &serde_json::json!({ "coverage": read.coverage }), text);
        }
        // A line is one token; what the run comes to stands on stderr.
        Item::Summary(_) => {}
        Item::Judged(judged) => around(frame, text, |text| verdict::write(judged, text)),
        _ => around(frame, text, |text| match place(item) {
            Place::Element(_, element)
            | Place::Elements(_, _, element)
            | Place::Members(element)
            | Place::Row(element) => element.append(None, text),
        }),
    }
}

fn line<T: Serialize>(frame: Frame, object: &T, text: &mut Vec<u8>) {
    around(frame, text, |text| append(object, None, text));
}

/// Puts the schema into an object that is appended, and ends the line.
fn around(frame: Frame, text: &mut Vec<u8>, object: impl FnOnce(&mut Vec<u8>)) {
    text.extend_from_slice(b"{\"schema\":\"obo.");
    text.extend_from_slice(frame.command.as_bytes());
    text.extend_from_slice(b"/1\"");
    if let Some(at) = frame.at {
        text.extend_from_slice(format!(",\"at\":\"{at}\"").as_bytes());
    }
    let start = text.len();
    object(text);
    let is_empty = text.get(start..) == Some(b"{}");
    match text.get_mut(start) {
        // The object's own brace becomes the comma before its members.
        Some(brace) if !is_empty => *brace = b',',
        _ => text.truncate(start),
    }
    if is_empty {
        text.push(b'}');
    }
    text.push(b'\n');
}

impl Sink for JsonLines<'_> {
    fn item(&mut self, item: &Item) -> io::Result<()> {
        self.text.clear();
        write(self.frame, item, &mut self.text);
        self.out.write_all(&self.text)
    }

    fn draft(&self) -> Option<Draft> {
        Some(Draft { frame: self.frame, write })
    }

    fn drafted(&mut self, text: &[u8], _items: usize) -> io::Result<()> {
        self.out.write_all(text)
    }

    fn close(&mut self, _end: &End) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::{Frame, around};
    use crate::instant::Instant;
    use crate::render::human::page::Look;

    #[test]
    fn the_schema_stands_in_front_of_the_members() {
        let look = Look::pipe();
        let now = Instant::from_seconds(0);
        for (at, object, want) in [
            (None, "{}", "{\"schema\":\"obo.x/1\"}\n"),
            (None, "{\"a\":1}", "{\"schema\":\"obo.x/1\",\"a\":1}\n"),
            (Some(now), "{\"a\":1}", "{\"schema\":\"obo.x/1\",\"at\":\"1970-01-01T00:00:00Z\",\"a\":1}\n"),
        ] {
            let mut text = b"before\n".to_vec();
            around(Frame { command: "x", at, now, look }, &mut text, |text| text.extend(object.bytes()));
            assert_eq!(String::from_utf8(text).expect("ASCII"), format!("before\n{want}"));
        }
    }
}
