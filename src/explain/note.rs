//! The one line that stands to the right of a claim in the grid.

use super::family::Seen;
use super::table::{Place, Row, TEXT};
use super::walk::pattern;
use super::{recipe, row};
use crate::token::json::{Value, step};

/// How many pieces of a value a line names; the rest is counted.
const PIECES: usize = 4;

/// A line about a claim, in our words and, where a value is taken apart, in the token's: escape it before it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The line.
    pub text: String,
    /// Whether the claim contradicts itself; the grid marks such a line with `!`.
    pub is_contradiction: bool,
}

/// The note of a member, with those of the members inside it: `bound to a key, by DPoP`.
///
/// `name` is what the data calls it, `pointer` where it stands.
pub(super) fn within(
    seen: &Seen<'_>,
    place: Place,
    name: &str,
    pointer: &str,
    value: Value<'_>,
) -> Option<Note> {
    let mut found = row(seen, place, name).and_then(|row| note(row, value))?;
    for (inside, value) in value.members().take(PIECES) {
        let name = pattern(&format!("{pointer}{}", step(inside)));
        if let Some(inner) = row(seen, place, &name).and_then(|row| note(row, value)) {
            found.text = format!("{}, {}", found.text, inner.text);
        }
    }
    Some(found)
}

fn note(row: &Row, value: Value<'_>) -> Option<Note> {
    let pieces = recipe::pieces(row, value);
    let [one, other] = row.exclusive.map(|words| words.of(TEXT));
    let has = |wanted: &str| !wanted.is_empty() && pieces.iter().any(|piece| piece.value == wanted);
    let is_contradiction = has(one) && has(other);
    let meant: Vec<String> = pieces
        .iter()
        .filter(|piece| !piece.filler)
        .filter_map(|piece| piece.text.as_deref())
        .map(|text| if row.recipe.derives() { text.to_owned() } else { within_a_sentence(text) })
        .collect();
    let plain = row.note.of(TEXT);
    let known = row.known.of(TEXT);
    if meant.is_empty() || known.is_empty() {
        return (!plain.is_empty()).then(|| Note { text: plain.to_owned(), is_contradiction });
    }
    let mut text = meant.iter().take(PIECES).map(String::as_str).collect::<Vec<_>>().join(", ");
    if meant.len() > PIECES {
        let over = if pieces.len() > recipe::MOST { "over " } else { "" };
        text.push_str(&format!(" and {over}{} more", meant.len() - PIECES));
    }
    if is_contradiction {
        text.push_str("; not both");
    }
    Some(Note { text: known.replacen("{}", &text, 1), is_contradiction })
}

/// A table's `Member user` as a part of a line: `member user`; a name such as `Microsoft Graph` or `AgentIdentity` stays.
fn within_a_sentence(text: &str) -> String {
    let mut words = text.split(' ');
    let first = words.next().unwrap_or_default();
    let is_a_plain_word = first.chars().skip(1).all(|letter| letter.is_ascii_lowercase());
    let goes_on_small = words.next().is_none_or(|word| word.starts_with(|l: char| l.is_ascii_lowercase()));
    if first.len() > 1 && is_a_plain_word && goes_on_small && text.contains(' ') {
        let mut letters = text.chars();
        letters.next().map(|l| l.to_ascii_lowercase()).into_iter().chain(letters).collect()
    } else {
        text.to_owned()
    }
}
