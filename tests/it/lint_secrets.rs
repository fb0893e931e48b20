//! Secrets among the claims of a token, in every form of lint: told, counted, and never shown by another finding.

use crate::run::obo;

const CANARIES: [&str; 4] = ["pass-canary", "ghu_OBOcanary", "c2lnbmF0dXJlLWNhbmFyeQ", "s3cr3t-canary"];

/// Claims that several rules find something in, each with a secret in it.
const CLAIMS: &str = r#"{
    "iss": "http://svc:pass-canary@idp.example",
    "aud": ["https://svc:pass-canary@ledger.example/", "*", "ghu_OBOcanaryNotARealTokenLedgerAgent000"],
    "scope": ["admin", "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJlLWNhbmFyeQ"],
    "client_id": "svc",
    "act": {"sub": "ghu_OBOcanaryNotARealTokenLedgerAgent000", "secret": "s3cr3t-canary"},
    "email": "s3cr3t-canary",
    "sub": "alice", "exp": 1900000000, "iat": 1700000000}"#;

#[test]
fn r6_no_finding_shows_what_another_calls_a_secret() {
    let policy = format!("{}/lint-secrets.toml", env!("CARGO_TARGET_TMPDIR"));
    let text = "[lint]\nshow = \"note\"\nallow-issuers = \"https://other.example\"\n\
                allow-clients = \"web\"\nallow-actors = \"web\"\nallow-audiences = \"api\"\n";
    std::fs::write(&policy, text).expect("written");
    for form in ["human", "json", "jsonl", "sarif", "junit", "github", "gitlab"] {
        for more in [&[][..], &["--redact"], &["--summary"]] {
            let words = ["lint", CLAIMS, "--no-config", "--policy", &policy, "-f", form, "-q"];
            let ran = obo(&[&words[..], more].concat(), &[]);
            assert_eq!(ran.code, 1, "{form}: {ran:?}");
            assert!(ran.out.contains("secret-in-claims"), "{form}: {ran:?}");
            ran.lacks(&CANARIES);
        }
    }
}
