//! What is said at the end of a run that left tokens undecided, for want of keys that could not be had.

use crate::cli::report;
use crate::failure::Failure;
use crate::host::Host;
use crate::plural::counted;
use crate::verify::Keyring;

/// Says how many there are, and which keys would decide them: why the run ends as one does that reached nobody.
pub(super) fn say(count: u64, ring: &Keyring, host: &mut Host) {
    if count == 0 {
        return;
    }
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let sources: Vec<&str> = ring.missing.iter().map(|missing| missing.source.as_str()).collect();
    let tokens = counted(count, "token is", "tokens are");
    let what = format!("{tokens} not decided without the keys of {}", sources.join(", "));
    report(&Failure::network(what).hint("run it again once they can be had"), host);
}
