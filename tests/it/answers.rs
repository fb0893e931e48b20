//! Whatever a token endpoint answers: it is read without a panic, and nothing that was sent comes back out.

use obo::conversation::{Answer, Basic, Content, Method, Plan};
use obo::exchange::bare_token::is_bare_token;
use obo::exchange::reflection::Held;
use obo::exchange::reply::{Reply, read};
use obo::net::discovery::Discovery;
use obo::net::drive::retry_after;
use obo::net::issuer::Issuer;
use obo::secret::Secret;
use proptest::prelude::*;

const SECRET: &str = "hunter2/canary+%\"\\";
const TOKEN: &str = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJlLWNhbmFyeQ";

fn held() -> Held {
    Held::of(&Plan {
        method: Method::Post,
        url: "https://sts.example/token".to_owned(),
        headers: Vec::new(),
        basic: Some(Basic { client_id: "svc".to_owned(), secret: Secret::from(SECRET) }),
        form: vec![("subject_token".to_owned(), Content::Token(Secret::from(TOKEN)))],
        repeatable: true,
        named_by: None,
    })
}

/// Text with what was sent somewhere inside.
fn text() -> impl Strategy<Value = String> {
    let sent = proptest::sample::select(vec![SECRET, TOKEN, "", "c2lnbmF0dXJlLWNhbmFyeQ", "::x", "##[y"]);
    (".{0,12}", sent, ".{0,12}").prop_map(|(before, sent, after)| format!("{before}{sent}{after}"))
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    let inner = leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((text(), inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    });
    let names = [
        "access_token",
        "issued_token_type",
        "token_type",
        "expires_in",
        "scope",
        "error",
        "status",
        "error_description",
    ];
    let members = proptest::collection::vec((proptest::sample::select(names.to_vec()), inner.clone()), 0..6);
    let object = members.prop_map(|pairs| {
        Value::Object(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    });
    prop_oneof![3 => object, 1 => inner]
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => json().prop_map(|value| value.to_string().into_bytes()),
        1 => text().prop_map(String::into_bytes),
        1 => proptest::collection::vec(any::<u8>(), 0..64),
    ]
}

fn shows_nothing_sent(shown: &str) {
    for hidden in ["hunter2", "canary+", "c2lnbmF0dXJlLWNhbmFyeQ"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn r6_r16_any_answer_is_judged_and_gives_nothing_back(
        status in 100_u16..600,
        body in body(),
        header in text(),
        name in proptest::sample::select(vec!["content-type", "location", "retry-after", "www-authenticate", "date"]),
    ) {
        let headers = vec![(name.to_owned(), header)];
        let answer = Answer { status, headers, body: Secret::new(body) };
        match read(&answer, retry_after(&answer), &held()) {
            Reply::Granted(granted) => {
                let token = granted.access_token.expose_text().unwrap();
                prop_assert!(is_bare_token(token) && (200..300).contains(&status));
                // A token that was handed over may come back as the one that is issued; nothing else may.
                let shown = granted.body.value().to_json().replace(&serde_json::to_string(token).unwrap(), "");
                shows_nothing_sent(&shown);
                shows_nothing_sent(&format!("{:?} {:?} {:?}", granted.issued_token_type, granted.token_type, granted.scopes));
            }
            Reply::Refused(refused) => {
                shows_nothing_sent(&refused.body.value().to_json());
                shows_nothing_sent(&format!("{refused:?}"));
            }
            Reply::Neither(neither) => {
                shows_nothing_sent(&format!("{neither:?}"));
                prop_assert!(neither.start.chars().count() <= 500);
            }
        }
    }

    #[test]
    fn r15_an_issuer_that_parses_has_metadata_on_its_own_host_alone(text in "(https?://)?[ -~]{0,24}") {
        if let Ok(issuer) = Issuer::parse(&text) {
            let host = issuer.host().unwrap();
            for address in issuer.metadata_addresses() {
                let url = url::Url::parse(&address).unwrap();
                prop_assert_eq!(url.host_str(), Some(host.as_str()));
                prop_assert!(url.path().contains("/.well-known/"));
            }
            let _ = Discovery::new(issuer);
        }
    }
}
