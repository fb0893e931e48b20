//! The printed `curl` command, run in a real shell with a `curl` that only writes down what it was given.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use obo::conversation::{Basic, Content, Method, Plan};
use obo::exchange::curl;
use obo::secret::Secret;
use proptest::prelude::*;

/// Writes its arguments, each ended by NUL, and its input into files beside itself.
const FAKE: &str = "#!/bin/sh\nd=$(dirname \"$0\")\nfor a; do printf '%s\\0' \"$a\"; done >\"$d/arguments\"\ncat >\"$d/input\"\n";

/// What a real curl would have sent, read from what the false one was given.
#[derive(Debug, PartialEq, Eq)]
struct Sent {
    url: String,
    user: Option<String>,
    form: Vec<(String, String)>,
}

fn sent_by(directory: &Path, script: &str, variables: &[(&str, &str)]) -> (Sent, Vec<String>) {
    let path = format!("{}:{}", directory.display(), std::env::var("PATH").unwrap());
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(script).env("PATH", path).stdin(Stdio::null()).stdout(Stdio::piped());
    shell.envs(variables.iter().copied());
    let output = shell.output().unwrap();
    assert!(output.status.success() && output.stdout.is_empty(), "{script}\n{output:?}");
    let arguments = fs::read(directory.join("arguments")).unwrap();
    let arguments: Vec<String> =
        arguments.split(|b| *b == 0).map(|a| String::from_utf8(a.to_vec()).unwrap()).collect();
    let mut sent = Sent { url: String::new(), user: None, form: Vec::new() };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "" | "--globoff" | "--silent" | "--show-error" => {}
            "--config" => assert_eq!(words.next().unwrap(), "-"),
            "--header" => assert_eq!(words.next().unwrap(), "Accept: application/json"),
            "--url" => sent.url = words.next().unwrap().clone(),
            "--data" => sent.form.push(decoded(words.next().unwrap())),
            "--data-urlencode" => {
                let (name, value) = words.next().unwrap().split_once('=').unwrap();
                assert!(!name.is_empty() && !name.contains('@'));
                sent.form.push((name.to_owned(), value.to_owned()));
            }
            other => panic!("an argument that nobody planned: {other:?} in\n{script}"),
        }
    }
    for line in fs::read_to_string(directory.join("input")).unwrap().lines() {
        let (name, value) = line.split_once(" = ").unwrap();
        let value = value.strip_prefix('"').unwrap().strip_suffix('"').unwrap();
        assert!(!value.contains(['"', '\\']), "{line}");
        match name {
            "user" => sent.user = Some(value.to_owned()),
            "data" => sent.form.push(decoded(value)),
            other => panic!("{other}"),
        }
    }
    (sent, arguments)
}

fn decoded(pair: &str) -> (String, String) {
    let mut pairs = url::form_urlencoded::parse(pair.as_bytes());
    let (name, value) = pairs.next().unwrap();
    assert!(pairs.next().is_none(), "{pair}");
    (name.into_owned(), value.into_owned())
}

fn decode(text: &str) -> String {
    decoded(&format!("x={text}")).1
}

/// A directory of its own for each case, on loopback to nothing.
fn directory() -> std::path::PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let directory = std::env::temp_dir().join(format!("obo-curl-{}-{number}", std::process::id()));
    fs::create_dir_all(&directory).unwrap();
    let fake = directory.join("curl");
    fs::write(&fake, FAKE).unwrap();
    fs::set_permissions(&fake, fs::Permissions::from_mode(0o755)).unwrap();
    directory
}

/// Text that a person, a server or an attacker may have chosen; a shell's variables hold no NUL.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,24}",
        "[^\\x00]{0,12}",
        proptest::sample::select(vec![
            "'; touch pwned; '",
            "$(id)",
            "`id`",
            "@/etc/passwd",
            "name@/etc/passwd",
            "{a,b}[1-9]",
            "-o/tmp/x",
            "a\nEND\nb",
            "::set-output name=x::y",
            "##vso[task.setvariable]",
            "\\\"",
            "%PATH%",
            "a&b=c",
            "!history",
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn r16_the_printed_command_sends_the_plan_and_hides_its_secrets(
        id in text(),
        secret in "[^\\x00]{1,12}",
        token in "[^\\x00]{1,40}",
        path in "[!-~]{0,16}",
        pairs in proptest::collection::vec(("[^\\x00]{1,8}", text()), 0..4),
        basic in any::<bool>(),
    ) {
        let directory = directory();
        let mut form: Vec<(String, Content)> = pairs
            .iter()
            .map(|(name, value)| (name.clone(), Content::Plain(value.clone())))
            .collect();
        form.push(("subject_token".to_owned(), Content::Token(Secret::from(token.as_str()))));
        if !basic {
            form.push(("client_secret".to_owned(), Content::Secret(Secret::from(secret.as_str()))));
        }
        let plan = Plan {
            method: Method::Post,
            url: format!("https://sts.example/{path}"),
            headers: Vec::new(),
            basic: basic.then(|| Basic { client_id: id.clone(), secret: Secret::from(secret.as_str()) }),
            form,
            repeatable: true,
            named_by: None,
        };
        let script = curl::command(&plan, curl::Shell::Posix).unwrap();
        let variables = [("CLIENT_SECRET", secret.as_str()), ("SUBJECT_TOKEN", token.as_str())];
        let (sent, arguments) = sent_by(&directory, &script, &variables);
        fs::remove_dir_all(&directory).unwrap();

        prop_assert_eq!(&sent.url, &plan.url);
        let user = sent.user.as_deref().and_then(|user| user.split_once(':'));
        let user = user.map(|(id, secret)| (decode(id), decode(secret)));
        prop_assert_eq!(user, basic.then(|| (id, secret.clone())));
        let mut want: Vec<(String, String)> = plan
            .form
            .iter()
            .map(|(name, content)| (name.clone(), String::from_utf8(content.expose().to_vec()).unwrap()))
            .collect();
        let mut got = sent.form;
        want.sort();
        got.sort();
        prop_assert_eq!(got, want);
        for hidden in [&secret, &token] {
            let long = hidden.len() > 6;
            prop_assert!(!long || !script.contains(hidden.as_str()));
            prop_assert!(!long || !arguments.iter().any(|argument| argument.contains(hidden.as_str())));
        }
        for line in script.lines() {
            prop_assert!(!line.trim_start().starts_with("::"), "{}", script);
            prop_assert!(!line.contains("##[") && !line.contains("##vso["), "{}", script);
        }
    }
}
