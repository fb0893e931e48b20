//! Possession: what a token is bound to against what its holder showed.

use serde_json::{Value, json};

use super::{NOW, failed, scene};
use crate::binding::dpop::Proof;
use crate::binding::{Draft, Target, make, thumbprint};
use crate::instant::Instant;
use crate::keys::{Algorithm, Certificate, SigningKey, jws};
use crate::secret::Secret;
use crate::token::digest::Digest;
use crate::token::json::{Budget, Document};
use crate::token::{Token, base64url};
use crate::verify::check::{Check, Outcome};
use crate::verify::introspection::{Introspection, Said};
use crate::verify::{Expect, NOT_PROVEN, Policy, ShownProof, TokenType, Verdict, judge, judge_opaque};

const HTU: &str = "https://api.example/orders";

fn holder() -> SigningKey {
    SigningKey::generate(Algorithm::Es256).expect("a key")
}

/// The proof that `key` makes for a token, as it was shown with a GET.
fn shown(key: &SigningKey, token: Digest) -> ShownProof {
    let target = Target::parse(HTU).expect("an address");
    let draft = Draft {
        method: "GET",
        target: &target,
        made: Instant::from_seconds(NOW - 3),
        id: "j1",
        token: Some(token),
        nonce: None,
    };
    let proof = make(&draft, key, Algorithm::Es256).expect("a proof");
    let proof = Proof::read(proof.expose_text().expect("ASCII"));
    ShownProof { proof, method: "GET".to_owned(), target, nonce: None }
}

/// A token with these claims and the proof that `key` made for it.
fn judged(claims: &Value, key: &SigningKey, change: impl FnOnce(&mut Policy)) -> Verdict {
    let scene = scene();
    let text = scene.text(&json!({"kid": "k1"}), &super::claims(claims));
    let digest = Token::parse(&text).expect("a token").digest();
    let scene = scene.with(|policy| policy.dpop = Some(shown(key, digest))).with(change);
    scene.of_text(&text)
}

fn check(verdict: &Verdict, name: &str) -> Check {
    verdict.check(name).expect("listed").clone()
}

#[test]
fn r10_a_proof_by_the_tokens_key_passes_and_shows_its_id() {
    let key = holder();
    let jkt = key.thumbprint().expect("a public key");
    let jwk = key.bare_jwk().expect("a public key");
    for cnf in [json!({"jkt": jkt}), json!({"jwk": jwk}), json!({"jkt": jkt, "jwk": jwk})] {
        let verdict = judged(&json!({ "cnf": cnf }), &key, |policy| policy.require_binding = true);
        assert_eq!(failed(&verdict), Vec::<&str>::new());
        let check = check(&verdict, "dpop");
        assert_eq!(check.outcome, Outcome::Pass);
        assert_eq!(check.detail, "by the token's key, made 13:46:37Z, jti j1");
    }
}

#[test]
fn r10_a_proof_for_another_binding_fails() {
    let key = holder();
    let other = holder();
    let jkt = key.thumbprint().expect("a public key");
    let others = other.thumbprint().expect("a public key");
    for (cnf, want) in [
        (Value::Null, "a proof for a token that is bound to no key"),
        (json!({"jkt": others}), "the proof: made by another key"),
        (json!({"jkt": jkt, "jwk": other.bare_jwk()}), "the proof: made by another key"),
        (json!({"jwk": {"kty": "oct", "k": "AAEC"}}), "cnf.jwk: a shared secret that is published"),
        (json!({"x5t#S256": jkt}), "cnf names no key that a proof could be made with"),
        (json!({"kid": "k"}), "cnf names no key that a proof could be made with"),
        (json!({"jkt": 1}), "cnf is an object with a thumbprint that is no text"),
        (json!({"jkt": jkt, "kid": 1}), "cnf is an object whose jwe, kid or jku is no text"),
        (json!({"jkt": jkt, "jku": null}), "cnf is an object whose jwe, kid or jku is no text"),
        (json!({"jkt": jkt, "jwe": {}}), "cnf is an object whose jwe, kid or jku is no text"),
    ] {
        let verdict = judged(&json!({ "cnf": cnf }), &key, |_| {});
        assert!(!verdict.is_valid() && failed(&verdict).contains(&"dpop"), "{cnf}");
        assert_eq!(check(&verdict, "dpop").detail, want, "{cnf}");
    }
}

