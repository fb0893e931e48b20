//! Any text as an issuer: what is accepted can only name the host that it shows.
#![no_main]

use libfuzzer_sys::fuzz_target;
use obo::net::issuer::Issuer;

fuzz_target!(|text: &str| {
    if let Ok(issuer) = Issuer::parse(text) {
        let host = issuer.host().expect("an issuer has a host");
        assert!(!issuer.as_str().contains(['@', '\\', '?', '#']), "{host}");
        for address in issuer.metadata_addresses() {
            assert!(address.contains(&host), "the metadata is asked from the issuer's host");
        }
    }
});
