//! `obo verify` as a person starts it: what it asks, what it reads, what it ends with.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use obo::keys::{Algorithm, SigningKey, jws};
use serde_json::{Value, json};

use crate::raw_server::{RawServer, Reply};

const AT: &str = "1000000";

pub fn obo(words: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_obo"));
    command.env_clear().env("LANG", "C.UTF-8").env("OBO_NO_CONFIG", "1");
    command.arg("verify").args(words).args(["--at", AT]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("written");
    output
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

pub fn key(kid: &str) -> SigningKey {
    SigningKey::generate(Algorithm::Es256).expect("a key").with_kid(kid)
}

pub fn token(key: &SigningKey, kid: &str, claims: &Value) -> String {
    let mut all = json!({"aud": "api", "sub": "alice", "iat": 999_990, "exp": 1_000_060});
    for (name, value) in claims.as_object().expect("an object") {
        all[name] = value.clone();
    }
    let token = jws::compact(&json!({ "kid": kid }), &all, key, Algorithm::Es256).expect("a token");
    token.expose_text().expect("ASCII").to_owned()
}

pub fn jwks(keys: &[&SigningKey]) -> String {
    let keys: Vec<Value> = keys.iter().map(|key| key.public_jwk().expect("a public key")).collect();
    json!({ "keys": keys }).to_string()
}

/// A server with metadata that names itself, then the given answers.
pub fn server(answers: Vec<Reply>) -> (RawServer, String) {
    let server = RawServer::start_as(|address| {
        let issuer = format!("http://{address}");
        let metadata = json!({"issuer": issuer, "jwks_uri": format!("{issuer}/jwks")}).to_string();
        std::iter::once(Reply::json(200, &metadata)).chain(answers).collect()
    });
    let issuer = server.url("");
    (server, issuer)
}

pub fn paths(server: &RawServer) -> Vec<String> {
    let path = |request: &String| request.split(' ').nth(1).unwrap_or_default().to_owned();
    server.requests().iter().map(path).collect()
}

#[test]
fn r3_keys_are_discovered_from_the_expected_issuer_and_from_nobody_else() {
    let signing = key("k1");
    let (server, issuer) = server(vec![Reply::json(200, &jwks(&[&signing]))]);
    let good = token(&signing, "k1", &json!({"iss": issuer}));
    let output = obo(&["-i", &issuer, "-a", "api", "-f", "json"], &good);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        document["tokens"][0]["key"],
        json!({"kid": "k1", "alg": "ES256", "source": format!("{issuer}/jwks")})
    );
    assert_eq!(document["at"], "1970-01-12T13:46:40Z");
    assert_eq!(paths(&server), ["/.well-known/oauth-authorization-server", "/jwks"]);
    let (other, evil) = self::server(vec![Reply::json(200, &jwks(&[&signing]))]);
    let forged = token(&signing, "k1", &json!({"iss": evil}));
    let output = obo(&["-i", &issuer, "-a", "api"], &forged);
    assert_ne!(output.status.code(), Some(0));
    assert!(paths(&other).is_empty(), "nobody asks an issuer that only the token names");
}

#[test]
fn r9_an_empty_expectation_is_none() {
    let signing = key("k1");
    let good = token(&signing, "k1", &json!({"iss": "https://issuer.example", "sub": "", "azp": ""}));
    for flag in ["-i", "-a", "-c", "-s", "--subject", "--typ", "--actor", "--prior-actor"] {
        for value in ["", " "] {
            let output = obo(&["-i", "https://issuer.example", "-a", "api", flag, value], &good);
            assert_eq!(output.status.code(), Some(2), "{flag}");
            assert!(text(&output.stderr).contains("is no expectation"), "{}", text(&output.stderr));
        }
    }
}

#[test]
fn r3_an_alias_expects_the_issuers_that_it_stands_for() {
    let entra = |tenant: &str| format!("https://login.microsoftonline.com/{tenant}/v2.0");
    let (own, personal) = ("8eaef023-2b34-4da1-9baa-8bc8c9d6a490", "9188040d-6c67-4c5b-b112-36a304b66dad");
    let signing = key("k1");
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("alias.json");
    fs::write(&path, jwks(&[&signing])).expect("a file");
    for (expected, takes_own, takes_personal) in [
        (&["consumers"][..], false, true),
        (&[personal], false, true),
        (&["organizations"], true, false),
        (&["organizations", "consumers"], true, true),
        (&["organizations", personal], true, true),
        (&["common"], true, true),
    ] {
        let words: Vec<String> = expected
            .iter()
            .map(|tenant| entra(tenant))
            .flat_map(|it| {
                ["-i".to_owned(), it.clone(), "--jwks".to_owned(), format!("{it}=@{}", path.display())]
            })
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).chain(["-a", "api", "-f", "json"]).collect();
        for (tenant, want) in [(own, takes_own), (personal, takes_personal)] {
            let output = obo(&words, &token(&signing, "k1", &json!({"iss": entra(tenant), "tid": tenant})));
            assert_eq!(output.status.code(), Some(i32::from(!want)), "{expected:?} {}", text(&output.stdout));
        }
    }
}

