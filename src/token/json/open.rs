//! What is still open while JSON is read, and the way that leads there.

use std::borrow::Cow;

use super::{NodeId, Text};

/// An array or object that is still open while the text is read.
pub(super) struct Open<'t> {
    pub(super) at: NodeId,
    /// The step that leads here from the parent.
    pub(super) step: Step<'t>,
}

pub(super) enum Step<'t> {
    Root,
    /// A name, as a slice of the text wherever it is spelled there.
    Name(Cow<'t, str>),
    Index(usize),
}

/// A step before anybody keeps it: most values are scalars, and their step is never asked for.
#[derive(Clone, Copy)]
pub(super) enum Towards<'s> {
    Root,
    Name(&'s Text),
    Index(usize),
}

impl Towards<'_> {
    pub(super) fn kept(self, source: &str) -> Step<'_> {
        match self {
            Self::Root => Step::Root,
            Self::Name(Text::Spelled { start, end }) => {
                Step::Name(Cow::Borrowed(source.get(*start..*end).unwrap_or_default()))
            }
            Self::Name(Text::Made(made)) => Step::Name(Cow::Owned(made.value.to_string())),
            Self::Index(index) => Step::Index(index),
        }
    }
}
