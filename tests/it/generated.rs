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
