//! `--jwks-cache`: what is kept between runs, and what of it is believed (SECURITY.md R19).
#![cfg(unix)]

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Output;

use obo::token::digest::Digest;
use serde_json::{Value, json};

use crate::raw_server::{RawServer, Reply};
use crate::verify_command::{jwks, key, obo, paths, text, token};

/// A directory of its own for one test, and the one in it that obo is to make.
fn directory(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("jwks-cache").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path.join("kept")
}

/// An issuer that gives its metadata and these keys in turn.
fn issuer(sets: &[String]) -> (RawServer, String) {
    let free = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let issuer = format!("http://{free}");
    let metadata = json!({"issuer": issuer, "jwks_uri": format!("{issuer}/jwks")}).to_string();
    let turn = |set: &String| [Reply::json(200, &metadata), Reply::json(200, set)];
    (RawServer::start_at(free, sets.iter().flat_map(turn).collect()), issuer)
}

fn run(cache: &Path, issuer: &str, token: &str) -> Output {
    let cache = cache.to_str().unwrap();
    obo(&["-i", issuer, "-a", "api", "--jwks-cache", cache, "-f", "jsonl"], token)
}

fn detail(output: &Output, check: &str) -> String {
    let row: Value = serde_json::from_slice(&output.stdout).unwrap();
    let checks = row["checks"].as_array().unwrap();
    checks.iter().find(|one| one["name"] == check).unwrap()["detail"].as_str().unwrap().to_owned()
}

/// Changes one member of the only file that is kept.
fn rewrite(cache: &Path, issuer: &str, name: &str, value: Value) {
    let path = cache.join(format!("{}.json", Digest::of(issuer.as_bytes())));
    let mut kept: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    kept[name] = value;
    fs::write(&path, kept.to_string()).unwrap();
}

#[test]
fn r19_a_set_is_kept_privately_and_its_age_is_said() {
    let (cache, signing) = (directory("kept"), key("k1"));
    let (server, issuer) = issuer(&[jwks(&[&signing])]);
    let good = token(&signing, "k1", &json!({"iss": issuer}));
    let first = run(&cache, &issuer, &good);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    assert_eq!(paths(&server).len(), 2);
    assert!(!detail(&first, "signature").contains("fetched"), "what was fetched now has no age");
    let name = format!("{}.json", Digest::of(issuer.as_bytes()));
    let names: Vec<_> = fs::read_dir(&cache).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, [name.as_str()]);
    for (path, mode) in [(cache.clone(), 0o700), (cache.join(name), 0o600)] {
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, mode, "{}", path.display());
    }
    let second = run(&cache, &issuer, &good);
    assert_eq!(second.status.code(), Some(0), "{}", text(&second.stderr));
    assert_eq!(paths(&server).len(), 2, "nobody is asked again");
    assert!(text(&second.stderr).contains("from --jwks-cache, fetched "), "{}", text(&second.stderr));
    assert!(detail(&second, "signature").contains("/jwks, fetched "));
    let unasked = obo(&["-i", &issuer, "-a", "api"], &good);
    assert_ne!(unasked.status.code(), Some(0), "nothing is read that was not asked for");
}

#[test]
fn an_unknown_kid_asks_once_in_spite_of_what_is_kept() {
    let (cache, old, new) = (directory("renewed"), key("old"), key("new"));
    let (server, issuer) = issuer(&[jwks(&[&old]), jwks(&[&old, &new])]);
    assert_eq!(run(&cache, &issuer, &token(&old, "old", &json!({"iss": issuer}))).status.code(), Some(0));
    let fresh = token(&new, "new", &json!({"iss": issuer}));
    let renewed = run(&cache, &issuer, &fresh);
    assert_eq!((renewed.status.code(), paths(&server).len()), (Some(0), 4), "{}", text(&renewed.stderr));
    assert!(!detail(&renewed, "signature").contains("fetched"));
    assert_eq!(run(&cache, &issuer, &fresh).status.code(), Some(0), "the newer set was kept");
    assert_eq!(paths(&server).len(), 4);
}

#[test]
fn r19_what_is_kept_is_judged_again() {
    let (signing, forged) = (key("k1"), key("k1"));
    for (name, value) in [
        ("issuer", json!("https://evil.example")),
        ("asked", json!("https://evil.example")),
        ("url", json!("http://evil.example/jwks")),
        ("fetched", json!("2026-01-01T00:00:00Z")),
        ("fetched", json!("9000-01-01T00:00:00Z")),
        ("fetched", json!(5)),
        ("jwks", json!("{}")),
        ("schema", json!("obo.jwks-cache/2")),
    ] {
        let cache = directory(name);
        let (server, issuer) = issuer(&[jwks(&[&signing]), jwks(&[&signing])]);
        let good = token(&signing, "k1", &json!({"iss": issuer}));
        assert_eq!(run(&cache, &issuer, &good).status.code(), Some(0));
        rewrite(&cache, &issuer, "jwks", json!(jwks(&[&forged])));
        rewrite(&cache, &issuer, name, value.clone());
        let again = run(&cache, &issuer, &good);
        assert_eq!(again.status.code(), Some(0), "{name} {value}: {}", text(&again.stderr));
        assert_eq!(paths(&server).len(), 4, "{name} {value}: the issuer was not asked");
    }
}

#[test]
fn r19_a_directory_or_file_that_is_open_to_others_decides_nothing() {
    let (cache, signing) = (directory("shared"), key("k1"));
    let (server, issuer) = issuer(&[jwks(&[&signing]), jwks(&[&signing])]);
    let good = token(&signing, "k1", &json!({"iss": issuer}));
    assert_eq!(run(&cache, &issuer, &good).status.code(), Some(0));
    let file = cache.join(format!("{}.json", Digest::of(issuer.as_bytes())));
    // As a checkout makes them, with whatever keys the author of a pull request likes.
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    let warned = run(&cache, &issuer, &good);
    assert_eq!((warned.status.code(), paths(&server).len()), (Some(0), 4));
    assert!(text(&warned.stderr).contains("not yours alone"), "{}", text(&warned.stderr));
    for mode in [0o702, 0o755, 0o750] {
        fs::set_permissions(&cache, fs::Permissions::from_mode(mode)).unwrap();
        let refused = run(&cache, &issuer, &good);
        assert_eq!(refused.status.code(), Some(2), "{mode:o}");
        assert!(refused.stdout.is_empty() && text(&refused.stderr).contains("not yours alone"));
    }
    let link = cache.with_file_name("link");
    fs::set_permissions(&cache, fs::Permissions::from_mode(0o700)).unwrap();
    let _ = fs::remove_file(&link);
    std::os::unix::fs::symlink(&cache, &link).unwrap();
    assert_eq!(run(&link, &issuer, &good).status.code(), Some(2), "no link is followed");
}
