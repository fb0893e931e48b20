//! Which key is tried, which one counts, and when a newer set is worth asking for.

use serde_json::json;

use super::proof::certificate;
use super::{ISSUER, NOW, Scene, claims, failed, ring, scene};
use crate::instant::Instant;
use crate::keys::{Algorithm, KeySet, Origin, SigningKey, jws};
use crate::token::Token;
use crate::token::base64url::{encode, encode_standard};
use crate::verify::{Elsewhere, Expect, Missing, Owner, Policy, Ring, Verdict, is_of, judge};

fn own() -> Owner {
    Owner::Issuer(ISSUER.to_owned())
}

fn good(scene: &Scene) -> Verdict {
    scene.judge(&json!({}))
}

#[test]
fn r24_of_two_certificates_of_one_key_the_current_one_counts() {
    let mut scene = scene();
    let dated = |from: &str, to: &str| Ring {
        owner: own(),
        source: "cert.der".to_owned(),
        age: None,
        keys: KeySet::parse(&certificate(&scene.key, from, to), Origin::Local).expect("a certificate"),
    };
    let (current, over) = (dated("700101000000Z", "991231235959Z"), dated("700101000000Z", "700102000000Z"));
    for (rings, want) in [
        (vec![current.clone()], vec![]),
        (vec![over.clone()], vec!["key"]),
        // Both ends belong to the days.
        (vec![dated("700112134640Z", "700112134640Z")], vec![]),
        (vec![dated("700112134641Z", "991231235959Z")], vec!["key"]),
        (vec![dated("700101000000Z", "700112134639Z")], vec!["key"]),
        (vec![over.clone(), current.clone()], vec![]),
        (vec![current, over.clone()], vec![]),
    ] {
        scene.keyring.rings = rings;
        assert_eq!(failed(&good(&scene)), want, "{:?}", scene.keyring.rings);
    }
    scene.keyring.rings = vec![over];
    scene.policy.allow_expired_certificate = true;
    assert_eq!(failed(&good(&scene)), Vec::<&str>::new());
}

#[test]
fn r7_what_keeps_a_key_without_a_name_is_said() {
    let mut scene = scene();
    let ec = SigningKey::generate(Algorithm::Es384).expect("a key").bare_jwk().expect("a public key");
    let own = scene.key.bare_jwk().expect("a public key");
    let labelled = |name: &str, value: serde_json::Value| {
        let mut jwk = own.clone();
        jwk[name] = value;
        jwk
    };
    let mismatch = "the only key: an EC P-384 key does not fit ES256";
    for (keys, header, want) in [
        (vec![ec.clone()], json!({"kid": "k1"}), mismatch),
        (vec![ec.clone()], json!({}), mismatch),
        (
            vec![labelled("use", json!("enc"))],
            json!({}),
            "the only key: the key's `use` or `key_ops` keep it for something else",
        ),
        (
            vec![labelled("kid", json!(7))],
            json!({}),
            "the only key is refused: a JWK whose `kid` is malformed",
        ),
        (
            vec![ec.clone(), labelled("kid", json!(7))],
            json!({}),
            "the issuer has 2 keys, none for ES256; 1 refused, the first as a JWK whose `kid` is malformed",
        ),
        (vec![ec.clone(), json!({"kty": "future"})], json!({}), "the issuer has 2 keys, none for ES256"),
        (
            vec![ec.clone(), labelled("use", json!("enc"))],
            json!({"kid": "k1"}),
            "the issuer has 2 keys, none with this kid and none without one that fits",
        ),
        (
            vec![labelled("kid", json!("k2"))],
            json!({"kid": "k1"}),
            "the issuer has 1 key, none with this kid",
        ),
    ] {
        scene.keyring.rings = vec![ring(self::own(), &keys)];
        let verdict = scene.of_text(&scene.text(&header, &claims(&json!({}))));
        let detail = verdict.check("key").map(|check| check.detail.to_string());
        assert_eq!(detail.as_deref(), Some(want), "{header}");
        let is_algorithm_at_fault = want == mismatch;
        assert_eq!(verdict.failed().any(|name| name == "algorithm"), is_algorithm_at_fault, "{header}");
    }
}

