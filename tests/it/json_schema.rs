//! JSON against a JSON schema, as far as the schemas of these tests go; a keyword that is not known stops the test.

use serde_json::Value;

/// What a value breaks, one line each; nothing where it is valid.
pub fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    judge(schema, schema, value, "", &mut faults);
    faults
}

fn judge(root: &Value, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
    let Some(members) = schema.as_object() else {
        assert!(schema.is_boolean(), "{place}: a schema is an object or a boolean");
        if *schema == Value::Bool(false) {
            faults.push(format!("{place}: nothing may stand here"));
        }
        return;
    };
    let mut fault = |what: String| faults.push(format!("{place}: {what}"));
    let fits = |schema: &Value| {
        let mut inner = Vec::new();
        judge(root, schema, value, place, &mut inner);
        inner.is_empty()
    };
    let count = |schemas: &Value| schemas.as_array().expect("schemas").iter().filter(|s| fits(s)).count();
    for (keyword, rule) in members {
        match keyword.as_str() {
            "$schema" | "$id" | "id" | "title" | "description" | "default" | "definitions" | "$defs"
            | "format" | "examples" | "$comment" => {}
            "$ref" => {
                let target = rule.as_str().and_then(|path| root.pointer(path.strip_prefix('#')?));
                judge(root, target.expect("the schema has what it refers to"), value, place, faults);
                return;
            }
            "type" => {
                let names: Vec<&str> = match rule {
                    Value::String(one) => vec![one],
                    many => many.as_array().expect("names").iter().filter_map(Value::as_str).collect(),
                };
                if !names.into_iter().any(|name| is_of(name, value)) {
                    fault(format!("is not {rule}"));
                }
            }
            "enum" if !rule.as_array().expect("values").contains(value) => {
                fault(format!("is none of {rule}"));
            }
            "const" if rule != value => fault(format!("is not {rule}")),
            "minimum" if value.as_f64() < rule.as_f64() && value.is_number() => {
                fault(format!("is below {rule}"))
            }
            "maximum" if value.as_f64() > rule.as_f64() && value.is_number() => {
                fault(format!("is above {rule}"))
            }
            "minItems"
                if value.as_array().is_some_and(|items| (items.len() as u64) < rule.as_u64().unwrap()) =>
            {
                fault(format!("has fewer items than {rule}"));
            }
            "minLength"
                if value.as_str().is_some_and(|text| (text.len() as u64) < rule.as_u64().unwrap()) =>
            {
                fault(format!("is shorter than {rule}"));
            }
            "uniqueItems" => {
                let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
                if items.iter().enumerate().any(|(at, item)| items[..at].contains(item)) {
                    fault("has an item twice".to_owned());
                }
            }
            "pattern" => {
                let pattern = regex_lite::Regex::new(rule.as_str().expect("a pattern")).expect("it compiles");
                if value.as_str().is_some_and(|text| !pattern.is_match(text)) {
                    fault(format!("does not fit {rule}"));
                }
            }
            "required" => {
                let missing = rule.as_array().expect("names").iter().filter_map(Value::as_str);
                for name in missing.filter(|name| value.is_object() && value.get(name).is_none()) {
                    fault(format!("has no {name}"));
                }
            }
            "anyOf" if count(rule) == 0 => fault("fits none of the alternatives".to_owned()),
            "oneOf" if count(rule) != 1 => fault("does not fit exactly one of the alternatives".to_owned()),
            "allOf" if count(rule) != rule.as_array().expect("schemas").len() => {
                fault("does not fit all of them".to_owned());
            }
            "enum"
            | "const"
            | "minimum"
            | "maximum"
            | "minItems"
            | "minLength"
            | "anyOf"
            | "oneOf"
            | "allOf"
            | "properties"
            | "additionalProperties"
            | "patternProperties"
            | "items"
            | "additionalItems" => {}
            other => panic!("{place}: the keyword {other} is not judged by these tests"),
        }
    }
    inside(root, schema, value, place, faults);
}

/// The members of an object and the items of an array.
fn inside(root: &Value, schema: &Value, value: &Value, place: &str, faults: &mut Vec<String>) {
    if let (Some(items), Some(rule)) = (value.as_array(), schema.get("items")) {
        for (at, item) in items.iter().enumerate() {
            // A list of schemas is one for each of the first items.
            let rule = match rule.as_array() {
                Some(first) => first.get(at).or(schema.get("additionalItems")),
                None => Some(rule),
            };
            if let Some(rule) = rule {
                judge(root, rule, item, &format!("{place}/{at}"), faults);
            }
        }
    }
    for (name, member) in value.as_object().into_iter().flatten() {
        let here = format!("{place}/{name}");
        let own = schema.get("properties").and_then(|all| all.get(name));
        let patterns = schema.get("patternProperties").and_then(Value::as_object).into_iter().flatten();
        let by_pattern: Vec<&Value> = patterns
            .filter(|(pattern, _)| regex_lite::Regex::new(pattern).expect("it compiles").is_match(name))
            .map(|(_, rule)| rule)
            .collect();
        match (own, by_pattern.is_empty(), schema.get("additionalProperties")) {
            (Some(rule), ..) => judge(root, rule, member, &here, faults),
            (None, true, Some(rule)) => judge(root, rule, member, &here, faults),
            _ => {}
        }
        by_pattern.into_iter().for_each(|rule| judge(root, rule, member, &here, faults));
    }
}

fn is_of(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        other => panic!("{other} is no type"),
    }
}

#[test]
fn the_judge_finds_what_is_wrong() {
    let schema = serde_json::json!({
        "type": "object", "required": ["a"], "additionalProperties": false,
        "properties": { "a": { "$ref": "#/definitions/a" }, "b": { "oneOf": [{ "type": "string" }, { "enum": [1, 2] }] } },
        "definitions": { "a": { "type": "array", "minItems": 1, "uniqueItems": true, "items": { "type": "integer", "minimum": 3 } } },
    });
    for (value, want) in [
        (serde_json::json!({ "a": [3, 4], "b": 2 }), 0),
        (serde_json::json!({}), 1),
        (serde_json::json!({ "a": [] }), 1),
        (serde_json::json!({ "a": [3, 3, 2] }), 2),
        (serde_json::json!({ "a": [3], "b": 3, "c": null }), 2),
        (serde_json::json!([]), 1),
    ] {
        let found = faults(&schema, &value);
        assert_eq!(found.len(), want, "{value}: {found:?}");
    }
}
