//! The JSON schema of obo.toml, made from the same tables of keys that the reader reads by.
//!
//! `OBO_BLESS=1 cargo test generated` rewrites it, for its name has that word in it, too.

use std::fs;
use std::path::{Path, PathBuf};

use obo::config::key::{Key, Keys, LEVELS, ROOT, Takes, all};
use obo::config::{Config, Wanted};
use obo::files::Disk;
use obo::lint::policy::{Layer, known};
use obo::lint::rule::Area;
use serde_json::{Map, Value, json};

use crate::run::obo;

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/obo.toml.schema.json")
}

/// The schema, for editors: drafts after the seventh are not read by those that know TOML.
fn schema() -> Value {
    let mut root = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "obo.toml",
        "description": "settings and lint policy of obo",
    });
    merge(&mut root, table(ROOT));
    let level = json!({ "enum": LEVELS });
    let known: Map<String, Value> = rules().into_iter().map(|rule| (rule, level.clone())).collect();
    root["definitions"] = json!({
        "rule": { "anyOf": [{ "enum": rules() }, { "type": "string" }] },
        "levels": { "type": "object", "properties": known, "additionalProperties": level },
    });
    root
}

fn merge(into: &mut Value, from: Value) {
    let (Value::Object(into), Value::Object(from)) = (into, from) else { panic!("both are objects") };
    into.extend(from);
}

fn table(keys: Keys) -> Value {
    let properties: Map<String, Value> = all(keys).map(|key| (key.name.to_owned(), property(key))).collect();
    let required: Vec<&str> = all(keys).filter(|key| key.is_required).map(|key| key.name).collect();
    let mut table = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    if !required.is_empty() {
        table["required"] = json!(required);
    }
    table
}

fn property(key: Key) -> Value {
    let mut property = value(key.takes);
    merge(&mut property, json!({ "description": key.about }));
    property
}

/// One of them, or a list of them.
fn one_or_many(one: &Value) -> Value {
    json!({ "anyOf": [one, { "type": "array", "items": one }] })
}

fn value(takes: Takes) -> Value {
    let text = json!({ "type": "string" });
    let number = json!({ "type": "integer", "minimum": 0 });
    let name = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";
    match takes {
        Takes::Text => text,
        Takes::Texts => one_or_many(&text),
        Takes::Secret => json!({ "anyOf": [
            { "type": "string", "pattern": "^(env:|@|fd:|cmd:)" },
            { "type": "array", "items": [{ "const": "cmd" }], "additionalItems": text, "minItems": 2 },
        ] }),
        Takes::Number => number,
        Takes::Duration => json!({ "anyOf": [
            number,
            { "type": "string", "minLength": 1, "pattern": "^([0-9]+|([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?)$" },
        ] }),
        Takes::Flag => json!({ "type": "boolean" }),
        Takes::Date => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}" }),
        Takes::Word(words) => json!({ "enum": words }),
        Takes::Words(words) => one_or_many(&json!({ "enum": words })),
        Takes::Name => json!({ "type": "string", "pattern": name }),
        Takes::Rules => one_or_many(&json!({ "$ref": "#/definitions/rule" })),
        // Beside a reference nothing counts in that draft.
        Takes::Levels(_) => json!({ "allOf": [{ "$ref": "#/definitions/levels" }] }),
        Takes::Claims => json!({ "type": "object" }),
        Takes::Table(keys) => table(keys),
        Takes::Named(keys) => {
            json!({ "type": "object", "additionalProperties": false, "patternProperties": { name: table(keys) } })
        }
        Takes::Tables(keys) => json!({ "type": "array", "items": table(keys) }),
    }
}

/// What can be named where rules are: every rule, every area, all.
fn rules() -> Vec<String> {
    let areas = Area::ALL.iter().map(|area| format!("{}.*", area.word()));
    let rules = known(&[]).into_iter().map(|rule| rule.name.to_owned());
    std::iter::once("all".to_owned()).chain(areas).chain(rules).collect()
}

