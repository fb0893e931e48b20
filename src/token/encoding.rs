//! Text in an encoding that no token and no key is written in; older PowerShells write both of these.

use std::fmt;

/// What a text is instead of plain UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Two bytes a letter, with or without a byte order mark.
    Utf16,
    /// UTF-8 behind a byte order mark.
    Marked,
}

impl Encoding {
    /// The encoding of bytes that are no plain text. Without a byte order mark, letters of ASCII alone tell UTF-16.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let is_wide = |pair: &[u8]| matches!(pair, [0, c] | [c, 0] if c.is_ascii_graphic());
        match bytes {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some(Self::Utf16),
            [0xef, 0xbb, 0xbf, ..] => Some(Self::Marked),
            _ if bytes.len() >= 8 && bytes.chunks_exact(2).take(16).all(is_wide) => Some(Self::Utf16),
            _ => None,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(self) -> &'static str {
        "save it as UTF-8 without a byte order mark (older PowerShells: | Out-File -Encoding ascii FILE)"
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf16 => "it is UTF-16",
            Self::Marked => "it begins with a byte order mark",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Encoding::{self, Marked, Utf16};

    #[test]
    fn text_of_another_encoding_is_told_from_bytes_that_are_none() {
        for (bytes, want) in [
            (b"\xff\xfee\0y\0".as_slice(), Some(Utf16)),
            (b"\xfe\xff\0e\0y", Some(Utf16)),
            (b"e\0y\0J\0h\0b\0", Some(Utf16)),
            (b"\0e\0y\0J\0h", Some(Utf16)),
            (b"e\0y\0", None),
            (b"eyJhbGci", None),
            (b"\0\0\0\0\0\0\0\0\0", None),
            (b"\xef\xbb\xbfeyJh", Some(Marked)),
            (b"\xef\xbb", None),
            (b"", None),
        ] {
            assert_eq!(Encoding::of(bytes), want, "{bytes:?}");
        }
    }
}
