//! What a shell gets when it asks the program itself to complete a line.

use std::process::{Command, Output};

fn ask(shell: &str, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_obo"));
    command.env_clear().env("COMPLETE", shell);
    if !words.is_empty() {
        command.arg("--").args(words);
    }
    command.output().expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("completions are UTF-8")
}

#[test]
fn five_shells_get_a_script_that_asks_back() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = ask(shell, &[]);
        assert!(output.status.success(), "{shell}");
        assert!(said(&output).contains("COMPLETE"), "{shell}: {}", said(&output));
    }
}

#[test]
fn commands_options_and_values_are_offered() {
    for (words, offered) in [
        (&["obo", "dec"][..], "decode\t"),
        (&["obo", "decode", "--cl"], "--claim\t"),
        (&["obo", "decode", "--format", "js"], "jsonl\t"),
    ] {
        let output = ask("fish", words);
        assert!(said(&output).lines().any(|line| line.starts_with(offered)), "{words:?}: {}", said(&output));
    }
}

/// Rules come from the program and from no file; a level can be set for an area or for all of them, too.
#[test]
fn names_are_offered_where_one_of_a_list_is_wanted() {
    for (words, offered, missing) in [
        (&["obo", "exchange", "--provider", ""][..], &["keycloak", "entra"][..], "expired"),
        (&["obo", "exchange", "--client-auth", "client_secret_"], &["client_secret_post"], "none"),
        (&["obo", "exchange", "--subject-token-type", "id"], &["id_token", "id-jag"], "jwt"),
        (&["obo", "explain", ""], &["keycloak", "invalid_target", "AADSTS500131", "uti"], "all"),
        (&["obo", "explain", "AADSTS65"], &["AADSTS65001"], "uti"),
        (
            &["obo", "lint", "--explain", "actor-d"][..],
            &["actor-dropped", "actor-differs-from-client"][..],
            "all",
        ),
        (&["obo", "explain", "token-p"], &["token-passthrough"], "all"),
        (&["obo", "explain", "bearer-token", "stale"], &["stale-suppression"], "all"),
        (&["obo", "lint", "--deny", ""], &["expired", "scope.*", "policy.*", "all"], "nonsense"),
        (&["obo", "lint", "--warn", "sco"], &["scope.*", "scope-widened"], "all"),
        (&["obo", "lint", "--allow", "al"], &["all"], "expired"),
        (&["obo", "verify", "--audience", ""], &[], "expired"),
    ] {
        let said = said(&ask("fish", words));
        let lines: Vec<&str> = said.lines().map(|line| line.split('\t').next().unwrap_or(line)).collect();
        for name in offered {
            assert!(lines.contains(name), "{words:?}: {said}");
        }
        assert!(!lines.contains(&missing), "{words:?}: {said}");
    }
}

