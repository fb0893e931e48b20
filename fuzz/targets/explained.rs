//! Any text pasted into explain: an error, a claim, an answer, a header.
#![no_main]

use libfuzzer_sys::fuzz_target;
use obo::exchange::sent::Sent;
use obo::index;
use obo::instant::Instant;

fuzz_target!(|text: &str| {
    let _ = index::look_up(text, &Sent::unknown(Instant::from_seconds(0)));
});
