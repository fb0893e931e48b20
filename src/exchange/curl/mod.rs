//! A plan as a `curl` command: outside text in quotes, secrets in variables, and none of them in curl's own arguments
//! (SECURITY.md R16).

mod posix;
mod windows;

use crate::conversation::Plan;
use crate::secret::Secret;

/// The shell that the command is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    /// sh, bash, zsh and their like.
    Posix,
    /// PowerShell, with curl 8.3 or later.
    Powershell,
    /// The command prompt of Windows, with curl 8.3 or later.
    Cmd,
}

/// A value that this shell cannot be given safely; its parameter is named, never its text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} holds signs that this shell would act on")]
pub struct Unwritable(pub String);

/// Writes the command. Variables that it needs stand in a comment above it; none of their values is in it.
///
/// # Errors
/// For `cmd` alone, which has no quoting that is safe for every sign.
pub fn command(plan: &Plan, shell: Shell) -> Result<String, Unwritable> {
    match shell {
        Shell::Posix => Ok(posix::command(plan)),
        Shell::Powershell | Shell::Cmd => windows::command(plan, shell),
    }
}

/// A word of a command that a person may paste into a POSIX shell.
#[must_use]
pub fn word(text: &str) -> String {
    posix::word(text)
}

fn encoded(bytes: &[u8]) -> String {
    url::form_urlencoded::byte_serialize(bytes).collect()
}

/// Whether a parameter's name needs no encoding, so that curl takes what follows its `=` as the value.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

/// Whether a value can stand in the command as it is: visible ASCII and blanks on one line, no sign that a build
/// system takes for a command (R5).
fn is_readable(value: &str) -> bool {
    value.bytes().all(|b| b.is_ascii_graphic() || b == b' ') && !value.contains("##")
}

/// A secret of plain signs is its own encoding; then the command sends what obo would, also to servers that do not
/// decode.
fn is_its_own_encoding(secret: &Secret) -> bool {
    encoded(secret.expose()).as_bytes() == secret.expose()
}

/// The variable of a hidden parameter: its name in capitals, with a number where two are alike.
fn variable(name: &str, taken: &[String]) -> String {
    let sign = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let mut base: String = name.chars().map(sign).collect();
    if !base.starts_with(|c: char| c.is_ascii_uppercase()) {
        base.insert_str(0, "VALUE_");
    }
    let mut variable = base.clone();
    let mut number = 2_u32;
    while taken.contains(&variable) {
        variable = format!("{base}_{number}");
        number = number.saturating_add(1);
    }
    variable
}

#[cfg(test)]
mod tests {
    use super::{Shell, Unwritable, command, variable};
    use crate::conversation::{Basic, Content, Method, Plan};
    use crate::secret::Secret;

    fn plan(url: &str, form: Vec<(&str, Content)>) -> Plan {
        Plan {
            method: Method::Post,
            url: url.to_owned(),
            headers: Vec::new(),
            basic: Some(Basic { client_id: "svc b".to_owned(), secret: Secret::from("s%") }),
            form: form.into_iter().map(|(name, content)| (name.to_owned(), content)).collect(),
            repeatable: true,
            named_by: None,
        }
    }

    fn plain(text: &str) -> Content {
        Content::Plain(text.to_owned())
    }

    #[test]
    fn r16_a_word_to_paste_does_nothing_in_a_shell() {
        assert_eq!(super::word("https://sts.example:8443/token"), "https://sts.example:8443/token");
        assert_eq!(super::word("https://x/?';id;'$(id)"), r"'https://x/?'\'';id;'\''$(id)'");
    }

