//! Which text may be printed alone as a token (SECURITY.md R16).

use crate::build_log;

/// The longest access token that is one, in characters (SECURITY.md R16).
const TOKEN_LENGTH: usize = 65_536;

/// Whether text may be printed alone as a token (R16): visible ASCII, of a sane length, and no build system's
/// command.
#[must_use]
pub fn is_bare_token(text: &str) -> bool {
    (1..=TOKEN_LENGTH).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_graphic())
        && !text.starts_with("::")
        && !build_log::holds_command(text)
}

#[cfg(test)]
mod tests {
    use super::is_bare_token;

    #[test]
    fn r16_what_may_not_be_printed_alone_is_no_token() {
        for bad in [
            "",
            "a b",
            "a\nb",
            "a\r\nX-Header: 1",
            "\u{1b}[31m",
            "t\u{e9}",
            "::set-output name=x::y",
            "a##[group]",
            "##vso[task.setvariable]",
            "x##teamcity[y",
            &"a".repeat(65_537),
        ] {
            assert!(!is_bare_token(bad), "{bad:?}");
        }
        for good in ["a", "-o", "alice:FaSA::cf2", "a#b[c", &"a".repeat(65_536)] {
            assert!(is_bare_token(good), "{good}");
        }
    }
}
