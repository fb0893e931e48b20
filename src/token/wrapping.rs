//! What people and logs wrap around a token, taken off where it gives no second reading.

use std::borrow::Cow;

/// The word before a token that says how it was presented (RFC 6750 section 2.1, RFC 9449 section 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Whoever has the token may use it.
    Bearer,
    /// Only with a proof of a key.
    Dpop,
}

impl Scheme {
    const ALL: [(Self, &'static str); 2] = [(Self::Bearer, "bearer"), (Self::Dpop, "dpop")];

    /// The scheme that stands right before a place in running text.
    #[must_use]
    pub fn before(text: &[u8]) -> Option<Self> {
        let word = text.trim_ascii_end();
        if word.len() == text.len() {
            return None;
        }
        Self::ALL.into_iter().find_map(|(scheme, name)| {
            let start = word.len().checked_sub(name.len())?;
            let (head, tail) = word.split_at_checked(start)?;
            let is_whole = !head.last().is_some_and(u8::is_ascii_alphanumeric);
            (is_whole && tail.eq_ignore_ascii_case(name.as_bytes())).then_some(scheme)
        })
    }
}

/// Whether nothing is wrapped around a text: most of what is pasted is a token and nothing else.
#[must_use]
pub fn is_bare(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() | matches!(b, b'.' | b'-' | b'_' | b'~');
    // Without a way out before the end, which is what makes it quick: the answer is nearly always yes.
    text.bytes().fold(true, |all, b| all & plain(b))
}

/// Takes off blanks, quotes, `Bearer `/`DPoP `, folding at line ends and percent-encoding of the whole.
///
/// Blanks inside a line stay: they are a fault of the token, not a wrapping.
#[must_use]
pub fn unwrap(text: &str) -> Cow<'_, str> {
    peel(text).0
}

/// The same, and the scheme that was taken off.
#[must_use]
pub fn peel(text: &str) -> (Cow<'_, str>, Option<Scheme>) {
    if is_bare(text) {
        return (Cow::Borrowed(text), None);
    }
    let (mut text, mut found) = (Cow::Borrowed(text), None);
    // Four kinds of wrapping, so that four rounds reach the core of any nesting of distinct ones.
    for _ in 0..4 {
        let (next, scheme) = round(&text);
        found = found.or(scheme);
        if next == text {
            break;
        }
        text = Cow::Owned(next.into_owned());
    }
    (text, found)
}

fn round(text: &str) -> (Cow<'_, str>, Option<Scheme>) {
    let text = text.trim();
    let text = unquoted(text);
    let (text, found) = scheme(text);
    if text.contains(['\n', '\r']) {
        return (Cow::Owned(text.lines().map(str::trim).collect()), found);
    }
    (percent_decoded(text).map_or(Cow::Borrowed(text), Cow::Owned), found)
}

fn unquoted(text: &str) -> &str {
    for quote in ['"', '\'', '`'] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|t| t.strip_suffix(quote)) {
            return inner.trim();
        }
    }
    text
}

fn scheme(text: &str) -> (&str, Option<Scheme>) {
    let text = match text.split_once(':') {
        Some((name, rest)) if name.trim().eq_ignore_ascii_case("authorization") => rest.trim(),
        _ => text,
    };
    for (scheme, name) in Scheme::ALL {
        let (head, tail) = (text.get(..name.len()), text.get(name.len()..));
        if let (Some(head), Some(tail)) = (head, tail)
            && head.eq_ignore_ascii_case(name)
            && tail.starts_with([' ', '\t', '\n'])
        {
            return (tail.trim(), Some(scheme));
        }
    }
    (text, None)
}

/// Decodes `%2E` and the like, where every `%` starts an escape and none is left over afterwards.
fn percent_decoded(text: &str) -> Option<String> {
    if !text.contains('%') {
        return None;
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, tail)) = rest.split_first() {
        if first == b'%' {
            let digits = tail.get(..2)?;
            out.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = tail.get(2..)?;
        } else {
            out.push(first);
            rest = tail;
        }
    }
    let out = String::from_utf8(out).ok()?;
    out.bytes().all(|b| (0x20..0x7f).contains(&b) && b != b'%').then_some(out)
}

#[cfg(test)]
mod tests {
    use super::{Scheme, peel, unwrap};

    #[test]
    fn only_what_gives_no_second_reading_is_taken_off() {
        for (given, want) in [
            ("a.b.c", "a.b.c"),
            ("  a.b.c\n", "a.b.c"),
            ("Bearer a.b.c", "a.b.c"),
            ("bearer\ta.b.c", "a.b.c"),
            ("DPoP a.b.c", "a.b.c"),
            ("Authorization: Bearer a.b.c", "a.b.c"),
            ("\"a.b.c\"", "a.b.c"),
            ("'Bearer a.b.c'", "a.b.c"),
            ("a.b\n  .c\r\n\tdd", "a.b.cdd"),
            ("a%2Eb%2ec", "a.b.c"),
            ("Bearer%20a.b.c", "a.b.c"),
            ("a. b.c", "a. b.c"),
            ("a%00.b", "a%00.b"),
            ("a%2", "a%2"),
            ("bearer.b.c", "bearer.b.c"),
        ] {
            assert_eq!(unwrap(given), want, "{given:?}");
        }
    }

    #[test]
    fn the_scheme_that_is_taken_off_is_told() {
        for (given, want) in [
            ("a.b.c", None),
            ("'a.b.c'", None),
            ("\"Bearer a.b.c\"", Some(Scheme::Bearer)),
            ("Authorization: bearer a.b.c", Some(Scheme::Bearer)),
            ("DPoP%20a.b.c", Some(Scheme::Dpop)),
        ] {
            assert_eq!(peel(given).1, want, "{given:?}");
        }
        for (before, want) in [
            ("", None),
            ("Authorization: Bearer ", Some(Scheme::Bearer)),
            ("\"BEARER  ", Some(Scheme::Bearer)),
            ("dpop\t", Some(Scheme::Dpop)),
            ("bearer", None),
            ("forbearer ", None),
            ("Basic ", None),
        ] {
            assert_eq!(Scheme::before(before.as_bytes()), want, "{before:?}");
        }
    }
}
