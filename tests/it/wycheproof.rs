//! Wycheproof's JOSE vectors against the keys room (source and licence: tests/vectors/README.md).

use obo::keys::{KeyError, KeySet, Origin, Weakness};
use obo::token::Token;
use serde_json::Value;

const SIGNATURE: &str = include_str!("../vectors/wycheproof/json_web_signature_test.json");
const CRYPTO: &str = include_str!("../vectors/wycheproof/json_web_crypto_test.json");
const KEY: &str = include_str!("../vectors/wycheproof/json_web_key_test.json");

/// Where obo's answer is another than the file's, and why it is right: file, test, reason.
const SIGNATURE_EXCEPTIONS: &[(&str, i64, &str)] = &[
    ("signature", 346, "the key's `alg` is PS256 and the token's PS384: R7 wants them equal"),
    ("signature", 350, "as 346"),
    ("signature", 367, "the padding that the test is about is not in the file: the token is 366 again"),
    ("signature", 370, "as 367"),
    ("signature", 372, "a `?` inside base64url is ignored by some readers; R8 refuses it"),
    ("signature", 373, "as 372"),
];

struct Test {
    file: &'static str,
    id: i64,
    key: Value,
    token: String,
    is_valid: bool,
}

fn tests(file: &'static str, text: &str, member: &str) -> Vec<Test> {
    let whole: Value = serde_json::from_str(text).expect("JSON");
    let mut found = Vec::new();
    for group in whole["testGroups"].as_array().expect("groups") {
        let key = if group["public"].is_null() { &group["private"] } else { &group["public"] };
        for test in group["tests"].as_array().expect("tests") {
            let Some(token) = test[member].as_str() else { continue };
            found.push(Test {
                file,
                id: test["tcId"].as_i64().expect("an id"),
                key: key.clone(),
                token: token.to_owned(),
                is_valid: test["result"] == "valid",
            });
        }
    }
    found
}

/// Compares every answer with the file's; an exception that is none any more fails too.
fn judge(tests: &[Test], exceptions: &[(&str, i64, &str)], accepts: impl Fn(&Test) -> Result<(), String>) {
    let mut wrong = Vec::new();
    for test in tests {
        let answer = accepts(test);
        let excepted = exceptions.iter().any(|(file, id, _)| *file == test.file && *id == test.id);
        if (answer.is_ok() == test.is_valid) == excepted {
            wrong.push(format!("{} {}: {answer:?}, excepted: {excepted}", test.file, test.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn r7_r24_signatures_are_accepted_and_refused_as_wycheproof_says() {
    let mut all = tests("signature", SIGNATURE, "jws");
    assert_eq!(all.len(), 401);
    all.extend(tests("crypto", CRYPTO, "jws"));
    all.extend(tests("key", KEY, "jws"));
    judge(&all, SIGNATURE_EXCEPTIONS, |test| {
        let keys =
            KeySet::parse(test.key.to_string().as_bytes(), Origin::Local).map_err(|e| format!("{e:?}"))?;
        let token = Token::parse(&test.token).map_err(|e| format!("{e:?}"))?;
        if !token.faults().is_empty() {
            return Err("not strict".to_owned());
        }
        token.signatures().iter().try_for_each(|s| keys.check(s).map(|_| ()).map_err(|e| format!("{e:?}")))
    });
}

#[test]
fn r24_the_roca_key_is_refused_by_name() {
    let tests = tests("crypto", CRYPTO, "jws");
    let test = tests.iter().find(|test| test.id == 46).expect("test 46");
    let error = KeySet::parse(test.key.to_string().as_bytes(), Origin::Local).expect_err("refused");
    assert_eq!(error, obo::keys::KeySetError::Key(KeyError::Weak(Weakness::Roca)));
}
