//! Asking the person: only where somebody is there, secrets unseen, choices as a menu; the only door to dialoguer.

use std::io::Write as _;

use dialoguer::theme::SimpleTheme;
use dialoguer::{Confirm, Input, Select};

use crate::failure::Failure;
use crate::host::Host;
use crate::secret::Secret;

/// The most that is read at a prompt, in bytes.
const LONGEST: usize = 1 << 20;

/// Asks for a token or a secret, which is not shown.
///
/// # Errors
/// Where the terminal does not allow it or the person ends the input.
pub fn hidden(host: &mut Host, question: &'static str) -> Result<Secret, Failure> {
    let _ = write!(host.stderr, "{question} (not shown, Enter ends it): ");
    let _ = host.stderr.flush();
    let line = line_unseen(LONGEST);
    let _ = writeln!(host.stderr);
    match line {
        Some(secret) if !secret.is_empty() => Ok(secret),
        Some(_) => Err(Failure::usage("nothing was entered")),
        None => Err(Failure::usage("the terminal could not be read")),
    }
}

/// Asks for a text.
///
/// # Errors
/// Where the terminal does not allow it or the person ends the input.
pub fn text(question: &str) -> Result<String, Failure> {
    let asked = Input::<String>::with_theme(&SimpleTheme).with_prompt(question).interact_text();
    asked.map_err(|_| ended())
}

/// Asks for one of several choices, none of them chosen beforehand; the number counts from 0.
///
/// # Errors
/// Where the terminal does not allow it or the person ends the input.
pub fn choice(question: &str, choices: &[String]) -> Result<usize, Failure> {
    let asked = Select::with_theme(&SimpleTheme).with_prompt(question).items(choices).interact_opt();
    asked.ok().flatten().ok_or_else(ended)
}

/// Asks yes or no; neither is chosen beforehand.
///
/// # Errors
/// Where the terminal does not allow it or the person ends the input.
pub fn yes(question: &str) -> Result<bool, Failure> {
    let asked = Confirm::with_theme(&SimpleTheme).with_prompt(question).interact_opt();
    asked.ok().flatten().ok_or_else(ended)
}

fn ended() -> Failure {
    Failure::usage("the question was not answered")
}

/// One line without echo. The terminal's own line mode cuts at 4,095 characters, less than many tokens have, so the
/// line is put together here, sign by sign.
#[cfg(unix)]
fn line_unseen(longest: usize) -> Option<Secret> {
    use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};

    let terminal = rustix::stdio::stdin();
    let before = tcgetattr(terminal).ok()?;
    let mut raw = before.clone();
    raw.local_modes &= !(LocalModes::ICANON | LocalModes::ECHO);
    raw.special_codes[SpecialCodeIndex::VMIN] = 1;
    raw.special_codes[SpecialCodeIndex::VTIME] = 0;
    tcsetattr(terminal, OptionalActions::Now, &raw).ok()?;
    let line = collect(longest, || {
        let mut byte = [0_u8; 1];
        match rustix::io::read(terminal, &mut byte) {
            Ok(1) => byte.first().copied(),
            _ => None,
        }
    });
    // Whatever happened, the person gets the terminal back as it was.
    let _ = tcsetattr(terminal, OptionalActions::Now, &before);
    line
}

#[cfg(not(unix))]
fn line_unseen(longest: usize) -> Option<Secret> {
    let line = dialoguer::Password::with_theme(&SimpleTheme).allow_empty_password(true).interact().ok()?;
    (line.len() <= longest).then(|| Secret::from(line))
}

/// Puts a line together from single signs: Enter ends it, Backspace takes one back, Ctrl-U all.
#[cfg(unix)]
fn collect(longest: usize, mut next: impl FnMut() -> Option<u8>) -> Option<Secret> {
    let mut line = Vec::with_capacity(8 << 10);
    loop {
        match next()? {
            b'\n' | b'\r' => return Some(Secret::new(line)),
            0x04 if line.is_empty() => return None,
            0x03 => return None,
            0x7f | 0x08 => {
                line.pop();
            }
            0x15 => line.clear(),
            sign if line.len() < longest => line.push(sign),
            _ => return None,
        }
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::collect;

    #[test]
    fn a_line_longer_than_a_terminals_is_read_whole() {
        let long = "x".repeat(50_000);
        for (typed, want) in [
            (format!("{long}\n"), Some(long.clone())),
            ("ab\u{7f}c\r".to_owned(), Some("ac".to_owned())),
            ("ab\u{15}c\n".to_owned(), Some("c".to_owned())),
            ("\u{4}".to_owned(), None),
            ("a\u{3}".to_owned(), None),
            ("a".to_owned(), None),
        ] {
            let mut signs = typed.bytes();
            let line = collect(1 << 20, || signs.next());
            assert_eq!(line.and_then(|l| l.expose_text().map(str::to_owned)), want);
        }
    }
}
