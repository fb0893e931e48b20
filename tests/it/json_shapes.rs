//! The published schemas of obo's JSON, held to what the commands print: nothing breaks them, and nothing is left unsaid.

use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value, json};

use super::json_schema::faults;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn schema(command: &str) -> Value {
    let path = Path::new(ROOT).join(format!("docs/schema/{command}.schema.json"));
    serde_json::from_str(&std::fs::read_to_string(path).expect("the schema")).expect("JSON")
}

/// The same schema judging by one of its definitions, and closed: a member that it does not name is a fault. Readers
/// pass over such members; here they are what somebody has forgotten to publish.
fn closed(schema: &Value, definition: &str) -> Value {
    let mut schema = close(schema);
    let members = schema.as_object_mut().expect("a schema");
    members.remove("anyOf");
    members.insert("$ref".to_owned(), json!(format!("#/definitions/{definition}")));
    schema
}

fn close(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut inside: Map<String, Value> =
                members.iter().map(|(name, member)| (name.clone(), close(member))).collect();
            if members.get("properties").is_some_and(Value::is_object) && members.contains_key("type") {
                inside.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            Value::Object(inside)
        }
        Value::Array(items) => Value::Array(items.iter().map(close).collect()),
        other => other.clone(),
    }
}

fn printed(words: &[&str], form: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_obo"))
        .args(words)
        .args(["-f", form, "--at", "2026-11-21T21:00:00Z"])
        .current_dir(Path::new(ROOT).join("tests/cases"))
        .env_clear()
        .output()
        .expect("it runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn what_is_printed_is_what_the_schemas_say() {
    let verify =
        ["--jwks", "@verify.in/jwks.json", "-i", "http://127.0.0.1:4800", "-a", "https://orders.example"];
    let with = |first: &[&'static str]| [first, &verify].concat();
    let cases: Vec<Vec<&str>> = vec![
        vec!["decode", "@decode.in/graph.jwt"],
        vec!["decode", "@decode.in/research.jwt", "@decode.in/ledger.jwt", "--diff"],
        vec!["decode", "@decode.in/hostile.jwt", "@decode.in/array.jwt", "@decode.in/claims.json"],
        vec!["decode", "@decode.in/quoted.json", "@decode.in/curl.log", "--hash-inputs"],
        vec!["decode", "@decode.in/lines.txt"],
        vec!["decode", "@sealed.in/nested.jwt", "--decrypt-key", "@sealed.in/nested.jwk"],
        vec!["decode", "@sealed.in/selective.sd-jwt", "@nowhere.jwt"],
        with(&["verify", "@verify.in/hop3.jwt"]),
        with(&["verify", "@verify.in/lines.txt"]),
        with(&["verify", "@verify.in/bound.jwt", "--actor", "svc-x"]),
        with(&["verify", "@verify.in/curl.log", "--scan"]),
        vec!["lint", "@lint.in/graph.jwt", "--no-config"],
        vec!["lint", "lint.in/tokens", "--no-config", "--label", "nightly", "--summary"],
        vec!["lint", "@decode.in/lines.txt", "--no-config"],
        vec!["lint", "--no-config", "@policy.in/token.jwt", "--policy", "policy.in/team.toml"],
        vec!["lint", "--list", "--no-config"],
        vec!["lint", "--test", "--policy", "own-rules.in/policy.toml", "--no-config"],
        vec!["lint", "--test", "--policy", "own-rules.in/failing.toml", "--no-config"],
    ];
    for words in cases {
        let command = words.first().expect("a command");
        let schema = schema(command);
        let document = printed(&words, "json");
        let document: Value =
            serde_json::from_str(&document).unwrap_or_else(|_| panic!("{words:?}: {document}"));
        assert_eq!(faults(&closed(&schema, "document"), &document), Vec::<String>::new(), "{words:?}");
        assert_eq!(faults(&schema, &document), Vec::<String>::new(), "{words:?}");
        if words.iter().any(|word| ["--diff", "--list", "--test"].contains(word)) {
            continue;
        }
        let lines = printed(&words, "jsonl");
        assert!(lines.lines().count() > 0, "{words:?}");
        for line in lines.lines() {
            let line: Value = serde_json::from_str(line).expect("JSON");
            let definition = if line.get("error").is_some() { "unread" } else { "line" };
            let found = faults(&closed(&schema, definition), &line);
            assert_eq!(found, Vec::<String>::new(), "{words:?}");
        }
    }
}

#[test]
fn a_shape_that_is_none_is_found() {
    for (command, value) in [
        ("lint", json!({ "schema": "obo.lint/1", "findings": [] })),
        ("verify", json!({ "schema": "obo.lint/1", "source": "a", "index": 0, "error": "x" })),
        ("decode", json!({ "schema": "obo.decode/1", "source": "a", "index": -1, "error": "x" })),
    ] {
        assert!(!faults(&schema(command), &value).is_empty(), "{command}");
    }
    let mut line =
        json!({ "schema": "obo.lint/1", "source": "a", "index": 0, "sha256": null, "findings": [] });
    assert_eq!(faults(&closed(&schema("lint"), "line"), &line), Vec::<String>::new());
    line["extra"] = json!(1);
    assert_eq!(faults(&schema("lint"), &line), Vec::<String>::new(), "readers pass over it");
    assert_eq!(faults(&closed(&schema("lint"), "line"), &line).len(), 1);
}
