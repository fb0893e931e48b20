//! A line that is wider than a narrow screen, folded at its blanks; what follows stands in the column it belongs to.

use super::page::Span;
use super::paragraph::blanks;
use crate::render::text::outside;

/// The least room that a column must leave for what hangs in it.
const ROOM: usize = 20;

/// A word with the blanks before it; it may be of several styles.
struct Word {
    blanks: usize,
    parts: Vec<Span>,
    width: usize,
}

/// The lines that a line becomes on a screen of this width; a word that is wider stays where it is.
pub(super) fn folded(spans: &[Span], width: usize) -> Vec<Vec<Span>> {
    let words = words(spans);
    let columns = columns(&words, width);
    let mut lines: Vec<Vec<Span>> = Vec::new();
    let mut end = 0_usize;
    for word in words {
        let in_line = end.saturating_add(word.blanks).saturating_add(word.width);
        // The last column that leaves room for the word; without one nothing is won by a new line.
        let hang = columns.iter().rev().find(|column| column.saturating_add(word.width) <= width);
        match (lines.last_mut(), hang) {
            (Some(_), Some(column)) if in_line > width => {
                let mut line = vec![blanks(*column).into()];
                line.extend(word.parts);
                lines.push(line);
                end = column.saturating_add(word.width);
            }
            (line, _) => {
                let mut begun = Vec::new();
                let line = match line {
                    Some(line) => line,
                    None => &mut begun,
                };
                line.push(blanks(word.blanks).into());
                line.extend(word.parts);
                end = in_line;
                if !begun.is_empty() {
                    lines.push(begun);
                }
            }
        }
    }
    lines
}

/// Where a line may go on, best last: under a word that begins a column, two columns behind the line's own beginning,
/// or where hardly an id is too long.
fn columns(words: &[Word], width: usize) -> Vec<usize> {
    let mut columns = vec![2, words.first().map_or(0, |word| word.blanks).saturating_add(2)];
    let mut at = 0_usize;
    for (index, word) in words.iter().enumerate() {
        at = at.saturating_add(word.blanks);
        if at.saturating_add(ROOM) > width {
            break;
        }
        if index > 0 && word.blanks > 1 {
            columns.push(at);
        }
        at = at.saturating_add(word.width);
    }
    columns
}

fn words(spans: &[Span]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut blanks = 0_usize;
    for Span { text, style } in spans {
        for (index, part) in text.as_str().split(' ').enumerate() {
            blanks = blanks.saturating_add(usize::from(index > 0));
            if part.is_empty() {
                continue;
            }
            // What was escaped once stays as it is when it is escaped again.
            let part = Span::new(outside(part), *style);
            let width = part.text.width();
            match words.last_mut() {
                Some(word) if blanks == 0 => {
                    word.parts.push(part);
                    word.width = word.width.saturating_add(width);
                }
                _ => words.push(Word { blanks, parts: vec![part], width }),
            }
            blanks = 0;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::folded;
    use crate::render::human::page::Span;
    use crate::render::human::style::Style;
    use crate::render::text::{ours, outside};

    fn lines(width: usize, spans: &[Span]) -> Vec<String> {
        let text = |line: &Vec<Span>| line.iter().map(|span| span.text.as_str()).collect::<String>();
        folded(spans, width).iter().map(text).collect()
    }

    #[test]
    fn what_follows_stands_under_what_it_belongs_to() {
        for (width, text, want) in [
            (
                40,
                "all of it is claimed by the token, none of it is proven",
                vec!["all of it is claimed by the token, none", "  of it is proven"],
            ),
            (
                40,
                "FAILED  1 error, 1 warning in 1 token; 2 notes not shown (--show note)",
                vec!["FAILED  1 error, 1 warning in 1 token; 2", "        notes not shown (--show note)"],
            ),
            (
                50,
                "pass  signature         by key oas-es256 of the key set jwks.json",
                vec![
                    "pass  signature         by key oas-es256 of the",
                    "                        key set jwks.json",
                ],
            ),
            // Too little room is left beside the last column.
            (
                40,
                "pass  signature         by key oas-es256 of the key set jwks.json",
                vec!["pass  signature         by key oas-es256", "      of the key set jwks.json"],
            ),
            // An id that fits nowhere else has a line of its own, and one that fits on none stays.
            (
                40,
                "  acts for  auth0|65f0c0ffee0000000000a11c",
                vec!["  acts for", "    auth0|65f0c0ffee0000000000a11c"],
            ),
            (
                24,
                "  acts for  auth0|65f0c0ffee0000000000a11c",
                vec!["  acts for  auth0|65f0c0ffee0000000000a11c"],
            ),
            (40, "short", vec!["short"]),
            (40, "", vec![]),
        ] {
            assert_eq!(lines(width, &[outside(text).into()]), want, "{text}");
        }
    }

    #[test]
    fn a_word_keeps_the_styles_of_its_parts() {
        let spans =
            [Span::new(ours("error"), Style::Bad), ours("[x]:").into(), ours(" a long message").into()];
        let folded = folded(&spans, 16);
        assert_eq!(lines(16, &spans), ["error[x]: a long", "  message"]);
        let first = folded.first().and_then(|line| line.get(1)).map(|span| span.style);
        assert_eq!(first, Some(Style::Bad));
    }
}
