//! Completions and man pages are what the definition of the command line says, and are written anew on demand.
//!
//! `OBO_BLESS=1 cargo test generated` rewrites them.

mod rules;

use std::fs;
use std::path::Path;

use clap_complete::Shell;
use clap_complete_nushell::Nushell;
use clap_mangen::Man;
use obo::cli::definition;

#[test]
fn completions_are_fresh() {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let shells = [
        ("obo.bash", Shell::Bash),
        ("_obo", Shell::Zsh),
        ("obo.fish", Shell::Fish),
        ("_obo.ps1", Shell::PowerShell),
        ("obo.elv", Shell::Elvish),
    ];
    for (file, shell) in shells {
        let mut text = Vec::new();
        clap_complete::generate(shell, &mut definition::command(), "obo", &mut text);
        files.push((file.to_owned(), text));
    }
    let mut text = Vec::new();
    clap_complete::generate(Nushell, &mut definition::command(), "obo", &mut text);
    files.push(("obo.nu".to_owned(), text));
    compare("completions", files);
}

#[test]
fn man_pages_are_fresh() {
    let mut whole = definition::command();
    whole.build();
    let mut files = vec![("obo.1".to_owned(), page(whole.clone(), None))];
    for entry in definition::COMMANDS {
        let command = whole.find_subcommand(entry.name).expect("every entry is a subcommand");
        let name = format!("obo-{}", entry.name);
        files.push((format!("{name}.1"), page(command.clone().display_name(name), Some(entry.examples))));
    }
    files.push(("obo-rules.7".to_owned(), rules::manual()));
    compare("man", files);
}

/// What holds for every command, at the end of its page.
const EVERYWHERE: &str = "\
.SH EXIT STATUS
It depends on the answer alone, never on the form.
.TP
0
done, and the answer is yes
.TP
1
done, and the answer is no: refused, not valid, not granted as asked, a finding or a problem
.TP
2
usage, unreadable or malformed input, configuration, nothing examined
.TP
3
the server could not be reached or made no sense
.TP
101
a bug in obo
.TP
130
interrupted
.SH ENVIRONMENT
Most options can be variables: OBO_ISSUER is \\-\\-issuer; not those that name keys or a policy, or that waive anything.
OBO_CONFIG is \\-\\-config, OBO_NO_CONFIG=1 \\-\\-no\\-config.
NO_COLOR and CLICOLOR_FORCE decide about colour, CI about questions.
.SH FILES
.TP
obo.toml
The project's, looked for from the working directory up to the root of the repository; until it is trusted, it can only
make obo stricter. Its keys are in docs/profiles.md and docs/policy.md.
.TP
$XDG_CONFIG_HOME/obo/obo.toml
Your own; ~/.config/obo/obo.toml without that variable, %APPDATA%\\eobo\\eobo.toml on Windows.
.SH SEE ALSO
obo(1), obo\\-exchange(1), obo\\-decode(1), obo\\-verify(1), obo\\-chain(1), obo\\-lint(1), obo\\-explain(1), obo\\-sts(1),
obo\\-demo(1), obo\\-rules(7)
";

/// One page of the manual; examples keep their lines.
fn page(command: clap::Command, examples: Option<&str>) -> Vec<u8> {
    let title = command.get_display_name().unwrap_or("obo").to_uppercase();
    let source = format!("obo {}", env!("CARGO_PKG_VERSION"));
    let plain = command.after_help(None).after_long_help(None);
    let mut text = Vec::new();
    Man::new(plain)
        .title(title)
        .source(source)
        .manual("obo manual")
        .render(&mut text)
        .expect("a buffer takes all");
    if let Some(examples) = examples {
        text.extend(b".SH EXAMPLES\n.nf\n");
        for line in examples.lines().filter(|line| !line.trim().eq_ignore_ascii_case("examples:")) {
            text.extend(format!("{}\n", rules::escaped(line)).bytes());
        }
        text.extend(b".fi\n");
    }
    text.extend(EVERYWHERE.bytes());
    text
}

/// Compares a folder with what it should hold, no file more; `OBO_BLESS` writes it instead.
fn compare(folder: &str, files: Vec<(String, Vec<u8>)>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    if std::env::var_os("OBO_BLESS").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).expect("the folder can be made");
        for (name, text) in &files {
            fs::write(folder.join(name), text).expect("the file can be written");
        }
    }
    let stale: Vec<_> = files
        .iter()
        .filter(|(name, text)| fs::read(folder.join(name)).ok().as_ref() != Some(text))
        .map(|(name, _)| name.clone())
        .collect();
    assert!(stale.is_empty(), "stale in {}: {stale:?}; OBO_BLESS=1 cargo test generated", folder.display());
    let expected: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    let found = fs::read_dir(&folder).expect("the folder is there");
    let foreign: Vec<_> = found
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !expected.contains(&name.as_str()))
        .collect();
    assert!(foreign.is_empty(), "nothing makes these in {}: {foreign:?}", folder.display());
}
