//! The schema of obo.toml and the reader of it: both know the same keys, and judge the same files alike.

use std::path::Path;

use obo::config::Origin;
use obo::config::file::File;
use obo::config::key::{Key, Keys, ROOT, Takes, all};
use obo::lint::policy::Standing;
use serde_json::Value as Json;
use toml::{Table, Value};

use super::json_schema::faults;

fn schema() -> Json {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/obo.toml.schema.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("the schema")).expect("JSON")
}

/// The JSON that an editor sees: a date is a text.
fn json(value: &Value) -> Json {
    match value {
        Value::String(text) => text.as_str().into(),
        Value::Integer(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::Boolean(flag) => (*flag).into(),
        Value::Datetime(moment) => moment.to_string().into(),
        Value::Array(items) => items.iter().map(json).collect(),
        Value::Table(table) => table.iter().map(|(name, value)| (name.clone(), json(value))).collect(),
    }
}

/// Whether the reader takes a file, and whether the schema does, with what each has against it.
fn judged(schema: &Json, text: &str) -> (Result<(), String>, Vec<String>) {
    let read = File::parse(text.as_bytes(), Path::new("obo.toml"), Origin::Named, Standing::User);
    let table: Table = toml::from_str(text).unwrap_or_else(|_| panic!("it is no TOML: {text}"));
    (read.map(|_| ()).map_err(|reason| reason.to_string()), faults(schema, &json(&Value::Table(table))))
}

fn agree(schema: &Json, text: &str) -> bool {
    let (read, faults) = judged(schema, text);
    assert_eq!(read.is_ok(), faults.is_empty(), "{text}\nthe reader: {read:?}\nthe schema: {faults:?}");
    read.is_ok()
}

/// A value that the key takes.
fn good(takes: Takes) -> Value {
    let text = |text: &str| Value::String(text.to_owned());
    match takes {
        Takes::Text | Takes::Texts | Takes::Name | Takes::Rules => text("expired"),
        Takes::Secret => text("env:X"),
        Takes::Number => Value::Integer(3),
        Takes::Duration => text("15m"),
        Takes::Flag => Value::Boolean(true),
        Takes::Date => text("2027-01-31"),
        Takes::Word(words) | Takes::Words(words) => text(words.first().expect("a word")),
        Takes::Levels(_) | Takes::Claims => Value::Table(Table::new()),
        Takes::Table(keys) => Value::Table(least(keys)),
        Takes::Named(keys) => Value::Table(Table::from_iter([("a".to_owned(), Value::Table(least(keys)))])),
        Takes::Tables(keys) => Value::Array(vec![Value::Table(least(keys))]),
    }
}

/// A table with what it must have.
fn least(keys: Keys) -> Table {
    all(keys).filter(|key| key.is_required).map(|key| (key.name.to_owned(), good(key.takes))).collect()
}

/// Values of every sort, those that some key takes and those that none does.
fn values() -> Vec<Value> {
    let text = "a = [\"\", \"x\", \"expired\", \"scope.*\", \"env:X\", \"@x\", \"fd:3\", \"cmd:x\", \"literal\", \"15m\", \"1h30m\", \
         \"90\", \"30m1h\", \"1.5h\", \"error\", \"off\", \"never\", \"id-jag\", \"2027-01-31\", \"soon\", \"a b\", \"-x\", \
         \"2027-01-31T12:00:00Z\", 2027-01-31, 2027-01-31T12:00:00Z, 0, 5, -1, 1.5, true, false, [], [\"x\"], [\"\"], \
         [\"env:X\"], [\"cmd\"], [\"cmd\", \"x\"], [\"x\", \"y\"], [\"id-jag\", \"proof\"], [\"id-jag\", \"x\"], [1], [\"x\", 1], [[]], \
         [true], {}, { x = 1 }, { x = \"error\" }, { expired = \"off\" }, { expired = \"loud\" }, { \"scope.*\" = \"note\" }, \
         { lifetime = \"1h\" }, { scopes = 3 }, { scopes = \"3\" }, { scope = 3 }, [{}], [{ x = 1 }], { x = {} }, { \"a b\" = {} }]";
    let table: Table = toml::from_str(text).expect("it is TOML");
    table.get("a").and_then(Value::as_array).expect("a list").clone()
}

/// Makes of a table the file that holds it and no other.
type Around<'a> = &'a dyn Fn(Table) -> Table;

/// Every table that a file may have, with its keys.
fn tables(keys: Keys, around: Around<'_>, visit: &mut dyn FnMut(Keys, Around<'_>)) {
    visit(keys, around);
    for key in all(keys) {
        let within = |inner: Value| {
            let mut table = least(keys);
            table.insert(key.name.to_owned(), inner);
            around(table)
        };
        match key.takes {
            Takes::Table(inner) => tables(inner, &|table| within(Value::Table(table)), visit),
            Takes::Named(inner) => {
                let named = |table| Table::from_iter([("a".to_owned(), Value::Table(table))]);
                tables(inner, &|table| within(Value::Table(named(table))), visit);
            }
            Takes::Tables(inner) => {
                tables(inner, &|table| within(Value::Array(vec![Value::Table(table)])), visit);
            }
            _ => {}
        }
    }
}

