//! Keys of one source that are not to be had beside keys of others: what can be judged is judged, the rest stays open.

use serde_json::{Value, json};

use crate::raw_server::{RawServer, Reply};
use crate::verify_command::{jwks, key, obo, paths, server, text, token};

/// An issuer that is up and one whose server is broken, and a token of each.
struct Two {
    up: String,
    down: String,
    broken: RawServer,
    good: String,
    open: String,
    forged: String,
}

fn two() -> Two {
    let (signing, other, stranger) = (key("k1"), key("k2"), key("k1"));
    let (_, up) = server(vec![Reply::json(200, &jwks(&[&signing]))]);
    let broken = RawServer::answering(Reply::http(500, &[], "out of order"));
    let down = broken.url("").trim_end_matches('/').to_owned();
    Two {
        good: token(&signing, "k1", &json!({"iss": up})),
        open: token(&other, "k2", &json!({"iss": down})),
        forged: token(&stranger, "k1", &json!({"iss": up})),
        up,
        down,
        broken,
    }
}

impl Two {
    fn run(&self, more: &[&str], input: &str) -> (Option<i32>, Vec<Value>, String) {
        let mut words = vec!["-i", &self.up, "-i", &self.down, "-a", "api", "-f", "jsonl"];
        words.extend(more);
        let output = obo(&words, input);
        let lines = text(&output.stdout);
        let rows = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        (output.status.code(), rows, text(&output.stderr))
    }
}

fn outcome<'r>(row: &'r Value, name: &str) -> &'r Value {
    let checks = row["checks"].as_array().expect("checks");
    &checks.iter().find(|check| check["name"] == name).expect("a check of every name")["outcome"]
}

#[test]
fn a_token_is_judged_whatever_became_of_the_keys_of_others() {
    let two = two();
    let (code, rows, stderr) = two.run(&[], &two.good);
    assert_eq!((code, rows.len()), (Some(0), 1), "{stderr}");
    assert_eq!(rows[0]["valid"], true);
    assert!(stderr.contains(&format!("warning: no metadata of {}", two.down)), "{stderr}");
    assert!(stderr.contains("status 500"), "{stderr}");
    assert!(!stderr.contains("error:"), "{stderr}");
    let two = self::two();
    let (code, rows, stderr) = two.run(&[], &two.forged);
    assert_eq!((code, &rows[0]["valid"]), (Some(1), &json!(false)), "{stderr}");
    assert_eq!(outcome(&rows[0], "signature"), "fail");
}

#[test]
fn n1_without_its_keys_a_token_is_neither_valid_nor_merely_invalid() {
    let two = two();
    let (code, rows, stderr) = two.run(&[], &two.open);
    assert_eq!(
        (code, &rows[0]["valid"], &rows[0]["key"]),
        (Some(3), &json!(false), &Value::Null),
        "{stderr}"
    );
    for name in ["signature", "key"] {
        assert_eq!(outcome(&rows[0], name), "skip", "{}", rows[0]);
    }
    assert!(!rows[0].to_string().contains(r#""fail""#), "{}", rows[0]);
    let end = format!("error: 1 token is not decided without the keys of {}", two.down);
    assert!(stderr.contains(&end), "{stderr}");
    // Something else speaks against it, and no key would change that.
    let two = self::two();
    let (code, rows, stderr) = two.run(&["--subject", "bob"], &two.open);
    assert_eq!((code, outcome(&rows[0], "subject")), (Some(1), &json!("fail")), "{stderr}");
    assert!(!stderr.contains("error:"), "{stderr}");
}

#[test]
fn a_batch_is_judged_to_its_end_and_says_how_many_are_open() {
    for threads in ["1", "3"] {
        let two = two();
        let lines = [&two.good, &two.open, &two.good, &two.open].map(|line| format!("{line}\n")).concat();
        let (code, rows, stderr) = two.run(&["--threads", threads], &lines);
        let valid: Vec<&Value> = rows.iter().map(|row| &row["valid"]).collect();
        assert_eq!((code, valid), (Some(3), vec![&json!(true), &json!(false), &json!(true), &json!(false)]));
        assert!(stderr.contains("error: 2 tokens are not decided"), "{stderr}");
        // One that is no longer valid weighs less than one that nobody could judge, and is told all the same.
        let two = self::two();
        let lines = [&two.forged, &two.open].map(|line| format!("{line}\n")).concat();
        let (code, rows, _) = two.run(&["--threads", threads], &lines);
        assert_eq!((code, rows.len(), outcome(&rows[0], "signature")), (Some(3), 2, &json!("fail")));
    }
}

#[test]
fn a_screen_says_that_it_is_not_proven_and_names_whose_keys_are_missing() {
    let two = two();
    let words = ["-i", &two.up, "-i", &two.down, "-a", "api"];
    let output = obo(&words, &two.open);
    let screen = text(&output.stdout);
    assert_eq!(output.status.code(), Some(3), "{screen}");
    assert!(screen.starts_with("NOT PROVEN: the keys that decide it could not be had\n"), "{screen}");
    assert!(screen.contains("signature NOT JUDGED"), "{screen}");
    assert!(screen.contains(&format!("skip  key               the keys of {} could not be had", two.down)));
    let two = self::two();
    let output = obo(&["-i", &two.up, "-i", &two.down, "-a", "api", "--redact", "-f", "json"], &two.open);
    assert_eq!(output.status.code(), Some(3));
    assert!(!text(&output.stdout).contains(two.down.trim_start_matches("http://")));
}

#[test]
fn without_any_keys_a_run_ends_at_once() {
    let two = two();
    let other = RawServer::answering(Reply::http(500, &[], ""));
    let down = other.url("").trim_end_matches('/').to_owned();
    let output = obo(&["-i", &two.down, "-i", &down, "-a", "api", "-f", "json"], &two.open);
    let stderr = text(&output.stderr);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(3), 0), "{stderr}");
    assert!(stderr.contains(&format!("error: no metadata of {}", two.down)), "{stderr}");
    assert!(stderr.contains(&format!("warning: no metadata of {down}")), "{stderr}");
    assert_eq!(paths(&two.broken).len(), 2);
}

