//! Why a check came out as it did: what it says, what was asked for, what was there instead.

use serde_json::{Value, json};

use super::{ISSUER, Scene, scene};
use crate::keys::Algorithm;
use crate::token::base64url::encode;
use crate::verify::{ActorId, ActorToken, Policy};

/// A check's detail, what was wanted and what was found; `-` where there is none.
fn told(scene: &Scene, changes: &Value, name: &str) -> String {
    let verdict = scene.judge(changes);
    let check = verdict.check(name).expect("listed");
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    format!("{} / {} / {}", check.detail, or_none(&check.wanted), or_none(&check.found))
}

fn asked(change: impl FnOnce(&mut Policy)) -> Scene {
    scene().with(change)
}

#[test]
fn a_claim_that_fails_says_what_it_lacks() {
    let scopes = || asked(|policy| policy.scopes = vec!["read".to_owned()]);
    let subjects = || asked(|policy| policy.subjects = vec!["bob".to_owned(), "carol".to_owned()]);
    let aged = || asked(|policy| policy.max_lifetime = Some(60));
    for (scene, changes, name, want) in [
        (scene(), json!({"iss": null}), "issuer", "the token names no issuer / https://issuer.example / -"),
        (
            scene(),
            json!({"iss": null, "sub": "spiffe://td.example/a"}),
            "issuer",
            "the token names no issuer; that of a JWT-SVID stands in its sub (--token-type jwt-svid) / \
             https://issuer.example / -",
        ),
        (scene(), json!({"aud": []}), "audience", "aud is an empty list / api / -"),
        (scene(), json!({"aud": ["x", "y"]}), "audience", "another audience / api / x y"),
        (scene(), json!({"aud": null}), "audience", "the token names no audience / api / -"),
        (subjects(), json!({}), "subject", "another subject / bob or carol / alice"),
        (subjects(), json!({"sub": null}), "subject", "the token names no subject / bob or carol / -"),
        (scopes(), json!({"scope": 5}), "scope", "scope is a number / - / -"),
        (scopes(), json!({"scp": 5}), "scope", "scp is a number / - / -"),
        (scopes(), json!({}), "scope", "the token states no scope / read / -"),
        (scopes(), json!({"scope": "write"}), "scope", "without read / read / write"),
        (aged(), json!({"exp": "x"}), "lifetime", "iat or exp is no NumericDate / 60 s at most / -"),
        (aged(), json!({"iat": []}), "lifetime", "iat or exp is no NumericDate / 60 s at most / -"),
        (
            aged(),
            json!({"iat": null}),
            "lifetime",
            "the token has no iat and exp to count between / 60 s at most / -",
        ),
        (scene(), json!({}), "key", "EC P-256, for signatures / - / -"),
        (scene(), json!({"act": {"sub": ""}}), "actor", "/act names nobody: its sub is empty / - / -"),
        (
            scene(),
            json!({"act": {"iss": "x"}}),
            "actor",
            "/act names nobody: it has no sub, client_id, agent, azp, email / - / -",
        ),
        (
            scene(),
            json!({"txn": "1", "req_wl": ["w", ""]}),
            "actor",
            "/req_wl/1 is an empty string, not a workload's name / - / -",
        ),
    ] {
        assert_eq!(told(&scene, &changes, name), want, "{changes}");
    }
}

#[test]
fn a_secret_is_named_as_one() {
    let mut scene = scene();
    let jwk = json!({"kty": "oct", "k": encode(&[7; 32]), "alg": "HS256"});
    scene.keyring.rings = vec![super::ring(crate::verify::Owner::Issuer(ISSUER.to_owned()), &[jwk])];
    let head = encode(br#"{"alg":"HS256"}"#);
    let verdict =
        scene.of_text(&format!("{head}.{}.YWFhYQ", encode(super::claims(&json!({})).to_string().as_bytes())));
    assert_eq!(verdict.check("key").expect("listed").detail, "a shared secret, for signatures");
}

#[test]
fn r12_who_acts_is_said_beside_who_should() {
    let actor = |text: &'static str| asked(move |policy| policy.actors = vec![ActorId::parse(text)]);
    let two = json!({"act": {"sub": "b", "act": {"sub": "a"}}});
    let none = "nobody is named as acting";
    for (wanted, changes, want) in [
        ("b", json!({}), format!("{none} / b / -")),
        ("b", json!({"azp": "b"}), format!("{none} / b / client b, inferred, which does not count")),
        ("a", two.clone(), "another actor / a / b; a is a prior actor, 1 of 2".to_owned()),
        // Who acted before is nobody's question where somebody else is asked for.
        ("z", two, "another actor / z / b".to_owned()),
        (
            "https://other.example|b",
            json!({"act": {"sub": "b"}}),
            "another actor / https://other.example|b / b".to_owned(),
        ),
        ("b", json!({"act": {"sub": "b"}}), "b / - / -".to_owned()),
    ] {
        assert_eq!(told(&actor(wanted), &changes, "actor"), want, "{changes}");
    }
}

#[test]
fn r12_who_may_act_is_said_beside_who_does() {
    let other = "https://other.example";
    let by = |token: Option<ActorToken>| {
        asked(move |policy| {
            policy.may_act = true;
            policy.actor_token = token;
        })
    };
    let stated = |may_act: Value| json!({"may_act": may_act, "act": {"sub": "b"}});
    for (changes, want) in [
        (stated(json!({"sub": "b"})), "b / - / -".to_owned()),
        (stated(json!({"sub": "c"})), "another actor than may_act names / c / b".to_owned()),
        (
            stated(json!({"sub": "b", "iss": other})),
            format!("an actor of another issuer / {other}|b / {ISSUER}|b"),
        ),
        (stated(json!({"sub": 5})), "sub in may_act is a number / - / -".to_owned()),
        (stated(json!({"sub": "b", "iss": 5})), "iss in may_act is a number / - / -".to_owned()),
        (stated(json!({"sub": ""})), "may_act names nobody / - / -".to_owned()),
        (stated(json!({})), "may_act names nobody / - / -".to_owned()),
        (stated(json!("b")), "may_act is a string, not an object / - / -".to_owned()),
        (json!({"act": {"sub": "b"}}), "the token has no may_act / - / -".to_owned()),
        (
            json!({"may_act": {"sub": "b"}}),
            "there is no actor token, and nobody is named as acting / b / -".to_owned(),
        ),
    ] {
        assert_eq!(told(&by(None), &changes, "may-act"), want, "{changes}");
    }
    let verified = ActorToken::Verified { issuer: other.to_owned(), subject: "b".to_owned() };
    assert_eq!(
        told(&by(Some(verified)), &json!({"may_act": {"sub": "b"}}), "may-act"),
        format!("an actor of another issuer / {ISSUER}|b / {other}|b")
    );
}

#[test]
fn a_kid_that_is_no_text_is_named_by_what_it_is() {
    let scene = scene();
    let body = encode(super::claims(&json!({})).to_string().as_bytes());
    for (kid, want) in [
        (r#""k1\ud800""#, "kid is a string with half a surrogate pair, not a text"),
        ("1", "kid is a number, not a text"),
        ("null", "kid is null, not a text"),
    ] {
        let input = format!("{}.{body}", encode(format!(r#"{{"alg":"ES256","kid":{kid}}}"#).as_bytes()));
        let signature = scene.key.sign(Algorithm::Es256, input.as_bytes()).expect("a signature");
        let verdict = scene.of_text(&format!("{input}.{}", encode(&signature)));
        assert_eq!(verdict.check("key").expect("listed").detail, want);
        assert!(!verdict.is_valid());
    }
}
