//! The development server over HTTP, on loopback: who is let in (SECURITY.md R20), and what each endpoint answers.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use obo::instant::Instant;
use obo::keys::Algorithm;
use obo::sts::keyring::Keyring;
use obo::sts::routes::{ListenError, Nature, Running, listen};
use obo::sts::server::Server;
use obo::sts::settings::Settings;
use obo::token::Token;

const FORM: &str = "content-type: application/x-www-form-urlencoded";

fn nature() -> Nature {
    let count = AtomicU8::new(0);
    Nature {
        now: Arc::new(|| Instant::from_seconds(1_795_300_000)),
        random: Arc::new(move |bytes| {
            bytes.fill(count.fetch_add(1, Ordering::Relaxed));
            true
        }),
    }
}

fn make(issuer: String) -> Server {
    let keyring = Keyring::generate(&[Algorithm::Es256]).expect("keys");
    Server::new(issuer, Settings::built_in(), keyring, None)
}

fn start() -> (Running, SocketAddr) {
    let running = listen(([127, 0, 0, 1], 0).into(), false, nature(), make).expect("it listens");
    let address = running.issuer().trim_start_matches("http://").parse().expect("an address");
    (running, address)
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn member(&self, name: &str) -> String {
        let body: serde_json::Value = serde_json::from_str(&self.body).expect("JSON");
        body[name].as_str().map_or_else(|| body[name].to_string(), str::to_owned)
    }
}

/// Sends bytes as they are; a `Host` is put in unless the headers have one.
fn send(address: SocketAddr, line: &str, headers: &[&str], body: &str) -> Answer {
    let mut text = format!("{line} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
    if !headers.iter().any(|header| header.to_ascii_lowercase().starts_with("host:")) {
        text.push_str(&format!("host: {address}\r\n"));
    }
    for header in headers.iter().filter(|header| !header.eq_ignore_ascii_case("host:none")) {
        text.push_str(&format!("{header}\r\n"));
    }
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.write_all(format!("{text}\r\n{body}").as_bytes()).expect("written");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).expect("a status");
    Answer { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
}

const LOGIN: &str = "client_id=planner&username=alice";

#[test]
fn r20_a_name_that_the_server_did_not_print_is_misdirected() {
    let (_running, address) = start();
    let port = address.port();
    for (host, want) in [
        (format!("host: 127.0.0.1:{port}"), 200),
        (format!("Host: localhost:{port}"), 200),
        (format!("host: [::1]:{port}"), 200),
        ("host: evil.example".to_owned(), 421),
        (format!("host: evil.example:{port}"), 421),
        ("host: 127.0.0.1".to_owned(), 421),
        (format!("host: 127.0.0.1:{}", port ^ 1), 421),
        ("host:none".to_owned(), 421),
    ] {
        for (line, body) in [("GET /jwks", ""), ("POST /login", LOGIN)] {
            let answer = send(address, line, &[&host, FORM], body);
            assert_eq!(answer.status, want, "{host} {line}");
        }
    }
    let line = "GET http://evil.example/jwks";
    assert_eq!(send(address, line, &[&format!("host: {address}")], "").status, 421);
}

#[test]
fn r20_web_pages_are_forbidden_and_learn_nothing_by_cors() {
    let (_running, address) = start();
    for (header, want) in [
        ("origin: https://evil.example".to_owned(), 403),
        ("origin: null".to_owned(), 403),
        (format!("origin: http://{address}"), 403),
        ("sec-fetch-site: cross-site".to_owned(), 403),
        ("sec-fetch-site: same-site".to_owned(), 403),
        ("sec-fetch-site: none".to_owned(), 200),
        ("sec-fetch-site: same-origin".to_owned(), 200),
    ] {
        for (line, body) in [
            ("GET /.well-known/oauth-authorization-server", ""),
            ("POST /login", LOGIN),
            ("OPTIONS /token", ""),
        ] {
            let answer = send(address, line, &[&header, FORM], body);
            let want = if want == 200 && line.starts_with("OPTIONS") { 405 } else { want };
            assert_eq!(answer.status, want, "{header} {line}");
            assert!(!answer.head.contains("access-control-"), "{}", answer.head);
        }
    }
}

#[test]
fn r20_the_token_endpoint_wants_a_form_and_a_client() {
    let (_running, address) = start();
    let grant = "grant_type=client_credentials";
    let own = format!("{grant}&client_id=planner");
    for (media_type, body, want) in [
        (FORM, own.as_str(), (200, "")),
        ("content-type: application/json", own.as_str(), (400, "invalid_request")),
        ("content-type: text/plain", own.as_str(), (400, "invalid_request")),
        ("x-none: 1", own.as_str(), (400, "invalid_request")),
        (FORM, grant, (401, "invalid_client")),
        (FORM, "grant_type=client_credentials&client_id=nobody", (401, "invalid_client")),
    ] {
        let answer = send(address, "POST /token", &[media_type], body);
        assert_eq!(answer.status, want.0, "{media_type} {body}");
        if answer.status != 200 {
            assert_eq!(answer.member("error"), want.1);
        }
    }
    assert_eq!(send(address, "GET /token", &[], "").status, 405);
    let large = format!("client_id=planner&x={}", "a".repeat(3 << 20));
    assert_eq!(send(address, "POST /token", &[FORM], &large).status, 413);
}

#[test]
fn r20_the_issuer_is_the_loopback_address_on_a_free_port_and_keys_are_made_for_the_run() {
    let ((one, address), (two, other)) = (start(), start());
    assert!(address.ip().is_loopback() && address.port() != 0);
    assert_ne!(one.issuer(), two.issuer());
    let jwks = |address| send(address, "GET /jwks", &[], "").body;
    assert_ne!(jwks(address), jwks(other));
    for path in ["oauth-authorization-server", "openid-configuration"] {
        let answer = send(address, &format!("GET /.well-known/{path}"), &[], "");
        assert_eq!(answer.member("issuer"), one.issuer());
        assert_eq!(answer.member("token_endpoint"), format!("{}/token", one.issuer()));
    }
}

#[test]
fn r20_other_addresses_need_a_word() {
    let remote = listen(([192, 0, 2, 1], 0).into(), false, nature(), make);
    assert_eq!(remote.err(), Some(ListenError::Remote));
    for allowed in [false, true] {
        let every = listen(([0, 0, 0, 0], 0).into(), allowed, nature(), make);
        assert_eq!(every.err(), Some(ListenError::Unspecified));
    }
}

#[test]
fn a_flow_over_http_is_introspected_and_revoked() {
    let (_running, address) = start();
    let post = |path: &str, body: &str| send(address, &format!("POST {path}"), &[FORM], body);
    let t0 = post("/login", LOGIN);
    assert!(t0.head.contains("cache-control: no-store"));
    let exchange = |client: &str, subject: &str, audience: &str| {
        let answer = post(
            "/token",
            &format!(
                "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&client_id={client}\
                 &subject_token={subject}&subject_token_type=urn:ietf:params:oauth:token-type:access_token\
                 &audience={audience}"
            ),
        );
        answer.member("access_token")
    };
    let t1 = exchange("planner", &t0.member("access_token"), "researcher");
    let t2 = exchange("researcher", &t1, "ledger");
    let token = Token::parse(&t2).expect("a token");
    let act = token.claims().and_then(|claims| claims.get("act")).map(|act| act.to_json());
    let want =
        r#"{"sub":"researcher","sub_profile":"ai_agent","act":{"sub":"planner","sub_profile":"ai_agent"}}"#;
    assert_eq!(act.as_deref(), Some(want));
    let active =
        |client: &str| post("/introspect", &format!("client_id={client}&token={t2}")).member("active");
    assert_eq!([active("ledger"), active("researcher"), active("planner")], ["true", "true", "false"]);
    assert_eq!(post("/revoke", &format!("client_id=ledger&token={t2}")).status, 200);
    assert_eq!(active("ledger"), "true", "only the client it was issued to revokes a token");
    assert_eq!(post("/revoke", &format!("client_id=researcher&token={t2}")).status, 200);
    assert_eq!(active("ledger"), "false");
}

#[test]
fn it_stops_when_it_is_dropped_also_with_a_request_under_way() {
    let (running, address) = start();
    let mut held = TcpStream::connect(address).expect("it listens");
    held.write_all(b"POST /token HTTP/1.1\r\ncontent-le").expect("written");
    assert!(running.is_alive());
    drop(running);
    assert!(TcpStream::connect(address).is_err());
}

#[cfg(unix)]
#[test]
fn who_interrupts_the_command_of_a_secret_is_not_told_that_it_took_too_long() {
    use rustix::process::{Pid, Signal, kill_process};
    let path = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("slow-secret.toml");
    let started = path.with_extension("started");
    let _ = std::fs::remove_file(&started);
    let script = format!("touch '{}'; sleep 20", started.display());
    std::fs::write(&path, format!("[client.api]\nsecret = [\"cmd\", \"sh\", \"-c\", \"{script}\"]\n"))
        .expect("a file");
    let child = std::process::Command::new(env!("CARGO_BIN_EXE_obo"))
        .args(["sts", "--config"])
        .arg(&path)
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    let began = std::time::Instant::now();
    while !started.exists() {
        assert!(began.elapsed() < std::time::Duration::from_secs(30), "the command never ran");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let pid = Pid::from_raw(i32::try_from(child.id()).expect("a process")).expect("not 0");
    kill_process(pid, Signal::INT).expect("it runs");
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(130), 0), "{said}");
    assert!(said.contains("caused by: interrupted while the command ran"), "{said}");
    assert!(said.contains("cannot use") && said.contains("cmd:sh gave nothing to read"), "{said}");
}