#[test]
fn r17_keys_that_were_not_tried_are_said() {
    let mut scene = scene();
    let one = || SigningKey::generate(Algorithm::Es256).expect("a key").bare_jwk().expect("a public key");
    for (count, want) in [
        (20, "none of the 20 keys that fit made it"),
        (21, "none of the first 20 of 21 keys that fit made it, and no more are tried"),
    ] {
        let keys: Vec<_> = (0..count).map(|_| one()).collect();
        scene.keyring.rings = vec![ring(own(), &keys)];
        let verdict = good(&scene);
        assert_eq!(verdict.check("signature").map(|check| check.detail.to_string()).as_deref(), Some(want));
    }
}

#[test]
fn a_newer_set_is_worth_asking_for_only_where_a_kid_is_unknown() {
    let scene = scene();
    let of = |header: &serde_json::Value, changes: &serde_json::Value| {
        scene.of_text(&scene.text(header, &claims(changes))).is_kid_unknown()
    };
    assert!(of(&json!({"kid": "k9"}), &json!({})));
    assert!(!of(&json!({"kid": "k1"}), &json!({})));
    assert!(!of(&json!({}), &json!({})));
    // Nobody's keys would help with a token of an issuer that has none here.
    assert!(!of(&json!({"kid": "k9"}), &json!({"iss": "https://other.example"})));
    // The set has the name, with a key of another sort.
    let other = SigningKey::generate(Algorithm::EdDsa).expect("a key").with_kid("k1");
    let token = jws::compact(&json!({"kid": "k1"}), &claims(&json!({})), &other, Algorithm::EdDsa);
    let verdict = scene.of_text(token.expect("a token").expose_text().expect("ASCII"));
    assert_eq!(failed(&verdict), ["signature", "algorithm", "key"]);
    assert!(!verdict.is_kid_unknown());
}

#[test]
fn r24_a_secret_that_is_too_short_fails_as_a_key() {
    let mut scene = scene();
    for (alg, length) in [("HS256", 32), ("HS384", 48), ("HS512", 64)] {
        let header = encode(json!({ "alg": alg }).to_string().as_bytes());
        let text = format!("{header}.{}.YWFhYQ", encode(claims(&json!({})).to_string().as_bytes()));
        for (length, want) in [(length - 1, vec!["signature", "key"]), (length, vec!["signature"])] {
            let jwk = json!({"kty": "oct", "k": encode(&vec![7; length])});
            scene.keyring.rings = vec![ring(own(), &[jwk])];
            assert_eq!(failed(&scene.of_text(&text)), want, "{alg} {length}");
        }
    }
}

#[test]
fn r7_es521_is_a_label_of_p521_keys_alone() {
    for (algorithm, label, want) in [
        (Algorithm::Es512, "ES521", vec![]),
        (Algorithm::Es512, "ES512", vec![]),
        (Algorithm::Es512, "ES256", vec!["signature", "algorithm", "key"]),
        (Algorithm::Es256, "ES521", vec!["signature", "algorithm", "key"]),
    ] {
        let mut scene = scene();
        let key = SigningKey::generate(algorithm).expect("a key").with_kid("k1");
        let mut jwk = key.public_jwk().expect("a public key");
        jwk["alg"] = json!(label);
        scene.keyring.rings = vec![ring(own(), &[jwk])];
        let token = jws::compact(&json!({"kid": "k1"}), &claims(&json!({})), &key, algorithm);
        let verdict = scene.of_text(token.expect("a token").expose_text().expect("ASCII"));
        assert_eq!(failed(&verdict), want, "{algorithm} {label}");
    }
}

/// What a header is changed to before it is signed, in these tests.
const CHANGED: &[u8] = b"changed.payload";

fn changed(_: &Token, issuer: &str) -> Option<Vec<u8>> {
    (issuer == ISSUER).then(|| CHANGED.to_vec())
}

fn waived() -> Policy {
    Policy::new(Expect::Waived("waived"), Expect::Waived("waived"))
}

