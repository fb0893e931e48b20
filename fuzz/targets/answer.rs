//! Any bytes as a token endpoint's answer: what is granted can be printed alone, and no secret comes back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use obo::conversation::Answer;
use obo::exchange::bare_token::is_bare_token;
use obo::exchange::reflection::Held;
use obo::exchange::reply::{self, Reply};
use obo::secret::Secret;

const SECRET: &str = "hunter2-canary";

fuzz_target!(|given: (u16, &[u8])| {
    let mut held = Held::default();
    held.secret(&Secret::from(SECRET));
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    let answer = Answer { status: given.0 % 600, headers, body: Secret::new(given.1.to_vec()) };
    match reply::read(&answer, None, &held) {
        Reply::Granted(granted) => {
            let text = granted.access_token.expose_text().expect("a token is text");
            assert!(is_bare_token(text), "what is granted is one word of ASCII");
        }
        Reply::Refused(refused) => assert!(!refused.body.value().to_json().contains(SECRET)),
        Reply::Neither(neither) => assert!(!neither.start.contains(SECRET)),
    }
});
