//! Any text as a token: it is read or refused, and what is read says who acts.
#![no_main]

use libfuzzer_sys::fuzz_target;
use obo::delegation::unfold;
use obo::token::{Token, wrapping};

fuzz_target!(|text: &str| {
    let unwrapped = wrapping::unwrap(text);
    if let Ok(token) = Token::parse(&unwrapped) {
        let _ = token.claims_tree().map(|tree| tree.value().to_json());
        let _ = token.header().map(|tree| tree.value().to_json());
        let _ = unfold(&token);
    }
});
