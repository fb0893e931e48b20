//! Wycheproof's JOSE vectors against the keys room (source and licence: tests/vectors/README.md).

use obo::instant::Instant;
use obo::keys::decrypt::{DecryptError, DecryptionKey, open};
use obo::keys::{KeyError, KeySet, Origin, Weakness};
use obo::secret::Secret;
use obo::token::Token;
use obo::verify::{Keyring, Owner, Policy, Ring, judge as judge_token};
use serde_json::Value;

const SIGNATURE: &str = include_str!("../vectors/wycheproof/json_web_signature_test.json");
const CRYPTO: &str = include_str!("../vectors/wycheproof/json_web_crypto_test.json");
const ENCRYPTION: &str = include_str!("../vectors/wycheproof/json_web_encryption_test.json");
const KEY: &str = include_str!("../vectors/wycheproof/json_web_key_test.json");

/// Where obo's answer is another than the file's, and why it is right: file, test, reason.
const SIGNATURE_EXCEPTIONS: &[(&str, i64, &str)] = &[
    ("signature", 346, "the key's `alg` is PS256 and the token's PS384: R7 wants them equal"),
    ("signature", 350, "as 346"),
    ("signature", 367, "the padding that the test is about is not in the file: the token is a valid one"),
    ("signature", 370, "as 367"),
    ("signature", 372, "a `?` inside base64url is ignored by some readers; R8 refuses it"),
    ("signature", 373, "as 372"),
    ("crypto", 17, "the JSON serialization of a good token: obo reads both"),
];

/// As above.
const ENCRYPTION_EXCEPTIONS: &[(&str, i64, &str)] =
    &[("encryption", 22, "the JSON serialization of a good token: obo reads both"), ("crypto", 66, "as 22")];

/// What obo knows by name and does not open: the file's valid tests with it, first and last.
const SHUT: &[(i64, i64, &str)] = &[
    (60, 61, "ECDH-ES+A192KW"),
    (70, 70, "A192KW"),
    (71, 71, "A128GCMKW"),
    (72, 72, "A192GCMKW"),
    (73, 75, "A256GCMKW"),
    (100, 105, "RSA1_5"),
    (112, 112, "RSA1_5"),
    (128, 128, "RSA1_5"),
    (133, 133, "A256GCMKW"),
];

struct Test {
    file: &'static str,
    id: i64,
    key: Value,
    private: Value,
    token: String,
    plaintext: Option<String>,
    is_valid: bool,
}

fn tests(file: &'static str, text: &str, member: &str) -> Vec<Test> {
    let whole: Value = serde_json::from_str(text).expect("JSON");
    let mut found = Vec::new();
    for group in whole["testGroups"].as_array().expect("groups") {
        let key = if group["public"].is_null() { &group["private"] } else { &group["public"] };
        for test in group["tests"].as_array().expect("tests") {
            let Some(token) = test.get(member) else { continue };
            found.push(Test {
                file,
                id: test["tcId"].as_i64().expect("an id"),
                key: key.clone(),
                private: group["private"].clone(),
                plaintext: test["pt"].as_str().map(str::to_owned),
                token: token.as_str().map_or_else(|| token.to_string(), str::to_owned),
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
        let by_keys = token
            .signatures()
            .iter()
            .try_for_each(|s| keys.check(s).map(|_| ()).map_err(|e| format!("{e:?}")));
        let rings =
            vec![Ring { owner: Owner::Unsaid, source: "key".to_owned(), age: None, keys: keys.clone() }];
        let now = Instant::from_seconds(0);
        let verdict =
            judge_token(&token, &Keyring { rings, ..Keyring::default() }, &Policy::signature_only(), now);
        assert_eq!(verdict.is_valid(), by_keys.is_ok(), "{} {}: {verdict:?}", test.file, test.id);
        by_keys
    });
}

#[test]
fn r24_the_roca_key_is_refused_by_name() {
    let tests = tests("crypto", CRYPTO, "jws");
    let test = tests.iter().find(|test| test.id == 46).expect("test 46");
    let error = KeySet::parse(test.key.to_string().as_bytes(), Origin::Local).expect_err("refused");
    assert_eq!(error, obo::keys::KeySetError::Key(KeyError::Weak(Weakness::Roca)));
}

#[test]
fn encrypted_tokens_open_and_stay_shut_as_wycheproof_says() {
    let mut all = tests("encryption", ENCRYPTION, "jwe");
    assert_eq!(all.len(), 139);
    all.extend(tests("crypto", CRYPTO, "jwe"));
    assert_eq!(all.len(), 139 + 34);
    let shut = |test: &Test| {
        let row = SHUT.iter().find(|(first, last, _)| (*first..=*last).contains(&test.id));
        row.filter(|_| test.file == "encryption").map(|(_, _, name)| *name)
    };
    for test in all.iter().filter(|test| shut(test).is_some()) {
        assert!(test.is_valid, "{}", test.id);
        match opened(test) {
            Err(Shut::Token(DecryptError::Shut(name, _))) => {
                assert_eq!(Some(name), shut(test), "{}", test.id)
            }
            other => panic!("{}: {other:?}", test.id),
        }
    }
    all.retain(|test| shut(test).is_none());
    judge(&all, ENCRYPTION_EXCEPTIONS, |test| {
        let content = opened(test).map_err(|error| format!("{error:?}"))?;
        if let Some(plaintext) = &test.plaintext {
            let hex: String = content.expose().iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(&hex, plaintext, "{}", test.id);
        }
        Ok(())
    });
}

#[derive(Debug)]
#[allow(dead_code, reason = "read by Debug")]
enum Shut {
    NoToken,
    Key(KeyError),
    Token(DecryptError),
}

fn opened(test: &Test) -> Result<Secret, Shut> {
    let key = DecryptionKey::read(&Secret::from(test.private.to_string())).map_err(Shut::Key)?;
    let token = Token::parse(&test.token).map_err(|_| Shut::NoToken)?;
    open(&token, &key).map(|opened| opened.content).map_err(Shut::Token)
}
