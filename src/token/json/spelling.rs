//! A text of a document: a slice of its source wherever that says it.

/// A string or the digits of a number.
#[derive(Debug)]
pub(super) enum Text {
    /// What stands between these bytes of the document's source: nearly every text.
    Spelled { start: usize, end: usize },
    /// What escapes stand for, or what was never spelled.
    Made(Box<Made>),
}

#[derive(Debug)]
pub(super) struct Made {
    pub(super) value: Box<str>,
    /// The signed spelling, kept only where `value` cannot say it (lone surrogates).
    pub(super) lexeme: Option<Box<str>>,
}

impl Text {
    pub(super) fn made(value: Box<str>) -> Self {
        Self::Made(Box::new(Made { value, lexeme: None }))
    }

    pub(super) fn value<'d>(&'d self, source: &'d str) -> &'d str {
        match self {
            Self::Spelled { start, end } => source.get(*start..*end).unwrap_or_default(),
            Self::Made(made) => &made.value,
        }
    }

    /// Whether the text is this one, which has the same tag: a short one is told by that and its length.
    pub(super) fn is_tagged(&self, text: &str, source: &str) -> bool {
        match self {
            Self::Spelled { start, end } => {
                let is_as_long = end.saturating_sub(*start) == text.len();
                is_as_long
                    && (text.len() < TAGGED || source.as_bytes().get(*start..*end) == Some(text.as_bytes()))
            }
            Self::Made(made) => *made.value == *text,
        }
    }

    pub(super) fn lexeme(&self) -> Option<&str> {
        match self {
            Self::Spelled { .. } => None,
            Self::Made(made) => made.lexeme.as_deref(),
        }
    }
}

/// How long a name must be for its tag not to hold all of it, in bytes.
const TAGGED: usize = 8;

/// Length and first bytes of a name in one number: names of different tags are different.
pub(super) fn tag(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let length = u64::try_from(name.len() & 0xff).unwrap_or_default();
    let first = match bytes.first_chunk() {
        Some(eight) => u64::from_be_bytes(*eight) & !0xff,
        None => bytes.iter().fold(0, |first, byte| (first | u64::from(*byte)) << 8),
    };
    first | length
}

/// Where a string of JSON text ends, or has something that is not spelled as it is: a quote, a backslash or a control
/// character (RFC 8259 section 7). Eight bytes at a time are looked at, because tokens are little else than strings.
pub(super) fn first_odd(bytes: &[u8]) -> Option<usize> {
    /// The same byte eight times.
    const ONES: u64 = u64::MAX / 0xff;
    /// The highest bit of each byte where that byte is less than `most`, at the latest from the first such byte on.
    fn less(eight: u64, most: u64) -> u64 {
        eight.wrapping_sub(ONES.wrapping_mul(most)) & !eight & (ONES << 7)
    }
    let (chunks, rest) = bytes.as_chunks::<8>();
    for (number, chunk) in chunks.iter().enumerate() {
        let eight = u64::from_le_bytes(*chunk);
        let is = |sign: u8| less(eight ^ ONES.wrapping_mul(u64::from(sign)), 1);
        let odd = less(eight, 0x20) | is(b'"') | is(b'\\');
        if odd != 0 {
            // A borrow can only spoil what lies behind the first byte that is odd.
            let within = usize::try_from(odd.trailing_zeros() / 8).unwrap_or_default();
            return Some(number.saturating_mul(8).saturating_add(within));
        }
    }
    let odd = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
    Some(rest.iter().position(odd)?.saturating_add(chunks.len().saturating_mul(8)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::{Text, first_odd, tag};

    /// Names of one tag, of which a look at the tag alone would take one for the other.
    #[test]
    fn a_tag_and_a_length_tell_short_names_apart() {
        let long = |start: &str| format!("{start}{}", "x".repeat(256 + 3 - start.len()));
        let names = ["exp", "ex", "", "e\0", "\0e", "\0\0\0\0exp", "issuer_", "issuer_a", "issuer_b"]
            .map(str::to_owned);
        let names = Vec::from_iter(names.into_iter().chain([long("\0\0\0\0exp"), long("exp")]));
        assert_eq!(tag("exp"), tag(&long("\0\0\0\0exp")), "or this shows nothing");
        for (one, other) in names.iter().flat_map(|one| names.iter().map(move |other| (one, other))) {
            let spelled = Text::Spelled { start: 0, end: one.len() };
            for text in [spelled, Text::made(one.as_str().into())] {
                assert_eq!(
                    tag(one) == tag(other) && text.is_tagged(other, one),
                    one == other,
                    "{one:?} {other:?}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn eight_bytes_at_a_time_are_judged_as_one_at_a_time(
            bytes in proptest::collection::vec(any::<u8>(), 0..40),
            plain in "[ !#-Za-z]{0,40}",
        ) {
            let slow = |bytes: &[u8]| bytes.iter().position(|b| matches!(b, b'"' | b'\\' | 0..=0x1f));
            let both = [plain.as_bytes(), &bytes].concat();
            for bytes in [&bytes, &both] {
                assert_eq!(first_odd(bytes), slow(bytes), "{bytes:?}");
            }
        }
    }
}
