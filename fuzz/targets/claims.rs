//! Any JSON as the claims of a token: every way to write delegation is tried on it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use obo::delegation::unfold;
use obo::token::json::{Budget, Document, Tree};
use obo::token::{Kind, Token};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(document) = Document::parse(bytes, Budget::TOKEN) {
        let _ = unfold(&Token::from_claims(Kind::Claims, Tree::from(document), bytes));
    }
});
