//! Paths of a profile start at the directory of the file that says them, whatever the working directory holds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use obo::keys::{Algorithm, SigningKey, jws};
use serde_json::json;

use crate::raw_server::{RawServer, Reply};

/// Two directories: `conf` with the settings and what they name, and `work` with files of the same names.
fn scene(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    for part in ["conf", "work"] {
        fs::create_dir_all(folder.join(part)).expect("made");
    }
    folder
}

/// Exit code and both streams of obo in `work`.
fn run(folder: &Path, words: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_obo"))
        .args(words)
        .args(["--config", "../conf/obo.toml", "-p", "p"])
        .current_dir(folder.join("work"))
        .env_clear()
        .output()
        .expect("it runs");
    (output.status.code(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

#[test]
fn keys_of_a_profile_are_read_beside_its_file_by_verify_and_chain() {
    let folder = scene("profile-paths-verify");
    let key = || SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("k1");
    let (own, other) = (key(), key());
    let set = |key: &SigningKey| json!({"keys": [key.public_jwk().expect("a public key")]}).to_string();
    let claims = json!({"iss": "https://i.example", "aud": "api", "sub": "alice", "exp": 4_000_000_000_i64});
    let token = jws::compact(&json!({"kid": "k1"}), &claims, &own, Algorithm::Es256).expect("a token");
    fs::write(folder.join("work/t.jwt"), token.expose_text().expect("ASCII")).expect("written");
    for (key, path) in [("jwks", "jwks.json"), ("jwks", "@jwks.json"), ("key", "./jwks.json")] {
        let settings =
            format!("[profile.p]\nissuer = \"https://i.example\"\naudience = \"api\"\n{key} = \"{path}\"\n");
        fs::write(folder.join("conf/obo.toml"), settings).expect("written");
        fs::write(folder.join("conf/jwks.json"), set(&own)).expect("written");
        // A file of that name in the working directory is another one, or there is none.
        fs::write(folder.join("work/jwks.json"), set(&other)).expect("written");
        for _ in 0..2 {
            let (code, said) = run(&folder, &["verify", "@t.jwt"]);
            assert_eq!(code, Some(0), "{key} {path}: {said}");
            let (code, said) = run(&folder, &["chain", "@t.jwt", "--prove"]);
            assert_eq!(code, Some(0), "{key} {path}: {said}");
            fs::remove_file(folder.join("work/jwks.json")).unwrap_or_default();
        }
        // What stands in the working directory alone is not what the profile names.
        fs::rename(folder.join("conf/jwks.json"), folder.join("work/jwks.json")).expect("moved");
        let (code, said) = run(&folder, &["verify", "@t.jwt"]);
        assert_eq!(code, Some(2), "{key} {path}: {said}");
    }
}

#[test]
fn whose_the_keys_of_a_profile_are_is_not_for_the_working_directory_to_say() {
    let folder = scene("profile-paths-owner");
    let key = SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("k1");
    let set = json!({"keys": [key.public_jwk().expect("a public key")]}).to_string();
    let claims = json!({"iss": "ours", "aud": "api", "sub": "alice", "exp": 4_000_000_000_i64});
    let token = jws::compact(&json!({"kid": "k1"}), &claims, &key, Algorithm::Es256).expect("a token");
    fs::write(folder.join("work/t.jwt"), token.expose_text().expect("ASCII")).expect("written");
    let settings = "[profile.p]\nissuer = \"ours\"\naudience = \"api\"\njwks = \"ours=keys.json\"\n";
    fs::write(folder.join("conf/obo.toml"), settings).expect("written");
    // What stands before the sign is the issuer, unless a file beside the settings has the whole name.
    let (keys, whole, trap) = ("conf/keys.json", "conf/ours=keys.json", "work/ours=keys.json");
    for (files, want) in [
        (vec![keys], Some(0)),
        (vec![keys, trap], Some(0)),
        (vec![whole], Some(0)),
        (vec![whole, trap], Some(0)),
        (vec![trap], Some(2)),
    ] {
        for file in [keys, whole, trap] {
            fs::remove_file(folder.join(file)).unwrap_or_default();
        }
        for file in &files {
            let text = if *file == trap { "no keys" } else { &set };
            fs::write(folder.join(file), text).expect("written");
        }
        let (code, said) = run(&folder, &["verify", "@t.jwt"]);
        assert_eq!(code, want, "{files:?}: {said}");
    }
}

#[test]
fn secrets_of_a_profile_are_read_beside_its_file_by_exchange() {
    let folder = scene("profile-paths-exchange");
    let server = RawServer::answering(Reply::json(200, r#"{"access_token":"t","token_type":"Bearer"}"#));
    let endpoint = server.url("/token");
    fs::write(folder.join("work/t.jwt"), "a-subject-token").expect("written");
    let base = format!("[profile.p]\ntoken-endpoint = \"{endpoint}\"\nclient-id = \"svc\"\n");
    let with_secret = "client-secret = \"@secret.txt\"\nclient-auth = \"client_secret_post\"\n";
    fs::write(folder.join("conf/obo.toml"), format!("{base}{with_secret}")).expect("written");
    fs::write(folder.join("conf/secret.txt"), "beside-the-settings").expect("written");
    fs::write(folder.join("work/secret.txt"), "in-the-working-directory").expect("written");
    let (code, said) = run(&folder, &["exchange", "-t", "@t.jwt"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(server.requests()[0].contains("client_secret=beside-the-settings"));
    fs::remove_file(folder.join("conf/secret.txt")).expect("removed");
    let (code, said) = run(&folder, &["exchange", "-t", "@t.jwt"]);
    assert_eq!((code, server.requests().len()), (Some(2), 1), "{said}");
    // A private key is a path, too: the one beside the settings is a key, the other is none.
    let with_key = "client-key = \"@key.jwk\"\nclient-auth = \"private_key_jwt\"\n";
    fs::write(folder.join("conf/obo.toml"), format!("{base}{with_key}")).expect("written");
    let key =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/cookbook/jwk/3_4.rsa_private_key.json");
    fs::copy(key, folder.join("conf/key.jwk")).expect("copied");
    fs::write(folder.join("work/key.jwk"), "no key").expect("written");
    let (code, said) = run(&folder, &["exchange", "-t", "@t.jwt"]);
    assert_eq!((code, server.requests().len()), (Some(0), 2), "{said}");
    assert!(server.requests()[1].contains("client_assertion="));
}
