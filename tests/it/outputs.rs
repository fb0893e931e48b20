//! Several outputs of one run: what befalls one of them is nothing to the others, and no file is lost for nothing.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

const TOKEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/decode.in/graph.jwt");

fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).expect("made");
    path
}

fn obo(folder: &std::path::Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_obo"));
    command.args(words).arg("--at").arg("2026-03-04T09:20:00Z").current_dir(folder).env_clear();
    command.stdin(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Exit code and stderr.
fn run(mut command: Command) -> (Option<i32>, String) {
    let output = command.output().expect("it runs");
    (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
}

/// A batch of more than any buffer holds.
fn batch(folder: &std::path::Path, lines: usize) {
    let token = fs::read_to_string(TOKEN).expect("a token");
    fs::write(folder.join("lines.txt"), format!("{}\n", token.trim()).repeat(lines)).expect("written");
}

#[test]
fn a_report_is_whole_though_nobody_reads_the_rest_of_stdout() {
    let folder = folder("outputs-pipe");
    batch(&folder, 1_000);
    let words = ["decode", "@lines.txt", "-f", "json", "--report", "jsonl=all.jsonl", "-q"];
    let mut child = obo(&folder, &words).stdout(Stdio::piped()).spawn().expect("it runs");
    // The reader takes nothing and goes away.
    drop(child.stdout.take());
    let code = child.wait().expect("it ends").code();
    let report = fs::read_to_string(folder.join("all.jsonl")).expect("the report");
    assert_eq!((code, report.lines().count()), (Some(0), 1_000));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_stdout_takes_no_report_along() {
    let folder = folder("outputs-full");
    batch(&folder, 200);
    for input in [format!("@{TOKEN}"), "@lines.txt".to_owned()] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("it is there");
        let mut command = obo(&folder, &["decode", &input, "--report", "json=r.json", "-q"]);
        command.stdout(full);
        let (code, said) = run(command);
        assert_eq!(code, Some(2), "{said}");
        assert_eq!(said, "error: the output could not be written\ncaused by: there is no room left\n");
        let report = fs::read_to_string(folder.join("r.json")).expect("the report");
        assert!(serde_json::from_str::<serde_json::Value>(&report).is_ok(), "{report}");
        fs::remove_file(folder.join("r.json")).expect("removed");
    }
}

#[test]
fn a_run_without_a_result_leaves_what_was_there() {
    let folder = folder("outputs-nothing");
    fs::write(folder.join("old.json"), "old").expect("written");
    for command in ["decode", "lint", "verify", "chain"] {
        let mut words = vec![command, "@nowhere.jwt", "--no-config", "-f", "json", "-o", "old.json"];
        words.extend(["--report", "jsonl=new.jsonl", "-q"]);
        if command == "verify" {
            words.extend(["--signature-only", "--secret", "env:S"]);
        }
        let mut run_ = obo(&folder, &words);
        run_.env("S", "0123456789abcdef0123456789abcdef");
        let (code, said) = run(run_);
        assert_eq!(code, Some(2), "{command}: {said}");
        assert_eq!(fs::read_to_string(folder.join("old.json")).expect("it is there"), "old", "{command}");
        assert!(!folder.join("new.jsonl").exists(), "{command}");
        assert_eq!(fs::read_dir(&folder).expect("listed").count(), 1, "{command}: something was left over");
    }
}

#[test]
fn what_cannot_be_written_is_said_before_anything_is_done() {
    let folder = folder("outputs-refused");
    fs::create_dir(folder.join("there")).expect("made");
    let input = format!("@{TOKEN}");
    for (more, want) in [
        (&["-o", ""][..], "error: an empty value is not what '--output <FILE>' takes\n"),
        (&["--report", "json="], "error: --report wants FORMAT=FILE\n"),
        (&["--report", "json"], "error: --report wants FORMAT=FILE\n"),
        (&["--report", "json=-"], "error: --report wants a file, and - is stdout, which has its own form\n"),
        (&["-o", "there"], "error: cannot write there\ncaused by: not a regular file\n"),
        (&["-o", "no/such/x"], "error: cannot write no/such/x\ncaused by: no such file\n"),
        (&["-o", "x", "--report", "json=x"], "error: one file for two outputs"),
        (&["--report", "json=x", "--report", "jsonl=./x"], "error: one file for two outputs"),
        (&["-o", "good", "--report", "json=there"], "error: cannot write there\n"),
    ] {
        let (code, said) = run(obo(&folder, &[&["decode", &input], more].concat()));
        assert_eq!(code, Some(2), "{more:?}: {said}");
        assert!(said.starts_with(want), "{more:?}: {said}");
        assert_eq!(fs::read_dir(&folder).expect("listed").count(), 1, "{more:?}: something was left over");
    }
}

#[test]
fn a_dash_is_stdout_and_no_file() {
    let folder = folder("outputs-dash");
    let input = format!("@{TOKEN}");
    for words in [&["decode", &input][..], &["lint", &input, "-f", "jsonl"]] {
        let plain = obo(&folder, words).output().expect("obo runs");
        let dashed = obo(&folder, &[words, &["-o", "-"]].concat()).output().expect("obo runs");
        assert!(!plain.stdout.is_empty());
        assert_eq!(dashed.stdout, plain.stdout);
        assert_eq!(dashed.status.code(), plain.status.code());
    }
    assert_eq!(fs::read_dir(&folder).expect("listed").count(), 0, "no file named -");
}
