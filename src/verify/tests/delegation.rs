//! Who acts, who acted, and who may.

use serde_json::json;

use super::{ISSUER, claims, failed, scene};
use crate::keys::Algorithm;
use crate::token::base64url::encode;
use crate::verify::check::Outcome;
use crate::verify::{ActorId, ActorToken};

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
        (json!({"delegation_chain": []}), vec!["delegation"]),
        (json!({"act_depth": 2}), vec!["delegation"]),
        (json!({"act_depth": 0, "typ": "Bearer"}), vec![]),
        (json!({"typ": "OBO"}), vec!["delegation"]),
    ] {
        let verdict = scene.judge(&changes);
        assert!(want.iter().all(|name| verdict.failed().any(|failed| failed == *name)), "{changes}");
        assert_eq!(verdict.is_valid(), want.is_empty(), "{changes} {:?}", verdict.checks());
    }
}

#[test]
fn r12_no_delegation_means_no_act_either_where_the_format_does_not_read_it() {
    let scene = scene().with(|policy| policy.no_delegation = true);
    for (changes, want) in [
        (json!({"client_id": "web"}), Outcome::Pass),
        (json!({"client_id": "web", "act": {"sub": "b"}}), Outcome::Fail),
        (json!({"client_id": "web", "delegation_chain": []}), Outcome::Fail),
    ] {
        let header = json!({"kid": "k1", "typ": "oauth-id-jag+jwt"});
        let verdict = scene.of_text(&scene.text(&header, &claims(&changes)));
        assert_eq!(verdict.check("delegation").map(|check| check.outcome), Some(want), "{changes}");
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
fn r12_actors_that_are_not_listed_are_too_many_for_any_depth() {
    let scene = scene().with(|policy| policy.max_depth = Some(4_200));
    for (depth, want) in [(4_000, vec![]), (4_500, vec!["depth"])] {
        let nest: String = (0..depth).map(|n| format!(r#","act":{{"sub":"s{n}""#)).collect();
        let own = claims(&json!({})).to_string();
        let claims = format!("{}{nest}{}", own.trim_end_matches('}'), "}".repeat(depth + 1));
        let input = format!("{}.{}", encode(br#"{"alg":"ES256","kid":"k1"}"#), encode(claims.as_bytes()));
        let signature = scene.key.sign(Algorithm::Es256, input.as_bytes()).expect("a signature");
        let verdict = scene.of_text(&format!("{input}.{}", encode(&signature)));
        assert_eq!(failed(&verdict), want, "{depth}");
    }
}

#[test]
fn r12_may_act_and_the_actor_token() {
    let svid = "spiffe://td.example/agent";
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
        (actor(ISSUER, "b"), json!({"may_act": {"sub": "b"}, "act": {"sub": "b"}}), vec![]),
        (
            actor("https://other.example", "b"),
            json!({"may_act": {"sub": "b"}, "act": {"sub": "b"}}),
            vec!["actor", "may-act"],
        ),
        // A SPIFFE ID names its trust domain, and keys of that made the token of its actor.
        (actor("spiffe://td.example", svid), json!({"may_act": {"sub": svid}, "act": {"sub": svid}}), vec![]),
        (
            actor("spiffe://td.example", svid),
            json!({"may_act": {"sub": svid, "iss": ISSUER}, "act": {"sub": svid, "iss": ISSUER}}),
            vec!["actor", "may-act"],
        ),
        (
            actor("spiffe://td.example.evil", svid),
            json!({"may_act": {"sub": svid}, "act": {"sub": svid}}),
            vec!["actor", "may-act"],
        ),
        (
            actor("https://other.example", svid),
            json!({"may_act": {"sub": svid}, "act": {"sub": svid}}),
            vec!["actor", "may-act"],
        ),
        (
            actor("spiffe://td.example", svid),
            json!({"may_act": {"sub": "b"}, "act": {"sub": "spiffe://td.example/agent/b"}}),
            vec!["actor", "may-act"],
        ),
        (None, json!({"may_act": {"sub": 5}, "act": {"sub": "b"}}), vec!["may-act"]),
        // Who acts is not clear, and then nobody is shown to be the one who may.
        (
            None,
            json!({"may_act": {"sub": "b"}, "act": {"sub": "b", "iss": 5}}),
            vec!["actor", "prior-actor", "depth", "delegation", "may-act"],
        ),
        (
            None,
            json!({"may_act": {"sub": "b"}, "act": {"sub": "b", "act": [{"sub": "a"}]}}),
            vec!["actor", "prior-actor", "depth", "delegation", "may-act"],
        ),
        (None, json!({"may_act": {"sub": ""}, "act": {"sub": "b"}}), vec!["may-act"]),
        (
            Some(ActorToken::Refused("expiry".to_owned())),
            json!({"may_act": {"sub": "b"}}),
            vec!["actor", "may-act"],
        ),
    ] {
        let scene = scene().with(|policy| {
            policy.may_act = true;
            policy.actor_token = token.clone();
        });
        assert_eq!(failed(&scene.judge(&changes)), want, "{token:?} {changes}");
    }
}
