//! The whole of judging, over tokens that the tests sign themselves.

mod binding;
mod claims;
mod delegation;
mod introspection;
mod keys;
mod list;
mod proof;
mod properties;
mod reasons;
mod sd_jwt;
mod signatures;

use serde_json::{Value, json};

use super::{Expect, Keyring, Owner, Policy, Ring, Verdict, judge};
use crate::instant::Instant;
use crate::keys::{Algorithm, KeySet, Origin, SigningKey, jws};
use crate::token::Token;

const ISSUER: &str = "https://issuer.example";
const NOW: i64 = 1_000_000;

struct Scene {
    key: SigningKey,
    keyring: Keyring,
    policy: Policy,
}

fn ring(owner: Owner, keys: &[Value]) -> Ring {
    let set = json!({ "keys": keys }).to_string();
    Ring {
        owner,
        source: "jwks.json".to_owned(),
        age: None,
        keys: KeySet::parse(set.as_bytes(), Origin::Local).expect("a set"),
    }
}

fn policy() -> Policy {
    Policy::new(Expect::OneOf(vec![ISSUER.to_owned()]), Expect::OneOf(vec!["api".to_owned()]))
}

fn scene() -> Scene {
    let key = SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("k1");
    let jwk = key.public_jwk().expect("a public key");
    let keyring =
        Keyring { rings: vec![ring(Owner::Issuer(ISSUER.to_owned()), &[jwk])], ..Keyring::default() };
    Scene { key, keyring, policy: policy() }
}

/// Claims that pass, changed by what the test gives; null takes a claim out.
fn claims(changes: &Value) -> Value {
    let mut claims = json!({"iss": ISSUER, "aud": "api", "sub": "alice", "iat": NOW - 60, "exp": NOW + 60});
    for (name, value) in changes.as_object().expect("an object") {
        match value {
            Value::Null => drop(claims.as_object_mut().expect("an object").remove(name)),
            value => claims[name] = value.clone(),
        }
    }
    claims
}

impl Scene {
    fn text(&self, header: &Value, claims: &Value) -> String {
        let token = jws::compact(header, claims, &self.key, Algorithm::Es256).expect("a token");
        token.expose_text().expect("ASCII").to_owned()
    }

    fn of_text(&self, text: &str) -> Verdict {
        judge(&Token::parse(text).expect("a token"), &self.keyring, &self.policy, Instant::from_seconds(NOW))
    }

    fn judge(&self, changes: &Value) -> Verdict {
        self.of_text(&self.text(&json!({"kid": "k1"}), &claims(changes)))
    }

    fn with(mut self, change: impl FnOnce(&mut Policy)) -> Self {
        change(&mut self.policy);
        self
    }
}

fn failed(verdict: &Verdict) -> Vec<&'static str> {
    assert_eq!(verdict.is_valid(), verdict.failed().next().is_none(), "{:?}", verdict.checks());
    verdict.failed().collect()
}
