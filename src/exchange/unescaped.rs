//! Text with the escapes of forms, JSON and HTML undone, each byte knowing where it stood: what was sent is found
//! again however it was written (SECURITY.md R6).

use std::ops::Range;

/// The longest escape that is read, in bytes: `&#x0010FFFF;`.
const LONGEST: usize = 12;

/// A text in a spelling that can be searched: a sign for each of its bytes, a `+` as a blank.
#[derive(Debug)]
pub(super) struct Unescaped {
    text: String,
    /// Where in the source each byte of `text` began, and at last where the source ends.
    starts: Vec<u32>,
}

/// What is looked for, in the spelling of an [`Unescaped`].
pub(super) fn needle(bytes: &[u8]) -> String {
    bytes.iter().copied().map(sign).collect()
}

fn sign(byte: u8) -> char {
    if byte == b'+' { ' ' } else { char::from(byte) }
}

impl Unescaped {
    /// The text as it stands, no escape undone.
    pub(super) fn new(source: &str) -> Self {
        let mut this =
            Self { text: String::with_capacity(source.len()), starts: Vec::with_capacity(source.len()) };
        for (at, sign) in source.char_indices() {
            let mut bytes = [0; 4];
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            for byte in sign.encode_utf8(&mut bytes).bytes() {
                this.push(byte, at);
            }
        }
        this.starts.push(u32::try_from(source.len()).unwrap_or(u32::MAX));
        this
    }

    fn push(&mut self, byte: u8, start: u32) {
        let sign = sign(byte);
        self.text.push(sign);
        self.starts.extend(std::iter::repeat_n(start, sign.len_utf8()));
    }

    /// The same with one layer of escapes undone; `None` where there is none.
    pub(super) fn further(&self) -> Option<Self> {
        if !self.text.bytes().any(|b| matches!(b, b'%' | b'\\' | b'&')) {
            return None;
        }
        let mut next = Self {
            text: String::with_capacity(self.text.len()),
            starts: Vec::with_capacity(self.starts.len()),
        };
        let mut at = 0;
        let mut changed = false;
        while let Some(rest) = self.text.get(at..)
            && let Some(sign) = rest.chars().next()
        {
            let start = self.starts.get(at).copied().unwrap_or_default();
            let undone = escape(rest);
            changed |= undone.is_some();
            let mut bytes = [0; 4];
            let length = match undone {
                Some((Undone::Byte(byte), length)) => {
                    next.push(byte, start);
                    length
                }
                Some((Undone::Sign(sign), length)) => {
                    for byte in sign.encode_utf8(&mut bytes).bytes() {
                        next.push(byte, start);
                    }
                    length
                }
                None => {
                    next.push(u8::try_from(sign).unwrap_or_default(), start);
                    sign.len_utf8()
                }
            };
            at = at.saturating_add(length);
        }
        next.starts.push(self.starts.last().copied().unwrap_or_default());
        changed.then_some(next)
    }

    /// How long it is, as a [`needle`] is.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Where in the source a [`needle`] stands, each with all of the escapes that it ends in.
    pub(super) fn find<'n>(&'n self, needle: &'n str) -> impl Iterator<Item = Range<usize>> + 'n {
        self.text.match_indices(needle).map(|(at, found)| {
            let place =
                |at: usize| self.starts.get(at).and_then(|at| usize::try_from(*at).ok()).unwrap_or_default();
            let last = place(at.saturating_add(found.len()).saturating_sub(1));
            let mut end = at.saturating_add(found.len());
            while place(end) == last && end < self.text.len() {
                end = end.saturating_add(1);
            }
            place(at)..place(end)
        })
    }
}

/// What an escape stands for.
enum Undone {
    Byte(u8),
    Sign(char),
}

/// The escape that a text begins with, and its length.
fn escape(text: &str) -> Option<(Undone, usize)> {
    let hex = |digits: &str| {
        digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    };
    match text.as_bytes() {
        [b'%', _, _, ..] => {
            let byte = hex(text.get(1..3)?)?;
            Some((Undone::Byte(u8::try_from(byte).ok()?), 3))
        }
        [b'\\', b'u', ..] => {
            let unit = hex(text.get(2..6)?)?;
            let low = || {
                let low = text.get(6..12)?.strip_prefix("\\u").and_then(hex)?;
                (0xdc00..0xe000).contains(&low).then_some(low & 0x3ff)
            };
            match ((0xd800..0xdc00).contains(&unit), low()) {
                (true, Some(low)) => {
                    let sign = ((unit & 0x3ff) << 10).checked_add(low)?.checked_add(0x1_0000)?;
                    Some((Undone::Sign(char::from_u32(sign)?), 12))
                }
                _ => Some((Undone::Sign(char::from_u32(unit)?), 6)),
            }
        }
        [b'\\', sign, ..] => {
            let byte = match sign {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'b' => 8,
                b'f' => 12,
                b'/' | b'"' | b'\\' | b'\'' => *sign,
                _ => return None,
            };
            Some((Undone::Byte(byte), 2))
        }
        [b'&', ..] => {
            let end = text.bytes().take(LONGEST).position(|b| b == b';')?;
            let name = text.get(1..end)?;
            let sign = match name.strip_prefix('#') {
                Some(number) => {
                    let number = match number.strip_prefix(['x', 'X']) {
                        Some(digits) => hex(digits)?,
                        None => number.parse().ok()?,
                    };
                    char::from_u32(number)?
                }
                None => match name {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    _ => return None,
                },
            };
            Some((Undone::Sign(sign), name.len().saturating_add(2)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Unescaped, needle};

    fn found(text: &str, wanted: &str) -> Option<String> {
        let mut layer = Unescaped::new(text);
        loop {
            if let Some(place) = layer.find(&needle(wanted.as_bytes())).next() {
                return text.get(place).map(str::to_owned);
            }
            layer = layer.further()?;
        }
    }

    #[test]
    fn r6_every_escape_is_undone_and_its_whole_place_known() {
        for (written, wanted) in [
            ("a/b c", "a/b c"),
            ("a%2fb%20c", "a/b c"),
            ("a%2Fb+c", "a/b c"),
            (r"a\/b c", "a/b c"),
            (r"\u0061\u002fb\u0020c", "a/b c"),
            ("a&#47;b&#x20;c", "a/b c"),
            ("a%252Fb%2520c", "a/b c"),
            ("&lt;&amp;&gt;&quot;&apos;", "<&>\"'"),
            (r"caf\u00e9", "caf\u{e9}"),
            ("caf%C3%A9", "caf\u{e9}"),
            ("caf\u{e9}", "caf\u{e9}"),
            (r"\ud83d\ude00", "\u{1f600}"),
            ("100%", "100%"),
            ("%41", "%41"),
        ] {
            for (before, after) in [("", ""), ("x\u{e9}", "\u{e9}y"), ("%20", "%20")] {
                let text = format!("{before}{written}{after}");
                assert_eq!(found(&text, wanted).as_deref(), Some(written), "{text}");
            }
        }
    }

    #[test]
    fn what_is_no_escape_stays() {
        for text in ["%", "%4", "%zz", "\\", r"\u12", r"\ud800", "&", "&;", "&#;", "&#x110000;", "&none;"] {
            assert!(Unescaped::new(text).further().is_none(), "{text}");
        }
    }
}
