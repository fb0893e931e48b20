//! Every word that this room knows, for the index.

use super::Place;
use super::recipe::{self, MOST};
use super::table::{FAMILIES, ROWS, Row, TERMS, TEXT};
use crate::token::json::{Budget, Document};

/// A word that can be looked up: a claim, a header member, a token type, a grant, a media type.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// What sort of word it is: `claim`, `header`, `token-type`, `grant`, …
    pub kind: &'static str,
    /// The word.
    pub name: &'static str,
    /// The name of the family that gives it this meaning.
    pub family: &'static str,
    /// The family's title: where it comes from, for a person.
    pub title: &'static str,
    /// The meaning in one line.
    pub text: &'static str,
    /// More about it; may be empty.
    pub detail: &'static str,
    /// What to do with it; may be empty.
    pub hint: &'static str,
    /// Where it is written down.
    pub reference: &'static str,
    row: Option<&'static Row>,
}

/// Every word, claims first, in order of name.
pub fn entries() -> impl Iterator<Item = Entry> {
    let family = |number: u8| FAMILIES.get(usize::from(number));
    let named = move |number: u8| {
        family(number).map_or(("", ""), |family| (family.name.of(TEXT), family.title.of(TEXT)))
    };
    let claims = ROWS.iter().map(move |row| {
        let (family, title) = named(row.family);
        Entry {
            kind: match row.place {
                Place::Claims => "claim",
                Place::Header => "header",
            },
            name: row.name.of(TEXT),
            family,
            title,
            text: row.text.of(TEXT),
            detail: row.detail.of(TEXT),
            hint: row.hint.of(TEXT),
            reference: row.reference.of(TEXT),
            row: Some(row),
        }
    });
    let terms = TERMS.iter().map(move |term| {
        let (family, title) = named(term.family);
        Entry {
            kind: term.kind.of(TEXT),
            name: term.name.of(TEXT),
            family,
            title,
            text: term.text.of(TEXT),
            detail: term.detail.of(TEXT),
            hint: term.hint.of(TEXT),
            reference: term.reference.of(TEXT),
            row: None,
        }
    });
    claims.chain(terms)
}

impl Entry {
    /// What a value that somebody typed means, piece by piece: `9 11` of a facet claim gives both numbers.
    ///
    /// Empty where the data knows nothing of it; outside text in it is not yet escaped.
    #[must_use]
    pub fn read(&self, value: &str) -> Vec<(String, String)> {
        let (Some(row), Ok(json)) = (self.row, serde_json::to_string(value)) else { return Vec::new() };
        let Ok(document) = Document::parse(json.as_bytes(), Budget::TOKEN) else { return Vec::new() };
        let pieces = recipe::pieces(row, document.root()).into_iter().take(MOST);
        let meant = pieces.filter_map(|piece| Some((piece.value, piece.text?)));
        if row.recipe.derives() {
            let known = row.known.of(TEXT);
            return meant.map(|(value, text)| (value, known.replacen("{}", &text, 1))).collect();
        }
        meant.collect()
    }

    /// Every value that the claim's tables know, with its meaning.
    pub fn values(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        let known = self.row.into_iter().flat_map(Row::values);
        known.map(|known| (known.value.of(TEXT), known.text.of(TEXT)))
    }
}
