//! Any text as a moment or a duration.
#![no_main]

use libfuzzer_sys::fuzz_target;
use obo::instant::{Instant, duration};

fuzz_target!(|text: &str| {
    let _ = Instant::from_number(text);
    let _ = duration(text);
    if let Ok(instant) = Instant::parse(text) {
        let _ = instant.to_string();
    }
});
