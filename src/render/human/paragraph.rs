//! Sentences that are longer than a line: wrapped at blanks, each further line under the first.

use std::io;

use super::page::{Page, Span};
use super::style::Style;
use crate::render::text::{Shown, ours, outside};

/// The least room that a sentence is wrapped in beside its name.
const BESIDE: usize = 30;

/// Blanks.
#[must_use]
pub fn blanks(count: usize) -> Shown {
    (0..count).fold(ours(""), |text, _| text.and(" "))
}

/// Writes `label`, then the sentence from column `at` on; a word longer than the line stands alone.
///
/// # Errors
/// Where the stream cannot be written.
pub fn write(page: &mut Page<'_>, label: Span, at: usize, sentence: &Shown, style: Style) -> io::Result<()> {
    let room = page.width().saturating_sub(at).max(20);
    let pad = blanks(at.saturating_sub(label.text.width()));
    let mut first = Some((label, pad));
    // What was escaped once stays as it is when it is escaped again.
    for line in wrapped(sentence.as_str(), room) {
        let line = Span::new(line, style);
        match first.take() {
            Some((label, pad)) => page.line(&[label, pad.into(), line])?,
            None => page.line(&[blanks(at).into(), line])?,
        }
    }
    match first {
        Some((label, _)) => page.line(&[label]),
        None => Ok(()),
    }
}

/// Writes `name: sentence`; what does not fit stands under the beginning of the sentence, or under the name where too
/// little room is beside it.
///
/// # Errors
/// Where the stream cannot be written.
pub fn named(page: &mut Page<'_>, name: Span, sentence: &Shown, style: Style) -> io::Result<()> {
    let at = name.text.width().saturating_add(2);
    if at.saturating_add(sentence.width()) <= page.width() {
        return page.line(&[name, Span::new(ours(": ").then(sentence), style)]);
    }
    let name = Span::new(name.text.and(":"), name.style);
    if at.saturating_add(BESIDE.max(longest(sentence.as_str()))) <= page.width() {
        return write(page, name, at, sentence, style);
    }
    page.line(&[name])?;
    write(page, ours("").into(), 2, sentence, style)
}

/// The width of the longest word.
fn longest(text: &str) -> usize {
    text.split(' ').map(|word| outside(word).width()).max().unwrap_or_default()
}

/// Lines of at most a width, broken at blanks only; a word that is longer has a line of its own.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<Shown> {
    let mut lines: Vec<Shown> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let word = outside(word);
        match lines.last_mut() {
            Some(line) if line.width().saturating_add(1).saturating_add(word.width()) <= width => {
                *line = line.clone().and(" ").then(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{wrapped, write};
    use crate::render::human::page::{Look, Page, Span};
    use crate::render::human::style::Style;
    use crate::render::text::{ours, outside};

    #[test]
    fn a_long_sentence_hangs_under_its_beginning() {
        let mut out = Vec::new();
        let mut page = Page::new(&mut out, Look { width: 40, terminal: Some(40), ..Look::pipe() });
        let sentence = outside("one two three four five https://a.very.long.example/address six");
        write(&mut page, Span::from(ours("  do")), 12, &sentence, Style::Plain).expect("memory");
        let want = "  do        one two three four five\n            https://a.very.long.example/address\n            six\n";
        assert_eq!(String::from_utf8(out).expect("UTF-8"), want);
    }

    #[test]
    fn no_word_is_broken() {
        let lines: Vec<_> = wrapped("aa bbb cccccccc d", 6).iter().map(|l| l.as_str().to_owned()).collect();
        assert_eq!(lines, ["aa bbb", "cccccccc", "d"]);
    }
}