/// An unknown shell, a line that makes no sense, a folder full of hostile settings: nothing is read, nothing is said.
#[test]
fn r26_completion_is_silent_about_errors_and_reads_nothing_it_found() {
    let folder = std::env::temp_dir().join(format!("obo-completion-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let witness = folder.join("witness");
    let hostile =
        format!("[profile.\"$(touch {0})\"]\nclient-secret = \"cmd:touch {0}\"\n[broken", witness.display());
    std::fs::write(folder.join("obo.toml"), hostile).unwrap();
    for (shell, words) in [
        ("tcsh", &["obo", ""][..]),
        ("bash", &["obo", "decode", "-p", ""]),
        ("fish", &["obo", "nonsense", "--\u{1b}[31m", ""]),
        ("zsh", &["obo"]),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_obo"));
        command.env_clear().env("COMPLETE", shell).env("HOME", &folder).current_dir(&folder);
        let output = command.arg("--").args(words).output().expect("the program runs");
        assert!(output.stderr.is_empty(), "{shell}: {:?}", String::from_utf8_lossy(&output.stderr));
        assert!(!said(&output).contains("touch"), "{shell}");
    }
    assert!(!witness.exists(), "completion started something");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Profiles and a team's own rules are offered from the user's own file and from a found one that is trusted, and from
/// no other.
#[cfg(unix)]
#[test]
fn r26_names_are_offered_from_trusted_files_alone() {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    let folder = std::env::temp_dir().join(format!("obo-profiles-{}", std::process::id()));
    let (home, work) = (folder.join("home"), folder.join("home/work"));
    fs::create_dir_all(home.join(".config/obo")).unwrap();
    fs::create_dir_all(&work).unwrap();
    for directory in [&folder, &home, &work] {
        fs::set_permissions(directory, fs::Permissions::from_mode(0o700)).unwrap();
    }
    let witness = folder.join("witness");
    fs::write(
        home.join(".config/obo/obo.toml"),
        "[profile.ledger]\nissuer = \"https://i.example\"\n[profile.orders]\n",
    )
    .unwrap();
    let found = format!("[profile.found]\nclient-secret = [\"cmd\", \"touch\", \"{}\"]\n", witness.display());
    fs::write(work.join("obo.toml"), &found).unwrap();
    fs::write(folder.join("named.toml"), "[profile.named]\n").unwrap();
    let digest = obo::token::digest::Digest::of(found.as_bytes()).to_string();
    let named = folder.join("named.toml").display().to_string();
    let ask = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_obo"));
        command.env_clear().env("COMPLETE", "bash").env("HOME", &home).current_dir(&work);
        command.env("_CLAP_COMPLETE_INDEX", (words.len() - 1).to_string());
        let output = command.arg("--").args(words).output().expect("the program runs");
        assert!(output.stderr.is_empty(), "{words:?}");
        said(&output).lines().map(str::to_owned).collect::<Vec<_>>().join(" ")
    };
    for (words, want) in [
        (vec!["obo", "verify", "-p", ""], "ledger orders"),
        (vec!["obo", "exchange", "--profile", "le"], "ledger"),
        (vec!["obo", "chain", "-p", "found"], ""),
        (vec!["obo", "verify", "--trust-config", &digest, "-p", ""], "found ledger orders"),
        (vec!["obo", "verify", "--config", &named, "-p", ""], "named"),
        (vec!["obo", "verify", "--no-config", "-p", ""], ""),
    ] {
        assert_eq!(ask(&words), want, "{words:?}");
    }
    // The same holds for rules of the team's own.
    let rule = |name: &str| format!("[[lint.rule]]\nname = \"{name}\"\nmessage = \"m\"\nwhen = \"true\"\n");
    fs::write(
        home.join(".config/obo/obo.toml"),
        format!("{}[profile.ledger]\n[profile.orders]\n", rule("zz-own")),
    )
    .unwrap();
    let found = rule("zz-found");
    fs::write(work.join("obo.toml"), &found).unwrap();
    fs::write(folder.join("policy.toml"), rule("zz-policy")).unwrap();
    let digest = obo::token::digest::Digest::of(found.as_bytes()).to_string();
    let policy = folder.join("policy.toml").display().to_string();
    for (words, want) in [
        (vec!["obo", "lint", "--deny", "zz"], "zz-own"),
        (vec!["obo", "lint", "--trust-config", &digest, "--allow", "zz"], "zz-found zz-own"),
        (vec!["obo", "lint", "--policy", &policy, "--warn", "zz"], "zz-own zz-policy"),
        (vec!["obo", "lint", "--no-config", "--policy", &policy, "--warn", "zz"], "zz-policy"),
        (vec!["obo", "lint", "--no-config", "--warn", "zz"], ""),
        (vec!["obo", "lint", "--explain", "zz"], ""),
    ] {
        assert_eq!(ask(&words), want, "{words:?}");
    }
    // A broken file of nobody's takes nothing from the user's own.
    fs::write(work.join("obo.toml"), "[broken").unwrap();
    assert_eq!(ask(&["obo", "verify", "-p", ""]), "ledger orders");
    assert!(!witness.exists(), "completion started something");
    fs::remove_dir_all(&folder).unwrap();
}
