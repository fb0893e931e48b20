//! The forms of lint for build systems: valid for those who read them, and harmless whatever the token says.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::json_schema;

/// Claims that are wrong in several ways, with text in them that wants to be a command or markup.
const HOSTILE: &str = r###"{"iss":"https://as.example/##[group]","sub":"a<b>&\"'`*@|[x](y)\u001b[31m\u202e",
    "aud":["::error::x","##vso[task.setvariable variable=PATH]y"],"scope":"admin:* read","exp":"soon\r\n::set-output::"}"###;

/// Runs lint over stdin; its exit code and stdout.
pub fn lint(words: &[&str], stdin: &str) -> (i32, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_obo"))
        .arg("lint")
        .args(words)
        .arg("--no-config")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("obo starts");
    // A run that fails before it reads leaves the pipe; its code and what it wrote say the rest.
    let _ = child.stdin.take().expect("a pipe").write_all(stdin.as_bytes());
    let output = child.wait_with_output().expect("it ends");
    (output.status.code().expect("a code"), String::from_utf8(output.stdout).expect("UTF-8"))
}

#[test]
fn a_secret_that_some_other_rule_is_about_is_in_no_form() {
    let secret = "ghu_OBOunseenNotARealTokenLedgerAgent000";
    let token = format!(
        r#"{{"iss":"http://u:{secret}@as.example","sub":"{secret}","aud":["{secret}","eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1bnNlZW4ifQ.c2ln"],
        "azp":"{secret}","exp":"{secret}","scope":"admin:* {secret}*","may_act":{{"password":"hunter2-x"}},
        "act":{{"sub":"{secret}","exp":1,"act":{{"sub":"eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1bnNlZW4ifQ.c2ln","password":"hunter2-x"}}}},
        "groups":["{secret}"]}}"#
    );
    let policy = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("lists.toml");
    let lists = "[lint]\nallow-issuers = []\nallow-audiences = []\nallow-actors = []\nallow-clients = []\nallow-scopes = []\n";
    std::fs::write(&policy, lists).expect("a file");
    let policy = policy.to_str().expect("UTF-8");
    for form in ["human", "json", "jsonl", "sarif", "junit", "github", "gitlab"] {
        let (code, text) =
            lint(&["-f", form, "--show", "note", "--summary", "--policy", policy], &token.replace('\n', ""));
        assert_eq!(code, 1, "{form}");
        for unseen in ["ghu_OBOunseen", "eyJzdWIiOiJ1bnNlZW4ifQ", "hunter2-x"] {
            assert!(!text.contains(unseen), "{form} shows {unseen}: {text}");
        }
    }
}

#[test]
fn an_example_that_fails_is_seen_in_every_form() {
    let policy = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("examples.toml");
    let text = "[[lint.test]]\nname = \"good\"\nclaims = { sub = \"a\", exp = 1 }\nfindings = [\"missing-audience\"]\n\
                [[lint.test]]\nname = \"::error::bad\"\nclaims = { sub = \"a\", exp = 1, aud = \"b\" }\nfindings = [\"unsigned\"]\n";
    std::fs::write(&policy, text).expect("a file");
    let policy = policy.to_str().expect("UTF-8");
    let schema: Value =
        serde_json::from_str(include_str!("../vectors/sarif/sarif-schema-2.1.0.json")).expect("the schema");
    for form in ["human", "json", "jsonl", "sarif", "junit", "github", "gitlab"] {
        let (code, text) = lint(&["--test", "-f", form, "--policy", policy], "");
        assert_eq!(code, 1, "{form}");
        assert!(text.contains("unsigned") && text.contains("bad"), "{form}: {text}");
        match form {
            "sarif" => {
                let sarif: Value = serde_json::from_str(&text).expect("JSON");
                assert_eq!(json_schema::faults(&schema, &sarif), Vec::<String>::new());
                let place = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
                assert_eq!(place["region"]["startLine"], 5);
            }
            "junit" => assert!(text.contains("tests=\"2\" failures=\"1\""), "{text}"),
            "github" => {
                let starts = text.lines().filter(|line| line.trim_start().starts_with("::")).count();
                assert_eq!(starts, 1, "{text}");
                assert!(text.contains(",line=5,") && text.ends_with("FAILED  1 of 2 tests\n"), "{text}");
            }
            "gitlab" => {
                let issues: Value = serde_json::from_str(&text).expect("JSON");
                assert_eq!(
                    (issues.as_array().map(Vec::len), &issues[0]["location"]["lines"]["begin"]),
                    (Some(1), &Value::from(5))
                );
            }
            _ => {}
        }
    }
}

