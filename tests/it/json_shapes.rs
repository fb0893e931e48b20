//! The published schemas of obo's JSON, held to what the commands print: nothing breaks them, and nothing is left unsaid.

use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value, json};

use super::json_schema::faults;
use super::raw_server::{RawServer, Reply};
use super::run::obo;

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
        vec!["explain", "aud", "AADSTS500131: assertion", "lint", "scp=a"],
        vec!["explain", "xms_act_fct=9 11", "invalid_target", "--redact"],
        vec!["explain", "audd"],
        vec!["explain", "--list"],
        vec!["demo"],
        vec!["demo", "--redact"],
    ];
    for words in cases {
        if words.iter().any(|word| ["--diff", "--test"].contains(word))
            || words.starts_with(&["lint", "--list"])
        {
            held_document(&words, printed);
        } else {
            held(&words, printed);
        }
    }
}

/// The definition that a line of `jsonl` is held to.
fn kind_of_line(line: &Value) -> &'static str {
    [
        ("error", "unread"),
        ("chain", "chain_line"),
        ("event", "event_line"),
        ("coverage", "coverage_line"),
        ("nearest", "nearest_line"),
        ("saved", "leave_line"),
    ]
    .into_iter()
    .find(|(member, _)| line.get(member).is_some())
    .map_or("line", |(_, definition)| definition)
}

/// Holds the document of one command to its schema.
fn held_document(words: &[&str], run: impl Fn(&[&str], &str) -> String) -> Value {
    let schema = schema(words.first().expect("a command"));
    let text = run(words, "json");
    let document: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{words:?}: {text}"));
    assert_eq!(faults(&closed(&schema, "document"), &document), Vec::<String>::new(), "{words:?}");
    assert_eq!(faults(&schema, &document), Vec::<String>::new(), "{words:?}");
    document
}

/// Holds the document and the lines of one command to its schema; gives the document.
fn held(words: &[&str], run: impl Fn(&[&str], &str) -> String) -> Value {
    let schema = schema(words.first().expect("a command"));
    let document = held_document(words, &run);
    let lines = run(words, "jsonl");
    assert!(lines.lines().count() > 0, "{words:?}");
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let found = faults(&closed(&schema, kind_of_line(&line)), &line);
        assert_eq!(found, Vec::<String>::new(), "{words:?}");
        assert_eq!(faults(&schema, &line), Vec::<String>::new(), "{words:?}");
    }
    document
}

#[test]
fn chains_are_what_their_schema_says() {
    let keys = "http://127.0.0.1:4800=@chain.in/jwks.json";
    let flow =
        ["chain", "@chain.in/code.jwt", "@chain.in/hop1.jwt", "@chain.in/hop2.jwt", "@chain.in/hop3.jwt"];
    let forged = ["chain", "@chain.in/code.jwt", "@chain.in/hop1.jwt", "@chain.in/forged.jwt"];
    let judged =
        ["chain", "--in-order", "@chain.in/front.jwt", "@chain.in/good.jwt", "@chain.in/bad.jwt", "--may"];
    let cases: [Vec<&str>; 9] = [
        [&flow[..], &["--jwks", keys, "--prove"]].concat(),
        [&flow[..], &["--jwks", keys, "--min-evidence", "signed", "--redact"]].concat(),
        [&forged[..], &["--jwks", keys]].concat(),
        [&judged[..], &["admin", "--may", "read"]].concat(),
        vec!["chain", "@chain.in/malformed.jwt", "@chain.in/graph.jwt", "@nowhere.jwt"],
        vec!["chain", "@decode.in/curl.log", "@decode.in/quoted.json", "--hash-inputs"],
        vec!["chain", "@decode.in/lines.txt"],
        vec!["chain", "../samples/tokens/issued.jsonl"],
        vec!["chain", "../samples/tokens/story.jsonl", "--redact"],
    ];
    let mut seen = Vec::new();
    for words in cases {
        let document = held(&words, printed);
        for chain in document["chains"].as_array().expect("chains") {
            seen.push(chain["verdict"]["outcome"].as_str().expect("a word").to_owned());
        }
    }
    for outcome in ["holds", "breaks", "not-proven"] {
        assert!(seen.iter().any(|one| one == outcome), "no chain {outcome}");
    }
}

