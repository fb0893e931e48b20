//! The library behind `obo`, the command-line tool for OAuth on-behalf-of tokens.
//!
//! `ARCHITECTURE.md` is the map: what each room is for and which walls stand between them.

pub mod binding;
pub mod build_log;
pub mod cli;
pub mod command;
pub mod config;
pub mod conversation;
pub mod decoding;
pub mod delegation;
pub mod exchange;
pub mod explain;
pub mod failure;
pub mod files;
pub mod host;
pub mod index;
pub mod input;
pub mod instant;
pub mod keys;
pub mod link;
pub mod lint;
pub mod linting;
pub mod near;
pub mod net;
pub mod parallel;
pub mod plural;
pub mod provider;
pub mod redaction;
pub mod render;
pub mod report;
pub mod scan;
pub mod secret;
pub mod source;
pub mod sts;
pub mod token;
pub mod verify;
pub mod words;

use std::io::Write as _;
use std::process::ExitCode;

/// Runs obo with the real world: the one statement of the binary.
///
/// A panic is a bug: where it happened is printed, never data, and the code is 101.
#[must_use]
pub fn start() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|l| format!(" at {}:{}", l.file(), l.line())).unwrap_or_default();
        let _ = writeln!(std::io::stderr(), "error: this is a bug in obo{place}; please report it");
    }));
    #[allow(clippy::disallowed_methods, reason = "this is where arguments come in")]
    let arguments = std::env::args_os().collect();
    let code = std::panic::catch_unwind(|| {
        // The process ends here: what the host holds need not be taken apart piece by piece.
        let mut host = std::mem::ManuallyDrop::new(host::Host::real());
        let code = cli::run(arguments, &mut host);
        // What nobody dropped, nobody flushed; a reader that is gone is no error.
        let _ = host.stdout.flush();
        code
    });
    ExitCode::from(code.unwrap_or(failure::Code::Bug).number())
}
