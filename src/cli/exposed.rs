//! The warning about a secret that stands where others on the machine can read it (SECURITY.md R22).

use super::say;
use crate::host::Host;
use crate::input::Source;

/// Warns where the secret of an option is the text of the command line itself. A variable of the environment is the
/// place for a secret, whether `env:NAME` names it or it stands for the option.
pub(super) fn warn(flag: &str, source: Option<&Source>, quiet: bool, host: &mut Host) {
    let is_text = matches!(source, Some(Source::Text(_)));
    let is_variable = host.set_by_environment.iter().any(|set| set == flag);
    if is_text && !is_variable && !quiet {
        let where_it_is = "stands in the process list and the shell's history; @FILE and env:NAME do not";
        say(host, &format!("warning: {flag} {where_it_is}"));
    }
}
