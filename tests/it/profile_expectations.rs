//! What a profile expects of a token: each key bites, and none that says nothing passes for one (SECURITY.md R9).

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use obo::keys::{Algorithm, SigningKey, jws};
use serde_json::{Value, json};

/// A folder with a token that meets `met`, and none of what `unmet` wants.
struct Scene(PathBuf);

impl Scene {
    /// Each test has a folder of its own: they run at the same time, and write the same names.
    fn new(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("profile-expectations-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        let key = SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("k1");
        let keys = json!({"keys": [key.public_jwk().expect("a public key")]});
        let claims = json!({
            "iss": "ours", "aud": "api", "sub": "alice", "iat": 999_990, "exp": 1_000_060, "client_id": "web",
            "scope": "read write", "jti": "1", "act": {"sub": "b", "act": {"sub": "a"}}, "cnf": {"jkt": "x"},
        });
        let header = json!({"kid": "k1", "typ": "at+jwt"});
        let token = jws::compact(&header, &claims, &key, Algorithm::Es256).expect("a token");
        fs::write(folder.join("keys.json"), keys.to_string()).expect("written");
        fs::write(folder.join("t.jwt"), token.expose_text().expect("ASCII")).expect("written");
        Self(folder)
    }

    /// The exit code under a profile with this line, the checks that failed, and what was said of it.
    fn judge(&self, line: &str) -> (Option<i32>, Vec<String>, String) {
        let settings =
            format!("[profile.p]\nissuer = \"ours\"\naudience = \"api\"\njwks = \"keys.json\"\n{line}\n");
        fs::write(self.0.join("own.toml"), settings).expect("written");
        let output = Command::new(env!("CARGO_BIN_EXE_obo"))
            .args(["verify", "t.jwt", "-p", "p", "--config", "own.toml", "--at", "1000000", "-f", "json"])
            .env_clear()
            .env("LANG", "C.UTF-8")
            .current_dir(&self.0)
            .output()
            .expect("it runs");
        let document: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let checks = document["tokens"][0]["checks"].as_array().cloned().unwrap_or_default();
        let failed = checks.iter().filter(|check| check["outcome"] == "fail");
        let failed = failed.filter_map(|check| check["name"].as_str().map(str::to_owned)).collect();
        (output.status.code(), failed, String::from_utf8(output.stderr).expect("UTF-8"))
    }
}

/// A key, what the token meets, what it does not, and the check that then fails.
const KEYS: [(&str, &str, &str, &str); 13] = [
    ("subject", r#""alice""#, r#""bob""#, "subject"),
    ("client-id", r#""web""#, r#""app""#, "client"),
    ("scope", r#"["write", "read"]"#, r#"["read", "admin"]"#, "scope"),
    ("typ", r#"["x", "AT+JWT"]"#, r#""JWT""#, "type"),
    ("token-type", r#""at+jwt""#, r#""id-token""#, "profile"),
    ("alg", r#"["RS256", "ES256"]"#, r#""RS256""#, "algorithm"),
    ("actor", r#"["c", "b"]"#, r#""a""#, "actor"),
    ("prior-actor", r#""a""#, r#"["a", "b"]"#, "prior-actor"),
    ("max-depth", "2", "1", "depth"),
    ("max-age", r#""10s""#, r#""9s""#, "age"),
    ("max-lifetime", r#""70s""#, r#""69s""#, "lifetime"),
    ("no-delegation", "false", "true", "delegation"),
    ("require-binding", "false", "true", "dpop"),
];

#[test]
fn r9_every_expectation_of_a_profile_bites() {
    let scene = Scene::new("bites");
    assert_eq!(scene.judge("").0, Some(0));
    for (key, met, unmet, check) in KEYS {
        let (code, failed, said) = scene.judge(&format!("{key} = {met}"));
        assert_eq!((code, failed), (Some(0), vec![]), "{key}: {said}");
        let (code, failed, said) = scene.judge(&format!("{key} = {unmet}"));
        assert_eq!((code, failed), (Some(1), vec![check.to_owned()]), "{key}: {said}");
        // A key that is nearly one is no setting that nobody reads.
        let (code, _, said) = scene.judge(&format!("{key}s = {met}"));
        assert!(code == Some(2) && said.contains(key), "{key}: {said}");
    }
}

#[test]
fn r9_a_list_with_nothing_in_it_is_no_expectation() {
    let scene = Scene::new("empty-list");
    for (key, met, _, _) in KEYS {
        let (code, failed, said) = scene.judge(&format!("{key} = []"));
        assert_eq!((code, failed), (Some(2), vec![]), "{key}: {said}");
        if met.starts_with('[') || ["subject", "prior-actor"].contains(&key) {
            assert!(
                said.contains(&format!("an empty list of the profile's {key} is no expectation")),
                "{said}"
            );
        }
    }
}
