//! What a server's answer is worth: for opaque tokens, beside a token, and signed.

use serde_json::{Value, json};

use super::proof::certificate;
use super::{ISSUER, NOW, Scene, claims, failed, scene};
use crate::conversation::{Answer, Ask, Conversation as _};
use crate::instant::Instant;
use crate::keys::{Algorithm, KeySet, Origin, SigningKey, jws};
use crate::secret::Secret;
use crate::token::Token;
use crate::verify::introspection::{Credentials, Introspection, Question, Said};
use crate::verify::{ActorId, Owner, Ring, Verdict, judge_introspected, judge_opaque};

/// What a server's answer comes to for the client `api`.
pub(super) fn told(scene: &Scene, media_type: &str, body: &str) -> Introspection {
    let token = Secret::from("opaque");
    let mut question = Question {
        endpoint: "https://issuer.example/introspect",
        named_by: None,
        client_id: "api",
        credentials: &Credentials::Public,
        token: &token,
        wants_signed: false,
        attempt: 0,
    };
    let headers = vec![("content-type".to_owned(), media_type.to_owned())];
    let answer = Answer { status: 200, headers, body: Secret::from(body) };
    let Ask::Done(Ok(answered)) = question.next(Some(Ok(answer))) else { panic!("an answer") };
    answered.judged(ISSUER, "api", &scene.keyring, &scene.policy, Instant::from_seconds(NOW)).0
}

fn opaque(scene: &Scene, answer: &Value) -> Verdict {
    let told = told(scene, "application/json", &answer.to_string());
    judge_opaque(&Secret::from("opaque"), &told, &scene.policy, Instant::from_seconds(NOW)).0
}

/// An active answer with the claims that pass, changed.
fn active(changes: &Value) -> Value {
    let mut answer = claims(changes);
    if answer.get("active").is_none() {
        answer["active"] = json!(true);
    }
    answer
}

#[test]
fn n1_an_opaque_token_is_valid_by_the_active_answer_of_its_issuer_alone() {
    let scene = scene();
    let good = opaque(&scene, &active(&json!({})));
    assert!(good.is_valid(), "{:?}", good.checks());
    let detail = |name: &str| good.check(name).map(|check| check.detail.clone()).unwrap_or_default();
    assert_eq!(detail("signature"), "introspected");
    assert_eq!(detail("introspection"), format!("active, says {ISSUER}"));
    assert_eq!(good.checks().len(), crate::verify::names().count());
    for (body, want) in [
        (json!({"active": false}), vec!["introspection"]),
        (active(&json!({"active": false})), vec!["introspection"]),
        (active(&json!({"active": "true"})), vec!["introspection"]),
        (active(&json!({"active": 1})), vec!["introspection"]),
        (claims(&json!({})), vec!["introspection"]),
        (json!({}), vec!["introspection"]),
        (json!([{"active": true}]), vec!["introspection"]),
        (json!({"active": true}), vec!["audience", "expiry"]),
    ] {
        let verdict = opaque(&scene, &body);
        assert_eq!((verdict.is_valid(), verdict.failed().collect::<Vec<_>>()), (false, want), "{body}");
    }
}

#[test]
fn r9_an_opaque_token_has_none_of_the_algorithms_that_were_asked_for() {
    let asked = scene().with(|policy| policy.algorithms = vec![Algorithm::Es256]);
    let verdict = opaque(&asked, &active(&json!({})));
    assert_eq!((verdict.is_valid(), verdict.failed().collect::<Vec<_>>()), (false, vec!["algorithm"]));
    assert_eq!(verdict.checks().len(), crate::verify::names().count());
}

#[test]
fn r10_a_refresh_token_is_active_and_no_credential() {
    let scene = scene();
    for (changes, want) in [
        (json!({"token_use": "refresh_token"}), vec!["introspection"]),
        (json!({"token_type": "refresh_token"}), vec!["introspection"]),
        (json!({"token_use": "access_token", "token_type": "Bearer"}), vec![]),
    ] {
        assert_eq!(failed(&opaque(&scene, &active(&changes))), want, "{changes}");
        assert_eq!(failed(&beside(&scene, &json!({}), &active(&changes))), want, "{changes}");
    }
}

