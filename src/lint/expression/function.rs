//! The functions of expressions, by name: how each is called and what it gives.

use super::tree::Kind;

/// A function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Size,
    Contains,
    StartsWith,
    EndsWith,
    Split,
    Join,
    LowerAscii,
    UpperAscii,
    Trim,
    Int,
    Double,
    Text,
    Bool,
    Time,
    Duration,
    Type,
    Dyn,
}

/// How a function is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `int(value)`
    Free,
    /// `text.trim()`
    Method,
    /// `size(value)` and `value.size()`
    Both,
}

/// A row of the table; what a method is called on counts as its first argument.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) function: Function,
    pub(super) style: Style,
    pub(super) arguments: usize,
    /// The arguments in words, as a person writes them.
    pub(super) wanted: &'static str,
    /// The kinds that the first argument may have; none means any.
    pub(super) takes: &'static [Kind],
    /// What it gives, where that is known.
    pub(super) gives: Option<Kind>,
}

const ANY: &[Kind] = &[];
const TEXT: &[Kind] = &[Kind::Text];

const fn row(
    name: &'static str,
    function: Function,
    style: Style,
    arguments: usize,
    wanted: &'static str,
    takes: &'static [Kind],
    gives: Option<Kind>,
) -> Row {
    Row { name, function, style, arguments, wanted, takes, gives }
}

/// All of them.
#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("size", Function::Size, Style::Both, 1, "one value", &[Kind::Text, Kind::List, Kind::Map], Some(Kind::Int)),
    row("contains", Function::Contains, Style::Method, 2, "one text", TEXT, Some(Kind::Bool)),
    row("startsWith", Function::StartsWith, Style::Method, 2, "one text", TEXT, Some(Kind::Bool)),
    row("endsWith", Function::EndsWith, Style::Method, 2, "one text", TEXT, Some(Kind::Bool)),
    row("split", Function::Split, Style::Method, 2, "one text", TEXT, Some(Kind::List)),
    row("join", Function::Join, Style::Method, 2, "one text", &[Kind::List], Some(Kind::Text)),
    row("lowerAscii", Function::LowerAscii, Style::Method, 1, "nothing", TEXT, Some(Kind::Text)),
    row("upperAscii", Function::UpperAscii, Style::Method, 1, "nothing", TEXT, Some(Kind::Text)),
    row("trim", Function::Trim, Style::Method, 1, "nothing", TEXT, Some(Kind::Text)),
    row("int", Function::Int, Style::Free, 1, "one value", &[Kind::Int, Kind::Double, Kind::Text, Kind::Time], Some(Kind::Int)),
    row("double", Function::Double, Style::Free, 1, "one value", &[Kind::Int, Kind::Double, Kind::Text], Some(Kind::Double)),
    row("string", Function::Text, Style::Free, 1, "one value", &[Kind::Bool, Kind::Int, Kind::Double, Kind::Text, Kind::Time, Kind::Duration], Some(Kind::Text)),
    row("bool", Function::Bool, Style::Free, 1, "one value", &[Kind::Bool, Kind::Text], Some(Kind::Bool)),
    row("timestamp", Function::Time, Style::Free, 1, "one value", &[Kind::Text, Kind::Int, Kind::Double, Kind::Time], Some(Kind::Time)),
    row("duration", Function::Duration, Style::Free, 1, "one value", &[Kind::Text, Kind::Duration], Some(Kind::Duration)),
    row("type", Function::Type, Style::Free, 1, "one value", ANY, Some(Kind::Type)),
    row("dyn", Function::Dyn, Style::Free, 1, "one value", ANY, None),
];

impl Function {
    /// The function's row.
    pub(super) fn row(self) -> &'static Row {
        const LAST: &Row = &row("dyn", Function::Dyn, Style::Free, 1, "one value", ANY, None);
        ROWS.iter().find(|row| row.function == self).unwrap_or(LAST)
    }
}

/// Names that are followed by a bracket: functions, macros and `matches`.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let walks = super::tree::Walk::NAMES.iter().map(|(name, _)| *name);
    ROWS.iter().map(|row| row.name).chain(walks).chain(["has", "matches"])
}