#[test]
fn a_path_in_a_file_of_settings_starts_beside_it() {
    let beside = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("sts-beside");
    let elsewhere = beside.join("elsewhere");
    std::fs::create_dir_all(&elsewhere).expect("directories");
    std::fs::write(beside.join("sts.toml"), "[client.api]\nsecret = \"@secret.txt\"\n").expect("a file");
    let run = |config: &str| {
        let mut obo = std::process::Command::new(env!("CARGO_BIN_EXE_obo"));
        // A port that is taken ends the server as soon as its settings are read.
        let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = taken.local_addr().expect("bound").port().to_string();
        obo.args(["sts", "--config", config, "--port", &port]).current_dir(&elsewhere);
        let output = obo.stdin(std::process::Stdio::null()).output().expect("it ends");
        (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
    };
    // What stands in the working directory is not asked.
    std::fs::write(elsewhere.join("secret.txt"), "of another").expect("a file");
    let _ = std::fs::remove_file(beside.join("secret.txt"));
    let (code, said) = run("../sts.toml");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("cannot read ../secret.txt") && said.contains("no such file"), "{said}");
    std::fs::write(beside.join("secret.txt"), "hunter2-canary").expect("a file");
    let whole = beside.join("sts.toml").display().to_string();
    for config in ["../sts.toml", whole.as_str()] {
        let (code, said) = run(config);
        assert_eq!(code, Some(3), "{said}");
        assert!(said.contains("the server does not listen") && !said.contains("hunter2"), "{said}");
    }
}