/// What the reader refuses and no schema says: a name that selects many rules, a reason of blanks, and a date where a
/// text is wanted, for JSON has no dates.
fn is_beyond_a_schema(key: Key, value: &Value) -> bool {
    match key.takes {
        Takes::Date => false,
        _ if value.is_datetime() => true,
        Takes::Name => value.as_str() == Some("all"),
        Takes::Text => key.name == "reason" && value.as_str().is_some_and(|text| text.trim().is_empty()),
        _ => false,
    }
}

#[test]
fn every_key_takes_the_same_values_in_the_reader_and_in_the_schema() {
    let schema = schema();
    let (mut taken, mut refused) = (0, 0);
    tables(ROOT, &|table| table, &mut |keys, around| {
        let text = |table: Table| toml::to_string(&around(table)).expect("it is TOML");
        for key in all(keys) {
            let with = |value: Value| {
                let mut table = least(keys);
                table.insert(key.name.to_owned(), value);
                text(table)
            };
            assert!(agree(&schema, &with(good(key.takes))), "{} takes what it should not", key.name);
            for value in values().into_iter().filter(|value| !is_beyond_a_schema(key, value)) {
                if agree(&schema, &with(value)) { taken += 1 } else { refused += 1 }
            }
            if key.is_required {
                let mut table = least(keys);
                table.remove(key.name);
                assert!(!agree(&schema, &text(table)), "nobody misses {}", key.name);
            }
        }
        for name in ["nobody-knows-this", "isuer", "client_id", ""] {
            let mut table = least(keys);
            table.insert(name.to_owned(), Value::String("x".to_owned()));
            assert!(!agree(&schema, &text(table)), "{name} is taken");
        }
    });
    assert!(taken > 500 && refused > 2000, "{taken} taken, {refused} refused");
}

/// The schema names the tables and keys that the reader knows, and no others.
#[test]
fn the_schema_names_the_keys_of_the_reader() {
    let schema = schema();
    let mut known = Vec::new();
    names(ROOT, "", &mut known);
    let mut published = Vec::new();
    properties(&schema, "", &mut published);
    known.sort();
    published.sort();
    assert_eq!(published, known);
}

fn names(keys: Keys, place: &str, into: &mut Vec<String>) {
    for key in all(keys) {
        let here = format!("{place}/{}", key.name);
        if let Takes::Table(inner) | Takes::Named(inner) | Takes::Tables(inner) = key.takes {
            names(inner, &here, into);
        }
        into.push(here);
    }
}

fn properties(schema: &Json, place: &str, into: &mut Vec<String>) {
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        let here = format!("{place}/{name}");
        properties(member, &here, into);
        properties(&member["items"], &here, into);
        member["patternProperties"].as_object().into_iter().flatten().for_each(|(_, inner)| {
            properties(inner, &here, into);
        });
        into.push(here);
    }
}

#[test]
fn whole_files_are_judged_alike() {
    let schema = schema();
    for (text, is_good) in [
        ("", true),
        ("[profile.ledger]\nissuer = \"https://i\"\nmax-age = 900\nlimits = { scopes = 5 }", true),
        ("[profile.ledger]\nclient-secret = [\"cmd\", \"pass\", \"show\"]", true),
        ("[profile.ledger]\nclient-secret = \"hunter2\"", false),
        ("[profile.ledger]\nclient-secret = [\"pass\", \"show\"]", false),
        ("[profile.ledger]\nclient-secret = [\"env:X\"]", false),
        ("[profile.\"a b\"]", false),
        ("[profile]\nledger = 3", false),
        ("[profil.ledger]", false),
        ("extends = \"base.toml\"\nlocked = [\"scope.*\", \"all\"]", true),
        ("[lint]\nlevels = { expired = \"off\", own-rule = \"note\", all = \"error\" }", true),
        ("[lint]\nlevels = { expired = \"never\" }", false),
        ("[lint]\nfail-on = \"off\"", false),
        ("[[lint.for]]\nkind = [\"id-jag\", \"proof\"]\nlimits.bytes = 9", true),
        ("[[lint.for]]\nfor = []", false),
        ("[[lint.ignore]]\nrule = \"x\"\nreason = \"y\"\nuntil = 2027-01-31", true),
        ("[[lint.ignore]]\nrule = \"x\"\nreason = \"y\"", false),
        ("[[lint.rule]]\nname = \"a\"\nmessage = \"m\"\nwhen = \"true\"", true),
        ("[[lint.rule]]\nname = \"a\"\nmessage = \"m\"\nwhen = true", false),
        ("[[lint.test]]\nclaims = { sub = \"a\", act = { sub = \"b\" } }\nfindings = []", true),
        ("[[lint.test]]\nclaims = []\nfindings = []", false),
    ] {
        assert_eq!(agree(&schema, text), is_good, "{text}");
    }
}