#[test]
fn a_rule_of_the_policy_leaves_no_empty_sentence() {
    let policy = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("own.toml");
    let text = "[[lint.rule]]\nname = \"own\"\nlevel = \"error\"\nmessage = \"words\"\nwhen = \"true\"\n";
    std::fs::write(&policy, text).expect("a file");
    let words = ["--policy", policy.to_str().expect("UTF-8"), "--allow", "all"];
    for form in ["human", "sarif", "junit", "github", "gitlab"] {
        let (_, text) =
            lint(&[&words[..], &["--deny", "own", "-f", form]].concat(), r#"{"sub":"a","exp":1}"#);
        assert!(text.contains("words"), "{form}: {text}");
        assert!(!["; ;", "; <", ";\n", ". ."].iter().any(|empty| text.contains(empty)), "{form}: {text}");
    }
}

#[test]
fn sarif_is_never_longer_than_code_scanning_takes() {
    let noted = r#"{"iss":"https://as.example","sub":"a","aud":"b","azp":"c","exp":1795297229,"name":"n","email":"e"}"#;
    let wrong = r#"{"iss":"http://as.example","sub":"a","aud":"*","azp":"c","exp":"soon","scope":"*","password":"p"}"#;
    let tokens = format!("{}{}", format!("{noted}\n").repeat(3_000), format!("{wrong}\n").repeat(2_100));
    let out = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("many.sarif");
    let words = ["-f", "sarif", "--at", "2026-11-22T00:00:00Z", "-o", out.to_str().expect("UTF-8")];
    let (code, _) = lint(&words, &tokens);
    assert_eq!(code, 1);
    let sarif: Value = serde_json::from_str(&std::fs::read_to_string(&out).expect("a log")).expect("JSON");
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().expect("results");
    let errors = results.iter().filter(|result| result["level"] == "error").count();
    assert_eq!((results.len(), errors), (25_000, 10_000), "errors have places that no note takes");
    let note =
        run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].as_str().expect("a note");
    assert!(note.contains("left out"), "{note}");
    std::fs::remove_file(out).expect("it is there");
}

#[test]
fn sarif_is_valid_and_always_names_a_file() {
    let schema: Value =
        serde_json::from_str(include_str!("../vectors/sarif/sarif-schema-2.1.0.json")).expect("the schema");
    for (words, want) in [
        (&["-f", "sarif"][..], ("obo.toml", 1)),
        (&["-f", "sarif", "--location", "./ci/tokens it.toml:7", "--label", "x"], ("ci/tokens%20it.toml", 7)),
        (&["-f", "sarif", "--at", "2026-11-22T00:00:00Z", "--redact"], ("obo.toml", 1)),
    ] {
        let (code, text) = lint(words, HOSTILE);
        assert_eq!(code, 1);
        assert!(text.is_ascii() && !text.contains("##[") && !text.contains("##vso["), "{text}");
        let sarif: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(json_schema::faults(&schema, &sarif), Vec::<String>::new());
        let run = &sarif["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        let results = run["results"].as_array().expect("results");
        assert!(results.len() > 3, "{text}");
        for result in results {
            let index = result["ruleIndex"].as_u64().expect("an index") as usize;
            assert_eq!(rules[index]["id"], result["ruleId"]);
            let place = &result["locations"][0]["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uri"], want.0);
            assert_eq!(place["region"]["startLine"], want.1);
            let words = result["message"]["text"].as_str().expect("text");
            assert!(!words.contains("[x](y)") && !words.contains('\u{1b}'), "{words}");
        }
    }
    let (code, text) = lint(&["-f", "sarif", "--allow-empty"], "");
    assert_eq!(code, 0);
    let sarif: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(json_schema::faults(&schema, &sarif), Vec::<String>::new());
}

