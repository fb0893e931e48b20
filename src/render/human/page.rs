//! A screen of lines: width, colour, and the last look at each line before it is written.

use std::io::{self, Write};

use super::fold::folded;
use super::style::{Style, paint};
use crate::render::text::{self, Shown};

/// How wide a screen is at most.
pub const WIDEST: usize = 100;

/// How wide a pipe is taken to be.
pub const PIPE: usize = 80;

/// What the screen can show.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Columns that are filled.
    pub width: usize,
    /// Columns of the terminal, where it is one: what is wider is folded, else the terminal would break it inside a word.
    pub terminal: Option<usize>,
    /// Whether colours are wanted.
    pub colour: bool,
    /// Whether the locale is UTF-8; without it everything beyond ASCII is an escape.
    pub utf8: bool,
}

impl Look {
    /// A pipe: 80 columns, no colour.
    #[must_use]
    pub fn pipe() -> Self {
        Self { width: PIPE, terminal: None, colour: false, utf8: true }
    }
}

/// One span of a line.
#[derive(Debug, Clone)]
pub struct Span {
    /// The text.
    pub text: Shown,
    /// What it is.
    pub style: Style,
}

impl Span {
    /// A span of a style.
    #[must_use]
    pub fn new(text: Shown, style: Style) -> Self {
        Self { text, style }
    }
}

impl From<Shown> for Span {
    fn from(text: Shown) -> Self {
        Self { text, style: Style::Plain }
    }
}

/// A screen that is written line by line; it takes nothing but [`Shown`] text.
pub struct Page<'w> {
    out: &'w mut dyn Write,
    look: Look,
}

impl<'w> Page<'w> {
    /// A screen on this stream.
    pub fn new(out: &'w mut dyn Write, look: Look) -> Self {
        Self { out, look }
    }

    /// Columns that may be used.
    #[must_use]
    pub fn width(&self) -> usize {
        self.look.width
    }

    /// An empty line.
    ///
    /// # Errors
    /// Where the stream cannot be written.
    pub fn blank(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    /// Lines that another page of the same look has written to memory.
    ///
    /// # Errors
    /// Where the stream cannot be written.
    pub fn drafted(&mut self, lines: &[u8]) -> io::Result<()> {
        self.out.write_all(lines)
    }

    /// One line of spans, which a terminal that is too narrow for it gets in several.
    ///
    /// # Errors
    /// Where the stream cannot be written.
    pub fn line(&mut self, spans: &[Span]) -> io::Result<()> {
        let width = || spans.iter().fold(0_usize, |sum, span| sum.saturating_add(span.text.width()));
        match self.look.terminal.filter(|columns| width() > *columns) {
            Some(columns) => folded(spans, columns).iter().try_for_each(|line| self.unfolded(line)),
            None => self.unfolded(spans),
        }
    }

    /// One line of spans as it is; no colour is part of what is judged for build systems (SECURITY.md R5).
    ///
    /// # Errors
    /// Where the stream cannot be written.
    pub fn unfolded(&mut self, spans: &[Span]) -> io::Result<()> {
        let mut plain = String::with_capacity(spans.iter().map(|span| span.text.as_str().len()).sum());
        spans.iter().for_each(|span| plain.push_str(span.text.as_str()));
        // Most lines are plain: nothing in them that a build system or a narrow locale would take amiss.
        let acts = plain.contains("##") || plain.trim_start().starts_with("::");
        let mut line = String::new();
        if self.look.colour && (!acts || text::line(plain.clone()) == plain) {
            for span in spans {
                line.push_str(&paint(&self.narrow(span.text.as_str()), span.style));
            }
        } else if acts || !(self.look.utf8 || plain.is_ascii()) {
            line = self.narrow(&text::line(plain));
        } else {
            line = plain;
        }
        self.out.write_all(line.trim_end().as_bytes())?;
        self.out.write_all(b"\n")
    }

    /// A heading or verdict at column 1.
    ///
    /// # Errors
    /// Where the stream cannot be written.
    pub fn heading(&mut self, words: &[Shown]) -> io::Result<()> {
        self.line(&[Span::new(Shown::join(words, ""), Style::Bold)])
    }

    /// Plain words at column 1.
    ///
    /// # Errors
    /// Where the stream cannot be written.
    pub fn sentence(&mut self, words: &[Shown]) -> io::Result<()> {
        self.line(&[Span::from(Shown::join(words, ""))])
    }

    /// Hands what was written to the stream.
    ///
    /// # Errors
    /// Where the stream cannot be written.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Without a UTF-8 locale everything beyond ASCII is an escape, and the arrow is `->`.
    fn narrow(&self, text: &str) -> String {
        if self.look.utf8 || text.is_ascii() {
            return text.to_owned();
        }
        let mut out = String::new();
        for character in text.chars() {
            match character {
                '\u{2192}' => out.push_str("->"),
                _ if character.is_ascii() => out.push(character),
                _ => out.push_str(&format!("\\u{{{:x}}}", u32::from(character))),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::{Look, Page, Span};
    use crate::render::human::style::Style;
    use crate::render::text::{ours, outside};

    fn written(look: Look, spans: &[Span]) -> String {
        let mut out = Vec::new();
        Page::new(&mut out, look).line(spans).expect("memory can be written");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn r5_two_harmless_values_make_no_command() {
        let spans = [Span::from(outside("#")), Span::from(outside("#[x"))];
        assert_eq!(written(Look::pipe(), &spans), "#\\u{23}[x\n");
        let coloured = Look { colour: true, ..Look::pipe() };
        assert_eq!(written(coloured, &[Span::new(outside("::x"), Style::Bad)]), "\\u{3a}:x\n");
    }

    #[test]
    fn a_terminal_gets_a_long_line_in_several_and_a_pipe_as_it_is() {
        let spans = [Span::from(ours("one two three four five six ::seven"))];
        let of = |columns| written(Look { terminal: Some(columns), ..Look::pipe() }, &spans);
        assert_eq!(of(30), "one two three four five six\n  \\u{3a}:seven\n");
        assert_eq!(of(40), "one two three four five six ::seven\n");
        let wide = [Span::from(outside(&"word ".repeat(30)))];
        let at_80 = written(Look { terminal: Some(80), ..Look::pipe() }, &wide);
        assert!(at_80.lines().count() == 2 && at_80.lines().all(|line| line.len() <= 80), "{at_80}");
        assert_eq!(written(Look { terminal: Some(200), ..Look::pipe() }, &wide).lines().count(), 1);
        assert_eq!(written(Look::pipe(), &wide).lines().count(), 1);
    }

    #[test]
    fn without_utf8_the_arrow_is_two_signs() {
        let ascii = Look { utf8: false, ..Look::pipe() };
        assert_eq!(written(ascii, &[ours("a \u{2192} ").then(&outside("\u{e9}")).into()]), "a -> \\u{e9}\n");
    }
}