#[test]
fn r10_each_fault_of_the_proof_fails_dpop_and_all_are_named() {
    let key = holder();
    let cnf = json!({"cnf": {"jkt": key.thumbprint().expect("a public key")}});
    let with = |change: &dyn Fn(&mut ShownProof)| {
        let verdict = judged(&cnf, &key, |policy| change(policy.dpop.as_mut().expect("a proof")));
        assert_eq!(failed(&verdict), ["dpop"]);
        let check = check(&verdict, "dpop");
        (check.detail, check.wanted, check.found)
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        with(&|shown| shown.method = "POST".to_owned()),
        ("the proof: another method".into(), text("POST"), text("GET"))
    );
    let evil = Target::parse("https://evil.example/").expect("an address");
    assert_eq!(
        with(&|shown| {
            shown.method = "POST".to_owned();
            shown.target = evil.clone();
        }),
        (
            "the proof: another method, another address".into(),
            text("htm POST, htu https://evil.example/"),
            text(&format!("htm GET, htu {HTU}"))
        )
    );
    assert_eq!(with(&|shown| shown.nonce = text("n1")), ("the proof: it has no nonce".into(), None, None));
    assert_eq!(
        with(&|shown| shown.proof = Proof::read("e30.e30., e30.e30.")).0,
        "the proof: it is not one compact JWT".to_owned()
    );
    let other = shown(&key, Digest::of(b"another token"));
    assert_eq!(with(&|shown| shown.proof = other.proof.clone()).0, "the proof: made for another token");
    // Why a proof is malformed is said with its place, not compared with anything.
    let padded = Proof::read("e30=.e30.").expect_err("refused");
    let (detail, wanted, found) = with(&|shown| shown.proof = Err(padded.clone()));
    assert!(detail.starts_with("the proof is malformed at /header: "), "{detail}");
    assert_eq!((wanted, found), (None, None));
}

#[test]
fn where_several_values_disagree_each_is_named_by_its_member() {
    let (key, thief) = (holder(), holder());
    let cnf = json!({"cnf": {"jkt": key.thumbprint().expect("a public key")}});
    let target = Target::parse(HTU).expect("an address");
    for (made, member) in [(NOW - 1000, "iat 1970-01-12T13:30:00Z"), (NOW + 1, "iat 1970-01-12T13:46:41Z")] {
        let draft = Draft {
            method: "GET",
            target: &target,
            made: Instant::from_seconds(made),
            id: "j1",
            token: Some(Digest::of(b"another token")),
            nonce: Some("n2"),
        };
        let text = make(&draft, &thief, Algorithm::Es256).expect("a proof");
        let proof = Proof::read(text.expose_text().expect("ASCII"));
        let verdict = judged(&cnf, &key, |policy| {
            let nonce = Some("n1".to_owned());
            policy.dpop = Some(ShownProof {
                proof: proof.clone(),
                method: "GET".to_owned(),
                target: target.clone(),
                nonce,
            });
        });
        let check = check(&verdict, "dpop");
        let (wanted, found) = (check.wanted.unwrap_or_default(), check.found.unwrap_or_default());
        let ath = base64url::encode(Digest::of(b"another token").bytes());
        let jkt = thief.thumbprint().expect("a public key");
        assert_eq!(found, format!("nonce n2, {member}, ath {ath}, jkt {jkt}"));
        let names: Vec<_> = wanted.split(", ").filter_map(|one| one.split(' ').next()).collect();
        assert_eq!(names, ["nonce", "iat", "ath", "jkt"], "{wanted}");
    }
}

