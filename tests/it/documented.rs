//! What lint says of tokens that standards, vendors and reports of bugs print: which rule each is an example of.

use std::collections::BTreeSet;
use std::fs;

use obo::delegation::chain::Level;
use obo::instant::Instant;
use obo::lint::context::{Context, Place, Subject};
use obo::lint::engine::judge;
use obo::lint::finding::Finding;
use obo::lint::settings::Settings;
use obo::token::json::{Budget, Document, Tree};
use obo::token::wrapping::Scheme;
use obo::token::{Kind, Token, base64url};
use serde_json::Value;

use crate::findings::line;

const FOLDER: &str = "tests/vectors/documented";

/// A printed token, and what is said of it in the members of `tokens.jsonl`.
struct Documented {
    name: String,
    source: String,
    example_of: Vec<String>,
    /// Whether the document prints some of the claims only; what is missing then says nothing.
    is_part: bool,
    findings: Vec<Finding>,
}

fn claims(value: &Value) -> Token {
    let text = value.to_string();
    let document = Document::parse(text.as_bytes(), Budget::TOKEN).expect("JSON");
    let kind = if value.get("active").is_some() { Kind::Introspection } else { Kind::Claims };
    Token::from_claims(kind, Tree::from(document), text.as_bytes())
}

/// The token as it is printed. Where a document prints a decoded header beside the claims, the compact form is built
/// here; a signature that it does not print is filler.
fn token(record: &Value) -> Token {
    let text = |member: &str| record[member].as_str().map(str::to_owned);
    let encoded = |member: &str| base64url::encode(record[member].to_string().as_bytes());
    let copied = text("file").map(|file| {
        let whole = fs::read_to_string(format!("tests/vectors/{file}")).expect("the vector is there");
        let Some(pointer) = text("pointer") else { return whole };
        let json: Value = serde_json::from_str(&whole).expect("JSON");
        json.pointer(&pointer).and_then(Value::as_str).expect("a token is there").to_owned()
    });
    let built = || {
        let signature = text("signature").unwrap_or_else(|| base64url::encode(b"signature"));
        format!("{}.{}.{signature}", encoded("header"), encoded("claims"))
    };
    let compact = match copied.or_else(|| text("compact")) {
        None if record["header"].is_null() => return claims(&record["claims"]),
        None => built(),
        Some(compact) => {
            let filler = record["filler"].as_u64().unwrap_or(0);
            compact + &base64url::encode(&vec![0; usize::try_from(filler).expect("a length")])
        }
    };
    if let Some(length) = record["length"].as_u64() {
        assert_eq!(compact.len(), usize::try_from(length).expect("a length"), "as long as the printed one");
    }
    Token::parse(&compact).expect("a token")
}

/// A time at which it lives, so far as it says itself when that is.
fn living(token: &Token) -> Instant {
    let of = |name: &str| token.claims().and_then(|claims| claims.date(name).present());
    let now = of("iat").or(of("nbf")).map(|from| from.seconds() + 1);
    Instant::from_seconds(now.or(of("exp").map(|to| to.seconds() - 60)).unwrap_or(1_795_293_630))
}

fn judged(record: &Value) -> Vec<Finding> {
    let issued = token(record);
    let parent = record.get("subject").map(claims);
    let parent = parent.as_ref().map(Subject::read);
    let issued_type = record["issued_type"].as_str();
    let place = Place {
        member: issued_type.map(|_| "access_token"),
        scheme: (record["bearer"] == true).then_some(Scheme::Bearer),
        issued_type,
        beside_refresh_token: false,
    };
    judge(&Context::new(&issued, place, parent.as_ref(), &Settings::default(), living(&issued)))
}

fn documented() -> Vec<Documented> {
    let text = fs::read_to_string(format!("{FOLDER}/tokens.jsonl")).expect("the tokens are there");
    let records = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let of = |value: &Value| value.as_str().expect("text").to_owned();
    records
        .map(|record| Documented {
            name: of(&record["name"]),
            source: of(&record["source"]),
            example_of: record["example_of"].as_array().expect("an array").iter().map(of).collect(),
            is_part: record["part"] == true,
            findings: judged(&record),
        })
        .collect()
}

/// The rules of which a documented token is an example.
pub(crate) fn fired() -> BTreeSet<String> {
    documented().into_iter().flat_map(|one| one.example_of).collect()
}

#[test]
fn every_documented_token_is_found_out_or_clean() {
    for one in documented() {
        let said: BTreeSet<&str> = one.findings.iter().map(|finding| &*finding.rule).collect();
        for rule in &one.example_of {
            assert!(said.contains(rule.as_str()), "{}: no {rule} in {}", one.name, line(&one.findings));
        }
        if one.example_of.is_empty() {
            let unprinted = |finding: &Finding| one.is_part && finding.rule.starts_with("missing-");
            let mut bad = one.findings.iter().filter(|finding| finding.level > Level::Note);
            assert!(bad.all(unprinted), "{}: {}", one.name, line(&one.findings));
        }
    }
}

/// What stands in `findings.txt`: the token, and everything that is found in it.
#[test]
fn documented_tokens_give_the_findings_that_were_read_against_them() {
    let text: String =
        documented().iter().map(|one| format!("{}\t{}\n", one.name, line(&one.findings))).collect();
    let path = format!("{FOLDER}/findings.txt");
    if std::env::var_os("OBO_BLESS").is_some() {
        fs::write(&path, &text).expect("the file can be written");
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    let (now, known): (BTreeSet<&str>, BTreeSet<&str>) = (text.lines().collect(), known.lines().collect());
    let changed: Vec<_> = now.symmetric_difference(&known).collect();
    assert!(changed.is_empty(), "{changed:#?}\nOBO_BLESS=1 cargo test documented");
}

#[test]
fn every_documented_token_has_a_source() {
    let readme = fs::read_to_string(format!("{FOLDER}/README.md")).expect("the sources are there");
    for one in documented() {
        assert!(readme.contains(&format!("| `{}` |", one.source)), "{}: {}", one.name, one.source);
    }
}
