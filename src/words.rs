//! A string as its place in one long text, so that the tables which `build.rs` writes hold no pointers.
//!
//! A pointer in a static table is a relocation that the loader pays for at each start; two numbers are not.

/// Where a string stands in the text of its table: offset and length in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    at: u32,
    length: u32,
}

impl Words {
    /// A place in a text; only generated tables know one.
    #[must_use]
    pub const fn new(at: u32, length: u32) -> Self {
        Self { at, length }
    }

    /// The string, given the text of its own table.
    #[must_use]
    pub fn of(self, text: &'static str) -> &'static str {
        let read = |n: u32| usize::try_from(n).unwrap_or_default();
        let at = read(self.at);
        text.get(at..at.saturating_add(read(self.length))).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn a_place_outside_the_text_is_empty() {
        for (at, length, want) in
            [(0, 3, "abc"), (1, 1, "b"), (3, 0, ""), (2, 5, ""), (u32::MAX, u32::MAX, "")]
        {
            assert_eq!(Words::new(at, length).of("abc"), want);
        }
    }
}