#[test]
fn a_nonce_that_nobody_compared_is_said_to_be_none() {
    let key = holder();
    let scene = scene();
    let cnf = json!({"cnf": {"jkt": key.thumbprint().expect("a public key")}});
    let text = scene.text(&json!({"kid": "k1"}), &super::claims(&cnf));
    let token = Some(Token::parse(&text).expect("a token").digest());
    let target = Target::parse(HTU).expect("an address");
    let made = Instant::from_seconds(NOW - 3);
    let draft = Draft { method: "GET", target: &target, made, id: "j1", token, nonce: Some("n1") };
    let proof = make(&draft, &key, Algorithm::Es256).expect("a proof");
    let proof = Proof::read(proof.expose_text().expect("ASCII"));
    for (nonce, want) in [(Some("n1"), "with the nonce"), (None, "its nonce not compared")] {
        let nonce = nonce.map(str::to_owned);
        let shown =
            ShownProof { proof: proof.clone(), method: "GET".to_owned(), target: target.clone(), nonce };
        let mut policy = scene.policy.clone();
        policy.dpop = Some(shown);
        let token = Token::parse(&text).expect("a token");
        let verdict = judge(&token, &scene.keyring, &policy, Instant::from_seconds(NOW));
        assert!(check(&verdict, "dpop").detail.contains(want), "{:?}", check(&verdict, "dpop"));
    }
}

#[test]
fn a_proof_is_about_what_was_sent_also_where_that_was_encrypted() {
    let key = holder();
    let cnf = json!({"cnf": {"jkt": key.thumbprint().expect("a public key")}});
    let outer = Digest::of(b"the JWE around it");
    let scene = scene().with(|policy| policy.dpop = Some(shown(&key, outer)));
    let text = scene.text(&json!({"kid": "k1"}), &super::claims(&cnf));
    let token = Token::parse(&text).expect("a token");
    let now = Instant::from_seconds(NOW);
    assert_eq!(failed(&judge(&token, &scene.keyring, &scene.policy, now)), ["dpop"]);
    let verdict = judge(&token.inside(outer), &scene.keyring, &scene.policy, now);
    assert!(verdict.is_valid(), "{:?}", verdict.checks());
}

fn certificate(name: &str) -> Certificate {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/certificates/");
    Certificate::read(&std::fs::read(format!("{folder}{name}")).expect("a file")).expect("a certificate")
}

#[test]
fn r24_a_token_is_its_certificates_and_only_while_that_is_valid() {
    let bound = |name: &str| json!({"cnf": {"x5t#S256": thumbprint(&certificate(name))}});
    const LONG: &str = "the token's, valid 1970-01-02T00:00:00Z to 2056-01-01T00:00:00Z";
    // Computed by another library when the certificate was made.
    let known = "fFU52Uu_mBdEUOT2SNpX4Iofa_Gk7MQ6A9FrO0AMgbs";
    assert_eq!(thumbprint(&certificate("client.pem")), known);
    assert_eq!(certificate("client.der"), certificate("client.pem"));
    for (claims, shown, is_waived, want) in [
        (bound("client.pem"), "client.pem", false, Ok(LONG)),
        (bound("client.pem"), "client.der", false, Ok(LONG)),
        (bound("unknown.pem"), "unknown.pem", false, Ok(LONG)),
        (bound("client.pem"), "expired.pem", false, Err("another certificate")),
        (bound("expired.pem"), "expired.pem", false, Err("the certificate is not valid at this time")),
        (
            bound("expired.pem"),
            "expired.pem",
            true,
            Ok(
                "the token's, valid 1970-01-02T00:00:00Z to 1970-01-03T00:00:00Z; waived by --allow-expired-certificate",
            ),
        ),
        (
            bound("weak.pem"),
            "weak.pem",
            true,
            Err("the token's certificate has an RSA key of 1024 bits; at least 2048 are needed"),
        ),
        (json!({}), "client.pem", false, Err("a certificate for a token that is bound to none")),
        (
            json!({"cnf": {"jkt": "x"}}),
            "client.pem",
            false,
            Err("a certificate for a token that is bound to none"),
        ),
        (json!({"cnf": []}), "client.pem", false, Err("cnf is an array")),
    ] {
        let scene = scene().with(|policy| {
            policy.certificate = Some(certificate(shown));
            policy.allow_expired_certificate = is_waived;
        });
        let check = check(&scene.judge(&claims), "certificate");
        let got = match check.outcome {
            Outcome::Pass => Ok(&*check.detail),
            _ => Err(&*check.detail),
        };
        assert_eq!(got, want, "{shown} {claims}");
    }
}

