//! Any text as what was saved from a resource, and as its metadata: what it points to has the resource's origin.
#![no_main]

use libfuzzer_sys::fuzz_target;
use obo::net::resource::{Resource, Saved, saved};

const OWN: &str = "https://api.example/orders";

fuzz_target!(|text: &str| {
    let resource = Resource::parse(OWN).expect("an address");
    match saved(text) {
        Ok(Saved::Pointer(address)) if resource.accepts(&address).is_ok() => {
            let lower = address.to_ascii_lowercase();
            assert!(lower.starts_with("https://api.example"), "{address}");
        }
        Ok(Saved::Metadata(metadata)) => {
            if let Ok(statement) = resource.read(metadata.as_bytes()) {
                assert!(metadata.contains("resource") || metadata.contains('\\'));
                assert!(statement.authorization_servers.iter().all(|issuer| issuer.starts_with("http")));
            }
        }
        _ => {}
    }
    if let Ok(other) = Resource::parse(text) {
        assert!(other.metadata_address().contains("/.well-known/oauth-protected-resource"));
    }
});
