//! Recorded answers of real servers, judged: what each is, and what was granted against what was asked.

use std::fs;

use obo::conversation::Answer;
use obo::exchange::grant;
use obo::exchange::inputs::{Handed, Inputs, Parameter, Proof};
use obo::exchange::reflection::Held;
use obo::exchange::reply::{self, Reply};
use obo::instant::Instant;
use obo::secret::Secret;
use serde_json::Value;

/// The servers whose answers stand in `tests/samples`.
pub(crate) const SERVERS: [&str; 9] = [
    "keycloak",
    "oauth-as",
    "oidc-provider",
    "cloudflare-workers-oauth-provider",
    "mock-oauth2-server",
    "spring",
    "spring-act-depth",
    "zitadel-oidc",
    "idpyoidc",
];

fn inputs(form: &Value) -> Option<Inputs> {
    let pairs: Vec<(&str, &str)> =
        form.as_array()?.iter().map(|pair| (pair[0].as_str().unwrap(), pair[1].as_str().unwrap())).collect();
    let one = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, value)| *value);
    let all = |name: &str| -> Vec<String> {
        pairs.iter().filter(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()).collect()
    };
    let handed = |token: &str, kind: &str| Handed::new(&Secret::from(token), one(kind), None);
    Some(Inputs {
        token_endpoint: "http://127.0.0.1/token".to_owned(),
        named_by: None,
        issuer: None,
        provider: None,
        methods_listed: Vec::new(),
        grants_listed: Vec::new(),
        client_id: None,
        proof: Proof::None,
        client_id_beside_assertion: true,
        subject: handed(one("subject_token")?, "subject_token_type"),
        actor: one("actor_token").map(|token| handed(token, "actor_token_type")),
        audience: all("audience"),
        resource: all("resource"),
        scope: all("scope"),
        requested_token_type: one("requested_token_type").map(str::to_owned),
        parameters: Vec::<Parameter>::new(),
    })
}

fn answer(record: &Value) -> Answer {
    let headers = record["headers"].as_object().unwrap();
    let headers = headers.iter().map(|(n, v)| (n.clone(), v.as_str().unwrap().to_owned())).collect();
    let body = match &record["body"] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        json => json.to_string(),
    };
    let status = u16::try_from(record["status"].as_u64().unwrap()).unwrap();
    Answer { status, headers, body: Secret::from(body) }
}

fn judged(record: &Value) -> String {
    match reply::read(&answer(record), None, &Held::default()) {
        Reply::Neither(neither) => format!("neither: {:?}", neither.oddness),
        Reply::Refused(refused) => {
            format!("refused: {} {}", refused.error, refused.description.unwrap_or_default())
        }
        Reply::Granted(granted) => {
            let Some(inputs) = inputs(&record["form"]) else { return "granted".to_owned() };
            let judged = grant::judge(&inputs, &granted, None, Instant::from_seconds(1_795_293_700));
            let codes: Vec<_> = judged.warnings.iter().map(|warning| warning.code.name()).collect();
            format!("granted: as asked [{}], but [{}]", judged.as_asked.join(" "), codes.join(" "))
        }
    }
}

#[test]
fn recorded_answers_mean_what_they_mean() {
    let mut lines = Vec::new();
    for server in SERVERS {
        let file = format!("tests/samples/exchanges/{server}.jsonl");
        for line in fs::read_to_string(file).unwrap().lines() {
            let record: Value = serde_json::from_str(line).unwrap();
            let name = record["name"].as_str().unwrap();
            lines.push(format!("{server} | {} | {name} | {}", record["status"], judged(&record)));
        }
    }
    let got = lines.join("\n") + "\n";
    let file = "tests/samples/exchanges/judged.txt";
    if std::env::var_os("OBO_BLESS").is_some() {
        fs::write(file, &got).unwrap();
    }
    let want = fs::read_to_string(file).unwrap();
    for (got, want) in got.lines().zip(want.lines()) {
        assert_eq!(got, want);
    }
    assert_eq!(got.lines().count(), want.lines().count());
}
