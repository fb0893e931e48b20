//! What lint reads: one token, many, directories; and that nothing examined is no pass.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::lint_forms::lint;

const CLEAN: &str = r#"{"iss":"https://as.example","sub":"alice","aud":"https://api.example","scope":"read","exp":4000000000,"iat":3999999000,"jti":"1","cnf":{"jkt":"x"}}"#;

/// An empty folder for one test.
fn directory(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("a folder");
    path
}

#[test]
fn r01_nothing_examined_is_no_pass() {
    for stdin in ["", "\n\n", "no token here", "gho_16C7e42F292c6912E7710c838347Ae178B4a"] {
        assert_eq!(lint(&[], stdin), (2, String::new()), "{stdin}");
    }
    assert_eq!(lint(&["--allow-empty"], "").0, 0);
    assert_eq!(lint(&["--allow-empty"], "no token here").0, 0);
    let broken = "eyJhbGciOiJub25lIn0.%%%.x";
    assert_eq!(lint(&["--allow-empty"], broken).0, 2, "what has a token's shape is not nothing");
}

#[test]
fn r19_a_directory_is_read_in_order_and_no_link_is_followed() {
    let folder = directory("lint-directory");
    let at = |name: &str| folder.join(name);
    fs::create_dir(at("sub")).expect("a folder");
    fs::write(at("b.json"), CLEAN).expect("a file");
    fs::write(at("sub/a.json"), CLEAN.replace("read", "admin")).expect("a file");
    fs::write(at("notes.txt"), "no token in here").expect("a file");
    fs::write(at("broken.json"), "{ not json").expect("a file");
    fs::write(at(".hidden"), CLEAN.replace("exp", "x")).expect("a file");
    let outside = directory("lint-outside").join("target.json");
    fs::write(&outside, CLEAN.replace("exp", "x")).expect("a file");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&outside, at("link.json")).expect("a link");
    let path = folder.to_str().expect("UTF-8");
    let (code, text) = lint(&["-f", "json", "--at", "3999999500", path], "");
    let report: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(report["summary"]["tokens"], 2, "{text}");
    assert_eq!(report["examined"]["unread"], if cfg!(unix) { 2 } else { 1 });
    assert_eq!(code, 1);
    let sources: Vec<&str> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter_map(|one| one["source"].as_str())
        .collect();
    assert!(sources.is_sorted() && sources.iter().any(|one| one.ends_with("sub/a.json")), "{sources:?}");

    let empty = directory("lint-empty");
    fs::write(empty.join("x"), "nothing").expect("a file");
    let path = empty.to_str().expect("UTF-8");
    assert_eq!(lint(&[path], ""), (2, String::new()));
    assert_eq!(lint(&[path, "--allow-empty"], "").0, 0);
}

#[test]
fn findings_are_counted_by_label_client_and_rule() {
    let tokens =
        [CLEAN.replace("read", "admin"), CLEAN.replace("read", "admin").replace("jti", "azp")].join("\n");
    let (_, text) = lint(&["-f", "json", "--summary", "--label", "nightly", "--at", "3999999500"], &tokens);
    let report: Value = serde_json::from_str(&text).expect("JSON");
    let rows = report["by"].as_array().expect("rows");
    let broad = rows.iter().filter(|row| row["rule"] == "over-broad-scope").collect::<Vec<_>>();
    assert_eq!(broad.len(), 2, "{text}");
    assert!(rows.iter().all(|row| row["label"] == "nightly"));
    assert_eq!(broad[0]["client"], Value::Null);
    assert_eq!(broad[1]["client"], "1");
}

#[test]
fn two_runs_say_the_same() {
    let tokens = format!("{CLEAN}\n{}", CLEAN.replace("read", "admin repo *"));
    let once = lint(&["-f", "jsonl", "--threads", "1"], &tokens);
    assert_eq!(once, lint(&["-f", "jsonl", "--threads", "4"], &tokens));
}

#[test]
fn a_token_of_a_list_is_shown_at_its_line() {
    let file = directory("token-a-line").join("tokens.txt");
    let token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln";
    fs::write(&file, format!("{token}\n\n{token}\n")).expect("a file");
    let file = file.to_str().expect("UTF-8");
    let (_, sarif) = lint(&["-f", "sarif", file], "");
    let sarif: Value = serde_json::from_str(&sarif).expect("JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let line = |result: &Value| result["locations"][0]["physicalLocation"]["region"]["startLine"].clone();
    let lines: Vec<Value> = results.iter().map(line).collect();
    assert!(lines.contains(&1.into()) && lines.contains(&3.into()), "{lines:?}");
    assert!(!lines.contains(&2.into()), "{lines:?}");
}
