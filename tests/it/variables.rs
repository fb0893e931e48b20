//! Variables of the environment beside `obo verify`: what they may not decide.

use obo::keys::{Algorithm, SigningKey, jws};
use serde_json::json;

use crate::raw_server::{RawServer, Reply};
use crate::run::obo;

const FAR: i64 = 4_000_000_000;

#[test]
fn r1_no_variable_takes_a_check_away() {
    let key = SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("k1");
    let jwks = json!({"keys": [key.public_jwk().expect("a public key")]}).to_string();
    let claims = json!({"iss": "https://i.example", "aud": "api", "sub": "spiffe://i.example/a", "exp": FAR});
    let token = |typ: &str| {
        let made = jws::compact(&json!({"kid": "k1", "typ": typ}), &claims, &key, Algorithm::Es256);
        made.expect("a token").expose_text().expect("ASCII").to_owned()
    };
    let (good, proof) = (token("JWT"), token("dpop+jwt"));
    let planted = format!("GET / {good}");
    for (input, issuer, variable, want) in [
        (&good, "https://i.example", ("OBO_SCAN", "1"), 0),
        (&planted, "https://i.example", ("OBO_SCAN", "1"), 2),
        (&proof, "https://i.example", ("OBO_TYP", "dpop+jwt"), 1),
        (&good, "spiffe://i.example", ("OBO_TOKEN_TYPE", "jwt-svid"), 1),
    ] {
        let words = ["verify", input, "-i", issuer, "-a", "api", "--jwks", &jwks, "--no-config"];
        let ran = obo(&words, &[variable]);
        assert_eq!(ran.code, want, "{variable:?}: {ran:?}");
    }
}

/// Words of a dry run that asks this endpoint.
fn dry_run<'w>(more: &[&'w str]) -> Vec<&'w str> {
    let subject = "@tests/cases/exchange.in/ledger.jwt";
    [&["exchange", "-c", "svc", "-t", subject, "--dry-run", "-f", "json"][..], more].concat()
}

#[test]
fn a_variable_is_the_option_that_it_is_named_after() {
    let config = format!("{}/variables.toml", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(&config, "[profile.p]\ntoken-endpoint = \"https://file.example/token\"\n")
        .expect("written");
    let from_file = ["-p", "p", "--config", &config];
    let variable = [("OBO_TOKEN_ENDPOINT", "https://variable.example/token")];
    let by_flag = [&from_file[..], &["--token-endpoint", "https://flag.example/token"]].concat();
    for (more, env, want) in [
        (&from_file[..], &[][..], "https://file.example/token"),
        (&from_file, &variable, "https://variable.example/token"),
        (&by_flag, &variable, "https://flag.example/token"),
    ] {
        let ran = obo(&dry_run(more), env);
        assert_eq!(ran.json()["request"]["url"], want, "{ran:?}");
    }
}

#[test]
fn r22_a_variable_is_a_place_for_a_secret_and_an_argument_is_none() {
    let to = ["--token-endpoint", "https://sts.example/token", "--no-config"];
    let argument = [&to[..], &["--client-secret", "hunter2-canary"]].concat();
    for (more, env, warned) in [
        (&argument[..], &[][..], true),
        (&to, &[("OBO_CLIENT_SECRET", "hunter2-canary")], false),
        (&to, &[("OBO_CLIENT_SECRET", "env:X"), ("X", "hunter2-canary")], false),
        (&argument, &[("OBO_CLIENT_SECRET", "env:X"), ("X", "hunter2-canary")], true),
    ] {
        let ran = obo(&dry_run(more), env);
        assert_eq!((ran.code, ran.err.contains("the shell's history")), (0, warned), "{ran:?}");
        assert_eq!(ran.json()["request"]["headers"]["Authorization"], "Basic ***");
        ran.lacks(&["hunter2"]);
    }
}

/// The user's environment is the user's word (SECURITY.md, who writes what obo reads): a source there may be a program.
#[cfg(unix)]
#[test]
fn r2_a_variable_may_name_a_program_and_is_shown() {
    let server = RawServer::answering(Reply::json(200, r#"{"access_token":"t","token_type":"Bearer"}"#));
    let endpoint = server.url("/token");
    let words = ["exchange", "-c", "svc", "-t", "@tests/cases/exchange.in/ledger.jwt", "--no-config", "-v"];
    let env = [
        ("OBO_CLIENT_SECRET", "cmd:printf hunter2-canary"),
        ("OBO_CLIENT_AUTH", "client_secret_post"),
        ("OBO_TOKEN_ENDPOINT", &endpoint),
        ("PATH", "/usr/bin:/bin"),
    ];
    let ran = obo(&words, &env);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(server.requests()[0].contains("client_secret=hunter2-canary"), "{:?}", server.requests());
    let shown = "set by the environment: --client-auth --client-secret --token-endpoint\n";
    assert!(ran.err.starts_with(shown), "{ran:?}");
    ran.lacks(&["hunter2"]);
}

/// The authorities of servers come from the environment anyhow (`SSL_CERT_FILE`), so a variable may name them, too.
#[test]
fn r2_a_variable_may_name_authorities() {
    let words = ["verify", "a.b.c", "-i", "https://127.0.0.1:9", "-a", "api", "--no-config"];
    let ran = obo(&words, &[("OBO_CA", "/nonexistent/ca.pem")]);
    assert!(ran.code == 2 && ran.err.contains("--ca"), "{ran:?}");
}

/// `--for` narrows whose tokens are taken; whoever names an audience is judged by that one.
#[test]
fn r31_a_variable_that_names_a_resource_only_narrows() {
    let key = SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("k1");
    let jwks = json!({"keys": [key.public_jwk().expect("a public key")]}).to_string();
    let address = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port").local_addr().expect("bound");
    let name = format!("http://{address}/orders");
    let token = |audience: &str| {
        let claims = json!({"iss": "https://i.example", "aud": audience, "sub": "alice", "exp": FAR});
        let made = jws::compact(&json!({"kid": "k1"}), &claims, &key, Algorithm::Es256);
        made.expect("a token").expose_text().expect("ASCII").to_owned()
    };
    let metadata = json!({"resource": name, "authorization_servers": ["https://i.example"]}).to_string();
    let api = RawServer::start_at(address, vec![Reply::json(200, &metadata)]);
    for (audience, more, want) in
        [("api", &["-a", "api"][..], 0), (&name, &["-a", "api"], 1), (&name, &[], 0), ("api", &[], 1)]
    {
        let token = token(audience);
        let words = ["verify", &token, "-i", "https://i.example", "--jwks", &jwks, "--no-config"];
        let ran = obo(&[&words[..], more].concat(), &[("OBO_FOR", &name)]);
        assert_eq!(ran.code, want, "{audience} {more:?}: {ran:?}");
        assert!(ran.err.contains("for its metadata"), "what is asked is said: {ran:?}");
    }
    assert_eq!(api.requests().len(), 4);
}
