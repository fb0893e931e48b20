//! Live completion: what a shell asks, by `COMPLETE=<shell> obo`, when somebody presses TAB.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::Path;

use clap::Command;
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use clap_complete::env::Shells;

use super::definition::command;
use super::settings;
use crate::config::file::is_name;
use crate::exchange::client_auth::Method;
use crate::exchange::sent::Sent;
use crate::exchange::token_type;
use crate::failure::Code;
use crate::host::Host;
use crate::index;
use crate::lint::engine;
use crate::lint::rule::Area;
use crate::lint::settings::Selector;
use crate::provider;

/// The variable that a shell's script sets; its value names the shell.
const VARIABLE: &str = "COMPLETE";

/// Answers a shell, or gives `None` where no shell asked.
///
/// Without words behind `--` it prints the script that makes the shell ask; with them, what could come next. It
/// reads no file of settings that nothing trusts, runs nothing, and is silent where it cannot answer (R26).
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
        // Options are added to a command only when it is built.
        definition.build();
        let mut definition = offering(definition, &live(&words, host));
        shell.write_complete(&mut definition, words, None, &mut said)
    };
    if written.is_ok() {
        let _ = host.stdout.write_all(&said);
    }
    Some(Code::Yes)
}

/// Options by their long name, each with its values; a further sort of name is a further row. `words` is what `explain`
/// takes without an option.
type Live = Vec<(&'static str, Vec<String>)>;

/// What can be offered beside what the definition of the command line knows.
fn live(words: &[OsString], host: &Host) -> Live {
    let mut live = Live::new();
    let words: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
    // A file is read only where it could be asked for.
    if words.iter().any(|word| word.starts_with('-') && word.contains('p')) {
        live.push(("profile", profiles(&words, host)));
    }
    let rules: Vec<String> = engine::all().map(|rule| rule.id.to_owned()).collect();
    live.push(("explain", rules.clone()));
    if words.contains(&"explain") {
        live.push(("words", known_words(host)));
    }
    live.push(("provider", provider::profiles().map(|profile| profile.name().to_owned()).collect()));
    live.push(("client_auth", Method::ALL.map(|method| method.name().to_owned()).to_vec()));
    for name in ["subject_token_type", "actor_token_type", "requested_token_type"] {
        live.push((name, token_type::short_names().map(str::to_owned).collect()));
    }
    let selected = Area::ALL.map(Selector::Area).into_iter().chain([Selector::All]);
    let mut selectors: Vec<String> = rules.into_iter().chain(selected.map(|one| one.to_string())).collect();
    let levels = ["deny", "warn", "allow"];
    if words.iter().any(|word| {
        levels.iter().any(|level| word.strip_prefix("--").is_some_and(|rest| rest.starts_with(level)))
    }) {
        selectors.extend(own_rules(&words, host));
    }
    for name in levels {
        live.push((name, selectors.clone()));
    }
    live
}

/// Every word of the index that a shell reads as one word, each once.
fn known_words(host: &Host) -> Vec<String> {
    let all = index::list(None, &Sent::unknown(host.now())).into_iter().map(|word| word.name);
    let mut names: Vec<String> = all.filter(|name| is_name(name)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The profiles of the files that this line would read and that somebody trusts.
fn profiles(words: &[&str], host: &Host) -> Vec<String> {
    let (named, none, trusted) = files(words, host);
    settings::profile_names(named, none, &trusted, host)
}

/// The rules of the team's own in the files that this line would read and that somebody trusts.
fn own_rules(words: &[&str], host: &Host) -> Vec<String> {
    let (named, none, trusted) = files(words, host);
    let policy = value(words, "--policy").map(|path| Path::new(path.strip_prefix('@').unwrap_or(path)));
    settings::rule_names(policy, named, none, &trusted, host)
}

/// What the line says about files of settings: the one that is named, whether none is looked for, what is trusted.
fn files<'w>(words: &[&'w str], host: &Host) -> (Option<&'w Path>, bool, Vec<String>) {
    let trusted = value(words, "--trust-config").into_iter().map(str::to_owned).collect();
    let none = words.contains(&"--no-config") || host.env("OBO_NO_CONFIG").is_some_and(|value| value == "1");
    (value(words, "--config").map(Path::new), none, trusted)
}

/// The value of an option on the line.
fn value<'w>(words: &[&'w str], flag: &str) -> Option<&'w str> {
    words.iter().enumerate().find_map(|(at, word)| match word.strip_prefix(flag)?.strip_prefix('=') {
        Some(value) => Some(value),
        None if *word == flag => words.get(at.saturating_add(1)).copied(),
        None => None,
    })
}

/// The same command line with these values in all its commands.
fn offering(definition: Command, live: &Live) -> Command {
    let row = |id: &str| live.iter().find(|(name, _)| *name == id).map(|(_, values)| values.clone());
    let definition = definition.mut_args(|arg| match row(arg.get_id().as_str()) {
        Some(values) => {
            arg.add(ArgValueCandidates::new(move || values.iter().map(CompletionCandidate::new).collect()))
        }
        None => arg,
    });
    definition.mut_subcommands(|command| offering(command, live))
}
