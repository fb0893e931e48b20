//! `critical-headers`: whatever a token marks as critical, obo must understand, and it understands no extension.

use super::check::Finding;
use crate::token::Signature;
use crate::token::json::Kind as JsonKind;

/// Header members that RFC 7515 and RFC 7518 register; `crit` must not name them (RFC 7515 section 4.1.11).
const REGISTERED: [&str; 16] = [
    "alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit", "enc", "zip", "epk",
    "apu", "apv",
];

/// Judges `crit` of one signature.
pub(super) fn judge(signature: &Signature) -> Finding {
    if signature.unprotected.as_ref().is_some_and(|header| header.value().get("crit").is_some()) {
        return Finding::fail("crit stands in the unprotected header");
    }
    let Some(header) = signature.protected.as_ref().map(|header| header.value()) else {
        return Finding::fail("there is no protected header");
    };
    let Some(crit) = header.get("crit") else { return Finding::pass("none") };
    if crit.kind() != JsonKind::Array {
        return Finding::fail(format!("crit is {}, not a list", crit.kind().noun()));
    }
    if crit.items().len() == 0 {
        return Finding::fail("crit is an empty list");
    }
    let mut names = Vec::new();
    for item in crit.items() {
        let Some(name) = item.as_str() else {
            return Finding::fail(format!("crit has {} in it", item.kind().noun()));
        };
        if names.contains(&name) {
            return Finding::fail("crit names a member twice").found(name);
        }
        if REGISTERED.contains(&name) {
            return Finding::fail("crit names a member that needs no crit").found(name);
        }
        if header.get(name).is_none() {
            return Finding::fail("crit names a member that is not there").found(name);
        }
        names.push(name);
    }
    Finding::fail("an extension that obo does not understand").found(names.join(" "))
}

#[cfg(test)]
mod tests {
    use super::judge;
    use crate::token::Token;
    use crate::token::base64url::encode;
    use crate::verify::check::{Check, Outcome};

    fn judged(text: &str) -> Check {
        let token = Token::parse(text).expect("a token");
        judge(&token.signatures()[0]).named("critical-headers")
    }

    #[test]
    fn r8_only_a_token_without_crit_passes() {
        for (header, want) in [
            (r#"{"alg":"ES256"}"#, "none"),
            (r#"{"alg":"ES256","crit":[]}"#, "crit is an empty list"),
            (r#"{"alg":"ES256","crit":null}"#, "crit is null, not a list"),
            (r#"{"alg":"ES256","crit":"x"}"#, "crit is a string, not a list"),
            (r#"{"alg":"ES256","crit":[1]}"#, "crit has a number in it"),
            (r#"{"alg":"ES256","crit":["alg"]}"#, "crit names a member that needs no crit"),
            (r#"{"alg":"ES256","crit":["x"]}"#, "crit names a member that is not there"),
            (r#"{"alg":"ES256","crit":["x"],"x":1}"#, "an extension that obo does not understand"),
            (r#"{"alg":"ES256","crit":["x","x"],"x":1}"#, "crit names a member twice"),
            (r#"{"alg":"ES256","cr\u0069t":["x"],"x":1}"#, "an extension that obo does not understand"),
            (r#"{"alg":"ES256","crit":["b64"],"b64":false}"#, "an extension that obo does not understand"),
        ] {
            let check = judged(&format!("{}.e30.c2ln", encode(header.as_bytes())));
            let outcome = if want == "none" { Outcome::Pass } else { Outcome::Fail };
            assert_eq!((check.outcome, &*check.detail), (outcome, want), "{header}");
        }
        let head = encode(br#"{"alg":"ES256"}"#);
        let outside = format!(
            r#"{{"payload":"e30","protected":"{head}","signature":"c2ln","header":{{"crit":["x"]}}}}"#
        );
        assert_eq!(judged(&outside).detail, "crit stands in the unprotected header");
    }
}
