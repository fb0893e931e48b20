//! Live completion: what a shell asks, by `COMPLETE=<shell> obo`, when somebody presses TAB.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;

use clap_complete::env::Shells;

use super::definition::command;
use crate::failure::Code;
use crate::host::Host;

/// The variable that a shell's script sets; its value names the shell.
const VARIABLE: &str = "COMPLETE";

/// Answers a shell, or gives `None` where no shell asked.
///
/// Without words behind `--` it prints the script that makes the shell ask; with them, what could come next. It
/// reads no configuration, runs nothing, and is silent where it cannot answer (R26).
pub fn answer(arguments: &[OsString], host: &mut Host) -> Option<Code> {
    let asked = host.env(VARIABLE).filter(|shell| !shell.is_empty() && *shell != "0")?;
    let name = Path::new(asked).file_stem()?.to_str()?;
    let shells = Shells::builtins();
    let Some(shell) = shells.completer(name) else { return Some(Code::Usage) };
    let mut said = Vec::new();
    let words = arguments.iter().skip_while(|word| *word != "--").skip(1).cloned().collect::<Vec<_>>();
    let written = if words.is_empty() {
        let program = arguments.first().map_or("obo".into(), |program| program.to_string_lossy());
        shell.write_registration(VARIABLE, "obo", "obo", &program, &mut said)
    } else {
        let mut definition = command();
        definition.build();
        shell.write_complete(&mut definition, words, None, &mut said)
    };
    if written.is_ok() {
        let _ = host.stdout.write_all(&said);
    }
    Some(Code::Yes)
}
