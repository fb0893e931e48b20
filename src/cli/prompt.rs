//! Asking the person: only where somebody is there, secrets unseen, choices as a menu; the only door to dialoguer.

use std::io::Write as _;

use dialoguer::console::Term;
use dialoguer::theme::SimpleTheme;
use dialoguer::{Confirm, Input, Select};

use crate::failure::{Code, Failure};
use crate::host::Host;
use crate::secret::Secret;

/// The most that is read at a prompt, in bytes.
const LONGEST: usize = 1 << 20;

/// What is said of a question that the person ended.
const UNANSWERED: &str = "the question was not answered";

/// Why a line has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// The person interrupted.
    Interrupted,
    /// The terminal gave no more, or more than is read.
    Unreadable,
}

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
        Ok(secret) if !secret.is_empty() => Ok(secret),
        Ok(_) => Err(Failure::usage("nothing was entered")),
        Err(Ended::Interrupted) => Err(Failure::new(Code::Interrupted, anyhow::anyhow!(UNANSWERED))),
        Err(Ended::Unreadable) => Err(Failure::usage("the terminal could not be read")),
    }
}

/// Asks for a text.
///
/// # Errors
/// Where the terminal does not allow it or the person ends the input.
pub fn text(question: &str, host: &Host) -> Result<String, Failure> {
    asked(host, || Input::<String>::with_theme(&SimpleTheme).with_prompt(question).interact_text().map(Some))
}

/// Asks for one of several choices, none of them chosen beforehand; the number counts from 0.
///
/// # Errors
/// Where the terminal does not allow it or the person ends the input.
pub fn choice(question: &str, choices: &[String], host: &Host) -> Result<usize, Failure> {
    asked(host, || Select::with_theme(&SimpleTheme).with_prompt(question).items(choices).interact_opt())
}

/// Asks yes or no; neither is chosen beforehand.
///
/// # Errors
/// Where the terminal does not allow it or the person ends the input.
pub fn yes(question: &str, host: &Host) -> Result<bool, Failure> {
    asked(host, || Confirm::with_theme(&SimpleTheme).with_prompt(question).interact_opt())
}

/// Asks. An interrupt ends the question, and not the process before the terminal has its cursor again.
fn asked<T>(host: &Host, ask: impl FnOnce() -> dialoguer::Result<Option<T>>) -> Result<T, Failure> {
    host.watch_interrupts();
    if let Ok(Some(answer)) = ask() {
        return Ok(answer);
    }
    let _ = Term::stderr().show_cursor();
    Err(if host.stopped() {
        Failure::new(Code::Interrupted, anyhow::anyhow!(UNANSWERED))
    } else {
        Failure::usage(UNANSWERED)
    })
}

/// One line without echo. The terminal's own line mode cuts at 4,095 characters, less than many tokens have, so the
/// line is put together here, sign by sign.
#[cfg(unix)]
fn line_unseen(longest: usize) -> Result<Secret, Ended> {
    use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};

    let terminal = rustix::stdio::stdin();
    let before = tcgetattr(terminal).map_err(|_| Ended::Unreadable)?;
    let mut raw = before.clone();
    // Without ISIG an interrupt is a sign like others: it must not end the process while nothing is echoed.
    raw.local_modes &= !(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG);
    raw.special_codes[SpecialCodeIndex::VMIN] = 1;
    raw.special_codes[SpecialCodeIndex::VTIME] = 0;
    tcsetattr(terminal, OptionalActions::Now, &raw).map_err(|_| Ended::Unreadable)?;
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
fn line_unseen(longest: usize) -> Result<Secret, Ended> {
    let asked = dialoguer::Password::with_theme(&SimpleTheme).allow_empty_password(true).interact();
    let line = match asked {
        Ok(line) if line.len() <= longest => line,
        Err(dialoguer::Error::IO(error)) if error.kind() == std::io::ErrorKind::Interrupted => {
            return Err(Ended::Interrupted);
        }
        _ => return Err(Ended::Unreadable),
    };
    Ok(Secret::from(line))
}

/// Puts a line together from single signs: Enter ends it, Backspace takes one back, Ctrl-U all.
#[cfg(unix)]
fn collect(longest: usize, mut next: impl FnMut() -> Option<u8>) -> Result<Secret, Ended> {
    let mut line = Vec::with_capacity(8 << 10);
    loop {
        match next().ok_or(Ended::Unreadable)? {
            b'\n' | b'\r' => return Ok(Secret::new(line)),
            0x04 if line.is_empty() => return Err(Ended::Unreadable),
            0x03 => return Err(Ended::Interrupted),
            0x7f | 0x08 => {
                line.pop();
            }
            0x15 => line.clear(),
            sign if line.len() < longest => line.push(sign),
            _ => return Err(Ended::Unreadable),
        }
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::{Ended, collect};

    #[test]
    fn a_line_longer_than_a_terminals_is_read_whole() {
        let long = "x".repeat(50_000);
        for (typed, want) in [
            (format!("{long}\n"), Ok(long.clone())),
            ("ab\u{7f}c\r".to_owned(), Ok("ac".to_owned())),
            ("ab\u{15}c\n".to_owned(), Ok("c".to_owned())),
            ("\u{4}".to_owned(), Err(Ended::Unreadable)),
            ("a\u{3}".to_owned(), Err(Ended::Interrupted)),
            ("a".to_owned(), Err(Ended::Unreadable)),
        ] {
            let mut signs = typed.bytes();
            let line = collect(1 << 20, || signs.next());
            assert_eq!(line.map(|l| l.expose_text().unwrap_or_default().to_owned()), want);
        }
    }
}
