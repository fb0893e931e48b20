//! Any bytes as a key or a set of keys, from a file, from an address, and to sign with.
#![no_main]

use libfuzzer_sys::fuzz_target;
use obo::keys::{KeySet, Origin, SigningKey};
use obo::secret::Secret;

fuzz_target!(|bytes: &[u8]| {
    let _ = KeySet::parse(bytes, Origin::Local);
    let _ = KeySet::parse(bytes, Origin::Published);
    let _ = SigningKey::read(&Secret::new(bytes.to_vec()));
});