#[test]
fn r23_a_changed_header_is_tried_for_rs256_alone_and_only_where_the_plain_one_fails() {
    let rs = SigningKey::generate(Algorithm::Rs256).expect("a key").with_kid("k1");
    let es = SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("k1");
    for (key, algorithm, want) in [(&rs, Algorithm::Rs256, true), (&es, Algorithm::Es256, false)] {
        let mut scene = scene();
        scene.keyring.rings = vec![ring(own(), &[key.public_jwk().expect("a public key")])];
        scene.policy.rewriting = Some(changed);
        let token =
            jws::compact(&json!({"kid": "k1"}), &claims(&json!({})), key, algorithm).expect("a token");
        let plain = token.expose_text().expect("ASCII").to_owned();
        let verdict = scene.of_text(&plain);
        assert_eq!(failed(&verdict), Vec::<&str>::new());
        assert!(!verdict.check("signature").expect("listed").detail.contains("transform"));
        let (head, _) = plain.rsplit_once('.').expect("three parts");
        let signature = key.sign(algorithm, CHANGED).expect("a signature");
        let moved = format!("{head}.{}", encode(&signature));
        let verdict = scene.of_text(&moved);
        assert_eq!(verdict.is_valid(), want, "{algorithm}");
        if want {
            let detail = &verdict.check("signature").expect("listed").detail;
            assert!(detail.contains("verified after the nonce transform (undocumented)"), "{detail}");
            let alone = Policy { rewriting: Some(changed), ..Policy::signature_only() };
            let token = Token::parse(&moved).expect("a token");
            let any = Policy { rewriting: Some(changed), ..waived() };
            for policy in [alone, any] {
                let verdict = judge(&token, &scene.keyring, &policy, Instant::from_seconds(NOW));
                assert_eq!(failed(&verdict), ["signature"]);
                let detail = &verdict.check("signature").expect("listed").detail;
                assert!(detail.ends_with("changed header, which is tried only under --issuer"), "{detail}");
            }
            // A token of anybody else is not one whose header was changed.
            let other = Policy { rewriting: Some(|_, _| None), ..Policy::signature_only() };
            let verdict = judge(&token, &scene.keyring, &other, Instant::from_seconds(NOW));
            assert!(!verdict.check("signature").expect("listed").detail.contains("--issuer"));
        }
    }
}

#[test]
fn further_keys_of_an_issuer_are_named_where_its_set_lacks_the_kid() {
    let of_own: Elsewhere = |issuer| (issuer == ISSUER).then_some("others are at another address");
    for (elsewhere, kid, want) in [
        (Some(of_own), "k9", "the issuer has 1 key, none with this kid; others are at another address"),
        (Some(|_| None), "k9", "the issuer has 1 key, none with this kid"),
        (None, "k9", "the issuer has 1 key, none with this kid"),
        (Some(of_own), "k1", "EC P-256, for signatures"),
    ] {
        let scene = scene().with(|policy| policy.elsewhere = elsewhere);
        let verdict = scene.of_text(&scene.text(&json!({ "kid": kid }), &claims(&json!({}))));
        assert_eq!(verdict.check("key").expect("listed").detail, want);
    }
}

#[test]
fn a_token_is_of_the_issuer_that_it_names() {
    let scene = scene();
    let token = Token::parse(&scene.text(&json!({}), &claims(&json!({})))).expect("a token");
    assert!(is_of(&token, ISSUER, &scene.policy));
    assert!(!is_of(&token, "https://other.example", &scene.policy));
}

