//! The samples of every vendor's file, recognised.

use super::{named, opaque, profiles};

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
