//! Why an expression has no value for a token: something is not there, or something failed.

use super::value::Value;

/// Why an expression failed on a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// A value of a kind that the operator or function does not take.
    #[error("{0} where it takes something else")]
    Kind(&'static str),
    /// Two values of kinds that the operator does not take together.
    #[error("{0} beside {1}, which do not go together")]
    Kinds(&'static str, &'static str),
    /// A whole number past 64 bits.
    #[error("a whole number past 64 bits")]
    Overflow,
    /// A division by zero.
    #[error("a division by zero")]
    ZeroDivision,
    /// A text that is no number, time or duration.
    #[error("a text that is no {0}")]
    NotA(&'static str),
    /// Two entries of a map with one key.
    #[error("a map with one key twice")]
    RepeatedKey,
    /// More steps than the budget allows.
    #[error("more than 100,000 steps")]
    Steps,
    /// More text than the budget allows.
    #[error("more than 1 MiB of text and lists made")]
    Memory,
}

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// A member, or an element of a list, that is not there.
    Missing,
    /// A failure, and the byte of the expression where it happened.
    Failed(usize, Reason),
}

impl Stop {
    /// Of two reasons to stop the graver: what fails is never hidden by what is missing.
    pub(super) fn or_graver(self, other: Option<Self>) -> Self {
        match (self, other) {
            (Self::Missing, Some(other)) => other,
            _ => self,
        }
    }
}

pub(super) type Evaluated<T> = Result<T, Stop>;

/// Two values that an operator does not take together.
pub(super) fn unfit_pair(at: usize, left: &Value<'_>, right: &Value<'_>) -> Stop {
    Stop::Failed(at, Reason::Kinds(left.kind().noun(), right.kind().noun()))
}

/// A value that an operator does not take; null stands for what is not there.
pub(super) fn unfit(at: usize, value: &Value<'_>) -> Stop {
    match value {
        Value::Null => Stop::Missing,
        other => Stop::Failed(at, Reason::Kind(other.kind().noun())),
    }
}
