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
    use crate::verify::check::Outcome;

    #[test]
    fn r8_only_a_token_without_crit_passes() {
        for (header, want) in [
            (r#"{"alg":"ES256"}"#, Outcome::Pass),
            (r#"{"alg":"ES256","crit":[]}"#, Outcome::Fail),
            (r#"{"alg":"ES256","crit":null}"#, Outcome::Fail),
            (r#"{"alg":"ES256","crit":"x"}"#, Outcome::Fail),
            (r#"{"alg":"ES256","crit":["alg"]}"#, Outcome::Fail),
            (r#"{"alg":"ES256","crit":["x"]}"#, Outcome::Fail),
            (r#"{"alg":"ES256","crit":["x"],"x":1}"#, Outcome::Fail),
            (r#"{"alg":"ES256","crit":["x","x"],"x":1}"#, Outcome::Fail),
            (r#"{"alg":"ES256","cr\u0069t":["x"],"x":1}"#, Outcome::Fail),
            (r#"{"alg":"ES256","crit":["b64"],"b64":false}"#, Outcome::Fail),
        ] {
            let token = Token::parse(&format!("{}.e30.c2ln", encode(header.as_bytes()))).expect("a token");
            assert_eq!(judge(&token.signatures()[0]).outcome, want, "{header}");
        }
    }
}
