//! Variables of the environment beside `obo verify`: what they may not decide.

use obo::keys::{Algorithm, SigningKey, jws};
use serde_json::json;

use crate::run::obo;

const FAR: i64 = 4_000_000_000;

#[test]
fn r1_no_variable_takes_a_check_away() {
    let key = SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("k1");
    let jwks = json!({"keys": [key.public_jwk().expect("a public key")]}).to_string();
    let claims = json!({"iss": "https://i.example", "aud": "api", "sub": "spiffe://i.example/a", "exp": FAR});
    let token = |typ: &str| {
        let made = jws::compact(&json!({"kid": "k1", "typ": typ}), &claims, &key, Algorithm::Es256);
        made.expect("a token").expose_text().expect("ASCII").to_owned()
    };
    let (good, proof) = (token("JWT"), token("dpop+jwt"));
    let planted = format!("GET / {good}");
    for (input, issuer, variable, want) in [
        (&good, "https://i.example", ("OBO_SCAN", "1"), 0),
        (&planted, "https://i.example", ("OBO_SCAN", "1"), 2),
        (&proof, "https://i.example", ("OBO_TYP", "dpop+jwt"), 1),
        (&good, "spiffe://i.example", ("OBO_TOKEN_TYPE", "jwt-svid"), 1),
    ] {
        let words = ["verify", input, "-i", issuer, "-a", "api", "--jwks", &jwks, "--no-config"];
        let ran = obo(&words, &[variable]);
        assert_eq!(ran.code, want, "{variable:?}: {ran:?}");
    }
}
