//! The command for a POSIX shell: outside text in single quotes, secrets through a configuration on stdin.

use std::fmt::Write as _;

use super::{encoded, is_its_own_encoding, is_plain, is_readable, variable};
use crate::conversation::{Content, Method, Plan};

/// The shell function that form-encodes a variable without showing it to another process's arguments.
const FORM: &str = r#"form() { printf %s "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'; }"#;

pub(super) fn command(plan: &Plan) -> String {
    let mut arguments = vec![format!("--url {}", quoted(&plan.url))];
    let mut config = String::new();
    let mut variables = Vec::new();
    if !plan.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("accept")) {
        arguments.push("--header 'Accept: application/json'".to_owned());
    }
    for (name, content) in &plan.headers {
        match content {
            Content::Plain(value) => {
                arguments.push(format!("--header {}", quoted(&format!("{name}: {value}"))));
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
        let secret =
            if is_its_own_encoding(&basic.secret) { "$CLIENT_SECRET" } else { "$(form \"$CLIENT_SECRET\")" };
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

/// A word of a command: in single quotes where a shell would do anything with it.
pub(super) fn word(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._/:".contains(&b);
    if text.bytes().all(plain) { text.to_owned() } else { quoted(text) }
}

/// Text in single quotes; a single quote in it ends them, stands escaped, and begins them again.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
