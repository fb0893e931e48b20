//! Whether a chain may call a token signed (SECURITY.md R3, R4).

use serde_json::{Value, json};

use super::{ISSUER, Scene, claims, ring, scene};
use crate::keys::{Algorithm, KeySet, Origin, SigningKey, jws};
use crate::token::Token;
use crate::token::base64url::{decode, encode};
use crate::token::json::{Budget, Document};
use crate::verify::{Keyring, Owner, Proof, Ring, prove};

/// `signed`, `forged` or `unproven`, and why.
fn graded(proof: &Proof) -> (&'static str, &str) {
    let grade = match (proof.signed_by(), proof.is_forged()) {
        (Some(_), false) => "signed",
        (None, true) => "forged",
        (None, false) => "unproven",
        (Some(_), true) => "both at once",
    };
    (grade, proof.detail())
}

impl Scene {
    fn prove(&self, text: &str) -> Proof {
        prove(&Token::parse(text).expect("a token"), &self.keyring, None)
    }

    fn signed(&self, changes: &Value) -> String {
        self.text(&json!({"kid": "k1"}), &claims(changes))
    }
}

#[test]
fn r3_signed_names_issuer_kid_and_thumbprint_of_a_bound_key() {
    let scene = scene();
    let proof = scene.prove(&scene.signed(&json!({})));
    let by = proof.signed_by().expect("it is signed");
    let key = scene.keyring.rings[0].keys.keys().next().expect("a key");
    assert_eq!((by.issuer.as_str(), by.kid.as_deref(), by.alg), (ISSUER, Some("k1"), "ES256"));
    assert!(by.thumbprint.is_some());
    let quoted = super::scene().prove(&scene.signed(&json!({})));
    for name in ["k1", "jwks.json"] {
        assert!(quoted.quotes().iter().any(|quote| quote == name), "{quoted:?}");
    }
    assert!(quoted.quotes().iter().all(|quote| quoted.detail().contains(quote.as_str())));
    assert_eq!(by.thumbprint, key.thumbprint());
    // Its time is over, it is for anybody, and still its issuer said it.
    for changes in [json!({"exp": 1, "aud": null}), json!({"iat": null}), json!({"iat": "soon"})] {
        assert_eq!(graded(&scene.prove(&scene.signed(&changes))).0, "signed", "{changes}");
    }
}

