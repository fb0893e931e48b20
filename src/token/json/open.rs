//! What is still open while JSON is read, and the way that leads there.

use std::borrow::Cow;

use super::{NodeId, Text, step};

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

/// The pointer of the innermost open value, or of a step from there; made only for the rare oddity.
pub(super) fn pointer(open: &[Open<'_>], last: Option<&Step<'_>>) -> String {
    let mut pointer = String::new();
    for part in open.iter().map(|one| &one.step).chain(last) {
        match part {
            Step::Root => {}
            Step::Name(name) => pointer.push_str(&step(name)),
            Step::Index(index) => {
                pointer.push('/');
                pointer.push_str(&index.to_string());
            }
        }
    }
    pointer
}
