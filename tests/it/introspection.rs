//! `obo verify --introspect`: whom it asks, with what, and what it makes of the answer.

use std::fs;
use std::path::PathBuf;

use obo::keys::{Algorithm, SigningKey, jws};
use serde_json::{Value, json};

use crate::clock::metadata_of_a_signer;
use crate::raw_server::{RawServer, Reply};
use crate::run::{Ran, obo};

const OPAQUE: &str = "2YotnFZFEjr1zCsicMWpAA";
const FAR: i64 = 4_000_000_000;

/// A server with metadata that names itself, changed, then the given answers.
fn server(changes: &Value, answers: Vec<Reply>) -> (RawServer, String) {
    let free = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port").local_addr().expect("bound");
    let issuer = format!("http://{free}");
    let mut metadata = json!({"issuer": issuer, "introspection_endpoint": format!("{issuer}/introspect")});
    for (name, value) in changes.as_object().expect("an object") {
        metadata[name] = value.clone();
    }
    let replies = std::iter::once(Reply::json(200, &metadata.to_string())).chain(answers).collect();
    (RawServer::start_at(free, replies), issuer)
}

fn active(changes: Value) -> Reply {
    let mut answer = json!({"active": true, "sub": "alice", "aud": "api", "exp": FAR});
    for (name, value) in changes.as_object().expect("an object") {
        answer[name] = value.clone();
    }
    Reply::json(200, &answer.to_string())
}

fn verify(issuer: &str, token: &str, more: &[&str]) -> Ran {
    let words = ["verify", token, "-i", issuer, "-a", "api", "--introspect", "--no-config"];
    obo(&[&words[..], more].concat(), &[("CLIENT_SECRET", "hunter2-canary")])
}

const AS_API: [&str; 4] = ["--introspect-as", "api", "--introspect-secret", "env:CLIENT_SECRET"];

fn check<'d>(document: &'d Value, name: &str) -> &'d Value {
    let checks = document["tokens"][0]["checks"].as_array().expect("checks");
    checks.iter().find(|check| check["name"] == name).expect("every check is there")
}

fn head(request: &str) -> &str {
    request.lines().next().unwrap_or_default()
}

