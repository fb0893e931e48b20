//! SD-JWTs: what is withheld where an actor is asked for, and the holder's own token at the end (RFC 9901).

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::{NOW, Scene, claims, failed, scene};
use crate::keys::{Algorithm, SigningKey, jws};
use crate::token::base64url::encode;
use crate::verify::{ActorId, Expect};

/// A digest of nothing that is shown.
fn withheld() -> Value {
    json!([encode(&Sha256::digest(b"a disclosure that nobody shows"))])
}

fn sd(scene: &Scene, changes: &Value) -> String {
    format!("{}~", scene.text(&json!({"kid": "k1"}), &claims(changes)))
}

#[test]
fn r12_an_actor_may_be_among_what_is_withheld() {
    let act = |inside: Value| {
        let mut act = json!({"sub": "b", "act": {"sub": "a"}});
        for (name, value) in inside.as_object().expect("an object") {
            act[name] = value.clone();
        }
        json!({ "act": act })
    };
    let deep = json!({"act": {"sub": "b", "act": {"sub": "a", "_sd": withheld()}}});
    let aside = json!({"act": {"sub": "b", "act": {"sub": "a"}}, "actual": {"x": 1, "_sd": withheld()}});
    let mut top = act(json!({}));
    top["_sd"] = withheld();
    for (changes, is_clear) in [
        (act(json!({})), true),
        (act(json!({"_sd": withheld()})), false),
        (deep, false),
        (top, false),
        (aside, true),
    ] {
        let text = sd(&scene(), &changes);
        let verdict = scene().of_text(&text);
        assert!(verdict.check("actor").is_some_and(|check| check.is_unasked), "{changes}");
        for (name, asked) in [
            ("actor", scene().with(|policy| policy.actors = vec![ActorId::parse("b")])),
            ("prior-actor", scene().with(|policy| policy.prior_actors = vec![ActorId::parse("a")])),
            ("depth", scene().with(|policy| policy.max_depth = Some(2))),
        ] {
            let signed = sd(&asked, &changes);
            let verdict = asked.of_text(&signed);
            let want = if is_clear { vec![] } else { vec![name] };
            assert_eq!(failed(&verdict), want, "{changes}");
            let detail = &verdict.check(name).expect("listed").detail;
            assert_eq!(detail.contains("withheld"), !is_clear, "{detail}");
        }
    }
}

#[test]
fn r12_who_may_act_is_not_told_where_something_is_withheld_beside_it() {
    let (plain, with) = (json!({"sub": "b"}), json!({"sub": "b", "_sd": withheld()}));
    let deep = json!({"sub": "b", "act": {"sub": "a", "_sd": withheld()}});
    let scene = scene().with(|policy| policy.may_act = true);
    for (may_act, act, want) in [
        (&plain, &plain, vec![]),
        (&plain, &with, vec!["may-act"]),
        (&plain, &deep, vec!["may-act"]),
        (&with, &plain, vec!["may-act"]),
    ] {
        let changes = json!({"may_act": may_act, "act": act});
        // With its tilde and without it.
        assert_eq!(failed(&scene.of_text(&sd(&scene, &changes))), want, "{changes}");
        assert_eq!(failed(&scene.judge(&changes)), want, "{changes}");
    }
}

