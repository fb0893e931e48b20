//! The command for PowerShell and the command prompt: curl itself takes the secrets from the environment (its
//! `--variable`, since 8.3), so that no shell ever expands them.

use super::{Shell, Unwritable, encoded, is_plain, is_readable, variable};
use crate::conversation::{Content, Method, Plan};

pub(super) fn command(plan: &Plan, shell: Shell) -> Result<String, Unwritable> {
    let mut variables: Vec<String> = Vec::new();
    let mut arguments = Vec::new();
    // The parser of addresses writes a quote so, too.
    let url = plan.url.replace('"', "%22");
    arguments
        .push(format!("--url {}", quoted(&url, shell).ok_or_else(|| Unwritable("the address".to_owned()))?));
    if !plan.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("accept")) {
        arguments
            .extend(quoted("Accept: application/json", shell).map(|header| format!("--header {header}")));
    }
    let hidden = |name: &str, variables: &mut Vec<String>| {
        let variable = variable(name, variables);
        variables.push(variable.clone());
        variable
    };
    let written = |option: &str, text: &str, name: &str| {
        let text = quoted(text, shell).ok_or_else(|| Unwritable(name.to_owned()))?;
        Ok(format!("{option} {text}"))
    };
    for (name, content) in &plan.headers {
        arguments.push(match content {
            Content::Plain(value) => written("--header", &format!("{name}: {value}"), name)?,
            Content::Secret(_) | Content::Token(_) => {
                let variable = hidden(name, &mut variables);
                written("--expand-header", &format!("{name}: {{{{{variable}}}}}"), name)?
            }
        });
    }
    if let Some(basic) = &plan.basic {
        variables.push("CLIENT_SECRET".to_owned());
        let user = format!("{}:{{{{CLIENT_SECRET:url}}}}", encoded(basic.client_id.as_bytes()));
        arguments.push(written("--expand-user", &user, "the client's id")?);
    }
    for (name, content) in &plan.form {
        let pair = |value: &str| format!("{}={value}", encoded(name.as_bytes()));
        arguments.push(match content {
            Content::Plain(value) if is_plain(name) && is_safe(value, shell) => {
                written("--data-urlencode", &format!("{name}={value}"), name)?
            }
            Content::Plain(value) => written("--data", &pair(&encoded(value.as_bytes())), name)?,
            Content::Secret(_) | Content::Token(_) => {
                let variable = hidden(name, &mut variables);
                written("--expand-data", &pair(&format!("{{{{{variable}:url}}}}")), name)?
            }
        });
    }
    let (comment, note, program, next) = match shell {
        Shell::Cmd => ("rem", "; for the prompt, not for a batch file", "curl", "^"),
        _ => ("#", "", "curl.exe", "`"),
    };
    let get = if plan.method == Method::Get { " --get" } else { "" };
    let mut text = String::new();
    if !variables.is_empty() {
        let names = variables.join(" ");
        text = format!("{comment} wants the environment variables {names}, and curl 8.3{note}\n");
    }
    text.push_str(&format!("{program} --globoff --silent --show-error{get}"));
    let imported = variables.iter().map(|name| match shell {
        Shell::Cmd => format!("--variable %{name}"),
        _ => format!("--variable '%{name}'"),
    });
    for argument in imported.chain(arguments) {
        text.push_str(&format!(" {next}\n  {argument}"));
    }
    text.push('\n');
    Ok(text)
}

/// Text in the shell's quotes; `None` where the shell would act on something in them.
fn quoted(text: &str, shell: Shell) -> Option<String> {
    match shell {
        Shell::Cmd => {
            let acts = text.contains(['"', '%', '!', '^']) || !is_readable(text);
            (!acts).then(|| format!("\"{text}\""))
        }
        _ => Some(format!("'{}'", text.replace('\'', "''"))),
    }
}

/// Whether a value passes both the shell and the way in which it hands arguments on: older PowerShells lose double
/// quotes and backslashes there.
fn is_safe(value: &str, shell: Shell) -> bool {
    is_readable(value)
        && !value.contains(['"', '\\'])
        && (shell != Shell::Cmd || !value.contains(['&', '|', '<', '>']))
}
