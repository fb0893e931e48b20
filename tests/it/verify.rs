//! Verifying what real servers issued, and the examples of the RFCs (sources: the READMEs beside the data).

use std::collections::BTreeSet;
use std::fs;

use obo::instant::Instant;
use obo::keys::{KeySet, Origin};
use obo::token::Token;
use obo::verify::{Expect, Keyring, Owner, Policy, Ring, Verdict, judge};
use serde_json::Value;

fn ring(owner: Owner, keys: &[u8]) -> Keyring {
    let keys = KeySet::parse(keys, Origin::Published).expect("a set");
    Keyring {
        rings: vec![Ring { owner, source: "jwks.json".to_owned(), age: None, keys }],
        ..Keyring::default()
    }
}

fn failed(verdict: &Verdict) -> String {
    let failed: Vec<_> = verdict.failed().collect();
    assert_eq!(verdict.is_valid(), failed.is_empty());
    if failed.is_empty() { "valid".to_owned() } else { failed.join(" ") }
}

/// Every token is expected for its own issuer and audience, so that only what it is decides.
fn lines(server: &str, name: &str, jwt: &str) -> Option<String> {
    let token = Token::parse(jwt).ok()?;
    let claims = token.claims()?;
    let (issuer, iat) = (claims.text("iss").present()?, claims.date("iat").present()?);
    let audience = claims.audience().first().map(|audience| (*audience).to_owned());
    let audience = audience.map_or(Expect::Waived("none"), |audience| Expect::OneOf(vec![audience]));
    let policy = Policy::new(Expect::OneOf(vec![issuer.to_owned()]), audience);
    let file = format!("tests/samples/keys/{server}.json");
    let keys = ring(Owner::Issuer(issuer.to_owned()), &fs::read(file).expect("keys"));
    let at = |moment: Instant| failed(&judge(&token, &keys, &policy, moment));
    let after = claims.date("exp").present().map_or_else(|| "never".to_owned(), at);
    Some(format!("{server} | {name} | at iat: {} | at exp: {after}", at(iat)))
}

#[test]
fn recorded_tokens_verify_at_their_time_and_fail_after_it() {
    let mut all = Vec::new();
    let text = fs::read_to_string("tests/samples/tokens/issued.jsonl").expect("tokens");
    for line in text.lines() {
        let record: Value = serde_json::from_str(line).expect("JSON");
        let word = |name: &str| record[name].as_str().expect("a text");
        all.extend(lines(word("server"), word("name"), word("jwt")));
    }
    let got = all.join("\n") + "\n";
    let file = "tests/samples/keys/judged.txt";
    if std::env::var_os("OBO_BLESS").is_some() {
        fs::write(file, &got).expect("written");
    }
    assert_eq!(got, fs::read_to_string(file).expect("what was judged"));
    let servers: BTreeSet<_> =
        all.iter().filter(|line| line.contains("at iat: valid | at exp: expiry")).collect();
    assert!(servers.len() > 40, "{}", servers.len());
}

/// Examples that verify refuses, and why.
const REFUSED: &[(&str, &str)] = &[
    ("4_7", "RFC 7520 section 4.7 protects the content only: alg stands in the unprotected header (R8)"),
    ("4_8", "one of the three signatures has alg in the unprotected header (R8)"),
    ("b64_false", "RFC 7797: b64 is refused in a JWT (R8)"),
];

#[test]
fn r8_the_examples_of_the_rfcs_verify_or_are_refused_for_a_reason() {
    let mut judged = 0;
    for folder in ["tests/vectors/cookbook/jws", "tests/vectors/cookbook/rfc7797"] {
        for entry in fs::read_dir(folder).expect("listed") {
            let path = entry.expect("an entry").path();
            let example: Value = serde_json::from_slice(&fs::read(&path).expect("read")).expect("JSON");
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
            let is_refused = REFUSED.iter().any(|(part, _)| name.contains(part));
            let input = &example["input"]["key"];
            let keys = if input.is_array() { serde_json::json!({ "keys": input }) } else { input.clone() };
            for (form, output) in example["output"].as_object().expect("forms") {
                let mut output = output.clone();
                let payload = &example["input"]["payload"];
                let encoded = obo::token::base64url::encode(payload.as_str().expect("text").as_bytes());
                // A detached content is put back where it belongs.
                let text = match &mut output {
                    Value::String(text) => text.replace("..", &format!(".{encoded}.")),
                    object => {
                        let members = object.as_object_mut().expect("an object");
                        members.entry("payload").or_insert_with(|| encoded.clone().into());
                        object.to_string()
                    }
                };
                let set = KeySet::parse(keys.to_string().as_bytes(), Origin::Local);
                // The example with three signatures has a secret among its keys, which R7 refuses before all else.
                let Ok(keys) = set else {
                    assert!(is_refused, "{name}");
                    continue;
                };
                let rings = vec![Ring { owner: Owner::Unsaid, source: "key".to_owned(), age: None, keys }];
                let verdict = Token::parse(&text).map(|token| {
                    judge(
                        &token,
                        &Keyring { rings, ..Keyring::default() },
                        &Policy::signature_only(),
                        Instant::from_seconds(0),
                    )
                });
                let is_valid = verdict.as_ref().is_ok_and(Verdict::is_valid);
                assert_eq!(is_valid, !is_refused, "{name} {form}: {verdict:?}");
                judged += 1;
            }
        }
    }
    assert!(judged > 15, "{judged}");
}
