//! A plan as a `curl` command for a POSIX shell: outside text in single quotes, secrets in variables, and neither in
//! curl's own arguments (security.md R16).

use std::fmt::Write as _;

use crate::conversation::{Content, Method, Plan};
use crate::secret::Secret;

/// The shell function that form-encodes a variable without showing it to another process's arguments.
const FORM: &str = r#"form() { printf %s "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'; }"#;

/// Writes the command. Variables that it needs stand in a comment above it; none of their values is in it.
#[must_use]
pub fn command(plan: &Plan) -> String {
    let mut arguments = vec![format!("--url {}", quoted(&plan.url))];
    let mut config = String::new();
    let mut variables = Vec::new();
    if !plan.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("accept")) {
        arguments.push("--header 'Accept: application/json'".to_owned());
    }
    for (name, content) in &plan.headers {
        match content {
            Content::Plain(value) => {
                arguments.push(format!("--header {}", quoted(&format!("{name}: {value}"))))
            }
            Content::Secret(_) | Content::Token(_) => {
                let variable = variable(name, &variables);
                let _ = writeln!(config, "header = \"{name}: ${variable}\"");
                variables.push(variable);
            }
        }
    }
    if let Some(basic) = &plan.basic {
        let id = encoded(basic.client_id.as_bytes());
        // A secret of plain signs is its own encoding; then the command sends what obo would, also to servers
        // that do not decode.
        let secret = if is_its_own_encoding(&basic.secret) {
            "$CLIENT_SECRET".to_owned()
        } else {
            "$(form \"$CLIENT_SECRET\")".to_owned()
        };
        variables.push("CLIENT_SECRET".to_owned());
        let _ = writeln!(config, "user = \"{id}:{secret}\"");
    }
    for (name, content) in &plan.form {
        match content {
            Content::Plain(value) if is_plain(name) && is_readable(value) => {
                arguments.push(format!("--data-urlencode {}", quoted(&format!("{name}={value}"))));
            }
            Content::Plain(value) => {
                let pair = format!("{}={}", encoded(name.as_bytes()), encoded(value.as_bytes()));
                arguments.push(format!("--data {}", quoted(&pair)));
            }
            Content::Secret(_) | Content::Token(_) => {
                let variable = variable(name, &variables);
                let _ = writeln!(config, "data = \"{}=$(form \"${variable}\")\"", encoded(name.as_bytes()));
                variables.push(variable);
            }
        }
    }
    let mut text = String::new();
    if !variables.is_empty() {
        let _ = writeln!(text, "# wants the shell variables {}", variables.join(" "));
    }
    if config.contains("$(form ") {
        let _ = writeln!(text, "{FORM}");
    }
    let get = if plan.method == Method::Get { " --get" } else { "" };
    let _ = write!(text, "curl --globoff --silent --show-error{get}");
    if !config.is_empty() {
        arguments.insert(0, "--config -".to_owned());
    }
    for argument in &arguments {
        let _ = write!(text, " \\\n  {argument}");
    }
    if config.is_empty() {
        text.push('\n');
    } else {
        let _ = write!(text, " <<END\n{config}END\n");
    }
    text
}

/// Text in single quotes; a single quote in it ends them, stands escaped, and begins them again.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn encoded(bytes: &[u8]) -> String {
    url::form_urlencoded::byte_serialize(bytes).collect()
}

/// Whether a parameter's name needs no encoding, so that curl takes what follows its `=` as the value.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

/// Whether a value can stand in the command as it is: visible ASCII and blanks on one line, no sign that a build
/// system takes for a command (R5).
fn is_readable(value: &str) -> bool {
    value.bytes().all(|b| b.is_ascii_graphic() || b == b' ') && !value.contains("##")
}

fn is_its_own_encoding(secret: &Secret) -> bool {
    encoded(secret.expose()).as_bytes() == secret.expose()
}

/// The variable of a hidden parameter: its name in capitals, with a number where two are alike.
fn variable(name: &str, taken: &[String]) -> String {
    let sign = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let mut base: String = name.chars().map(sign).collect();
    if !base.starts_with(|c: char| c.is_ascii_uppercase()) {
        base.insert_str(0, "VALUE_");
    }
    let mut variable = base.clone();
    let mut number = 2_u32;
    while taken.contains(&variable) {
        variable = format!("{base}_{number}");
        number = number.saturating_add(1);
    }
    variable
}

#[cfg(test)]
mod tests {
    use super::{command, variable};
    use crate::conversation::{Basic, Content, Method, Plan};
    use crate::secret::Secret;

    #[test]
    fn the_command_of_an_exchange() {
        let plain = |text: &str| Content::Plain(text.to_owned());
        let plan = Plan {
            method: Method::Post,
            url: "https://x/';id;'".to_owned(),
            headers: Vec::new(),
            basic: Some(Basic { client_id: "svc b".to_owned(), secret: Secret::from("s%") }),
            form: vec![
                ("subject_token".to_owned(), Content::Token(Secret::from("canary"))),
                ("audience".to_owned(), plain("@/etc/passwd")),
                ("scope".to_owned(), plain("it's {a,b} [1-9]")),
                ("note".to_owned(), plain("a\n::b")),
            ],
            repeatable: true,
            named_by: None,
        };
        let want = r#"# wants the shell variables CLIENT_SECRET SUBJECT_TOKEN
form() { printf %s "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'; }
curl --globoff --silent --show-error \
  --config - \
  --url 'https://x/'\'';id;'\''' \
  --header 'Accept: application/json' \
  --data-urlencode 'audience=@/etc/passwd' \
  --data-urlencode 'scope=it'\''s {a,b} [1-9]' \
  --data 'note=a%0A%3A%3Ab' <<END
user = "svc+b:$(form "$CLIENT_SECRET")"
data = "subject_token=$(form "$SUBJECT_TOKEN")"
END
"#;
        assert_eq!(command(&plan), want);
    }

    #[test]
    fn variables_are_names_and_never_the_same() {
        let taken = ["SUBJECT_TOKEN".to_owned()];
        assert_eq!(variable("subject_token", &taken), "SUBJECT_TOKEN_2");
        assert_eq!(variable("1;id", &taken), "VALUE_1_ID");
        assert_eq!(variable("PATH$(id)", &taken), "PATH__ID_");
    }
}
