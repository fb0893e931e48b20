//! The samples of every vendor's file, recognised.

use super::{Clues, detect, named, opaque, profiles};
use crate::token::claims::Claims;
use crate::token::json::{Budget, Document};

/// The `sample` tables of a vendor's file; only tests read them.
fn samples(name: &str) -> Vec<toml::Table> {
    let path = format!("{}/src/provider/vendors/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("a vendor's file is readable");
    let table: toml::Table = text.parse().expect("build.rs has read it");
    let samples = table.get("sample").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    samples.into_iter().map(|sample| sample.try_into().expect("a table")).collect()
}

#[test]
fn every_file_is_named_as_its_profile_and_found_by_it() {
    for profile in profiles() {
        assert!(!samples(profile.name()).is_empty(), "{} has no sample", profile.name());
        assert_eq!(named(&profile.name().to_uppercase()).map(|p| p.title()), Some(profile.title()));
    }
}

#[test]
fn opaque_samples_are_recognised_by_their_vendor() {
    for profile in profiles() {
        for text in samples(profile.name()).iter().filter_map(|sample| sample.get("opaque")?.as_str()) {
            let found = opaque(text).unwrap_or_else(|| panic!("{}: {text}", profile.name()));
            assert_eq!(found.vendor, profile.name(), "{text}");
            assert!(!found.hint().contains(text), "{text}");
        }
    }
}

#[test]
fn samples_of_servers_and_tokens_are_recognised_by_their_vendor() {
    for profile in profiles() {
        for sample in samples(profile.name()) {
            let text = |key: &str| sample.get(key).and_then(toml::Value::as_str);
            let object = |key: &str| {
                text(key)
                    .map(|json| Document::parse(json.as_bytes(), Budget::ANSWER).expect("the sample is JSON"))
            };
            let (claims, metadata) = (object("claims"), object("metadata"));
            let clues = Clues {
                issuer: text("issuer"),
                endpoint: text("endpoint"),
                metadata: metadata.as_ref().map(Document::root),
                claims: claims.as_ref().map(|document| Claims::new(document.root())),
            };
            let is_clue =
                ["issuer", "endpoint", "metadata", "claims"].into_iter().any(|key| text(key).is_some());
            if is_clue {
                let found = detect(clues).map(|found| found.name());
                assert_eq!(found, Some(profile.name()), "{sample:?}");
            }
            if let (Some(issuer), Some(endpoint)) = (text("issuer"), text("token_endpoint")) {
                assert_eq!(profile.token_endpoint(issuer).as_deref(), Some(endpoint), "{sample:?}");
            }
        }
    }
}
