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
    let base = [
        ("OBO_LEVEL", "warning"),
        ("OBO_POLICY_FILE", ""),
        ("OBO_KNOWN", ""),
        ("OBO_PLACE", ""),
        ("OBO_SUBJECT", ""),
    ];
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
        ("OBO_KNOWN", ""),
        ("OBO_PLACE", ""),
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

/// The blocks of the page between ```` ```yaml ```` and ```` ``` ````: the workflow, the job, the hook's settings.
fn examples() -> Vec<&'static str> {
    let page = include_str!("../../docs/ci/README.md");
    page.split("```yaml\n").skip(1).filter_map(|part| part.split("```").next()).collect()
}

/// The words of `args: [a, b]`, without the quotes that YAML wants for some.
fn words_of(line: &str) -> Option<Vec<&str>> {
    let list = line.trim().strip_prefix("args: [")?.strip_suffix(']')?;
    Some(list.split(',').map(|word| word.trim().trim_matches('"')).collect())
}

#[test]
fn the_page_names_every_input_and_its_examples_no_other() {
    let page = include_str!("../../docs/ci/README.md");
    let action = include_str!("../../action.yml");
    let inputs: Vec<&str> = action
        .lines()
        .skip_while(|line| *line != "inputs:")
        .skip(1)
        .take_while(|line| line.starts_with(' '))
        .filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':').filter(|name| !name.starts_with(' ')))
        .collect();
    assert!(inputs.len() > 8, "{inputs:?}");
    for input in &inputs {
        assert!(page.contains(&format!("| `{input}` |")), "{input}");
    }
    let job = include_str!("../../docs/ci/gitlab.yml");
    let name =
        |line: &'static str| Some(line.trim().split_once(": ")?.0).filter(|name| name.starts_with("OBO_"));
    let variables: Vec<&str> = job.lines().filter_map(name).collect();
    assert!(variables.len() > 7, "{variables:?}");
    for variable in &variables {
        assert!(page.contains(&format!("`{variable}`")), "{variable}");
    }
    let [workflow, extended, _] = examples()[..] else { panic!("three examples") };
    let with = workflow.split("- uses: OWNER/obo@").nth(1).expect("the step").split("- uses").next();
    for line in with.expect("the step").lines().filter_map(|line| line.strip_prefix("          ")) {
        assert!(inputs.contains(&line.split(':').next().unwrap_or_default()), "{line}");
    }
    for variable in extended.lines().filter_map(name) {
        assert!(variables.contains(&variable), "{variable}");
    }
}

#[test]
fn the_job_of_gitlab_takes_a_path_a_line_and_none_is_no_pass() {
    let script = script(include_str!("../../docs/ci/gitlab.yml"), "- |");
    let folder = directory("ci-gitlab-paths");
    fs::write(folder.join("tokens/a.json"), CLEAN).expect("a file");
    fs::write(folder.join("two words.json"), CLEAN.replace("exp", "x")).expect("a file");
    let code = |paths: &str, more: &[(&'static str, &'static str)]| {
        let base = [("OBO_LEVEL", "error"), ("OBO_NAME", ""), ("OBO_SUBJECT", ""), ("OBO_POLICY_FILE", "")];
        let variables =
            [&base[..], &[("OBO_KNOWN", ""), ("OBO_PLACE", ""), ("OBO_PATHS", paths)], more].concat();
        run("sh", &script, &folder, &variables).status.code()
    };
    assert_eq!(code("tokens", &[]), Some(0));
    assert_eq!(code("tokens\ntwo words.json\n", &[]), Some(1));
    assert_eq!(code("tokens\n*.json", &[]), Some(2), "a star is a name like any other");
    assert_eq!(code(" \n\n", &[]), Some(2));
    assert_eq!(code("", &[]), Some(2));
    fs::write(folder.join("policy.toml"), "[lint]\nlevels = { missing-expiry = \"off\" }\n").expect("a file");
    assert_eq!(
        code("two words.json", &[("OBO_POLICY_FILE", "policy.toml"), ("OBO_PLACE", "ci/obo.toml")]),
        Some(0)
    );
}

#[test]
fn the_hook_reads_the_files_of_a_commit() {
    let hooks = include_str!("../../.pre-commit-hooks.yaml");
    let entry = hooks.lines().find_map(|line| line.trim().strip_prefix("entry: obo ")).expect("an entry");
    let own = hooks.lines().find_map(words_of).expect("its own arguments");
    let [.., settings] = examples()[..] else { panic!("an example of settings") };
    let given = settings.lines().find_map(words_of).expect("a team's arguments");
    let folder = directory("ci-hook");
    fs::write(folder.join("notes.md"), "no token in here").expect("a file");
    fs::write(folder.join("bad.json"), CLEAN.replace("exp", "x")).expect("a file");
    fs::write(folder.join("--fail-on=never"), CLEAN.replace("exp", "x")).expect("a file");
    fs::create_dir_all(folder.join("ci")).expect("a folder");
    fs::write(folder.join("ci/obo.toml"), "[lint]\nlevels = { missing-expiry = \"warning\" }\n")
        .expect("a file");
    let hook = |arguments: &[&str], files: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_obo"));
        command.args(entry.split(' ')).args(arguments).args(files);
        command.current_dir(&folder).env("OBO_NO_CONFIG", "1").output().expect("it runs").status.code()
    };
    assert_eq!(hook(&own, &["notes.md"]), Some(0));
    assert_eq!(hook(&own, &["notes.md", "bad.json"]), Some(1));
    assert_eq!(hook(&own, &["--fail-on=never"]), Some(1));
    assert_eq!(hook(&given, &["notes.md", "bad.json"]), Some(0), "the team's policy counts");
    fs::remove_file(folder.join("ci/obo.toml")).expect("removed");
    assert_eq!(hook(&given, &["notes.md"]), Some(2), "a policy that is not there is not passed over");
}
