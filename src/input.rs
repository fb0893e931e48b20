//! The one grammar of sources: where a token, a secret or a file of settings comes from.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::failure::{Code, Failure};
use crate::files::{FileError, FileKind};
use crate::host::{CommandError, Host};
use crate::secret::Secret;

/// The most that an argument, a variable or a command may hold.
pub const MAX_TEXT: usize = 1 << 20;

/// What a key in text begins with (RFC 7468 section 2).
pub const PEM: &str = "-----BEGIN ";

/// Where something comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// `-`
    Stdin,
    /// `@FILE`, or an existing path where paths may stand alone.
    File(PathBuf),
    /// A file that was found in a directory: no link is followed, and it may well hold no token.
    Found(PathBuf),
    /// `env:NAME`
    Env(String),
    /// `cmd:COMMAND`, already in words.
    Command(Vec<String>),
    /// `fd:N`
    Descriptor(u32),
    /// `login`, for subject tokens only.
    Login,
    /// `login:device`, for subject tokens only.
    LoginDevice,
    /// The text itself.
    Text(Secret),
}

/// What a source may be, beside the prefixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// A token: an existing path may stand alone, else the text itself.
    Token,
    /// A secret: the text itself works (and the caller warns).
    Secret,
    /// A key, set, certificate or settings file: an existing path may stand alone; other text must be the thing.
    Document,
    /// As `--text` says: nothing but text.
    TextOnly,
}

/// The name of a source for people and for `source` in JSON; never the text itself.
#[must_use]
pub fn name(source: &Source) -> String {
    match source {
        Source::Stdin => "stdin".to_owned(),
        Source::File(path) | Source::Found(path) => path.to_string_lossy().into_owned(),
        Source::Env(name) => format!("env:{name}"),
        Source::Command(_) => "cmd".to_owned(),
        Source::Descriptor(number) => format!("fd:{number}"),
        Source::Login => "login".to_owned(),
        Source::LoginDevice => "login:device".to_owned(),
        Source::Text(_) => "argument".to_owned(),
    }
}

/// Reads the grammar; tried as `-`, `@FILE` and the other prefixes, existing path, text.
///
/// # Errors
/// Where a prefix is followed by nothing, or by what the prefix does not take.
pub fn parse(text: &str, reading: Reading, host: &Host) -> Result<Source, Failure> {
    parse_beside(text, reading, None, host)
}

/// As [`parse`]; a relative path starts at `base`, the directory of the file of settings that says it, and nothing in
/// the working directory is asked whether it exists.
///
/// # Errors
/// Where a prefix is followed by nothing, or by what the prefix does not take.
pub fn parse_beside(
    text: &str,
    reading: Reading,
    base: Option<&Path>,
    host: &Host,
) -> Result<Source, Failure> {
    if reading == Reading::TextOnly {
        return Ok(Source::Text(Secret::from(text)));
    }
    if text.is_empty() {
        return Err(Failure::usage("an empty value where a source is wanted").hint(GRAMMAR));
    }
    if text == "-" {
        return Ok(Source::Stdin);
    }
    if let Some(path) = text.strip_prefix('@') {
        return match path {
            "" => Err(Failure::usage("@ without a file name")),
            _ => Ok(Source::File(beside(path, base))),
        };
    }
    if let Some(name) = text.strip_prefix("env:") {
        return match name {
            "" => Err(Failure::usage("env: without the name of a variable")),
            _ => Ok(Source::Env(name.to_owned())),
        };
    }
    if let Some(command) = text.strip_prefix("cmd:") {
        return crate::command::words(command).map(Source::Command).map_err(Failure::usage);
    }
    if let Some(number) = text.strip_prefix("fd:") {
        return match number.parse() {
            Ok(number) => Ok(Source::Descriptor(number)),
            Err(_) => Err(Failure::usage("fd: wants the number of an open descriptor")),
        };
    }
    match existing(text, base, host).filter(|_| reading != Reading::Secret) {
        Some(path) => Ok(Source::File(path)),
        None => Ok(Source::Text(Secret::from(text))),
    }
}

/// The path that a text names, if something is there and the look at it is harmless.
#[must_use]
pub fn existing(text: &str, base: Option<&Path>, host: &Host) -> Option<PathBuf> {
    if !is_safe_path(text) {
        return None;
    }
    Some(beside(text, base)).filter(|path| host.files.kind(path).is_some())
}

/// A path from the directory where relative ones start.
fn beside(path: &str, base: Option<&Path>) -> PathBuf {
    base.map_or_else(|| PathBuf::from(path), |base| base.join(path))
}

