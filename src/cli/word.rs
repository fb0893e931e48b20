//! The first word: a command, an input to decode, or a command that was nearly typed.

use std::ffi::OsString;

use super::definition::COMMANDS;
use crate::failure::Failure;
use crate::host::Host;
use crate::input;

/// Makes `obo TOKEN`, `obo @FILE` and `… | obo` mean decode; `None` asks for the short help.
///
/// # Errors
/// Where the word is nearly a command; it is judged before the option parser sees it, so that it is never echoed.
pub fn first(mut arguments: Vec<OsString>, host: &Host) -> Result<Option<Vec<OsString>>, Failure> {
    let decode = OsString::from("decode");
    let Some(word) = arguments.get(1) else {
        if host.terminals.stdin {
            return Ok(None);
        }
        arguments.push(decode);
        return Ok(Some(arguments));
    };
    let Some(word) = word.to_str() else {
        arguments.insert(1, decode);
        return Ok(Some(arguments));
    };
    if COMMANDS.iter().any(|entry| entry.name == word)
        || ["-h", "--help", "-V", "--version", "help"].contains(&word)
    {
        if word == "help" {
            arguments.remove(1);
            arguments.push(OsString::from("--help"));
        } else if word == "exchange" && arguments.iter().any(|a| a == "--demo") {
            // `exchange --demo` is the demo, with the demo's options.
            arguments.retain(|a| a != "--demo");
            arguments.splice(1..2, [OsString::from("demo")]);
        }
        return Ok(Some(arguments));
    }
    let is_option = word.starts_with('-') && word.len() > 1;
    if is_option
        && host.terminals.stdin
        && !arguments.iter().skip(2).any(|a| a.to_str().is_some_and(reads_as_input))
    {
        return Ok(Some(arguments));
    }
    if !is_option && !reads_as_input(word) && host.files.kind(std::path::Path::new(word)).is_none() {
        return Err(unknown(word));
    }
    arguments.insert(1, decode);
    Ok(Some(arguments))
}

/// Makes `--key TEXT` mean `--key=TEXT` where the text is PEM, whose first signs would pass for an option's.
#[must_use]
pub fn with_pem_values(arguments: Vec<OsString>) -> Vec<OsString> {
    let starts = |word: &OsString, with: &str| word.as_encoded_bytes().starts_with(with.as_bytes());
    let mut joined: Vec<OsString> = Vec::with_capacity(arguments.len());
    for word in arguments {
        match joined.last_mut() {
            Some(option)
                if starts(&word, input::PEM)
                    && starts(option, "--")
                    && !option.as_encoded_bytes().contains(&b'=')
                    && option.len() > 2 =>
            {
                option.push("=");
                option.push(word);
            }
            _ => joined.push(word),
        }
    }
    joined
}

/// Whether a word can be meant as an input; a short word of letters is a command that was mistyped.
fn reads_as_input(word: &str) -> bool {
    word == "-"
        || ["@", "env:", "cmd:", "fd:", "{", "[", "eyJ", "\""].iter().any(|prefix| word.starts_with(prefix))
        || word.len() > 32
        || word.contains(['.', '_', ' ', '/'])
        || input::looks_like_a_path(word)
}

fn unknown(word: &str) -> Failure {
    let harmless = word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && !word.contains("eyJ");
    let what = match harmless {
        true => format!("no command is called {word}"),
        false => "no command is called so".to_owned(),
    };
    let near = COMMANDS.iter().map(|entry| entry.name).min_by_key(|name| distance(name, word));
    let failure = Failure::usage(what);
    match near.filter(|name| distance(name, word) <= 2) {
        Some(name) => failure.hint(format!("the nearest command is {name}")),
        None => {
            failure.hint("the commands are listed by obo --help; a token may stand as @FILE, env:NAME or -")
        }
    }
}

/// How many letters two words differ by (Levenshtein), for words of a few dozen letters.
#[must_use]
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(64).enumerate() {
        let mut diagonal = i;
        let mut left = i.saturating_add(1);
        let mut next = vec![left];
        for (j, y) in b.iter().enumerate() {
            let above = row.get(j.saturating_add(1)).copied().unwrap_or(usize::MAX);
            let cost = diagonal.saturating_add(usize::from(x != *y));
            left = cost.min(above.saturating_add(1)).min(left.saturating_add(1));
            diagonal = above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{distance, first, with_pem_values};
    use crate::host::Host;
    use crate::instant::Instant;

    fn meaning(words: &[&str], terminal: bool) -> String {
        let sink = || Box::new(std::io::sink());
        let mut host = Host::of_buffers(b"", sink(), sink(), &[], Instant::from_seconds(0));
        host.terminals.stdin = terminal;
        let all = std::iter::once("obo").chain(words.iter().copied()).map(Into::into).collect();
        match first(all, &host) {
            Ok(Some(arguments)) => {
                arguments.iter().skip(1).map(|a| a.to_string_lossy()).collect::<Vec<_>>().join(" ")
            }
            Ok(None) => "short help".to_owned(),
            Err(failure) => failure.lines().join(" / "),
        }
    }

    #[test]
    fn the_first_word() {
        for (words, terminal, want) in [
            (&[][..], true, "short help"),
            (&[], false, "decode"),
            (&["eyJhbGciOi"], true, "decode eyJhbGciOi"),
            (&["@t.jwt", "--claim", "sub"], true, "decode @t.jwt --claim sub"),
            (&["--claim", "sub"], false, "decode --claim sub"),
            (&["-"], false, "decode -"),
            (&["decode", "x"], true, "decode x"),
            (&["exchange", "--demo", "--save", "d"], true, "demo --save d"),
            (&["--help"], true, "--help"),
            (&["--version"], false, "--version"),
            (&["Cargo.toml"], true, "decode Cargo.toml"),
            (
                &["gho_16C7e42F292c6912E7710c838347Ae178B4a"],
                true,
                "decode gho_16C7e42F292c6912E7710c838347Ae178B4a",
            ),
        ] {
            assert_eq!(meaning(words, terminal), want, "{words:?}");
        }
        assert!(meaning(&["decoed"], true).contains("the nearest command is decode"));
        assert!(!meaning(&["hunter2!"], true).contains("hunter2"), "only harmless words are echoed");
    }

    #[test]
    fn pem_is_the_value_of_the_option_before_it() {
        for (words, want) in [
            (&["verify", "--key", "-----BEGIN X-----"][..], "verify|--key=-----BEGIN X-----"),
            (&["verify", "--key=a", "-----BEGIN X-----"], "verify|--key=a|-----BEGIN X-----"),
            (&["verify", "--", "-----BEGIN X-----"], "verify|--|-----BEGIN X-----"),
            (&["verify", "--key", "-----BEGIN"], "verify|--key|-----BEGIN"),
            (&["-----BEGIN X-----"], "-----BEGIN X-----"),
        ] {
            let joined = with_pem_values(words.iter().map(Into::into).collect());
            let joined: Vec<_> = joined.iter().map(|word| word.to_string_lossy()).collect();
            assert_eq!(joined.join("|"), want);
        }
    }

    #[test]
    fn distances() {
        for (a, b, want) in
            [("decode", "decode", 0), ("decode", "decoed", 2), ("a", "", 1), ("lint", "link", 1)]
        {
            assert_eq!(distance(a, b), want);
        }
    }
}
