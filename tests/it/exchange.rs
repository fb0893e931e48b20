//! `obo exchange` against servers that answer oddly, or not at all.

use std::fs;

use crate::raw_server::{RawServer, Reply};
use crate::run::{Ran, obo};

const SECRET: &str = "hunter2-canary%";
/// Bare claims, signed by nobody: {"sub":"alice","aud":"svc","act":{"sub":"web"}}.
const SUBJECT: &str = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSIsImF1ZCI6InN2YyIsImFjdCI6eyJzdWIiOiJ3ZWIifX0.c2lnbmF0dXJlLWNhbmFyeQ";

/// One exchange with this server, the words after it, and a check that nothing of what was sent is shown.
fn exchange(server: &RawServer, more: &[&str]) -> Ran {
    let endpoint = server.url("/token");
    let mut words =
        vec!["exchange", "--token-endpoint", &endpoint, "-c", "svc", "--client-secret", "env:SECRET"];
    words.extend(["-t", "env:SUBJECT"]);
    words.extend(more);
    let ran = obo(&words, &[("SECRET", SECRET), ("SUBJECT", SUBJECT)]);
    ran.lacks(&["hunter2", "c2lnbmF0dXJlLWNhbmFyeQ"]);
    ran
}

#[test]
fn what_is_no_oauth_answer_is_exit_3_with_its_beginning_and_a_suggestion() {
    let json = |status, body: &str| Reply::json(status, body);
    for (reply, said) in [
        (Reply::http(404, &[("Content-Type", "text/plain")], "Not Found"), "it begins: Not Found"),
        (Reply::http(502, &[("Content-Type", "text/html")], "<html><h1>Bad"), "status 502: an HTML page"),
        (Reply::http(200, &[("Content-Type", "text/html")], "<html>sign in"), "a login page"),
        (Reply::http(401, &[], ""), "status 401: nothing"),
        (
            Reply::http(
                400,
                &[("Content-Type", "application/problem+json")],
                r#"{"title":"Bad","status":400}"#,
            ),
            "neither a token nor an error code",
        ),
        (json(422, r#"{"detail":"missing"}"#), r#"it begins: {"detail":"missing"}"#),
        (json(403, r#"{"timestamp":1,"status":403,"error":"Forbidden","path":"/token"}"#), "web framework"),
        (json(200, r#"{"access_token":""}"#), "neither a token nor an error code"),
        (json(200, "null"), "no JSON object"),
        (
            json(200, r#"{"access_token":"live-canary","expires_in":NaN}"#),
            r#"it begins: {"access_token":"***""#,
        ),
        (json(200, "access_token=live-canary&token_type=bearer"), "it begins: access_token=***&token_type"),
        (Reply::http(200, &[("Content-Encoding", "gzip")], "\u{1f}\u{0}"), "Content-Encoding is gzip"),
        (
            Reply::http(302, &[("Location", "https://elsewhere.example/t")], ""),
            "it points to https://elsewhere.example/t",
        ),
        (Reply::Close, "closed without a whole answer"),
        (Reply::Bytes(b"SSH-2.0-OpenSSH_9.6\r\n".to_vec()), "closed without a whole answer"),
    ] {
        for format in ["token", "json", "human"] {
            let ran = exchange(&RawServer::answering(reply.clone()), &["-f", format]);
            assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{said} {ran:?}");
            assert!(ran.err.starts_with("error: ") && ran.err.contains(said), "{said} in {}", ran.err);
            assert!(!ran.err.contains("live-canary"), "{}", ran.err);
        }
    }
}

#[test]
fn what_is_shown_of_it_is_cut_escaped_and_named() {
    let jwt = SUBJECT.replace("c2lnbmF0dXJlLWNhbmFyeQ", "b3RoZXItc2lnbmF0dXJl");
    let page =
        format!("<p>\u{1b}[31m secret={SECRET} token={SUBJECT} other={jwt}\n::error::x {}", "z".repeat(600));
    let ran = exchange(&RawServer::answering(Reply::http(500, &[("Content-Type", "text/html")], &page)), &[]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("\\u{1b}[31m secret=*** token=sha256:"), "{}", ran.err);
    assert!(!ran.err.contains('\u{1b}') && !ran.err.contains("b3RoZXIt"), "{}", ran.err);
    assert!(ran.err.lines().all(|line| !line.trim_start().starts_with("::")), "{}", ran.err);
    assert!(ran.err.matches('z').count() < 500, "{}", ran.err);
}

#[test]
fn odd_successes_succeed_and_say_what_is_odd() {
    for (body, code) in [
        (r#"{"access_token":"t","token_type":"bearer","issued_token_type":"urn:x"}"#, None),
        (
            r#"{"access_token":"t","token_type":"N_A","issued_token_type":"urn:x","expires_in":"60"}"#,
            Some("odd-answer"),
        ),
        (
            r#"{"access_token":"t","token_type":"Bearer","scope":null,"refresh_token":null}"#,
            Some("type-mismatch"),
        ),
        (
            r#"{"access_token":"alice:Fa:cf2","token_type":"bearer","issued_token_type":"urn:x","id_token":"i"}"#,
            Some("unasked-token"),
        ),
    ] {
        let server = RawServer::answering(Reply::json(200, body));
        let ran = exchange(&server, &["-f", "json"]);
        let json = ran.json();
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_eq!(json["issued"], serde_json::Value::Null, "an opaque token");
        assert_eq!(json["response"]["body"], serde_json::from_str::<serde_json::Value>(body).unwrap());
        let codes: Vec<&str> =
            json["warnings"].as_array().unwrap().iter().map(|w| w["code"].as_str().unwrap()).collect();
        assert_eq!(codes.first().copied(), code, "{body}");
        let token = json["response"]["body"]["access_token"].as_str().unwrap();
        assert_eq!(exchange(&server, &[]).out, format!("{token}\n"));
    }
}

#[test]
fn r16_an_answer_whose_token_is_a_weapon_prints_nothing_in_any_form() {
    for token in
        ["a\\nb", "a\\r\\nX: y", "\\u001b]0;x\\u0007", "::set-output name=x::y", "##vso[x]", "a b", ""]
    {
        let server = RawServer::answering(Reply::json(
            200,
            &format!(r#"{{"access_token":"{token}","token_type":"Bearer"}}"#),
        ));
        for format in ["token", "header", "env", "json", "jsonl", "human"] {
            let ran = exchange(&server, &["-f", format]);
            assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{token} {ran:?}");
            assert!(!ran.err.contains("set-output") && !ran.err.contains("##vso"), "{}", ran.err);
        }
    }
    let server = RawServer::answering(Reply::json(
        200,
        r#"{"access_token":"t","token_type":"Evil\r\nX: y","issued_token_type":"u\nPATH=x"}"#,
    ));
    assert_eq!(exchange(&server, &["-f", "header"]).out, "Authorization: Bearer t\n");
    assert_eq!(exchange(&server, &["-f", "env"]).out, "ACCESS_TOKEN=t\nTOKEN_TYPE=Bearer\n");
}

#[test]
fn r6_a_server_that_gives_back_what_it_was_sent_is_not_quoted() {
    let form = "hunter2-canary%25";
    let basic = obo::token::base64url::encode_standard(format!("svc:{form}").as_bytes());
    let body = format!(
        r#"{{"error":"invalid_client","error_description":"bad secret {SECRET} ({form}, Basic {basic}) for {SUBJECT}","echo":{{"{SECRET}":["{SUBJECT}"]}}}}"#
    );
    let server = RawServer::answering(Reply::http(
        401,
        &[("WWW-Authenticate", &format!("Basic realm=\"{SECRET}\""))],
        &body,
    ));
    for format in ["json", "human", "token"] {
        let ran = exchange(&server, &["-f", format]);
        assert_eq!(ran.code, 1);
        ran.lacks(&[form, &basic, SUBJECT]);
        let shown = format!("{}{}", ran.out, ran.err).replace("\n            ", " ");
        assert!(shown.contains("bad secret *** (***, Basic ***) for sha256:"), "{shown}");
    }
    // The secret only signs here, but the server knows it.
    let signed = exchange(&server, &["-f", "json", "--client-auth", "client_secret_jwt"]);
    assert_eq!(signed.code, 1);
    signed.lacks(&[form]);
    let reflected = RawServer::answering(Reply::json(
        200,
        &format!(r#"{{"access_token":"{SECRET}","token_type":"Bearer"}}"#),
    ));
    assert_eq!(exchange(&reflected, &["-f", "json"]).code, 3);
}

#[test]
fn refusals_are_exit_1_whatever_the_status() {
    for (status, error) in
        [(400, "invalid_grant"), (200, "invalid_target"), (500, "server_error"), (302, "access_denied")]
    {
        let ran = exchange(
            &RawServer::answering(Reply::json(status, &format!(r#"{{"error":"{error}"}}"#))),
            &["-f", "json"],
        );
        let json = ran.json();
        assert_eq!((ran.code, json["refusal"]["error"].as_str()), (1, Some(error)), "{ran:?}");
        assert_eq!(json["response"]["status"], status);
        for part in ["meaning", "hint"] {
            assert!(!json["refusal"][part].as_str().unwrap().is_empty(), "{ran:?}");
        }
    }
}

#[test]
fn r15_a_busy_server_is_asked_three_times_and_a_long_pause_is_reported() {
    let busy = Reply::http(503, &[("Retry-After", "0")], "busy");
    let good = Reply::json(200, r#"{"access_token":"t","token_type":"Bearer","issued_token_type":"urn:x"}"#);
    let server = RawServer::start(vec![busy.clone(), busy.clone(), good]);
    assert_eq!(exchange(&server, &[]).code, 0);
    assert_eq!(server.requests().len(), 3);
    let server = RawServer::answering(busy);
    let ran = exchange(&server, &[]);
    assert_eq!((ran.code, server.requests().len()), (3, 3));
    let long = Reply::http(429, &[("Retry-After", "99999999")], r#"{"error":"temporarily_unavailable"}"#);
    let server = RawServer::answering(long);
    let ran = exchange(&server, &["-f", "json"]);
    assert_eq!((ran.code, server.requests().len()), (1, 1), "{ran:?}");
    assert!(ran.json()["refusal"]["hint"].as_str().unwrap().contains("99999999 s"), "{ran:?}");
    assert_eq!(ran.json()["refusal"]["retry"], "later");
}

#[test]
fn strict_is_exit_1_and_prints_no_token_alone() {
    let server = RawServer::answering(Reply::json(
        200,
        r#"{"access_token":"t","token_type":"Bearer","issued_token_type":"urn:x","scope":"read"}"#,
    ));
    let lax = exchange(&server, &["-s", "read write"]);
    assert_eq!((lax.code, lax.out.as_str()), (0, "t\n"));
    assert!(lax.err.contains("warning[scope-not-granted]: not granted: write"), "{}", lax.err);
    for format in ["token", "header", "env"] {
        let strict = exchange(&server, &["-s", "read write", "--strict", "-f", format]);
        assert_eq!((strict.code, strict.out.as_str()), (1, ""), "{strict:?}");
        assert!(strict.err.contains("error[scope-not-granted]"), "{}", strict.err);
    }
    let json = exchange(&server, &["-s", "read write", "--strict", "-f", "json"]);
    assert_eq!((json.code, json.json()["warnings"][0]["code"].as_str()), (1, Some("scope-not-granted")));
    let asked = exchange(&server, &["-s", "read", "--strict"]);
    assert_eq!((asked.code, asked.out.as_str()), (0, "t\n"));
}

#[test]
fn every_parameter_reaches_the_server() {
    let server = RawServer::answering(Reply::json(200, r#"{"access_token":"t"}"#));
    let more = [
        "--actor-token",
        "opaque-actor",
        "--actor-token-type",
        "jwt",
        "-a",
        "x",
        "-a",
        "y",
        "--resource",
        "https://r",
    ];
    let more =
        [&more[..], &["-s", "a b", "-s", "c", "--requested-token-type", "urn:other", "--param", "k=v=w"]]
            .concat();
    let ran =
        exchange(&server, &[&more[..], &["--client-auth", "client_secret_post", "-f", "json"]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    let request = server.requests().remove(0);
    let body = request.split_once("\r\n\r\n").unwrap().1;
    let sent: Vec<(String, String)> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let want = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("subject_token", SUBJECT),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
        ("actor_token", "opaque-actor"),
        ("actor_token_type", "urn:ietf:params:oauth:token-type:jwt"),
        ("resource", "https://r"),
        ("audience", "x"),
        ("audience", "y"),
        ("scope", "a b c"),
        ("requested_token_type", "urn:other"),
        ("k", "v=w"),
        ("client_id", "svc"),
        ("client_secret", SECRET),
    ];
    assert_eq!(sent, want.map(|(n, v)| (n.to_owned(), v.to_owned())));
    let form = ran.json()["request"]["form"].clone();
    assert_eq!((&form["audience"], &form["client_secret"]), (&serde_json::json!(["x", "y"]), &"***".into()));
}

#[test]
fn what_is_wrong_is_said_before_anything_is_sent() {
    let server = RawServer::answering(Reply::json(200, r#"{"access_token":"t"}"#));
    let endpoint = server.url("/token");
    for (words, said) in [
        (vec!["--token-endpoint", &endpoint], "no subject token"),
        (vec!["-t", "x"], "no authorization server"),
        (vec!["-t", "x", "--token-endpoint", "http://sts.example/token"], "plain http is for this machine"),
        (vec!["-t", "x", "--token-endpoint", "https://u:p@sts.example/"], "user information"),
        (vec!["-t", "x", "--token-endpoint", "https://sts.example/#x"], "a fragment"),
        (vec!["-t", "x", "-i", "https://sts.example/?x"], "no query"),
        (vec!["-t", "hop.jwt", "--token-endpoint", &endpoint], "no such file"),
        (vec!["-t", "env:NOT_SET", "--token-endpoint", &endpoint], "NOT_SET is not set"),
        (vec!["-t", "-", "--actor-token", "-", "--token-endpoint", &endpoint], "stdin is named twice"),
        (
            vec!["-t", "x", "--token-endpoint", &endpoint, "--client-auth", "private_key_jwt"],
            "needs a private key",
        ),
        (vec!["-t", "x", "--token-endpoint", &endpoint, "--client-auth", "magic"], "the methods are"),
        (vec!["-t", "x", "--token-endpoint", &endpoint, "--client-secret", "env:S"], "no client was named"),
        (
            vec!["-t", "x", "--token-endpoint", &endpoint, "-c", "a", "--client-key", "no/such.pem"],
            "no such file",
        ),
        (vec!["-t", "x", "--token-endpoint", &endpoint, "--param", "scope=a"], "a flag of its own"),
        (vec!["-t", "x", "--token-endpoint", &endpoint, "--provider", "nobody"], "obo knows"),
        (vec!["-t", "x", "--token-endpoint", &endpoint, "--timeout", "0"], "90s 15m"),
        (vec!["-t", "x", "--token-endpoint", &endpoint, "--ca", "Cargo.toml"], "no PEM certificate"),
        (vec!["-t", "x", "--token-endpoint", &endpoint, "--actor-token-type", "jwt"], "actor-token"),
    ] {
        let ran = obo(&[&["exchange"][..], &words].concat(), &[("S", "hunter2")]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{words:?} {ran:?}");
        assert!(ran.err.contains(said), "{said} in {}", ran.err);
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_profile_gives_what_the_command_line_does_not() {
    let server = RawServer::answering(Reply::json(200, r#"{"access_token":"t"}"#));
    let file = std::env::temp_dir().join(format!("obo-exchange-{}.toml", std::process::id()));
    let text = format!(
        "[profile.ledger]\ntoken-endpoint = \"{}\"\nclient-id = \"svc\"\nclient-secret = \"env:SECRET\"\naudience = [\"a\", \"b\"]\nclient-auth = \"client_secret_post\"\n",
        server.url("/token")
    );
    fs::write(&file, text).unwrap();
    let path = file.to_str().unwrap();
    let ran =
        obo(&["exchange", "--config", path, "-p", "ledger", "-t", "x", "-a", "c"], &[("SECRET", SECRET)]);
    fs::remove_file(&file).unwrap();
    assert_eq!((ran.code, ran.out.as_str()), (0, "t\n"), "{ran:?}");
    let request = server.requests().remove(0);
    assert!(request.ends_with("audience=c&client_id=svc&client_secret=hunter2-canary%25"), "{request}");
}

#[test]
fn a_document_has_every_member_in_its_order() {
    let server = RawServer::answering(Reply::json(200, r#"{"access_token":"t"}"#));
    let ran = exchange(&server, &["-f", "json"]);
    let json = ran.json();
    let names: Vec<&String> = json.as_object().unwrap().keys().collect();
    let want = "schema request response issued changes refusal warnings failed examined run";
    assert_eq!(names, want.split(' ').collect::<Vec<_>>());
    assert_eq!(json["request"]["method"], "POST");
    assert_eq!(json["run"]["inputs"][0]["name"], "env:SUBJECT");
    let line = exchange(&server, &["-f", "jsonl"]);
    assert_eq!(line.out.lines().count(), 1);
    let line: serde_json::Value = serde_json::from_str(&line.out).unwrap();
    assert!(line.get("run").is_none() && line["schema"] == "obo.exchange/1");
}

#[test]
fn r25_redacted_output_names_nobody_and_a_token_alone_is_refused() {
    let body = r#"{"error":"invalid_target","error_description":"carol may not","carol":"carol"}"#;
    let server = RawServer::answering(Reply::json(400, body));
    for format in ["json", "jsonl", "human"] {
        let ran =
            exchange(&server, &["-f", format, "--redact", "-a", "carols-api", "--param", "carol=carol"]);
        assert_eq!(ran.code, 1);
        ran.lacks(&["alice", "carol", "svc", "127.0.0.1", "SUBJECT"]);
        assert!(ran.out.contains("invalid_target") && ran.out.contains("audience-1"), "{}", ran.out);
    }
    for more in [&["--redact"][..], &["--redact", "--curl"], &["--curl", "--report", "json=x.json"]] {
        let ran = exchange(&server, more);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    }
}

#[test]
fn a_token_that_was_cut_short_is_named_as_that_before_it_is_sent_as_an_opaque_one() {
    let server = RawServer::answering(Reply::json(200, r#"{"access_token":"t"}"#));
    let endpoint = server.url("/token");
    let (head, body) = ("eyJhbGciOiJFUzI1NiJ9", "eyJzdWIiOiJhIn0");
    let whole = format!("{head}.{body}.c2ln");
    for (token, missing) in [
        (head.to_owned(), Some("its header can be read, payload and signature are missing")),
        (head[..12].to_owned(), Some("it ends within its header")),
        (format!("{head}.{body}"), Some("its header and payload can be read, the signature is missing")),
        (format!("{head}.{}", &body[..8]), Some("its payload ends too early and the signature is missing")),
        (format!("{head}.{body}.c2lnc"), Some("its signature has a length that base64url never has")),
        (whole.clone(), None),
        ("gho_OBOsampleNotARealToken".to_owned(), None),
        ("eyes.on.you".to_owned(), None),
    ] {
        let subject = ["exchange", "-t", "env:T", "--token-endpoint", &endpoint];
        let actor = ["exchange", "-t", &whole, "--actor-token", "env:T", "--token-endpoint", &endpoint];
        for (role, words) in [("subject", &subject[..]), ("actor", &actor)] {
            let ran = obo(words, &[("T", &token)]);
            assert_eq!(ran.code, 0, "{ran:?}");
            let said = missing.map(|what| format!("{what}; it goes as it is"));
            assert_eq!(ran.err.contains("looks cut short"), said.is_some(), "{token} {}", ran.err);
            let line = ran.err.lines().find(|line| line.contains("looks cut short")).unwrap_or_default();
            assert!(said.is_none_or(|said| line.contains(&said) && line.contains(role)), "{token} {line}");
            assert!(missing.is_none() || !ran.err.contains(&token), "{}", ran.err);
            let quiet = obo(&[words, &["--quiet"]].concat(), &[("T", &token)]);
            assert_eq!((quiet.code, quiet.err.contains("looks cut short")), (0, false), "{quiet:?}");
        }
    }
}