#[test]
fn r3_an_issuer_without_a_source_asks_nobody() {
    let (server, issuer) = server(Vec::new());
    let good = token(&key("k1"), "k1", &json!({"iss": issuer}));
    for flag in ["--jwks", "--key"] {
        let output = obo(&["-i", &issuer, "-a", "api", flag, &format!("{issuer}=")], &good);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    }
    assert!(paths(&server).is_empty());
}

#[test]
fn an_unknown_kid_asks_once_more_and_no_more_than_that() {
    let (old, new) = (key("old"), key("new"));
    let (server, issuer) =
        server(vec![Reply::json(200, &jwks(&[&old])), Reply::json(200, &jwks(&[&old, &new]))]);
    let fresh = token(&new, "new", &json!({"iss": issuer}));
    let unknown = token(&new, "nobody", &json!({"iss": issuer}));
    let input = format!("{fresh}\n{unknown}\n{unknown}\n");
    let output = obo(&["-i", &issuer, "-a", "api", "-f", "jsonl"], &input);
    assert_eq!(output.status.code(), Some(1));
    let valid: Vec<bool> = text(&output.stdout).lines().map(|line| line.contains("\"valid\":true")).collect();
    assert_eq!(valid, [true, false, false]);
    assert_eq!(paths(&server).len(), 3);
}

#[test]
fn n4_with_a_key_source_nothing_is_asked() {
    let signing = key("k1");
    let (server, issuer) = server(Vec::new());
    let good = token(&signing, "k1", &json!({"iss": issuer}));
    let output = obo(&["-i", &issuer, "-a", "api", "--jwks", &jwks(&[&signing])], &good);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let output = obo(&["-i", &issuer, "-a", "api", "--jwks", &jwks(&[&key("other")])], &good);
    assert_eq!(output.status.code(), Some(1));
    assert!(paths(&server).is_empty());
}

#[test]
fn an_issuer_without_keys_is_exit_3() {
    let signing = key("k1");
    for reply in [
        Reply::json(404, "{}"),
        Reply::http(302, &[("Location", "https://evil.example/jwks")], ""),
        Reply::json(200, "[]"),
        Reply::json(200, r#"{"keys":{}}"#),
        Reply::json(
            200,
            &json!({"keys": [signing.public_jwk().unwrap(), {"kty": "oct", "k": "c2VjcmV0"}]}).to_string(),
        ),
        Reply::Close,
    ] {
        let (_, issuer) = server(vec![reply]);
        let output = obo(&["-i", &issuer, "-a", "api"], &token(&signing, "k1", &json!({"iss": issuer})));
        assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
        assert!(output.stdout.is_empty());
    }
    let metadata =
        json!({"issuer": "https://other.example", "jwks_uri": "https://other.example/jwks"}).to_string();
    let other = RawServer::answering(Reply::json(200, &metadata));
    let output = obo(&["-i", &other.url(""), "-a", "api"], &token(&signing, "k1", &json!({})));
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("another issuer"), "{}", text(&output.stderr));
}

