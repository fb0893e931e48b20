//! The whole of judging, over tokens that the tests sign themselves.

use serde_json::{Value, json};

use super::check::Outcome;
use super::{ActorId, ActorToken, Expect, Keyring, Owner, Policy, Ring, TokenType, Verdict, judge, names};
use crate::instant::Instant;
use crate::keys::{Algorithm, KeySet, Origin, SigningKey, jws};
use crate::token::Token;
use crate::token::base64url::encode;

const ISSUER: &str = "https://issuer.example";
const NOW: i64 = 1_000_000;

pub(super) struct Scene {
    key: SigningKey,
    keyring: Keyring,
    policy: Policy,
}

fn ring(owner: Owner, keys: &[Value]) -> Ring {
    let set = json!({ "keys": keys }).to_string();
    Ring {
        owner,
        source: "jwks.json".to_owned(),
        keys: KeySet::parse(set.as_bytes(), Origin::Local).expect("a set"),
    }
}

fn policy() -> Policy {
    Policy::new(Expect::OneOf(vec![ISSUER.to_owned()]), Expect::OneOf(vec!["api".to_owned()]))
}

fn scene() -> Scene {
    let key = SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("k1");
    let jwk = key.public_jwk().expect("a public key");
    let keyring = Keyring { rings: vec![ring(Owner::Issuer(ISSUER.to_owned()), &[jwk])] };
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

#[test]
fn every_verdict_has_all_checks_in_the_contracts_order() {
    let want = "signature algorithm key critical-headers type issuer audience subject client scope expiry not-before \
                issued-at age lifetime actor prior-actor depth delegation may-act dpop certificate introspection profile";
    assert_eq!(names().collect::<Vec<_>>().join(" "), want);
    let scene = scene();
    let good = scene.judge(&json!({}));
    assert!(good.is_valid(), "{:?}", good.checks());
    let bare = judge(
        &Token::parse(&format!("{}.e30.", encode(br#"{"alg":"none"}"#))).expect("a token"),
        &scene.keyring,
        &scene.policy,
        Instant::from_seconds(NOW),
    );
    for verdict in [good, bare, super::unreadable("x"), scene.judge(&json!({"aud": 42}))] {
        let listed: Vec<_> = verdict.checks().iter().map(|check| check.name).collect();
        assert_eq!(listed.join(" "), want);
    }
}

#[test]
fn r1_nothing_unsigned_is_ever_valid() {
    let scene = scene();
    for header in [json!({"alg": "none"}), json!({"alg": "NONE"}), json!({}), json!({"alg": 1})] {
        let body = encode(claims(&json!({})).to_string().as_bytes());
        for end in ["", "c2ln"] {
            let verdict = scene.of_text(&format!("{}.{body}.{end}", encode(header.to_string().as_bytes())));
            assert_eq!(failed(&verdict), ["signature", "algorithm"], "{header}");
        }
    }
    let sealed = format!("{}..YQ.YQ.YQ", encode(br#"{"alg":"dir","enc":"A128GCM"}"#));
    assert_eq!(failed(&scene.of_text(&sealed)), ["signature"]);
    for kind in [crate::token::Kind::Claims, crate::token::Kind::Introspection] {
        let text = claims(&json!({"active": true})).to_string();
        let document = crate::token::json::Document::parse(text.as_bytes(), crate::token::json::Budget::TOKEN);
        let token = Token::from_claims(kind, document.expect("JSON").into(), text.as_bytes());
        let verdict = judge(&token, &scene.keyring, &Policy::signature_only(), Instant::from_seconds(NOW));
        assert!(!verdict.is_valid());
    }
}

#[test]
fn r3_a_token_meets_only_the_keys_of_its_issuer() {
    let mut scene = scene();
    let other = SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("k2");
    let jwk = other.public_jwk().expect("a public key");
    scene.keyring.rings.push(ring(Owner::Issuer("https://other.example".to_owned()), &[jwk]));
    scene.policy.issuer = Expect::OneOf(vec![ISSUER.to_owned(), "https://other.example".to_owned()]);
    assert!(scene.judge(&json!({})).is_valid());
    assert_eq!(failed(&scene.judge(&json!({"iss": "https://other.example"}))), ["signature", "key"]);
    assert_eq!(failed(&scene.judge(&json!({"iss": "https://evil.example"}))), ["signature", "key", "issuer"]);
    assert_eq!(failed(&scene.judge(&json!({"iss": null}))), ["signature", "key", "issuer"]);
    scene.policy.issuer = Expect::Waived("waived by --any-issuer");
    assert_eq!(failed(&scene.judge(&json!({"iss": "https://evil.example"}))), ["signature", "key"]);
}

#[test]
fn r3_keys_of_nobody_say_nothing_about_an_issuer() {
    let mut scene = scene();
    scene.keyring.rings[0].owner = Owner::Unsaid;
    assert_eq!(failed(&scene.judge(&json!({}))), ["signature", "key"]);
    scene.policy.issuer = Expect::Waived("waived by --any-issuer");
    for iss in [json!(ISSUER), json!("https://evil.example"), Value::Null] {
        let verdict = scene.judge(&json!({"iss": iss}));
        assert!(verdict.is_valid());
        let detail = &verdict.check("signature").expect("listed").detail;
        assert!(detail.contains("says nothing about an issuer"), "{detail}");
        assert_eq!(verdict.check("issuer").map(|check| check.outcome), Some(Outcome::Skip));
    }
    assert_eq!(failed(&scene.judge(&json!({"iss": 42}))), ["issuer"]);
}

#[test]
fn r7_algorithm_and_key_are_never_confused() {
    let mut scene = scene();
    let rsa = SigningKey::generate(Algorithm::Rs256).expect("a key").with_kid("k1");
    let pem = rsa.public_jwk().expect("a public key").to_string();
    scene.keyring = Keyring {
        rings: vec![ring(Owner::Issuer(ISSUER.to_owned()), &[rsa.public_jwk().expect("a public key")])],
    };
    let forged = SigningKey::from_secret(&crate::secret::Secret::from(pem));
    let token = jws::compact(&json!({"kid": "k1"}), &claims(&json!({})), &forged, Algorithm::Hs256).expect("a token");
    let verdict = scene.of_text(token.expose_text().expect("ASCII"));
    assert_eq!(failed(&verdict), ["signature", "algorithm", "key"]);
    assert!(verdict.key().is_none());
    let token = jws::compact(&json!({"kid": "k1"}), &claims(&json!({})), &rsa, Algorithm::Ps256).expect("a token");
    let text = token.expose_text().expect("ASCII").to_owned();
    assert!(scene.of_text(&text).is_valid());
    scene.policy.algorithms = vec![Algorithm::Rs256, Algorithm::Es256];
    assert_eq!(failed(&scene.of_text(&text)), ["algorithm"]);
    for (kid, want) in [(json!("k9"), vec!["signature", "key"]), (json!(1), vec!["signature", "key"])] {
        let verdict = scene.of_text(&scene.text(&json!({"kid": kid}), &claims(&json!({}))));
        assert_eq!(failed(&verdict), want);
        assert_eq!(verdict.is_kid_unknown(), kid == "k9");
    }
}

#[test]
fn r7_keys_in_the_tokens_own_header_are_never_trusted() {
    let scene = scene();
    let stranger = SigningKey::generate(Algorithm::Es256).expect("a key");
    let jwk = stranger.public_jwk().expect("a public key");
    for header in [
        json!({"jwk": jwk}),
        json!({"jwk": jwk, "kid": "k1"}),
        json!({"jku": "https://evil.example/jwks", "kid": "k1"}),
    ] {
        let token = jws::compact(&header, &claims(&json!({})), &stranger, Algorithm::Es256).expect("a token");
        let verdict = scene.of_text(token.expose_text().expect("ASCII"));
        assert_eq!(verdict.check("signature").map(|check| check.outcome), Some(Outcome::Fail));
        assert!(!verdict.is_valid());
    }
}

#[test]
fn r8_every_signature_must_hold() {
    let scene = scene();
    let body = encode(claims(&json!({})).to_string().as_bytes());
    let entry = |text: &str| {
        let parts: Vec<&str> = text.split('.').collect();
        json!({"protected": parts[0], "signature": parts[2]})
    };
    let good = entry(&scene.text(&json!({"kid": "k1"}), &claims(&json!({}))));
    let stranger = SigningKey::generate(Algorithm::Es256).expect("a key");
    let token = jws::compact(&json!({}), &claims(&json!({})), &stranger, Algorithm::Es256).expect("a token");
    let bad = entry(token.expose_text().expect("ASCII"));
    for (signatures, want) in [
        (vec![good.clone()], vec![]),
        (vec![good.clone(), good.clone()], vec![]),
        (vec![good.clone(), bad.clone()], vec!["signature"]),
        (vec![bad, good], vec!["signature"]),
        (vec![], vec!["signature", "algorithm", "key", "critical-headers"]),
    ] {
        let count = signatures.len();
        let verdict = scene.of_text(&json!({"payload": body, "signatures": signatures}).to_string());
        assert_eq!(failed(&verdict), want);
        assert_eq!(verdict.signatures().len(), if count > 1 { count } else { 0 });
    }
}

#[test]
fn r8_what_has_two_readings_has_no_valid_signature() {
    let scene = scene();
    let good = scene.text(&json!({"kid": "k1"}), &claims(&json!({})));
    for text in [good.replacen('.', "=.", 1), format!("{good}="), good.replacen('.', " .", 1)] {
        assert_eq!(failed(&scene.of_text(&text)), ["signature"], "{text}");
    }
    let head = encode(br#"{"alg":"ES256","kid":"k1"}"#);
    let doubled = claims(&json!({})).to_string().replacen('{', r#"{"aud":"evil","#, 1);
    let input = format!("{head}.{}", encode(doubled.as_bytes()));
    let signature = scene.key.sign(Algorithm::Es256, input.as_bytes()).expect("a signature");
    let verdict = scene.of_text(&format!("{input}.{}", encode(&signature)));
    assert_eq!(failed(&verdict), ["signature"]);
    assert!(verdict.check("signature").expect("listed").detail.contains("/claims/aud"));
    let critical = scene.text(&json!({"kid": "k1", "crit": ["x"], "x": 1}), &claims(&json!({})));
    assert_eq!(failed(&scene.of_text(&critical)), ["critical-headers"]);
    let unencoded = scene.text(&json!({"kid": "k1", "b64": true}), &claims(&json!({})));
    assert_eq!(failed(&scene.of_text(&unencoded)), ["signature"]);
}

#[test]
fn r9_absent_and_malformed_claims_fail_their_check() {
    let scene = scene();
    for (changes, want) in [
        (json!({"exp": null}), vec!["expiry"]),
        (json!({"exp": "1"}), vec!["expiry"]),
        (json!({"exp": 1_795_297_229_000_i64}), vec!["expiry"]),
        (json!({"exp": 1e300}), vec!["expiry"]),
        (json!({"exp": -1}), vec!["expiry"]),
        (json!({"exp": NOW}), vec!["expiry"]),
        (json!({"exp": NOW as f64 + 0.5}), vec![]),
        (json!({"nbf": NOW}), vec![]),
        (json!({"nbf": NOW as f64 + 0.5}), vec!["not-before"]),
        (json!({"nbf": "0"}), vec!["not-before"]),
        (json!({"iat": NOW + 1}), vec!["issued-at"]),
        (json!({"iat": "0"}), vec!["issued-at"]),
        (json!({"aud": 42}), vec!["audience"]),
        (json!({"aud": {"api": 1}}), vec!["audience"]),
        (json!({"aud": []}), vec!["audience"]),
        (json!({"aud": ["api", 1]}), vec!["audience"]),
        (json!({"aud": ["other", "api"]}), vec![]),
        (json!({"aud": "API"}), vec!["audience"]),
        (json!({"aud": null}), vec!["audience"]),
        (json!({"sub": 42}), vec!["subject"]),
        (json!({"act": "x"}), vec!["actor", "prior-actor", "depth", "delegation"]),
        (json!({"act": {"sub": "a", "act": {}}}), vec!["actor", "prior-actor", "depth", "delegation"]),
        (json!({"act": {"sub": "a", "act": [1]}}), vec!["actor", "prior-actor", "depth", "delegation"]),
        (json!({"cnf": "x"}), vec!["dpop", "certificate"]),
        (json!({"azp": "a", "client_id": "b"}), vec!["client"]),
        (json!({"azp": 1}), vec!["client"]),
        (json!({"scope": "a b", "scp": ["b", "a"]}), vec![]),
        (json!({"scope": "a", "scp": "a b"}), vec!["scope"]),
        (json!({"iss": [ISSUER]}), vec!["signature", "key", "issuer"]),
    ] {
        assert_eq!(failed(&scene.judge(&changes)), want, "{changes}");
    }
}

#[test]
fn r9_times_are_compared_exactly_with_leeway_and_without_overflow() {
    for (leeway, changes, want) in [
        (10, json!({"exp": NOW - 9}), vec![]),
        (10, json!({"exp": NOW - 10}), vec!["expiry"]),
        (10, json!({"nbf": NOW + 10, "iat": NOW + 10}), vec![]),
        (10, json!({"nbf": NOW + 11}), vec!["not-before"]),
        (3600, json!({"exp": 253_402_300_799_i64}), vec![]),
    ] {
        let scene = scene().with(|policy| policy.leeway = leeway);
        assert_eq!(failed(&scene.judge(&changes)), want, "{leeway} {changes}");
    }
    let aged = |most, leeway| {
        scene().with(move |policy| {
            policy.max_age = Some(most);
            policy.leeway = leeway;
        })
    };
    for (most, leeway, changes, want) in [
        (60, 0, json!({}), vec![]),
        (59, 0, json!({}), vec!["age"]),
        (50, 10, json!({}), vec![]),
        (60, 0, json!({"iat": null}), vec!["age"]),
        (60, 0, json!({"iat": NOW + 5}), vec!["issued-at", "age"]),
        (i64::MAX, 3600, json!({}), vec![]),
    ] {
        assert_eq!(failed(&aged(most, leeway).judge(&changes)), want, "{most} {leeway} {changes}");
    }
    for (most, changes, want) in [
        (120, json!({}), vec![]),
        (119, json!({}), vec!["lifetime"]),
        (120, json!({"iat": null}), vec!["lifetime"]),
        (120, json!({"iat": NOW - 10, "exp": NOW - 20}), vec!["expiry", "lifetime"]),
    ] {
        let scene = scene().with(|policy| {
            policy.max_lifetime = Some(most);
            policy.leeway = 0;
        });
        assert_eq!(failed(&scene.judge(&changes)), want, "{most} {changes}");
    }
    let scene = scene().with(|policy| policy.allow_no_expiry = true);
    assert!(scene.judge(&json!({"exp": null})).is_valid());
    assert_eq!(failed(&scene.judge(&json!({"exp": "x"}))), ["expiry"]);
}

#[test]
fn r9_an_expected_claim_that_is_missing_never_verifies() {
    let asked = scene().with(|policy| {
        policy.subjects = vec!["alice".to_owned()];
        policy.clients = vec!["web".to_owned()];
        policy.scopes = vec!["read write".to_owned()];
        policy.actors = vec![ActorId::parse("b")];
        policy.prior_actors = vec![ActorId::parse("a")];
        policy.max_age = Some(60);
        policy.max_lifetime = Some(600);
    });
    let full = json!({"client_id": "web", "scope": "write read x", "act": {"sub": "b", "act": {"sub": "a"}}});
    let verdict = asked.judge(&full);
    assert!(verdict.is_valid(), "{:?}", verdict.checks());
    for name in ["iss", "aud", "sub", "exp", "iat", "client_id", "scope", "act"] {
        let mut changes = full.clone();
        changes[name] = Value::Null;
        assert!(!asked.judge(&changes).is_valid(), "{name}");
        changes[name] = json!("Other");
        assert!(!asked.judge(&changes).is_valid(), "{name}");
        changes[name] = json!([]);
        assert!(!asked.judge(&changes).is_valid(), "{name}");
    }
}

#[test]
fn r10_what_is_no_credential_for_an_api_fails_its_type() {
    let scene = scene();
    for (typ, want) in [
        (json!("JWT"), vec![]),
        (json!("jwt"), vec![]),
        (json!("dpop+jwt"), vec!["type"]),
        (json!("DPoP+JWT"), vec!["type"]),
        (json!("application/logout+jwt"), vec!["type"]),
        (json!("kb+jwt"), vec!["type"]),
        (json!("secevent+jwt"), vec!["type"]),
        (json!("oauth-authz-req+jwt"), vec!["type"]),
        (json!("client-authentication+jwt"), vec!["type"]),
        (json!("token-introspection+jwt"), vec!["type"]),
        (json!("wpt+jwt"), vec!["type"]),
        (json!(42), vec!["type"]),
        (json!("at+jwt"), vec!["profile"]),
    ] {
        let text = scene.text(&json!({"kid": "k1", "typ": typ}), &claims(&json!({})));
        assert_eq!(failed(&scene.of_text(&text)), want, "{typ}");
    }
    assert_eq!(failed(&scene.judge(&json!({"events": {}}))), ["type"]);
    let asked = scene.with(|policy| policy.types = vec!["at+jwt".to_owned(), "DPoP+jwt".to_owned()]);
    for (header, want) in [
        (json!({"kid": "k1"}), vec!["type"]),
        (json!({"kid": "k1", "typ": "JWT"}), vec!["type"]),
        (json!({"kid": "k1", "typ": "application/dpop+JWT"}), vec![]),
    ] {
        assert_eq!(failed(&asked.of_text(&asked.text(&header, &claims(&json!({}))))), want, "{header}");
    }
}

#[test]
fn r12_only_the_outermost_actor_is_the_current_one() {
    let two = json!({"act": {"sub": "b", "act": {"sub": "a"}}});
    for (actor, changes, want) in [
        ("b", two.clone(), vec![]),
        ("a", two.clone(), vec!["actor"]),
        ("b", json!({"azp": "b"}), vec!["actor"]),
        ("b", json!({"may_act": {"sub": "b"}}), vec!["actor"]),
        ("b", json!({"act": {"sub": "b", "iss": ISSUER}}), vec![]),
        ("b", json!({"act": {"sub": "b", "iss": "https://evil.example"}}), vec!["actor"]),
        ("https://other.example|b", json!({"act": {"sub": "b", "iss": "https://other.example"}}), vec![]),
        ("https://other.example|b", json!({"act": {"sub": "b"}}), vec!["actor"]),
        ("B", two.clone(), vec!["actor"]),
    ] {
        let scene = scene().with(|policy| policy.actors = vec![ActorId::parse(actor)]);
        assert_eq!(failed(&scene.judge(&changes)), want, "{actor} {changes}");
    }
    let scene = scene().with(|policy| policy.actors = vec![ActorId::parse("a")]);
    let verdict = scene.judge(&two);
    let found = verdict.check("actor").and_then(|check| check.found.clone());
    assert_eq!(found.as_deref(), Some("b; a is a prior actor, 1 of 2"));
}

#[test]
fn r12_no_delegation_means_in_no_format() {
    let scene = scene().with(|policy| policy.no_delegation = true);
    for (changes, want) in [
        (json!({}), vec![]),
        (json!({"azp": "web"}), vec![]),
        (json!({"act": {"sub": "b"}}), vec!["delegation"]),
        (json!({"azp": "x", "xms_act_fct": "9 11", "xms_sub_fct": "2"}), vec!["delegation"]),
        (json!({"act": null, "delegation_chain": []}), vec!["delegation"]),
    ] {
        let verdict = scene.judge(&changes);
        assert!(want.iter().all(|name| verdict.failed().any(|failed| failed == *name)), "{changes}");
        assert_eq!(verdict.is_valid(), want.is_empty(), "{changes} {:?}", verdict.checks());
    }
}

#[test]
fn r12_depth_counts_stated_actors() {
    let mut act = json!({"sub": "0"});
    for number in 1..5 {
        act = json!({"sub": number.to_string(), "act": act});
    }
    for (most, want) in [(5, vec![]), (4, vec!["depth"]), (0, vec!["depth"])] {
        let scene = scene().with(|policy| policy.max_depth = Some(most));
        assert_eq!(failed(&scene.judge(&json!({"act": act}))), want, "{most}");
        assert!(scene.judge(&json!({"azp": "web"})).is_valid());
    }
}

#[test]
fn r12_may_act_and_the_actor_token() {
    let actor = |issuer: &str, subject: &str| {
        Some(ActorToken::Verified { issuer: issuer.to_owned(), subject: subject.to_owned() })
    };
    for (token, changes, want) in [
        (None, json!({"may_act": {"sub": "b"}, "act": {"sub": "b"}}), vec![]),
        (None, json!({"may_act": {"sub": "b"}, "act": {"sub": "c"}}), vec!["may-act"]),
        (None, json!({"may_act": {"sub": "b"}}), vec!["may-act"]),
        (None, json!({"act": {"sub": "b"}}), vec!["may-act"]),
        (None, json!({"may_act": "b", "act": {"sub": "b"}}), vec!["may-act"]),
        (actor(ISSUER, "b"), json!({"may_act": {"sub": "b"}}), vec![]),
        (actor("https://other.example", "b"), json!({"may_act": {"sub": "b"}}), vec!["may-act"]),
        (
            actor("https://other.example", "b"),
            json!({"may_act": {"sub": "b", "iss": "https://other.example"}}),
            vec![],
        ),
        (actor(ISSUER, "c"), json!({"may_act": {"sub": "b"}, "act": {"sub": "b"}}), vec!["actor", "may-act"]),
        (Some(ActorToken::Refused("expiry".to_owned())), json!({"may_act": {"sub": "b"}}), vec!["actor", "may-act"]),
    ] {
        let scene = scene().with(|policy| {
            policy.may_act = true;
            policy.actor_token = token.clone();
        });
        assert_eq!(failed(&scene.judge(&changes)), want, "{token:?} {changes}");
    }
}

#[test]
fn profiles_want_what_their_specification_wants() {
    let full = json!({"client_id": "web", "jti": "1"});
    for (typ, token_type, changes, want) in [
        ("at+jwt", None, full.clone(), vec![]),
        ("application/at+jwt", None, full.clone(), vec![]),
        ("at+jwt", None, json!({"azp": "web", "jti": "1"}), vec![]),
        ("at+jwt", None, json!({"client_id": "web"}), vec!["profile"]),
        ("JWT", Some(TokenType::AccessToken), full.clone(), vec!["profile"]),
        ("JWT", Some(TokenType::IdToken), json!({}), vec![]),
        ("at+jwt", Some(TokenType::IdToken), full.clone(), vec!["profile"]),
        ("oauth-id-jag+jwt", None, full.clone(), vec![]),
        ("oauth-id-jag+jwt", None, json!({"client_id": "web", "jti": "1", "aud": ["api", "b"]}), vec!["profile"]),
        ("txntoken+jwt", None, json!({"txn": "t", "scope": "a", "req_wl": "w"}), vec![]),
        ("txntoken+jwt", None, json!({"scope": "a", "req_wl": "w"}), vec!["profile"]),
        ("wit+jwt", None, json!({"cnf": {"jwk": {"kty": "EC", "alg": "ES256"}}}), vec![]),
        ("wit+jwt", None, json!({"cnf": {"jwk": {"kty": "EC"}}}), vec!["profile"]),
    ] {
        let scene = scene().with(|policy| policy.token_type = token_type);
        let text = scene.text(&json!({"kid": "k1", "typ": typ}), &claims(&changes));
        assert_eq!(failed(&scene.of_text(&text)), want, "{typ} {changes}");
    }
}

#[test]
fn a_jwt_svid_is_verified_by_its_trust_domain() {
    let mut scene = scene().with(|policy| {
        policy.token_type = Some(TokenType::JwtSvid);
        policy.issuer = Expect::OneOf(vec!["spiffe://td.example".to_owned()]);
    });
    let mut jwk = scene.key.public_jwk().expect("a public key");
    jwk["use"] = json!("jwt-svid");
    scene.keyring.rings = vec![ring(Owner::Issuer("spiffe://td.example".to_owned()), &[jwk.clone()])];
    for (changes, want) in [
        (json!({"sub": "spiffe://td.example/a", "iss": null}), vec![]),
        (json!({"sub": "spiffe://td.example/a"}), vec![]),
        (json!({"sub": "spiffe://evil.example/a"}), vec!["signature", "key", "issuer"]),
        (json!({"sub": "alice"}), vec!["signature", "key", "issuer", "profile"]),
    ] {
        assert_eq!(failed(&scene.judge(&changes)), want, "{changes}");
    }
    jwk["use"] = json!("x509-svid");
    scene.keyring.rings = vec![ring(Owner::Issuer("spiffe://td.example".to_owned()), &[jwk])];
    assert_eq!(failed(&scene.judge(&json!({"sub": "spiffe://td.example/a"}))), ["signature", "key"]);
}

#[test]
fn a_bound_token_without_a_proof_is_said_and_can_be_refused() {
    let bound = json!({"cnf": {"jkt": "x"}});
    let verdict = scene().judge(&bound);
    assert!(verdict.is_valid());
    let check = verdict.check("dpop").expect("listed");
    assert_eq!((check.outcome, check.detail.as_str()), (Outcome::Skip, super::NOT_PROVEN));
    let strict = scene().with(|policy| policy.require_binding = true);
    assert_eq!(failed(&strict.judge(&bound)), ["dpop"]);
    assert_eq!(failed(&strict.judge(&json!({}))), ["dpop"]);
    assert_eq!(failed(&strict.judge(&json!({"cnf": {"x5t#S256": "x"}}))), ["certificate"]);
}

#[test]
fn signature_only_judges_the_signature_and_nothing_else() {
    let mut scene = scene();
    scene.policy = Policy::signature_only();
    scene.keyring.rings[0].owner = Owner::Unsaid;
    assert!(scene.judge(&json!({"exp": 1, "iss": null, "aud": 4})).is_valid());
    let text = scene.text(&json!({"kid": "k1", "typ": "dpop+jwt"}), &json!("text"));
    let verdict = scene.of_text(&text);
    assert!(verdict.is_valid());
    assert!(verdict.checks().iter().skip(4).all(|check| check.outcome == Outcome::Skip));
    let tampered = text.replacen(".", ".YQ", 1);
    assert_eq!(failed(&scene.of_text(&tampered)), ["signature"]);
}

#[test]
fn r23_a_changed_header_counts_only_for_a_bound_issuer() {
    fn plain(token: &Token, issuer: &str) -> Option<Vec<u8>> {
        assert_eq!(issuer, ISSUER);
        let input = token.signatures().first()?.signing_input.clone();
        Some(String::from_utf8(input).ok()?.replacen('.', "x.", 1).into_bytes())
    }
    let key = SigningKey::generate(Algorithm::Rs256).expect("a key").with_kid("k1");
    let jwk = key.public_jwk().expect("a public key");
    let head = encode(br#"{"alg":"RS256","kid":"k1"}"#);
    let body = encode(claims(&json!({})).to_string().as_bytes());
    let signature = key.sign(Algorithm::Rs256, format!("{head}x.{body}").as_bytes()).expect("a signature");
    let text = format!("{head}.{body}.{}", encode(&signature));
    for (rewriting, owner, issuer, want) in [
        (true, Owner::Issuer(ISSUER.to_owned()), Expect::OneOf(vec![ISSUER.to_owned()]), true),
        (false, Owner::Issuer(ISSUER.to_owned()), Expect::OneOf(vec![ISSUER.to_owned()]), false),
        (true, Owner::Issuer(ISSUER.to_owned()), Expect::Waived("waived by --any-issuer"), false),
        (true, Owner::Unsaid, Expect::Waived("waived by --any-issuer"), false),
    ] {
        let mut scene = scene();
        scene.keyring.rings = vec![ring(owner.clone(), std::slice::from_ref(&jwk))];
        scene.policy.issuer = issuer.clone();
        scene.policy.rewriting = rewriting.then_some(plain);
        let verdict = scene.of_text(&text);
        assert_eq!(verdict.is_valid(), want, "{rewriting} {owner:?} {issuer:?}");
        if want {
            let detail = &verdict.check("signature").expect("listed").detail;
            assert!(detail.contains("verified after the nonce transform (undocumented)"), "{detail}");
        }
    }
}
