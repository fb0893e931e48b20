//! Any bytes as an input: each token that is found stands where it is said to stand.
#![no_main]

use libfuzzer_sys::fuzz_target;
use obo::scan::{candidate, recognise};

fuzz_target!(|bytes: &[u8]| {
    let _ = recognise::is_line_mode(bytes);
    let _ = recognise::whole(bytes);
    let _ = recognise::text(bytes);
    let mut last = 0;
    for found in candidate::find(bytes) {
        assert!(found.offset >= last, "tokens come in order and do not overlap");
        last = found.offset + found.length;
        assert!(last <= bytes.len(), "a token lies inside the text");
    }
});
