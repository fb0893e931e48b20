//! Any text where a source is wanted: a sign for stdin, a file, a variable, a command, a path, or the text itself.
#![no_main]

use std::io;

use libfuzzer_sys::fuzz_target;
use obo::host::Host;
use obo::input::{self, Reading};
use obo::instant::Instant;

fuzz_target!(|text: &str| {
    let sink = || Box::new(io::sink());
    let host = Host::of_buffers(b"", sink(), sink(), &[("NAME", "value")], Instant::from_seconds(0));
    for reading in [Reading::Token, Reading::Secret, Reading::Document, Reading::TextOnly] {
        if let Ok(source) = input::parse(text, reading, &host) {
            let _ = input::name(&source);
        }
    }
});
