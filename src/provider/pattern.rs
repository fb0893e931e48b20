//! Patterns of the data: `*` is any run of characters, `?` one character of a token (a letter, a digit, `-`, `_`).

/// Matches the whole text, and returns what each `*` stood for; the shortest run first, so in linear time for
/// patterns with few stars and never more than their number times the length.
#[must_use]
pub fn captures<'t>(pattern: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let mut rest = text.get(prefix(first, text)?..)?;
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else { return rest.is_empty().then(Vec::new) };
    let mut captured = Vec::with_capacity(pieces.len() + 1);
    for piece in pieces {
        let (start, length) = rest.char_indices().map(|(at, _)| at).chain([rest.len()]).find_map(|at| {
            let tail = rest.get(at..)?;
            prefix(piece, tail).map(|length| (at, length))
        })?;
        captured.push(rest.get(..start)?);
        rest = rest.get(start + length..)?;
    }
    // The last piece must stand at the end, wherever else it occurs.
    let signs = last.chars().count();
    let start = match signs {
        0 => rest.len(),
        _ => rest.char_indices().rev().nth(signs - 1)?.0,
    };
    let tail = rest.get(start..)?;
    (prefix(last, tail)? == tail.len()).then_some(())?;
    captured.push(rest.get(..start)?);
    Some(captured)
}

/// Whether the whole text fits.
#[must_use]
pub fn fits(pattern: &str, text: &str) -> bool {
    captures(pattern, text).is_some()
}

/// How many bytes at the start of `text` a piece without `*` takes.
fn prefix(piece: &str, text: &str) -> Option<usize> {
    let mut signs = text.chars();
    for want in piece.chars() {
        let found = signs.next()?;
        let same = match want {
            '?' => found.is_ascii_alphanumeric() || found == '-' || found == '_',
            _ => want == found,
        };
        same.then_some(())?;
    }
    Some(text.len() - signs.as_str().len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::captures;

    proptest! {
        #[test]
        fn what_was_captured_puts_the_text_together_again(pattern in "[ab*]{0,8}", text in "[abé]{0,12}") {
            if let Some(captured) = captures(&pattern, &text) {
                let mut captured = captured.into_iter();
                let pieces = pattern.split('*').enumerate();
                let whole: String = pieces
                    .flat_map(|(at, piece)| [if at == 0 { "" } else { captured.next().unwrap_or("?") }, piece])
                    .collect();
                assert_eq!(whole, text);
            }
        }
    }

    #[test]
    fn stars_are_captured_and_the_whole_must_fit() {
        for (pattern, text, want) in [
            ("a", "a", Some(vec![])),
            ("a", "ab", None),
            ("*", "", Some(vec![""])),
            ("a*", "ab", Some(vec!["b"])),
            ("*a", "baa", Some(vec!["ba"])),
            ("*/realms/*", "https://h/realms/x", Some(vec!["https://h", "x"])),
            ("Scopes [*] not in [*]", "Scopes [a b] not in [c]", Some(vec!["a b", "c"])),
            ("??*", "a.b", None),
            ("??*", "a-b", Some(vec!["b"])),
            ("*é", "éé", Some(vec!["é"])),
            ("a*b*c", "abxc", Some(vec!["", "x"])),
            ("ab*ab", "ab", None),
        ] {
            assert_eq!(captures(pattern, text), want, "{pattern} {text}");
        }
    }
}