#[test]
fn the_generated_schema_of_settings_is_fresh() {
    let text = format!("{}\n", serde_json::to_string_pretty(&schema()).expect("it is JSON"));
    if std::env::var_os("OBO_BLESS").is_some() {
        fs::create_dir_all(path().parent().expect("it has one")).expect("made");
        fs::write(path(), &text).expect("written");
    }
    let is_fresh = fs::read_to_string(path()).ok().as_deref() == Some(text.as_str());
    assert!(is_fresh, "docs/schema is stale; OBO_BLESS=1 cargo test generated");
}

/// The blocks of a page between ```` ```toml ```` and ```` ``` ````.
fn blocks(page: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    for part in page.split("```toml\n").skip(1) {
        blocks.push(part.split("```").next().unwrap_or_default().to_owned());
    }
    blocks
}

/// Every example of the page is a file that obo reads, with rules that there are, and no team relaxes its base.
#[test]
fn the_examples_of_the_policy_page_are_read() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/policy.md");
    let page = fs::read_to_string(page).expect("the page is there");
    let blocks = blocks(&page);
    let [team, base, profile] = blocks.as_slice() else { panic!("{} examples", blocks.len()) };
    let dir = std::env::temp_dir().join(format!("obo-policy-page-{}", std::process::id()));
    for (name, text) in [("platform/obo.toml", base), ("team/obo.toml", team), ("team/profile.toml", profile)]
    {
        fs::create_dir_all(dir.join(name).parent().expect("it has one")).expect("made");
        fs::write(dir.join(name), text).expect("written");
    }
    let load = |name: &str| {
        let path = dir.join(name);
        let wanted = Wanted { policy: Some(&path), none: true, ..Wanted::default() };
        Config::load(&wanted, &Disk).unwrap_or_else(|reason| panic!("{reason}"))
    };
    let policy =
        load("team/obo.toml").policy(None, Layer::default()).unwrap_or_else(|reason| panic!("{reason}"));
    assert_eq!((policy.own_rules().len(), policy.trials().count(), policy.suppressions().count()), (1, 1, 1));
    let team = dir.join("team/obo.toml").into_os_string().into_string().expect("a name in UTF-8");
    let tested = obo(&["lint", "--test", "--policy", &team, "--no-config"], &[]);
    assert_eq!(tested.code, 0, "the page's own test: {}", tested.out);
    let config = load("team/profile.toml");
    let ledger = config.profile("ledger").expect("it is there");
    let policy = config.policy(Some(&ledger), Layer::default()).expect("it is sound");
    let settings = &policy.plain().settings;
    assert_eq!(
        (settings.limits.scopes, settings.limits.lifetime, settings.limits.grant_lifetime),
        (5, 900, 300)
    );
    assert_eq!(settings.lists.audiences.as_deref(), Some(&["https://ledger.example.com".to_owned()][..]));
    let _ = fs::remove_dir_all(dir);
    // Every key of the policy is explained by an example.
    for key in all(obo::config::key::LINT) {
        assert!(page.contains(key.name), "{} stands in no example", key.name);
    }
}

/// The example of the page about profiles has every key there is, and obo reads each as it is said.
#[test]
fn the_example_of_the_profiles_page_is_read_and_whole() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/profiles.md");
    let blocks = blocks(&fs::read_to_string(page).expect("the page is there"));
    let [example] = blocks.as_slice() else { panic!("{} examples", blocks.len()) };
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("profiles-page.toml");
    fs::write(&path, example).expect("written");
    let wanted = Wanted { named: Some(&path), ..Wanted::default() };
    let config = Config::load(&wanted, &Disk).unwrap_or_else(|reason| panic!("{reason}"));
    let profile = |name| config.profile(name).unwrap_or_else(|reason| panic!("{reason}"));
    let [main, inventory, direct] = ["main", "inventory", "direct"].map(profile);
    for key in all(obo::config::key::PROFILE).map(|key| key.name) {
        // What is no setting of its own: which profile stands below, and what lint alone reads.
        let is_told = ["inherits", "limits"].contains(&key);
        let is_set = [&main, &inventory, &direct].iter().any(|profile| profile.get(key).is_some());
        assert!(is_set || is_told && example.contains(&format!("\n{key} = ")), "{key} stands in no example");
    }
    assert_eq!(inventory.text("issuer"), main.text("issuer"));
    assert_eq!(inventory.text("client-auth"), Some("private_key_jwt"));
    assert!(direct.flag("no-delegation") && !inventory.flag("no-delegation"));
}
