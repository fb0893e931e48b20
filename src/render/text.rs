//! The one function that turns text from outside into text for people (SECURITY.md R5, R13).

use crate::build_log;
use crate::plural::counted;
use std::fmt;

use unicode_general_category::{GeneralCategory, get_general_category};

/// How many characters of one value are shown before the rest is counted.
pub const LONGEST: usize = 2_000;

/// More combining marks in a row than this are counted, not shown.
const MARKS: usize = 4;

/// Text that may be shown: ours, or escaped. Nothing else makes one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown(String);

impl Shown {
    /// The text; safe for a terminal and a build log once it stands in a line of [`super::human::page::Page`].
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Columns on a terminal.
    #[must_use]
    pub fn width(&self) -> usize {
        match self.0.is_ascii() {
            true => self.0.len(),
            false => unicode_width::UnicodeWidthStr::width(self.0.as_str()),
        }
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same with more behind it.
    #[must_use]
    pub fn then(mut self, more: &Self) -> Self {
        self.0.push_str(&more.0);
        self
    }

    /// The same with blanks behind it, up to this many columns in all.
    #[must_use]
    pub fn padded(mut self, columns: usize) -> Self {
        let missing = columns.saturating_sub(self.width());
        self.0.extend(std::iter::repeat_n(' ', missing));
        self
    }

    /// The same with our own words behind it.
    #[must_use]
    pub fn and(mut self, ours: &'static str) -> Self {
        self.0.push_str(ours);
        self
    }

    /// Several texts with our own sign between them.
    #[must_use]
    pub fn join(parts: &[Self], between: &'static str) -> Self {
        Self(parts.iter().map(|p| p.0.as_str()).collect::<Vec<_>>().join(between))
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Our own words, fixed when the program was built.
#[must_use]
pub fn ours(text: &'static str) -> Shown {
    Shown(text.to_owned())
}

/// A number, a date or a name of our own making: ASCII from a closed set, checked all the same.
#[must_use]
pub fn number(value: impl fmt::Display) -> Shown {
    outside(&value.to_string())
}

/// Text from outside, escaped: controls, bidi, invisible signs, lone marks, build-system commands; long ones cut.
#[must_use]
pub fn outside(text: &str) -> Shown {
    Shown(escape(text, LONGEST))
}

/// The same without a limit, for what a person asked to see whole.
#[must_use]
pub fn outside_whole(text: &str) -> Shown {
    Shown(escape(text, usize::MAX))
}

/// Text from outside for a reader of Markdown: escaped, and no sign of it marks anything up, links or names anybody.
#[must_use]
pub fn markdown(text: &str) -> Shown {
    let mut out = String::with_capacity(text.len());
    for character in outside(text).0.chars() {
        if matches!(character, '\\' | '[' | ']' | '(' | ')' | '<' | '>' | '`' | '*' | '@' | '|') {
            out.push('\\');
        }
        out.push(character);
    }
    Shown(out)
}

fn escape(text: &str, longest: usize) -> String {
    // Nearly every value is plain: no sign that acts, none that a build system could read.
    if text.len() <= longest && text.bytes().all(|b| b == b' ' || (b.is_ascii_graphic() && b != b'#')) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut marks = 0_usize;
    for (count, character) in text.chars().enumerate() {
        if count >= longest {
            let rest = text.chars().count().saturating_sub(count);
            flush_marks(&mut out, &mut marks);
            out.push_str(&format!("... ({})", counted(rest, "more character", "more characters")));
            return defuse(out);
        }
        if character.is_ascii_graphic() || character == ' ' {
            flush_marks(&mut out, &mut marks);
            out.push(character);
            continue;
        }
        let category = get_general_category(character);
        let is_mark = matches!(
            category,
            GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark | GeneralCategory::SpacingMark
        );
        if is_mark && !is_ignorable(character) {
            marks = marks.saturating_add(1);
            if marks <= MARKS {
                out.push(character);
            }
            continue;
        }
        flush_marks(&mut out, &mut marks);
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if must_escape(character, category) => {
                out.push_str(&format!("\\u{{{:x}}}", u32::from(character)))
            }
            _ => out.push(character),
        }
    }
    flush_marks(&mut out, &mut marks);
    defuse(out)
}

fn flush_marks(out: &mut String, marks: &mut usize) {
    if *marks > MARKS {
        out.push_str(&format!("(+{})", counted(marks.saturating_sub(MARKS), "mark", "marks")));
    }
    *marks = 0;
}

fn must_escape(character: char, category: GeneralCategory) -> bool {
    matches!(
        category,
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::Surrogate
            | GeneralCategory::PrivateUse
            | GeneralCategory::Unassigned
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
    ) || is_ignorable(character)
        || matches!(character, '\u{2800}' | '\u{3164}')
        || (category == GeneralCategory::SpaceSeparator && character != ' ')
}

/// Default_Ignorable_Code_Point (Unicode, DerivedCoreProperties).
fn is_ignorable(character: char) -> bool {
    matches!(
        u32::from(character),
        0x00AD | 0x034F
            | 0x061C
            | 0x115F..=0x1160
            | 0x17B4..=0x17B5
            | 0x180B..=0x180F
            | 0x200B..=0x200F
            | 0x202A..=0x202E
            | 0x2060..=0x206F
            | 0x3164
            | 0xFE00..=0xFE0F
            | 0xFEFF
            | 0xFFA0
            | 0xFFF0..=0xFFF8
            | 0x1BCA0..=0x1BCA3
            | 0x1D173..=0x1D17A
            | 0xE0000..=0xE0FFF
    )
}

/// What a build system reads as a command anywhere in a line, in whatever case, loses its second sign (SECURITY.md R5).
#[must_use]
fn defuse(text: String) -> String {
    if !text.contains("##") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, tail)) = rest.split_once('#') {
        out.push_str(before);
        out.push('#');
        rest = tail;
        if build_log::is_command_behind(tail) {
            out.push_str("\\u{23}");
            rest = tail.strip_prefix('#').unwrap_or(tail);
        }
    }
    out.push_str(rest);
    out
}

