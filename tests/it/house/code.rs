//! A Rust source file reduced to what the house rules judge: its words without comments, texts and unit tests.

/// The same text with comments and literals replaced by blanks; line feeds stay, so that lines keep their numbers.
pub fn without_comments_and_texts(source: &str) -> String {
    blank(source, false)
}

/// The same text with comments replaced by blanks and the literals left in.
pub fn without_comments(source: &str) -> String {
    blank(source, true)
}

/// What stands above the unit tests, which live at the foot of their file.
pub fn above_tests(source: &str) -> &str {
    source.find("\n#[cfg(test)]\nmod ").map_or(source, |at| &source[..at])
}

/// Words (`[A-Za-z0-9_]+`) and every other character but blanks, each with its line from 1.
pub fn words(code: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (line, text) in code.lines().enumerate() {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let end = if is_word(first) {
                rest.find(|c| !is_word(c)).unwrap_or(rest.len())
            } else {
                first.len_utf8()
            };
            if !first.is_whitespace() {
                found.push((line + 1, &rest[..end]));
            }
            rest = &rest[end..];
        }
    }
    found
}

fn blank(source: &str, keep_texts: bool) -> String {
    let bytes = source.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let (end, keep) = match (bytes[at], bytes.get(at + 1)) {
            (b'/', Some(b'/')) => (line_end(bytes, at), false),
            (b'/', Some(b'*')) => (block_end(bytes, at), false),
            (b'"', _) => (text_end(bytes, at + 1), keep_texts),
            (b'r', Some(b'"' | b'#')) if starts_raw(bytes, at) => (raw_end(bytes, at), keep_texts),
            (b'\'', _) => match char_end(bytes, at) {
                Some(end) => (end, keep_texts),
                None => (at + 1, true),
            },
            _ => (at + 1, true),
        };
        for &byte in &bytes[at..end] {
            out.push(if keep || byte == b'\n' { byte } else { b' ' });
        }
        at = end;
    }
    String::from_utf8(out).expect("whole characters are blanked")
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|&b| b == b'\n').map_or(bytes.len(), |n| at + n)
}

fn block_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].windows(2).position(|pair| pair == b"*/").map_or(bytes.len(), |n| at + n + 2)
}

fn text_end(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}

/// Whether `r"` or `r#"` opens here, and the `r` is no end of a longer word (but for `br`).
fn starts_raw(bytes: &[u8], at: usize) -> bool {
    let word_before =
        |n: usize| at.checked_sub(n).is_some_and(|i| bytes[i].is_ascii_alphanumeric() || bytes[i] == b'_');
    let opens = bytes[at + 1..].iter().find(|&&b| b != b'#') == Some(&b'"');
    opens && (!word_before(1) || (bytes[at - 1] == b'b' && !word_before(2)))
}

fn raw_end(bytes: &[u8], at: usize) -> usize {
    let hashes = bytes[at + 1..].iter().take_while(|&&b| b == b'#').count();
    let close: Vec<u8> = std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
    let body = at + 1 + hashes + 1;
    let found = bytes[body..].windows(close.len()).position(|w| w == close.as_slice());
    found.map_or(bytes.len(), |n| body + n + close.len())
}

/// The end of a character literal, or `None` where the apostrophe opens a lifetime.
fn char_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = &bytes[at + 1..];
    if rest.first() == Some(&b'\\') {
        return rest.iter().skip(2).position(|&b| b == b'\'').map(|n| at + 1 + 2 + n + 1);
    }
    let text = std::str::from_utf8(rest).ok()?;
    let first = text.chars().next()?;
    text[first.len_utf8()..].starts_with('\'').then(|| at + 1 + first.len_utf8() + 1)
}

#[test]
fn comments_texts_and_characters_are_told_apart() {
    for (source, with_texts, bare) in [
        ("a // b\nc", "a     \nc", "a     \nc"),
        ("a /* b */ c", "a         c", "a         c"),
        (r#"a "b // c" d"#, r#"a "b // c" d"#, "a          d"),
        (r##"r#"x"y"# z"##, r##"r#"x"y"# z"##, "         z"),
        ("'\"' x 'a", "'\"' x 'a", "    x 'a"),
        (r"'\'' x", r"'\'' x", "     x"),
        ("for x", "for x", "for x"),
    ] {
        assert_eq!(without_comments(source), with_texts, "{source:?}");
        assert_eq!(without_comments_and_texts(source).trim_end(), bare.trim_end(), "{source:?}");
    }
}
