//! Times, types, profiles, and claims that are absent or malformed.

use serde_json::{Value, json};

use super::{ISSUER, NOW, claims, failed, ring, scene};
use crate::keys::{Algorithm, SigningKey, jws};
use crate::token::base64url::encode;
use crate::verify::check::Outcome;
use crate::verify::{ActorId, Expect, NOT_PROVEN, Owner, TokenType};

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
        (json!({"exp": 1_000_000.5}), vec![]),
        (json!({"nbf": NOW}), vec![]),
        (json!({"nbf": 1_000_000.5}), vec!["not-before"]),
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
        (
            "oauth-id-jag+jwt",
            None,
            json!({"client_id": "web", "jti": "1", "aud": ["api", "b"]}),
            vec!["profile"],
        ),
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
        // R9: what is no text fails, although the issuer is read elsewhere.
        (json!({"sub": "spiffe://td.example/a", "iss": 5}), vec!["signature", "key", "issuer"]),
    ] {
        assert_eq!(failed(&scene.judge(&changes)), want, "{changes}");
    }
    jwk["use"] = json!("x509-svid");
    scene.keyring.rings = vec![ring(Owner::Issuer("spiffe://td.example".to_owned()), &[jwk])];
    assert_eq!(failed(&scene.judge(&json!({"sub": "spiffe://td.example/a"}))), ["signature", "key"]);
}

#[test]
fn profiles_allow_what_they_allow_and_nothing_else() {
    for kind in TokenType::ALL {
        assert_eq!(TokenType::from_name(kind.name()), Some(kind));
    }
    assert_eq!(TokenType::from_name("JWT"), None);
    let full = json!({"client_id": "web", "jti": "1", "exp": null});
    let lame = json!({"client_id": "web", "jti": null, "exp": null});
    for (allow_no_expiry, changes, want) in [
        (true, &full, vec![]),
        (false, &full, vec!["expiry", "profile"]),
        (true, &lame, vec!["profile"]),
        (true, &json!({"client_id": "web", "jti": "1"}), vec![]),
    ] {
        let scene = scene().with(|policy| policy.allow_no_expiry = allow_no_expiry);
        let text = scene.text(&json!({"kid": "k1", "typ": "at+jwt"}), &claims(changes));
        assert_eq!(failed(&scene.of_text(&text)), want, "{changes}");
    }
    let mut svid = scene().with(|policy| {
        policy.token_type = Some(TokenType::JwtSvid);
        policy.issuer = Expect::OneOf(vec!["spiffe://td.example".to_owned()]);
    });
    svid.keyring.rings[0].owner = Owner::Issuer("spiffe://td.example".to_owned());
    for (typ, want) in [("JWT", vec![]), ("JOSE", vec![]), ("jose", vec![]), ("at+jwt", vec!["profile"])] {
        let header = json!({"kid": "k1", "typ": typ});
        let text = svid.text(&header, &claims(&json!({"sub": "spiffe://td.example/a"})));
        assert_eq!(failed(&svid.of_text(&text)), want, "{typ}");
    }
}

#[test]
fn r7_a_key_that_its_use_keeps_for_a_sort_of_token_signs_that_sort_alone() {
    let no_key = || vec!["signature", "key"];
    let (asked, unasked) = (Some(TokenType::WorkloadIdentity), None);
    for (own_use, token_type, typ, want) in [
        ("wit-svid", asked, "wit+jwt", vec![]),
        // `typ` chooses the profile, and with it the keys that are the profile's own.
        ("wit-svid", unasked, "wit+jwt", vec![]),
        ("wit-svid", unasked, "application/WIT+JWT", vec![]),
        ("wit-svid", unasked, "JWT", no_key()),
        ("wit-svid", unasked, "at+jwt", vec!["signature", "key", "profile"]),
        ("wit-svid", Some(TokenType::JwtSvid), "wit+jwt", vec!["signature", "key", "issuer", "profile"]),
        ("jwt-svid", asked, "wit+jwt", no_key()),
        ("jwt-svid", unasked, "jwt-svid", no_key()),
        ("enc", asked, "wit+jwt", no_key()),
        ("enc", unasked, "wit+jwt", no_key()),
    ] {
        let mut scene = scene().with(|policy| policy.token_type = token_type);
        let mut jwk = scene.key.public_jwk().expect("a public key");
        jwk["use"] = json!(own_use);
        scene.keyring.rings = vec![ring(Owner::Issuer(ISSUER.to_owned()), &[jwk])];
        let header = json!({"kid": "k1", "typ": typ});
        let text = scene.text(&header, &claims(&json!({"cnf": {"jwk": {"kty": "EC", "alg": "ES256"}}})));
        let verdict = scene.of_text(&text);
        assert_eq!(failed(&verdict), want, "{own_use} {token_type:?} {typ}");
        let said = &verdict.check("key").expect("listed").detail;
        let is_told = said.ends_with(&format!("another sort of token (--token-type {})", kept(own_use)));
        assert_eq!(is_told, !kept(own_use).is_empty() && said.starts_with("key k1"), "{said}");
    }
}

