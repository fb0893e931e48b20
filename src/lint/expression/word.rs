//! The words of an expression: names, numbers, texts and signs, each with its place.

use super::fault::{ExpressionError, Fault};

/// One word.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Word<'t> {
    Name(&'t str),
    /// The digits of a whole number, without a sign.
    Whole(u64),
    Fraction(f64),
    Text(String),
    Sign(&'static str),
    End,
}

/// Signs, the longer ones first.
const SIGNS: &[&str] = &[
    "&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",", "(", ")",
    "[", "]", "{", "}",
];

/// Every word of the text, the end last.
pub(super) fn words(text: &str) -> Result<Vec<(usize, Word<'_>)>, ExpressionError> {
    let mut reader = Reader { text, at: 0 };
    let mut found = Vec::new();
    loop {
        reader.skip_blanks();
        let start = reader.at;
        let word = reader.word().map_err(|(at, fault)| ExpressionError::new(text, at, fault))?;
        let is_end = word == Word::End;
        found.push((start, word));
        if is_end {
            return Ok(found);
        }
    }
}

type Read<T> = Result<T, (usize, Fault)>;

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    /// Passes over the characters that fit, and returns them.
    fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        self.skip(end);
        rest.get(..end).unwrap_or("")
    }

    fn skip_blanks(&mut self) {
        loop {
            self.take_while(|c| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}'));
            if !self.rest().starts_with("//") {
                return;
            }
            self.take_while(|c| c != '\n');
        }
    }

    fn word(&mut self) -> Read<Word<'t>> {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Ok(Word::End) };
        if matches!(first, '"' | '\'') {
            return self.quoted(false);
        }
        let letters = rest.bytes().take(3).take_while(u8::is_ascii_alphabetic).count();
        let (prefix, after) = rest.split_at_checked(letters).unwrap_or(("", rest));
        let prefix = if after.starts_with(['"', '\'']) { prefix } else { "" };
        match prefix {
            "r" | "R" => {
                self.skip(1);
                return self.quoted(true);
            }
            "b" | "B" | "br" | "bR" | "Br" | "BR" | "rb" | "rB" | "Rb" | "RB" => {
                return Err((self.at, Fault::Unsupported("bytes")));
            }
            _ => {}
        }
        let next = rest.chars().nth(1);
        if first.is_ascii_digit() || (first == '.' && next.is_some_and(|c| c.is_ascii_digit())) {
            return self.number();
        }
        if first.is_ascii_alphabetic() || first == '_' {
            return Ok(Word::Name(self.take_while(|c| c.is_ascii_alphanumeric() || c == '_')));
        }
        let sign = SIGNS.iter().find(|sign| rest.starts_with(*sign)).ok_or((self.at, Fault::Character))?;
        self.skip(sign.len());
        Ok(Word::Sign(sign))
    }

    fn number(&mut self) -> Read<Word<'t>> {
        let start = self.at;
        let wrong = (start, Fault::Number);
        if let Some(digits) = self.rest().strip_prefix("0x").or_else(|| self.rest().strip_prefix("0X")) {
            let end = digits.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(digits.len());
            self.skip(end.saturating_add(2));
            let value = u64::from_str_radix(digits.get(..end).unwrap_or(""), 16);
            return value.map(Word::Whole).map_err(|_| wrong);
        }
        let mut is_fraction = false;
        self.take_while(|c| c.is_ascii_digit());
        let after = self.rest().strip_prefix('.').and_then(|rest| rest.chars().next());
        if after.is_some_and(|c| c.is_ascii_digit()) {
            is_fraction = true;
            self.skip(1);
            self.take_while(|c| c.is_ascii_digit());
        }
        if self.rest().starts_with(['e', 'E']) {
            is_fraction = true;
            self.skip(1);
            if self.rest().starts_with(['+', '-']) {
                self.skip(1);
            }
            self.take_while(|c| c.is_ascii_digit());
        }
        let digits = self.text.get(start..self.at).unwrap_or("");
        match self.rest().chars().next() {
            Some('u' | 'U') => return Err((start, Fault::Unsupported("numbers without a sign (1u)"))),
            Some(c) if c.is_ascii_alphabetic() || c == '_' => return Err(wrong),
            _ => {}
        }
        match is_fraction {
            true => digits.parse().ok().filter(|n: &f64| n.is_finite()).map(Word::Fraction).ok_or(wrong),
            false => digits.parse().map(Word::Whole).map_err(|_| wrong),
        }
    }

    fn quoted(&mut self, raw: bool) -> Read<Word<'t>> {
        let start = self.at;
        let quote = ["\"\"\"", "'''", "\"", "'"]
            .into_iter()
            .find(|quote| self.rest().starts_with(quote))
            .ok_or((start, Fault::Character))?;
        self.skip(quote.len());
        let mut text = String::new();
        loop {
            if self.rest().starts_with(quote) {
                self.skip(quote.len());
                return Ok(Word::Text(text));
            }
            match self.rest().chars().next() {
                None => return Err((start, Fault::OpenText)),
                Some('\n' | '\r') if quote.len() == 1 => return Err((start, Fault::OpenText)),
                Some('\\') if !raw => text.push(self.escape()?),
                Some(c) => {
                    self.skip(c.len_utf8());
                    text.push(c);
                }
            }
        }
    }

    /// `\n`, `\x41`, `\101`, `\u0041`, `\U00000041`.
    fn escape(&mut self) -> Read<char> {
        let wrong = (self.at, Fault::Escape);
        self.skip(1);
        let Some(sign) = self.rest().chars().next() else { return Err(wrong) };
        let (skipped, digits, radix) = match sign {
            'x' | 'X' => (1, 2, 16),
            'u' => (1, 4, 16),
            'U' => (1, 8, 16),
            '0'..='3' => (0, 3, 8),
            _ => {
                let plain = match sign {
                    'a' => '\u{7}',
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'v' => '\u{b}',
                    '\\' | '?' | '"' | '\'' | '`' => sign,
                    _ => return Err(wrong),
                };
                self.skip(1);
                return Ok(plain);
            }
        };
        self.skip(skipped);
        let code = self.rest().get(..digits).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = code.and_then(|digits| u32::from_str_radix(digits, radix).ok()).and_then(char::from_u32);
        self.skip(digits);
        code.ok_or(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::{Word, words};

    #[test]
    fn words_are_told_apart() {
        for (text, want) in [
            ("a.b", vec![Word::Name("a"), Word::Sign("."), Word::Name("b")]),
            ("1.5e3<=0x1F", vec![Word::Fraction(1500.0), Word::Sign("<="), Word::Whole(31)]),
            ("1.b", vec![Word::Whole(1), Word::Sign("."), Word::Name("b")]),
            (".5", vec![Word::Fraction(0.5)]),
            (r#"'a"\x41\101é\u00e9\U0001F600\n'"#, vec![Word::Text("a\"AAéé😀\n".to_owned())]),
            (r#"r"\d+" R'\'"#, vec![Word::Text("\\d+".to_owned()), Word::Text("\\".to_owned())]),
            ("'''a'\nb'''", vec![Word::Text("a'\nb".to_owned())]),
            ("a // all of it\n&& b", vec![Word::Name("a"), Word::Sign("&&"), Word::Name("b")]),
            ("rb", vec![Word::Name("rb")]),
            ("''", vec![Word::Text(String::new())]),
        ] {
            let found = words(text).map(|found| found.into_iter().map(|(_, word)| word).collect::<Vec<_>>());
            let want = want.into_iter().chain([Word::End]).collect();
            assert_eq!(found, Ok(want), "{text}");
        }
    }

    #[test]
    fn what_is_no_word_has_a_place() {
        for (text, want) in [
            ("a\n  §", "line 2, column 3: a character that no expression holds"),
            ("é == 'x", "line 1, column 1: a character that no expression holds"),
            ("'é' == 'x", "line 1, column 8: a text without its closing quote"),
            ("'x\n'", "line 1, column 1: a text without its closing quote"),
            (r"'\q'", "line 1, column 2: an escape that is not known"),
            (r"'\ud800'", "line 1, column 2: an escape that is not known"),
            (r"'\u00é'", "line 1, column 2: an escape that is not known"),
            (r"'\x+1'", "line 1, column 2: an escape that is not known"),
            ("18446744073709551616", "line 1, column 1: a number that cannot be read"),
            ("0x", "line 1, column 1: a number that cannot be read"),
            ("0xfg", "line 1, column 1: a number that cannot be read"),
            ("1e", "line 1, column 1: a number that cannot be read"),
            ("1e999", "line 1, column 1: a number that cannot be read"),
            ("12ab", "line 1, column 1: a number that cannot be read"),
            ("1u", "line 1, column 1: numbers without a sign (1u) are not known here"),
            ("b'x'", "line 1, column 1: bytes are not known here"),
            ("a & b", "line 1, column 3: a character that no expression holds"),
            ("'\\", "line 1, column 2: an escape that is not known"),
        ] {
            assert_eq!(words(text).map_err(|error| error.to_string()), Err(want.to_owned()), "{text}");
        }
    }
}
