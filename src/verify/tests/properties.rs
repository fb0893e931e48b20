//! What holds for every token: nothing that was changed verifies.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{ISSUER, NOW, claims, policy, ring};
use crate::instant::Instant;
use crate::keys::{Algorithm, SigningKey, jws};
use crate::token::Token;
use crate::token::base64url::{decode, encode};
use crate::verify::{ActorId, Expect, Keyring, Outcome, Owner, Policy, judge, names};

/// A token that is valid, and everything that makes it so.
struct Good {
    text: String,
    keyring: Keyring,
    policy: Policy,
}

fn good(algorithm: Algorithm) -> Good {
    let key = SigningKey::generate(algorithm).expect("a key").with_kid("k1");
    let claims = claims(&json!({
        "client_id": "web", "scope": "read", "jti": "1", "nbf": NOW - 1,
        "act": {"sub": "b", "act": {"sub": "a"}},
    }));
    let token =
        jws::compact(&json!({"kid": "k1", "typ": "at+jwt"}), &claims, &key, algorithm).expect("a token");
    let keys = [key.public_jwk().expect("a public key")];
    let policy = Policy {
        subjects: vec!["alice".to_owned()],
        clients: vec!["web".to_owned()],
        scopes: vec!["read".to_owned()],
        types: vec!["at+jwt".to_owned()],
        actors: vec![ActorId::parse("b")],
        prior_actors: vec![ActorId::parse("a")],
        max_depth: Some(2),
        max_age: Some(60),
        max_lifetime: Some(120),
        ..policy()
    };
    Good {
        text: token.expose_text().expect("ASCII").to_owned(),
        keyring: Keyring { rings: vec![ring(Owner::Issuer(ISSUER.to_owned()), &keys)], ..Keyring::default() },
        policy,
    }
}

impl Good {
    fn is_valid(&self, text: &str) -> bool {
        Token::parse(text).is_ok_and(|token| {
            judge(&token, &self.keyring, &self.policy, Instant::from_seconds(NOW)).is_valid()
        })
    }
}

#[test]
fn no_bit_of_a_token_can_be_flipped() {
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Es384] {
        let good = good(algorithm);
        assert!(good.is_valid(&good.text));
        let segments: Vec<Vec<u8>> =
            good.text.split('.').map(|part| decode(part).expect("base64url")).collect();
        for (segment, bytes) in segments.iter().enumerate() {
            for bit in 0..bytes.len() * 8 {
                let mut changed = segments.clone();
                changed[segment][bit / 8] ^= 1 << (bit % 8);
                let text = changed.iter().map(|part| encode(part)).collect::<Vec<_>>().join(".");
                assert!(!good.is_valid(&text), "{algorithm}: bit {bit} of segment {segment}");
            }
        }
    }
}

#[test]
fn no_character_of_a_token_can_be_replaced_taken_out_or_doubled() {
    let good = good(Algorithm::Es256);
    for at in 0..good.text.len() {
        let (before, rest) = good.text.split_at(at);
        let (one, after) = rest.split_at(1);
        for other in ["", "A", "_", "=", "+", " ", ".", "\n", "~", &format!("{one}{one}")] {
            // Folding at a line's end may be taken off; the token itself never holds a line break.
            if other != one {
                assert!(!good.is_valid(&format!("{before}{other}{after}")), "{other:?} at {at}");
            }
        }
    }
}

fn claim() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "iss",
        "aud",
        "sub",
        "exp",
        "nbf",
        "iat",
        "azp",
        "client_id",
        "scope",
        "scp",
        "act",
        "may_act",
        "cnf",
        "events",
        "req_wl",
        "txn",
        "delegation_chain",
        "_sd",
    ])
}

