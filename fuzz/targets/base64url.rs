//! Base64url both ways, and the lenient reader never less than the strict one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use obo::token::base64url::{decode, decode_leniently, encode};

fuzz_target!(|bytes: &[u8]| {
    assert_eq!(decode(&encode(bytes)).as_deref(), Some(bytes));
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let lenient = decode_leniently(text);
    if let Some(strict) = decode(text) {
        assert_eq!(encode(&strict), text, "one value has one strict spelling");
        assert_eq!(lenient.map(|(value, repairs)| (value, repairs.len())), Some((strict, 0)));
    }
});
