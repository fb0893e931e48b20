//! The scripts for build systems, taken out of their files and run with hostile inputs; and that no input stands inside
//! a script's text (SECURITY.md R5).

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

const CLEAN: &str = r#"{"iss":"https://as.example","sub":"alice","aud":"https://api.example","scope":"read","exp":4000000000,"iat":3999999000,"jti":"1","cnf":{"jkt":"x"}}"#;

/// The block scalar behind `key: |` or `- |`, its indentation taken off.
fn script(file: &str, opening: &str) -> String {
    let mut lines = file.lines().skip_while(|line| line.trim() != opening).skip(1).peekable();
    let indent = lines.peek().expect("a script").chars().take_while(|c| *c == ' ').count();
    let body = lines.take_while(|line| line.trim().is_empty() || line.starts_with(&" ".repeat(indent)));
    body.map(|line| line.get(indent..).unwrap_or_default().to_owned() + "\n").collect()
}

fn directory(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(path.join("tokens")).expect("a folder");
    path
}

fn run(shell: &str, script: &str, folder: &PathBuf, variables: &[(&str, &str)]) -> Output {
    Command::new(shell)
        .args(["-c", script])
        .current_dir(folder)
        .envs(variables.iter().copied())
        .env("OBO_PROGRAM", env!("CARGO_BIN_EXE_obo"))
        .env("OBO_NO_CONFIG", "1")
        .output()
        .expect("it runs")
}

#[test]
fn r05_the_action_runs_and_its_inputs_are_never_its_text() {
    let action = include_str!("../../action.yml");
    let script = script(action, "run: |");
    assert!(!script.contains("${{"), "an input inside the script's text is a command of its author");
    assert!(script.contains(" -- "), "what follows cannot be an option");
    let folder = directory("ci-action");
    fs::write(folder.join("tokens/--fail-on=never"), CLEAN.replace("exp", "x")).expect("a file");
    let base = [("OBO_LEVEL", "warning"), ("OBO_POLICY_FILE", ""), ("OBO_SUBJECT", "")];
    let with = |more: &[(&'static str, &'static str)]| [&base[..], more].concat();
    let hostile = with(&[
        ("OBO_PATHS", "tokens\n$(touch owned); `touch owned`\n"),
        ("OBO_NAME", "x\" ; touch owned ; \""),
        ("OBO_SARIF", "out.sarif"),
    ]);
    let output = run("bash", &script, &folder, &hostile);
    assert_eq!(output.status.code(), Some(2), "a path that is not there is no pass: {output:?}");
    assert!(!folder.join("owned").exists());
    let named = with(&[("OBO_PATHS", "tokens"), ("OBO_NAME", "nightly"), ("OBO_SARIF", "out.sarif")]);
    let output = run("bash", &script, &folder, &named);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("::error file=tokens/--fail-on=never,line=1,title=obo missing-expiry (nightly)::"),
        "{text}"
    );
    assert!(fs::read_to_string(folder.join("out.sarif")).expect("a report").contains("missing-expiry"));
    let none = with(&[("OBO_PATHS", "\n"), ("OBO_NAME", ""), ("OBO_SARIF", "")]);
    assert_eq!(run("bash", &script, &folder, &none).status.code(), Some(2));
}

#[test]
fn r05_the_job_of_gitlab_runs_and_writes_its_reports() {
    let script = script(include_str!("../../docs/ci/gitlab.yml"), "- |");
    let folder = directory("ci-gitlab");
    fs::write(folder.join("tokens/a.json"), CLEAN.replace("exp", "x")).expect("a file");
    let variables = [
        ("OBO_PATHS", "tokens"),
        ("OBO_LEVEL", "error"),
        ("OBO_NAME", "$(touch owned)"),
        ("OBO_POLICY_FILE", ""),
        ("OBO_SUBJECT", ""),
    ];
    let output = run("sh", &script, &folder, &variables);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(!folder.join("owned").exists());
    let report = fs::read_to_string(folder.join("gl-code-quality-report.json")).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report[0]["location"]["path"], "tokens/a.json");
    assert!(fs::read_to_string(folder.join("obo.xml")).expect("a report").contains("<testsuites"));
}

#[test]
fn the_hook_reads_the_files_of_a_commit() {
    let hooks = include_str!("../../.pre-commit-hooks.yaml");
    let entry = hooks.lines().find_map(|line| line.trim().strip_prefix("entry: obo ")).expect("an entry");
    let folder = directory("ci-hook");
    fs::write(folder.join("notes.md"), "no token in here").expect("a file");
    fs::write(folder.join("bad.json"), CLEAN.replace("exp", "x")).expect("a file");
    let hook = |files: &[&str]| {
        let words = entry.split(' ');
        let mut command = Command::new(env!("CARGO_BIN_EXE_obo"));
        command.args(words).args(files).current_dir(&folder).env("OBO_NO_CONFIG", "1");
        command.output().expect("it runs").status.code()
    };
    assert_eq!(hook(&["notes.md"]), Some(0));
    assert_eq!(hook(&["notes.md", "bad.json"]), Some(1));
}
