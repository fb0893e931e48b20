//! What the option parser says, said again without any value (SECURITY.md R6), and `OBO_` variables.

use std::ffi::OsString;
use std::mem::ManuallyDrop;
use std::num::{IntErrorKind, ParseIntError};

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgMatches, Command};

use super::definition::{COMMANDS, command};
use crate::host::Host;
use crate::input;
use crate::plural::counted;

/// Flags that no variable may set, because CI environments are written by pull requests too: those that name whom to
/// believe, that waive, and that can take a check of verify away.
const ONLY_AS_FLAGS: [&str; 22] = [
    "claim",
    "raw",
    "trust-config",
    "force",
    "signature-only",
    "scan",
    "typ",
    "token-type",
    "key",
    "jwks",
    "jwks-cache",
    "secret",
    "introspect",
    "introspection-endpoint",
    "exit-zero",
    "fail-on",
    "at",
    "leeway",
    "allow",
    "warn",
    "baseline",
    "policy",
];

/// Why parsing ended.
pub enum Stop {
    /// Help or version, asked for: goes to stdout.
    Help(String),
    /// A mistake: lines for stderr.
    Usage(Vec<String>),
}

/// Parses the arguments, with what `OBO_` variables add behind them, and names the flags that those set.
///
/// # Errors
/// Where help was asked for or the arguments are wrong.
pub fn parse(arguments: &[OsString], host: &Host) -> Result<(ArgMatches, Vec<String>), Stop> {
    // The definition is as large as all options of a command, and the process ends soon: it is not taken apart.
    let mut definition = ManuallyDrop::new(command());
    let matches = definition.try_get_matches_from_mut(arguments).map_err(|error| stop(&error))?;
    let Some((name, chosen)) = matches.subcommand() else { return Ok((matches, Vec::new())) };
    let added = from_environment(name, chosen, host);
    if added.is_empty() {
        return Ok((matches, Vec::new()));
    }
    let at = arguments.iter().position(|a| a == name).map_or(arguments.len(), |at| at.saturating_add(1));
    let with = |added: &[OsString]| {
        let mut arguments = arguments.to_vec();
        arguments.splice(at..at, added.iter().cloned());
        command().try_get_matches_from(arguments)
    };
    let added = fitting(added, &|added| with(added).err().map(|error| error.kind()));
    let flag = |one: &OsString| one.to_str().and_then(|one| one.split('=').next()).map(str::to_owned);
    let flags = added.iter().filter_map(flag).collect();
    with(&added).map(|matches| (matches, flags)).map_err(|error| stop(&error))
}

/// What the environment adds without what cannot stand beside the flags that were given, or not without one that was
/// not: a variable is there for every run, and not every run is about it. `refusal` is why the parser stops, if it does.
fn fitting(added: Vec<OsString>, refusal: &dyn Fn(&[OsString]) -> Option<ErrorKind>) -> Vec<OsString> {
    let alone = |one: &OsString| refusal(std::slice::from_ref(one));
    let beside: Vec<OsString> =
        added.into_iter().filter(|one| alone(one) != Some(ErrorKind::ArgumentConflict)).collect();
    let is_needy = |one: &OsString| alone(one) == Some(ErrorKind::MissingRequiredArgument);
    let (needy, mut kept): (Vec<OsString>, Vec<OsString>) = beside.into_iter().partition(is_needy);
    for one in needy {
        // Another variable may bring what it wants.
        let with: Vec<OsString> = kept.iter().cloned().chain([one.clone()]).collect();
        if refusal(&with) != Some(ErrorKind::MissingRequiredArgument) {
            kept.push(one);
        }
    }
    kept
}

/// `OBO_AUDIENCE=x` is `--audience=x` where the command has the flag and it was not given.
fn from_environment(name: &str, chosen: &ArgMatches, host: &Host) -> Vec<OsString> {
    let mut variables = host.env_starting("OBO_").peekable();
    let entry = COMMANDS.iter().find(|entry| entry.name == name);
    let (Some(entry), true) = (entry, variables.peek().is_some()) else { return Vec::new() };
    let definition = (entry.options)(Command::new(entry.name));
    let mut added = Vec::new();
    for (variable, value) in variables {
        let flag = variable.trim_start_matches("OBO_").to_ascii_lowercase().replace('_', "-");
        if ONLY_AS_FLAGS.contains(&flag.as_str()) || flag.starts_with("allow-") || flag.starts_with("any-") {
            continue;
        }
        // OBO_CONFIG names obo.toml; the settings of the development server are another file.
        if name == "sts" && flag == "config" {
            continue;
        }
        let Some(argument) = definition.get_arguments().find(|a| a.get_long() == Some(&flag)) else {
            continue;
        };
        if chosen.value_source(argument.get_id().as_str()) == Some(ValueSource::CommandLine) {
            continue;
        }
        if argument.get_action().takes_values() {
            added.push(OsString::from(format!("--{flag}={value}")));
        } else if ["1", "true", "yes"].contains(&value) {
            added.push(OsString::from(format!("--{flag}")));
        }
    }
    added
}

