//! The definition of the command line: names, one-line answers, and each command's options behind `defer`.

use clap::{ArgMatches, Args, Command, FromArgMatches};

use super::{chain, decode, demo, exchange, explain, lint, sts, verify};
use crate::failure::Failure;

/// What `obo` alone prints on a terminal; only commands that exist.
pub const SHORT_HELP: &str = "\
obo gets, reads, checks and explains on-behalf-of tokens

  obo TOKEN              what does this token say?     (also: pbpaste | obo)
  obo exchange           get a token on behalf of a subject
  obo verify TOKEN       is it genuine, and is it acceptable here?
  obo chain TOKEN        who acted for whom?
  obo lint TOKEN         what is wrong or risky about it?
  obo explain WORD       what does this error, claim or rule mean?
  obo sts                a development authorization server
  obo demo               all of it in two minutes, nothing to set up

a TOKEN is the text itself, @file, env:NAME or - for stdin
obo COMMAND --help has examples; man obo-COMMAND has everything
";

/// What every command ends with, and what holds for all of them; ends `obo --help`.
pub const EVERYWHERE: &str = "\
Exit codes, whatever the form: 0 done or yes, 1 no, 2 usage, unreadable input
or nothing examined, 3 a server's answer is missing or no sense, 101 a bug in
obo, 130 interrupted
Most options can be variables: OBO_ISSUER is --issuer
obo COMMAND --help has examples; man obo-COMMAND has everything";

/// A subcommand: its name, the question it answers, and how its options are added.
pub struct Entry {
    /// The word on the command line.
    pub name: &'static str,
    /// The question it answers.
    pub about: &'static str,
    /// Examples for `--help` and the man page.
    pub examples: &'static str,
    /// Adds its options; called only for the command that is used.
    pub options: fn(Command) -> Command,
}

/// Every subcommand, in the order of the help.
pub const COMMANDS: &[Entry] = &[
    Entry {
        name: "exchange",
        about: "Get a token on behalf of a subject",
        examples: exchange::EXAMPLES,
        options: options::<exchange::Options>,
    },
    Entry {
        name: "decode",
        about: "What does this token say?",
        examples: decode::EXAMPLES,
        options: options::<decode::Options>,
    },
    Entry {
        name: "verify",
        about: "Is it genuine, and is it acceptable here?",
        examples: verify::EXAMPLES,
        options: options::<verify::Options>,
    },
    Entry {
        name: "chain",
        about: "Who acted for whom?",
        examples: chain::EXAMPLES,
        options: options::<chain::Options>,
    },
    Entry {
        name: "lint",
        about: "What is wrong or risky about it?",
        examples: lint::EXAMPLES,
        options: |command| {
            options::<lint::Options>(command).mut_arg("inputs", |input| input.help(lint::INPUT))
        },
    },
    Entry {
        name: "explain",
        about: "What does this error, claim, rule or provider mean?",
        examples: explain::EXAMPLES,
        options: options::<explain::Options>,
    },
    Entry {
        name: "sts",
        about: "Run the embedded development authorization server",
        examples: sts::EXAMPLES,
        options: options::<sts::Options>,
    },
    Entry {
        name: "demo",
        about: "All of it in two minutes, nothing to set up",
        examples: demo::EXAMPLES,
        options: options::<demo::Options>,
    },
];

/// The whole definition; options are added to a subcommand only once it is used.
#[must_use]
pub fn command() -> Command {
    let mut command = Command::new("obo")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Gets, reads, checks and explains OAuth on-behalf-of tokens")
        .after_help(EVERYWHERE)
        .disable_help_subcommand(true)
        .subcommand_required(false)
        .infer_subcommands(false);
    for entry in COMMANDS {
        command = command.subcommand(
            Command::new(entry.name).about(entry.about).after_help(entry.examples).defer(entry.options),
        );
    }
    command
}

/// Adds the options of `T` and keeps the answer to what the command is for, which clap would take from `T`'s docs.
fn options<T: Args>(command: Command) -> Command {
    let about = command.get_about().cloned().unwrap_or_default();
    T::augment_args(command).about(about).long_about(None)
}

/// The options of a subcommand, read from what clap matched.
///
/// # Errors
/// Only where the definition and the type disagree, which is a bug that tests find.
pub fn args<T: Args + FromArgMatches>(matches: &mut ArgMatches) -> Result<T, Failure> {
    T::from_arg_matches_mut(matches).map_err(|_| Failure::usage("the options could not be read"))
}

#[cfg(test)]
mod tests {
    use super::{COMMANDS, EVERYWHERE, command};
    use crate::verify::TokenType;

    #[test]
    fn the_definition_is_sound() {
        let mut whole = command();
        whole.build();
        assert_eq!(whole.get_subcommands().count(), COMMANDS.len());
        whole.debug_assert();
    }

    #[test]
    fn no_line_of_the_examples_is_left_to_a_terminal_of_80_columns() {
        for (name, text) in
            COMMANDS.iter().map(|entry| (entry.name, entry.examples)).chain([("obo", EVERYWHERE)])
        {
            for line in text.lines() {
                assert!(line.chars().count() <= 80, "{name}: {line}");
            }
        }
    }

    #[test]
    fn the_help_of_verify_names_every_sort_of_token() {
        let mut whole = command();
        whole.build();
        let verify = whole.find_subcommand("verify").expect("it is there");
        let option =
            verify.get_arguments().find(|one| one.get_long() == Some("token-type")).expect("it is there");
        let help = option.get_help().expect("it has help").to_string();
        for sort in TokenType::ALL.map(TokenType::name) {
            assert!(help.split([' ', ':']).any(|word| word == sort), "{sort}: {help}");
        }
    }
}