const GRAMMAR: &str = "a source is the text itself, @FILE, env:NAME, cmd:COMMAND, fd:N or - for stdin";

/// Whether the mere look at a path is harmless: on Windows a share or a device is only opened behind `@` (R14).
fn is_safe_path(text: &str) -> bool {
    // No file system has a longer name, so nothing can exist there.
    let too_long = text.len() > 255 && !text.as_bytes().iter().take(256).any(|b| matches!(b, b'/' | b'\\'));
    if text.len() > 4096 || too_long || text.contains('\0') {
        return false;
    }
    if cfg!(windows) {
        let device =
            Path::new(text).file_stem().and_then(|s| s.to_str()).unwrap_or_default().to_ascii_uppercase();
        let reserved = ["CON", "PRN", "AUX", "NUL"].contains(&device.as_str())
            || (device.len() == 4 && (device.starts_with("COM") || device.starts_with("LPT")));
        return !(text.starts_with("\\\\") || text.starts_with("//") || reserved);
    }
    true
}

/// Whether text where a key is asked for is meant as the key itself, a JWK or PEM, and not as the name of a file.
#[must_use]
pub fn reads_as_key(text: &str) -> bool {
    text.trim_start().starts_with('{') || text.contains(PEM)
}

/// Whether text that is no token was probably meant as a file.
#[must_use]
pub fn looks_like_a_path(text: &str) -> bool {
    const SUFFIXES: [&str; 12] =
        [".jwt", ".json", ".jsonl", ".txt", ".log", ".har", ".token", ".pem", ".toml", ".gz", ".zip", ".csv"];
    text.contains('/')
        || text.contains('\\')
        || SUFFIXES.iter().any(|suffix| text.to_ascii_lowercase().ends_with(suffix))
}

/// Opens a source for reading in pieces.
///
/// # Errors
/// Where it is not to be had; the message names the source, never what is in it.
pub fn open(source: &Source, host: &mut Host) -> Result<Box<dyn Read>, Failure> {
    let bytes = match source {
        Source::Stdin => {
            return Ok(std::mem::replace(&mut host.stdin, Box::new(std::io::empty())));
        }
        Source::File(path) | Source::Found(path) => {
            let opened = match source {
                Source::Found(_) => host.files.open_found(path),
                _ => host.files.open(path),
            };
            return opened
                .map(|r| -> Box<dyn Read> { r })
                .map_err(|error| unreadable(source, path, error, host));
        }
        Source::Descriptor(number) => return descriptor(*number, host),
        Source::Env(name) => match host.env(name) {
            Some(value) => value.as_bytes().to_vec(),
            None => {
                return Err(Failure::usage(format!("the variable {name} is not set"))
                    .hint("env:NAME wants the name of an exported variable, without a $"));
            }
        },
        Source::Command(words) => {
            let printed = host.command(words);
            let program = words.first().map_or("", String::as_str);
            let unprinted = |error| {
                let code = if error == CommandError::Interrupted { Code::Interrupted } else { Code::Usage };
                Failure::new(code, error).context(format!("cmd:{program} gave nothing to read"))
            };
            printed.map_err(unprinted)?.expose().to_vec()
        }
        Source::Text(text) => text.expose().to_vec(),
        Source::Login | Source::LoginDevice => {
            return Err(
                Failure::usage("login is not available yet").hint("give the subject token as a source")
            );
        }
    };
    if bytes.len() > MAX_TEXT {
        return Err(Failure::usage(format!("{} holds more than 1 MiB", name(source))));
    }
    Ok(Box::new(std::io::Cursor::new(bytes)))
}

fn unreadable(source: &Source, path: &Path, error: FileError, host: &Host) -> Failure {
    let failure = Failure::usage(error).context(format!("cannot read {}", name(source)));
    match (error, host.files.kind(path)) {
        (FileError::NotRegular, Some(FileKind::Directory)) => failure.hint("it is a directory; name a file"),
        (FileError::NotRegular, _) => failure.hint("pipes and devices are read from stdin: - or fd:N"),
        _ => failure,
    }
}

#[cfg(unix)]
fn descriptor(number: u32, host: &Host) -> Result<Box<dyn Read>, Failure> {
    // Opening the descriptor's own name needs no unsafe code and leaves the caller's descriptor open.
    let _ = host;
    match std::fs::File::open(format!("/dev/fd/{number}")) {
        Ok(file) => Ok(Box::new(file)),
        Err(_) => Err(Failure::usage(format!("fd:{number} is not open for reading"))),
    }
}

#[cfg(not(unix))]
fn descriptor(number: u32, _host: &Host) -> Result<Box<dyn Read>, Failure> {
    Err(Failure::usage(format!("fd:{number}: descriptors are not read on this system")))
}

