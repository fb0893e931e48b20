//! What people and logs wrap around a token, taken off where it gives no second reading.

use std::borrow::Cow;

/// Takes off blanks, quotes, `Bearer `/`DPoP `, folding at line ends and percent-encoding of the whole.
///
/// Blanks inside a line stay: they are a fault of the token, not a wrapping.
#[must_use]
pub fn unwrap(text: &str) -> Cow<'_, str> {
    // Most of what is pasted is a token and nothing else.
    if text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'~')) {
        return Cow::Borrowed(text);
    }
    let mut text = Cow::Borrowed(text);
    // Four kinds of wrapping, so that four rounds reach the core of any nesting of distinct ones.
    for _ in 0..4 {
        let next = round(&text);
        if next == text {
            break;
        }
        text = Cow::Owned(next.into_owned());
    }
    text
}

fn round(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let text = unquoted(text);
    let text = scheme(text);
    if text.contains(['\n', '\r']) {
        return Cow::Owned(text.lines().map(str::trim).collect());
    }
    percent_decoded(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn unquoted(text: &str) -> &str {
    for quote in ['"', '\'', '`'] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|t| t.strip_suffix(quote)) {
            return inner.trim();
        }
    }
    text
}

fn scheme(text: &str) -> &str {
    let text = match text.split_once(':') {
        Some((name, rest)) if name.trim().eq_ignore_ascii_case("authorization") => rest.trim(),
        _ => text,
    };
    for scheme in ["bearer", "dpop"] {
        let (head, tail) = (text.get(..scheme.len()), text.get(scheme.len()..));
        if let (Some(head), Some(tail)) = (head, tail)
            && head.eq_ignore_ascii_case(scheme)
            && tail.starts_with([' ', '\t', '\n'])
        {
            return tail.trim();
        }
    }
    text
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
    use super::unwrap;

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
}
