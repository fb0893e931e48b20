//! The tables that `build/powers.rs` writes from the vendors' files: rows of numbers over one text.

use crate::words::Words;

include!(concat!(env!("OUT_DIR"), "/powers.rs"));

/// Every word of the tables.
const TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/powers.txt"));

/// A run of patterns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    at: u16,
    length: u16,
}

impl Span {
    pub(super) const fn new(at: u16, length: u16) -> Self {
        Self { at, length }
    }

    /// The patterns themselves.
    pub(super) fn patterns(self) -> impl Iterator<Item = &'static str> {
        let at = usize::from(self.at);
        PATTERNS.get(at..at + usize::from(self.length)).unwrap_or_default().iter().map(|words| words.of(TEXT))
    }
}

/// What a scope or role is about: an API, or a vendor's own words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resource {
    vendor: Words,
    title: Words,
    pub(super) audience: Span,
    pub(super) issuer: Span,
    /// Whether its words mean this wherever they stand, because nobody else has them.
    pub(super) anywhere: bool,
}

impl Resource {
    pub(super) fn vendor(&self) -> &'static str {
        self.vendor.of(TEXT)
    }

    pub(super) fn title(&self) -> &'static str {
        self.title.of(TEXT)
    }
}

/// One power by its name, which may have a `*` in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    name: Words,
    area: Words,
    why: Words,
    instead: Words,
    source: Words,
    resource: u8,
    /// The places where it may stand, as bits.
    pub(super) places: u8,
    pub(super) tier: u8,
}

impl Row {
    pub(super) fn name(&self) -> &'static str {
        self.name.of(TEXT)
    }

    pub(super) fn area(&self) -> &'static str {
        self.area.of(TEXT)
    }

    pub(super) fn why(&self) -> &'static str {
        self.why.of(TEXT)
    }

    pub(super) fn instead(&self) -> &'static str {
        self.instead.of(TEXT)
    }

    pub(super) fn source(&self) -> &'static str {
        self.source.of(TEXT)
    }

    pub(super) fn resource(&self) -> Option<&'static Resource> {
        RESOURCES.get(usize::from(self.resource))
    }
}
