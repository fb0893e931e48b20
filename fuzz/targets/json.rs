//! Any bytes as JSON: what serde_json reads, the total reader reads, and it writes what it read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use obo::token::json::{Budget, Document};

fuzz_target!(|bytes: &[u8]| {
    let ours = Document::parse(bytes, Budget::ANSWER);
    if serde_json::from_slice::<&serde_json::value::RawValue>(bytes).is_ok() {
        assert!(ours.is_ok(), "serde_json reads it");
    }
    let Ok(document) = ours else { return };
    let text = document.root().to_json();
    let again = Document::parse(text.as_bytes(), Budget::ANSWER).expect("what is written can be read");
    assert_eq!(again.root().to_json(), text, "writing twice changes nothing");
});
