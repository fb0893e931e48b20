//! Every refusal that nine real servers gave, explained by their data and judged against what they were sent.

use obo::exchange::cause::Verdict;
use obo::exchange::client_auth::Method;
use obo::exchange::refusal::{Refusal, Retry, explain};
use obo::exchange::sent::{Presented, Sent};
use obo::exchange::words::Words;
use obo::instant::Instant;
use obo::provider;
use obo::token::Token;
use obo::token::json::{Budget, Document, Value};

/// A server's profile, its issuer, and the moment between the tokens' `iat` and `exp`.
const SERVERS: [(&str, &str, i64); 9] = [
    ("keycloak", "http://127.0.0.1:18080/realms/obo", 1_795_322_100),
    ("oidc-provider", "http://127.0.0.1:4400", 1_795_293_700),
    ("oauth-as", "http://127.0.0.1:4800", 1_795_293_700),
    ("cloudflare-workers-oauth-provider", "http://127.0.0.1:8787", 1_795_293_700),
    ("mock-oauth2-server", "http://127.0.0.1:9982/default", 1_795_355_600),
    ("spring", "http://127.0.0.1:9983", 1_795_355_600),
    ("zitadel-oidc", "http://127.0.0.1:9981/", 1_795_355_600),
    ("idpyoidc", "http://127.0.0.1:4510", 1_795_375_900),
    ("mitreid", "http://127.0.0.1:4521/oic/", 1_795_376_000),
];

fn recorded(server: &str) -> Vec<Document> {
    let path = format!("{}/tests/samples/refusals/{server}.jsonl", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| Document::parse(line.as_bytes(), Budget::ANSWER).unwrap()).collect()
}

fn text<'d>(value: Value<'d>, name: &str) -> Option<&'d str> {
    value.get(name)?.as_str()
}

/// The facts of a recorded request, as `obo exchange` would have them.
fn sent(call: Value<'_>, issuer: &str, at: i64) -> Sent {
    let mut sent = Sent::unknown(Instant::from_seconds(at));
    sent.whole = true;
    sent.issuer = Some(issuer.to_owned());
    sent.client_id = text(call, "client").map(str::to_owned);
    sent.method = text(call, "method").and_then(Method::from_name);
    let presented = |text: &str| Presented {
        token: Token::parse(text).ok(),
        token_type: String::new(),
        source: Some("@t.jwt".to_owned()),
    };
    let pairs: Vec<(&str, &str)> = call
        .get("form")
        .into_iter()
        .flat_map(|form| form.items().collect::<Vec<_>>())
        .filter_map(|pair| Some((pair.items().next()?.as_str()?, pair.items().nth(1)?.as_str()?)))
        .collect();
    for (name, value) in pairs {
        let value_owned = value.to_owned();
        match name {
            "grant_type" if sent.grant.is_none() => sent.grant = Some(value_owned),
            "subject_token" if sent.subject.is_none() => sent.subject = Some(presented(value)),
            "subject_token_type" if sent.subject.as_ref().is_some_and(|it| it.token_type.is_empty()) => {
                sent.subject.as_mut().unwrap().token_type = value_owned;
            }
            "actor_token" if sent.actor.is_none() => sent.actor = Some(presented(value)),
            "actor_token_type" if sent.actor.as_ref().is_some_and(|it| it.token_type.is_empty()) => {
                sent.actor.as_mut().unwrap().token_type = value_owned;
            }
            "audience" => sent.audience.push(value_owned),
            "resource" => sent.resource.push(value_owned),
            "scope" if sent.scope.is_empty() => sent.scope = value.split(' ').map(str::to_owned).collect(),
            "requested_token_type" if sent.requested_token_type.is_none() => {
                sent.requested_token_type = Some(value_owned);
            }
            other => sent.parameters.push(other.to_owned()),
        }
    }
    sent
}

