//! The question which issuer is expected, as a person at a terminal answers it (SECURITY.md R3).
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::raw_server::{RawServer, Reply};
use crate::verify_command::{jwks, key, paths, token};

const DOWN: &str = "\u{1b}[B";
const ESCAPE: &str = "\u{1b}";
const ENTER: &str = "\r";

/// obo at a terminal of its own, which `script` of util-linux makes.
struct Seat {
    child: Child,
    seen: Arc<Mutex<Vec<u8>>>,
    directory: PathBuf,
}

impl Seat {
    /// Starts `obo verify` on a token, with or without a profile that expects its issuer.
    fn new(name: &str, token: &str, profile: Option<&str>) -> Self {
        Self::with(name, token, profile, "-a api")
    }

    /// The same with other expectations.
    fn with(name: &str, token: &str, profile: Option<&str>, expected: &str) -> Self {
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("expected-issuer").join(name);
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(&directory).unwrap();
        fs::write(directory.join("t.jwt"), token).unwrap();
        let settings = profile.map(|issuer| format!("[profile.ledger]\nissuer = \"{issuer}\"\n"));
        fs::write(directory.join("own.toml"), settings.unwrap_or_default()).unwrap();
        let words = format!("verify @t.jwt {expected} --at 1000000 --config own.toml -f json -o out.json");
        let mut child = Command::new("script")
            .args(["-qefc", &format!("{} {words}", env!("CARGO_BIN_EXE_obo")), "/dev/null"])
            .env_clear()
            .env("LANG", "C.UTF-8")
            .env("TERM", "xterm")
            .env("SHELL", "/bin/sh")
            .env("PATH", "/usr/bin:/bin")
            .current_dir(&directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("util-linux is there");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (mut screen, shown) = (child.stdout.take().unwrap(), Arc::clone(&seen));
        std::thread::spawn(move || {
            let mut part = [0; 4096];
            while let Ok(read @ 1..) = screen.read(&mut part) {
                shown.lock().unwrap().extend_from_slice(&part[..read]);
            }
        });
        Self { child, seen, directory }
    }

    fn screen(&self) -> String {
        String::from_utf8_lossy(&self.seen.lock().unwrap()).into_owned()
    }

    fn waits_for(&mut self, text: &str) -> &mut Self {
        let start = Instant::now();
        while !self.screen().contains(text) {
            assert!(start.elapsed() < Duration::from_secs(60), "no {text:?} in {:?}", self.screen());
            std::thread::sleep(Duration::from_millis(20));
        }
        // What is typed before the terminal is ready for single keys would be read as a line.
        std::thread::sleep(Duration::from_millis(200));
        self
    }

    fn types(&mut self, keys: &str) -> &mut Self {
        let stdin = self.child.stdin.as_mut().unwrap();
        stdin.write_all(keys.as_bytes()).unwrap();
        stdin.flush().unwrap();
        std::thread::sleep(Duration::from_millis(200));
        self
    }

    /// The exit code, and the check `issuer` if there is a verdict.
    fn ends(mut self) -> (Option<i32>, Option<Value>) {
        let code = self.child.wait().unwrap().code();
        let document = fs::read(self.directory.join("out.json")).ok();
        let document: Option<Value> = document.map(|bytes| serde_json::from_slice(&bytes).unwrap());
        let checks = document.map(|document| document["tokens"][0]["checks"].clone());
        let issuer = checks.and_then(|checks| {
            checks.as_array().unwrap().iter().find(|check| check["name"] == "issuer").cloned()
        });
        (code, issuer)
    }
}

/// A server with metadata and keys, and a token that it made.
fn issued() -> (RawServer, String, String) {
    let signing = key("k1");
    let free = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let issuer = format!("http://{free}");
    let metadata = json!({"issuer": issuer, "jwks_uri": format!("{issuer}/jwks")}).to_string();
    let replies = vec![Reply::json(200, &metadata), Reply::json(200, &jwks(&[&signing]))];
    let token = token(&signing, "k1", &json!({"iss": issuer}));
    (RawServer::start_at(free, replies), issuer, token)
}

#[test]
fn r3_the_tokens_own_word_needs_a_whole_yes_and_never_passes() {
    let (server, issuer, token) = issued();
    let mut seat = Seat::new("own", &token, Some("https://expected.example"));
    seat.waits_for("the token's own word: 127.0.0.1").types(DOWN).types(DOWN).types(ENTER);
    seat.waits_for("type yes to ask 127.0.0.1");
    assert!(paths(&server).is_empty(), "nobody is asked before the yes");
    seat.types("yes\r");
    let (code, check) = seat.ends();
    let check = check.expect("a verdict");
    assert_eq!((code, &check["outcome"]), (Some(1), &json!("fail")));
    assert_eq!(check["detail"], "taken from the token, not expected by you");
    assert_eq!(check["found"], json!(issuer));
    assert_eq!(paths(&server).len(), 2);

    let (server, _, token) = issued();
    let mut seat = Seat::new("almost", &token, None);
    seat.waits_for("the token's own word").types(DOWN).types(ENTER);
    seat.waits_for("type yes").types("y\r");
    assert_eq!(seat.ends(), (Some(2), None));
    assert!(paths(&server).is_empty());
}

#[test]
fn r3_enter_alone_chooses_nothing() {
    let (server, _, token) = issued();
    let mut seat = Seat::new("enter", &token, None);
    seat.waits_for("the token's own word").types(ENTER).types(ENTER);
    assert!(!seat.screen().contains("type yes"), "{}", seat.screen());
    seat.types(ESCAPE);
    assert_eq!(seat.ends(), (Some(2), None));
    assert!(paths(&server).is_empty());
}

#[test]
fn what_a_profile_expects_becomes_the_expectation() {
    let (server, issuer, token) = issued();
    let mut seat = Seat::new("profile", &token, Some(&issuer));
    seat.waits_for("(profile ledger)").types(DOWN).types(ENTER);
    assert!(!seat.screen().contains("own word"), "what is expected is not the token's word");
    let (code, check) = seat.ends();
    assert_eq!((code, &check.expect("a verdict")["outcome"]), (Some(0), &json!("pass")));
    assert_eq!(paths(&server).len(), 2);
}

#[test]
fn an_audience_that_is_missing_is_asked_for_and_never_offered() {
    const ASKED: &str = "which audience do you expect";
    let (server, issuer, token) = issued();
    let mut seat = Seat::with("audience", &token, Some(&issuer), "");
    seat.waits_for("(profile ledger)").types(DOWN).types(ENTER);
    seat.waits_for(ASKED);
    assert!(!seat.screen().contains("api"), "what the token says is not shown: {}", seat.screen());
    seat.types("api\r");
    assert_eq!(seat.ends().0, Some(0));
    assert_eq!(paths(&server).len(), 2);

    let (server, issuer, token) = issued();
    let mut seat = Seat::with("other-audience", &token, Some(&issuer), "-p ledger");
    seat.waits_for(ASKED).types("ledger\r");
    assert_eq!(seat.ends().0, Some(1), "what is typed is what is expected");
    assert_eq!(paths(&server).len(), 2);

    for (name, words) in [("none", "-p ledger --no-input"), ("nobody", "--jwks own.toml")] {
        let seat = Seat::with(name, &token, Some(&issuer), words);
        let (shown, code) = (Arc::clone(&seat.seen), seat.ends().0);
        let shown = String::from_utf8_lossy(&shown.lock().unwrap()).into_owned();
        assert!(code == Some(2) && !shown.contains(ASKED), "{name}: {shown}");
    }
}

#[test]
fn an_interrupt_gives_the_terminal_back_and_is_one() {
    let (server, _, token) = issued();
    let mut seat = Seat::new("interrupted", &token, None);
    seat.waits_for("the token's own word").types("\u{3}");
    seat.waits_for("the question was not answered");
    assert!(seat.screen().contains("\u{1b}[?25h"), "the cursor is there again: {:?}", seat.screen());
    assert_eq!(seat.ends(), (Some(130), None));
    assert!(paths(&server).is_empty());
}
