//! `obo verify --for`: what a resource may say, and what it may not decide (SECURITY.md R31).

use std::fs;
use std::path::PathBuf;

use obo::keys::{Algorithm, SigningKey, jws};
use serde_json::{Value, json};

use crate::raw_server::{RawServer, Reply};
use crate::run::{Ran, obo};

const FAR: i64 = 4_000_000_000;

struct Scene {
    key: SigningKey,
    issuer: RawServer,
}

fn free() -> std::net::SocketAddr {
    std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port").local_addr().expect("bound")
}

/// An issuer with metadata and keys.
fn scene() -> Scene {
    let key = SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("k1");
    let address = free();
    let name = format!("http://{address}");
    let metadata = json!({"issuer": name, "jwks_uri": format!("{name}/jwks")}).to_string();
    let jwks = json!({"keys": [key.public_jwk().expect("a public key")]}).to_string();
    let issuer = RawServer::start_at(address, vec![Reply::json(200, &metadata), Reply::json(200, &jwks)]);
    Scene { key, issuer }
}

impl Scene {
    fn token(&self, audience: &str) -> String {
        let claims = json!({"iss": self.issuer.url(""), "aud": audience, "sub": "alice", "exp": FAR});
        let token =
            jws::compact(&json!({"kid": "k1"}), &claims, &self.key, Algorithm::Es256).expect("a token");
        token.expose_text().expect("ASCII").to_owned()
    }
}

/// A resource at `/orders` whose metadata names these authorization servers, changed.
fn resource(servers: &[&str], changes: &Value) -> (RawServer, String) {
    let address = free();
    let name = format!("http://{address}/orders");
    let mut metadata = json!({"resource": name, "authorization_servers": servers});
    for (member, value) in changes.as_object().expect("an object") {
        metadata[member] = value.clone();
    }
    (RawServer::start_at(address, vec![Reply::json(200, &metadata.to_string())]), name)
}

fn verify(token: &str, more: &[&str]) -> Ran {
    obo(&[&["verify", token, "--no-config"][..], more].concat(), &[])
}

fn file(name: &str, text: &str) -> String {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("for");
    fs::create_dir_all(&dir).expect("made");
    let path = dir.join(name);
    fs::write(&path, text).expect("written");
    format!("@{}", path.display())
}