#[test]
fn n1_an_opaque_token_is_asked_about_at_the_endpoint_of_the_expected_issuer() {
    let (server, issuer) = server(&json!({}), vec![active(json!({}))]);
    let ran = verify(&issuer, OPAQUE, &[&AS_API[..], &["-f", "json"]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let document = ran.json();
    assert_eq!(
        (&document["tokens"][0]["valid"], &document["tokens"][0]["key"]),
        (&json!(true), &Value::Null)
    );
    assert_eq!(check(&document, "signature")["outcome"], "skip");
    assert_eq!(check(&document, "signature")["detail"], "introspected");
    assert_eq!(check(&document, "introspection")["outcome"], "pass");
    let requests = server.requests();
    let paths: Vec<&str> = requests.iter().map(|request| head(request)).collect();
    assert_eq!(paths, ["GET /.well-known/oauth-authorization-server HTTP/1.1", "POST /introspect HTTP/1.1"]);
    let question = requests[1].to_ascii_lowercase();
    // `api:hunter2-canary`
    assert!(question.contains("authorization: basic yxbpomh1bnrlcjity2fuyxj5"), "{question}");
    assert!(
        question.ends_with("\r\n\r\ntoken=2yotnfzfejr1zcsicmwpaa&token_type_hint=access_token"),
        "{question}"
    );
    let inactive = RawServer::answering(Reply::json(200, r#"{"active":false}"#));
    let endpoint = ["--introspection-endpoint", &inactive.url("/here"), "--jwks", r#"{"keys":[]}"#];
    let ran = verify("https://nobody.example", OPAQUE, &[&AS_API[..], &endpoint].concat());
    assert_eq!((ran.code, inactive.requests().len()), (1, 1), "{ran:?}");
    assert!(ran.out.starts_with("NOT VALID: introspection\n  token     opaque, "), "{ran:?}");
}

#[test]
fn r1_without_a_question_an_opaque_token_is_no_token() {
    for (token, introspect) in [
        (OPAQUE, false),
        (r#"{"active":true,"sub":"alice","aud":"api","exp":4000000000}"#, true),
        (r#"{"sub":"alice","aud":"api","exp":4000000000}"#, true),
        ("two words", true),
        ("not/there.jwt", true),
    ] {
        let (server, issuer) = server(&json!({}), vec![active(json!({}))]);
        let words = ["verify", token, "-i", &issuer, "-a", "api", "--no-config"];
        let more: &[&str] = if introspect {
            &["--introspect", "--introspect-as", "api"]
        } else {
            &["--jwks", "{\"keys\":[]}"]
        };
        let ran = obo(&[&words[..], more].concat(), &[]);
        assert_eq!(ran.code, 2, "{token}: {ran:?}");
        assert!(server.requests().iter().all(|request| !request.starts_with("POST")));
    }
}

#[test]
fn r15_an_endpoint_on_another_host_gets_nothing_unasked() {
    let thief = RawServer::answering(active(json!({})));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    // The same machine by another name is another host.
    let issuer = format!("http://localhost:{}", address.port());
    let metadata = json!({"issuer": issuer, "introspection_endpoint": thief.url("/introspect")}).to_string();
    let _server = RawServer::start_at(address, vec![Reply::json(200, &metadata)]);
    let ran = verify(&issuer, OPAQUE, &AS_API);
    assert_eq!((ran.code, thief.requests().len()), (2, 0), "{ran:?}");
    assert!(
        ran.err.contains("another host: 127.0.0.1") && ran.err.contains("--introspection-endpoint"),
        "{ran:?}"
    );
    let ran = verify(
        &issuer,
        OPAQUE,
        &[&AS_API[..], &["--introspection-endpoint", &thief.url("/introspect")]].concat(),
    );
    assert_eq!((ran.code, thief.requests().len()), (0, 1), "{ran:?}");
    for bad in ["http://sts.example/introspect", "https://u:hunter2@h/", "h"] {
        let ran = verify(&issuer, OPAQUE, &[&AS_API[..], &["--introspection-endpoint", bad]].concat());
        assert_eq!(ran.code, 2, "{ran:?}");
        ran.lacks(&["hunter2@"]);
    }
}

#[test]
fn r15_what_is_no_answer_ends_the_run_or_the_row_and_no_redirect_is_followed() {
    let thief = RawServer::answering(active(json!({})));
    let redirect = |status| Reply::http(status, &[("Location", &thief.url("/introspect"))], "");
    for (reply, code, word) in [
        (redirect(302), 3, "a redirect to http://127.0.0.1"),
        (redirect(307), 3, "a redirect to http://127.0.0.1"),
        (redirect(308), 3, "a redirect to http://127.0.0.1"),
        (Reply::json(401, r#"{"error":"invalid_client"}"#), 3, "is not accepted"),
        (Reply::json(403, ""), 3, "is not accepted"),
        (Reply::http(404, &[], "no"), 3, "not the introspection endpoint"),
        (Reply::Close, 3, "closed without a whole answer"),
        (Reply::json(500, "<html>"), 3, "NOT VALID: introspection"),
        (Reply::json(200, "<html>"), 3, "NOT VALID: introspection"),
        (Reply::json(200, "{}"), 3, "NOT VALID: introspection"),
        (Reply::json(200, r#"{"active":false,"active":true}"#), 3, "NOT VALID: introspection"),
        (Reply::json(400, r#"{"error":"unsupported_token_type"}"#), 1, "unsupported_token_type"),
        (Reply::json(200, r#"{"active":false}"#), 1, "NOT VALID: introspection"),
    ] {
        let (_server, issuer) = server(&json!({}), vec![reply]);
        let ran = verify(&issuer, OPAQUE, &AS_API);
        assert_eq!(ran.code, code, "{word}: {ran:?}");
        assert!(ran.out.contains(word) || ran.err.contains(word), "{word}: {ran:?}");
        ran.lacks(&["hunter2", OPAQUE]);
    }
    assert!(thief.requests().is_empty());
}

#[test]
fn an_issuer_without_the_endpoint_is_exit_3() {
    let (_server, issuer) = server(&json!({"introspection_endpoint": null}), Vec::new());
    let ran = verify(&issuer, OPAQUE, &AS_API);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.err.contains("no introspection_endpoint"), "{ran:?}");
}

#[test]
fn r3_a_token_of_another_issuer_and_an_id_token_are_not_shown_to_this_one() {
    let key = SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("k1");
    let jwks = json!({"keys": [key.public_jwk().expect("a public key")]}).to_string();
    let token = |claims: &Value| {
        let made = jws::compact(&json!({"kid": "k1"}), claims, &key, Algorithm::Es256).expect("a token");
        made.expose_text().expect("ASCII").to_owned()
    };
    let jwks = jwks.as_str();
    let asked = |about: &dyn Fn(&str) -> String, code: u8, times: usize| {
        let (server, issuer) = server(&json!({}), vec![active(json!({}))]);
        let ran = verify(&issuer, &about(&issuer), &[&AS_API[..], &["--jwks", jwks, "-f", "json"]].concat());
        let posts = server.requests().iter().filter(|request| request.starts_with("POST")).count();
        assert_eq!((ran.code, posts), (code, times), "{ran:?}");
        ran.json()
    };
    let own = |issuer: &str| token(&json!({"iss": issuer, "aud": "api", "exp": FAR}));
    let foreign = |_: &str| token(&json!({"iss": "https://other.example", "aud": "api", "exp": FAR}));
    let nobodys = |_: &str| token(&json!({"aud": "api", "exp": FAR}));
    let odd = |issuer: &str| own(issuer).replacen('.', "=.", 1);
    let not_asked: [&dyn Fn(&str) -> String; 3] = [&foreign, &nobodys, &odd];
    for about in not_asked {
        let document = asked(about, 1, 0);
        assert_eq!(check(&document, "introspection")["outcome"], "skip", "{document}");
    }
    asked(&own, 0, 1);
    // A revoked token in another spelling is still revoked, and nobody can be asked about that spelling.
    let spelled = |issuer: &str| {
        let token = own(issuer);
        let parts: Vec<&str> = token.split('.').collect();
        json!({"protected": parts[0], "payload": parts[1], "signature": parts[2]}).to_string()
    };
    let document = asked(&spelled, 1, 0);
    assert_eq!(check(&document, "signature")["outcome"], "pass", "{document}");
    assert_eq!(check(&document, "introspection")["outcome"], "fail", "{document}");
    asked(&|issuer| json!({"access_token": own(issuer), "id_token": own(issuer)}).to_string(), 0, 1);
}

#[test]
fn introspection_asks_one_named_issuer_as_a_named_client() {
    // What makes no question asks for no keys either.
    let silent = RawServer::start(vec![Reply::json(404, "{}")]);
    let issuer = silent.url("");
    for words in [
        vec!["-i", &issuer, "-i", "https://j.example", "--introspect-as", "api"],
        vec!["--any-issuer", "--introspect-as", "api"],
        vec!["--signature-only", "-i", &issuer, "--introspect-as", "api"],
        vec!["-i", &issuer, "--introspection-endpoint", "https://i.example/x"],
        vec!["-i", &issuer, "--introspect-as", "api", "--introspection-endpoint", "http://i.example/x"],
    ] {
        let ran = obo(&[&["verify", OPAQUE, "-a", "api", "--introspect"][..], &words].concat(), &[]);
        assert_eq!((ran.code, silent.requests().len()), (2, 0), "{words:?} {ran:?}");
        assert!(ran.err.contains("introspect"), "{ran:?}");
    }
    let ran = obo(&["verify", OPAQUE, "-a", "api", "-i", "https://i.example", "--introspect-as", "api"], &[]);
    assert_eq!(ran.code, 2, "without --introspect nobody is asked: {ran:?}");
}

#[test]
fn r6_what_the_server_gives_back_of_a_secret_is_not_shown() {
    let echo = r#"{"error":"invalid_client","error_description":"hunter2-canary is no secret, 2YotnFZFEjr1zCsicMWpAA no token"}"#;
    let post = json!({"introspection_endpoint_auth_methods_supported": ["client_secret_post"]});
    for (metadata, reply) in [
        (json!({}), Reply::json(401, echo)),
        (post.clone(), Reply::json(400, echo)),
        (post.clone(), active(json!({"sub": "hunter2-canary"}))),
        (json!({}), active(json!({"iss": "https://hunter2-canary.example/", "jti": OPAQUE}))),
        (
            json!({}),
            active(json!({"aud": ["hunter2-canary", "YXBpOmh1bnRlcjItY2FuYXJ5"], "client_id": OPAQUE})),
        ),
        (post, active(json!({"act": {"sub": "hunter2-canary"}}))),
    ] {
        for form in ["human", "json"] {
            let (server, issuer) = server(&metadata, vec![reply.clone()]);
            let ran =
                verify(&issuer, OPAQUE, &[&AS_API[..], &["-f", form, "-c", "x", "--subject", "y"]].concat());
            assert!(server.requests().iter().any(|request| request.starts_with("POST")), "{ran:?}");
            ran.lacks(&["hunter2", OPAQUE, "YXBpOmh1bnRlcjItY2FuYXJ5"]);
        }
    }
}

#[test]
fn r2_what_a_profile_has_goes_to_the_profiles_issuer_alone() {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("introspection-profile");
    fs::create_dir_all(&dir).expect("made");
    let (own, issuer) = server(&json!({}), vec![active(json!({}))]);
    let settings = |issuer: &str| {
        format!(
            "[profile.a]\nissuer = \"{issuer}\"\naudience = \"api\"\nclient-id = \"api\"\nclient-secret = \"env:CLIENT_SECRET\"\n"
        )
    };
    let path = dir.join("obo.toml");
    fs::write(&path, settings(&issuer)).expect("written");
    let config = path.to_str().expect("UTF-8");
    let run = |more: &[&str]| {
        let words = ["verify", OPAQUE, "--introspect", "--config", config, "-p", "a"];
        obo(&[&words[..], more].concat(), &[("CLIENT_SECRET", "hunter2-canary")])
    };
    let ran = run(&[]);
    // The profile's client asks, and need not be whom the token was issued to.
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(own.requests()[1].contains("authorization: Basic"), "{:?}", own.requests());
    let (_own, issuer) = server(&json!({}), vec![active(json!({}))]);
    fs::write(&path, settings(&issuer)).expect("written");
    let ran = run(&["-c", "somebody"]);
    assert!(ran.out.starts_with("NOT VALID: client\n"), "{ran:?}");
    let (other, evil) = server(&json!({}), vec![active(json!({}))]);
    let ran = run(&["-i", &evil]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.contains("needs a client"), "{ran:?}");
    let ran = run(&["-i", &evil, "--introspect-as", "api"]);
    assert!(ran.code != 2 && other.requests().iter().all(|request| !request.contains("Basic")), "{ran:?}");
    // Another client of the same issuer does not prove itself with this one's secret.
    let (own, issuer) = server(&json!({}), vec![active(json!({}))]);
    fs::write(&path, settings(&issuer)).expect("written");
    let ran = obo(
        &[
            "verify",
            OPAQUE,
            "--introspect",
            "--introspect-as",
            "b",
            "--config",
            config,
            "-p",
            "a",
            "-i",
            &issuer,
        ],
        &[("CLIENT_SECRET", "hunter2-canary")],
    );
    assert!(ran.code != 2 && own.requests().iter().all(|request| !request.contains("Basic")), "{ran:?}");
}

#[test]
fn a_batch_asks_about_each_line_in_order() {
    let no = || Reply::json(200, r#"{"active":false}"#);
    let (server, issuer) = server(&json!({}), vec![active(json!({})), no(), active(json!({"aud": "other"}))]);
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("introspection-batch");
    fs::create_dir_all(&dir).expect("made");
    let path = dir.join("tokens.txt");
    fs::write(&path, "first\nsecond\n\n  Bearer third\neyJ*.x.y\n").expect("written");
    let source = format!("@{}", path.display());
    let ran = verify(&issuer, &source, &[&AS_API[..], &["-f", "jsonl"]].concat());
    assert_eq!(ran.code, 1, "{ran:?}");
    let rows: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let valid: Vec<bool> = rows.iter().map(|row| row["valid"].as_bool().expect("a verdict")).collect();
    assert_eq!(valid, [true, false, false, false]);
    let sent: Vec<String> = server
        .requests()
        .iter()
        .filter_map(|request| Some(request.split_once("\r\n\r\ntoken=")?.1.split('&').next()?.to_owned()))
        .collect();
    assert_eq!(sent, ["first", "second", "third"]);
}

#[test]
fn a_signed_answer_is_asked_for_where_there_is_one_and_verified_by_the_issuers_keys() {
    let key = SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("k1");
    let stranger = SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("k1");
    let jwks = json!({"keys": [key.public_jwk().expect("a public key")]}).to_string();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    for (signer, audience, code) in [(&key, "api", 0), (&stranger, "api", 3), (&key, "other", 3)] {
        let free = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
        let issuer = format!("http://{free}");
        let metadata = metadata_of_a_signer(&issuer);
        let header = json!({"kid": "k1", "typ": "token-introspection+jwt"});
        let inner = json!({"active": true, "sub": "alice", "aud": "api", "exp": FAR});
        let answer = json!({"iss": issuer, "aud": audience, "iat": now, "token_introspection": inner});
        let answer = jws::compact(&header, &answer, signer, Algorithm::Es256).expect("a token");
        let signed = Reply::http(
            200,
            &[("Content-Type", "application/token-introspection+jwt")],
            answer.expose_text().expect("ASCII"),
        );
        let replies = vec![Reply::json(200, &metadata.to_string()), Reply::json(200, &jwks), signed];
        let server = RawServer::start_at(free, replies);
        let ran = verify(&issuer, OPAQUE, &AS_API);
        assert_eq!(ran.code, code, "{ran:?}");
        let question = &server.requests()[2];
        assert!(
            question.contains("accept: application/token-introspection+jwt, application/json"),
            "{question}"
        );
        assert_eq!(ran.out.contains("in a signed answer"), code == 0, "{ran:?}");
    }
}

#[test]
fn n4_no_variable_names_who_answers_for_a_token() {
    let evil = RawServer::answering(active(json!({})));
    let words = [
        "verify",
        OPAQUE,
        "-i",
        "http://127.0.0.1:1",
        "-a",
        "api",
        "--jwks",
        r#"{"keys":[]}"#,
        "--no-config",
    ];
    let endpoint = evil.url("/introspect");
    let variables = [("OBO_INTROSPECT", "1"), ("OBO_INTROSPECTION_ENDPOINT", endpoint.as_str())];
    let ran = obo(&words, &variables);
    assert_eq!((ran.code, evil.requests().len()), (2, 0), "{ran:?}");
    let ran = obo(
        &[&words[..], &["--introspect", "--introspect-as", "api", "--timeout", "1"]].concat(),
        &variables,
    );
    assert!(ran.code != 0 && evil.requests().is_empty(), "{ran:?}");
}

#[test]
fn r10_a_sealed_token_is_shown_to_nobody_and_the_verdict_says_so() {
    // Who asked is told that nobody was, and why; whoever did not ask is told that it was not asked for.
    let (server, issuer) = server(&json!({}), vec![active(json!({}))]);
    let sealed = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..YQ.YQ.YQ";
    let ran = verify(&issuer, sealed, &[&AS_API[..], &["-f", "json"]].concat());
    let document = ran.json();
    let introspection = check(&document, "introspection");
    assert_eq!((ran.code, &introspection["outcome"]), (1, &json!("skip")), "{ran:?}");
    assert_eq!(introspection["detail"], "not asked for: the token is encrypted, and so is who issued it");
    assert_eq!(server.requests().len(), 1, "the metadata alone");
}
