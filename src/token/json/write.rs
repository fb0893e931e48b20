//! Writing a value back: signed spelling, at most the shown depth.

use serde::ser::{Serialize, SerializeMap as _, SerializeSeq as _, Serializer};

use super::{Node, NodeId, SHOWN_LEVELS, Tree, Value};

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Cut { value: *self, level: 1 }.serialize(serializer)
    }
}

/// A value and the level it stands at, so that serializing never recurses past the shown depth.
struct Cut<'d> {
    value: Value<'d>,
    level: usize,
}

struct Name<'d>(&'d str);

fn raw<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    match serde_json::value::RawValue::from_string(text.to_owned()) {
        Ok(raw) => raw.serialize(serializer),
        Err(_) => serializer.serialize_unit(),
    }
}

impl Serialize for Name<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // serde_json takes text alone as a member's name, so a name with half a surrogate pair reads U+FFFD.
        serializer.serialize_str(self.0)
    }
}

impl Serialize for Cut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let next = |at: NodeId| Cut { value: self.value.with(at), level: self.level.saturating_add(1) };
        match self.value.node() {
            Node::Null => serializer.serialize_unit(),
            Node::Bool(value) => serializer.serialize_bool(*value),
            Node::Number(digits) => raw(self.value.read(digits), serializer),
            Node::Text(text) => match text.lexeme() {
                Some(lexeme) => raw(lexeme, serializer),
                None => serializer.serialize_str(self.value.read(text)),
            },
            Node::Array(_) | Node::Object(_) if self.level > SHOWN_LEVELS => serializer.serialize_unit(),
            Node::Array(items) => {
                let mut seq = serializer.serialize_seq(Some(items.len()))?;
                for &item in items {
                    seq.serialize_element(&next(item))?;
                }
                seq.end()
            }
            Node::Object(members) => {
                let mut map = serializer.serialize_map(None)?;
                for member in members.iter().filter(|m| m.live) {
                    map.serialize_entry(&Name(self.value.read(&member.name)), &next(member.value))?;
                }
                map.end()
            }
        }
    }
}