#[test]
fn require_binding_asks_for_every_key_that_the_token_names() {
    let key = holder();
    let (jkt, x5t) = (key.thumbprint().expect("a public key"), thumbprint(&certificate("client.pem")));
    let shown = certificate("client.pem");
    for (cnf, has_proof, has_certificate, want) in [
        (json!({"jkt": jkt}), true, false, vec![]),
        (json!({"jkt": jkt}), false, false, vec!["dpop"]),
        (json!({"x5t#S256": x5t}), false, true, vec![]),
        (json!({"x5t#S256": x5t}), false, false, vec!["certificate"]),
        (json!({"x5t#S256": x5t, "jkt": jkt}), true, true, vec![]),
        (json!({"x5t#S256": x5t, "jkt": jkt}), true, false, vec!["certificate"]),
        (json!({"x5t#S256": x5t, "jkt": jkt}), false, true, vec!["dpop"]),
        (json!({"kid": "k"}), false, false, vec!["dpop"]),
    ] {
        let verdict = judged(&json!({ "cnf": cnf }), &key, |policy| {
            policy.require_binding = true;
            policy.certificate = has_certificate.then(|| shown.clone());
            policy.dpop = policy.dpop.take().filter(|_| has_proof);
        });
        assert_eq!(failed(&verdict), want, "{cnf} {has_proof} {has_certificate}");
    }
    let verdict = judged(&json!({"cnf": {"kid": "k"}}), &key, |policy| policy.dpop = None);
    assert_eq!(check(&verdict, "dpop").detail, NOT_PROVEN);
}

#[test]
fn r10_a_proof_is_no_token_and_its_profile_is_judged_all_the_same() {
    let scene = scene();
    let jwk = holder().bare_jwk();
    let good = json!({"jti": "j", "htm": "GET", "htu": HTU});
    for (header, claims, typ, want) in [
        (json!({"typ": "dpop+jwt", "jwk": jwk}), good.clone(), None, vec!["type"]),
        (json!({"typ": "dpop+jwt", "jwk": jwk}), good.clone(), Some("dpop+jwt"), vec![]),
        (json!({"typ": "DPoP+JWT", "jwk": jwk}), json!({}), Some("dpop+jwt"), vec!["profile"]),
        (json!({"typ": "dpop+jwt"}), good, Some("dpop+jwt"), vec!["profile"]),
        (json!({"typ": "JWT"}), json!({}), Some("JWT"), vec!["profile"]),
    ] {
        let mut header = header;
        header["kid"] = json!("k1");
        let text = scene.text(&header, &super::claims(&claims));
        let mut policy = scene.policy.clone();
        policy.token_type = Some(TokenType::DpopProof);
        policy.types = typ.map(str::to_owned).into_iter().collect();
        let token = Token::parse(&text).expect("a token");
        let verdict = judge(&token, &scene.keyring, &policy, Instant::from_seconds(NOW));
        assert_eq!(failed(&verdict), want, "{header} {claims}");
    }
}

