//! The clock is read when what is judged has come: what was made while obo waited for it is not of the future.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use obo::keys::{Algorithm, SigningKey, jws};
use obo::secret::Secret;
use serde_json::{Value, json};

use crate::raw_server::{RawServer, Reply};

const SECRET: &str = "a-secret-of-at-least-32-characters-0123";

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}

/// A token that is issued and valid from this second on.
fn issued() -> String {
    of(now(), json!({"aud": "api"}))
}

/// A token of a second.
fn of(now: u64, mut claims: Value) -> String {
    for (name, value) in [("iat", now), ("nbf", now), ("exp", now + 60)] {
        claims[name] = value.into();
    }
    claims["iss"] = "https://issuer.example".into();
    let key = SigningKey::from_secret(&Secret::from(SECRET.to_owned()));
    let token = jws::compact(&json!({}), &claims, &key, Algorithm::Hs256).expect("a token");
    token.expose_text().expect("ASCII").to_owned()
}

/// Runs obo as a process, whose clock goes on; what it is given comes after a while.
fn obo(words: &[&str], given: impl FnOnce() -> String) -> Output {
    let mut obo = Command::new(env!("CARGO_BIN_EXE_obo"));
    obo.args(words).env("SECRET", SECRET).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut obo = obo.spawn().expect("it starts");
    let mut stdin = obo.stdin.take().expect("a pipe");
    let _ = stdin.write_all(given().as_bytes());
    drop(stdin);
    obo.wait_with_output().expect("it ends")
}

#[test]
fn a_token_that_was_issued_while_it_was_waited_for_is_valid_already() {
    for (words, want) in [
        ("verify - --secret env:SECRET -i https://issuer.example -a api", "pass  not-before"),
        ("decode - -f json", "\"state\": \"valid\""),
        ("chain - -f json", "\"kind\": \"token\""),
        ("lint - -f json --fail-on never", "\"tokens\": 1"),
    ] {
        let words: Vec<&str> = words.split(' ').chain(["--no-config"]).collect();
        let ran = obo(&words, || {
            thread::sleep(Duration::from_millis(1_100));
            issued()
        });
        let out = String::from_utf8_lossy(&ran.stdout);
        assert!(out.contains(want), "{words:?}: {ran:?}");
        assert!(!out.contains("future") && !out.contains("not-yet-valid"), "{words:?}: {out}");
    }
}

#[test]
fn an_actors_token_that_a_command_makes_is_no_token_of_the_future() {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("clock-actor.jwt");
    fs::write(&path, of(now() + 1, json!({"sub": "svc", "aud": "api"}))).expect("written");
    let made = format!("cmd:sh -c 'sleep 1.1; cat \"{}\"'", path.display());
    let words = ["verify", "-", "--secret", "env:SECRET", "-i", "https://issuer.example", "-a", "api"];
    let ran = obo(&[&words[..], &["--actor-token", &made, "--no-config"]].concat(), || {
        of(now(), json!({"sub": "alice", "aud": "api", "act": {"sub": "svc"}}))
    });
    assert!(ran.status.success(), "{ran:?}");
}

/// The second name finds nothing more, as ever.
#[test]
fn a_stream_with_two_names_is_not_torn_apart() {
    let ran = obo(&["decode", "-", "fd:0", "-f", "json", "--no-config"], issued);
    let out = String::from_utf8_lossy(&ran.stdout);
    assert!(out.contains("\"tokens\": 1"), "{ran:?}");
    assert_eq!(ran.status.code(), Some(2), "{ran:?}");
}

/// The metadata of an issuer that signs its answers.
pub fn metadata_of_a_signer(issuer: &str) -> Value {
    json!({
        "issuer": issuer,
        "jwks_uri": format!("{issuer}/jwks"),
        "introspection_endpoint": format!("{issuer}/introspect"),
        "introspection_signing_alg_values_supported": ["ES256"],
    })
}

#[test]
fn a_signed_answer_is_made_after_the_question() {
    let key = SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("k1");
    let jwks = json!({"keys": [key.public_jwk().expect("a public key")]}).to_string();
    let free = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let issuer = format!("http://{free}");
    let metadata = metadata_of_a_signer(&issuer);
    let header = json!({"kid": "k1", "typ": "token-introspection+jwt"});
    let inner = json!({"active": true, "aud": "api", "exp": now() + 60});
    let answer = json!({"iss": issuer, "aud": "api", "iat": now() + 1, "token_introspection": inner});
    let answer = jws::compact(&header, &answer, &key, Algorithm::Es256).expect("a token");
    let signed = [("Content-Type", "application/token-introspection+jwt")];
    let replies = vec![
        Reply::json(200, &metadata.to_string()).late(Duration::from_millis(1_100)),
        Reply::json(200, &jwks),
        Reply::http(200, &signed, answer.expose_text().expect("ASCII")),
    ];
    let _server = RawServer::start_at(free, replies);
    let asking =
        ["--introspect", "--introspect-as", "api", "--introspect-secret", "env:SECRET", "--no-config"];
    let words = [&["verify", "2YotnFZFEjr1zCsicMWpAA", "-i", &issuer, "-a", "api"][..], &asking].concat();
    let ran = obo(&words, String::new);
    assert!(ran.status.success(), "{ran:?}");
    assert!(String::from_utf8_lossy(&ran.stdout).contains("in a signed answer"), "{ran:?}");
}
