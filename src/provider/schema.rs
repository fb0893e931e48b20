//! The form of a vendor's file, and the way from its TOML to record text; `build.rs` uses this file, too.

use toml::{Table, Value};

/// What is wrong with a vendor's file; it names a place, never the text there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaError {
    /// It is not TOML; the line counts from 1.
    NotToml(usize),
    /// A key that the form does not have, as a dotted path.
    UnknownKey(String),
    /// A value of another type than the form wants, or with control characters in it.
    WrongValue(String),
    /// A key that must be there.
    Missing(String),
}

impl std::fmt::Display for SchemaError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotToml(line) => write!(f, "not TOML, line {line}"),
            Self::UnknownKey(path) => write!(f, "unknown key {path}"),
            Self::WrongValue(path) => write!(f, "{path} has a value of the wrong form"),
            Self::Missing(path) => write!(f, "{path} is missing"),
        }
    }
}

impl std::error::Error for SchemaError {}

/// One part of a file: the keys it may have and those it must have.
struct Part {
    name: &'static str,
    keys: &'static [&'static str],
    needed: &'static [&'static str],
}

/// The file's own keys.
const TOP: Part = Part {
    name: "",
    keys: &["name", "title", "text", "code_prefix", "references"],
    needed: &["name", "title", "text"],
};

/// Tables that occur once.
const TABLES: &[Part] = &[
    Part { name: "detect", keys: &["issuer", "endpoint", "claims", "metadata"], needed: &[] },
    Part {
        name: "exchange",
        keys: &[
            "client_auth",
            "assertion_audience",
            "client_id_beside_assertion",
            "rewrites_subject",
            "shared_scopes",
            "keeps_default_scopes",
            "widens_scope",
            "outlives_subject_token",
            "needs",
            "ignores",
            "subject_token_types",
            "requested_token_types",
            "longest_parameter",
            "most_actors",
            "notes",
        ],
        needed: &[],
    },
    Part {
        name: "token",
        keys: &["life", "session_life", "session_when", "session_beyond", "session_cause"],
        needed: &[],
    },
];

/// Tables that repeat.
const LISTS: &[Part] = &[
    Part { name: "excuse", keys: &["rule", "when", "cause"], needed: &["rule", "cause"] },
    Part { name: "endpoint", keys: &["issuer", "token"], needed: &["issuer", "token"] },
    Part {
        name: "opaque",
        keys: &["pattern", "what", "reader", "ask", "log_name"],
        needed: &["pattern", "what", "reader"],
    },
    Part {
        name: "refusal",
        keys: &[
            "error",
            "description",
            "status",
            "code",
            "meaning",
            "cause",
            "hint",
            "retry",
            "about",
            "references",
        ],
        needed: &["meaning", "hint", "retry"],
    },
];

/// When a refused request may be sent again.
pub const RETRIES: [&str; 5] = ["never", "later", "new-subject-token", "with-claims", "interactive"];

/// Turns a vendor's TOML into record text: a line `key TAB value` each, repeated for lists, and a line `[name`
/// where a repeated table opens; keys in order of the alphabet, a list's values in their own. `sample` tables are for
/// tests alone, and `resource` and `powers` make a table of their own (`build/powers.rs`): they are left out.
///
/// # Errors
/// Where the text is not TOML or does not have the form; nothing is taken silently.
pub fn compile(text: &str) -> Result<String, SchemaError> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        SchemaError::NotToml(before.matches('\n').count() + 1)
    })?;
    let mut out = String::new();
    let (mut scalars, mut lists) = (Table::new(), Vec::new());
    for (key, value) in &table {
        match value {
            Value::Table(inner) => {
                let part = TABLES.iter().find(|part| part.name == key);
                let part = part.ok_or_else(|| SchemaError::UnknownKey(key.clone()))?;
                lists.push((part, key.clone(), inner, false));
            }
            Value::Array(items) if items.iter().any(Value::is_table) => {
                if ["sample", "resource", "powers"].contains(&key.as_str()) {
                    continue;
                }
                let part = LISTS.iter().find(|part| part.name == key);
                let part = part.ok_or_else(|| SchemaError::UnknownKey(key.clone()))?;
                for (index, item) in items.iter().enumerate() {
                    let place = format!("{key}.{index}");
                    let inner = item.as_table().ok_or_else(|| SchemaError::WrongValue(place.clone()))?;
                    lists.push((part, place, inner, true));
                }
            }
            _ => {
                scalars.insert(key.clone(), value.clone());
            }
        }
    }
    lines(&TOP, "", &scalars, "", &mut out)?;
    for (part, place, inner, _) in lists.iter().filter(|(.., repeats)| !repeats) {
        lines(part, place, inner, &format!("{}.", part.name), &mut out)?;
    }
    for (part, place, inner, _) in lists.iter().filter(|(.., repeats)| *repeats) {
        out.push('[');
        out.push_str(part.name);
        out.push('\n');
        lines(part, place, inner, "", &mut out)?;
    }
    Ok(out)
}

