//! What lies below the shown levels: where it was cut off, and how deep it goes.

use crate::token::json::{Budget, Kind, SHOWN_LEVELS, Value, step};

/// How many places are listed; the rest are counted.
const LISTED: usize = 16;

/// A value that is null where it is shown.
pub(super) struct Cut {
    /// JSON pointer from the root.
    pub(super) pointer: String,
    /// Levels of the value itself.
    pub(super) levels: usize,
}

/// The places where the shown levels end.
#[derive(Default)]
pub(super) struct Cuts {
    pub(super) listed: Vec<Cut>,
    /// How many there are beside them.
    pub(super) unlisted: usize,
    /// Bytes of the listed pointers.
    told: usize,
}

enum Step<'d> {
    Name(&'d str),
    Index(usize),
}

impl Cuts {
    /// Walks what is shown of a document.
    pub(super) fn of(root: Value<'_>) -> Self {
        let mut cuts = Self::default();
        cuts.walk(root, &mut Vec::new());
        cuts
    }

    /// Calls itself at most as often, one inside the other, as levels are shown.
    fn walk<'d>(&mut self, value: Value<'d>, path: &mut Vec<Step<'d>>) {
        if !is_container(value) {
            return;
        }
        if path.len() >= SHOWN_LEVELS {
            return self.add(value, path);
        }
        for (name, member) in value.members() {
            path.push(Step::Name(name));
            self.walk(member, path);
            path.pop();
        }
        for (index, item) in value.items().enumerate() {
            path.push(Step::Index(index));
            self.walk(item, path);
            path.pop();
        }
    }

    fn add(&mut self, value: Value<'_>, path: &[Step<'_>]) {
        if self.listed.len() >= LISTED || self.told >= Budget::TOKEN.bytes {
            self.unlisted = self.unlisted.saturating_add(1);
            return;
        }
        let mut pointer = String::new();
        for part in path {
            match part {
                Step::Name(name) => pointer.push_str(&step(name)),
                Step::Index(index) => pointer.push_str(&format!("/{index}")),
            }
        }
        self.told = self.told.saturating_add(pointer.len());
        self.listed.push(Cut { pointer, levels: levels(value) });
    }
}

fn is_container(value: Value<'_>) -> bool {
    matches!(value.kind(), Kind::Array | Kind::Object)
}

/// How many levels an array or object has; itself is one.
fn levels(value: Value<'_>) -> usize {
    let mut deepest = 0;
    let mut open = vec![(value, 1_usize)];
    while let Some((here, level)) = open.pop() {
        deepest = deepest.max(level);
        let inner = here.members().map(|(_, member)| member).chain(here.items());
        open.extend(inner.filter(|one| is_container(*one)).map(|one| (one, level.saturating_add(1))));
    }
    deepest
}