/// Every recorded answer of a real server, given again to the command that it answers.
#[test]
fn exchanges_are_what_their_schema_says() {
    let folder = Path::new(ROOT).join("tests/samples");
    let (mut granted, mut refused, mut neither) = (0, 0, 0);
    for part in ["exchanges", "refusals"] {
        for entry in std::fs::read_dir(folder.join(part)).expect("the folder") {
            let path = entry.expect("a file").path();
            if path.extension().is_none_or(|end| end != "jsonl") {
                continue;
            }
            for line in std::fs::read_to_string(&path).expect("text").lines() {
                let record: Value = serde_json::from_str(line).expect("JSON");
                let Some(subject) = form_value(&record, "subject_token").filter(|it| !it.is_empty()) else {
                    continue;
                };
                let status = record["status"].as_u64().and_then(|it| u16::try_from(it).ok()).expect("one");
                let server = RawServer::answering(Reply::json(status, &record["body"].to_string()));
                let endpoint = server.url("/token");
                let env = [("T", subject), ("S", "a-secret")];
                let words = ["exchange", "--token-endpoint", &endpoint, "-t", "env:T", "-c", "svc"];
                let words = [&words[..], &["--client-secret", "env:S", "--no-config", "-q"]].concat();
                let ran = obo(&[&words[..], &["-f", "json"]].concat(), &env);
                if ran.code > 1 {
                    assert_eq!(ran.out, "", "{ran:?}");
                    neither += 1;
                    continue;
                }
                let document = held(&words, |words, form| obo(&[words, &["-f", form]].concat(), &env).out);
                if document["refusal"].is_null() { granted += 1 } else { refused += 1 }
            }
        }
    }
    assert!(granted > 10 && refused > 10, "{granted} granted, {refused} refused, {neither} neither");
}

fn form_value<'r>(record: &'r Value, name: &str) -> Option<&'r str> {
    record["form"].as_array()?.iter().find(|pair| pair[0] == name)?.get(1)?.as_str()
}

#[test]
fn what_was_not_sent_is_what_the_schema_of_exchanges_says() {
    let words = ["exchange", "--token-endpoint", "https://sts.example.com/token", "-c", "my-api", "-t"];
    let words =
        [&words[..], &["@chain.in/ledger.jwt", "-a", "orders", "-a", "billing", "--dry-run"]].concat();
    for more in [&[][..], &["--redact"], &["--provider", "entra"], &["--actor-token", "@chain.in/hop1.jwt"]] {
        let document = held(&[&words[..], more].concat(), printed);
        assert!(document["response"].is_null() && document["refusal"].is_null());
    }
}

#[test]
fn a_shape_that_is_none_is_found() {
    for (command, value) in [
        ("lint", json!({ "schema": "obo.lint/1", "findings": [] })),
        ("verify", json!({ "schema": "obo.lint/1", "source": "a", "index": 0, "error": "x" })),
        ("decode", json!({ "schema": "obo.decode/1", "source": "a", "index": -1, "error": "x" })),
        ("chain", json!({ "schema": "obo.chain/1", "coverage": {} })),
        ("exchange", json!({ "schema": "obo.exchange/1", "request": {}, "response": null })),
        ("explain", json!({ "schema": "obo.explain/1", "matches": [] })),
        ("demo", json!({ "schema": "obo.demo/1", "saved": null, "files": [] })),
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

/// A member that somebody adds without publishing it is found, wherever in a document it stands.
#[test]
fn a_member_that_nobody_published_is_found_at_every_depth() {
    for words in [
        vec!["chain", "@chain.in/code.jwt", "@chain.in/hop1.jwt", "--may", "read"],
        vec!["explain", "AADSTS500131"],
        vec!["demo"],
        vec!["decode", "@decode.in/graph.jwt"],
    ] {
        let schema = closed(&schema(words.first().expect("a command")), "document");
        let document: Value = serde_json::from_str(&printed(&words, "json")).expect("JSON");
        let mut places = Vec::new();
        objects(&document, "", &mut places);
        for place in places {
            // What a token or a server says stands there as it came.
            if ["/header", "/claims"].iter().any(|part| place.contains(part)) {
                continue;
            }
            let mut changed = document.clone();
            let object = changed.pointer_mut(&place).and_then(Value::as_object_mut).expect("an object");
            object.insert("nobody-published-this".to_owned(), Value::Null);
            assert!(!faults(&schema, &changed).is_empty(), "{words:?} {place}");
        }
    }
}

/// The places of all objects of a document.
fn objects(value: &Value, place: &str, places: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            places.push(place.to_owned());
            members.iter().for_each(|(name, inner)| objects(inner, &format!("{place}/{name}"), places));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, inner)| objects(inner, &format!("{place}/{at}"), places));
        }
        _ => {}
    }
}