fn stop(error: &clap::Error) -> Stop {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Stop::Help(error.render().to_string()),
        _ => Stop::Usage(lines(error)),
    }
}

/// clap's layout, from its context and never from its message, which repeats what was typed.
fn lines(error: &clap::Error) -> Vec<String> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        Some(ContextValue::StyledStr(styled)) => Some(plain(styled)),
        _ => None,
    };
    // Where clap found no flag, the "argument" is what the person typed.
    let unknown = matches!(error.kind(), ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand);
    let is_pem = text(ContextKind::InvalidArg).is_some_and(|flag| flag.starts_with(input::PEM.trim_end()));
    let flag = text(ContextKind::InvalidArg).filter(|flag| !unknown || harmless(flag));
    let named = flag.as_deref().map_or_else(|| "an argument".to_owned(), |flag| format!("'{flag}'"));
    let given = text(ContextKind::InvalidValue).map(|value| match value.chars().count() {
        0 => "an empty value".to_owned(),
        count => format!("a value of {}", counted(count, "character", "characters")),
    });
    let what = match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => match given {
            Some(given) => format!("{given} is not what {named} takes"),
            None => format!("{named} wants a value"),
        },
        ErrorKind::UnknownArgument => match flag {
            _ if is_pem => "PEM text that stands behind no option, or without quotes".to_owned(),
            Some(flag) if flag.starts_with('-') => format!("there is no option '{flag}' here"),
            _ => "there is one argument too many".to_owned(),
        },
        ErrorKind::InvalidSubcommand => "there is no such command".to_owned(),
        ErrorKind::ArgumentConflict => match text(ContextKind::PriorArg) {
            Some(prior) if prior != flag.clone().unwrap_or_default() => {
                format!("{named} does not go with '{prior}'")
            }
            _ => format!("{named} is given more than once"),
        },
        ErrorKind::MissingRequiredArgument => {
            format!("{} is missing", flag.as_deref().unwrap_or("an argument"))
        }
        ErrorKind::NoEquals => format!("{named} wants its value behind an equals sign"),
        ErrorKind::TooManyValues => format!("{named} takes fewer values"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("{named} takes more values"),
        ErrorKind::InvalidUtf8 => "an argument is not UTF-8".to_owned(),
        _ => "the command line cannot be read".to_owned(),
    };
    let mut lines = vec![format!("error: {what}")];
    if is_pem {
        lines.push("hint: name the key behind its option: @FILE, env:NAME, or - for stdin".to_owned());
    }
    if error.kind() == ErrorKind::ValueValidation
        && let Some(reason) = std::error::Error::source(error)
    {
        lines.push(format!("caused by: {}", reason_without_value(reason)));
    }
    if let Some(values) = text(ContextKind::ValidValue).filter(|values| !values.is_empty()) {
        lines.push(format!("  [possible values: {values}]"));
    }
    for (kind, word) in [
        (ContextKind::SuggestedArg, "option"),
        (ContextKind::SuggestedValue, "value"),
        (ContextKind::SuggestedSubcommand, "command"),
    ] {
        if let Some(near) = text(kind) {
            lines.push(format!("hint: the nearest {word} is '{near}'"));
        }
    }
    if let Some(usage) = text(ContextKind::Usage) {
        lines.push(String::new());
        lines.extend(usage.lines().map(str::to_owned));
    }
    lines.push(String::new());
    lines.push("For more information, try '--help'.".to_owned());
    lines
}

