//! One value of a document, and the ways to look into it.

use super::{Document, Kind, Member, Node, NodeId, Text, tag};

/// A value in a document; cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Value<'d> {
    pub(super) document: &'d Document,
    pub(super) at: NodeId,
}

impl<'d> Value<'d> {
    pub(super) fn node(&self) -> &'d Node {
        self.document.nodes.get(self.at.0).unwrap_or(&Node::Null)
    }

    pub(super) fn read(&self, text: &'d Text) -> &'d str {
        text.value(&self.document.source)
    }

    pub(super) fn with(&self, at: NodeId) -> Self {
        Self { document: self.document, at }
    }

    /// The value's place in its document.
    #[must_use]
    pub fn id(&self) -> NodeId {
        self.at
    }

    /// What sort of value it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.node() {
            Node::Null => Kind::Null,
            Node::Bool(_) => Kind::Bool,
            Node::Number(_) => Kind::Number,
            Node::Text(_) => Kind::String,
            Node::Array(_) => Kind::Array,
            Node::Object(_) => Kind::Object,
        }
    }

    /// The text of a string; lone surrogates read as U+FFFD.
    #[must_use]
    pub fn as_str(&self) -> Option<&'d str> {
        match self.node() {
            Node::Text(text) => Some(self.read(text)),
            _ => None,
        }
    }

    /// A string's signed spelling, quotes included, where its text cannot say it.
    #[must_use]
    pub fn lexeme(&self) -> Option<&'d str> {
        match self.node() {
            Node::Text(text) => text.lexeme(),
            _ => None,
        }
    }

    /// The digits of a number as they were signed.
    #[must_use]
    pub fn as_number(&self) -> Option<&'d str> {
        match self.node() {
            Node::Number(digits) => Some(self.read(digits)),
            _ => None,
        }
    }

    /// A boolean.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.node() {
            Node::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A member of an object by its name; of repeated ones the last.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Self> {
        match self.node() {
            Node::Object(members) => {
                let tag = tag(name);
                let source = &self.document.source;
                let is_it = |member: &&Member| {
                    member.tag == tag && member.live && member.name.is_tagged(name, source)
                };
                members.iter().rev().find(is_it).map(|member| self.with(member.value))
            }
            _ => None,
        }
    }

    /// An object's members in signed order, each name once; empty for everything else.
    pub fn members(&self) -> impl Iterator<Item = (&'d str, Self)> + use<'d> {
        let document = self.document;
        let members: &'d [Member] = match self.node() {
            Node::Object(members) => members,
            _ => &[],
        };
        let source = &*document.source;
        let live = members.iter().filter(|member| member.live);
        live.map(move |member| (member.name.value(source), Self { document, at: member.value }))
    }

    /// An array's elements; empty for everything else.
    pub fn items(&self) -> impl ExactSizeIterator<Item = Self> + use<'d> {
        let document = self.document;
        let items: &'d [NodeId] = match self.node() {
            Node::Array(items) => items,
            _ => &[],
        };
        items.iter().map(move |&at| Self { document, at })
    }

    /// The value that a JSON pointer (RFC 6901) names from here.
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<Self> {
        if pointer.is_empty() {
            return Some(*self);
        }
        let mut here = *self;
        for part in pointer.strip_prefix('/')?.split('/') {
            let name = part.replace("~1", "/").replace("~0", "~");
            here = match here.kind() {
                Kind::Array => here.items().nth(name.parse().ok()?)?,
                _ => here.get(&name)?,
            };
        }
        Some(here)
    }

    /// The value as compact JSON text, at most [`SHOWN_LEVELS`](super::SHOWN_LEVELS) deep.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
