//! Proofs of RFC 9449 itself, and one that is wrong in each way a proof can be.

use serde_json::{Value, json};

use super::dpop::{Fault, Flaw, MAX_AGE, Proof, Request};
use super::{Draft, NotATarget, Target, make};
use crate::instant::Instant;
use crate::keys::{Algorithm, KeyError, SignatureFault, SigningKey, Weakness, jws};
use crate::secret::Secret;
use crate::token::Token;
use crate::token::base64url;
use crate::token::digest::Digest;

const TOKEN_REQUEST: &str = include_str!("../../tests/vectors/rfc9449/token-request.jwt");
const REFRESH_REQUEST: &str = include_str!("../../tests/vectors/rfc9449/refresh-request.jwt");
const RESOURCE_REQUEST: &str = include_str!("../../tests/vectors/rfc9449/resource-request.jwt");
const ACCESS_TOKEN: &str = include_str!("../../tests/vectors/rfc9449/access-token.txt");
const BOUND: &str = include_str!("../../tests/vectors/rfc9449/bound.jwt");

const NOW: i64 = 1_000_000;
const HTU: &str = "https://api.example/orders";

fn target(text: &str) -> Target {
    Target::parse(text).expect("an address")
}

fn request<'r>(method: &'r str, target: &'r Target, now: i64) -> Request<'r> {
    let now = Instant::from_seconds(now);
    Request { method, target, nonce: None, token: None, now, leeway: 0 }
}

#[test]
fn the_proofs_of_rfc_9449_hold_for_their_requests() {
    let bound = Token::parse(BOUND).expect("a token");
    let jkt = bound.claims().and_then(|claims| claims.get("cnf")?.get("jkt")?.as_str());
    let token = Digest::of(ACCESS_TOKEN.as_bytes());
    let (endpoint, resource) = (
        target("https://server.example.com/token"),
        target("https://resource.example.org/protectedresource"),
    );
    for (text, id, method, target, made, token) in [
        (TOKEN_REQUEST, "-BwC3ESc6acc2lTc", "POST", &endpoint, 1_562_262_616, None),
        (REFRESH_REQUEST, "-BwC3ESc6acc2lTc", "POST", &endpoint, 1_562_265_296, None),
        (RESOURCE_REQUEST, "e1j3V_bKic8-LAEB", "GET", &resource, 1_562_262_618, Some(token)),
    ] {
        let proof = Proof::read(text).expect("a proof");
        assert_eq!((proof.id(), proof.made().seconds()), (id, made));
        assert_eq!(Some(proof.thumbprint()), jkt);
        assert_eq!(proof.fault_of_binding(jkt.expect("bound")), None);
        assert_eq!(proof.judge(&Request { token, ..request(method, target, made) }), []);
    }
    let proof = Proof::read(RESOURCE_REQUEST).expect("a proof");
    let other = Request { token: Some(bound.digest()), ..request("GET", &resource, 1_562_262_618) };
    assert_eq!(flaws(&proof.judge(&other)), [Flaw::Hash]);
}

fn flaws(faults: &[Fault]) -> Vec<Flaw> {
    faults.iter().map(|fault| fault.flaw.clone()).collect()
}

fn key() -> SigningKey {
    SigningKey::generate(Algorithm::Es256).expect("a key")
}

/// A proof that holds, but for the changes; null takes a member out.
fn altered(header: &Value, claims: &Value) -> String {
    let key = key();
    let mut head = json!({"typ": "dpop+jwt", "jwk": key.bare_jwk().expect("a public key")});
    let mut body = json!({"jti": "j1", "htm": "GET", "htu": HTU, "iat": NOW});
    for (into, changes) in [(&mut head, header), (&mut body, claims)] {
        for (name, value) in changes.as_object().expect("an object") {
            match value {
                Value::Null => drop(into.as_object_mut().expect("an object").remove(name)),
                value => into[name] = value.clone(),
            }
        }
    }
    let proof = jws::compact(&head, &body, &key, Algorithm::Es256).expect("a proof");
    proof.expose_text().expect("ASCII").to_owned()
}

