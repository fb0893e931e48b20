//! What the rules about scopes, roles and audiences say of recorded tokens, and what they must not say of sound ones.

use std::collections::BTreeSet;
use std::fs;

use obo::delegation::chain::Level;
use obo::instant::Instant;
use obo::lint::context::{Context, Place, Subject};
use obo::lint::engine;
use obo::lint::rule::Area;
use obo::lint::rules::RULES;
use obo::lint::settings::Settings;
use obo::token::json::{Budget, Document, Tree};
use obo::token::{Kind, Token, wrapping};
use serde_json::Value;

use crate::recorded::SERVERS;

const AT: i64 = 1_795_293_700;

fn token(text: &str) -> Option<Token> {
    Token::parse(&wrapping::unwrap(text)).ok()
}

fn claims(json: &str) -> Token {
    let document = Document::parse(json.as_bytes(), Budget::TOKEN).unwrap();
    Token::from_claims(Kind::Claims, Tree::from(document), json.as_bytes())
}

/// `level rule pointer: value (tier) …` of each finding of the two areas.
fn judged(token: &Token, parent: Option<&Token>) -> Vec<String> {
    let parent = parent.map(Subject::read);
    let settings = Settings::default();
    let context =
        Context::new(token, Place::default(), parent.as_ref(), &settings, Instant::from_seconds(AT));
    let of = |id: &str| RULES.iter().find(|rule| rule.id == id).map(|rule| rule.area);
    let findings = engine::judge(&context);
    let ours = findings.iter().filter(|one| matches!(of(&one.rule), Some(Area::Scope | Area::Audience)));
    ours.map(|one| {
        let values = one.culprits.iter().map(|one| match one.tier {
            Some(tier) => format!("{} (tier {tier})", one.value),
            None => one.value.clone(),
        });
        let level = match one.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        };
        let values: Vec<String> = values.collect();
        format!("{level} {} {}: {}", one.rule, one.pointer, values.join(" "))
    })
    .collect()
}