#[test]
fn r23_a_changed_header_proves_its_token_where_the_issuer_is_known_to_change_it() {
    fn changed(_: &Token, issuer: &str) -> Option<Vec<u8>> {
        (issuer == ISSUER).then(|| b"changed.payload".to_vec())
    }
    let mut scene = scene();
    let key = SigningKey::generate(Algorithm::Rs256).expect("a key").with_kid("k1");
    scene.keyring.rings =
        vec![ring(Owner::Issuer(ISSUER.to_owned()), &[key.public_jwk().expect("a public key")])];
    let head = encode(br#"{"alg":"RS256","kid":"k1"}"#);
    let body = encode(claims(&json!({})).to_string().as_bytes());
    let signature = key.sign(Algorithm::Rs256, b"changed.payload").expect("a signature");
    let token = Token::parse(&format!("{head}.{body}.{}", encode(&signature))).expect("a token");
    let known: crate::verify::Rewriting = changed;
    for (rewriting, want) in [(Some(known), "signed"), (None, "forged")] {
        assert_eq!(graded(&prove(&token, &scene.keyring, rewriting)).0, want);
    }
}

#[test]
fn only_names_that_a_reason_quotes_are_said_to_be_quoted() {
    let mut scene = scene();
    let text = scene.signed(&json!({}));
    let other = SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("k7");
    let jwk = other.public_jwk().expect("a public key");
    let owner = || Owner::Issuer(ISSUER.to_owned());
    scene.keyring.rings.push(Ring { source: "other.json".to_owned(), ..ring(owner(), &[jwk]) });
    let proof = scene.prove(&text);
    assert_eq!(graded(&proof), ("signed", "by key k1 of jwks.json"));
    let mut quotes = proof.quotes().to_vec();
    quotes.sort_unstable();
    quotes.dedup();
    assert_eq!(quotes, ["jwks.json", "k1"]);
}

#[test]
fn r3_without_a_key_bound_to_its_issuer_a_token_is_unproven_not_forged() {
    let scene = scene();
    let none = "no key of its issuer was given";
    for (changes, why) in [
        (json!({"iss": "https://evil.example"}), none),
        (json!({"iss": format!("{ISSUER}/")}), none),
        (json!({"iss": null}), "it names no issuer, and keys belong to issuers"),
        (json!({"iss": 5}), "it names no issuer, and keys belong to issuers"),
        (json!({"iss": [ISSUER]}), "it names no issuer, and keys belong to issuers"),
    ] {
        assert_eq!(graded(&scene.prove(&scene.signed(&changes))), ("unproven", why), "{changes}");
    }
    let text = scene.signed(&json!({}));
    let mut unsaid = super::scene();
    unsaid.keyring.rings =
        scene.keyring.rings.iter().cloned().map(|ring| Ring { owner: Owner::Unsaid, ..ring }).collect();
    assert_eq!(graded(&unsaid.prove(&text)), ("unproven", none));
    assert_eq!(
        graded(&prove(&Token::parse(&text).expect("a token"), &Keyring::default(), None)),
        ("unproven", none)
    );
    assert_eq!(graded(&Proof::without_keys()), ("unproven", "no key was given"));
}

#[test]
fn r4_what_none_of_the_issuers_keys_made_is_forged() {
    let scene = scene();
    let good = scene.signed(&json!({}));
    let (body, signature) = good.rsplit_once('.').expect("three parts");
    let stranger = super::scene();
    let other = SigningKey::generate(Algorithm::Es256).expect("a key");
    let unnamed = jws::compact(&json!({}), &claims(&json!({})), &other, Algorithm::Es256).expect("a token");
    let mut bytes = decode(signature).expect("base64url");
    bytes[9] ^= 1;
    let none = encode(br#"{"alg":"none"}"#);
    for (text, why) in [
        (stranger.signed(&json!({})), "tried with key k1"),
        (unnamed.expose_text().expect("ASCII").to_owned(), "tried with key k1"),
        (format!("{body}.{}", encode(&bytes)), "tried with key k1"),
        (format!("{none}.{}.", encode(claims(&json!({})).to_string().as_bytes())), "alg is none"),
        (stranger.text(&json!({"kid": "k9"}), &claims(&json!({}))), "none with this kid (k9)"),
    ] {
        let proof = scene.prove(&text);
        assert_eq!(graded(&proof).0, "forged", "{proof:?}");
        assert!(proof.detail().contains(why), "{proof:?}");
        assert_eq!(proof.is_kid_unknown(), why.contains("k9"));
    }
}

#[test]
fn r4_a_signature_that_must_not_count_makes_nothing_signed() {
    let scene = scene();
    let critical = scene.text(&json!({"kid": "k1", "crit": ["x"], "x": 1}), &claims(&json!({})));
    assert_eq!(graded(&scene.prove(&critical)).0, "unproven");
    let sealed = format!("{}..YQ.YQ.YQ", encode(br#"{"alg":"dir","enc":"A128GCM"}"#));
    assert_eq!(graded(&scene.prove(&sealed)).0, "unproven");
    for kind in [crate::token::Kind::Claims, crate::token::Kind::Introspection] {
        let text = claims(&json!({"active": true})).to_string();
        let document = Document::parse(text.as_bytes(), Budget::TOKEN).expect("JSON");
        let token = Token::from_claims(kind, document.into(), text.as_bytes());
        assert_eq!(graded(&prove(&token, &scene.keyring, None)).0, "unproven");
    }
}

/// A certificate as far as its reader looks: nobody's signature on it is checked.
pub(super) fn certificate(key: &SigningKey, from: &str, to: &str) -> Vec<u8> {
    let der = |tag: u8, content: &[u8]| -> Vec<u8> {
        let length = u8::try_from(content.len()).expect("a short test");
        let length = if length < 128 { vec![length] } else { vec![0x81, length] };
        [vec![tag], length, content.to_vec()].concat()
    };
    let jwk = key.public_jwk().expect("a public key");
    let part = |name: &str| decode(jwk[name].as_str().expect("a coordinate")).expect("base64url");
    let point = [vec![0, 4], part("x"), part("y")].concat();
    let oid = |bytes: &[u8]| der(6, bytes);
    let algorithm = der(
        0x30,
        &[oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]), oid(&[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7])].concat(),
    );
    let spki = der(0x30, &[algorithm, der(3, &point)].concat());
    let days = der(0x30, &[der(0x17, from.as_bytes()), der(0x17, to.as_bytes())].concat());
    let name = der(0x30, &[]);
    let tbs = [der(2, &[1]), name.clone(), name.clone(), days, name.clone(), spki].concat();
    der(0x30, &[der(0x30, &tbs), name, der(3, &[0])].concat())
}

#[test]
fn r3_the_key_must_have_been_valid_when_the_token_was_issued() {
    let mut scene = scene();
    // The tests' present is 12 January 1970.
    for (from, to, changes, want) in [
        ("700101000000Z", "991231235959Z", json!({}), "signed"),
        ("700113000000Z", "991231235959Z", json!({}), "unproven"),
        ("700101000000Z", "700111000000Z", json!({}), "unproven"),
        ("700101000000Z", "991231235959Z", json!({"iat": null}), "unproven"),
        ("700101000000Z", "991231235959Z", json!({"iat": "soon"}), "unproven"),
    ] {
        let keys = KeySet::parse(&certificate(&scene.key, from, to), Origin::Local).expect("a certificate");
        let owner = Owner::Issuer(ISSUER.to_owned());
        scene.keyring.rings = vec![Ring { owner, source: "cert.der".to_owned(), age: None, keys }];
        assert_eq!(graded(&scene.prove(&scene.signed(&changes))).0, want, "{from} {to} {changes}");
    }
}

#[test]
fn an_svid_is_signed_by_its_trust_domain() {
    let mut scene = scene();
    let mut jwk = scene.key.public_jwk().expect("a public key");
    jwk["use"] = json!("jwt-svid");
    scene.keyring.rings = vec![ring(Owner::Issuer("spiffe://td.example".to_owned()), &[jwk])];
    for (changes, want) in [
        (json!({"iss": null, "sub": "spiffe://td.example/planner"}), "signed"),
        (json!({"iss": null, "sub": "spiffe://other.example/planner"}), "unproven"),
        (json!({"iss": 5, "sub": "spiffe://td.example/planner"}), "unproven"),
        (json!({"sub": "spiffe://td.example/planner"}), "unproven"),
    ] {
        assert_eq!(graded(&scene.prove(&scene.signed(&changes))).0, want, "{changes}");
    }
}

mod property {
    use proptest::prelude::*;

    use super::super::scene;
    use super::graded;
    use serde_json::json;

    proptest! {
        #[test]
        fn r4_no_changed_bit_leaves_a_token_signed(at in 0_usize..400, bit in 0_u8..7) {
            let scene = scene();
            let mut bytes = scene.signed(&json!({})).into_bytes();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            let token = std::str::from_utf8(&bytes).ok().and_then(|text| crate::token::Token::parse(text).ok());
            if let Some(token) = token {
                let proof = crate::verify::prove(&token, &scene.keyring, None);
                prop_assert_ne!(graded(&proof).0, "signed");
            }
        }
    }
}

/// Whoever has the public key of a service can encrypt to it, whatever the claims inside say (SECURITY.md R10).
#[test]
fn r10_what_a_key_opened_is_signed_by_nobody() {
    let scene = scene();
    let sealed = Token::parse(include_str!("../../../tests/cases/sealed.in/nested.jwt")).expect("a token");
    let opened = sealed.opened(claims(&json!({})).to_string().as_bytes());
    let proof = prove(&opened, &scene.keyring, None);
    assert_eq!(graded(&proof), ("unproven", "encrypted, and nobody signed what is inside"));
    assert!(proof.is_doubtful());
}
