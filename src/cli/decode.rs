//! `obo decode`: what does this token say?

use std::ffi::OsString;
use std::io::Write as _;

use clap::Args;

use super::everywhere::Everywhere;
use super::inputs::{self, Inputs, Seen};
use super::output::{self, Format, Forms, Outcome};
use super::{opening, written};
use crate::build_log;
use crate::decoding::{self, Readers, Sight, opened};
use crate::failure::{Code, Failure};
use crate::host::Host;
use crate::keys::decrypt::DecryptionKey;
use crate::redaction::Redactor;
use crate::render::text;
use crate::report::decode::Decoded;
use crate::report::{Item, Unread, standing};
use crate::token::json::{Kind as JsonKind, Tree, Value, step};

/// Examples for `--help`.
pub const EXAMPLES: &str = "\
Examples:
  obo @token.jwt                         read a token from a file
  pbpaste | obo                          read what was copied
  obo decode @token.jwt --claim act.sub  print one value
  obo decode @before.jwt @after.jwt --diff
  obo decode -f jsonl < tokens.txt       a token a line";

/// The options of decode.
#[derive(Debug, Clone, Args)]
pub struct Options {
    #[command(flatten)]
    inputs: Inputs,
    /// Print one value: a name, a dotted path or a pointer from the payload; header:NAME for the header
    #[arg(long, value_name = "NAME")]
    claim: Option<String>,
    /// With --claim: print a text as it is, whatever is in it
    #[arg(long, requires = "claim")]
    raw: bool,
    /// Compare two tokens
    #[arg(long, conflicts_with = "claim")]
    diff: bool,
    /// The key that opens encrypted tokens: a private key (PEM or JWK) or a secret, in a file or another source
    #[arg(long, value_name = "SRC")]
    decrypt_key: Option<String>,
    /// The form of the output [default: human]
    #[arg(short, long, value_name = "FORM")]
    format: Option<Format>,
    #[command(flatten)]
    common: Everywhere,
}

/// Runs the command.
///
/// # Errors
/// Where an input or an output fails as a whole.
pub fn command(options: Options, arguments: &[OsString], host: &mut Host) -> Result<Code, Failure> {
    if let Some(name) = &options.claim {
        return claim(&options, name, host);
    }
    let forms = Forms::read(options.format.unwrap_or_default(), &options.common)?;
    let key = decryption_key(&options, host)?;
    let common = options.common.clone();
    let readers = forms.readers();
    let awaited = options.inputs.awaited(host)?;
    let many = awaited.sources.len() > 1;
    output::emit("decode", forms, &common, arguments, host, |host, sink| {
        let now = options.common.at.unwrap_or(host.now());
        let mut outcome = Outcome::default();
        let (mut kept, mut held) = (Vec::new(), Vec::new());
        let mut tokens = 0_u64;
        inputs::each(
            awaited,
            options.common.hash_inputs,
            host,
            &mut outcome,
            &mut |_, place, seen| match seen {
                Seen::Token(sighting) => {
                    tokens = tokens.saturating_add(1);
                    let sight = Sight { source: &place.source, index: place.index, now, readers };
                    let mut item = opened(&sighting.token, key.as_ref(), sight);
                    item.member = sighting.member;
                    item.place = standing(&place.input, &place.source, place.line, many);
                    let item = Item::Decoded(Box::new(item));
                    if options.diff {
                        // Nothing is printed before it is known that there are two to compare.
                        kept.push(decoding::innermost(sighting.token, key.as_ref()));
                        held.push(item);
                        return Ok(());
                    }
                    written(sink.item(&item))
                }
                Seen::Nothing(error) => {
                    let row = Item::Unread(Unread { source: place.source, index: place.index, error });
                    if options.diff {
                        held.push(row);
                        return Ok(());
                    }
                    written(sink.item(&row))
                }
            },
        )?;
        outcome.examined.tokens = tokens;
        if options.diff {
            let [before, after] = kept.as_slice() else {
                return Err(Failure::usage(format!(
                    "--diff compares two tokens, and {} were read",
                    kept.len()
                )));
            };
            let difference = decoding::difference(before, after).ok_or_else(|| {
                Failure::usage("--diff compares claims, and one of the two has none that can be read")
            })?;
            held.push(Item::Difference(Box::new(difference)));
            held.iter().try_for_each(|item| written(sink.item(item)))?;
        }
        if tokens > 0 {
            outcome.and(Code::Yes);
        }
        Ok(outcome)
    })
}

