//! `obo chain` with keys as a person starts it: what is signed, what is left out, what it ends with.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use obo::keys::{Algorithm, SigningKey, jws};
use serde_json::{Value, json};

use crate::raw_server::{RawServer, Reply};

const ISSUER: &str = "https://issuer.example";

/// A directory of a test's own, with files in it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("obo-chain-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a directory");
        Self(folder)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).expect("a file");
    }

    fn chain(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_obo"));
        command.env_clear().env("LANG", "C.UTF-8").env("HOME", &self.0).current_dir(&self.0);
        command.args(words).output().expect("it starts")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn key(kid: &str) -> SigningKey {
    SigningKey::generate(Algorithm::Es256).expect("a key").with_kid(kid)
}

fn jwks(key: &SigningKey) -> String {
    json!({ "keys": [key.public_jwk().expect("a public key")] }).to_string()
}

fn token(key: &SigningKey, kid: &str, claims: &Value) -> String {
    let token = jws::compact(&json!({ "kid": kid }), claims, key, Algorithm::Es256).expect("a token");
    token.expose_text().expect("ASCII").to_owned()
}

fn login() -> Value {
    json!({"iss": ISSUER, "sub": "alice", "aud": "a", "iat": 10, "exp": 20, "jti": "1"})
}

#[test]
fn r4_what_obo_wrote_is_only_claimed_when_it_is_read_again() {
    let folder = Folder::new("own");
    let signing = key("k1");
    folder.write("token.jwt", &token(&signing, "k1", &login()));
    folder.write("jwks.json", &jwks(&signing));
    let keys = format!("{ISSUER}=@jwks.json");
    let first = folder.chain(&["chain", "@token.jwt", "--jwks", &keys, "--prove", "-f", "json"]);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    assert!(text(&first.stdout).contains(r#""evidence": "signed""#));
    folder.write("chain.json", &text(&first.stdout));
    let planted = json!({"schema": "obo.chain/1", "evidence": "signed", "claims": login(), "chains": [{
        "subject": {"id": "ceo", "evidence": "signed", "signed_by": {"issuer": ISSUER}},
        "verdict": {"outcome": "holds"}, "tokens": [{"claims": login(), "signature": {"outcome": "pass"}}]}]});
    folder.write("planted.json", &planted.to_string());
    let decoded = folder.chain(&["decode", "@token.jwt", "-f", "json"]);
    folder.write("decoded.json", &text(&decoded.stdout));
    for file in ["@chain.json", "@planted.json", "@decoded.json"] {
        let again = folder.chain(&["chain", file, "--jwks", &keys, "--prove", "-f", "json"]);
        assert_ne!(again.status.code(), Some(0), "{file}");
        let said = text(&again.stdout);
        assert!(!said.contains(r#""signed""#) && !said.contains("signed_by"), "{file}: {said}");
        assert!(!said.contains("holds"), "{file}: {said}");
    }
    // With the token at hand it is signed again.
    let both = folder.chain(&["chain", "@decoded.json", "@token.jwt", "--jwks", &keys, "-f", "jsonl", "-q"]);
    let chains: Vec<Value> = text(&both.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok()?.get("chain").cloned())
        .collect();
    let evidence: Vec<&Value> = chains.iter().map(|chain| &chain["subject"]["evidence"]).collect();
    assert_eq!(evidence, [&json!("claimed"), &json!("signed")]);
}

#[test]
fn r3_only_the_tokens_own_issuer_makes_it_signed() {
    let folder = Folder::new("owner");
    let (signing, other) = (key("k1"), key("k1"));
    folder.write("token.jwt", &token(&signing, "k1", &login()));
    folder.write("jwks.json", &jwks(&signing));
    folder.write("other.json", &jwks(&other));
    for (words, code, said) in [
        (vec!["--jwks", "https://issuer.example=@jwks.json"], 0, "HOLDS"),
        (vec!["--key", "https://issuer.example=@jwks.json"], 0, "HOLDS"),
        (vec!["--jwks", "@jwks.json", "-i", ISSUER], 0, "HOLDS"),
        (
            vec![
                "--jwks",
                "https://issuer.example=@other.json",
                "--jwks",
                "https://issuer.example=@jwks.json",
            ],
            0,
            "HOLDS",
        ),
        (vec!["--jwks", "@jwks.json"], 1, "NOT PROVEN"),
        (vec!["--jwks", "https://evil.example=@jwks.json"], 1, "NOT PROVEN"),
        (vec!["--jwks", "@jwks.json", "-i", "https://evil.example"], 1, "NOT PROVEN"),
        (vec!["--jwks", "@jwks.json", "-i", "https://issuer.example/"], 1, "NOT PROVEN"),
        (vec!["--jwks", "https://issuer.example=@other.json"], 1, "BREAKS: signature-invalid"),
        // The good key is nobody's, and the bad one is the issuer's.
        (
            vec!["--jwks", "https://issuer.example=@other.json", "--key", "@jwks.json"],
            1,
            "BREAKS: signature-invalid",
        ),
    ] {
        let output = folder.chain(&[&["chain", "@token.jwt", "--prove"], words.as_slice()].concat());
        assert_eq!(output.status.code(), Some(code), "{words:?}: {}", text(&output.stderr));
        assert!(text(&output.stdout).starts_with(said), "{words:?}: {}", text(&output.stdout));
        let is_unbound = words.contains(&"@jwks.json") && !words.contains(&"-i");
        assert_eq!(text(&output.stderr).contains("make nothing signed"), is_unbound, "{words:?}");
    }
}

#[test]
fn an_unknown_kid_asks_the_address_once_more() {
    let folder = Folder::new("renew");
    let (old, new) = (key("old"), key("new"));
    folder.write("token.jwt", &token(&new, "new", &login()));
    let server = RawServer::start(vec![Reply::json(200, &jwks(&old)), Reply::json(200, &jwks(&new))]);
    let keys = format!("{ISSUER}=http://{}/jwks", server.address);
    let output = folder.chain(&["chain", "@token.jwt", "--jwks", &keys, "--prove"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn r1_what_is_left_out_is_no_proof_and_no_yes() {
    let (own, evil) = (key("k1"), key("k1"));
    let folder = Folder::new("left-out");
    folder.write("keys.json", &jwks(&own));
    folder.write("good.jwt", &token(&own, "k1", &login()));
    folder.write("forged.jwt", &token(&evil, "k1", &json!({"iss": ISSUER, "sub": "bob", "jti": "2"})));
    let keys = format!("{ISSUER}=@keys.json");
    for (inputs, asked, want) in [
        (&["good.jwt"][..], &["--prove"][..], 0),
        (&["good.jwt", "forged.jwt"], &["--prove"], 1),
        (&["forged.jwt"], &["--prove"], 1),
        (&["good.jwt", "forged.jwt"], &[], 0),
        (&["forged.jwt"], &[], 0),
        (&["forged.jwt"], &["--may", "orders.read"], 1),
    ] {
        let words = ["--no-config", "--jwks", &keys, "--min-evidence", "signed"];
        let output = folder.chain(&[&["chain"], inputs, &words, asked].concat());
        assert_eq!(output.status.code(), Some(want), "{inputs:?} {asked:?}: {}", text(&output.stderr));
    }
}

/// A recorded server copies the claims of the subject token, `azp` included: nothing says which token came from which.
#[test]
fn tokens_that_do_not_say_that_they_are_one_flow_are_taken_for_one_where_somebody_says_so() {
    let folder = Folder::new("one-flow");
    let names =
        ["authorization_code", "hop1 orders", "hop2 ledger"].map(|name| format!("{name} / access_token"));
    for line in include_str!("../samples/tokens/issued.jsonl").lines() {
        let record: Value = serde_json::from_str(line).expect("JSON");
        if let Some(number) = names.iter().position(|name| record["name"] == **name)
            && record["server"] == "mock-oauth2-server"
        {
            folder.write(&format!("t{number}.jwt"), record["jwt"].as_str().expect("a token"));
        }
    }
    let words = ["chain", "@t0.jwt", "@t1.jwt", "@t2.jwt", "--no-config", "--at", "2026-11-22T14:00:00Z"];
    let note = "note: 3 chains for one subject: the tokens do not say that they are one flow\n";
    let said = |more: &[&str]| {
        let output = folder.chain(&[&words[..], more].concat());
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (text(output.stdout), text(output.stderr))
    };
    assert!(said(&[]).1.starts_with(note));
    for silent in [&["-q"][..], &["-f", "json"]] {
        assert_eq!(said(silent).1, "", "{silent:?}");
    }
    let (shown, beside) = said(&["--in-order"]);
    assert!(shown.starts_with("NOT PROVEN: 2 hops fit, no key was given\nalice\n"), "{shown}");
    assert_eq!(beside, "");
}

/// A server nests its actors and was told to write a depth of 1: the signatures hold, and what they sign is still wrong.
#[test]
fn a_signed_flow_says_that_its_depth_was_configured_wrongly() {
    let folder = Folder::new("depth");
    let names = ["authorization_code", "hop1 planner", "hop2 researcher", "hop3 ledger"]
        .map(|name| format!("{name} / access_token"));
    for line in include_str!("../samples/tokens/issued.jsonl").lines() {
        let record: Value = serde_json::from_str(line).expect("JSON");
        if let Some(number) = names.iter().position(|name| record["name"] == **name)
            && record["server"] == "spring-act-depth"
        {
            folder.write(&format!("t{number}.jwt"), record["jwt"].as_str().expect("a token"));
        }
    }
    folder.write("keys.json", include_str!("../samples/keys/spring-act-depth.json"));
    let keys = "http://127.0.0.1:9984=@keys.json";
    let words =
        ["chain", "@t0.jwt", "@t1.jwt", "@t2.jwt", "@t3.jwt", "--jwks", keys, "--prove", "--no-config"];
    let output = folder.chain(&[&words[..], &["--at", "1795362040", "-f", "json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let chain = &document["chains"][0];
    assert_eq!(chain["verdict"]["outcome"], "holds", "{}", chain["verdict"]);
    assert_eq!(chain["actors"].as_array().map(Vec::len), Some(3));
    let problems = chain["problems"].as_array().expect("problems").iter();
    let said = problems.map(|one| ["code", "text"].map(|name| one[name].clone()));
    let wrong =
        |actors| [json!("depth-mismatch"), json!(format!("act_depth is 1, and {actors} actors are named"))];
    assert_eq!(said.collect::<Vec<_>>(), [wrong(2), wrong(3)]);
}
