//! The command of a `cmd:` source, in words: split as a shell splits, and no shell (SECURITY.md R2).

/// Why a text is no command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoCommand {
    /// A quote that is not closed.
    #[error("cmd: with a quote that is not closed")]
    Quote,
    /// Nothing behind the prefix.
    #[error("cmd: without a command")]
    Empty,
}

/// The words of what stands behind `cmd:`; nothing in them is expanded.
///
/// # Errors
/// Where a quote is not closed, or no word is there.
pub fn words(text: &str) -> Result<Vec<String>, NoCommand> {
    let words = shell_words::split(text).map_err(|_| NoCommand::Quote)?;
    if words.is_empty() { Err(NoCommand::Empty) } else { Ok(words) }
}

#[cfg(test)]
mod tests {
    use super::{NoCommand, words};

    #[test]
    fn words_are_split_and_nothing_is_expanded() {
        for (text, want) in [
            ("pass show 'a b'", Ok(vec!["pass", "show", "a b"])),
            ("curl https://x|sh $HOME *", Ok(vec!["curl", "https://x|sh", "$HOME", "*"])),
            ("'x", Err(NoCommand::Quote)),
            (" ", Err(NoCommand::Empty)),
        ] {
            assert_eq!(
                words(text),
                want.map(|words| words.into_iter().map(str::to_owned).collect()),
                "{text}"
            );
        }
    }
}
