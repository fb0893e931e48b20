//! A token bound to a key from its making to its use: the development server issues it, `obo verify` asks for proof.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;
use std::sync::Arc;

use obo::binding::{Draft, Target, make};
use obo::instant::Instant;
use obo::keys::{Algorithm, SigningKey};
use obo::sts::keyring::Keyring;
use obo::sts::routes::{Nature, Running, listen};
use obo::sts::server::Server;
use obo::sts::settings::Settings;
use obo::token::digest::Digest;
use serde_json::Value;

const NOW: i64 = 1_795_300_000;
const API: &str = "https://ledger.example/entries";

fn start() -> Running {
    let nature = Nature {
        now: Arc::new(|| Instant::from_seconds(NOW)),
        random: Arc::new(|bytes| {
            bytes.fill(7);
            true
        }),
    };
    let make = |issuer| {
        let keyring = Keyring::generate(&[Algorithm::Es256]).expect("keys");
        Server::new(issuer, Settings::built_in(), keyring, None)
    };
    listen(([127, 0, 0, 1], 0).into(), false, nature, make).expect("it listens")
}

fn proof(key: &SigningKey, method: &str, address: &str, id: &str, token: Option<&str>) -> String {
    let target = Target::parse(address).expect("an address");
    let draft = Draft {
        method,
        target: &target,
        made: Instant::from_seconds(NOW),
        id,
        token: token.map(|token| Digest::of(token.as_bytes())),
        nonce: None,
    };
    make(&draft, key, Algorithm::Ed25519).expect("a proof").expose_text().expect("ASCII").to_owned()
}

fn ask(issuer: &str, headers: &str) -> Value {
    let address = issuer.trim_start_matches("http://");
    let body = "grant_type=client_credentials&client_id=planner&audience=ledger";
    let text = format!(
        "POST /token HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{headers}\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.write_all(text.as_bytes()).expect("written");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (_, body) = answer.split_once("\r\n\r\n").expect("a head");
    serde_json::from_str(body).expect("JSON")
}

/// The outcome of the check `dpop`, and the exit code.
fn verified(issuer: &str, words: &[&str]) -> (String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_obo"));
    command.env_clear().env("LANG", "C.UTF-8").env("OBO_NO_CONFIG", "1").arg("verify").args(words);
    command.args(["-i", issuer, "-a", "ledger", "-f", "json", "--at", &(NOW + 30).to_string()]);
    let output = command.output().expect("it starts");
    let document: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let checks = document["tokens"][0]["checks"].as_array().cloned().unwrap_or_default();
    let dpop = checks.iter().find(|check| check["name"] == "dpop").cloned().unwrap_or_default();
    (dpop["outcome"].as_str().unwrap_or_default().to_owned(), output.status.code())
}

#[test]
fn r10_a_bound_token_passes_with_the_proof_of_its_own_key_alone() {
    let running = start();
    let issuer = running.issuer();
    let endpoint = format!("{issuer}/token");
    let key = SigningKey::generate(Algorithm::Ed25519).expect("a key");
    let own = proof(&key, "POST", &endpoint, "j1", None);
    let answer = ask(issuer, &format!("dpop: {own}\r\n"));
    assert_eq!(answer["token_type"], "DPoP", "{answer}");
    let token = answer["access_token"].as_str().expect("a token");
    let flags = |proof: &str| {
        let words = ["--dpop-proof", proof, "--htm", "GET", "--htu", API, "--require-binding", token];
        verified(issuer, &words)
    };
    let pass = |outcome: &str, code| (outcome.to_owned(), Some(code));
    assert_eq!(flags(&proof(&key, "GET", API, "j2", Some(token))), pass("pass", 0));
    assert_eq!(verified(issuer, &[token]), pass("skip", 0));
    assert_eq!(verified(issuer, &[token, "--require-binding"]), pass("fail", 1));
    let thief = SigningKey::generate(Algorithm::Ed25519).expect("a key");
    assert_eq!(flags(&proof(&thief, "GET", API, "j3", Some(token))), pass("fail", 1));
    // The proof of the token request is for another address and for no token.
    assert_eq!(flags(&own), pass("fail", 1));
    assert_eq!(flags("no proof at all"), pass("fail", 1));
}

#[test]
fn two_proofs_are_none_and_one_works_once() {
    let running = start();
    let issuer = running.issuer();
    let endpoint = format!("{issuer}/token");
    let key = SigningKey::generate(Algorithm::Ed25519).expect("a key");
    let [first, second] = ["j1", "j2"].map(|id| proof(&key, "POST", &endpoint, id, None));
    let both = ask(issuer, &format!("dpop: {first}\r\ndpop: {second}\r\n"));
    assert_eq!(both["error"], "invalid_dpop_proof");
    assert_eq!(ask(issuer, &format!("DPoP: {first}\r\n"))["token_type"], "DPoP");
    assert_eq!(ask(issuer, &format!("DPoP: {first}\r\n"))["error"], "invalid_dpop_proof");
    assert_eq!(ask(issuer, "")["token_type"], "Bearer");
}
