//! Signatures, keys, and the one strict reading.

use serde_json::{Value, json};

use super::{ISSUER, NOW, claims, failed, ring, scene};
use crate::instant::Instant;
use crate::keys::{Algorithm, SigningKey, jws};
use crate::token::Token;
use crate::token::base64url::encode;
use crate::verify::check::Outcome;
use crate::verify::{Expect, Keyring, Owner, Policy, Ring, judge, names, unreadable};

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
    for verdict in [good, bare, unreadable("x", None), scene.judge(&json!({"aud": 42}))] {
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
        let document =
            crate::token::json::Document::parse(text.as_bytes(), crate::token::json::Budget::TOKEN);
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
        assert!(detail.contains("signed by the holder of this key"), "{detail}");
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
        ..Keyring::default()
    };
    let forged = SigningKey::from_secret(&crate::secret::Secret::from(pem));
    let token =
        jws::compact(&json!({"kid": "k1"}), &claims(&json!({})), &forged, Algorithm::Hs256).expect("a token");
    let verdict = scene.of_text(token.expose_text().expect("ASCII"));
    assert_eq!(failed(&verdict), ["signature", "algorithm", "key"]);
    assert!(verdict.key().is_none());
    let token =
        jws::compact(&json!({"kid": "k1"}), &claims(&json!({})), &rsa, Algorithm::Ps256).expect("a token");
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
    let unsigned = json!({"protected": encode(br#"{"alg":"none"}"#), "signature": "c2ln"});
    for (signatures, want) in [
        (vec![good.clone()], vec![]),
        (vec![good.clone(), good.clone()], vec![]),
        (vec![good.clone(), bad.clone()], vec!["signature"]),
        (vec![bad.clone(), good.clone()], vec!["signature"]),
        // What was not judged of one signature holds for the whole in no case.
        (vec![good.clone(), unsigned.clone()], vec!["signature", "algorithm", "key"]),
        (vec![bad.clone(), unsigned.clone()], vec!["signature", "algorithm", "key"]),
        (vec![], vec!["signature", "algorithm", "key", "critical-headers"]),
    ] {
        let count = signatures.len();
        let verdict = scene.of_text(&json!({"payload": body, "signatures": signatures}).to_string());
        assert_eq!(failed(&verdict), want);
        assert_eq!(verdict.signatures().len(), if count > 1 { count } else { 0 });
        let detail = &verdict.check("signature").expect("listed").detail;
        if count > 1 && want.is_empty() {
            assert_eq!(detail, "by key k1 of jwks.json, for each of 2 signatures");
        } else if count > 1 {
            assert!(detail.starts_with("signature 1 of 2: ") || detail.starts_with("signature 2 of 2: "));
        }
    }
    // What is the same of each is said once, and no check of the whole is left open by it.
    let verdict = scene.of_text(&json!({"payload": body, "signatures": [unsigned, unsigned]}).to_string());
    assert_eq!(failed(&verdict), ["signature", "algorithm", "key"]);
    for (name, detail) in [
        ("signature", "no key was tried"),
        ("key", "no algorithm to choose a key for"),
        ("critical-headers", "none, for each of 2 signatures"),
    ] {
        assert_eq!(verdict.check(name).expect("listed").detail, detail);
    }
    // What is wrong with the whole is said of the whole.
    let good = entry(&scene.text(&json!({"kid": "k1"}), &claims(&json!({}))));
    let mut odd = good.clone();
    odd["x"] = json!(1);
    let verdict = scene.of_text(&json!({"payload": body, "signatures": [good, odd]}).to_string());
    assert_eq!(failed(&verdict), ["signature"]);
    let detail = &verdict.check("signature").expect("listed").detail;
    assert!(detail.starts_with("malformed at /signatures/1/x: "), "{detail}");
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
        Some(String::from_utf8(input.to_vec()).ok()?.replacen('.', "x.", 1).into_bytes())
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

#[test]
fn r3_a_key_of_one_tenant_signs_for_no_other() {
    let (own, other) = ("8eaef023-2b34-4da1-9baa-8bc8c9d6a490", "9188040d-6c67-4c5b-b112-36a304b66dad");
    let template = "https://login.example/{tenantid}/v2.0";
    for (named, tenant, want) in [
        (None, own, true),
        (Some(template.to_owned()), own, true),
        (Some("https://v1.example/{tenantid}/".to_owned()), own, true),
        (Some(format!("https://login.example/{own}/v2.0")), own, true),
        (Some(format!("https://login.example/{other}/v2.0")), own, false),
    ] {
        let mut scene = scene();
        let mut jwk = scene.key.public_jwk().expect("a public key");
        if let Some(named) = &named {
            jwk["issuer"] = json!(named);
        }
        scene.keyring.rings = vec![ring(Owner::Issuer(template.to_owned()), &[jwk])];
        scene.policy.issuer = Expect::OneOf(vec![template.to_owned()]);
        let issuer = format!("https://login.example/{tenant}/v2.0");
        let verdict = scene.judge(&json!({"iss": issuer, "tid": tenant}));
        assert_eq!(verdict.is_valid(), want, "{named:?}");
        assert!(!scene.judge(&json!({"iss": issuer, "tid": other})).is_valid());
        assert!(!scene.judge(&json!({"iss": issuer})).is_valid());
        // Where one tenant is expected, a key of another one is none of its keys either.
        scene.policy.issuer = Expect::OneOf(vec![issuer.clone()]);
        for ring in &mut scene.keyring.rings {
            ring.owner = Owner::Issuer(issuer.clone());
        }
        assert_eq!(scene.judge(&json!({"iss": issuer, "tid": tenant})).is_valid(), want, "{named:?}");
    }
}

#[test]
fn r3_an_issuer_for_many_tenants_may_leave_one_out() {
    let (own, other) = ("8eaef023-2b34-4da1-9baa-8bc8c9d6a490", "9188040d-6c67-4c5b-b112-36a304b66dad");
    let template = "https://login.example/{tenantid}/v2.0";
    let mut scene = scene();
    scene.keyring.rings =
        vec![ring(Owner::Issuer(template.to_owned()), &[scene.key.public_jwk().expect("a public key")])];
    scene.policy.issuer = Expect::OneOf(vec![template.to_owned()]);
    scene.policy.issuer_not = vec![format!("https://login.example/{other}/v2.0")];
    for (tenant, want) in [(own, vec![]), (other, vec!["issuer"])] {
        let claims = json!({"iss": format!("https://login.example/{tenant}/v2.0"), "tid": tenant});
        assert_eq!(failed(&scene.judge(&claims)), want);
    }
    assert_eq!(scene.policy.beside().issuer_not, scene.policy.issuer_not, "nor for an id_token");
}

#[test]
fn r8_signatures_agree_about_the_type() {
    let scene = scene();
    let entry = |typ: &str| {
        let text = scene.text(&json!({"kid": "k1", "typ": typ}), &claims(&json!({})));
        let parts: Vec<&str> = text.split('.').collect();
        json!({"protected": parts[0], "signature": parts[2]})
    };
    let body = encode(claims(&json!({})).to_string().as_bytes());
    for (types, want) in [(["JWT", "JWT"], vec![]), (["JWT", "dpop+jwt"], vec!["type"])] {
        let text = json!({"payload": body, "signatures": types.map(entry)}).to_string();
        assert_eq!(failed(&scene.of_text(&text)), want);
    }
}

#[test]
fn a_kid_that_another_owners_set_has_is_named_and_proves_nothing() {
    let mut scene = scene();
    let other = SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("k2");
    let jwk = other.public_jwk().expect("a public key");
    let owner = Owner::Issuer("https://old.example".to_owned());
    scene.keyring.rings.push(Ring { source: "old.json".to_owned(), ..ring(owner, &[jwk]) });
    let signed = |claims: &Value| {
        let token = jws::compact(&json!({"kid": "k2"}), claims, &other, Algorithm::Es256).expect("a token");
        token.expose_text().expect("ASCII").to_owned()
    };
    for (changes, want) in [
        (
            json!({}),
            "the issuer has 1 key, none with this kid; old.json has this kid, and belongs to https://old.example",
        ),
        (
            json!({"iss": "https://new.example"}),
            "no key of the issuer that the token names was given; old.json has this kid",
        ),
    ] {
        let verdict = scene.of_text(&signed(&claims(&changes)));
        let key = verdict.check("key").expect("a check");
        assert!(!verdict.is_valid() && key.detail.starts_with(want), "{}", key.detail);
    }
}
