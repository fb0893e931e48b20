//! Delegation that a server of others really issues, as lint judges it: clean hops, circles, long chains, nobody else.

use crate::oauth_as::{SERVICES, Server, TARGETS, issued};
use crate::run::{Ran, obo};

/// An exchange by this client with these resources, which names the holder of `actor` as the one who acts.
fn asked(server: &Server, id: &str, subject: &str, actor: &str, resources: &[&str]) -> Ran {
    let mut more = vec!["--client-secret", "env:SECRET", "--actor-token", actor];
    resources.iter().for_each(|resource| more.extend(["--resource", resource]));
    server.exchange(id, subject, &more)
}

/// The same by a client that names itself, and the token that it gets.
fn delegated(server: &Server, id: &str, subject: &str, resources: &[&str]) -> String {
    issued(&asked(server, id, subject, &server.own(id), resources))
}

/// Every finding of the program, notes included: its exit code, then `level rule pointer` in the order of the rules.
fn linted(token: &str, parent: Option<&str>) -> (u8, Vec<String>) {
    let mut words = vec!["lint", "env:TOKEN", "--no-config", "--show", "note", "--format", "json"];
    words.extend(parent.iter().flat_map(|_| ["--subject-token", "env:PARENT"]));
    let ran = obo(&words, &[("TOKEN", token), ("PARENT", parent.unwrap_or_default())]);
    let report = ran.json();
    assert_eq!(
        (&report["summary"]["tokens"], &report["failed"]),
        (&1.into(), &serde_json::json!([])),
        "{ran:?}"
    );
    let text = |finding: &serde_json::Value, member: &str| finding[member].as_str().expect("text").to_owned();
    let findings = report["findings"].as_array().expect("an array").iter();
    let lines = findings.map(|one| ["level", "rule", "pointer"].map(|member| text(one, member)).join(" "));
    (ran.code, lines.collect())
}

/// What every delegated token of this server has: it is a bearer token, and its actors name no issuer of their own.
const NOTES: [&str; 2] = ["note actor-without-issuer /claims/act", "note bearer-token /claims/cnf"];

/// Holds a token against the findings that it has beside those notes, alone and against the token it came from.
fn has(token: &str, alone: &[&str], parent: &str, beside: &[&str]) {
    for (parent, wanted) in [(None, alone), (Some(parent), beside)] {
        let (code, findings) = linted(token, parent);
        assert_eq!(findings, [wanted, &NOTES].concat());
        assert_eq!(code, u8::from(!wanted.is_empty()), "{wanted:?}");
    }
}

#[test]
fn one_hop_and_two_hops_have_nothing_but_notes() {
    let server = Server::start();
    let login = server.login();
    let many = "warning multiple-audiences /claims/aud";
    assert_eq!(linted(&login, None), (1, vec![many.to_owned(), NOTES[1].to_owned()]));
    has(&delegated(&server, "svc-a", &login, &TARGETS[..1]), &[], &login, &[]);
    // A hop that keeps a target for the next one is as broad as that; the next one is clean.
    let first = delegated(&server, "svc-a", &login, &TARGETS[..2]);
    has(&first, &[many], &login, &[many]);
    has(&delegated(&server, "svc-b", &first, &TARGETS[1..2]), &[], &first, &[]);
    let own = server.own("svc-a");
    assert_eq!(linted(&own, None), (0, vec![NOTES[1].to_owned()]));
}

#[test]
fn a_circle_is_a_repeated_actor() {
    let server = Server::start();
    let one = delegated(&server, "svc-a", &server.login(), &TARGETS[..1]);
    let two = delegated(&server, "svc-b", &one, &[]);
    let (again, same) = ("warning repeated-actor /claims/act", "warning audience-unchanged /claims/aud");
    has(&delegated(&server, "svc-a", &two, &[]), &[again], &two, &[same, again]);
    has(&delegated(&server, "svc-a", &one, &[]), &[again], &one, &[same, again]);
}

#[test]
fn who_exchanges_its_own_token_acts_for_itself() {
    let server = Server::start();
    let (own, login) = (server.own("svc-a"), server.login());
    let (itself, same) =
        ("warning actor-is-subject /claims/act/sub", "warning audience-unchanged /claims/aud");
    has(&delegated(&server, "svc-a", &own, &[]), &[itself], &own, &[same, itself]);
    // This server writes whoever asks as the subject where the subject token names no user.
    let changed = "error subject-changed /claims/sub";
    has(&delegated(&server, "svc-b", &own, &[]), &[itself], &own, &[same, changed, itself]);
    // One token as both: the user acts for the user.
    let twice = issued(&asked(&server, "web", &login, &login, &TARGETS[..1]));
    has(&twice, &[itself], &login, &[itself]);
}

#[test]
fn the_sixth_actor_makes_a_chain_deep_and_the_ninth_is_refused() {
    let server = Server::start();
    let (last, rest) = SERVICES.split_last().expect("some services");
    let mut token = server.login();
    for (number, id) in rest.iter().enumerate() {
        let resources = if number == 0 { &TARGETS[..1] } else { &[] };
        token = delegated(&server, id, &token, resources);
        let deep = ["warning deep-chain /claims/act"];
        let wanted = if number < 5 { &[][..] } else { &deep };
        assert_eq!(linted(&token, None).1, [wanted, &NOTES].concat(), "{id}");
    }
    let ran = asked(&server, last, &token, &server.own(last), &[]);
    let cause = ran.json()["refusal"]["causes"][0].clone();
    assert_eq!(
        (ran.code, &cause["verdict"], &cause["found"]),
        (1, &"yes".into(), &"8 actors".into()),
        "{ran:?}"
    );
}