/// Reads `--decrypt-key`.
fn decryption_key(options: &Options, host: &mut Host) -> Result<Option<DecryptionKey>, Failure> {
    let is_taken = options.inputs.are_on_stdin();
    opening::decryption_key(options.decrypt_key.as_ref(), is_taken, options.common.quiet, host)
}

/// Prints one value of each token; absent is exit 1 and no output.
fn claim(options: &Options, name: &str, host: &mut Host) -> Result<Code, Failure> {
    if !options.common.report.is_empty() {
        return Err(Failure::usage("--claim prints one value, and --report has no form of it"));
    }
    let key = decryption_key(options, host)?;
    let mut outcome = Outcome::default();
    let awaited = options.inputs.awaited(host)?;
    let now = options.common.at.unwrap_or(host.now());
    let mut lines: Vec<Printed> = Vec::new();
    let terminal = host.terminals.stdout && options.common.file().is_none();
    let mut redactor = options.common.redact.then(Redactor::default);
    inputs::each(awaited, false, host, &mut outcome, &mut |_, place, seen| {
        if let Seen::Token(sighting) = seen {
            let readers = Readers::Machines;
            let sight = Sight { source: &place.source, index: place.index, now, readers };
            let item = opened(&sighting.token, key.as_ref(), sight);
            let item = redactor.as_mut().map(|redactor| redactor.decoded(&item)).unwrap_or(item);
            let value = find(&item, name).map(|value| value_text(value, terminal, options.raw));
            lines.push(value.unwrap_or(Printed::Absent));
        }
        Ok(())
    })?;
    let mut code = outcome.code.unwrap_or(Code::Yes);
    let mut text = Vec::new();
    for line in lines {
        // A text that a build system would act on is quoted, and the code says so (R16).
        code = code.and(if matches!(line, Printed::Plain(_)) { Code::Yes } else { Code::No });
        if let Printed::Plain(line) | Printed::Quoted(line) = line {
            text.extend_from_slice(line.as_bytes());
            text.push(b'\n');
        }
    }
    match options.common.file() {
        Some(path) => host.files.write(path, &text).map_err(|error| {
            Failure::usage(error).context(format!("cannot write {}", path.to_string_lossy()))
        })?,
        None => written(host.stdout.write_all(&text).and_then(|()| host.stdout.flush()))?,
    }
    Ok(if options.common.exit_zero && code == Code::No { Code::Yes } else { code })
}

/// A value as `--claim` prints it.
enum Printed {
    /// As it is, or escaped on a terminal.
    Plain(String),
    /// Quoted, because as it is it would act.
    Quoted(String),
    /// The token has no such value.
    Absent,
}

/// The claims of a token, or of what is inside it.
fn claims(decoded: &Decoded) -> Option<&Tree> {
    let mut here = decoded;
    while let (None, Some(inner)) = (&here.claims, &here.inner) {
        here = inner;
    }
    here.claims.as_ref()
}

/// A value by name, dotted path or pointer from the payload; `header:` looks into the header.
fn find<'d>(decoded: &'d Decoded, name: &str) -> Option<Value<'d>> {
    let (root, name) = match name.strip_prefix("header:") {
        Some(rest) => (decoded.header.as_ref()?.value(), rest),
        None => (claims(decoded)?.value(), name),
    };
    if name.starts_with('/') {
        return root.pointer(name);
    }
    if let Some(value) = root.get(name) {
        return Some(value);
    }
    let pointer: String = name.split('.').map(step).collect();
    root.pointer(&pointer)
}

/// A string as it is where that is safe, any other value as JSON.
fn value_text(value: Value<'_>, terminal: bool, raw: bool) -> Printed {
    let json = || String::from_utf8_lossy(&crate::render::ascii::ascii(&value, None)).into_owned();
    match (value.kind(), value.as_str()) {
        (JsonKind::String, Some(string)) if value.lexeme().is_none() => {
            if raw {
                return Printed::Plain(string.to_owned());
            }
            if terminal {
                return Printed::Plain(text::line(text::outside_whole(string).as_str().to_owned()));
            }
            let starts_a_command = string.trim_start().starts_with("::");
            let acts =
                starts_a_command || string.chars().any(char::is_control) || build_log::holds_command(string);
            match (acts, starts_a_command) {
                (true, true) => Printed::Quoted(json().replacen("::", ":\\u003a", 1)),
                (true, false) => Printed::Quoted(json()),
                (false, _) => Printed::Plain(string.to_owned()),
            }
        }
        _ => Printed::Plain(json()),
    }
}
