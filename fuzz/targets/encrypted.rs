//! Any text as an encrypted token, opened with a key that cannot fit.
#![no_main]

use libfuzzer_sys::fuzz_target;
use obo::keys::decrypt::{DecryptionKey, open};
use obo::secret::Secret;
use obo::token::Token;

fuzz_target!(|text: &str| {
    let key = DecryptionKey::read(&Secret::from("0123456789abcdef0123456789abcdef"));
    if let (Ok(token), Ok(key)) = (Token::parse(text), key) {
        let _ = open(&token, &key);
    }
});
