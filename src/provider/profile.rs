//! One vendor's data, as a view on its record text.

use super::record::Record;

/// What obo knows about a vendor; cheap to copy, compiled in, read when asked.
#[derive(Debug, Clone, Copy)]
pub struct Profile {
    text: &'static str,
}

impl Profile {
    /// A view on record text that `schema::compile` made.
    #[must_use]
    pub fn new(text: &'static str) -> Self {
        Self { text }
    }

    /// The file's own lines.
    #[must_use]
    pub fn head(&self) -> Record {
        Record::head(self.text)
    }

    /// The repeated tables of a name: `opaque`, `refusal`.
    pub fn sections(&self, name: &'static str) -> impl Iterator<Item = Record> + use<> {
        Record::sections(self.text, name)
    }

    /// The short name that `--provider` takes: `keycloak`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.head().get("name").unwrap_or_default()
    }

    /// The name for people: `Keycloak`.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.head().get("title").unwrap_or_default()
    }

    /// What it is and what is special about its exchange, in a sentence or two.
    #[must_use]
    pub fn text(&self) -> &'static str {
        self.head().get("text").unwrap_or_default()
    }

    /// Where the facts come from.
    #[must_use]
    pub fn references(&self) -> Vec<&'static str> {
        self.head().all("references").collect()
    }
}