#[test]
fn a_fingerprint_outlives_the_token() {
    let prints = |claims: &str| {
        let (_, text) = lint(&["-f", "sarif"], claims);
        let sarif: Value = serde_json::from_str(&text).expect("JSON");
        let results = sarif["runs"][0]["results"].as_array().expect("results").clone();
        results
            .into_iter()
            .map(|one| (one["ruleId"].clone(), one["partialFingerprints"].clone()))
            .collect::<Vec<_>>()
    };
    let one = prints(r#"{"iss":"https://as.example","sub":"alice","azp":"web","aud":"a","scope":"admin"}"#);
    let again = prints(r#"{"iss":"https://as.example","sub":"bob","azp":"web","aud":"b","scope":"admin"}"#);
    let other = prints(r#"{"iss":"https://as.example","sub":"bob","azp":"cli","aud":"b","scope":"admin"}"#);
    assert_eq!(one, again);
    assert_ne!(one, other);
}

#[test]
fn r05_github_gets_one_command_a_finding_and_no_other() {
    let (code, text) = lint(&["-f", "github", "--label", "a,b:c%\n::error::"], HOSTILE);
    assert_eq!(code, 1);
    let lines: Vec<&str> = text.lines().collect();
    let (last, commands) = lines.split_last().expect("a line");
    assert!(last.starts_with("FAILED  "), "{last}");
    for line in commands {
        assert!(
            ["::error file=", "::warning file=", "::notice file="].iter().any(|c| line.starts_with(c)),
            "{line}"
        );
        assert!(!line.contains("##[") && !line.contains("##vso[") && line.is_ascii(), "{line}");
        let properties = line[2..].split("::").next().expect("properties");
        assert_eq!(properties.matches(',').count(), 2, "{line}");
    }
}

#[test]
fn gitlab_gets_an_array_and_no_fingerprint_twice() {
    let (code, text) = lint(&["-f", "gitlab"], HOSTILE);
    assert_eq!(code, 1);
    let report: Vec<Value> = serde_json::from_str(&text).expect("an array");
    let mut prints: Vec<&str> = report.iter().map(|one| one["fingerprint"].as_str().expect("text")).collect();
    prints.sort_unstable();
    let all = prints.len();
    prints.dedup();
    assert!(all > 3 && prints.len() == all);
    for one in &report {
        assert!(
            ["info", "minor", "major", "critical", "blocker"]
                .contains(&one["severity"].as_str().expect("text"))
        );
        assert_eq!(one["location"]["path"], "obo.toml");
        assert!(!one["description"].as_str().expect("text").contains("[x](y)"));
    }
    assert_eq!(lint(&["-f", "gitlab", "--allow-empty"], ""), (0, "[]\n".to_owned()));
}

#[test]
fn junit_has_a_case_a_token_and_fails_where_the_run_fails() {
    let clean = r#"{"iss":"https://as.example","sub":"alice","aud":"https://api.example","scope":"read","exp":4000000000,"iat":3999999000,"jti":"1","cnf":{"jkt":"x"}}"#;
    let (code, text) = lint(&["-f", "junit", "--at", "4000000000"], &format!("{HOSTILE}\n"));
    assert_eq!(code, 1);
    assert!(text.contains(r#"tests="1" failures="1" errors="0""#) && text.contains("judged as of"), "{text}");
    assert!(!text.contains("<b>") && text.is_ascii(), "{text}");
    let (code, text) = lint(&["-f", "junit", "--at", "3999999500"], clean);
    assert!(code == 0 && text.contains(r#"tests="1" failures="0" errors="0""#), "{text}");
}

#[test]
fn the_code_does_not_depend_on_the_form() {
    for claims in [HOSTILE, r#"{"iss":"https://as.example"}"#, "nothing"] {
        let codes: Vec<i32> = ["human", "json", "jsonl", "sarif", "junit", "github", "gitlab"]
            .iter()
            .map(|form| lint(&["-f", form], claims).0)
            .collect();
        assert!(codes.iter().all(|code| *code == codes[0]), "{claims}: {codes:?}");
    }
}

/// A finding about a token from no file is shown at the policy that judged it, named as a build in that directory names it.
#[test]
fn the_policy_in_effect_stands_in_for_a_missing_file() {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("lint-location");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("sub/ci")).expect("a folder");
    std::fs::create_dir(folder.join(".git")).expect("a repository");
    let stale = "# ours\n[[lint.ignore]]\nrule = \"expired\"\nreason = \"none\"\nuntil = 2020-01-01\n";
    std::fs::write(folder.join("obo.toml"), stale).expect("a file");
    std::fs::write(folder.join("sub/ci/policy.toml"), "[lint]\n").expect("a file");
    let digest = obo::token::digest::Digest::of(stale.as_bytes()).to_string();
    let trusting = ["-f", "github", "--trust-config", &digest];
    let places = |words: &[&str]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_obo"))
            .arg("lint")
            .args(words)
            .env_clear()
            .current_dir(folder.join("sub"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("obo starts");
        child.stdin.take().expect("a pipe").write_all(HOSTILE.as_bytes()).expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let place = |line: &str| Some(line.split_once(" file=")?.1.split(",title=").next()?.to_owned());
        text.lines()
            .filter_map(place)
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
    };
    assert_eq!(
        places(&trusting),
        ["../obo.toml,line=1", "../obo.toml,line=2"],
        "the suppression is a finding itself"
    );
    assert_eq!(
        places(&["-f", "github", "--policy", "@ci/policy.toml", "--no-config"]),
        ["ci/policy.toml,line=1"]
    );
    assert_eq!(places(&["-f", "github", "--no-config"]), ["obo.toml,line=1"]);
    assert_eq!(places(&["-f", "github", "--location", "x.yml:3", "--no-config"]), ["x.yml,line=3"]);
}

/// A policy with a suppression that is past and one that silences nothing, and a token that nothing is wrong with.
#[test]
fn what_is_wrong_with_the_policy_has_its_own_place_and_fingerprint_in_every_form() {
    const CLEAN: &str = r#"{"iss":"https://as.example","sub":"alice","aud":"https://api.example","scope":"read","exp":4000000000,"iat":3999999000,"jti":"1","cnf":{"jkt":"x"}}"#;
    let path = std::env::temp_dir().join(format!("obo-lint-forms-{}.toml", std::process::id()));
    let rule = |rule: &str, until: &str| {
        format!("[[lint.ignore]]\nrule = \"{rule}\"\nreason = \"known\"\nuntil = {until}\n")
    };
    std::fs::write(&path, rule("long-lifetime", "2025-01-01") + &rule("weak-secret", "2099-01-01"))
        .expect("written");
    let written = path.clone();
    let path = path.to_str().expect("UTF-8");
    let said = |form: &str| lint(&["-f", form, "--policy", path, "--at", "3999999500"], CLEAN);
    let (code, text) = said("gitlab");
    assert_eq!(code, 1);
    let report: Vec<Value> = serde_json::from_str(&text).expect("an array");
    assert_eq!(report.len(), 2, "{text}");
    assert_ne!(report[0]["fingerprint"], report[1]["fingerprint"]);
    assert_eq!(report[1]["location"]["lines"]["begin"], 5);
    let (_, text) = said("sarif");
    let sarif: Value = serde_json::from_str(&text).expect("JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    assert_ne!(results[0]["partialFingerprints"], results[1]["partialFingerprints"]);
    let place = &results[0]["locations"][0];
    assert!(
        place["logicalLocations"][0]["fullyQualifiedName"]
            .as_str()
            .is_some_and(|name| name.ends_with(":1:1"))
    );
    assert!(said("github").1.contains(".toml:5:1); "), "no blank stands where no claim is named");
    assert!(said("junit").1.contains("warning[stale-suppression]: the suppression of weak-secret"));
    // A sentence that is longer than the screen goes on under its beginning.
    assert!(
        said("human").1.lines().filter(|line| !line.contains(path)).all(|line| line.chars().count() <= 80)
    );
    std::fs::remove_file(written).expect("removed");
}

/// Two tokens of one source are told apart wherever only a sentence says which one is meant.
#[test]
fn a_form_that_has_only_a_sentence_says_which_token_it_is() {
    let token = |number: u8| {
        format!(
            "eyJhbGciOiJFUzI1NiJ9.{}.c2ln",
            ["", "eyJzdWIiOiJhIn0", "eyJzdWIiOiJiIn0"][usize::from(number)]
        )
    };
    let lines = format!("{}\n{}\n", token(1), token(2));
    for form in ["github", "gitlab", "sarif"] {
        let (_, text) = lint(&["-f", form], &lines);
        assert!(text.contains("stdin token 1 /claims/exp"), "{form}: {text}");
    }
}

/// A number of too many digits, bytes that are no JSON, and an encrypted token: no rule saw a claim of theirs.
#[test]
fn r01_a_token_whose_claims_nobody_read_has_not_passed() {
    use obo::token::base64url::encode;
    let header = encode(br#"{"alg":"ES256","kid":"k","typ":"at+jwt"}"#);
    let digits = format!(r#"{{"sub":"a","scope":"*","x":{}}}"#, "1".repeat(1_001));
    let jws = |payload: &str| format!("{header}.{}.c2ln", encode(payload.as_bytes()));
    let sealed = format!(
        "{}.a2V5.aXZpdg.c2VhbGVk.dGFn",
        encode(br#"{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"k"}"#)
    );
    for token in [
        jws(&digits),
        jws(r#"{"sub":"a",}"#),
        jws("hello"),
        jws("[1]"),
        sealed.clone(),
        r#"{"active":false}"#.to_owned(),
    ] {
        for form in ["human", "json", "jsonl", "sarif", "junit", "github", "gitlab"] {
            let (code, text) = lint(&["-f", form], &token);
            assert!(code == 2 && !text.contains("passed  "), "{form} {token}: {code} {text}");
        }
        if token.starts_with('{') {
            continue;
        }
        let (_, text) = lint(&["-f", "json"], &format!("{}\n{token}\n", jws(r#"{"sub":"a"}"#)));
        let json: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(json["failed"][0]["source"], "stdin token 1");
        assert_eq!(json["summary"]["tokens"], 1);
        let (code, text) = lint(&["--subject-token", &token], r#"{"iss":"https://as.example","sub":"a"}"#);
        assert!(code == 2 && text.is_empty(), "nothing is compared with what nobody read: {text}");
    }
    // Nor is anything known to be gone of a token that nobody read.
    let parent = r#"{"iss":"https://as.example","sub":"a","exp":4000000000,"act":{"sub":"b"}}"#;
    for token in [&sealed, &jws("[1]")] {
        let (code, text) = lint(&["--subject-token", parent, "-f", "json"], token);
        let json: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!((code, &json["findings"]), (2, &serde_json::json!([])), "{token}");
    }
    // An opaque access token is no less unseen because an ID token stands beside it.
    let answer = format!(r#"{{"access_token":"opaque-1","id_token":"{}"}}"#, jws(r#"{"sub":"a"}"#));
    let output = Command::new(env!("CARGO_BIN_EXE_obo"))
        .args(["lint", "--no-config", &answer])
        .output()
        .expect("obo runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("note: the access token beside argument is opaque and was not judged"), "{said}");
    // A refresh token goes back to its issuer, and is often sealed.
    let answer = format!(r#"{{"access_token":"{}","refresh_token":"{sealed}"}}"#, jws(r#"{"sub":"a"}"#));
    assert_eq!(lint(&["--fail-on", "never"], &answer).0, 0);
}

#[test]
fn a_screen_counts_what_a_token_repeats_without_end() {
    let scopes: Vec<String> = (0..200).map(|number| format!("a{number}:*")).collect();
    let claims = format!(r#"{{"iss":"https://as.example","sub":"a","scope":"{}"}}"#, scopes.join(" "));
    let (_, text) = lint(&["--show", "error"], &claims);
    assert!(text.contains("    a49:*") && !text.contains("    a50:*"), "{text}");
    assert!(text.contains("\n    and 150 more (-f json)\n"), "{text}");
    assert!(lint(&["-f", "json"], &claims).1.contains("\"a199:*\""));
}
