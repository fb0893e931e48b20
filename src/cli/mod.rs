//! The command line: what is typed, which command it means, and what it ends with.

mod awaited;
pub mod chain;
pub mod complete;
pub mod decode;
pub mod definition;
pub mod demo;
mod endpoint;
pub mod everywhere;
pub mod exchange;
pub mod explain;
mod exposed;
pub mod inputs;
mod keys;
pub mod lint;
pub mod masked;
mod no_token;
mod opening;
pub mod output;
pub mod prompt;
mod resource;
pub mod settings;
mod stderr;
pub mod sts;
mod unanswered;
pub mod usage;
pub mod verify;
pub mod word;
mod world;

use std::ffi::OsString;
use std::io::{self, Write as _};

use self::stderr::{report, say};
use crate::failure::{Code, Failure};
use crate::files::FileError;
use crate::host::Host;

/// Runs a command line whose first word is the program's name, and says how the process ends.
pub fn run(arguments: Vec<OsString>, host: &mut Host) -> Code {
    if let Some(code) = complete::answer(&arguments, host) {
        return code;
    }
    match dispatch(arguments, host) {
        Ok(code) => code,
        Err(failure) => {
            report(&failure, host);
            failure.code
        }
    }
}

fn dispatch(arguments: Vec<OsString>, host: &mut Host) -> Result<Code, Failure> {
    let arguments = word::first(word::with_pem_values(arguments), host)?;
    let Some(arguments) = arguments else {
        return short_help(host);
    };
    let mut matches = match usage::parse(&arguments, host) {
        Ok((matches, set_by_environment)) => {
            host.set_by_environment = set_by_environment;
            matches
        }
        Err(usage::Stop::Help(text)) => return print(host, &text),
        Err(usage::Stop::Usage(lines)) => {
            lines.iter().for_each(|line| say(host, line));
            return Ok(Code::Usage);
        }
    };
    let Some((name, mut chosen)) = matches.remove_subcommand() else { return short_help(host) };
    host.no_input = chosen.try_get_one::<bool>("no_input").ok().flatten().copied().unwrap_or_default();
    let is_verbose = chosen.try_get_one::<u8>("verbose").ok().flatten().is_some_and(|times| *times > 0);
    if is_verbose && !host.set_by_environment.is_empty() {
        let names = host.set_by_environment.join(" ");
        say(host, &format!("set by the environment: {names}"));
    }
    let chosen = &mut chosen;
    match name.as_str() {
        "chain" => chain::command(definition::args(chosen)?, &arguments, host),
        "sts" => sts::command(&definition::args(chosen)?, host),
        "demo" => demo::command(&definition::args(chosen)?, &arguments, host),
        "decode" => decode::command(definition::args(chosen)?, &arguments, host),
        "verify" => verify::command(definition::args(chosen)?, &arguments, host),
        "lint" => lint::command(definition::args(chosen)?, &arguments, host),
        "explain" => explain::command(definition::args(chosen)?, &arguments, host),
        "exchange" => exchange::command(definition::args(chosen)?, &arguments, host),
        _ => short_help(host),
    }
}

fn short_help(host: &mut Host) -> Result<Code, Failure> {
    print(host, definition::SHORT_HELP)
}

fn print(host: &mut Host, text: &str) -> Result<Code, Failure> {
    written(host.stdout.write_all(text.as_bytes()).and_then(|()| host.stdout.flush()))?;
    Ok(Code::Yes)
}

/// A closed pipe is the reader's choice and no error; anything else on stdout is.
///
/// # Errors
/// Where the output cannot be written for another reason than that nobody reads it.
pub fn written(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::usage(FileError::of(&error)).context("the output could not be written"))
        }
        _ => Ok(()),
    }
}
