//! How we know: the four grades of evidence.

use serde::Serialize;

/// Where a statement comes from; never raised by what somebody wrote, only by the run that prints it (R4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// A token that verified in this run, against keys that were given, says so.
    Signed,
    /// A token says so.
    Claimed,
    /// An audit log says so.
    Logged,
    /// Joined by us.
    Inferred,
}
