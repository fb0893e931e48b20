//! `obo demo` and `obo sts` as a person starts them.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const AT: &str = "2026-03-04T09:00:00Z";

fn obo() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_obo"));
    command.env_clear().env("LANG", "C.UTF-8").stdin(Stdio::null());
    command
}

fn run(words: &[&str]) -> Output {
    obo().args(words).output().expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn directory(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    path
}

fn at(path: &Path, name: &str) -> String {
    format!("@{}", path.join(name).display())
}

#[test]
fn the_demo_shows_its_scenes_in_a_pipe_without_a_pause() {
    let started = Instant::now();
    // Neither proxies nor authorities nor a name service have any part in it.
    let nowhere = "http://127.0.0.1:9";
    let output = obo()
        .arg("demo")
        .envs([("http_proxy", nowhere), ("HTTP_PROXY", nowhere), ("ALL_PROXY", nowhere)])
        .envs([("SSL_CERT_FILE", "/nonexistent"), ("SSL_CERT_DIR", "/nonexistent")])
        .output()
        .expect("it runs");
    // Two seconds are promised; a loaded machine may take a little longer with a build that is not optimised.
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(text(&output.stderr), "");
    let want = "\
1 of 4   alice signs in; planner gets her token and passes it on as it is
  alice → planner → researcher → ledger        one token, three holders
  ledger sees only alice; that planner and researcher were there is lost
  and each of the three can do all that it allows, for as long as it lives

2 of 4   the same again, with an exchange at each hop
  planner      orders.read orders.write   60 min   alice
  researcher   orders.read                30 min   alice, by planner
  ledger       orders.read                15 min   alice, by researcher, planner
  ledger reads   sub alice   act.sub researcher   act.act.sub planner
  each token says who acts for alice, is for one place alone, and can do less

3 of 4   researcher asks for more than it holds
  REFUSED 400 invalid_scope: orders.write is not in the subject token
  yes     a scope was asked for that the subject token does not have
            wanted  orders.write
            found   orders.read   /scope
  authority only shrinks: no hop takes back what one before it gave up

4 of 4   a gate before ledger: what lint says about both ways
  obo lint @t0.jwt -p ledger   FAILED
    error    unexpected-audience: the token is for somebody whom the policy does
             not name
    warning  long-lifetime: the token lives 1 h, and the limit is 15 min
  obo lint @t2.jwt -p ledger   passed
  the same command is the gate of a build: FAILED is exit code 1

next      obo demo --save demo
";
    assert_eq!(text(&output.stdout), want);
    assert!(want.lines().all(|line| line.chars().count() <= 80));
}

#[test]
fn two_demos_at_one_moment_are_one_document_but_for_the_run() {
    let document = || {
        let output = run(&["demo", "-f", "json", "--at", AT]);
        let mut document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(document["schema"], "obo.demo/1");
        assert_eq!(document["scenes"].as_array().map(Vec::len), Some(4));
        document.as_object_mut().and_then(|members| members.remove("run"));
        document
    };
    assert_eq!(document(), document());
}

#[test]
fn what_the_demo_saves_is_read_by_the_other_commands() {
    let dir = directory("demo-save").join("a/demo");
    let output = run(&["demo", "--save", &dir.to_string_lossy(), "--at", AT]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let saved = format!("saved in {}/: t0.jwt t1.jwt t2.jwt, keys.json, obo.toml\n", dir.display());
    assert!(text(&output.stdout).contains(&saved));
    for (name, claim, want) in [
        ("t0.jwt", "sub", "alice"),
        ("t0.jwt", "aud", "planner"),
        ("t1.jwt", "act.sub", "planner"),
        ("t2.jwt", "act.sub", "researcher"),
        ("t2.jwt", "act.act.sub", "planner"),
        ("t2.jwt", "aud", "ledger"),
        ("t2.jwt", "dev", "true"),
        ("t2.jwt", "iat", "1772614800"),
        ("t2.jwt", "exp", "1772615700"),
    ] {
        let output = run(&["decode", &at(&dir, name), "--claim", claim]);
        assert_eq!(text(&output.stdout), format!("{want}\n"), "{name} {claim}");
    }
    let keys: serde_json::Value =
        serde_json::from_slice(&fs::read(dir.join("keys.json")).expect("keys")).expect("JSON");
    assert_eq!(keys["keys"][0].get("d"), None, "no private part");
    let settings = fs::read_to_string(dir.join("obo.toml")).expect("settings");
    let config = obo::config::file::File::parse(
        settings.as_bytes(),
        &dir.join("obo.toml"),
        obo::config::origin::Origin::User,
        obo::lint::policy::Standing::User,
    );
    let names: Vec<String> =
        config.expect("obo reads its own settings").profile_names().map(str::to_owned).collect();
    assert_eq!(names, ["ledger", "payroll"]);
    #[cfg(unix)]
    for entry in fs::read_dir(&dir).expect("listed") {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = entry.expect("an entry").metadata().expect("metadata").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let again = run(&["demo", "--save", &dir.to_string_lossy()]);
    assert_eq!(again.status.code(), Some(0), "its own directory is written over");
}

#[test]
fn the_demo_writes_over_nothing_that_it_did_not_write() {
    let dir = directory("demo-foreign");
    fs::create_dir_all(&dir).expect("made");
    fs::write(dir.join("obo.toml"), "[lint]\n").expect("written");
    let output = run(&["demo", "--save", &dir.to_string_lossy()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert_eq!(fs::read_to_string(dir.join("obo.toml")).expect("there"), "[lint]\n");
    assert_eq!(fs::read_dir(&dir).expect("listed").count(), 1);
    let file = dir.join("obo.toml").join("demo");
    assert_eq!(run(&["demo", "--save", &file.to_string_lossy()]).status.code(), Some(2));
}

/// A server that ends with the test.
struct Server {
    child: Child,
    issuer: String,
}

impl Server {
    fn start(words: &[&str]) -> Self {
        let mut child = obo()
            .arg("sts")
            .args(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut issuer = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut issuer).expect("a line");
        Self { child, issuer: issuer.trim_end().to_owned() }
    }

    fn get(&self, path: &str) -> String {
        let address = self.issuer.trim_start_matches("http://");
        let mut stream = std::net::TcpStream::connect(address).expect("it listens");
        let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
        std::io::Write::write_all(&mut stream, request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
#[test]
fn the_server_prints_its_issuer_alone_first_and_ends_with_0_when_interrupted() {
    for signal in ["-INT", "-TERM"] {
        let mut server = Server::start(&["--at", AT]);
        assert!(server.issuer.starts_with("http://127.0.0.1:"), "{}", server.issuer);
        let metadata = server.get("/.well-known/oauth-authorization-server");
        assert!(metadata.contains(&format!("\"issuer\":\"{}\"", server.issuer)), "{metadata}");
        let keys = server.get("/jwks");
        assert!(keys.contains("ES256") && keys.contains("RS256"), "{keys}");
        let kill = Command::new("kill").args([signal, &server.child.id().to_string()]).status();
        assert!(kill.expect("kill runs").success());
        assert_eq!(server.child.wait().expect("it ends").code(), Some(0));
        let mut said = String::new();
        server.child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
        assert!(said.contains("not for production"), "{said}");
    }
}

#[test]
fn what_the_server_cannot_use_is_named_by_its_place() {
    let dir = directory("sts-config");
    fs::create_dir_all(&dir).expect("made");
    let path = dir.join("sts.toml");
    for (toml, want) in [
        ("[client.a]\nsecret = \"hunter2-canary\"\n", "a secret must not stand in the file"),
        ("[client.a]\nsecret = \"hunter2-canary\n", "line 2 is not TOML"),
        ("[clients.a]\n", "line 1 has an unknown key"),
        ("[client.a]\nsecret = \"env:NOT_SET\"\n", "cannot be read"),
    ] {
        fs::write(&path, toml).expect("written");
        let output = run(&["sts", "--config", &path.to_string_lossy()]);
        assert_eq!(output.status.code(), Some(2), "{toml}");
        let said = text(&output.stderr);
        assert!(said.contains(want) && !said.contains("canary"), "{said}");
        assert!(output.stdout.is_empty());
    }
    for (words, want) in [
        (&["--fault", "nonsense"][..], "--list-faults"),
        (&["--bind", "0.0.0.0"], "one address"),
        (&["--bind", "192.0.2.1"], "--allow-remote"),
        (&["--key", "nonsense"], "not a key"),
    ] {
        let output = run(&[&["sts"], words].concat());
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(text(&output.stderr).contains(want), "{}", text(&output.stderr));
    }
    let faults = text(&run(&["sts", "--list-faults"]).stdout);
    assert!(faults.contains("scope-widened ") && faults.lines().count() > 100);
}

#[cfg(unix)]
#[test]
fn r2_what_the_demo_saved_is_trusted_at_once_and_a_changed_file_no_more() {
    let base = directory("demo-trust");
    let dir = base.join("demo");
    fs::create_dir_all(&base).expect("made");
    let obo = |words: &[&str], inside: bool| {
        let mut command = obo();
        command.args(words).env("HOME", &base).env("XDG_CONFIG_HOME", base.join("config"));
        command.current_dir(if inside { &dir } else { &base }).output().expect("it runs")
    };
    assert_eq!(obo(&["demo", "--save", "demo"], false).status.code(), Some(0));
    for (profile, code, line) in [("ledger", 0, "VALID"), ("payroll", 1, "NOT VALID: audience")] {
        let output = obo(&["verify", "@t2.jwt", "-p", profile], true);
        assert_eq!(output.status.code(), Some(code), "{}", text(&output.stderr));
        assert_eq!(text(&output.stdout).lines().next(), Some(line));
        assert_eq!(text(&output.stderr), "");
    }
    for (token, code, line) in
        [("@t0.jwt", 1, "FAILED  1 error, 1 warning"), ("@t2.jwt", 0, "passed  1 token")]
    {
        let output = obo(&["lint", token, "-p", "ledger"], true);
        assert_eq!(output.status.code(), Some(code), "{}", text(&output.stderr));
        assert!(text(&output.stdout).lines().any(|one| one.starts_with(line)), "{}", text(&output.stdout));
        assert_eq!(text(&output.stderr), "");
    }
    let settings = dir.join("obo.toml");
    let changed = fs::read_to_string(&settings).expect("settings").replace("payroll", "ledgers");
    fs::write(&settings, changed).expect("written");
    let output = obo(&["verify", "@t2.jwt", "-p", "ledger"], true);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("nothing trusts it yet"), "{}", text(&output.stderr));
    assert!(output.stdout.is_empty());
}
