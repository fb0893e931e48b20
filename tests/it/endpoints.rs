//! Which host `obo exchange` speaks to, and which it does not (SECURITY.md R15).

use crate::raw_server::{RawServer, Reply};
use crate::run::obo;

#[test]
fn r15_metadata_that_names_another_host_sends_nothing_there_unasked() {
    let discovered = |endpoint: &str, issuer: &str| {
        Reply::json(200, &format!(r#"{{"issuer":"{issuer}","token_endpoint":"{endpoint}"}}"#))
    };
    let thief = RawServer::answering(Reply::json(200, r#"{"access_token":"t"}"#));
    // The same machine by another name is another host.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let issuer = format!("http://localhost:{}", address.port());
    let server = RawServer::start_at(address, vec![discovered(&thief.url("/token"), &issuer)]);
    let run = |more: &[&str]| obo(&[&["exchange", "-i", &issuer, "-t", "x"][..], more].concat(), &[]);
    let ran = run(&[]);
    assert_eq!((ran.code, thief.requests().len()), (2, 0), "{ran:?}");
    assert!(
        ran.err.contains("another host: 127.0.0.1") && ran.err.contains("--token-endpoint"),
        "{}",
        ran.err
    );
    let dry = run(&["--dry-run", "-f", "json"]);
    assert_eq!((dry.code, dry.json()["warnings"][0]["code"].as_str()), (0, Some("endpoint-on-another-host")));
    assert!(thief.requests().is_empty());
    let confirmed = run(&["--token-endpoint", &thief.url("/token")]);
    assert_eq!((confirmed.code, thief.requests().len()), (0, 1), "{confirmed:?}");
    drop(server);
}

#[test]
fn discovery_that_fails_is_exit_3_with_a_line_for_each_address() {
    let server = RawServer::start(vec![Reply::http(404, &[], "no"), Reply::http(200, &[], "<html>")]);
    let ran = obo(&["exchange", "-i", &server.url("/realm"), "-t", "x"], &[]);
    assert_eq!(ran.code, 3);
    let paths: Vec<_> = server.requests().iter().map(|r| r.lines().next().unwrap().to_owned()).collect();
    assert_eq!(
        paths,
        [
            "GET /.well-known/oauth-authorization-server/realm HTTP/1.1",
            "GET /realm/.well-known/openid-configuration HTTP/1.1",
        ]
    );
    assert!(
        ran.err.contains("status 404") && ran.err.contains("no JSON object with an issuer"),
        "{}",
        ran.err
    );
    let other = RawServer::start(vec![Reply::json(200, r#"{"issuer":"https://evil.example"}"#)]);
    let ran = obo(&["exchange", "-i", &other.url(""), "-t", "x"], &[]);
    assert_eq!((ran.code, other.requests().len()), (3, 1));
    assert!(ran.err.contains("another issuer") && ran.err.contains("https://evil.example"), "{}", ran.err);
}

#[test]
fn metadata_that_lacks_the_wanted_address_is_looked_for_at_the_next() {
    let metadata = |issuer: &str, rest: &str| Reply::json(200, &format!(r#"{{"issuer":"{issuer}"{rest}}}"#));
    let server = RawServer::start_as(|address| {
        let issuer = format!("http://{address}");
        let whole = format!(r#","token_endpoint":"{issuer}/token""#);
        let granted = Reply::json(200, r#"{"access_token":"t","token_type":"Bearer"}"#);
        vec![metadata(&issuer, ""), metadata(&issuer, &whole), granted]
    });
    let ran = obo(&["exchange", "-i", &server.url(""), "-t", "x"], &[]);
    assert_eq!((ran.code, server.requests().len()), (0, 3), "{ran:?}");
    // Neither has it: each is told.
    let server = RawServer::start_as(|address| vec![metadata(&format!("http://{address}"), "")]);
    let issuer = server.url("");
    for (words, member) in [
        (&["exchange", "-i", &issuer, "-t", "x"][..], "token_endpoint"),
        (&["verify", "-i", &issuer, "-a", "api", "eyJhbGciOiJFUzI1NiJ9.e30.c2ln"], "jwks_uri"),
    ] {
        let ran = obo(words, &[]);
        assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{ran:?}");
        let said = ran.err.matches(&format!("metadata without {member}")).count();
        assert!(said == 2 && ran.err.contains(&format!("error: no metadata of {issuer}")), "{}", ran.err);
    }
    assert_eq!(server.requests().len(), 4);
}

#[test]
fn r15_loopback_never_goes_through_a_proxy() {
    let server = RawServer::answering(Reply::json(200, r#"{"access_token":"t"}"#));
    let proxy = RawServer::answering(Reply::http(502, &[], "the proxy saw it"));
    let mut obo = std::process::Command::new(env!("CARGO_BIN_EXE_obo"));
    obo.args(["exchange", "--token-endpoint", &server.url("/token"), "-t", "x", "-v", "--no-config"]);
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        obo.env(name, proxy.url("/").replace("http://", "http://user:hunter2@"));
    }
    let output = obo.env_remove("NO_PROXY").env_remove("no_proxy").output().unwrap();
    assert_eq!(output.stdout, b"t\n", "{output:?}");
    assert!(proxy.requests().is_empty());
    assert!(!String::from_utf8_lossy(&output.stderr).contains("hunter2"), "{output:?}");
}

#[test]
fn r15_a_proxy_is_named_without_its_password() {
    let proxy = RawServer::answering(Reply::http(502, &[], ""));
    let mut obo = std::process::Command::new(env!("CARGO_BIN_EXE_obo"));
    obo.args(["exchange", "--token-endpoint", "https://sts.example/token", "-t", "x", "-v", "--no-config"]);
    obo.env("https_proxy", proxy.url("/").replace("http://", "http://user:hunter2@"));
    let output = obo.env_remove("NO_PROXY").env_remove("no_proxy").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains(&format!("through the proxy {}", proxy.address)), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}

/// Servers have many codes for a grant that they do not know, or none; their metadata tells.
#[test]
fn a_grant_that_the_metadata_does_not_list_is_said_of_a_refusal() {
    const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
    let cause = "the server's metadata does not list this grant";
    for (grants, verdict) in [
        (r#","grant_types_supported":["client_credentials"]"#.to_owned(), "yes"),
        (format!(r#","grant_types_supported":["{EXCHANGE}"]"#), "no"),
        (String::new(), "?"),
    ] {
        let answered = |answer: Reply| {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap();
            drop(listener);
            let issuer = format!("http://{address}");
            let metadata = format!(r#"{{"issuer":"{issuer}","token_endpoint":"{issuer}/t"{grants}}}"#);
            let server = RawServer::start_at(address, vec![Reply::json(200, &metadata), answer]);
            let ran = obo(&["exchange", "-i", &issuer, "-t", "x", "-f", "json"], &[]);
            drop(server);
            ran
        };
        for code in ["unsupported_grant_type", "invalid_grant", "invalid_request", "unauthorized_client"] {
            let ran = answered(Reply::json(400, &format!(r#"{{"error":"{code}"}}"#)));
            assert_eq!(ran.code, 1, "{ran:?}");
            let refusal = &ran.json()["refusal"];
            let causes = refusal["causes"].as_array().unwrap();
            let found = causes.iter().find(|it| it["text"] == cause).expect("the cause");
            assert_eq!(found["verdict"], verdict, "{code} {ran:?}");
            let is_hinted = refusal["hint"].as_str().unwrap().contains("ask a server for this that lists");
            assert_eq!(is_hinted, verdict == "yes", "{code} {ran:?}");
        }
        for (status, may_be_that) in [(400, true), (500, true), (404, false), (502, false)] {
            let ran = answered(Reply::http(status, &[], ""));
            assert_eq!(ran.code, 3, "{ran:?}");
            let is_said = ran.err.contains("does not list token exchange");
            assert_eq!(is_said, verdict == "yes" && may_be_that, "{status} {ran:?}");
        }
    }
}