#[test]
fn r3_of_two_sets_of_one_issuer_the_missing_one_leaves_open_what_the_other_does_not_hold() {
    let (first, second) = (key("k1"), key("k2"));
    let (up, down) = (
        RawServer::answering(Reply::json(200, &jwks(&[&first]))),
        RawServer::answering(Reply::http(503, &[("Retry-After", "99999")], "")),
    );
    let issuer = "https://issuer.example";
    let sets = [&up, &down].map(|server| format!("{issuer}={}", server.url("/jwks")));
    let run = |signing, kid, more: &Value| {
        let mut claims = json!({ "iss": issuer });
        claims.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        let words = ["-i", issuer, "-a", "api", "--jwks", &sets[0], "--jwks", &sets[1], "-f", "json"];
        obo(&words, &token(signing, kid, &claims)).status.code()
    };
    assert_eq!(run(&first, "k1", &json!({})), Some(0));
    assert_eq!(run(&second, "k2", &json!({})), Some(3));
    assert_eq!(run(&second, "k1", &json!({})), Some(3), "the other set may have another key of that name");
    assert_eq!(run(&second, "k2", &json!({"iss": "https://evil.example"})), Some(1));
    assert_eq!(run(&second, "k2", &json!({"exp": 999_999})), Some(1));
}

#[test]
fn r12_an_actors_token_that_cannot_be_judged_ends_the_run() {
    let (signing, actors) = (key("k1"), key("k2"));
    let up = RawServer::answering(Reply::json(200, &jwks(&[&signing])));
    let down = RawServer::answering(Reply::http(500, &[], ""));
    let (issuer, other) = ("https://issuer.example", "https://actors.example");
    let sets = [format!("{issuer}={}", up.url("/jwks")), format!("{other}={}", down.url("/jwks"))];
    let subject = token(&signing, "k1", &json!({"iss": issuer, "may_act": {"sub": "svc"}}));
    for (claims, want) in [
        (json!({"iss": other, "sub": "svc"}), 3),
        // It is too old, whoever made it.
        (json!({"iss": other, "sub": "svc", "exp": 999_999}), 1),
    ] {
        let actor = token(&actors, "k2", &claims);
        let words = ["-i", issuer, "-a", "api", "--jwks", &sets[0], "--jwks", &sets[1], "--may-act"];
        let output = obo(&[&words[..], &["--actor-token", &actor]].concat(), &subject);
        let stderr = text(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(want), want == 3), "{stderr}");
        assert_eq!(stderr.contains("the token of --actor-token cannot be judged"), want == 3, "{stderr}");
    }
}

#[test]
fn r12_a_kid_of_the_actors_token_that_no_set_has_is_asked_for_once_more() {
    let (signing, old, new) = (key("k1"), key("old"), key("new"));
    let (issuer, other) = ("https://issuer.example", "https://actors.example");
    let subject = token(&signing, "k1", &json!({"iss": issuer, "may_act": {"sub": "svc", "iss": other}}));
    let actor = token(&new, "new", &json!({"iss": other, "sub": "svc"}));
    let own = format!("{issuer}={}", jwks(&[&signing]));
    for (later, code, asked) in [(&new, 0, 2), (&old, 1, 2)] {
        let replies = [&old, later].map(|key| Reply::json(200, &jwks(&[key])));
        let rotating = RawServer::start(replies.to_vec());
        let set = format!("{other}={}", rotating.url("/jwks"));
        let words = ["-i", issuer, "-a", "api", "--key", &own, "--jwks", &set, "--may-act"];
        let output = obo(&[&words[..], &["--actor-token", &actor]].concat(), &subject);
        assert_eq!(output.status.code(), Some(code), "{}", text(&output.stderr));
        assert_eq!(paths(&rotating).len(), asked);
    }
}
