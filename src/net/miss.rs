//! Why one address gave no metadata, or not what it was asked for.

use std::fmt;

use crate::conversation::Unanswered;

/// Why one address gave no metadata; outside text in it is not yet escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Miss {
    /// A status other than 200; a redirect is shown, never followed.
    Status {
        /// The status code.
        status: u16,
        /// The `Location`, outside text.
        location: Option<String>,
    },
    /// 200, and no JSON object with an `issuer`.
    NotMetadata,
    /// Metadata of this issuer, without the address for whose sake it was asked.
    Lacks(&'static str),
    /// No answer came.
    Unanswered(Unanswered),
}

impl fmt::Display for Miss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status { status, location: None } => write!(f, "status {status}"),
            Self::Status { status, location: Some(to) } => {
                write!(f, "status {status}, a redirect to {to}, not followed")
            }
            Self::NotMetadata => f.write_str("status 200, and no JSON object with an issuer"),
            Self::Lacks(member) => write!(f, "metadata without {member}"),
            Self::Unanswered(why) => why.fmt(f),
        }
    }
}