#[test]
fn r8_an_answer_with_two_readings_is_none() {
    let scene = scene();
    let good = active(&json!({})).to_string();
    let rest = good.trim_start_matches('{');
    for body in [
        format!(r#"{{"active":false,{rest}"#),
        format!(r#"{{"\u0061ctive":false,{rest}"#),
        format!(r#"{{"act":{{"sub":"a","sub":"b"}},{rest}"#),
        format!("\u{feff}{good}"),
        format!("{good}{good}"),
        format!("<html>{good}</html>"),
        good.replace("alice", "\\ud800"),
        String::new(),
    ] {
        let said = told(&scene, "application/json", &body).said;
        assert!(matches!(said, Said::Nonsense(_)), "{body}: {said:?}");
    }
    let many: Vec<String> = (0..20_000).map(|number| format!("\"m{number}\":1")).collect();
    let body = format!("{{{},{rest}", many.join(","));
    assert!(matches!(told(&scene, "application/json", &body).said, Said::Nonsense(_)));
}

#[test]
fn the_claims_of_an_answer_meet_the_same_expectations() {
    for (changes, want) in [
        (json!({"iss": null}), vec![]),
        (json!({"iss": "https://other.example"}), vec!["issuer", "introspection"]),
        (json!({"iss": 1}), vec!["issuer"]),
        (json!({"aud": "other"}), vec!["audience"]),
        (json!({"aud": ["other", "api"]}), vec![]),
        (json!({"exp": NOW}), vec!["expiry"]),
        (json!({"exp": null}), vec!["expiry"]),
        (json!({"nbf": NOW + 1}), vec!["not-before"]),
        (json!({"scope": "read"}), vec!["scope"]),
        (json!({"client_id": "other"}), vec!["client"]),
        (json!({"act": {"sub": "other"}}), vec!["actor"]),
        (json!({"act": {"sub": "planner", "act": "x"}}), vec!["actor", "prior-actor", "depth", "delegation"]),
    ] {
        let scene = scene().with(|policy| {
            policy.scopes = vec!["write".to_owned()];
            policy.clients = vec!["svc".to_owned()];
            policy.actors = vec![ActorId::parse("planner")];
        });
        let mut answer = json!({"scope": "read write", "client_id": "svc", "act": {"sub": "planner"}});
        for (name, value) in changes.as_object().expect("an object") {
            answer[name] = value.clone();
        }
        assert_eq!(failed(&opaque(&scene, &active(&answer))), want, "{changes}");
    }
}

fn beside(scene: &Scene, token: &Value, answer: &Value) -> Verdict {
    let text = scene.text(&json!({"kid": "k1"}), &claims(token));
    let told = told(scene, "application/json", &answer.to_string());
    let token = Token::parse(&text).expect("a token");
    judge_introspected(
        &token,
        Some(&told),
        &scene.keyring,
        &scene.policy,
        Instant::from_seconds(NOW),
        Vec::new(),
    )
}

#[test]
fn token_and_answer_disagree_only_over_what_both_have() {
    let scene = scene();
    let jkt = |value: &str| json!({"cnf": {"jkt": value}});
    for (token, answer, want) in [
        (json!({}), json!({"active": true}), true),
        (json!({}), active(&json!({})), true),
        (json!({}), active(&json!({"aud": ["api"], "username": "x", "scope": "y"})), true),
        (json!({"aud": ["api", "b"]}), active(&json!({"aud": ["b", "api"]})), true),
        (json!({"aud": ["api", "b"]}), active(&json!({"aud": ["api"]})), false),
        (json!({}), active(&json!({"exp": NOW + 61})), false),
        (json!({}), active(&json!({"exp": 1_000_060.0})), true),
        (json!({}), active(&json!({"sub": "bob"})), false),
        (json!({}), active(&json!({"iss": "https://other.example"})), false),
        (json!({"jti": "a"}), active(&json!({"jti": "b"})), false),
        (json!({"client_id": "a"}), active(&json!({"client_id": "b"})), false),
        (json!({"azp": "a"}), active(&json!({"client_id": "a"})), true),
        (jkt("a"), active(&jkt("a")), true),
        (jkt("a"), active(&json!({"cnf": {"x": 1, "jkt": "a"}})), true),
        (jkt("a"), active(&jkt("b")), false),
        (jkt("a"), active(&json!({"cnf": {"x5t#S256": "a"}})), false),
        (jkt("a"), active(&json!({"cnf": 1})), false),
        (
            json!({"cnf": {"jwk": {"kty": "EC", "crv": "P-256"}}}),
            active(&json!({"cnf": {"jwk": {"crv": "P-256", "kty": "EC"}}})),
            true,
        ),
        (
            json!({"cnf": {"jwk": {"kty": "EC", "crv": "P-256"}}}),
            active(&json!({"cnf": {"jwk": {"kty": "EC", "crv": "P-384"}}})),
            false,
        ),
        (json!({}), json!({"active": false}), false),
    ] {
        let verdict = beside(&scene, &token, &answer);
        let want: &[&str] = if want { &[] } else { &["introspection"] };
        assert_eq!(failed(&verdict), want, "{token} {answer}");
    }
}

#[test]
fn malformed_claims_agree_where_they_are_the_same() {
    let scene = scene();
    for (token, answer, want) in [
        (json!({"aud": 42}), json!({"aud": 42}), vec!["audience"]),
        (json!({"aud": 42}), json!({"aud": 43}), vec!["audience", "introspection"]),
        (json!({"aud": "api"}), json!({"aud": 42}), vec!["introspection"]),
        (json!({"exp": "x"}), json!({"exp": "x"}), vec!["expiry"]),
        (json!({"exp": "x"}), json!({"exp": "y"}), vec!["expiry", "introspection"]),
        (json!({"exp": NOW + 60}), json!({"exp": "x"}), vec!["introspection"]),
    ] {
        assert_eq!(failed(&beside(&scene, &token, &active(&answer))), want, "{token} {answer}");
    }
}

#[test]
fn a_yes_of_the_server_heals_nothing() {
    let scene = scene();
    let stranger = SigningKey::generate(Algorithm::Es256).expect("a key");
    let forged = jws::compact(&json!({"kid": "k1"}), &claims(&json!({})), &stranger, Algorithm::Es256);
    let forged = Token::parse(forged.expect("a token").expose_text().expect("ASCII")).expect("a token");
    let told = told(&scene, "application/json", &active(&json!({})).to_string());
    let now = Instant::from_seconds(NOW);
    let verdict = judge_introspected(&forged, Some(&told), &scene.keyring, &scene.policy, now, Vec::new());
    assert_eq!(failed(&verdict), ["signature"]);
    let expired = beside(&scene, &json!({"exp": NOW - 1}), &active(&json!({"exp": NOW - 1})));
    assert_eq!(failed(&expired), ["expiry"]);
}

#[test]
fn what_a_server_leaves_out_is_named() {
    let scene = scene();
    let act = json!({"act": {"sub": "planner"}});
    for (token, answer, want) in [
        (act.clone(), active(&json!({})), "leaves act out"),
        (act.clone(), active(&act), "active, says"),
        (act, active(&json!({"act": {"sub": "other"}})), "its act is another than"),
        (json!({}), active(&json!({"act": {"sub": "other"}})), "it adds an act, which"),
        (json!({"aud": "other"}), json!({"active": false}), "clients outside aud"),
        (json!({}), json!({"active": false}), "expired, revoked"),
    ] {
        let verdict = beside(&scene, &token, &answer);
        let detail = &verdict.check("introspection").expect("a check").detail;
        assert!(detail.contains(want), "{token} {answer}: {detail}");
        // Where nothing is to be said of act, nothing is.
        let of_act = ["leaves act out", "its act is", "adds an act"];
        assert_eq!(
            of_act.iter().any(|text| detail.contains(text)),
            of_act.iter().any(|text| want.contains(text))
        );
    }
}

#[test]
fn a_signed_answer_meets_the_leeway_and_the_certificates_that_were_asked_for() {
    let media_type = "application/token-introspection+jwt";
    let header = json!({"typ": "token-introspection+jwt"});
    let answer = |iat: i64| {
        let inner = active(&json!({}));
        json!({"iss": ISSUER, "aud": "api", "iat": iat, "token_introspection": inner})
    };
    for (leeway, iat, is_yes) in [(0, NOW + 1, false), (10, NOW + 10, true), (10, NOW - 311, false)] {
        let scene = scene().with(|policy| policy.leeway = leeway);
        let said = told(&scene, media_type, &scene.text(&header, &answer(iat))).said;
        assert_eq!(matches!(said, Said::Active { .. }), is_yes, "{leeway} {iat}: {said:?}");
    }
    for (is_allowed, is_yes) in [(false, false), (true, true)] {
        let mut scene = scene().with(|policy| policy.allow_expired_certificate = is_allowed);
        let expired = certificate(&scene.key, "700101000000Z", "700111000000Z");
        let keys = KeySet::parse(&expired, Origin::Local).expect("a certificate");
        let owner = Owner::Issuer(ISSUER.to_owned());
        scene.keyring.rings = vec![Ring { owner, source: "cert.der".to_owned(), age: None, keys }];
        let said = told(&scene, media_type, &scene.text(&header, &answer(NOW))).said;
        assert_eq!(matches!(said, Said::Active { .. }), is_yes, "{is_allowed}: {said:?}");
    }
}

#[test]
fn an_answer_that_counts_for_nothing_says_why() {
    let scene = scene();
    for (body, why) in [
        ("[]", "it is no JSON object"),
        ("yes", "it is no JSON object"),
        ("{}", "its active is no boolean"),
        (r#"{"active":true,"active":true}"#, "it has two readings: a repeated member, or text that is none"),
    ] {
        let said = told(&scene, "application/json", body).said;
        assert!(matches!(&said, Said::Nonsense(found) if found == why), "{body}: {said:?}");
    }
}

#[test]
fn a_signed_answer_is_the_issuers_for_this_client_and_of_now() {
    let scene = scene();
    let media_type = "application/token-introspection+jwt; charset=utf-8";
    let header = json!({"kid": "k1", "typ": "token-introspection+jwt"});
    let inner = active(&json!({}));
    let outer = |changes: Value| {
        let mut outer = json!({"iss": ISSUER, "aud": "api", "iat": NOW, "token_introspection": inner});
        for (name, value) in changes.as_object().expect("an object") {
            outer[name] = value.clone();
        }
        outer
    };
    let good = scene.text(&header, &outer(json!({})));
    assert!(matches!(told(&scene, media_type, &good).said, Said::Active { is_signed: true, .. }));
    let stranger = SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("k1");
    let forged = jws::compact(&header, &outer(json!({})), &stranger, Algorithm::Es256).expect("a token");
    for (label, body) in [
        ("another key", forged.expose_text().expect("ASCII").to_owned()),
        ("no typ", scene.text(&json!({"kid": "k1"}), &outer(json!({})))),
        ("another typ", scene.text(&json!({"kid": "k1", "typ": "at+jwt"}), &outer(json!({})))),
        ("another issuer", scene.text(&header, &outer(json!({"iss": "https://other.example"})))),
        ("another client", scene.text(&header, &outer(json!({"aud": "other"})))),
        ("no client", scene.text(&header, &outer(json!({"aud": null})))),
        ("old", scene.text(&header, &outer(json!({"iat": NOW - 301})))),
        ("of tomorrow", scene.text(&header, &outer(json!({"iat": NOW + 1})))),
        ("no iat", scene.text(&header, &outer(json!({"iat": null})))),
        ("no answer in it", scene.text(&header, &outer(json!({"token_introspection": null})))),
        ("a text in it", scene.text(&header, &outer(json!({"token_introspection": inner.to_string()})))),
        ("active outside", scene.text(&header, &outer(json!({"active": true, "token_introspection": {}})))),
        ("plain", inner.to_string()),
        ("nothing", String::new()),
    ] {
        let said = told(&scene, media_type, &body).said;
        assert!(matches!(said, Said::Nonsense(_)), "{label}: {said:?}");
    }
    // A signed answer that is not announced as one is no JSON.
    assert!(matches!(told(&scene, "application/json", &good).said, Said::Nonsense(_)));
    let no = scene.text(&header, &outer(json!({"token_introspection": {"active": false}})));
    assert!(matches!(told(&scene, media_type, &no).said, Said::Inactive));
}