fn lines(file: &str) -> Vec<Value> {
    let text = fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Every recorded token by itself, and every token that was exchanged against the one it came from.
fn recorded() -> Vec<(String, Vec<String>)> {
    let mut all = Vec::new();
    for record in lines("tests/samples/tokens/story.jsonl") {
        let name = format!("story {} {}", record["idp"].as_str().unwrap(), record["role"].as_str().unwrap());
        if let Some(token) = record["jws"].as_str().and_then(token) {
            all.push((name, judged(&token, None)));
        }
    }
    for record in lines("tests/samples/tokens/issued.jsonl") {
        let name = format!("{} {}", record["server"].as_str().unwrap(), record["name"].as_str().unwrap());
        if let Some(token) = record["jwt"].as_str().and_then(token) {
            all.push((name, judged(&token, None)));
        }
    }
    for server in SERVERS {
        for record in lines(&format!("tests/samples/exchanges/{server}.jsonl")) {
            let form = record["form"].as_array().cloned().unwrap_or_default();
            let subject = form.iter().find(|pair| pair[0] == "subject_token");
            let subject = subject.and_then(|pair| token(pair[1].as_str().unwrap()));
            let issued = record["body"]["access_token"].as_str().and_then(token);
            if let (Some(subject), Some(issued)) = (subject, issued) {
                let name = format!("{server} exchange {}", record["name"].as_str().unwrap());
                all.push((name, judged(&issued, Some(&subject))));
            }
        }
    }
    all
}

#[test]
fn recorded_tokens_have_the_scopes_and_audiences_that_they_have() {
    let mut got = String::new();
    for (name, findings) in recorded() {
        got.push_str(&format!("{name} | {}\n", findings.join(", ")));
    }
    let file = "tests/samples/tokens/breadth.txt";
    if std::env::var_os("OBO_BLESS").is_some() {
        fs::write(file, &got).unwrap();
    }
    let want = fs::read_to_string(file).unwrap();
    for (got, want) in got.lines().zip(want.lines()) {
        assert_eq!(got, want);
    }
    assert_eq!(got.lines().count(), want.lines().count());
}

const ENTRA: &str = "https://login.microsoftonline.com/a0c1d2e3-1111-4222-8333-444455556666/v2.0";

/// Sound tokens as their vendors document them: nothing that fails a build.
#[test]
fn what_a_vendor_does_to_everybody_is_no_warning() {
    let entra_user = format!(
        r#"{{"iss":"{ENTRA}","aud":"6c7e8096-f593-4d72-807f-a5f86dcc9c77","azp":"c0c1e29e-0000-4000-8000-00000000c001",
        "scp":"access_as_user","roles":["admin","Orders.ReadWrite.All","Directory.ReadWrite.All"],
        "wids":["b79fbf4d-3ef9-4689-8143-76b194e85509"],"sub":"s","tid":"a0c1d2e3-1111-4222-8333-444455556666"}}"#
    );
    let entra_app = format!(
        r#"{{"iss":"{ENTRA}","aud":"https://graph.microsoft.com","idtyp":"app","roles":["Sites.Selected"],"sub":"s",
        "wids":["0997a1d0-0d1d-4acb-b408-d5ca73121e90"]}}"#
    );
    for json in [
        entra_user.as_str(),
        entra_app.as_str(),
        r#"{"iss":"https://kubernetes.default.svc.cluster.local","aud":["https://kubernetes.default.svc"],
        "sub":"system:serviceaccount:agents:ledger","kubernetes.io":{"namespace":"agents"}}"#,
        r#"{"iss":"https://token.actions.githubusercontent.com","aud":"sts.amazonaws.com","repository":"octo/admin",
        "sub":"repo:octo/admin:ref:refs/heads/main","job_workflow_ref":"octo/admin/.github/workflows/a.yml@x","run_id":"1"}"#,
        r#"{"sub":"spiffe://example.org/admin","aud":["spiffe://example.org/api"],"exp":1795297229}"#,
        r#"{"iss":"https://contoso.okta.com/oauth2/aus1agents0000000x1","aud":"api://ledger","cid":"wlpl3dger000000000C3",
        "uid":"00u1","ver":1,"scp":["ledger.read"],"sub":"alice@contoso.example"}"#,
        r#"{"iss":"https://t.eu.auth0.com/","aud":["https://api.example","https://t.eu.auth0.com/userinfo"],"sub":"auth0|1",
        "azp":"web","scope":"openid profile orders.read"}"#,
        r#"{"iss":"https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_abc","token_use":"access","client_id":"app",
        "sub":"s","scope":"aws.cognito.signin.user.admin"}"#,
        r#"{"iss":"https://sso.example/realms/a","aud":"account","azp":"web","typ":"Bearer","sub":"s",
        "scope":"openid profile email","realm_access":{"roles":["default-roles-a","offline_access","uma_authorization"]},
        "resource_access":{"account":{"roles":["manage-account","manage-account-links","view-profile"]}}}"#,
        r#"{"iss":"https://accounts.google.com","aud":"web","azp":"web","at_hash":"x","sub":"1"}"#,
    ] {
        let found = judged(&claims(json), None);
        let bad: Vec<_> = found.iter().filter(|line| !line.starts_with("note ")).collect();
        assert!(bad.is_empty(), "{bad:?} in {json}");
    }
}

