//! The JOSE cookbook's encrypted and signed examples against the keys room (RFC 7520, RFC 8037).

use obo::keys::decrypt::{DecryptError, DecryptionKey, open};
use obo::keys::{KeySet, Origin};
use obo::secret::Secret;
use obo::token::{Kind, Token};
use serde_json::Value;

const ENCRYPTED: &[(&str, Option<&str>)] = &[
    (
        include_str!("../vectors/cookbook/jwe/5_1.key_encryption_using_rsa_v15_and_aes-hmac-sha2.json"),
        Some("RSA1_5"),
    ),
    (include_str!("../vectors/cookbook/jwe/5_2.key_encryption_using_rsa-oaep_with_aes-gcm.json"), None),
    (
        include_str!(
            "../vectors/cookbook/jwe/5_4.key_agreement_with_key_wrapping_using_ecdh-es_and_aes-keywrap_with_aes-gcm.json"
        ),
        None,
    ),
    (
        include_str!("../vectors/cookbook/jwe/5_5.key_agreement_using_ecdh-es_with_aes-cbc-hmac-sha2.json"),
        None,
    ),
    (include_str!("../vectors/cookbook/jwe/5_6.direct_encryption_using_aes-gcm.json"), None),
    (
        include_str!(
            "../vectors/cookbook/jwe/5_7.key_wrap_using_aes-gcm_keywrap_with_aes-cbc-hmac-sha2.json"
        ),
        Some("A256GCMKW"),
    ),
    (include_str!("../vectors/cookbook/jwe/5_8.key_wrap_using_aes-keywrap_with_aes-gcm.json"), None),
    (include_str!("../vectors/cookbook/jwe/5_9.compressed_content.json"), None),
    (include_str!("../vectors/cookbook/jwe/5_10.including_additional_authentication_data.json"), None),
    (include_str!("../vectors/cookbook/jwe/5_11.protecting_specific_header_fields.json"), None),
    (include_str!("../vectors/cookbook/jwe/5_12.protecting_content_only.json"), None),
    (include_str!("../vectors/cookbook/curve25519/ecdh-es.json"), None),
];
const PBES2: &str =
    include_str!("../vectors/cookbook/jwe/5_3.key_wrap_using_pbes2-aes-keywrap_with-aes-cbc-hmac-sha2.json");
const SEVERAL: &str = include_str!("../vectors/cookbook/jwe/5_13.encrypting_to_multiple_recipients.json");
const NESTED: &str = include_str!("../vectors/cookbook/6.nesting_signatures_and_encryption.json");
const ED25519: &str = include_str!("../vectors/cookbook/curve25519/jws.json");

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn opened(token: &str, key: &str) -> Result<String, DecryptError> {
    let token = Token::parse(token).expect("a token");
    assert_eq!(token.kind(), Kind::Jwe);
    let key = DecryptionKey::read(&Secret::from(key)).expect("a key");
    open(&token, &key).map(|opened| opened.content.expose_text().expect("text").to_owned())
}

/// The compact form as it is, the JSON serializations as text.
fn forms(output: &Value) -> Vec<String> {
    let outputs = output.as_object().expect("an object").values();
    outputs.map(|form| form.as_str().map_or_else(|| form.to_string(), str::to_owned)).collect()
}

#[test]
fn every_form_of_an_encrypted_example_opens_or_is_named() {
    for (text, shut) in ENCRYPTED {
        let example = json(text);
        let key = example["input"]["key"].to_string();
        for form in forms(&example["output"]) {
            match (opened(&form, &key), shut) {
                (Ok(content), None) => assert_eq!(content, example["input"]["plaintext"]),
                (Err(DecryptError::Shut(name, _)), Some(shut)) => assert_eq!(name, *shut),
                (other, _) => panic!("{}: {other:?}", example["title"]),
            }
        }
    }
}

#[test]
fn a_password_is_no_key() {
    let example = json(PBES2);
    for form in forms(&example["output"]) {
        let error = opened(&form, example["input"]["pwd"].as_str().expect("a password")).expect_err("shut");
        assert!(matches!(error, DecryptError::Shut("PBES2-HS512+A256KW", _)), "{error:?}");
    }
}

#[test]
fn of_several_recipients_the_one_with_the_key_opens_it() {
    let example = json(SEVERAL);
    let form = example["output"]["json"].to_string();
    // The recipients' algorithms are RSA1_5, ECDH-ES+A256KW and A256GCMKW.
    let keys = example["input"]["key"].as_array().expect("keys");
    assert_eq!(
        opened(&form, &keys[1].to_string()).as_deref(),
        Ok(example["input"]["plaintext"].as_str().unwrap())
    );
    for shut in [&keys[0], &keys[2]] {
        assert!(opened(&form, &shut.to_string()).is_err());
    }
}

#[test]
fn a_nested_token_opens_and_its_signature_holds() {
    let example = json(NESTED);
    let form = example["encrypt"]["output"]["compact"].as_str().expect("a token");
    let inner = opened(form, &example["encrypt"]["input"]["key"].to_string()).expect("it opens");
    assert_eq!(inner, example["sign"]["output"]["compact"]);
    let keys = KeySet::parse(example["sign"]["input"]["key"].to_string().as_bytes(), Origin::Local);
    let token = Token::parse(&inner).expect("a token");
    assert!(keys.expect("a key").check(&token.signatures()[0]).is_ok());
}

#[test]
fn the_ed25519_example_verifies() {
    let example = json(ED25519);
    let keys = KeySet::parse(example["input"]["key"].to_string().as_bytes(), Origin::Local).expect("a key");
    for form in forms(&example["output"]) {
        let token = Token::parse(&form).expect("a token");
        assert!(keys.check(&token.signatures()[0]).is_ok());
    }
}