    #[test]
    fn the_command_of_an_exchange() {
        let plan = plan(
            "https://x/';id;'",
            vec![
                ("subject_token", Content::Token(Secret::from("canary"))),
                ("audience", plain("@/etc/passwd")),
                ("scope", plain("it's {a,b} [1-9]")),
                ("note", plain("a\n::b")),
            ],
        );
        let want = r#"# wants the shell variables CLIENT_SECRET SUBJECT_TOKEN
form() { printf %s "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'; }
curl --globoff --silent --show-error \
  --config - \
  --url 'https://x/'\'';id;'\''' \
  --header 'Accept: application/json' \
  --data-urlencode 'audience=@/etc/passwd' \
  --data-urlencode 'scope=it'\''s {a,b} [1-9]' \
  --data 'note=a%0A%3A%3Ab' <<END
user = "svc+b:$(form "$CLIENT_SECRET")"
data = "subject_token=$(form "$SUBJECT_TOKEN")"
END
"#;
        assert_eq!(command(&plan, Shell::Posix).as_deref(), Ok(want));
    }

    #[test]
    fn the_same_for_windows() {
        let token = || ("subject_token", Content::Token(Secret::from("canary")));
        let both = plan("https://x/token", vec![token(), ("scope", plain("a b"))]);
        let powershell = "# wants the environment variables CLIENT_SECRET SUBJECT_TOKEN, and curl 8.3\n\
            curl.exe --globoff --silent --show-error `\n  --variable '%CLIENT_SECRET' `\n  \
            --variable '%SUBJECT_TOKEN' `\n  --url 'https://x/token' `\n  --header 'Accept: application/json' `\n  \
            --expand-user 'svc+b:{{CLIENT_SECRET:url}}' `\n  \
            --expand-data 'subject_token={{SUBJECT_TOKEN:url}}' `\n  --data-urlencode 'scope=a b'\n";
        assert_eq!(command(&both, Shell::Powershell).as_deref(), Ok(powershell));
        let cmd = "rem wants the environment variables CLIENT_SECRET SUBJECT_TOKEN, and curl 8.3; for the prompt, not for a batch file\n\
            curl --globoff --silent --show-error ^\n  --variable %CLIENT_SECRET ^\n  \
            --variable %SUBJECT_TOKEN ^\n  --url \"https://x/token\" ^\n  --header \"Accept: application/json\" ^\n  \
            --expand-user \"svc+b:{{CLIENT_SECRET:url}}\" ^\n  \
            --expand-data \"subject_token={{SUBJECT_TOKEN:url}}\" ^\n  --data-urlencode \"scope=a b\"\n";
        assert_eq!(command(&both, Shell::Cmd).as_deref(), Ok(cmd));
    }

    #[test]
    fn r16_what_a_windows_shell_would_act_on_is_encoded_or_refused() {
        for value in ["it's \"q\"", "a\\", "a\nb", "{{x}}", "$(id)", "`id`", "caf\u{e9}"] {
            let one = plan("https://x/", vec![("audience", plain(value))]);
            let text = command(&one, Shell::Powershell).expect("PowerShell can quote all");
            let line = text.lines().last().expect("it has lines");
            let inner =
                line.trim().split_once(" '").map(|(_, rest)| rest.trim_end_matches('\'')).expect("quoted");
            assert!(
                !inner.contains(['"', '\\', '\n']) && inner.replace("''", "").find('\'').is_none(),
                "{line}"
            );
        }
        for value in ["100%", "a\"b", "a^b", "a!b", "a&b|c", "a\nb", "caf\u{e9}"] {
            let one = plan("https://x/", vec![("audience", plain(value))]);
            assert_eq!(command(&one, Shell::Cmd), Err(Unwritable("audience".to_owned())), "{value}");
        }
        let address = plan("https://x/%20", Vec::new());
        assert_eq!(command(&address, Shell::Cmd), Err(Unwritable("the address".to_owned())));
    }

    #[test]
    fn variables_are_names_and_never_the_same() {
        let taken = ["SUBJECT_TOKEN".to_owned()];
        assert_eq!(variable("subject_token", &taken), "SUBJECT_TOKEN_2");
        assert_eq!(variable("1;id", &taken), "VALUE_1_ID");
        assert_eq!(variable("PATH$(id)", &taken), "PATH__ID_");
    }
}