/// The sort of token for which a `use` keeps a key.
fn kept(own_use: &str) -> &'static str {
    match own_use {
        "wit-svid" => "wit+jwt",
        "jwt-svid" => "jwt-svid",
        _ => "",
    }
}

#[test]
fn what_a_sort_of_token_forbids_fails_its_profile() {
    let mut svid = scene().with(|policy| {
        policy.token_type = Some(TokenType::JwtSvid);
        policy.issuer = Expect::OneOf(vec!["spiffe://td.example".to_owned()]);
    });
    let body = claims(&json!({"sub": "spiffe://td.example/a"}));
    for (algorithm, header, want) in [
        (Algorithm::Es384, json!({}), vec![]),
        (Algorithm::EdDsa, json!({}), vec!["profile"]),
        (Algorithm::Es256, json!({"x5u": "https://evil.example"}), vec!["profile"]),
    ] {
        let key = SigningKey::generate(algorithm).expect("a key");
        let jwk = key.bare_jwk().expect("a public key");
        svid.keyring.rings = vec![ring(Owner::Issuer("spiffe://td.example".to_owned()), &[jwk])];
        let token = jws::compact(&header, &body, &key, algorithm).expect("a token");
        assert_eq!(failed(&svid.of_text(token.expose_text().expect("ASCII"))), want, "{algorithm}");
    }
    let head = encode(br#"{"alg":"ES256K"}"#);
    let verdict = svid.of_text(&format!("{head}.{}.c2ln", encode(body.to_string().as_bytes())));
    assert!(verdict.failed().any(|name| name == "profile"), "{:?}", verdict.checks());
    let key = json!({"jwk": {"kty": "EC", "alg": "ES256"}});
    for (typ, changes, want) in [
        ("wit+jwt", json!({"cnf": key, "sub": "spiffe://td.example/a"}), vec!["profile"]),
        ("wit+jwt", json!({"cnf": key, "sub": "spiffe://td.example/a", "aud": null}), vec!["audience"]),
        ("at+jwt", json!({"client_id": "web", "jti": "1", "aud": ["api", ""]}), vec!["profile"]),
        ("at+jwt", json!({"client_id": "web", "jti": "1", "aud": []}), vec!["audience", "profile"]),
        ("at+jwt", json!({"client_id": "", "jti": "1"}), vec!["profile"]),
    ] {
        let scene = scene();
        let text = scene.text(&json!({"kid": "k1", "typ": typ}), &claims(&changes));
        assert_eq!(failed(&scene.of_text(&text)), want, "{typ} {changes}");
    }
}

#[test]
fn a_bound_token_without_a_proof_is_said_and_can_be_refused() {
    let bound = json!({"cnf": {"jkt": "x"}});
    let verdict = scene().judge(&bound);
    assert!(verdict.is_valid());
    let check = verdict.check("dpop").expect("listed");
    assert_eq!((check.outcome, &*check.detail), (Outcome::Skip, NOT_PROVEN));
    let strict = scene().with(|policy| policy.require_binding = true);
    assert_eq!(failed(&strict.judge(&bound)), ["dpop"]);
    assert_eq!(failed(&strict.judge(&json!({}))), ["dpop"]);
    assert_eq!(failed(&strict.judge(&json!({"cnf": {"x5t#S256": "x"}}))), ["certificate"]);
    // A key in the token proves nothing by itself.
    let jwk = json!({"cnf": {"jwk": scene().key.bare_jwk().expect("a public key")}});
    assert_eq!(failed(&strict.judge(&jwk)), ["dpop"]);
    let certificate = scene().judge(&json!({"cnf": {"x5t#S256": "x"}}));
    let check = certificate.check("certificate").expect("listed");
    assert!(certificate.is_valid());
    assert_eq!((check.outcome, &*check.detail), (Outcome::Skip, NOT_PROVEN));
}

#[test]
fn what_nobody_asked_for_is_not_judged_and_the_edges_are() {
    let outcome = |scene: &super::Scene, changes: &Value, name: &str| {
        scene.judge(changes).check(name).expect("listed").outcome
    };
    let scene = scene();
    for changes in [json!({"scope": 5}), json!({"scp": 5}), json!({})] {
        assert_eq!(outcome(&scene, &changes, "scope"), Outcome::Skip, "{changes}");
    }
    let short = super::scene().with(|policy| policy.max_lifetime = Some(60));
    let lives = |seconds: i64| json!({"iat": NOW, "exp": NOW + seconds});
    assert_eq!(outcome(&short, &lives(0), "lifetime"), Outcome::Pass);
    assert_eq!(outcome(&short, &lives(60), "lifetime"), Outcome::Pass);
    assert_eq!(outcome(&short, &lives(61), "lifetime"), Outcome::Fail);
    assert_eq!(outcome(&short, &lives(-1), "lifetime"), Outcome::Fail);
    let expiry = |changes: &Value| scene.judge(changes).check("expiry").expect("listed").detail.clone();
    assert_eq!(expiry(&json!({"exp": NOW + 60})), "13:47:40Z, leeway 0");
    assert_eq!(expiry(&json!({"exp": NOW + 86_400})), "1970-01-13T13:46:40Z, leeway 0");
}