fn lines(part: &Part, place: &str, table: &Table, prefix: &str, out: &mut String) -> Result<(), SchemaError> {
    let path = |key: &str| if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") };
    if let Some(key) = part.needed.iter().find(|key| !table.contains_key(**key)) {
        return Err(SchemaError::Missing(path(key)));
    }
    for (key, value) in table {
        if !part.keys.contains(&key.as_str()) {
            return Err(SchemaError::UnknownKey(path(key)));
        }
        let wrong = || SchemaError::WrongValue(path(key));
        let items = match value {
            Value::Array(items) => items.as_slice(),
            single => std::slice::from_ref(single),
        };
        for item in items {
            let text = match item {
                Value::Table(cause) if key == "cause" => cause_text(cause).ok_or_else(wrong)?,
                _ => plain(item).ok_or_else(wrong)?,
            };
            if key == "retry" && !RETRIES.contains(&text.as_str()) {
                return Err(wrong());
            }
            out.push_str(prefix);
            out.push_str(key);
            out.push('\t');
            out.push_str(&text);
            out.push('\n');
        }
    }
    Ok(())
}

/// The members of a cause, in the order of its line.
pub const CAUSE: [&str; 5] = ["test", "text", "hint", "retry", "certain"];

/// `{ test = "…", text = "…" }` as `test TAB text TAB …`; only the test must be there, it has a text of its own.
fn cause_text(cause: &Table) -> Option<String> {
    let known = cause.keys().all(|key| CAUSE.contains(&key.as_str())) && cause.contains_key("test");
    let values: Option<Vec<String>> =
        CAUSE.iter().map(|key| cause.get(*key).map_or_else(|| Some(String::new()), plain)).collect();
    known.then_some(values?.join("\t"))
}

fn plain(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Boolean(flag) => flag.to_string(),
        _ => return None,
    };
    (!text.chars().any(char::is_control)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{SchemaError, compile};

    #[test]
    fn a_file_becomes_lines_and_repeated_tables_sections() {
        let text = "name = \"x\"\ntitle = \"X\"\ntext = \"t\"\nreferences = [\"a\", \"b\"]\n[detect]\nissuer = \
                    [\"i\"]\n[[refusal]]\nerror = \"e\"\nstatus = 400\nmeaning = \"m\"\nhint = \"h\"\nretry = \
                    \"never\"\ncause = [{ test = \"t\" }, { test = \"server\", text = \"s\" }]\n[[sample]]\nany = 1\n";
        assert_eq!(
            compile(text).as_deref(),
            Ok(
                "name\tx\nreferences\ta\nreferences\tb\ntext\tt\ntitle\tX\ndetect.issuer\ti\n[refusal\ncause\tt\t\t\t\t\n\
                cause\tserver\ts\t\t\t\nerror\te\nhint\th\nmeaning\tm\nretry\tnever\nstatus\t400\n"
            )
        );
    }

    #[test]
    fn r6_what_does_not_fit_is_named_by_its_place() {
        let head = "name=\"x\"\ntitle=\"X\"\ntext=\"t\"\n";
        for (tail, want) in [
            ("secret = hunter2-canary", SchemaError::NotToml(4)),
            ("colour = 1", SchemaError::UnknownKey("colour".to_owned())),
            ("[paint]\na = 1", SchemaError::UnknownKey("paint".to_owned())),
            ("references = [1.5]", SchemaError::WrongValue("references".to_owned())),
            ("references = [\"a\\tb\"]", SchemaError::WrongValue("references".to_owned())),
            ("[[refusal]]\nerror = \"e\"", SchemaError::Missing("refusal.0.meaning".to_owned())),
        ] {
            assert_eq!(compile(&format!("{head}{tail}\n")), Err(want), "{tail}");
        }
    }
}
