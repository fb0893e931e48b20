//! The parts of a rule's page.

/// The heading of the part that says what a rule finds.
pub const WHAT: &str = "What it finds";
/// The heading of the part that says why that matters.
pub const WHY: &str = "Why it matters";
/// The heading of the examples that are findings.
pub const FLAGGED: &str = "Flagged";
/// The heading of the examples that are none.
pub const NOT_FLAGGED: &str = "Not flagged";
/// The heading of the part that says what to do.
pub const HELP: &str = "What to do";
/// The heading of the sources.
pub const REFERENCES: &str = "References";

/// All headings, in the order of every page.
pub const HEADINGS: [&str; 6] = [WHAT, WHY, FLAGGED, NOT_FLAGGED, HELP, REFERENCES];

/// What stands under a heading; empty where the page lacks it.
#[must_use]
pub fn part<'d>(page: &'d str, heading: &str) -> &'d str {
    page.split("\n## ")
        .find_map(|part| part.strip_prefix(heading)?.strip_prefix('\n'))
        .unwrap_or_default()
        .trim()
}

/// The first paragraph under a heading on one line, as messages are written: no code marks, no full stop, and a small
/// letter first unless it begins a name.
#[must_use]
pub fn opening(page: &str, heading: &str) -> String {
    let paragraph = part(page, heading).split("\n\n").next().unwrap_or_default();
    let words: Vec<&str> = paragraph.split_whitespace().collect();
    let line = words.join(" ").replace('`', "");
    let line = line.trim_end_matches('.');
    let mut signs = line.chars();
    let (Some(first), rest) = (signs.next(), signs.as_str()) else { return String::new() };
    let is_word = !rest.starts_with(|second: char| second.is_ascii_uppercase() || second.is_ascii_digit());
    if is_word { first.to_lowercase().chain(rest.chars()).collect() } else { line.to_owned() }
}

/// The fenced JSON texts under a heading, in order.
#[must_use]
pub fn examples<'d>(page: &'d str, heading: &str) -> Vec<&'d str> {
    let blocks = part(page, heading).split("```json\n").skip(1);
    blocks.filter_map(|block| block.split("\n```").next()).collect()
}

#[cfg(test)]
mod tests {
    use super::{examples, opening, part};

    const PAGE: &str = "# x\n\n## What it finds\n\nA `b`\nc.\n\nMore.\n\n## Flagged\n\nOne:\n\n```json\n{}\n```\n\n```json\n[]\n```\n\n## What to do\n\nRFC d.\n";

    #[test]
    fn parts_are_found_by_their_heading() {
        assert_eq!(opening(PAGE, "What it finds"), "a b c");
        assert_eq!(opening(PAGE, "What to do"), "RFC d");
        assert_eq!(part(PAGE, "Why it matters"), "");
        assert_eq!(examples(PAGE, "Flagged"), ["{}", "[]"]);
    }
}