fn explained(server: &str, call: Value<'_>) -> Refusal {
    let (_, issuer, at) = SERVERS.into_iter().find(|(name, ..)| *name == server).unwrap();
    let status = call.get("status").and_then(|status| status.as_number()?.parse().ok());
    let words = Words::read(status, call.get("body").unwrap()).unwrap();
    explain(&words, &sent(call, issuer, at), provider::named(server).as_ref())
}

#[test]
fn every_recorded_refusal_has_a_meaning_of_its_own() {
    let mut unknown = Vec::new();
    for (server, ..) in SERVERS {
        for document in recorded(server) {
            let call = document.root();
            let refusal = explained(server, call);
            let words = Words {
                error: refusal.error.clone(),
                status: call.get("status").and_then(|status| status.as_number()?.parse().ok()),
                ..Words::default()
            };
            let generic = explain(&words, &Sent::unknown(Instant::from_seconds(0)), None);
            let is_own = refusal.meaning != generic.meaning;
            let is_whole =
                !refusal.meaning.is_empty() && !refusal.hint.is_empty() && !refusal.causes.is_empty();
            let has_gap = [&refusal.meaning, &refusal.hint].iter().any(|text| text.contains(['{', '}']));
            if !is_own || !is_whole || has_gap {
                unknown.push(format!("{server}: {} {:?}", text(call, "name").unwrap(), refusal));
            }
        }
    }
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
}

#[test]
fn without_a_profile_a_vendors_exact_words_are_still_understood() {
    for (server, ..) in SERVERS {
        for document in recorded(server) {
            let body = document.root().get("body").unwrap();
            let words = Words::read(Some(400), body).unwrap();
            let refusal = explain(&words, &Sent::unknown(Instant::from_seconds(0)), None);
            assert!(!refusal.meaning.is_empty() && !refusal.hint.is_empty(), "{server}: {refusal:?}");
            assert!(
                refusal.causes.iter().all(|cause| cause.verdict != Verdict::Yes),
                "{server}: {refusal:?}"
            );
        }
    }
}

#[test]
fn the_true_cause_of_a_recorded_refusal_is_found_with_its_values() {
    for row in include_str!("../samples/refusals/causes.txt").lines() {
        let columns: Vec<&str> = row.split(" | ").collect();
        let [server, name, cause, wanted, found] = columns[..] else { panic!("{row}") };
        let documents = recorded(server);
        let call =
            documents.iter().map(Document::root).find(|call| text(*call, "name") == Some(name)).unwrap();
        let refusal = explained(server, call);
        let first = refusal.causes.first().unwrap();
        assert_eq!(first.verdict, Verdict::Yes, "{server}: {name}: {refusal:?}");
        assert_eq!(
            (
                first.text.as_str(),
                first.wanted.as_deref().unwrap_or("-"),
                first.found.as_deref().unwrap_or("-")
            ),
            (cause, wanted, found),
            "{server}: {name}"
        );
    }
}

#[test]
fn the_drafted_refusal_says_what_the_draft_says() {
    let documents = recorded("oauth-as");
    let call =
        documents.iter().map(Document::root).find(|call| text(*call, "name") == Some("ERR resource widen"));
    let refusal = explained("oauth-as", call.unwrap());
    assert_eq!(refusal.meaning, "the subject token cannot be turned into one for this resource");
    let causes: Vec<(&str, &str)> =
        refusal.causes.iter().map(|cause| (cause.verdict.word(), cause.text.as_str())).collect();
    assert_eq!(
        causes,
        [
            ("yes", "the resource is not among the subject token's audiences"),
            ("no", "the resource is relative or has a fragment"),
            ("?", "the server does not know the resource, or not for svc-a"),
        ]
    );
    assert_eq!(
        refusal.hint,
        "send a token whose audience includes https://ledger.example; an earlier hop may have narrowed it away: \
         obo chain @t.jwt"
    );
    assert_eq!(refusal.causes[0].pointer.as_deref(), Some("/claims/aud"));
    assert_eq!(refusal.retry, Retry::NewSubjectToken);
}
