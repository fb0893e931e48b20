//! `--redact` from the command line, where a document ends.

use std::fs;
use std::path::PathBuf;

use obo::keys::{Algorithm, jws};
use serde_json::json;

use super::run::obo;
use super::verify_command;

#[test]
fn r25_an_input_that_cannot_be_read_keeps_its_reason_and_loses_its_name() {
    let claims = r#"{"sub":"alice","scope":"read"}"#;
    let ran = obo(&["decode", "@no-such.jwt", claims, "--redact", "--format", "json"], &[]);
    assert_eq!(ran.code, 2, "{ran:?}");
    let failed = &ran.json()["failed"][0];
    assert_eq!(failed["error"], "cannot read input-1", "{ran:?}");
    assert!(!ran.out.contains("no-such") && !ran.out.contains("alice"), "{ran:?}");
}

#[test]
fn r25_the_words_about_keys_name_no_file_and_no_issuer() {
    let (own, stranger) = (verify_command::key("canary-kid"), verify_command::key("canary-kid"));
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("canary-keys.json");
    fs::write(&path, verify_command::jwks(&[&own])).expect("a file");
    let keys = format!("https://owner.canary.example={}", path.display());
    let claims = |issuer: &str| json!({"iss": issuer, "sub": "canary-alice"});
    let of = |issuer: &str, key, kid: &str| verify_command::token(key, kid, &claims(issuer));
    let (owner, other) = ("https://owner.canary.example", "https://other.canary.example");
    let extended = json!({"kid": "canary-kid", "crit": ["canary-extension"], "canary-extension": 1});
    let extended = jws::compact(&extended, &claims(owner), &own, Algorithm::Es256).expect("a token");
    for (token, words) in [
        (of(owner, &own, "canary-kid"), "by key key-1 of input-1"),
        (of(owner, &stranger, "canary-kid"), "does not match, tried with key key-1 of input-1"),
        (of(other, &own, "canary-kid"), "has this kid, and belongs to issuer-"),
        (of(owner, &own, "canary-other"), "none with this kid"),
        (extended.expose_text().expect("ASCII").to_owned(), "an extension that obo does not understand"),
    ] {
        for (command, more) in [
            ("verify", &["-i", owner, "-i", "https://third.canary.example", "-a", "canary-api"][..]),
            ("chain", &[]),
        ] {
            for form in ["human", "json"] {
                let words_of = [&[command, &token, "--jwks", &keys, "--redact", "-f", form], more].concat();
                let ran = obo(&[&words_of[..], &["--at", "1000000", "--no-config"]].concat(), &[]);
                assert!(ran.code < 2, "{ran:?}");
                assert!(!ran.out.contains("canary"), "{}", ran.out);
                assert!(command == "chain" || form == "human" || ran.out.contains(words), "{}", ran.out);
            }
        }
    }
}

#[test]
fn r25_a_finding_about_a_time_or_a_type_shows_none_that_is_something_else() {
    let claims = json!({"sub": "a", "exp": "canary-alice", "nbf": "canary", "iat": 4_000_000_000_u64});
    let key = verify_command::key("k");
    for header in [json!({"typ": "canary alice"}), json!({"typ": "logout+jwt"})] {
        let token = jws::compact(&header, &claims, &key, Algorithm::Es256).expect("a token");
        let token = token.expose_text().expect("ASCII");
        for form in ["human", "json"] {
            let words =
                ["lint", token, "--redact", "-f", form, "--show", "note", "--at", "1000000", "--no-config"];
            let ran = obo(&words, &[]);
            assert_eq!(ran.code, 1, "{ran:?}");
            assert!(!ran.out.contains("canary"), "{}", ran.out);
            assert!(ran.out.contains("malformed-time") && ran.out.contains("4000000000"), "{}", ran.out);
        }
    }
}
