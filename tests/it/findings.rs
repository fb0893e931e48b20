//! What lint says of tokens that real servers issued, and of untouched ones that must stay clean.

use std::collections::BTreeSet;
use std::fs;

use obo::delegation::chain::Level;
use obo::instant::Instant;
use obo::lint::context::{Context, Place};
use obo::lint::engine::judge;
use obo::lint::finding::Finding;
use obo::lint::settings::Settings;
use obo::scan::recognise::{Recognised, Sighting, whole};
use obo::token::claims::Claims;
use serde_json::{Value, json};

use crate::recorded::SERVERS;

/// Every token in a text, with what lint finds at the second after it was issued.
fn found(text: &str) -> Vec<(&'static str, Vec<Finding>)> {
    let Recognised::Tokens(sightings) = whole(text.as_bytes()) else { panic!("no token in {text}") };
    sightings.iter().map(|sighting| (sighting.member.unwrap_or("token"), judged(sighting))).collect()
}

fn judged(sighting: &Sighting) -> Vec<Finding> {
    let answer = sighting.answer.as_deref();
    let place = Place {
        member: sighting.member,
        scheme: sighting.scheme,
        issued_type: answer.and_then(|answer| answer.issued_type.as_deref()),
        beside_refresh_token: answer.is_some_and(|answer| answer.has_refresh_token),
    };
    let issued = sighting.token.claims().and_then(|claims: Claims<'_>| claims.date("iat").present());
    let now = issued.map_or(1_795_293_630, |issued| issued.seconds() + 1);
    let settings = Settings::default();
    judge(&Context::new(&sighting.token, place, None, &settings, Instant::from_seconds(now)))
}

/// `error unsigned, note bearer-token`, in the order of the rules, each once.
pub(crate) fn line(findings: &[Finding]) -> String {
    let mut words: Vec<String> = Vec::new();
    for finding in findings {
        let level = match finding.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        };
        let word = format!("{level} {}", finding.rule);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    if words.is_empty() { "-".to_owned() } else { words.join(", ") }
}

fn samples(file: &str) -> Vec<Value> {
    let path = format!("{}/tests/samples/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(path).expect("the sample is there");
    text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

/// What stands in `tests/samples/tokens/findings.txt`: server, name of the call, member, findings.
#[test]
fn recorded_tokens_give_the_findings_that_were_read_against_them() {
    let mut lines = BTreeSet::new();
    for sample in samples("tokens/story.jsonl") {
        let (Some(idp), Some(jws)) = (sample["idp"].as_str(), sample["jws"].as_str()) else { continue };
        for (member, findings) in found(jws) {
            lines.insert(format!("{idp}\tstory {}\t{member}\t{}", sample["role"], line(&findings)));
        }
    }
    for sample in samples("tokens/issued.jsonl") {
        let (Some(server), Some(name)) = (sample["server"].as_str(), sample["name"].as_str()) else {
            continue;
        };
        let (call, member) = name.rsplit_once(" / ").unwrap_or((name, "token"));
        let response = json!({ member: sample["jwt"] }).to_string();
        for (_, findings) in found(&response) {
            lines.insert(format!("{server}\t{call}\t{member}\t{}", line(&findings)));
        }
    }
    for server in SERVERS {
        for sample in samples(&format!("exchanges/{server}.jsonl")) {
            if sample["status"] != 200 {
                continue;
            }
            let Recognised::Tokens(sightings) = whole(sample["body"].to_string().as_bytes()) else {
                continue;
            };
            for sighting in sightings {
                let member = sighting.member.unwrap_or("token");
                let words = line(&judged(&sighting));
                lines.insert(format!(
                    "{server}\tanswer: {}\t{member}\t{words}",
                    sample["name"].as_str().unwrap()
                ));
            }
        }
    }
    let text = lines.into_iter().collect::<Vec<_>>().join("\n") + "\n";
    let path = format!("{}/tests/samples/tokens/findings.txt", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("OBO_BLESS").is_some() {
        fs::write(&path, &text).expect("the file can be written");
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    let (known, now): (BTreeSet<&str>, BTreeSet<&str>) = (known.lines().collect(), text.lines().collect());
    let (gone, new) =
        (known.difference(&now).collect::<Vec<_>>(), now.difference(&known).collect::<Vec<_>>());
    assert!(
        gone.is_empty() && new.is_empty(),
        "gone: {gone:#?}\nnew: {new:#?}\nOBO_BLESS=1 cargo test findings"
    );
}

/// A signed token of these claims; the signature is filler.
fn token(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| obo::token::base64url::encode(value.to_string().as_bytes());
    format!("{}.{}.c2ln", part(header), part(claims))
}

/// Tokens as vendors document them and as their administrators cannot change them: no error and no warning of the
/// areas that judge how a token is signed, what kind it is and what it gives away.
#[test]
fn untouched_tokens_are_clean() {
    let header = json!({"alg": "RS256", "typ": "JWT", "kid": "k"});
    for (name, header, claims) in [
        (
            "Entra user token with notes of its own and a password that ends",
            json!({"alg": "RS256", "typ": "JWT", "kid": "k", "x5t": "k"}),
            json!({"aud": "api://x", "iss": "https://sts.windows.net/t/", "iat": 1_772_614_802, "exp": 1_772_619_302,
                "aio": "AXQAi/8TAAAA", "amr": ["pwd", "mfa"], "appid": "a", "appidacr": "1", "ipaddr": "192.0.2.1",
                "name": "Alice", "oid": "o", "pwd_exp": "0", "pwd_url": "https://portal.example/ChangePassword.aspx",
                "rh": "1.AUEBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.", "scp": "User.Read", "sub": "s", "tid": "t",
                "unique_name": "alice@contoso.example", "upn": "alice@contoso.example", "uti": "u", "ver": "1.0",
                "wids": ["b79fbf4d-3ef9-4689-8143-76b194e85509"]}),
        ),
        (
            "Kubernetes projected token",
            json!({"alg": "RS256", "kid": "k"}),
            json!({"aud": ["https://kubernetes.default.svc"], "exp": 1_795_297_236, "iat": 1_795_293_629, "jti": "1",
                "iss": "https://kubernetes.default.svc.cluster.local", "nbf": 1_795_293_629,
                "kubernetes.io": {"namespace": "a", "secret": {"name": "b-token-x", "uid": "1"},
                    "serviceaccount": {"name": "b", "uid": "1"}}, "sub": "system:serviceaccount:a:b"}),
        ),
        (
            "GitHub Actions job token",
            json!({"alg": "RS256", "typ": "JWT", "kid": "k", "x5t": "k"}),
            json!({"jti": "1", "sub": "repo:octo-org/octo-repo:environment:prod", "environment": "prod",
                "aud": "https://github.com/octo-org", "ref": "refs/heads/main", "sha": "s", "actor": "octocat",
                "repository": "octo-org/octo-repo", "repository_owner": "octo-org", "run_id": "1",
                "job_workflow_ref": "octo-org/a/.github/workflows/b.yml@refs/heads/main",
                "iss": "https://token.actions.githubusercontent.com", "nbf": 1_795_293_029, "exp": 1_795_293_929,
                "iat": 1_795_293_629}),
        ),
        (
            "SPIFFE JWT-SVID",
            json!({"alg": "ES256", "kid": "k", "typ": "JWT"}),
            json!({"aud": ["spiffe://prod.example/db"], "exp": 1_795_293_929, "iat": 1_795_293_629,
                "sub": "spiffe://prod.example/ns/agents/sa/ledger"}),
        ),
        (
            "Okta access token",
            json!({"alg": "RS256", "kid": "k"}),
            json!({"ver": 1, "jti": "AT.1", "iss": "https://a.okta.example/oauth2/default", "aud": "api://default",
                "iat": 1_795_293_629, "exp": 1_795_297_229, "cid": "0oa1", "uid": "00u1", "scp": ["openid"],
                "auth_time": 1_795_293_600, "sub": "alice@example.com"}),
        ),
        (
            "Auth0 access token of its own profile",
            header.clone(),
            json!({"iss": "https://a.eu.auth0.com/", "sub": "auth0|1", "aud": "https://api.example", "azp": "c",
                "iat": 1_795_293_629, "exp": 1_795_297_229, "scope": "orders.read"}),
        ),
    ] {
        for (_, findings) in found(&token(&header, &claims)) {
            let bad: Vec<_> = findings.iter().filter(|one| one.level > Level::Note).collect();
            assert!(bad.is_empty(), "{name}: {}", line(&findings));
        }
    }
}

/// SECURITY.md R13 and R14: a secret in a claim is named, never shown, in every form.
#[test]
fn r14_a_finding_never_repeats_a_secret_or_a_person() {
    let claims = json!({"sub": "s", "client_secret": "hunter2-canary", "email": "canary@example.com",
        "deep": {"list": ["ghu_OBOsampleNotARealTokenLedgerAgent000", "a token of 14 characters"]}});
    let text = token(&json!({"alg": "ES256"}), &claims);
    for form in ["human", "json", "jsonl"] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_obo"))
            .args(["lint", "--show", "note", "--no-config", "-f", form, "--text", &text])
            .output()
            .expect("obo starts");
        let said =
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("secret-in-claims") && said.contains("personal-data"), "{form}: {said}");
        for canary in ["hunter2", "canary@", "OBOsample"] {
            assert!(!said.contains(canary), "{form}: {said}");
        }
    }
}
