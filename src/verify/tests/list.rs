//! The list of checks: the same names in the same order, whatever there is to judge.

use serde_json::json;

use super::introspection::told;
use super::{NOW, Verdict, claims, judge, scene};
use crate::instant::Instant;
use crate::secret::Secret;
use crate::token::Token;
use crate::token::base64url::encode;
use crate::verify::{Outcome, judge_introspected, judge_opaque, names, unreadable};

/// The checks that answer with this, in order.
fn with(verdict: &Verdict, outcome: Outcome) -> Vec<&'static str> {
    verdict.checks().iter().filter(|check| check.outcome == outcome).map(|check| check.name).collect()
}

#[test]
fn every_verdict_has_every_check_once() {
    let scene = scene();
    let now = Instant::from_seconds(NOW);
    let token = scene.text(&json!({"kid": "k1"}), &claims(&json!({})));
    let (input, signature) = token.rsplit_once('.').expect("a signature");
    let (header, _) = input.split_once('.').expect("a header");
    let general = json!({
        "payload": encode(br#"{"sub":"a"}"#),
        "signatures": [
            {"protected": header, "signature": signature},
            {"protected": header, "signature": signature},
        ],
    });
    let sealed = format!("{}.AA.AA.AA.AA", encode(br#"{"alg":"dir","enc":"A128GCM"}"#));
    let texts = [
        token.clone(),
        format!("{header}.{}.{signature}", encode(b"[]")),
        format!("{}.{}.", encode(br#"{"alg":"none"}"#), encode(br#"{"sub":"a"}"#)),
        general.to_string(),
        general.to_string().replace("\"signatures\":[", "\"signatures\":[1],\"x\":["),
        sealed,
    ];
    let inactive = told(&scene, "application/json", r#"{"active":false}"#);
    let mut verdicts: Vec<Verdict> = Vec::new();
    for text in &texts {
        let token = Token::parse(text).expect("a token");
        verdicts.push(judge(&token, &scene.keyring, &scene.policy, now));
        let told = Some(&inactive);
        verdicts.push(judge_introspected(&token, told, &scene.keyring, &scene.policy, now, Vec::new()));
    }
    verdicts.extend([unreadable("why", None), unreadable("why", Some(&inactive))]);
    verdicts.push(judge_opaque(&Secret::from("2Yotn".to_owned()), &inactive, &scene.policy, now).0);
    let scene = scene.with(|policy| policy.signature_only = true);
    for text in &texts {
        verdicts.push(scene.of_text(text));
    }
    for verdict in &verdicts {
        let found: Vec<_> = verdict.checks().iter().map(|check| check.name).collect();
        assert_eq!(found, names().collect::<Vec<_>>(), "{:?}", verdict.checks());
    }
}

#[test]
fn what_cannot_be_read_fails_its_signature_and_no_more_than_the_server_says() {
    let inactive = told(&scene(), "application/json", r#"{"active":false}"#);
    for (introspected, want) in
        [(None, vec!["signature"]), (Some(&inactive), vec!["signature", "introspection"])]
    {
        let verdict = unreadable("why", introspected);
        assert_eq!(with(&verdict, Outcome::Fail), want);
        assert_eq!(with(&verdict, Outcome::Skip).len(), names().count() - want.len());
    }
}

#[test]
fn what_signature_only_waives_is_skipped_and_said() {
    let scene = scene().with(|policy| policy.signature_only = true);
    let verdict = scene.judge(&json!({"exp": NOW - 1}));
    assert_eq!(with(&verdict, Outcome::Pass), ["signature", "algorithm", "key", "critical-headers"]);
    let waived = |check: &&crate::verify::Check| check.detail == "waived by --signature-only";
    assert_eq!(verdict.checks().iter().filter(waived).count(), names().count() - 4);
}