#[test]
fn n1_keys_that_could_not_be_had_leave_open_what_they_might_decide_and_nothing_else() {
    let mut scene = scene();
    scene.keyring.missing = vec![Missing { owner: own(), source: "https://down.example".to_owned() }];
    let stranger = SigningKey::generate(Algorithm::Es256).expect("a key");
    let made = |header: &serde_json::Value, payload: &serde_json::Value| {
        let token = jws::compact(header, payload, &stranger, Algorithm::Es256).expect("a token");
        token.expose_text().expect("ASCII").to_owned()
    };
    let good = scene.text(&json!({"kid": "k1"}), &claims(&json!({})));
    let open = made(&json!({"kid": "k2"}), &claims(&json!({})));
    let body = encode(claims(&json!({})).to_string().as_bytes());
    let entry = |text: &str| {
        let parts: Vec<&str> = text.split('.').collect();
        json!({"protected": parts[0], "signature": parts[2]})
    };
    let unsigned = json!({"protected": encode(br#"{"alg":"none"}"#), "signature": "c2ln"});
    let several = |entries: &[serde_json::Value]| json!({"payload": body, "signatures": entries}).to_string();
    for (text, valid, undecided) in [
        (good.clone(), true, false),
        (open.clone(), false, true),
        (made(&json!({"kid": "k1"}), &claims(&json!({}))), false, true),
        (made(&json!({}), &claims(&json!({}))), false, true),
        // No key makes a yes of these.
        (made(&json!({"kid": 1}), &claims(&json!({}))), false, false),
        (made(&json!({"crit": ["x"]}), &claims(&json!({}))), false, false),
        (format!("{}.{body}.", encode(br#"{"alg":"none"}"#)), false, false),
        (open.replacen('.', "=.", 1), false, false),
        (made(&json!({}), &claims(&json!({"exp": NOW - 1}))), false, false),
        (made(&json!({}), &claims(&json!({"iss": "https://other.example"}))), false, false),
        (made(&json!({}), &claims(&json!({"iss": null}))), false, false),
        (several(&[entry(&good), entry(&good)]), true, false),
        (several(&[entry(&good), entry(&open)]), false, true),
        (several(&[entry(&open), entry(&good)]), false, true),
        (several(&[entry(&open), entry(&open)]), false, true),
        (several(&[entry(&open), unsigned]), false, false),
    ] {
        let verdict = scene.of_text(&text);
        let fails: Vec<_> = verdict.failed().collect();
        assert_eq!((verdict.is_valid(), verdict.is_undecided()), (valid, undecided), "{text} {fails:?}");
        assert!(verdict.key().is_some() == valid && fails.is_empty() == (valid || undecided), "{text}");
    }
    // A newer set of a source that was had may decide it, too.
    assert!(scene.of_text(&open).is_kid_unknown() && !scene.of_text(&good).is_kid_unknown());
    scene.keyring.rings.clear();
    assert!(scene.of_text(&open).is_undecided() && !scene.of_text(&open).is_kid_unknown());
    // Another algorithm than the one that is asked for is a no, whoever made the signature.
    let scene = scene.with(|policy| policy.algorithms = vec![Algorithm::Rs256]);
    assert_eq!(scene.of_text(&open).failed().collect::<Vec<_>>(), ["algorithm"]);
    assert!(!scene.of_text(&open).is_undecided());
}

#[test]
fn a_certificate_under_its_kid_is_tried_for_that_kid_and_in_its_days_alone() {
    let mut scene = scene();
    let pem = |from: &str, to: &str| {
        let text = encode_standard(&certificate(&scene.key, from, to));
        format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
    };
    // The tests' present is 12 January 1970.
    let sets = [
        (json!({"k1": pem("700101000000Z", "991231235959Z")}), vec![]),
        (json!({"k1": pem("700101000000Z", "700111000000Z")}), vec!["key"]),
        (json!({"k1": pem("700113000000Z", "991231235959Z")}), vec!["key"]),
        (json!({"k2": pem("700101000000Z", "991231235959Z")}), vec!["signature", "key"]),
    ];
    for (set, want) in sets {
        let keys = KeySet::parse(set.to_string().as_bytes(), Origin::Published).expect("a set");
        scene.keyring.rings = vec![Ring { owner: own(), source: "certs".to_owned(), age: None, keys }];
        let verdict = scene.judge(&json!({}));
        assert_eq!(failed(&verdict), want, "{set}");
        if want.is_empty() {
            let key = verdict.check("key").expect("listed");
            assert_eq!(
                key.detail,
                "EC P-256, of a certificate that is valid 1970-01-01T00:00:00Z to 1999-12-31T23:59:59Z"
            );
            assert_eq!(verdict.key().and_then(|key| key.kid.as_deref()), Some("k1"));
        }
    }
}
