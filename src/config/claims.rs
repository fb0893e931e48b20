//! A table of TOML as the JSON object that a token would hold.

use std::borrow::Cow;

use toml::de::{DeTable, DeValue};

/// What is still to be written.
enum Rest<'v> {
    Value(&'v DeValue<'v>),
    Name(&'v str),
    Sign(&'static str),
}

/// The JSON text; `None` where a value has no place in JSON, such as an infinite number.
pub(super) fn json(table: &DeTable<'_>) -> Option<String> {
    let mut text = String::new();
    let mut rest = Vec::new();
    push_table(table, &mut rest);
    while let Some(next) = rest.pop() {
        match next {
            Rest::Sign(sign) => text.push_str(sign),
            Rest::Name(name) => text.push_str(&quoted(name)?),
            Rest::Value(DeValue::Table(table)) => push_table(table, &mut rest),
            Rest::Value(DeValue::Array(items)) => {
                rest.push(Rest::Sign("]"));
                for (index, item) in items.iter().enumerate().rev() {
                    rest.push(Rest::Value(item.get_ref()));
                    rest.push(Rest::Sign(if index == 0 { "" } else { "," }));
                }
                rest.push(Rest::Sign("["));
            }
            Rest::Value(value) => text.push_str(&scalar(value)?),
        }
    }
    Some(text)
}

/// Puts a table on the pile, last things first.
fn push_table<'v>(table: &'v DeTable<'v>, rest: &mut Vec<Rest<'v>>) {
    rest.push(Rest::Sign("}"));
    let entries: Vec<_> = table.iter().collect();
    for (index, (name, value)) in entries.into_iter().enumerate().rev() {
        rest.push(Rest::Value(value.get_ref()));
        rest.push(Rest::Sign(":"));
        rest.push(Rest::Name(name.get_ref()));
        rest.push(Rest::Sign(if index == 0 { "" } else { "," }));
    }
    rest.push(Rest::Sign("{"));
}

fn scalar<'v>(value: &'v DeValue<'_>) -> Option<Cow<'v, str>> {
    Some(match value {
        DeValue::String(text) => Cow::Owned(quoted(text)?),
        DeValue::Boolean(true) => Cow::Borrowed("true"),
        DeValue::Boolean(false) => Cow::Borrowed("false"),
        DeValue::Integer(number) => {
            Cow::Owned(i128::from_str_radix(number.as_str(), number.radix()).ok()?.to_string())
        }
        DeValue::Float(number) => {
            let number: f64 = number.as_str().parse().ok()?;
            Cow::Owned(serde_json::Number::from_f64(number)?.to_string())
        }
        // A claim of a date is text.
        DeValue::Datetime(moment) => Cow::Owned(quoted(&moment.to_string())?),
        DeValue::Array(_) | DeValue::Table(_) => return None,
    })
}

fn quoted(text: &str) -> Option<String> {
    serde_json::to_string(text).ok()
}

#[cfg(test)]
mod tests {
    use toml::de::DeTable;

    use super::json;

    #[test]
    fn tables_become_objects() {
        for (toml, want) in [
            ("", Some("{}")),
            ("a = 1\nb = \"x\\n\\\"\"", Some(r#"{"a":1,"b":"x\n\""}"#)),
            ("a = [1, [], [true, {}]]", Some(r#"{"a":[1,[],[true,{}]]}"#)),
            ("act.act.sub = \"a\"\nact.sub = \"b\"", Some(r#"{"act":{"act":{"sub":"a"},"sub":"b"}}"#)),
            ("a = 0x10\nb = -1.5\nc = 2027-01-31", Some(r#"{"a":16,"b":-1.5,"c":"2027-01-31"}"#)),
            ("a = inf", None),
        ] {
            let table = DeTable::parse(toml).expect("it is TOML");
            assert_eq!(json(table.get_ref()).as_deref(), want, "{toml}");
        }
    }
}
