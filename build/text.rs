//! One long text with every string of a table in it, so that the table holds places and no pointers.

use std::collections::HashMap;

/// The text and where each string begins in it; equal strings stand once.
#[derive(Default)]
pub(crate) struct Text {
    text: String,
    places: HashMap<String, usize>,
}

impl Text {
    /// Puts a string down and gives the Rust expression of its `crate::words::Words`.
    pub(crate) fn put(&mut self, words: &str) -> String {
        let at = match self.places.get(words) {
            Some(&at) => at,
            None => {
                let at = self.text.len();
                self.text.push_str(words);
                self.places.insert(words.to_owned(), at);
                at
            }
        };
        format!("Words::new({at},{})", words.len())
    }

    /// The whole text, for `include_str!`.
    pub(crate) fn whole(&self) -> &str {
        &self.text
    }
}