/// A whole line as it may stand in a build log: no command in it, and none at its start.
#[must_use]
pub fn line(text: String) -> String {
    let text = defuse(text);
    let lead = text.len().saturating_sub(text.trim_start().len());
    match text.get(lead..).and_then(|rest| rest.strip_prefix("::")) {
        Some(rest) => format!("{}\\u{{3a}}:{rest}", text.get(..lead).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::{line, outside};

    #[test]
    fn r13_what_acts_or_hides_is_escaped() {
        for (given, want) in [
            ("alice", "alice"),
            ("J\u{f6}rg \u{4f60}\u{597d}", "J\u{f6}rg \u{4f60}\u{597d}"),
            ("a\u{1b}]0;x\u{7}b", "a\\u{1b}]0;x\\u{7}b"),
            ("a\u{9b}31m", "a\\u{9b}31m"),
            ("a\r\nb\tc", "a\\r\\nb\\tc"),
            ("\u{202e}cba", "\\u{202e}cba"),
            ("a\u{200b}b\u{feff}\u{2060}", "a\\u{200b}b\\u{feff}\\u{2060}"),
            ("\u{e0041}\u{fe0f}\u{ad}\u{034f}", "\\u{e0041}\\u{fe0f}\\u{ad}\\u{34f}"),
            ("\u{2028}\u{2029}\u{e000}\u{2800}\u{3164}", "\\u{2028}\\u{2029}\\u{e000}\\u{2800}\\u{3164}"),
            ("\u{fffd}", "\u{fffd}"),
            ("\u{a0}\u{3000}", "\\u{a0}\\u{3000}"),
            ("e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}x", "e\u{301}\u{301}\u{301}\u{301}(+2 marks)x"),
        ] {
            assert_eq!(outside(given).as_str(), want, "{given:?}");
        }
    }

    #[test]
    fn r13_long_values_are_cut_and_counted() {
        let shown = outside(&"x".repeat(5_000));
        assert!(shown.as_str().ends_with("... (3000 more characters)"), "{}", shown.as_str());
    }

    #[test]
    fn r5_no_line_reads_as_a_command() {
        for (given, want) in [
            ("##vso[task.x]y", "#\\u{23}vso[task.x]y"),
            ("a ##[error]", "a #\\u{23}[error]"),
            ("##teamcity[x]", "#\\u{23}teamcity[x]"),
            ("##teamCity[x] ##VSO[y", "#\\u{23}teamCity[x] #\\u{23}VSO[y"),
            ("####[é##vsé[", "###\\u{23}[é##vsé["),
            ("###[x", "##\\u{23}[x"),
            ("## heading", "## heading"),
        ] {
            assert_eq!(outside(given).as_str(), want, "{given}");
        }
        for (given, want) in [
            ("::error::x", "\\u{3a}:error::x"),
            ("  ::set-output", "  \\u{3a}:set-output"),
            ("a ::b", "a ::b"),
        ] {
            assert_eq!(line(given.to_owned()), want, "{given}");
        }
    }
}