#[test]
fn r1_what_is_no_token_is_never_a_yes() {
    let signing = key("k1");
    let good = token(&signing, "k1", &json!({"iss": "https://i.example"}));
    let bad = token(&key("k1"), "k1", &json!({"iss": "https://i.example"}));
    let keys = jwks(&[&signing]);
    let run = |input: &str, more: &[&str]| {
        let words =
            [&["-i", "https://i.example", "-a", "api", "--jwks", keys.as_str(), "-f", "json"], more].concat();
        obo(&words, input).status.code()
    };
    let json = |value: Value| value.to_string();
    for (input, want) in [
        (good.clone(), 0),
        (format!("Bearer {good}\n"), 0),
        (json(json!({"access_token": good})), 0),
        (json(json!({"access_token": good, "refresh_token": "opaque"})), 0),
        (json(json!({"access_token": good, "id_token": good})), 0),
        (json(json!({"access_token": good, "id_token": bad})), 1),
        (json(json!({"access_token": bad, "id_token": good})), 1),
        (json(json!({"access_token": "opaque", "id_token": good})), 2),
        (json(json!({"id_token": good})), 2),
        (json(json!({"refresh_token": good})), 2),
        (bad.clone(), 1),
        (format!("{good}\n{good}"), 0),
        (format!("{good}\n{bad}"), 1),
        (format!("{good}\nx.y\n"), 1),
        (format!("{good}\n{{\"sub\":\"a.b\"}}\n"), 1),
        (String::new(), 2),
        (" \n\n".to_owned(), 2),
        (json(json!({"sub": "alice", "iss": "https://i.example", "aud": "api"})), 2),
        (json(json!({"active": true, "sub": "alice"})), 2),
        (json(json!({"log": good})), 2),
        (format!("GET / Bearer {good}"), 2),
        (good.replace('.', "%2E"), 2),
        (good.replacen('.', "=.", 1), 1),
        ("gho_16C7e42F292c6912E7710c838347Ae178B4a".to_owned(), 2),
        (json(json!({"payload": "e30", "protected": "e30", "signature": "", "token": good})), 1),
    ] {
        assert_eq!(run(&input, &[]), Some(want), "{input}");
    }
    let marked = format!("\u{feff}{good}\n{good}\n");
    let said = text(&obo(&["-i", "https://i.example", "-a", "api", "--jwks", &keys], &marked).stderr);
    assert!(said.starts_with("error: no token in stdin: it begins with a byte order mark\nhint: "), "{said}");
    assert_eq!(run(&marked, &[]), Some(2));
    assert_eq!(run("", &["--allow-empty"]), Some(0));
    assert_eq!(run("nothing here", &["--allow-empty"]), Some(2));
    assert_eq!(run(&format!("GET / Bearer {good}"), &["--scan"]), Some(0));
    assert_eq!(run(&format!("GET / Bearer {bad} {good}"), &["--scan"]), Some(1));
    assert_eq!(run("nothing here", &["--scan"]), Some(2));
}

#[test]
fn a_batch_keeps_its_order_whatever_the_threads() {
    let signing = key("k1");
    let mut input = String::new();
    for number in 0..6_000 {
        let audience = if number % 7 == 0 { "other" } else { "api" };
        // One signature for many lines keeps the test short; the order still shows.
        if number < 14 {
            let claims = json!({"iss": "https://i.example", "aud": audience, "jti": number.to_string()});
            input.push_str(&token(&signing, "k1", &claims));
        } else {
            let line = input.lines().nth(number % 14).expect("a line").to_owned();
            input.push_str(&line);
        }
        input.push('\n');
    }
    let keys = jwks(&[&signing]);
    let run = |form: &str, threads: &str| {
        let expected = ["-i", "https://i.example", "-a", "api", "--jwks", &keys];
        let output = obo(&[&expected[..], &["-f", form, "-q", "--threads", threads]].concat(), &input);
        assert_eq!(output.status.code(), Some(1));
        text(&output.stdout)
    };
    let one = run("jsonl", "1");
    assert_eq!(one, run("jsonl", "5"));
    for (number, line) in one.lines().enumerate() {
        assert!(line.contains(&format!("\"index\":{number},")), "{number}");
        assert_eq!(line.contains("\"valid\":true"), number % 7 != 0, "{number}");
    }
    for threads in ["1", "5"] {
        let document: Value = serde_json::from_str(&run("json", threads)).expect("one document");
        let rows = document["tokens"].as_array().expect("tokens");
        assert_eq!(rows.len(), 6_000);
        for (row, line) in rows.iter().zip(one.lines()) {
            let mut alone: Value = serde_json::from_str(line).expect("JSON");
            // What a document says once, each line says for itself.
            for once in ["schema", "at"] {
                alone.as_object_mut().expect("an object").remove(once);
            }
            assert_eq!(*row, alone);
        }
    }
    assert_eq!(one.lines().count(), 6_000);
}

