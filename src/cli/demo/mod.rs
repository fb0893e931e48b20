//! `obo demo`: all of it in two minutes, nothing to set up.

mod judged;
mod play;
mod refused;
mod save;

use std::ffi::OsString;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;

use clap::Args;

use super::everywhere::Everywhere;
use super::output::{self, Format, Forms, Outcome};
use super::{say, written};
use crate::failure::{Code, Failure};
use crate::host::Host;
use crate::report::Item;
use crate::report::demo::Leave;

/// Examples for `--help`.
pub const EXAMPLES: &str = "\
Examples:
  obo demo               watch, Enter goes on
  obo demo --save demo   keep the tokens and keys to try the other commands on";

/// The options of demo.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Write the tokens, keys and settings to this directory
    #[arg(long, value_name = "DIR")]
    save: Option<PathBuf>,
    /// The form of the output
    #[arg(short, long, value_name = "FORM", default_value = "human")]
    format: Format,
    #[command(flatten)]
    common: Everywhere,
}

/// Runs the command.
///
/// # Errors
/// Where the server in it cannot listen, or what should be written cannot be.
pub fn command(options: &Options, arguments: &[OsString], host: &mut Host) -> Result<Code, Failure> {
    host.forbid_core_dumps();
    if let Some(directory) = &options.save {
        save::prepare(directory, host)?;
    }
    let forms = Forms::read(options.format, &options.common)?;
    let is_watched = options.format == Format::Human
        && options.common.file().is_none()
        && host.terminals.stdout
        && host.can_ask()
        && !options.common.no_input;
    output::emit("demo", forms, &options.common, arguments, host, |host, sink| {
        let play = play::Play::open(options.common.at, host)?;
        let scenes = play.scenes(options.common.at.unwrap_or(host.now()))?;
        for scene in scenes {
            if is_watched && scene.number > 1 {
                pause(host);
            }
            written(sink.item(&Item::Scene(Box::new(scene))))?;
        }
        written(sink.item(&Item::Leave(Box::new(ending(options, &play, host)?))))?;
        let mut outcome = Outcome::default();
        outcome.examined.tokens = u64::try_from(play.tokens().len()).unwrap_or(u64::MAX);
        outcome.and(Code::Yes);
        Ok(outcome)
    })
}

fn ending(options: &Options, play: &play::Play, host: &mut Host) -> Result<Leave, Failure> {
    let Some(directory) = &options.save else {
        let next = vec!["obo demo --save demo".to_owned()];
        return Ok(Leave { saved: None, files: Vec::new(), next });
    };
    let (files, is_trusted) = save::write(directory, play, host)?;
    let named = if is_trusted { "" } else { " --config obo.toml" };
    let directory = directory.to_string_lossy().into_owned();
    let next = vec![
        format!("cd {}", word(&directory)),
        "obo @t2.jwt".to_owned(),
        format!("obo verify @t2.jwt -p ledger{named}"),
        format!("obo verify @t2.jwt -p payroll{named}"),
        format!("obo lint @t0.jwt -p ledger{named}"),
        format!("obo lint @t2.jwt -p ledger{named}"),
        "obo decode @t0.jwt @t2.jwt --diff".to_owned(),
        "obo chain @t0.jwt @t1.jwt @t2.jwt".to_owned(),
    ];
    Ok(Leave { saved: Some(directory), files, next })
}

/// A path as a word of a shell.
fn word(path: &str) -> String {
    let is_plain = path.bytes().all(|b| b.is_ascii_alphanumeric() || b"_./-".contains(&b));
    if is_plain && !path.starts_with('-') {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

/// Waits for Enter; whatever else is typed before it is of no account, and so is an end of the input.
fn pause(host: &mut Host) {
    let erase = host.env("TERM").is_some_and(|term| term != "dumb");
    let _ = write!(host.stderr, "\n[Enter]").and_then(|()| host.stderr.flush());
    let mut sign = [0];
    while let Ok(1) = host.stdin.read(&mut sign) {
        if sign == *b"\n" {
            break;
        }
    }
    if erase {
        // Up to the line that was asked in, and away with it and with the blank one above.
        let _ = write!(host.stderr, "\u{1b}[1A\u{1b}[2K\u{1b}[1A").and_then(|()| host.stderr.flush());
    } else {
        say(host, "");
    }
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn a_path_is_one_word_of_a_shell() {
        for (path, want) in
            [("demo", "demo"), ("../a-b_c/d.e", "../a-b_c/d.e"), ("a b", "'a b'"), ("a'b", r"'a'\''b'")]
        {
            assert_eq!(word(path), want);
        }
    }
}