/// Reads a source whole, up to `limit` bytes.
///
/// # Errors
/// Where it is not to be had or larger.
pub fn read(source: &Source, limit: usize, host: &mut Host) -> Result<Secret, Failure> {
    let mut bytes = Vec::new();
    let mut reader = open(source, host)?.take(u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1));
    reader
        .read_to_end(&mut bytes)
        .map_err(|_| Failure::usage(format!("{} could not be read to its end", name(source))))?;
    if bytes.len() > limit {
        return Err(Failure::usage(format!("{} holds more than {limit} bytes", name(source))));
    }
    Ok(Secret::new(bytes))
}

/// Reads a secret: one line break at the end of a file, stdin or a command's output is no part of it.
///
/// # Errors
/// Where it is not to be had, or is empty.
pub fn read_secret(source: &Source, host: &mut Host) -> Result<Secret, Failure> {
    let secret = read(source, MAX_TEXT, host)?;
    let secret = match source {
        Source::Env(_) | Source::Text(_) => secret,
        _ => secret.without_final_newline(),
    };
    match secret.is_empty() {
        true => Err(Failure::usage(format!("{} is empty", name(source)))),
        false => Ok(secret),
    }
}

#[cfg(test)]
mod tests {
    use super::{Reading, Source, looks_like_a_path, parse, read_secret};
    use crate::host::Host;
    use crate::instant::Instant;
    use crate::secret::Secret;

    fn host(stdin: &str) -> Host {
        let sink = || Box::new(std::io::sink());
        let env = [("TOKEN", "abc"), ("EMPTY", ""), ("PATH", "/usr/bin:/bin")];
        Host::of_buffers(stdin.as_bytes(), sink(), sink(), &env, Instant::from_seconds(0))
    }

    #[test]
    fn the_grammar() {
        let text = |t: &str| Some(Source::Text(Secret::from(t)));
        for (given, reading, want) in [
            ("-", Reading::Token, Some(Source::Stdin)),
            ("@x", Reading::Secret, Some(Source::File("x".into()))),
            ("env:A", Reading::Secret, Some(Source::Env("A".to_owned()))),
            (
                "cmd:pass show 'a b'",
                Reading::Secret,
                Some(Source::Command(vec!["pass".into(), "show".into(), "a b".into()])),
            ),
            ("fd:3", Reading::Token, Some(Source::Descriptor(3))),
            ("Cargo.toml", Reading::Token, Some(Source::File("Cargo.toml".into()))),
            ("Cargo.toml", Reading::Secret, text("Cargo.toml")),
            ("Cargo.toml", Reading::TextOnly, text("Cargo.toml")),
            ("@x", Reading::TextOnly, text("@x")),
            ("eyJ", Reading::Token, text("eyJ")),
            ("", Reading::Token, None),
            ("@", Reading::Token, None),
            ("env:", Reading::Token, None),
            ("cmd:", Reading::Token, None),
            ("cmd:'x", Reading::Token, None),
            ("fd:x", Reading::Token, None),
        ] {
            assert_eq!(parse(given, reading, &host("")).ok(), want, "{given} {reading:?}");
        }
    }

    #[test]
    fn r6_an_error_names_the_source_and_never_its_content() {
        for text in
            ["env:NOT_SET", "env:EMPTY", "cmd:false", "cmd:/no/such/program hunter2", "@/no/such/file"]
        {
            let mut host = host("");
            let source = parse(text, Reading::Secret, &host).expect("the grammar holds");
            let failure = read_secret(&source, &mut host).expect_err("nothing to read");
            assert!(!failure.lines().join("\n").contains("hunter2"), "{:?}", failure.lines());
        }
    }

    #[test]
    fn secrets_lose_one_line_break_where_one_is_added_by_habit() {
        for (text, stdin, want) in [
            ("-", "s\n", "s"),
            ("-", "s\n\n", "s\n"),
            ("env:TOKEN", "", "abc"),
            ("cmd:printf 'x\\n'", "", "x"),
        ] {
            let mut host = host(stdin);
            let source = parse(text, Reading::Secret, &host).expect("the grammar holds");
            let secret = read_secret(&source, &mut host).expect("there is a secret");
            assert_eq!(secret.expose_text(), Some(want), "{text}");
        }
    }

    #[test]
    fn what_looks_like_a_path() {
        for (text, want) in [("a/b", true), ("x.jwt", true), ("gho_abc", false), ("ya29.abc", false)] {
            assert_eq!(looks_like_a_path(text), want, "{text}");
        }
    }
}
