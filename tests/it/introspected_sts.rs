//! `obo verify --introspect` against `obo sts`, over loopback.

use std::sync::Arc;

use obo::instant::Instant;
use obo::keys::Algorithm;
use obo::sts::keyring::Keyring;
use obo::sts::reply::Reply;
use obo::sts::routes::{Nature, listen};
use obo::sts::server::{Moment, Request, Server};
use obo::sts::settings::Settings;
use serde_json::Value;

use crate::run::obo;

type Endpoint = fn(&mut Server, &Request<'_>, &mut Moment<'_>) -> Reply;

/// What the development server issues and says of it, from login to a delegated token that somebody revokes.
#[test]
fn the_development_server_is_asked_about_a_delegated_token() {
    const AT: i64 = 1_795_300_000;
    let random = |bytes: &mut [u8]| {
        bytes.fill_with(|| std::time::UNIX_EPOCH.elapsed().map_or(0, |time| time.subsec_nanos() as u8));
        true
    };
    let nature = Nature { now: Arc::new(|| Instant::from_seconds(AT)), random: Arc::new(random) };
    let make = |issuer| {
        let keyring = Keyring::generate(&[Algorithm::Es256]).expect("keys");
        Server::new(issuer, Settings::built_in(), keyring, None)
    };
    let running = listen(([127, 0, 0, 1], 0).into(), false, nature, make).expect("it listens");
    let post = |endpoint: Endpoint, form: &str| {
        let media_type = Some("application/x-www-form-urlencoded");
        let request = Request { authorization: None, dpop: None, media_type, body: form.as_bytes() };
        let reply = running.ask(|server, moment| endpoint(server, &request, moment));
        serde_json::from_slice::<Value>(reply.body.expose()).unwrap_or_default()
    };
    let t0 = post(Server::login, "client_id=planner&username=alice")["access_token"].clone();
    let exchanged = post(
        Server::token,
        &format!(
            "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&client_id=planner&audience=researcher\
             &subject_token_type=urn:ietf:params:oauth:token-type:access_token&subject_token={}",
            t0.as_str().expect("a token")
        ),
    );
    let t1 = exchanged["access_token"].as_str().expect("a token");
    let run = |asker: &str| {
        let words = ["verify", t1, "-i", running.issuer(), "-a", "researcher", "--actor", "planner"];
        let at = AT.to_string();
        let more = ["--introspect", "--introspect-as", asker, "--at", &at, "--no-config"];
        obo(&[&words[..], &more].concat(), &[])
    };
    let ran = run("researcher");
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out.contains(&format!("pass  introspection     active, says {}\n", running.issuer())),
        "{ran:?}"
    );
    let ran = run("ledger");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.contains("some servers say so to clients outside aud"), "{ran:?}");
    post(Server::revoke, &format!("client_id=planner&token={t1}"));
    let ran = run("researcher");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.out.starts_with("NOT VALID: introspection\n"), "{ran:?}");
}