#[test]
fn r31_a_resource_gives_the_audience_and_the_user_the_issuer() {
    let scene = scene();
    let (api, name) = resource(&[&scene.issuer.url("")], &json!({}));
    let ran = verify(&scene.token(&name), &["--for", &name, "-i", &scene.issuer.url("")]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let lines: Vec<&str> = ran.err.lines().collect();
    let origin = api.url("");
    assert_eq!(
        lines,
        [
            format!("asking {name} for its metadata: {origin}/.well-known/oauth-protected-resource/orders"),
            format!("{name} names the authorization server {}", scene.issuer.url("")),
        ]
    );
    assert!(api.requests()[0].starts_with("GET /.well-known/oauth-protected-resource/orders HTTP"));
    let scene = self::scene();
    let (_api, name) = resource(&[&scene.issuer.url("")], &json!({}));
    let ran = verify(&scene.token("other"), &["--for", &name, "-i", &scene.issuer.url("")]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.starts_with("NOT VALID: audience\n"), "{ran:?}");
}

#[test]
fn r31_an_issuer_that_the_resource_alone_names_is_expected_by_nobody() {
    let scene = scene();
    let (_api, name) = resource(&[&scene.issuer.url("")], &json!({}));
    let good = scene.token(&name);
    let ran = verify(&good, &["--for", &name, "-f", "json"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let document = ran.json();
    let checks = document["tokens"][0]["checks"].as_array().expect("checks");
    let issuer = checks.iter().find(|check| check["name"] == "issuer").expect("it is there");
    assert_eq!(
        (&issuer["outcome"], &issuer["detail"]),
        (&json!("fail"), &json!("the resource alone names it, and not you"))
    );
    assert!(scene.issuer.requests().is_empty(), "nobody is asked on the resource's word");
    for waived in ["--signature-only", "--any-issuer"] {
        let ran = verify(&good, &["--for", &name, waived]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        assert!(scene.issuer.requests().is_empty(), "{waived} makes its keys nobody's");
    }
    let jwks = json!({"keys": [scene.key.public_jwk().expect("a public key")]}).to_string();
    let bound = format!("{}={jwks}", scene.issuer.url(""));
    for keys in [&jwks, &bound] {
        let ran = verify(&good, &["--for", &name, "--jwks", keys]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.out.starts_with("NOT VALID: issuer\n"), "{ran:?}");
    }
    let response = json!({"access_token": good, "id_token": good}).to_string();
    let ran = verify(&response, &["--for", &name, "--jwks", &jwks, "-f", "json"]);
    let document = ran.json();
    let rows = document["tokens"].as_array().expect("rows");
    assert!(rows.len() == 2 && rows.iter().all(|row| row["valid"] == false), "{document}");
    let ran = verify("opaque", &["--for", &name, "--introspect", "--introspect-as", "api"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(scene.issuer.requests().is_empty(), "no credential goes there on the resource's word");
}

#[test]
fn r31_a_resource_narrows_the_issuers_and_never_adds_one() {
    let scene = scene();
    let own = scene.issuer.url("");
    let (_api, name) = resource(&["https://other.example", &own], &json!({}));
    let ran = verify(&scene.token(&name), &["--for", &name, "-i", &own]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let (_api, name) = resource(&["https://other.example"], &json!({}));
    let ran = verify(&scene.token(&name), &["--for", &name, "-i", &own]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.err.contains("takes no token of the expected issuer")
            && ran.err.contains("https://other.example"),
        "{ran:?}"
    );
}

#[test]
fn r31_metadata_of_another_resource_is_none() {
    let scene = scene();
    let own = scene.issuer.url("");
    for changes in [
        json!({"resource": "https://api.example/orders"}),
        json!({"resource": null}),
        json!({"authorization_servers": "https://evil.example"}),
    ] {
        let (_api, name) = resource(&[&own], &changes);
        let ran = verify(&scene.token(&name), &["--for", &name, "-i", &own]);
        assert_eq!(ran.code, 3, "{changes}: {ran:?}");
        assert!(ran.out.is_empty(), "{ran:?}");
        let ran = verify(&scene.token(&name), &["--for", &format!("{name}/"), "-i", &own]);
        assert_eq!(ran.code, 3, "{changes}: {ran:?}");
    }
    for reply in [
        Reply::http(404, &[], ""),
        Reply::http(302, &[("Location", "https://evil.example/")], ""),
        Reply::json(200, "<html>"),
        Reply::Close,
    ] {
        let api = RawServer::answering(reply);
        let ran = verify(&scene.token("x"), &["--for", &api.url("/orders"), "-i", &own]);
        assert_eq!(ran.code, 3, "{ran:?}");
    }
}

#[test]
fn r31_a_header_needs_the_resource_beside_it_and_points_to_its_origin() {
    let scene = scene();
    let own = scene.issuer.url("");
    let (api, name) = resource(&[&own], &json!({}));
    let elsewhere = RawServer::answering(Reply::json(200, "{}"));
    let header = |address: &str| format!("Bearer error=\"x\", resource_metadata=\"{address}\"");
    let good = header(&api.url("/meta"));
    let answer =
        file("answer.txt", &format!("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: {good}\r\n\r\n{{}}"));
    for given in [&good, &answer] {
        let token = scene.token(&name);
        let ran = verify(&token, &["--for", given, "-i", &own]);
        assert_eq!((ran.code, api.requests().len()), (2, 0), "{ran:?}");
        let ran = verify(&token, &["--for", given, "-a", "orders", "-i", &own]);
        assert_eq!((ran.code, api.requests().len()), (2, 0), "{ran:?}");
        let ran = verify(&token, &["--for", given, "-a", "https://api.example/orders", "-i", &own]);
        assert_eq!((ran.code, api.requests().len()), (2, 0), "{ran:?}");
    }
    let ran = verify(&scene.token(&name), &["--for", &good, "--for", &name, "-i", &own]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(api.requests()[0].starts_with("GET /meta HTTP"), "{:?}", api.requests());
    let ran =
        verify(&scene.token(&name), &["--for", &header(&elsewhere.url("/meta")), "--for", &name, "-i", &own]);
    assert_eq!((ran.code, elsewhere.requests().len()), (2, 0), "{ran:?}");
    assert!(ran.err.contains("another origin"), "{ran:?}");
    for (given, beside) in [("Bearer", &name), ("not-there.json", &name), (&name, &own)] {
        let ran = verify(&scene.token(&name), &["--for", given, "--for", beside, "-i", &own]);
        assert_eq!(ran.code, 2, "{given} {ran:?}");
    }
}

#[test]
fn r31_saved_metadata_is_read_and_nobody_asked() {
    let scene = scene();
    let own = scene.issuer.url("");
    let name = "https://api.example/orders";
    let metadata = json!({"resource": name, "authorization_servers": [own]}).to_string();
    for text in [metadata.clone(), format!("HTTP/2 200\r\ncontent-type: application/json\r\n\r\n{metadata}")]
    {
        let saved = file("saved.json", &text);
        let scene = Scene { key: SigningKey::generate(Algorithm::Es256).expect("a key"), ..self::scene() };
        let jwks = json!({"keys": [scene.key.public_jwk().expect("a public key")]}).to_string();
        let claims = json!({"iss": own, "aud": name, "exp": FAR});
        let token = jws::compact(&json!({}), &claims, &scene.key, Algorithm::Es256).expect("a token");
        let token = token.expose_text().expect("ASCII").to_owned();
        let ran = verify(&token, &["--for", &saved, "-a", name, "-i", &own, "--jwks", &jwks]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let ran = verify(
            &token,
            &["--for", &saved, "--for", "https://api.example/other", "-i", &own, "--jwks", &jwks],
        );
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains("belongs to another resource"), "{ran:?}");
        let ran = verify(&token, &["--for", &saved, "-i", &own, "--jwks", &jwks]);
        assert_eq!(ran.code, 2, "{ran:?}");
    }
}
