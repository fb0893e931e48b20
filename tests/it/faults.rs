//! Every deliberate fault of the development server, met by `obo exchange` over HTTP: what is a no, what makes no
//! sense, and what is granted oddly and said so.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;

use obo::instant::Instant;
use obo::keys::Algorithm;
use obo::sts::fault::Fault;
use obo::sts::keyring::Keyring;
use obo::sts::reply::Reply;
use obo::sts::routes::{Nature, Running, listen};
use obo::sts::server::{Moment, Request, Server};
use obo::sts::settings::Settings;

const AT: i64 = 1_795_300_000;

fn start() -> Running {
    let nature = Nature {
        now: Arc::new(|| Instant::from_seconds(AT)),
        random: Arc::new(|bytes| {
            bytes.fill(7);
            true
        }),
    };
    listen(([127, 0, 0, 1], 0).into(), false, nature, |issuer| {
        let keyring = Keyring::generate(&[Algorithm::Es256]).expect("keys");
        Server::new(issuer, Settings::built_in(), keyring, None)
    })
    .expect("it listens")
}

type Endpoint = fn(&mut Server, &Request<'_>, &mut Moment<'_>) -> Reply;

fn token(server: &Running, endpoint: Endpoint, body: &str) -> String {
    let media_type = Some("application/x-www-form-urlencoded");
    let request = Request { authorization: None, dpop: None, media_type, body: body.as_bytes() };
    let reply = server.ask(|server, moment| endpoint(server, &request, moment));
    reply.members()["access_token"].as_str().expect("a token").to_owned()
}

/// A token that researcher holds: alice's, by planner, for half an hour.
fn held(server: &Running) -> String {
    let t0 = token(server, Server::login, "client_id=planner&username=alice");
    let form = format!(
        "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&client_id=planner&subject_token={t0}\
         &subject_token_type=urn:ietf:params:oauth:token-type:access_token&audience=researcher"
    );
    token(server, Server::token, &form)
}

/// Exit code, warnings' codes, and everything that was said.
fn exchange(fault: &str) -> (i32, Vec<String>, String) {
    let server = start();
    let held = held(&server);
    let fault = Fault::named(fault).expect("a fault");
    server.ask(|server, _| server.set_fault(Some(fault)));
    let output = Command::new(env!("CARGO_BIN_EXE_obo"))
        .args(["exchange", "--issuer", server.issuer(), "--client-id", "researcher", "--client-auth", "none"])
        .args(["-t", "env:HELD", "-a", "ledger", "-s", "orders.read orders.write", "-f", "json"])
        .args(["--requested-token-type", "access_token", "--at", &AT.to_string()])
        .env_clear()
        .env("HELD", held)
        .stdin(Stdio::null())
        .output()
        .expect("it runs");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let warnings = json["warnings"].as_array().into_iter().flatten();
    let codes = warnings.filter_map(|warning| warning["code"].as_str().map(str::to_owned)).collect();
    let said =
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat();
    (output.status.code().unwrap_or(-1), codes, said)
}

/// What each fault comes to: the exit code, and the warning that must be among those given.
const WANTED: &[(&str, i32, &str)] = &[
    ("invalid_request", 1, ""),
    ("invalid_client", 1, ""),
    ("invalid_grant", 1, ""),
    ("unauthorized_client", 1, ""),
    ("unsupported_grant_type", 1, ""),
    ("invalid_scope", 1, ""),
    ("invalid_target", 1, ""),
    ("access_denied", 1, ""),
    ("server_error", 1, ""),
    ("temporarily_unavailable", 1, ""),
    ("use_dpop_nonce", 1, ""),
    ("unknown-code", 1, ""),
    ("hostile-words", 1, ""),
    ("reflect", 1, ""),
    ("free-text-error", 1, ""),
    ("ok-refusal", 1, ""),
    ("too-many-requests", 3, ""),
    ("unavailable", 3, ""),
    ("retry-much-later", 3, ""),
    ("redirect", 3, ""),
    ("empty", 3, ""),
    ("html", 3, ""),
    ("plain-text", 3, ""),
    ("problem-json", 3, ""),
    ("framework-error", 3, ""),
    ("detail", 3, ""),
    ("cut-json", 3, ""),
    ("no-token", 3, ""),
    ("empty-token", 3, ""),
    ("newline-token", 3, ""),
    ("command-token", 3, ""),
    ("no-metadata", 3, ""),
    ("wrong-issuer", 3, ""),
    ("foreign-endpoint", 2, ""),
    ("silent-metadata", 0, ""),
    ("null-members", 0, ""),
    ("lower-case-bearer", 0, ""),
    ("n-a", 0, ""),
    ("no-token-type", 0, ""),
    ("no-issued-token-type", 0, ""),
    ("no-expires-in", 0, ""),
    ("expires-in-text", 0, ""),
    ("opaque-token", 0, ""),
    ("type-mismatch", 0, "type-mismatch"),
    ("expiry-mismatch", 0, "expiry-mismatch"),
    ("scope-not-stated", 0, "scope-not-stated"),
    ("unasked-token", 0, "unasked-token"),
    ("subject-changed", 0, "subject-changed"),
    ("actor-dropped", 0, "actor-dropped"),
    ("chain-rewritten", 0, "actor-dropped"),
    ("malformed-actor", 0, ""),
    ("scope-widened", 0, "scope-widened"),
    ("scope-not-granted", 0, "scope-not-granted"),
    ("audience-widened", 0, "audience-widened"),
    ("audience-not-granted", 0, "audience-not-granted"),
    ("outlives-subject-token", 0, "outlives-subject-token"),
    ("may-act-in-issued-token", 0, ""),
];

#[test]
fn each_fault_of_the_server_is_met() {
    for fault in obo::sts::faults::FAULTS {
        assert!(WANTED.iter().any(|(name, ..)| *name == fault.name), "{} is not tried", fault.name);
    }
    let tries: Vec<_> = WANTED.iter().map(|wanted| (wanted, thread::spawn(|| exchange(wanted.0)))).collect();
    let mut wrong = Vec::new();
    for ((name, code, warning), done) in tries {
        let (got, codes, said) = done.join().expect("the try ends");
        if got != *code || !(warning.is_empty() || codes.iter().any(|c| c == warning)) {
            wrong.push(format!("{name}: wanted {code} {warning}, got {got} {codes:?}\n{said}"));
        }
        assert!(!said.contains('\u{1b}') && !said.contains("##["), "{name}: {said}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
