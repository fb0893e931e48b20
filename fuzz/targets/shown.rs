//! Any text on a screen: nothing in it acts, hides, or speaks to a build system (R5, R13).
#![no_main]

use libfuzzer_sys::fuzz_target;
use obo::render::text;

fuzz_target!(|given: &str| {
    for shown in [text::outside(given), text::outside_whole(given)] {
        let shown = text::line(shown.as_str().to_owned());
        assert!(!shown.chars().any(char::is_control), "{shown:?}");
        assert!(!shown.contains(['\u{202e}', '\u{200b}', '\u{2028}', '\u{feff}', '\u{e0041}']), "{shown:?}");
        assert!(!shown.trim_start().starts_with("::"), "{shown:?}");
        for sign in ["##[", "##vso[", "##teamcity["] {
            assert!(!shown.to_lowercase().contains(sign), "{shown:?}");
        }
    }
});