#[test]
fn r11_no_disclosure_chooses_the_audience() {
    let shown = encode(br#"["s","api"]"#);
    let digest = encode(&Sha256::digest(&shown));
    let scene = scene();
    for (aud, disclosure, want) in [
        (json!([{"...": digest}]), &*shown, vec!["signature", "audience"]),
        (json!(["api", {"...": digest}]), &shown, vec!["signature"]),
        (json!([{"...": digest}]), "", vec!["audience"]),
        (json!(["api", {"...": digest}]), "", vec![]),
    ] {
        let end = if disclosure.is_empty() { String::new() } else { format!("{disclosure}~") };
        let text = format!("{}{end}", sd(&scene, &json!({ "aud": aud })));
        assert_eq!(failed(&scene.of_text(&text)), want, "{aud}");
    }
}

/// The holder's token over what stands before it, changed by what the test gives.
fn key_binding(before: &str, holder: &SigningKey, header: &Value, changes: &Value) -> String {
    let mut own = json!({"aud": "api", "iat": NOW, "nonce": "n", "sd_hash": encode(&Sha256::digest(before))});
    for (name, value) in changes.as_object().expect("an object") {
        match value {
            Value::Null => drop(own.as_object_mut().expect("an object").remove(name)),
            value => own[name] = value.clone(),
        }
    }
    let token = jws::compact(header, &own, holder, Algorithm::Es256).expect("a token");
    token.expose_text().expect("ASCII").to_owned()
}

#[test]
fn r11_an_sd_jwt_without_its_tilde_withholds_as_much() {
    let digest = encode(&Sha256::digest("withheld"));
    for (changes, want) in [
        (json!({"_sd": [digest]}), true),
        (json!({"_sd": digest}), true),
        (json!({"act": {"sub": "a", "act": {"sub": "b", "_sd": [digest]}}}), true),
        (json!({"_sd": []}), false),
        (json!({"x": {"_sd": [digest]}}), false),
    ] {
        let asked = scene().with(|policy| policy.max_depth = Some(9));
        let verdict = asked.judge(&changes);
        let fails = if want { vec!["depth"] } else { vec![] };
        assert_eq!(failed(&verdict), fails, "{changes}");
        assert!(scene().judge(&changes).is_valid(), "{changes}");
    }
}

#[test]
fn a_key_binding_token_is_the_holders_over_these_disclosures_and_of_now() {
    let holder = SigningKey::generate(Algorithm::Es256).expect("a key");
    let stranger = SigningKey::generate(Algorithm::Es256).expect("a key");
    let scene = scene();
    let bound = json!({"cnf": {"jwk": holder.bare_jwk().expect("a public key")}});
    let before = sd(&scene, &bound);
    let typ = json!({"typ": "kb+jwt"});
    for (key, header, changes, why) in [
        (&holder, &typ, json!({}), None),
        (&holder, &typ, json!({"iat": NOW - 300}), None),
        (&holder, &json!({"typ": "application/KB+jwt"}), json!({}), None),
        (&holder, &typ, json!({"iat": NOW - 301}), Some("older than 300 s")),
        (&holder, &typ, json!({"iat": NOW + 1}), Some("of the future")),
        (&holder, &typ, json!({"iat": null}), Some("no iat")),
        (&holder, &typ, json!({"iat": "now"}), Some("no iat")),
        (&holder, &typ, json!({"aud": "other"}), Some("another audience")),
        (&holder, &typ, json!({"aud": null}), Some("another audience")),
        (&holder, &typ, json!({"aud": ["api"]}), Some("another audience")),
        (&holder, &typ, json!({"nonce": null}), Some("no nonce")),
        (&holder, &typ, json!({"nonce": 7}), Some("no nonce")),
        (&holder, &typ, json!({"exp": NOW + 1, "nbf": NOW}), None),
        (&holder, &typ, json!({"exp": NOW}), Some("it is expired")),
        (&holder, &typ, json!({"exp": "later"}), Some("exp is malformed")),
        (&holder, &typ, json!({"nbf": NOW + 1}), Some("not valid yet")),
        (&holder, &typ, json!({"nbf": "now"}), Some("nbf is malformed")),
        (&holder, &typ, json!({"sd_hash": encode(b"x")}), Some("other disclosures")),
        (&holder, &typ, json!({"sd_hash": null}), Some("no sd_hash")),
        (&stranger, &typ, json!({}), Some("does not match")),
        (&holder, &json!({"typ": "JWT"}), json!({}), Some("typ")),
        (&holder, &json!({}), json!({}), Some("typ")),
        (&holder, &json!({"typ": "kb+jwt", "crit": ["x"], "x": 1}), json!({}), Some("crit")),
    ] {
        let text = format!("{before}{}", key_binding(&before, key, header, &changes));
        let verdict = scene.of_text(&text);
        let want = if why.is_some() { vec!["signature"] } else { vec![] };
        assert_eq!(failed(&verdict), want, "{header} {changes}");
        let detail = &verdict.check("signature").expect("listed").detail;
        assert_eq!(detail.contains("key-binding"), why.is_some(), "{detail}");
        assert!(detail.contains(why.unwrap_or_default()), "{detail}");
    }
    // Each digest that the issuer may have chosen, and whatever audience where none is expected.
    for name in ["sha-384", "sha-512"] {
        let digest = |text: &str| match name {
            "sha-384" => encode(&Sha384::digest(text)),
            _ => encode(&Sha512::digest(text)),
        };
        let before = sd(&scene, &json!({"cnf": bound["cnf"], "_sd_alg": name}));
        for (hash, want) in [(digest(&before), vec![]), (encode(&Sha256::digest(&before)), vec!["signature"])]
        {
            let own = key_binding(&before, &holder, &typ, &json!({ "sd_hash": hash }));
            assert_eq!(failed(&scene.of_text(&format!("{before}{own}"))), want, "{name}");
        }
    }
    let anybody = super::scene().with(|policy| policy.audience = Expect::Waived("waived by --any-audience"));
    let theirs = sd(&anybody, &bound);
    for (aud, want) in
        [(json!("other"), vec![]), (json!(null), vec!["signature"]), (json!(5), vec!["signature"])]
    {
        let own = key_binding(&theirs, &holder, &typ, &json!({ "aud": aud }));
        assert_eq!(failed(&anybody.of_text(&format!("{theirs}{own}"))), want, "{aud}");
    }
    // It proves possession where that is asked for.
    let strict = scene.with(|policy| policy.require_binding = true);
    let before = sd(&strict, &bound);
    let proven = format!("{before}{}", key_binding(&before, &holder, &typ, &json!({})));
    assert_eq!(failed(&strict.of_text(&proven)), Vec::<&str>::new());
    assert_eq!(failed(&strict.of_text(&before)), ["dpop"]);
    let scene = super::scene();
    // Nothing to check it with.
    let unbound = sd(&scene, &json!({}));
    let text = format!("{unbound}{}", key_binding(&unbound, &holder, &typ, &json!({})));
    assert_eq!(failed(&scene.of_text(&text)), ["signature"]);
}

#[test]
fn r11_what_a_header_discloses_that_nobody_signed_is_not_passed_over() {
    let scene = scene();
    let disclosure = encode(br#"["s","scope","admin"]"#);
    let digest = encode(&Sha256::digest(disclosure.as_bytes()));
    let (plain, vouched) = (json!({}), json!({ "_sd": [digest] }));
    for (changes, header, want) in [
        (&plain, json!({"kid": "k1"}), vec![]),
        (&vouched, json!({"disclosures": []}), vec![]),
        (&vouched, json!({ "disclosures": [disclosure] }), vec!["signature"]),
        // A digest vouches for none of them.
        (&plain, json!({ "disclosures": [disclosure] }), vec!["signature"]),
        (&plain, json!({"kb_jwt": "a.b.c"}), vec!["signature"]),
    ] {
        let compact = scene.text(&json!({}), &claims(changes));
        let parts: Vec<&str> = compact.split('.').collect();
        let entry = json!({"protected": parts[0], "signature": parts[2], "header": header});
        let flat =
            json!({"payload": parts[1], "protected": parts[0], "signature": parts[2], "header": header});
        for text in [flat, json!({"payload": parts[1], "signatures": [entry]})] {
            let verdict = scene.of_text(&text.to_string());
            assert_eq!(failed(&verdict), want, "{text}");
            let detail = &verdict.check("signature").expect("listed").detail;
            assert_eq!(detail.contains("only the compact form is read"), !want.is_empty(), "{detail}");
        }
    }
}
