//! A verdict as JSON on one line, without a serializer: of a batch little else is written, and it is written often.

use std::io::Write as _;

use super::ascii::append;
use crate::report::verify::{Judged, Key, Signature};
use crate::verify::check::{Check, NOT_ASKED, Outcome};

/// What a verdict of a signed token usually takes, in bytes.
const USUAL: usize = 3 << 10;

/// Appends what serializing the verdict would give, byte for byte.
pub(super) fn write(judged: &Judged, out: &mut Vec<u8>) {
    let Judged { source, index, member, sha256, valid, key, checks, signatures, .. } = judged;
    out.reserve(USUAL);
    put(out, "{\"source\":");
    text(out, source);
    // Writing to memory does not fail.
    let _ = write!(out, ",\"index\":{index}");
    if let Some(member) = member {
        put(out, ",\"member\":");
        text(out, member);
    }
    put(out, ",\"sha256\":\"");
    out.extend_from_slice(&sha256.digits());
    put(out, "\"");
    put(out, if *valid { ",\"valid\":true,\"key\":" } else { ",\"valid\":false,\"key\":" });
    of_key(out, key.as_ref());
    put(out, ",\"checks\":");
    list(out, checks, check);
    if !signatures.is_empty() {
        put(out, ",\"signatures\":");
        list(out, signatures, |out, Signature { key, checks }| {
            put(out, "{\"key\":");
            of_key(out, key.as_ref());
            put(out, ",\"checks\":");
            list(out, checks, check);
            put(out, "}");
        });
    }
    put(out, "}");
}

fn of_key(out: &mut Vec<u8>, key: Option<&Key>) {
    let Some(Key { kid, alg, source }) = key else { return put(out, "null") };
    put(out, "{\"kid\":");
    optional(out, kid.as_deref());
    put(out, ",\"alg\":");
    text(out, alg);
    put(out, ",\"source\":");
    text(out, source);
    put(out, "}");
}

fn check(out: &mut Vec<u8>, check: &Check) {
    let Check { name, outcome, detail, wanted, found, is_unasked: _ } = check;
    // A check's name is the contract's, and needs no escape.
    put(out, "{\"name\":\"");
    put(out, name);
    if *outcome == Outcome::Skip && detail == NOT_ASKED && wanted.is_none() && found.is_none() {
        return put(
            out,
            "\",\"outcome\":\"skip\",\"detail\":\"not asked for\",\"wanted\":null,\"found\":null}",
        );
    }
    put(
        out,
        match outcome {
            Outcome::Pass => "\",\"outcome\":\"pass\",\"detail\":",
            Outcome::Fail => "\",\"outcome\":\"fail\",\"detail\":",
            Outcome::Skip => "\",\"outcome\":\"skip\",\"detail\":",
        },
    );
    text(out, detail);
    if wanted.is_none() && found.is_none() {
        return put(out, ",\"wanted\":null,\"found\":null}");
    }
    put(out, ",\"wanted\":");
    optional(out, wanted.as_deref());
    put(out, ",\"found\":");
    optional(out, found.as_deref());
    put(out, "}");
}

fn list<T>(out: &mut Vec<u8>, items: &[T], one: impl Fn(&mut Vec<u8>, &T)) {
    put(out, "[");
    for (number, item) in items.iter().enumerate() {
        if number > 0 {
            put(out, ",");
        }
        one(out, item);
    }
    put(out, "]");
}

fn optional(out: &mut Vec<u8>, value: Option<&str>) {
    match value {
        Some(value) => text(out, value),
        None => put(out, "null"),
    }
}

/// Whether every byte stands in JSON for itself, wherever it stands in a text; what is said to have an odd one may have
/// none. Eight bytes at a time are looked at.
fn is_plain(text: &str) -> bool {
    /// The same byte eight times.
    const ONES: u64 = u64::MAX / 0xff;
    const HIGHEST: u64 = ONES << 7;
    let plain = |eight: u64| {
        let less = |eight: u64, most: u64| eight.wrapping_sub(ONES.wrapping_mul(most)) & !eight;
        let is = |sign: u8| less(eight ^ ONES.wrapping_mul(u64::from(sign)), 1);
        let odd = less(eight, 0x20) | is(b'"') | is(b'\\') | is(b'#') | eight | eight.wrapping_add(ONES);
        odd & HIGHEST == 0
    };
    let bytes = text.as_bytes();
    let (chunks, rest) = bytes.as_chunks::<8>();
    let rest = match bytes.last_chunk() {
        Some(last) => u64::from_le_bytes(*last),
        None => {
            rest.iter().fold(u64::from_le_bytes([b' '; 8]), |eight, byte| (eight << 8) | u64::from(*byte))
        }
    };
    chunks.iter().all(|chunk| plain(u64::from_le_bytes(*chunk))) && plain(rest)
}

/// A text, escaped by the one writer that may (SECURITY.md R5, R13) wherever there is something to escape.
fn text(out: &mut Vec<u8>, text: &str) {
    if is_plain(text) {
        out.reserve(text.len().saturating_add(2));
        put(out, "\"");
        put(out, text);
        put(out, "\"");
    } else {
        append(text, None, out);
    }
}

fn put(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};

    use super::write;
    use crate::render::ascii::ascii;
    use crate::report::verify::{Judged, Key, Signature};
    use crate::token::digest::Digest;
    use crate::verify::check::{Check, NOT_ASKED, Outcome};

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "[ -~]{0,20}",
            any::<String>(),
            Just("##vso[task]".to_owned()),
            Just(NOT_ASKED.to_owned()),
            Just("\u{1b}]0;x\u{7}\u{7f}\u{202e}\"\\".to_owned()),
        ]
    }

    fn maybe() -> impl Strategy<Value = Option<String>> {
        prop_oneof![Just(None), text().prop_map(Some)]
    }

    fn check() -> impl Strategy<Value = Check> {
        let outcome = prop_oneof![Just(Outcome::Pass), Just(Outcome::Fail), Just(Outcome::Skip)];
        (outcome, text(), maybe(), maybe()).prop_map(|(outcome, detail, wanted, found)| Check {
            name: "signature",
            outcome,
            detail: detail.into(),
            wanted,
            found,
            is_unasked: false,
        })
    }

    fn key() -> impl Strategy<Value = Option<Key>> {
        let some = (maybe(), text()).prop_map(|(kid, source)| Some(Key { kid, alg: "ES256", source }));
        prop_oneof![Just(None), some]
    }

    proptest! {
        #[test]
        fn it_is_what_the_serializer_would_write(
            (source, index, first, valid) in (text(), any::<usize>(), key(), any::<bool>()),
            member in prop_oneof![Just(None), Just(Some("id_token"))],
            checks in proptest::collection::vec(check(), 0..4),
            others in proptest::collection::vec((key(), proptest::collection::vec(check(), 0..3)), 0..3),
        ) {
            let signatures = others.into_iter().map(|(key, checks)| Signature { key, checks }).collect();
            let sha256 = Digest::of(source.as_bytes());
            let judged =
                Judged { source, index, member, sha256, valid, key: first, checks, signatures, is_undecided: false, is_opaque: false, place: None, card: None };
            let mut out = Vec::new();
            write(&judged, &mut out);
            assert_eq!(String::from_utf8_lossy(&out), String::from_utf8_lossy(&ascii(&judged, None)));
        }
    }
}