#[test]
fn r6_no_secret_and_no_token_is_said() {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("verify-secret");
    fs::create_dir_all(&dir).expect("made");
    let secret = dir.join("secret");
    fs::write(&secret, "hunter2-canary-hunter2-canary-hunter2\n").expect("written");
    let source = format!("@{}", secret.display());
    let shared = SigningKey::from_secret(&obo::secret::Secret::from("hunter2-canary-hunter2-canary-hunter2"));
    let claims = json!({"iss": "https://i.example", "aud": "api", "exp": 1_000_060});
    let good = jws::compact(&json!({}), &claims, &shared, Algorithm::Hs256).expect("a token");
    let good = good.expose_text().expect("ASCII");
    let signature = good.rsplit('.').next().expect("a signature");
    for (words, want) in [
        (vec!["-i", "https://i.example", "-a", "api", "--secret", &source], 0),
        (
            vec!["-i", "https://i.example", "-a", "api", "--secret", "hunter2-canary-hunter2-canary-hunter2"],
            0,
        ),
        (vec!["-i", "https://i.example", "-a", "api", "--secret", "hunter2-canary"], 1),
        (vec!["-i", "https://i.example", "-a", "api", "--key", "hunter2-canary"], 2),
        (vec!["-i", "https://i.example", "-a", "api", "--jwks", &source], 2),
        (vec!["-i", "hunter2-canary", "-a", "api"], 2),
        (vec!["-i", "https://i.example", "-a", "api", "--leeway", "hunter2-canary"], 2),
        (vec!["-i", "https://i.example", "-a", "api", "--leeway", "3601", "--secret", &source], 2),
        (vec!["-i", "https://i.example", "-a", "api", "--jwks", "http://keys.example/jwks"], 2),
    ] {
        let output = obo(&[words.clone(), vec!["-f", "json"]].concat(), good);
        assert_eq!(output.status.code(), Some(want), "{words:?} {}", text(&output.stderr));
        for stream in [&output.stdout, &output.stderr] {
            let said = text(stream);
            assert!(!said.contains("hunter2") && !said.contains(signature), "{words:?}: {said}");
        }
    }
}

#[test]
fn r12_an_actors_jwt_svid_is_of_its_trust_domain() {
    let (own, domain, stranger) = (key("k1"), key("k1"), key("k1"));
    let (issuer, agent) = ("https://issuer.example", "spiffe://td.example/agent");
    let good = token(&own, "k1", &json!({"iss": issuer, "act": {"sub": agent}}));
    let bundle = |key: &SigningKey| {
        let mut jwk = key.public_jwk().expect("a public key");
        jwk["use"] = json!("jwt-svid");
        json!({ "keys": [jwk] }).to_string()
    };
    let keys = format!("{issuer}={}", jwks(&[&own]));
    let domains = format!("spiffe://td.example={}", bundle(&domain));
    let others = format!("spiffe://other.example={}", bundle(&domain));
    let svid = |key: &SigningKey, sub: &str| token(key, "k1", &json!({"sub": sub, "aud": ["sts"]}));
    for (bound, actor, want) in [
        (&domains, svid(&domain, agent), 0),
        (&domains, svid(&stranger, agent), 1),
        (&domains, svid(&domain, "spiffe://td.example/other"), 1),
        (&domains, svid(&domain, "spiffe://other.example/agent"), 1),
        (&others, svid(&domain, agent), 1),
        // An SVID may have an `iss` of its own, which is no matter of its keys.
        (&domains, token(&domain, "k1", &json!({"iss": "https://x.example", "sub": agent})), 0),
        (&domains, token(&domain, "k1", &json!({"iss": issuer, "sub": agent})), 1),
    ] {
        let words = ["-i", issuer, "-a", "api", "--jwks", &keys, "--jwks", bound, "--actor-token", &actor];
        let output = obo(&words, &good);
        assert_eq!(output.status.code(), Some(want), "{}", text(&output.stdout));
    }
}

#[test]
fn r12_the_algorithms_that_are_asked_for_bind_the_actors_token_too() {
    let signing = key("k1");
    let rsa = SigningKey::generate(Algorithm::Rs256).expect("a key").with_kid("k2");
    let issuer = "https://issuer.example";
    let keys = format!("{issuer}={}", jwks(&[&signing, &rsa]));
    let subject = token(&signing, "k1", &json!({"iss": issuer, "act": {"sub": "svc"}}));
    let claims = json!({"iss": issuer, "sub": "svc", "iat": 999_990, "exp": 1_000_060});
    let actor = jws::compact(&json!({"kid": "k2"}), &claims, &rsa, Algorithm::Rs256).expect("a token");
    let actor = actor.expose_text().expect("ASCII");
    for (algorithms, want) in [
        (&[][..], 0),
        (&["--alg", "ES256", "--alg", "RS256"], 0),
        (&["--alg", "ES256"], 1),
        (&["--alg", "RS256"], 1),
    ] {
        let words = ["-i", issuer, "-a", "api", "-f", "json", "--jwks", &keys, "--actor-token", actor];
        let output = obo(&[&words[..], algorithms].concat(), &subject);
        let document = text(&output.stdout);
        assert_eq!(output.status.code(), Some(want), "{document}");
        let says = "the actor token is not valid: algorithm (another algorithm: wanted ES256, found RS256)";
        assert_eq!(document.contains(says), algorithms == ["--alg", "ES256"], "{document}");
    }
}
