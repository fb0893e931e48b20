//! Any text as the development server's settings, any bytes as a form that it is sent.
#![no_main]

use libfuzzer_sys::fuzz_target;
use obo::sts::form::{Form, MEDIA_TYPE};
use obo::sts::settings::Settings;

fuzz_target!(|bytes: &[u8]| {
    let _ = Form::read(Some(MEDIA_TYPE), bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = Settings::parse(text, &mut |_| None);
    }
});