/// The message of a value's own parser is ours and has no value in it, but for clap's own numbers (SECURITY.md R6).
fn reason_without_value(reason: &(dyn std::error::Error + 'static)) -> String {
    if let Some(number) = reason.downcast_ref::<ParseIntError>() {
        return match number.kind() {
            IntErrorKind::PosOverflow => "the number is too large",
            _ => "it is no whole number",
        }
        .to_owned();
    }
    let text = reason.to_string();
    match text.split_once(" is not in ") {
        Some((_, range)) => format!("it is not in {range}"),
        None => text,
    }
}

fn plain(styled: &StyledStr) -> String {
    styled.to_string()
}

/// An unknown word or flag is repeated only where it cannot be a token or a secret (SECURITY.md R6).
fn harmless(word: &str) -> bool {
    word.len() <= 32 && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && !word.contains("eyJ")
}

#[cfg(test)]
mod tests {
    use super::{Stop, parse};
    use crate::host::Host;
    use crate::instant::Instant;

    const CANARY: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJjYW5hcnkifQ.SIGNATURE";

    fn stopped(words: &[&str], env: &[(&str, &str)]) -> Option<String> {
        let sink = || Box::new(std::io::sink());
        let host = Host::of_buffers(b"", sink(), sink(), env, Instant::from_seconds(0));
        let all: Vec<_> = std::iter::once("obo").chain(words.iter().copied()).map(Into::into).collect();
        match parse(&all, &host) {
            Ok(_) => None,
            Err(Stop::Help(text)) => Some(text),
            Err(Stop::Usage(lines)) => Some(lines.join("\n")),
        }
    }

    #[test]
    fn r6_the_parser_never_repeats_a_value() {
        for words in [
            &[CANARY][..],
            &["decode", "--at", CANARY],
            &["decode", "--format", CANARY],
            &["decode", "--color", CANARY],
            &["decode", &format!("--{CANARY}")],
            &["decode", "--threads", CANARY],
            &["decode", "--redact=SIGNATURE"],
            &["decode", "--quiet", "--output"],
            &["verify", "-----BEGIN PRIVATE KEY-----\nSIGNATURE\n-----END PRIVATE KEY-----"],
            &["verify", "--key", "-----BEGIN", "PRIVATE", "KEY-----", "SIGNATURE"],
        ] {
            let text = stopped(words, &[]).expect("it is refused");
            assert!(!text.contains("SIGNATURE") && !text.contains("eyJ"), "{words:?}: {text}");
            assert!(text.starts_with("error: "), "{text}");
        }
    }

    #[test]
    fn r6_a_number_out_of_its_range_is_not_repeated() {
        let text = stopped(&["sts", "--port", "7362514199"], &[]).expect("it is refused");
        assert!(!text.contains("7362514199") && text.contains("it is not in 0..=65535"), "{text}");
    }

    #[test]
    fn r6_a_number_that_is_none_is_named_in_our_words() {
        for (value, want) in [
            ("99999999999999999999", "the number is too large"),
            ("7362514199x", "it is no whole number"),
            ("1.5", "it is no whole number"),
        ] {
            let text = stopped(&["verify", "--max-depth", value], &[]).expect("it is refused");
            assert!(!text.contains(value) && text.contains(&format!("caused by: {want}\n")), "{text}");
        }
    }

    #[test]
    fn r6_help_shows_no_variable() {
        let text = stopped(&["decode", "--help"], &[("OBO_OUTPUT", "hunter2-canary")]).expect("help");
        assert!(!text.contains("canary"));
    }

    #[test]
    fn variables_set_flags_but_not_those_of_the_list() {
        for (env, refused) in [
            (("OBO_FORMAT", "json"), false),
            (("OBO_FORMAT", "nonsense"), true),
            (("OBO_AT", "nonsense"), false),
            (("OBO_NO_INPUT", "1"), false),
            (("OBO_UNRELATED", "nonsense"), false),
            (("OBO_RAW", "1"), false),
        ] {
            assert_eq!(stopped(&["decode"], &[env]).is_some(), refused, "{env:?}");
        }
        // What a run is not about is no mistake of that run.
        let type_of_actor = ("OBO_ACTOR_TOKEN_TYPE", "x");
        for (words, env) in [
            (&["verify"][..], &[("OBO_INTROSPECT_AS", "api"), ("OBO_INTROSPECT_SECRET", "x")][..]),
            (&["verify", "--any-issuer"], &[("OBO_ISSUER", "x")]),
            (&["verify", "--no-config"], &[("OBO_CONFIG", "x")]),
            (&["exchange"], &[type_of_actor]),
            (&["exchange"], &[type_of_actor, ("OBO_ACTOR_TOKEN", "x")]),
        ] {
            assert_eq!(stopped(words, env), None, "{words:?} {env:?}");
        }
        let both = [("OBO_CONFIG", "x"), ("OBO_NO_CONFIG", "1")];
        assert!(stopped(&["verify"], &both).is_some(), "two variables that contradict each other");
        assert!(stopped(&["verify"], &[("OBO_INTROSPECT_AS", "a"), ("OBO_MAX_AGE", "x")]).is_some());
        assert!(
            stopped(&["decode", "--format", "json"], &[("OBO_FORMAT", "nonsense")]).is_none(),
            "a flag wins"
        );
    }

    #[test]
    fn the_page_about_variables_names_what_is_an_option_alone() {
        let page = include_str!("../../docs/profiles.md");
        let page = page.split("## The same by variables").nth(1).expect("it has that part");
        let words: Vec<&str> = page.split(|c: char| c.is_whitespace() || "`(),".contains(c)).collect();
        for flag in super::ONLY_AS_FLAGS {
            assert!(words.contains(&format!("--{flag}").as_str()), "{flag}");
        }
    }
}