#[test]
fn r10_each_check_of_the_proof_itself_fails_alone() {
    let good = altered(&json!({}), &json!({}));
    assert!(Proof::read(&good).is_ok() && Proof::read(&format!(" {good}\n")).is_ok());
    let part = |index: usize| good.split('.').nth(index).expect("three parts").to_owned();
    let (head, body, signature) = (part(0), part(1), part(2));
    let none = base64url::encode(br#"{"typ":"dpop+jwt","alg":"none","jwk":{}}"#);
    let json = format!(r#"{{"protected":"{head}","payload":"{body}","signature":"{signature}"}}"#);
    let twice = base64url::encode(br#"{"jti":"a","jti":"b","htm":"GET","htu":"https://a/","iat":1}"#);
    let mut forged = base64url::decode(&signature).expect("base64url");
    forged[8] ^= 1;
    let private = key();
    let mut jwk = private.bare_jwk().expect("a public key");
    jwk["d"] = json!("AAEC");
    let small = json!({"kty": "RSA", "n": base64url::encode(&[0xc5; 128]), "e": "AQAB"});
    let point = json!({"kty": "EC", "crv": "P-256", "x": "AAEC", "y": "AAEC"});
    let head_of = |change: Value| altered(&change, &json!({}));
    let body_of = |change: Value| altered(&json!({}), &change);
    for (text, want) in [
        ("nothing".to_owned(), Flaw::NotOneJwt),
        (format!("{good}, {good}"), Flaw::NotOneJwt),
        (format!("{good}\n{good}"), Flaw::NotOneJwt),
        (format!("{good}~"), Flaw::NotOneJwt),
        (json, Flaw::NotOneJwt),
        (format!("{head}=.{body}.{signature}"), Flaw::Malformed),
        (format!("{head}.{twice}.{signature}"), Flaw::Malformed),
        (format!("{head}.{}.{signature}", base64url::encode(b"[]")), Flaw::Malformed),
        (head_of(json!({"b64": true})), Flaw::Malformed),
        (head_of(json!({"crit": ["exp"]})), Flaw::Critical),
        (head_of(json!({"crit": []})), Flaw::Critical),
        (head_of(json!({"typ": "JWT"})), Flaw::Type),
        (head_of(json!({"typ": null})), Flaw::Type),
        (head_of(json!({"typ": 1})), Flaw::Type),
        (format!("{none}.{body}."), Flaw::Algorithm),
        (head_of(json!({"jwk": null})), Flaw::NoKey),
        (head_of(json!({"jwk": "k"})), Flaw::NoKey),
        (head_of(json!({ "jwk": jwk })), Flaw::PrivateKey),
        (head_of(json!({"jwk": {"kty": "oct", "k": "AAEC"}})), Flaw::PrivateKey),
        (head_of(json!({"jwk": {"kty": "oct"}})), Flaw::Key(KeyError::PublishedSecret)),
        (head_of(json!({"jwk": {}})), Flaw::Key(KeyError::Missing("kty"))),
        (head_of(json!({ "jwk": small })), Flaw::Key(Weakness::RsaTooSmall(1_024).into())),
        (head_of(json!({ "jwk": point })), Flaw::Key(Weakness::CoordinateLength.into())),
        (
            head_of(json!({"jwk": key().bare_jwk().expect("a public key")})),
            Flaw::Signature(SignatureFault::Mismatch),
        ),
        (format!("{head}.{body}."), Flaw::Signature(SignatureFault::Length(0))),
        (format!("{head}.{body}.{}", base64url::encode(&forged)), Flaw::Signature(SignatureFault::Mismatch)),
        (body_of(json!({"jti": null})), Flaw::Missing("jti")),
        (body_of(json!({"htm": null})), Flaw::Missing("htm")),
        (body_of(json!({"htu": null})), Flaw::Missing("htu")),
        (body_of(json!({"iat": null})), Flaw::Missing("iat")),
        (body_of(json!({"jti": ""})), Flaw::Claim("jti")),
        (body_of(json!({"jti": 1})), Flaw::Claim("jti")),
        (body_of(json!({"htm": ["GET"]})), Flaw::Claim("htm")),
        (body_of(json!({"iat": "1000000"})), Flaw::Claim("iat")),
        (body_of(json!({"iat": 1_000_000_000_000_i64})), Flaw::Claim("iat")),
    ] {
        assert_eq!(Proof::read(&text).map_err(|fault| fault.flaw).err(), Some(want), "{text}");
    }
}

#[test]
fn r7_a_shared_secret_signs_no_proof() {
    let secret = SigningKey::from_secret(&Secret::from("a secret of at least thirty-two bytes"));
    let header = json!({"typ": "dpop+jwt", "jwk": key().bare_jwk().expect("a public key")});
    let claims = json!({"jti": "j1", "htm": "GET", "htu": HTU, "iat": NOW});
    let proof = jws::compact(&header, &claims, &secret, Algorithm::Hs256).expect("a JWS");
    let fault = Proof::read(proof.expose_text().expect("ASCII")).expect_err("refused");
    assert_eq!((fault.flaw, fault.found.as_deref()), (Flaw::Algorithm, Some("HS256")));
}

#[test]
fn r10_each_check_against_the_request_fails_alone_and_none_is_cut_short() {
    let token = Digest::of(b"the token");
    let ath = base64url::encode(token.bytes());
    let address = target(HTU);
    let judged = |claims: Value, leeway: i64| {
        let claims = {
            let mut all = json!({"ath": ath, "nonce": "n1"});
            all.as_object_mut().expect("an object").extend(claims.as_object().expect("an object").clone());
            all
        };
        let proof = Proof::read(&altered(&json!({}), &claims)).expect("a proof");
        let request =
            Request { nonce: Some("n1"), token: Some(token), leeway, ..request("GET", &address, NOW) };
        flaws(&proof.judge(&request))
    };
    for (claims, leeway, want) in [
        (json!({}), 0, vec![]),
        (json!({"htu": "HTTPS://api.example:443/x/../%6Frders?q=1#f"}), 0, vec![]),
        (json!({"extra": {"any": 1}}), 0, vec![]),
        (json!({"htm": "POST"}), 0, vec![Flaw::Method]),
        (json!({"htm": "get"}), 0, vec![Flaw::Method]),
        (json!({"htu": "https://api.example/Orders"}), 0, vec![Flaw::Target]),
        (json!({"htu": "http://api.example/orders"}), 0, vec![Flaw::Target]),
        (json!({"htu": "https://api.example.evil/orders"}), 0, vec![Flaw::Target]),
        (json!({"htu": "https://api.example/orders/"}), 0, vec![Flaw::Target]),
        (json!({"htu": "/orders"}), 0, vec![Flaw::NoTarget(NotATarget::Scheme)]),
        (json!({"nonce": "n2"}), 0, vec![Flaw::Nonce]),
        (json!({"nonce": null}), 0, vec![Flaw::Missing("nonce")]),
        (json!({"nonce": 1}), 0, vec![Flaw::Claim("nonce")]),
        (json!({"iat": NOW - MAX_AGE}), 0, vec![]),
        (json!({"iat": NOW - MAX_AGE - 1}), 0, vec![Flaw::Old]),
        (json!({"iat": NOW - MAX_AGE - 10}), 10, vec![]),
        (json!({"iat": NOW - MAX_AGE - 11}), 10, vec![Flaw::Old]),
        (json!({"iat": NOW + 1}), 0, vec![Flaw::Early]),
        (json!({"iat": NOW + 10}), 10, vec![]),
        (json!({"iat": NOW + 11}), 10, vec![Flaw::Early]),
        (json!({"iat": 1_000_000.5}), 0, vec![Flaw::Early]),
        (json!({"exp": NOW}), 0, vec![Flaw::Outside("exp")]),
        (json!({"exp": NOW + 1}), 0, vec![]),
        (json!({"exp": "x"}), 0, vec![Flaw::Claim("exp")]),
        (json!({"nbf": NOW + 1}), 0, vec![Flaw::Outside("nbf")]),
        (json!({"nbf": NOW}), 0, vec![]),
        (json!({"nbf": []}), 0, vec![Flaw::Claim("nbf")]),
        (json!({"ath": null}), 0, vec![Flaw::Missing("ath")]),
        (json!({"ath": 1}), 0, vec![Flaw::Claim("ath")]),
        (json!({"ath": format!("{ath}=")}), 0, vec![Flaw::Hash]),
        (
            json!({"htm": "PUT", "htu": "https://other.example/", "iat": 1, "nonce": "x", "ath": "x"}),
            0,
            vec![Flaw::Method, Flaw::Target, Flaw::Nonce, Flaw::Old, Flaw::Hash],
        ),
    ] {
        assert_eq!(judged(claims.clone(), leeway), want, "{leeway} {claims}");
    }
}

#[test]
fn what_is_wanted_of_a_time_counts_the_leeway() {
    let address = target(HTU);
    for (made, leeway, want) in [
        (NOW - MAX_AGE - 1, 0, format!("{} at least", Instant::from_seconds(NOW - MAX_AGE))),
        (NOW - MAX_AGE - 11, 10, format!("{} at least", Instant::from_seconds(NOW - MAX_AGE - 10))),
        (NOW + 1, 0, format!("{} at most", Instant::from_seconds(NOW))),
        (NOW + 11, 10, format!("{} at most", Instant::from_seconds(NOW + 10))),
    ] {
        let proof = Proof::read(&altered(&json!({}), &json!({"iat": made}))).expect("a proof");
        let faults = proof.judge(&Request { leeway, ..request("GET", &address, NOW) });
        let wanted: Vec<_> = faults.iter().filter_map(|fault| fault.wanted.clone()).collect();
        assert_eq!(wanted, [want]);
    }
}

#[test]
fn r10_the_key_of_the_token_made_the_proof_or_it_proves_nothing() {
    let proof = Proof::read(&altered(&json!({}), &json!({}))).expect("a proof");
    assert_eq!(proof.fault_of_binding(proof.thumbprint()), None);
    let other = key().thumbprint().expect("a public key");
    assert_eq!(proof.fault_of_binding(&other).map(|fault| fault.flaw), Some(Flaw::AnotherKey));
}

#[test]
fn what_is_made_is_read_back_with_every_kind_of_key() {
    let address = target("https://API.example:443/a?b#c");
    let token = Digest::of(b"the token");
    for algorithm in [
        Algorithm::Es256,
        Algorithm::Es384,
        Algorithm::Es512,
        Algorithm::Ed25519,
        Algorithm::EdDsa,
        Algorithm::Ps256,
        Algorithm::Rs512,
    ] {
        let key = SigningKey::generate(algorithm).expect("a key").with_kid("k");
        let draft = Draft {
            method: "POST",
            target: &address,
            made: Instant::from_seconds(NOW),
            id: "j1",
            token: Some(token),
            nonce: Some("n1"),
        };
        let text = make(&draft, &key, algorithm).expect("a proof");
        let proof = Proof::read(text.expose_text().expect("ASCII")).expect("a proof");
        assert_eq!(Some(proof.thumbprint()), key.thumbprint().as_deref());
        let request = Request { nonce: Some("n1"), token: Some(token), ..request("POST", &address, NOW) };
        assert_eq!(proof.judge(&request), [], "{algorithm}");
    }
    let secret = SigningKey::from_secret(&Secret::from("a secret of at least thirty-two bytes"));
    let draft = Draft {
        method: "GET",
        target: &address,
        made: Instant::from_seconds(1),
        id: "j",
        token: None,
        nonce: None,
    };
    assert_eq!(make(&draft, &secret, Algorithm::Hs256).err(), Some(KeyError::UnsupportedType));
}

#[test]
fn r10_a_nonce_that_is_no_text_fails_though_nobody_compares_it() {
    let address = target(HTU);
    for (nonce, want) in [
        (json!("n"), vec![]),
        (json!(1), vec![Flaw::Claim("nonce")]),
        (json!([]), vec![Flaw::Claim("nonce")]),
    ] {
        let proof = Proof::read(&altered(&json!({}), &json!({"nonce": nonce}))).expect("a proof");
        assert_eq!(flaws(&proof.judge(&request("GET", &address, NOW))), want, "{nonce}");
    }
}

#[test]
fn no_bit_of_a_proof_can_be_flipped() {
    let good = altered(&json!({}), &json!({}));
    let address = target(HTU);
    let segments: Vec<Vec<u8>> =
        good.split('.').map(|part| base64url::decode(part).expect("base64url")).collect();
    for (segment, bytes) in segments.iter().enumerate() {
        for bit in 0..bytes.len() * 8 {
            let mut changed = segments.clone();
            changed[segment][bit / 8] ^= 1 << (bit % 8);
            let text = changed.iter().map(|part| base64url::encode(part)).collect::<Vec<_>>().join(".");
            let held =
                Proof::read(&text).is_ok_and(|proof| proof.judge(&request("GET", &address, NOW)).is_empty());
            assert!(!held, "bit {bit} of segment {segment}");
        }
    }
}