/// What a claim may be, right or wrong.
fn value() -> impl Strategy<Value = Value> {
    let nodes = [json!({"sub": "b"}), json!({"sub": ""}), json!({"sub": 1}), json!({"sub": "b", "iss": 1})];
    let nested = [
        json!({"sub": "b", "act": {"sub": "a"}}),
        json!({"sub": "b", "act": [{"sub": "a"}]}),
        json!({"sub": "b", "_sd": ["x"]}),
        json!({"jkt": "x"}),
    ];
    let texts = ["", "b", "alice", "api", "read", "read write", ISSUER].map(|text| json!(text));
    let numbers = [json!(NOW), json!(NOW + 1), json!(NOW - 1), json!(-1), json!(1e300)];
    let others = [Value::Null, json!(true), json!([]), json!({}), json!(["api"]), json!([1]), json!([[]])];
    let all = [&nodes[..], &nested, &texts, &numbers, &others].concat();
    prop::sample::select(all)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn r8_a_critical_extension_never_verifies(name in "[a-z0-9#_-]{1,12}", value in any::<u32>()) {
        let key = SigningKey::generate(Algorithm::EdDsa).expect("a key").with_kid("k1");
        let keys = [key.public_jwk().expect("a public key")];
        let keyring = Keyring { rings: vec![ring(Owner::Issuer(ISSUER.to_owned()), &keys)], ..Keyring::default() };
        for header in [json!({"crit": [name], (name.clone()): value}), json!({"crit": [name]})] {
            let token = jws::compact(&header, &claims(&json!({})), &key, Algorithm::EdDsa).expect("a token");
            let token = Token::parse(token.expose_text().expect("ASCII")).expect("a token");
            prop_assert!(!judge(&token, &keyring, &policy(), Instant::from_seconds(NOW)).is_valid());
        }
    }

    #[test]
    fn r9_a_claim_of_another_type_never_passes_where_it_is_asked(
        name in prop::sample::select(vec!["iss", "aud", "sub", "exp", "iat", "nbf", "client_id", "scope", "act", "cnf"]),
        kind in 0..6_u8,
        number in any::<i64>(),
    ) {
        let value = match kind {
            0 => Value::Null,
            1 => json!(number),
            2 => json!({"x": number}),
            3 => json!([number]),
            4 => json!(true),
            _ => json!([[]]),
        };
        // A number is what three of them should be, and an object what the fourth should.
        prop_assume!(kind != 2 || name != "cnf");
        prop_assume!(kind != 1 || !["exp", "iat", "nbf"].contains(&name));
        let key = SigningKey::generate(Algorithm::EdDsa).expect("a key");
        let keys = [key.public_jwk().expect("a public key")];
        let keyring = Keyring { rings: vec![ring(Owner::Issuer(ISSUER.to_owned()), &keys)], ..Keyring::default() };
        let mut claims = claims(&json!({"client_id": "web", "scope": "read", "act": {"sub": "b"}}));
        claims[name] = value;
        let token = jws::compact(&json!({}), &claims, &key, Algorithm::EdDsa).expect("a token");
        let token = Token::parse(token.expose_text().expect("ASCII")).expect("a token");
        let policy = Policy {
            subjects: vec!["alice".to_owned()],
            clients: vec!["web".to_owned()],
            scopes: vec!["read".to_owned()],
            actors: vec![ActorId::parse("b")],
            max_age: Some(60),
            ..policy()
        };
        prop_assert!(!judge(&token, &keyring, &policy, Instant::from_seconds(NOW)).is_valid());
        let waived = Policy { issuer: Expect::Waived("x"), audience: Expect::Waived("x"), ..policy };
        prop_assert!(!judge(&token, &keyring, &waived, Instant::from_seconds(NOW)).is_valid());
    }

    #[test]
    fn r1_a_yes_has_no_failed_check_and_a_no_has_one_with_its_reason(
        changes in prop::collection::vec((claim(), value()), 0..4),
        typ in prop::sample::select(vec!["JWT", "at+jwt", "dpop+jwt", "txntoken+jwt", ""]),
        asks in any::<[bool; 8]>(),
    ) {
        let key = SigningKey::generate(Algorithm::EdDsa).expect("a key");
        let keys = [key.public_jwk().expect("a public key")];
        let keyring = Keyring { rings: vec![ring(Owner::Issuer(ISSUER.to_owned()), &keys)], ..Keyring::default() };
        let mut claims = claims(&json!({"act": {"sub": "b", "act": {"sub": "a"}}, "may_act": {"sub": "b"}}));
        for (name, value) in changes {
            claims[name] = value;
        }
        let [subject, scope, actor, prior, depth, none, may, binding] = asks;
        let policy = Policy {
            subjects: subject.then(|| "alice".to_owned()).into_iter().collect(),
            scopes: scope.then(|| "read".to_owned()).into_iter().collect(),
            actors: actor.then(|| ActorId::parse("b")).into_iter().collect(),
            prior_actors: prior.then(|| ActorId::parse("a")).into_iter().collect(),
            max_depth: depth.then_some(2),
            no_delegation: none,
            may_act: may,
            require_binding: binding,
            ..policy()
        };
        let token = jws::compact(&json!({ "typ": typ }), &claims, &key, Algorithm::EdDsa).expect("a token");
        let token = Token::parse(token.expose_text().expect("ASCII")).expect("a token");
        let verdict = judge(&token, &keyring, &policy, Instant::from_seconds(NOW));
        prop_assert_eq!(verdict.is_valid(), verdict.failed().next().is_none());
        prop_assert!(verdict.checks().iter().map(|check| check.name).eq(names()));
        prop_assert!(verdict.checks().iter().all(|check| !check.detail.is_empty()));
        // Whoever acts unclearly is nobody's match, whatever of him is asked.
        if verdict.check("delegation").is_some_and(|check| check.outcome == Outcome::Fail) && !none {
            for (name, asked) in [("actor", actor), ("prior-actor", prior), ("depth", depth), ("may-act", may)] {
                let outcome = verdict.check(name).map(|check| check.outcome);
                prop_assert!(!asked || outcome == Some(Outcome::Fail), "{}", name);
            }
        }
    }
}
