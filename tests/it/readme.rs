//! The README's commands run, one after the other, as a newcomer would type them.
#![cfg(unix)]

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

/// The port that the README's development server listens on; a free one is put in its place.
const PORT: &str = "4800";

/// What stands in for the clipboard: claims as people paste them.
const CLIPBOARD: &str =
    r#"pbpaste() { printf '{"iss":"https://issuer.example","sub":"alice","act":{"sub":"agent"}}'; }"#;

#[test]
fn every_command_of_the_readme_ends_as_it_says() {
    for program in ["bash", "curl", "jq"] {
        if Command::new(program).arg("--version").stdout(Stdio::null()).status().is_err() {
            eprintln!("skipped: readme ({program} is not installed)");
            return;
        }
    }
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let mut script = format!("set -o pipefail\ntrap 'kill $(jobs -p) 2>/dev/null' EXIT\n{CLIPBOARD}\n");
    for (line, command) in commands(&readme) {
        let expected = if command.contains("(exit code 1)") { 1 } else { 0 };
        script.push_str(&command.replace(PORT, &free));
        let complaint = format!("README.md:{line} ended with $code, not {expected}");
        script.push_str(&format!(
            "\ncode=$?; [ $code = {expected} ] || {{ echo \"{complaint}\" >&2; exit 99; }}\n"
        ));
    }
    let folder = std::env::temp_dir().join(format!("obo-readme-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let programs = Path::new(env!("CARGO_BIN_EXE_obo")).parent().unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    std::fs::write(folder.join("script"), script).unwrap();
    let output = Command::new("bash")
        .arg("script")
        .current_dir(&folder)
        .env_clear()
        .envs([
            ("PATH", path.as_str()),
            ("HOME", folder.to_str().unwrap()),
            ("XDG_CONFIG_HOME", folder.to_str().unwrap()),
            ("CI", "true"),
        ])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("may NOT orders.write"), "the answer that the README shows: {said}");
}

/// The commands of the `sh` blocks with their lines, those that go on over several lines joined.
fn commands(readme: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut is_inside = false;
    let mut goes_on = false;
    for (number, line) in (1..).zip(readme.lines()) {
        if line.starts_with("```") {
            is_inside = line == "```sh";
            continue;
        }
        if !is_inside || line.trim().is_empty() {
            continue;
        }
        match found.last_mut().filter(|_| goes_on) {
            Some((_, command)) => {
                command.push('\n');
                command.push_str(line);
            }
            None => found.push((number, line.to_owned())),
        }
        goes_on = line.ends_with('\\');
    }
    found
}

/// The two commands that stand alone are found there by `.ci/run`, and by people.
#[test]
fn the_two_commands_from_source_stand_alone_on_their_lines() {
    let readme = include_str!("../../README.md");
    let section = readme.split("## From source").nth(1).expect("the section is there");
    for command in ["    cargo run --release -- demo", "    cargo test"] {
        assert!(section.lines().any(|line| line == command), "{command}");
    }
}