/// A DPoP proof has no audience, no scope and no end, and is no token.
#[test]
fn a_proof_grants_nothing() {
    let part = |json: &str| obo::token::base64url::encode(json.as_bytes());
    let header = part(r#"{"typ":"dpop+jwt","alg":"ES256","jwk":{"kty":"EC","crv":"P-256","x":"a","y":"b"}}"#);
    let claims = part(r#"{"htm":"POST","htu":"https://as.example/token","iat":1795293629,"jti":"1"}"#);
    let proof = token(&format!("{header}.{claims}.c2ln")).unwrap();
    let settings = Settings::default();
    let context = Context::new(&proof, Place::default(), None, &settings, Instant::from_seconds(AT));
    assert_eq!(engine::judge(&context), []);
}

/// SECURITY.md R17: what a token may hold within its budget is judged in time that grows with it, not with its square.
#[test]
fn r17_a_token_of_nothing_but_scopes_is_judged_at_once() {
    let many =
        |from: u32| (from..from + 40_000).map(|n| format!("okta.{n}.manage")).collect::<Vec<_>>().join(" ");
    let token = |from| {
        claims(&format!(r#"{{"iss":"https://as.example","aud":"a","sub":"s","scope":"{}"}}"#, many(from)))
    };
    let (parent, child) = (token(0), token(20_000));
    let started = std::time::Instant::now();
    let found = judged(&child, Some(&parent));
    assert!(found.iter().any(|line| line.starts_with("error scope-widened")), "{}", found.len());
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

/// An exchange to another audience whose scopes are all new: other words for other things.
#[test]
fn scopes_of_another_audience_are_a_note() {
    let parent = claims(
        r#"{"iss":"https://sso.example/realms/a","aud":"api-a","azp":"web","scope":"profile api-a.read"}"#,
    );
    let child = claims(
        r#"{"iss":"https://sso.example/realms/a","aud":"api-b","azp":"api-a","scope":"profile api-b.write"}"#,
    );
    assert_eq!(judged(&child, Some(&parent)), ["note scope-widened /claims/scope: api-b.write"]);
    let same = claims(
        r#"{"iss":"https://sso.example/realms/a","aud":"api-a","azp":"web","scope":"profile api-a.write"}"#,
    );
    let found = judged(&same, Some(&parent));
    assert_eq!(
        found,
        ["error scope-widened /claims/scope: api-a.write", "warning audience-unchanged /claims/aud: api-a",]
    );
}

#[test]
fn a_tier_decides_the_level_and_an_agent_raises_it() {
    let graph = "00000003-0000-0000-c000-000000000000";
    for (extra, scopes, want) in [
        ("", "Mail.Read", "warning over-broad-scope /claims/scp: Mail.Read (tier 1)"),
        (r#","xms_act_fct":"9 11""#, "Mail.Read", "error over-broad-scope /claims/scp: Mail.Read (tier 1)"),
        (
            "",
            "Mail.Read User.ReadWrite.All",
            "error over-broad-scope /claims/scp: Mail.Read (tier 1) User.ReadWrite.All (tier 0)",
        ),
        ("", "User.Read openid", ""),
        (
            "",
            "* admin",
            "error wildcard-scope /claims/scp: *|warning over-broad-scope /claims/scp: admin (tier 1)",
        ),
        ("", "superuser", "error over-broad-scope /claims/scp: superuser (tier 0)"),
    ] {
        let json = format!(
            r#"{{"iss":"{ENTRA}","aud":"{graph}","sub":"s","idtyp":"user","azp":"a","scp":"{scopes}"{extra}}}"#
        );
        assert_eq!(judged(&claims(&json), None).join("|"), want, "{json}");
    }
}

/// A rule that never fires is no rule; the pages have examples of each, this asks for real or documented tokens.
#[test]
fn every_rule_of_a_token_alone_fires_on_what_was_recorded_or_documented() {
    let mut fired: BTreeSet<String> = BTreeSet::new();
    let rule = |line: &String| line.split(' ').nth(1).unwrap_or_default().to_owned();
    for (_, findings) in recorded() {
        fired.extend(findings.iter().map(rule));
    }
    // A published agent token: two directory roles of tier 0.
    let agent = r#"{"iss":"https://sts.windows.net/a0c1d2e3-1111-4222-8333-444455556666/","scp":"User.Read","xms_act_fct":"3 9 11",
        "aud":"00000003-0000-0000-c000-000000000000",
        "wids":["db506228-d27e-4b7d-95e5-295956d6615f","e8611ab8-c189-46e8-94e1-60213ab1f814"]}"#;
    fired.extend(judged(&claims(agent), None).iter().map(rule));
    for id in [
        "over-broad-scope",
        "over-broad-role",
        "missing-audience",
        "multiple-audiences",
        "audience-unchanged",
        "scope-widened",
    ] {
        assert!(fired.contains(id), "{id} in {fired:?}");
    }
}
