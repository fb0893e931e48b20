//! How long a token of each kind may live: at its limit, at the end of the slack, and a second past it.

use serde_json::{Value, json};

use super::run::obo;

const ISSUED: i64 = 1_795_293_629;

/// The level of `long-lifetime` for claims that live this long; none where it says nothing.
fn level(claims: &Value, typ: Option<&str>, life: i64) -> Option<String> {
    let mut claims = claims.clone();
    claims["iat"] = json!(ISSUED);
    claims["exp"] = json!(ISSUED + life);
    let token = match typ {
        None => claims.to_string(),
        Some(typ) => {
            let part = |value: &Value| obo::token::base64url::encode(value.to_string().as_bytes());
            format!("{}.{}.c2ln", part(&json!({"alg": "ES256", "kid": "k", "typ": typ})), part(&claims))
        }
    };
    let at = ISSUED.to_string();
    let ran = obo(&["lint", &token, "--no-config", "-f", "json", "--at", &at, "--exit-zero"], &[]);
    let findings: Value = serde_json::from_str(&ran.out).expect("JSON");
    let found = findings["findings"].as_array().expect("findings").clone();
    let found = found.into_iter().find(|finding| finding["rule"] == "long-lifetime")?;
    Some(found["level"].as_str().expect("a level").to_owned())
}

#[test]
fn a_limit_is_passed_a_second_after_its_slack() {
    let entra = json!({"iss": "https://sts.windows.net/8b047ec6-6d2e-481d-acfa-5d562c09f49a/", "oid": "o", "sub": "s",
        "tid": "8b047ec6-6d2e-481d-acfa-5d562c09f49a", "scp": "User.Read", "appid": "a", "ver": "1.0"});
    let mut session = entra.clone();
    session["xms_cc"] = json!(["cp1"]);
    let user = json!({"iss": "https://as.example", "sub": "alice", "azp": "web"});
    let program = json!({"iss": "https://as.example", "sub": "job", "client_id": "job"});
    let agent = json!({"iss": "https://as.example", "sub": "alice", "azp": "bot",
        "act": {"iss": "https://as.example", "sub": "bot", "sub_profile": "ai_agent"}});
    let pod = json!({"iss": "https://oidc.eks.eu-west-1.amazonaws.com/id/E", "sub": "system:serviceaccount:d:default",
        "kubernetes.io": {"namespace": "d"}});
    let mut mounted = pod.clone();
    mounted["kubernetes.io"]["warnafter"] = json!(ISSUED + 3_607);
    let grant = json!({"iss": "https://idp.example", "sub": "alice", "aud": "https://as.example", "client_id": "web"});
    for (claims, typ, life, want) in [
        (&user, None, 3_600, None),
        (&user, None, 3_900, None),
        (&user, None, 3_901, Some("warning")),
        (&agent, None, 3_900, None),
        (&agent, None, 3_901, Some("warning")),
        (&program, None, 86_700, None),
        (&program, None, 86_701, Some("warning")),
        (&grant, Some("oauth-id-jag+jwt"), 600, None),
        (&grant, Some("oauth-id-jag+jwt"), 601, Some("warning")),
        (&grant, Some("txntoken+jwt"), 600, None),
        (&grant, Some("txntoken+jwt"), 601, Some("warning")),
        (&entra, None, 3_660, None),
        (&entra, None, 5_340, None),
        (&entra, None, 6_000, None),
        (&entra, None, 6_001, Some("warning")),
        (&session, None, 6_001, Some("note")),
        (&session, None, 101_100, Some("note")),
        (&session, None, 101_101, Some("warning")),
        (&pod, None, 3_608, None),
        (&pod, None, 31_536_000, Some("warning")),
        (&mounted, None, 31_536_000, Some("note")),
    ] {
        assert_eq!(level(claims, typ, life).as_deref(), want, "{claims} {typ:?} {life}");
    }
}
