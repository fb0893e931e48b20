//! Any text as obo.toml: an error names a line, never what stands there (R6).
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use obo::config::file::File;
use obo::config::origin::Origin;
use obo::lint::policy::Standing;

fuzz_target!(|text: &str| {
    let parse =
        |text: &str| File::parse(text.as_bytes(), Path::new("obo.toml"), Origin::Project, Standing::Found);
    let given = format!("{text}\nclient-secret = \"hunter2-canary\n");
    if let Err(error) = parse(&given) {
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
    if let Ok(file) = parse(text) {
        for name in file.profile_names() {
            assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)), "{name}");
        }
    }
});
