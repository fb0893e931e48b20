//! What is still open while JSON is read, and the way that leads there.

use super::NodeId;

/// An array or object that is still open while the text is read.
pub(super) struct Open {
    pub(super) at: NodeId,
    /// The step that leads here from the parent.
    pub(super) step: Step,
}

pub(super) enum Step {
    Root,
    Name(Box<str>),
    Index(usize),
}

/// A step before anybody keeps it: most values are scalars, and their step is never asked for.
#[derive(Clone, Copy)]
pub(super) enum Towards<'s> {
    Root,
    Name(&'s str),
    Index(usize),
}

impl Towards<'_> {
    pub(super) fn kept(self) -> Step {
        match self {
            Self::Root => Step::Root,
            Self::Name(name) => Step::Name(name.into()),
            Self::Index(index) => Step::Index(index),
        }
    }
}
