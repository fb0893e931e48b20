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

    /// Whether the text is this one; most are told apart by their length.
    pub(super) fn is(&self, text: &str, source: &str) -> bool {
        match self {
            Self::Spelled { start, end } => {
                end.saturating_sub(*start) == text.len()
                    && source.as_bytes().get(*start..*end) == Some(text.as_bytes())
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