#[test]
fn r11_a_key_binding_token_is_the_holders_own_over_these_disclosures_for_this_audience_and_new() {
    let key = holder();
    let thief = holder();
    let jwk = key.bare_jwk().expect("a public key");
    let scene = scene();
    let judged = |cnf: Value, header: Value, claims: Value, by: &SigningKey| {
        let jws = scene.text(&json!({"kid": "k1"}), &super::claims(&json!({ "cnf": cnf })));
        let before = format!("{jws}~");
        let hash = base64url::encode(Digest::of(before.as_bytes()).bytes());
        let mut head = json!({"typ": "kb+jwt"});
        let mut body = json!({"iat": NOW - 3, "aud": "api", "nonce": "n", "sd_hash": hash});
        for (into, changes) in [(&mut head, header), (&mut body, claims)] {
            for (name, value) in changes.as_object().expect("an object") {
                match value {
                    Value::Null => drop(into.as_object_mut().expect("an object").remove(name)),
                    value => into[name] = value.clone(),
                }
            }
        }
        let proof = jws::compact(&head, &body, by, Algorithm::Es256).expect("a token");
        let mut policy = scene.policy.clone();
        policy.require_binding = true;
        let token =
            Token::parse(&format!("{before}{}", proof.expose_text().expect("ASCII"))).expect("a token");
        judge(&token, &scene.keyring, &policy, Instant::from_seconds(NOW))
    };
    let cnf = json!({ "jwk": jwk });
    let none = || json!({});
    let verdict = judged(cnf.clone(), none(), none(), &key);
    assert_eq!(failed(&verdict), Vec::<&str>::new());
    assert_eq!(check(&verdict, "dpop").detail, "the key-binding token proves possession");
    for (cnf, header, claims, by) in [
        (cnf.clone(), none(), none(), &thief),
        (json!({"jwk": thief.bare_jwk()}), none(), none(), &key),
        (json!({"kid": "k"}), none(), none(), &key),
        (cnf.clone(), json!({"typ": "JWT"}), none(), &key),
        (cnf.clone(), json!({"typ": null}), none(), &key),
        (cnf.clone(), json!({"crit": ["x"], "x": 1}), none(), &key),
        (cnf.clone(), none(), json!({"aud": "other"}), &key),
        (cnf.clone(), none(), json!({"aud": null}), &key),
        (cnf.clone(), none(), json!({"sd_hash": base64url::encode(&[0; 32])}), &key),
        (cnf.clone(), none(), json!({"sd_hash": null}), &key),
        (cnf.clone(), none(), json!({"iat": NOW - 301}), &key),
        (cnf.clone(), none(), json!({"iat": NOW + 1}), &key),
        (cnf.clone(), none(), json!({"iat": "0"}), &key),
        (cnf.clone(), none(), json!({"iat": null}), &key),
    ] {
        let verdict = judged(cnf.clone(), header.clone(), claims.clone(), by);
        assert!(failed(&verdict).contains(&"signature"), "{cnf} {header} {claims}");
        assert!(check(&verdict, "signature").detail.starts_with("the key-binding token: "));
    }
    // Without a key-binding token a required proof is missing.
    let jws = scene.text(&json!({"kid": "k1"}), &super::claims(&json!({ "cnf": cnf })));
    let scene = scene.with(|policy| policy.require_binding = true);
    assert_eq!(failed(&scene.of_text(&format!("{jws}~"))), ["dpop"]);
}

#[test]
fn rfc_9449_s_own_request_is_proven_its_opaque_token_by_introspection() {
    // Figures 6, 11 and 13: the token, what its server says of it, and the proof that came with it.
    const TOKEN: &str = include_str!("../../../tests/vectors/rfc9449/access-token.txt");
    const ANSWER: &str = include_str!("../../../tests/vectors/rfc9449/introspection.json");
    const PROOF: &str = include_str!("../../../tests/vectors/rfc9449/resource-request.jwt");
    let issuer = "https://server.example.com";
    let answer = Document::parse(ANSWER.as_bytes(), Budget::ANSWER).expect("JSON").into();
    let said = Said::Active { answer, is_signed: false };
    let told = Introspection { issuer: issuer.to_owned(), client_id: "rs".to_owned(), said };
    let target = Target::parse("https://resource.example.org/protectedresource").expect("an address");
    let shown = ShownProof { proof: Proof::read(PROOF), method: "GET".to_owned(), target, nonce: None };
    let policy = Policy {
        dpop: Some(shown),
        require_binding: true,
        ..Policy::new(Expect::OneOf(vec![issuer.to_owned()]), Expect::Waived("none is named there"))
    };
    let at =
        |token: &str, now| judge_opaque(&Secret::from(token), &told, &policy, Instant::from_seconds(now)).0;
    let verdict = at(TOKEN, 1_562_262_618);
    assert!(verdict.is_valid(), "{:?}", verdict.checks());
    assert_eq!(check(&verdict, "dpop").outcome, Outcome::Pass);
    assert_eq!(failed(&at(TOKEN, 1_562_262_919)), ["dpop"]);
    assert_eq!(failed(&at("another token", 1_562_262_618)), ["dpop"]);
}
