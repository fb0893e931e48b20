//! A likely cause of a refusal, judged against what was sent.

use serde::Serialize;

/// Whether a cause is true here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Verdict {
    /// It is so.
    #[serde(rename = "yes")]
    Yes,
    /// It is not so.
    #[serde(rename = "no")]
    No,
    /// Only the server knows, or what was sent is not known.
    #[serde(rename = "?")]
    Unknown,
}

impl Verdict {
    /// The word in the verdict's column.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "?",
        }
    }
}

/// One cause with its verdict; its values are outside text, not yet escaped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// Whether it is so here.
    pub verdict: Verdict,
    /// The cause, in a sentence.
    pub text: String,
    /// What should have been there.
    pub wanted: Option<String>,
    /// What was there.
    pub found: Option<String>,
    /// Where `found` stands in the subject token (`/claims/aud`).
    pub pointer: Option<String>,
}
