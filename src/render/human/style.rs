//! Colour, which adds nothing that the words do not say; the only door to `colored`.

use colored::Colorize as _;

/// What a span of text is, for those who see colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// As it is.
    #[default]
    Plain,
    /// The first line.
    Bold,
    /// `FAIL`, `error`, `!`.
    Bad,
    /// `warning`, `?`.
    Doubtful,
    /// `pass`.
    Good,
    /// Explanations and pointers.
    Dim,
}

/// Paints one span; the caller has decided that colour is wanted.
#[must_use]
pub fn paint(text: &str, style: Style) -> String {
    colored::control::set_override(true);
    match style {
        Style::Plain => text.to_owned(),
        Style::Bold => text.bold().to_string(),
        Style::Bad => text.red().to_string(),
        Style::Doubtful => text.yellow().to_string(),
        Style::Good => text.green().to_string(),
        Style::Dim => text.dimmed().to_string(),
    }
}
