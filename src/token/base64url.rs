//! base64url as JOSE writes it (RFC 7515 section 2), and a reader that repairs and says what it repaired.

use base64_simd::{STANDARD, URL_SAFE_NO_PAD};

/// What a lenient reading had to repair; a strict reader refuses each (SECURITY.md R8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repair {
    /// `=` at the end.
    Padding,
    /// `+` or `/` of the standard alphabet.
    StandardAlphabet,
    /// White space inside.
    Blanks,
    /// The last character holds bits that are no part of a byte.
    UnusedBits,
}

impl Repair {
    /// The repair in words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Padding => "padded base64url",
            Self::StandardAlphabet => "the standard base64 alphabet instead of base64url",
            Self::Blanks => "white space inside a segment",
            Self::UnusedBits => "unused bits set at the end of a segment",
        }
    }
}

/// Writes base64url without padding.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode_to_string(bytes)
}

/// Encodes in the standard alphabet with padding (RFC 4648 section 4), as some audit logs write digests.
#[must_use]
pub fn encode_standard(bytes: &[u8]) -> String {
    STANDARD.encode_to_string(bytes)
}

/// Reads base64url strictly: no padding, no blanks, no other alphabet, no loose bits.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let (bytes, repairs) = decode_leniently(text)?;
    repairs.is_empty().then_some(bytes)
}

/// Reads base64url or base64 and reports what was repaired; `None` where a sign belongs to neither.
#[must_use]
pub fn decode_leniently(text: &str) -> Option<(Vec<u8>, Vec<Repair>)> {
    if let Ok(bytes) = URL_SAFE_NO_PAD.decode_to_vec(text) {
        // The library's own idea of loose bits is not relied on: a second spelling of the same bytes is a repair.
        let unused = match text.len() % 4 {
            2 => 0b1111,
            3 => 0b0011,
            _ => 0,
        };
        let last = text.bytes().last().and_then(sextet).unwrap_or_default();
        let repairs = if last & unused == 0 { Vec::new() } else { vec![Repair::UnusedBits] };
        return Some((bytes, repairs));
    }
    let mut repairs = Vec::new();
    let mut note = |repair| {
        if !repairs.contains(&repair) {
            repairs.push(repair);
        }
    };
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let mut padded = false;
    let (mut bits, mut count) = (0_u32, 0_u32);
    for sign in text.bytes() {
        let six = match sign {
            _ if let Some(six) = sextet(sign) => six,
            b'+' | b'/' => {
                note(Repair::StandardAlphabet);
                if sign == b'+' { 62 } else { 63 }
            }
            b' ' | b'\t' | b'\r' | b'\n' => {
                note(Repair::Blanks);
                continue;
            }
            b'=' => {
                note(Repair::Padding);
                padded = true;
                continue;
            }
            _ => return None,
        };
        if padded {
            return None;
        }
        bits = (bits << 6) | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).unwrap_or_default());
            bits &= (1 << count) - 1;
        }
    }
    if count == 6 {
        return None;
    }
    if bits != 0 {
        note(Repair::UnusedBits);
    }
    Some((bytes, repairs))
}

/// The six bits that a sign of the base64url alphabet stands for (RFC 4648 section 5).
fn sextet(sign: u8) -> Option<u8> {
    Some(match sign {
        b'A'..=b'Z' => sign - b'A',
        b'a'..=b'z' => sign - b'a' + 26,
        b'0'..=b'9' => sign - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Repair, decode, decode_leniently, encode};

    #[test]
    fn repairs_are_named() {
        for (text, want) in [
            ("YWI", Some(("ab", vec![]))),
            ("YWI=", Some(("ab", vec![Repair::Padding]))),
            ("YW I", Some(("ab", vec![Repair::Blanks]))),
            ("YWJ", Some(("ab", vec![Repair::UnusedBits]))),
            ("Pz8_", Some(("???", vec![]))),
            ("Pz8/", Some(("???", vec![Repair::StandardAlphabet]))),
            ("Pj4+", Some((">>>", vec![Repair::StandardAlphabet]))),
            // Both signs of its own alphabet, where something else has to be repaired.
            ("Pj 4-", Some((">>>", vec![Repair::Blanks]))),
            ("Pz 8_", Some(("???", vec![Repair::Blanks]))),
            ("", Some(("", vec![]))),
            ("Y", None),
            ("YW=I", None),
            ("YW*I", None),
        ] {
            let got = decode_leniently(text);
            let want = want.map(|(bytes, repairs)| (bytes.as_bytes().to_vec(), repairs));
            assert_eq!(got, want, "{text}");
        }
    }

    #[test]
    fn strict_reading_takes_one_spelling_only() {
        for length in 0..=9_u8 {
            let bytes: Vec<u8> = (0..length).map(|n| n.wrapping_mul(97)).collect();
            assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }
        for loose in ["YWJ", "YWI=", "YR", "Y W", "YW\n"] {
            assert_eq!(decode(loose), None, "{loose:?}");
        }
    }
}
