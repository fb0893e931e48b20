//! Any bytes as an introspection answer: without `active` a boolean true, or without a signature that holds, no yes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use obo::conversation::{Answer, Ask, Conversation as _};
use obo::instant::Instant;
use obo::secret::Secret;
use obo::verify::introspection::{Credentials, Question, Said};
use obo::verify::{Expect, Keyring, Policy, judge_opaque};

const ISSUER: &str = "https://issuer.example";

fuzz_target!(|given: (bool, &[u8])| {
    let (is_signed, body) = given;
    let token = Secret::from("opaque");
    let mut question = Question {
        endpoint: "https://issuer.example/introspect",
        named_by: None,
        client_id: "api",
        credentials: &Credentials::Public,
        token: &token,
        wants_signed: is_signed,
        attempt: 0,
    };
    let kind = if is_signed { "application/token-introspection+jwt" } else { "application/json" };
    let headers = vec![("content-type".to_owned(), kind.to_owned())];
    let answer = Answer { status: 200, headers, body: Secret::new(body.to_vec()) };
    let Ask::Done(Ok(answered)) = question.next(Some(Ok(answer))) else { panic!("200 is an answer") };
    let one = |text: &str| Expect::OneOf(vec![text.to_owned()]);
    let policy = Policy::new(one(ISSUER), one("api"));
    let now = Instant::from_seconds(1_000_000);
    let (told, _) = answered.judged(ISSUER, "api", &Keyring::default(), &policy, now);
    let (verdict, _) = judge_opaque(&token, &told, &policy, now);
    assert!(!is_signed || !matches!(told.said, Said::Active { .. }), "no key made a signature");
    if verdict.is_valid() {
        let text = String::from_utf8_lossy(body);
        assert!(text.contains("true") && text.contains("exp") || text.contains('\\'), "{text}");
    }
});
