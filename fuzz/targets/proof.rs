//! Any text as a DPoP proof and as the address that it is for: nothing falls over, and one spelling stays one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use obo::binding::Target;
use obo::binding::dpop::{Proof, Request};
use obo::instant::Instant;

fuzz_target!(|text: &str| {
    let target = match Target::parse(text) {
        Ok(target) => {
            assert_eq!(Target::parse(target.as_str()).as_ref(), Ok(&target), "what is normalised stays");
            assert!(!target.as_str().contains(['?', '#', '@', '\\']));
            target
        }
        Err(_) => Target::parse("https://resource.example.org/protectedresource").expect("an address"),
    };
    if let Ok(proof) = Proof::read(text) {
        let now = Instant::from_seconds(1_562_262_618);
        let request = Request { method: "GET", target: &target, nonce: Some("n"), token: None, now, leeway: 0 };
        for fault in proof.judge(&request) {
            assert!(!fault.flaw.to_string().is_empty());
        }
    }
});
