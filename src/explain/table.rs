//! The tables that `build/claims.rs` writes from `claims/*.toml`: rows of numbers over one text.

use crate::words::Words;

include!(concat!(env!("OUT_DIR"), "/claims.rs"));

/// Every word of the tables.
pub(super) const TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/claims.txt"));

/// A run of rows in another table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    at: u16,
    length: u16,
}

impl Span {
    pub(super) const fn new(at: u16, length: u16) -> Self {
        Self { at, length }
    }

    pub(super) const fn is_empty(self) -> bool {
        self.length == 0
    }

    /// The rows themselves.
    pub(super) fn of<T>(self, rows: &'static [T]) -> &'static [T] {
        let at = usize::from(self.at);
        rows.get(at..at + usize::from(self.length)).unwrap_or_default()
    }
}

/// Which part of a token a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The claims, or a pointer inside them.
    Claims,
    /// The header.
    Header,
}

/// How a value is taken apart before its pieces are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recipe {
    /// As it stands; an array piece by piece.
    Plain,
    /// Pieces between blanks.
    Words,
    /// Odd numbers between blanks; even ones are filler.
    Facets,
    /// 16 bytes as base64url, a GUID in the byte order of Windows.
    Guid,
    /// A prefix of 19 bytes or 3, then two such GUIDs: tenant and resource.
    ReuseData,
    /// A path with two such GUIDs and an id at its end.
    PathIds,
    /// The longest key that the value begins with.
    Prefix,
    /// Letters before a colon, two for each of three tables.
    CodedPrefix,
    /// An identifier of an API, with or without a last slash, in any case.
    Resource,
    /// A media type without `application/`, in any case.
    MediaType,
}

/// What a condition asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Test {
    Present,
    Absent,
    Like,
    Same,
}

/// One condition on a token.
#[derive(Debug, Clone, Copy)]
pub(super) struct When {
    pub(super) test: Test,
    pub(super) name: Words,
    pub(super) value: Words,
}

/// A family of issuers whose claims mean the same.
#[derive(Debug, Clone, Copy)]
pub(super) struct Family {
    pub(super) name: Words,
    pub(super) title: Words,
    /// Any of these sets of conditions; none means every token.
    pub(super) recognised: Span,
}

/// One value of a claim and what it means.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) value: Words,
    pub(super) text: Words,
}

/// One claim or header member in one family, under conditions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) place: Place,
    pub(super) name: Words,
    pub(super) family: u8,
    pub(super) recipe: Recipe,
    pub(super) note: Words,
    pub(super) known: Words,
    pub(super) text: Words,
    pub(super) detail: Words,
    pub(super) hint: Words,
    pub(super) reference: Words,
    pub(super) values: [Span; 3],
    /// Two values that contradict each other.
    pub(super) exclusive: [Words; 2],
    /// Whether the table is meant to have every value, so that another one is worth a word.
    pub(super) closed: bool,
    pub(super) when: Span,
}

/// A word that is no claim: a token type, a grant, a media type.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term {
    pub(super) kind: Words,
    pub(super) name: Words,
    pub(super) family: u8,
    pub(super) text: Words,
    pub(super) detail: Words,
    pub(super) hint: Words,
    pub(super) reference: Words,
}
