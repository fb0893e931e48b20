//! The arguments as a run may remember them: whatever may be a token or a secret is replaced by a name.

use std::ffi::OsString;

use crate::input::looks_like_a_path;
use crate::token::digest::Digest;

/// Arguments as `run` keeps them: whatever may be a token or a secret is replaced by a name.
#[must_use]
pub fn masked(arguments: &[OsString]) -> Vec<String> {
    let mut out = Vec::new();
    let mut secret_next = false;
    for argument in arguments.iter().skip(1) {
        let text = argument.to_string_lossy();
        if secret_next && !is_source(&text) {
            out.push(name(&text));
            secret_next = false;
            continue;
        }
        secret_next = false;
        match text.strip_prefix("--").and_then(|rest| rest.split_once('=')) {
            Some((flag, value)) => out.push(format!("--{flag}={}", one(flag, value))),
            None => {
                secret_next = text.strip_prefix("--").is_some_and(holds_secret) || text == "-t";
                match text.strip_prefix("-t").filter(|rest| !rest.is_empty() && !text.starts_with("--")) {
                    Some(value) => out.push(format!("-t{}", one("subject-token", value))),
                    None => out.push(one("", &text)),
                }
            }
        }
    }
    out
}

/// The same arguments without these texts, which are tokens although nothing in them says so.
#[must_use]
pub fn without(arguments: &[OsString], tokens: &[String]) -> Vec<OsString> {
    let is_token = |argument: &OsString| tokens.iter().any(|token| argument == token.as_str());
    let one = |argument: &OsString| match is_token(argument) {
        true => name(&argument.to_string_lossy()).into(),
        false => argument.clone(),
    };
    arguments.iter().map(one).collect()
}

fn holds_secret(flag: &str) -> bool {
    ["secret", "token", "key", "assertion", "password", "proof"].iter().any(|word| flag.contains(word))
        && !flag.ends_with("-type")
        && flag != "token-endpoint"
}

fn is_source(text: &str) -> bool {
    text == "-" || ["@", "env:", "fd:"].iter().any(|prefix| text.starts_with(prefix))
}

fn one(flag: &str, value: &str) -> String {
    let command = value.strip_prefix("cmd:").and_then(|rest| rest.split_whitespace().next());
    match command {
        Some(program) => format!("cmd:{program} ..."),
        None if is_source(value) => value.to_owned(),
        None if flag == "param" => match value.split_once('=') {
            Some((parameter, inner)) => format!("{parameter}={}", one(parameter, inner)),
            None => name(value),
        },
        None if holds_secret(flag) || may_be_token(value) => name(value),
        None => value.to_owned(),
    }
}

/// Long words and words with a token's or key's shape; a path, an address or an option is none.
fn may_be_token(text: &str) -> bool {
    text.contains("eyJ")
        || text.contains("-----BEGIN")
        || text.trim_start().starts_with(['{', '['])
        || (text.len() > 32
            && !text.contains(['/', ' '])
            && !text.starts_with('-')
            && !looks_like_a_path(text))
        || text
            .split_whitespace()
            .next()
            .is_some_and(|w| ["bearer", "dpop"].contains(&w.to_ascii_lowercase().as_str()))
        || (text.contains('_') && text.len() >= 20 && !text.starts_with('-') && !text.contains('/'))
}

fn name(text: &str) -> String {
    format!("sha256:{}", Digest::of(text.as_bytes()).short())
}

#[cfg(test)]
mod tests {
    use super::{masked, without};

    #[test]
    fn r22_an_opaque_token_is_no_argument_to_remember() {
        let words = ["obo", "verify", "2YotnFZFEjr1", "--introspect"].map(Into::into);
        let out = masked(&without(&words, &["2YotnFZFEjr1".to_owned()])).join(" ");
        assert!(out.starts_with("verify sha256:") && out.ends_with(" --introspect"), "{out}");
    }

    #[test]
    fn r22_arguments_keep_no_token_and_no_secret() {
        let words = [
            "obo",
            "exchange",
            "--client-secret",
            "hunter2",
            "--client-secret=hunter2",
            "-thunter2",
            "-t",
            "hunter2",
            "--subject-token",
            "@t.jwt",
            "cmd:pass show hunter2",
            "eyJhunter2",
            "--param=password=hunter2",
            "Bearer hunter2",
            "--audience",
            "https://a.example",
            "gho_hunter2hunter2hunter2",
        ];
        let out = masked(&words.map(Into::into));
        let text = out.join(" ");
        assert!(
            text.contains("@t.jwt") && text.contains("https://a.example") && text.contains("--audience"),
            "{text}"
        );
        assert!(!text.contains("hunter2"), "{text}");
    }
}
