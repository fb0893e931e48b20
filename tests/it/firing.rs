//! Which rules fire on tokens that servers really issued: alone, against each other, at other times, under lists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use obo::instant::Instant;
use obo::lint::context::{Context, Place, Subject};
use obo::lint::engine;
use obo::lint::rules::RULES;
use obo::lint::settings::{Lists, Settings};
use obo::token::Token;
use serde_json::Value;

use crate::recorded::SERVERS;

/// Rules whose real or documented example stands in another test, because it takes more than the token alone.
const ELSEWHERE: &[&str] = &[
    "over-broad-role", // breadth.rs: a published agent token
];

/// When the recorded tokens are judged: before all of them, while most live, after all of them.
const TIMES: [i64; 3] = [0, 1_795_293_700, 4_000_000_000];

/// Every compact token in a JSON text.
fn tokens(value: &Value, found: &mut Vec<Token>) {
    match value {
        Value::String(text) => found.extend(Token::parse(text).ok()),
        Value::Array(items) => items.iter().for_each(|item| tokens(item, found)),
        Value::Object(members) => members.values().for_each(|member| tokens(member, found)),
        _ => {}
    }
}

/// The recorded tokens, each once, by the server that issued them.
fn recorded() -> BTreeMap<String, Vec<Token>> {
    let mut all: BTreeMap<String, Vec<Token>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let exchanges = SERVERS.map(|server| format!("exchanges/{server}"));
    for file in ["tokens/story", "tokens/issued"].into_iter().chain(exchanges.iter().map(String::as_str)) {
        let text = fs::read_to_string(format!("tests/samples/{file}.jsonl")).expect("the sample is there");
        for line in text.lines() {
            let record: Value = serde_json::from_str(line).expect("JSON");
            let server = record["server"].as_str().or(record["idp"].as_str());
            let server = server.unwrap_or_else(|| file.rsplit('/').next().expect("a name")).to_owned();
            let mut found = Vec::new();
            tokens(&record, &mut found);
            found.retain(|token| seen.insert(token.digest()));
            all.entry(server).or_default().extend(found);
        }
    }
    all
}

/// The rules that find something in a recorded answer as a whole: `findings.rs` holds this list against the answers.
fn of_answers() -> impl Iterator<Item = String> {
    let lines = include_str!("../samples/tokens/findings.txt").lines();
    let findings = lines.filter_map(|line| line.rsplit('\t').next()).flat_map(|words| words.split(", "));
    findings.filter_map(|finding| finding.split_once(' ')).map(|(_, rule)| rule.to_owned())
}

#[test]
fn every_rule_fires_on_recorded_or_documented_tokens() {
    let nobody = || Some(vec!["nobody".to_owned()]);
    let lists = Lists {
        issuers: nobody(),
        audiences: nobody(),
        actors: nobody(),
        clients: nobody(),
        scopes: nobody(),
        ..Lists::default()
    };
    let strict = Settings { lists, shared_scopes: true, ..Settings::default() };
    let mut fired: BTreeSet<String> = crate::documented::fired();
    fired.extend(of_answers());
    let mut judge = |token: &Token, parent: Option<&Subject<'_>>, at: i64| {
        let context = Context::new(token, Place::default(), parent, &strict, Instant::from_seconds(at));
        fired.extend(engine::judge(&context).into_iter().map(|finding| finding.rule.into_owned()));
    };
    for group in recorded().values() {
        for token in group {
            TIMES.iter().for_each(|at| judge(token, None, *at));
        }
        // Any two tokens of one server: most pairs are no exchange, and are all the more at fault.
        for parent in group.iter().take(40) {
            let parent = Subject::read(parent);
            group.iter().take(40).for_each(|token| judge(token, Some(&parent), TIMES[1]));
        }
    }
    let silent: Vec<&str> = RULES
        .iter()
        .map(|rule| rule.id)
        .filter(|id| !fired.contains(*id) && !ELSEWHERE.contains(id))
        .collect();
    assert!(silent.is_empty(), "rules without a real example: {silent:?}");
}
