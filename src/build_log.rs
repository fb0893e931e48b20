//! What a build system takes for a command wherever it stands in a log (SECURITY.md R5).

/// What follows the two signs `##`: Azure Pipelines, and TeamCity.
const COMMANDS: [&str; 3] = ["[", "vso[", "teamcity["];

/// Whether what follows a first `#` makes it a command, in whatever case.
#[must_use]
pub fn is_command_behind(sign: &str) -> bool {
    let begins = |command: &&str| {
        let start = sign.strip_prefix('#').and_then(|rest| rest.get(..command.len()));
        start.is_some_and(|start| start.eq_ignore_ascii_case(command))
    };
    COMMANDS.iter().any(begins)
}

/// Whether a command stands anywhere in a text.
#[must_use]
pub fn holds_command(text: &str) -> bool {
    text.match_indices('#').any(|(at, sign)| text.get(at + sign.len()..).is_some_and(is_command_behind))
}

#[cfg(test)]
mod tests {
    use super::holds_command;

    #[test]
    fn r5_a_command_is_one_in_any_case() {
        for (text, want) in [
            ("##[error]", true),
            ("a ##vso[task]", true),
            ("##VSO[task]", true),
            ("\n##teamCity[", true),
            ("####[", true),
            ("## [", false),
            ("#[", false),
            ("##vs", false),
            ("##é[", false),
            ("", false),
        ] {
            assert_eq!(holds_command(text), want, "{text}");
        }
    }
}
