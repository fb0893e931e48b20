//! Every predicate that depends on tokens or parameters, with a yes, a no and a `?` where it has them.

use super::judge;
use crate::exchange::cause::Verdict;
use crate::exchange::client_auth::Method;
use crate::exchange::sent::{Presented, Sent};
use crate::instant::Instant;
use crate::token::base64url::encode;
use crate::token::{Token, wrapping};

/// 2026-03-04T09:20:00Z
const NOW: i64 = 1_772_616_000;

fn presented(claims: &str, token_type: &str) -> Presented {
    let jws = format!("{}.{}.c2ln", encode(br#"{"alg":"ES256"}"#), encode(claims.as_bytes()));
    Presented {
        token: Token::parse(&wrapping::unwrap(&jws)).ok().filter(|_| !claims.is_empty()),
        token_type: format!("urn:ietf:params:oauth:token-type:{token_type}"),
        source: None,
    }
}

/// A request of the client `svc` at `https://as`, and what stands in `parameters`: `name=value`, parted by `&`.
fn sent(subject: &str, parameters: &str) -> Sent {
    let mut sent = Sent::unknown(Instant::from_seconds(NOW));
    sent.whole = true;
    sent.issuer = Some("https://as".to_owned());
    sent.client_id = Some("svc".to_owned());
    sent.method = Some(Method::ClientSecretBasic);
    sent.subject = Some(presented(subject, "access_token"));
    for (name, value) in parameters.split('&').filter_map(|pair| pair.split_once('=')) {
        let text = value.to_owned();
        match name {
            "scope" => sent.scope = value.split(' ').map(str::to_owned).collect(),
            "audience" => sent.audience.push(text),
            "resource" => sent.resource.push(text),
            "requested" => {
                sent.requested_token_type = Some(format!("urn:ietf:params:oauth:token-type:{value}"))
            }
            "type" => sent.subject = Some(presented(subject, value)),
            "actor" => sent.actor = Some(presented(value, "access_token")),
            "method" => sent.method = Method::from_name(value),
            "listed" => sent.methods_listed = value.split(' ').map(str::to_owned).collect(),
            "grant" => sent.grant = Some(text),
            "grants" => sent.grants_listed = value.split(' ').map(str::to_owned).collect(),
            "assertion" => sent.assertion_audience = Some(text),
            "endpoint" => sent.token_endpoint = Some(text),
            other => sent.parameters.push(other.to_owned()),
        }
    }
    sent
}

fn verdict(test: &str, sent: &Sent) -> String {
    let (_, judged) = judge(test, sent).expect("the test exists");
    let values = [judged.wanted, judged.found].map(|value| value.unwrap_or_default()).join(" <> ");
    let small = judged.difference.map(|text| format!(" ({text})")).unwrap_or_default();
    let text = format!("{}: {values}{small}", judged.verdict.word());
    text.trim_end_matches(" <> ").trim_end_matches(": ").trim_end_matches(':').to_owned()
}

#[test]
fn each_predicate_knows_yes_no_and_what_it_cannot_know() {
    for (test, subject, parameters, want) in [
        (
            "target-not-in-subject",
            r#"{"aud":"https://a"}"#,
            "resource=https://a/",
            "yes: https://a/ <> https://a (only the / at the end differs)",
        ),
        ("target-not-in-subject", r#"{"aud":["https://a","b"]}"#, "resource=https://a&audience=b", "no"),
        ("target-not-in-subject", r#"{"sub":"x"}"#, "audience=b", "yes: b <> no aud"),
        (
            "target-not-in-subject",
            r#"{"aud":"api://b"}"#,
            "audience=b",
            "yes: b <> api://b (only api:// differs)",
        ),
        (
            "target-not-in-subject",
            r#"{"aud":"https://b.example"}"#,
            "audience=b",
            "yes: b <> https://b.example (one is a URI, the other a plain name such as a client id)",
        ),
        ("target-not-in-subject", "", "audience=b", "?"),
        ("target-not-in-subject", r#"{"aud":"a"}"#, "", "no"),
        ("resource-malformed", "", "resource=orders", "yes: an absolute URI without a fragment <> orders"),
        (
            "resource-malformed",
            "",
            "resource=https://a#f",
            "yes: an absolute URI without a fragment <> https://a#f",
        ),
        ("resource-malformed", "", "resource=urn:x:y", "no"),
        ("audience-has-scheme", "", "audience=https://iam/p", "yes: //iam/p <> https://iam/p"),
        ("audience-has-scheme", "", "audience=//iam/p", "no"),
        ("subject-audience-not-https-of-audience", r#"{"aud":"https://iam/p"}"#, "audience=//iam/p", "no"),
        ("scope-not-in-subject", r#"{"scope":"read"}"#, "scope=read write", "yes: write <> read"),
        (
            "scope-not-in-subject",
            r#"{"scp":["Read"]}"#,
            "scope=read",
            "yes: read <> Read (only upper and lower case differ)",
        ),
        ("scope-not-in-subject", r#"{"scope":"read write"}"#, "scope=read", "no"),
        ("scope-not-in-subject", r#"{"sub":"x"}"#, "scope=read", "?"),
        ("scope-malformed", "", "scope=re\"ad", "yes:  <> re\"ad"),
        ("scope-without-resource", "", "scope=openid User.Read", "yes: RESOURCE/SCOPE <> User.Read"),
        ("scope-several-resources", "", "scope=https://a/x https://b/y", "yes: one <> https://a, https://b"),
        ("scope-not-ending /.default", "", "scope=https://a/x", "yes: RESOURCE/.default <> https://a/x"),
        ("requester-not-in-subject", r#"{"aud":"other","azp":"svc"}"#, "", "no"),
        ("requester-not-in-subject", r#"{"aud":"other","azp":"web"}"#, "", "yes: svc <> other"),
        ("requester-not-audience", r#"{"aud":"api://SVC"}"#, "", "no"),
        ("requester-not-audience", r#"{"aud":"https://custom"}"#, "", "?"),
        (
            "requester-not-audience",
            r#"{"aud":"00000003-0000-0000-c000-000000000000"}"#,
            "",
            "yes: svc <> 00000003-0000-0000-c000-000000000000",
        ),
        ("requester-not-client", r#"{"appid":"web"}"#, "", "yes: svc <> web"),
        (
            "subject-expired",
            r#"{"exp":1772616000}"#,
            "",
            "yes: later than 2026-03-04T09:20:00Z <> 2026-03-04T09:20:00Z",
        ),
        ("subject-expired", r#"{"exp":1772616001}"#, "", "no"),
        ("subject-expired", r#"{"exp":"soon"}"#, "", "?"),
        ("subject-not-yet-valid", r#"{"nbf":1772616000}"#, "", "no"),
        ("subject-older-than 60", r#"{"iat":1772615900}"#, "", "yes: at most 60 s old <> 100 s old"),
        (
            "subject-other-issuer",
            r#"{"iss":"http://as"}"#,
            "",
            "yes: https://as <> http://as (only the scheme differs)",
        ),
        ("subject-is-id-token", r#"{"at_hash":"x"}"#, "", "yes: an access token <> an ID token, by at_hash"),
        ("subject-is-id-token", r#"{"scope":"read"}"#, "", "no"),
        ("subject-is-id-token", r#"{"sub":"x"}"#, "", "?"),
        ("subject-type-mismatch", r#"{"c_hash":"x"}"#, "", "yes: id_token <> access_token"),
        ("subject-type-mismatch", r#"{"scope":"x"}"#, "type=id_token", "yes: access_token <> id_token"),
        (
            "subject-type-not access_token jwt",
            r#"{"scope":"x"}"#,
            "type=id_token",
            "yes: access_token or jwt <> id_token",
        ),
        (
            "subject-app-only",
            r#"{"sub":"svc","client_id":"svc"}"#,
            "",
            "yes: a user's token <> sub is the client svc",
        ),
        ("subject-app-only", r#"{"sub":"alice","azp":"svc","scope":"x"}"#, "", "no"),
        ("subject-bound", r#"{"cnf":{"jkt":"x"}}"#, "", "yes:  <> cnf jkt"),
        ("subject-may-act-other", r#"{"may_act":{"sub":"a"}}"#, "", "yes: a <> svc"),
        ("subject-may-act-other", r#"{"may_act":{"client_id":"svc"}}"#, "", "no"),
        ("subject-may-act-other", r#"{"may_act":{"sub":"a"}}"#, r#"actor={"sub":"b"}"#, "yes: a <> b"),
        ("subject-may-act-other", r#"{"may_act":{"sub":"a"}}"#, "actor=", "?"),
        (
            "subject-actors-from 2",
            r#"{"act":{"sub":"a","act":{"sub":"b"}}}"#,
            "",
            "yes: fewer than 2 actors <> 2 actors",
        ),
        ("subject-actors-from 2", r#"{"act":{"sub":"a"}}"#, "", "no"),
        ("subject-opaque", "", "", "yes"),
        ("actor-other-client", "", r#"actor={"client_id":"web"}"#, "yes: svc <> web"),
        (
            "actor-expired",
            "",
            r#"actor={"exp":1}"#,
            "yes: an exp later than 2026-03-04T09:20:00Z <> 1970-01-01T00:00:01Z",
        ),
        ("actor-is-subject", r#"{"iss":"i","sub":"a"}"#, r#"actor={"iss":"i","sub":"a"}"#, "yes:  <> a"),
        ("actor-type-alone", "", "actor_token_type=x", "yes"),
        (
            "method-unlisted",
            "",
            "listed=private_key_jwt none",
            "yes: private_key_jwt or none <> client_secret_basic",
        ),
        ("method-unlisted", "", "", "?"),
        ("grant-unlisted", "", "grant=urn:x&grants=password implicit", "yes: password or implicit <> urn:x"),
        ("grant-unlisted", "", "grant=urn:x&grants=password urn:x", "no"),
        ("grant-unlisted", "", "grant=urn:x", "?"),
        ("grant-unlisted", "", "grants=password", "?"),
        (
            "assertion-audience-not-issuer",
            "",
            "method=private_key_jwt&assertion=https://as/",
            "yes: https://as <> https://as/ (only the / at the end differs)",
        ),
        ("assertion-audience-not-issuer", "", "", "no"),
        ("endpoint-has /common/", "", "endpoint=https://l/common/token", "yes:  <> https://l/common/token"),
        ("missing connector_id", "", "", "yes: connector_id"),
        ("missing connector_id", "", "connector_id=x", "no"),
        ("sent requested_subject", "", "requested_subject=x", "yes:  <> requested_subject"),
        ("repeated", "", "scope=a&scope_x=1&scope_x=2", "yes: once <> scope_x"),
        ("repeated", "", "audience=a&audience=b", "no"),
        ("longer-than 5", "", "scope=abc def", "yes: at most 5 characters <> scope, 7 characters"),
        ("requested-type-not access_token", "", "requested=saml2", "yes: access_token <> saml2"),
        ("requested-type-not access_token", "", "", "no"),
    ] {
        let got = verdict(test, &sent(subject, parameters));
        assert_eq!(got, want, "{test} {subject} {parameters}");
    }
}

#[test]
fn what_is_not_known_is_never_a_yes_or_a_no_about_the_request() {
    let sent = Sent::unknown(Instant::from_seconds(NOW));
    for test in [
        "target-not-in-subject",
        "resource-malformed",
        "no-target",
        "scope-not-in-subject",
        "scope-missing",
        "requester-not-in-subject",
        "subject-expired",
        "subject-opaque",
        "client-unnamed",
        "client-public",
        "missing scope",
        "sent resource",
        "repeated",
        "requested-type-not access_token",
        "actor-untyped",
    ] {
        assert_eq!(judge(test, &sent).map(|(_, judged)| judged.verdict), Some(Verdict::Unknown), "{test}");
    }
}

#[test]
fn r17_a_token_with_nine_thousand_actors_costs_no_stack() {
    let deep = 9_000;
    let claims = format!("{}{{}}{}", r#"{"act":"#.repeat(deep), "}".repeat(deep));
    let got = verdict("subject-actors-from 5", &sent(&claims, ""));
    assert!(got.ends_with("actors") && got.starts_with("yes"), "{got}");
}
