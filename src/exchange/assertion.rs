//! The JWT by which a client proves itself (RFC 7523 section 3).

use serde_json::json;

use crate::instant::Instant;
use crate::keys::{Algorithm, KeyError, SigningKey, jws};
use crate::secret::Secret;
use crate::token::base64url;
use crate::token::digest::Digest;

/// How long an assertion is good for, in seconds: enough for a clock that is off, too short to be worth stealing.
const LIFE: i64 = 300;

/// Makes assertions, each with an id of its own.
#[derive(Debug)]
pub struct Assertions {
    /// The key: private, or the client's secret.
    pub key: SigningKey,
    /// The client's secret where that is the key: the server knows it, and may send it back.
    pub secret: Option<Secret>,
    /// What it signs with.
    pub algorithm: Algorithm,
    /// The client's id: issuer and subject.
    pub client_id: String,
    /// Whom it is for: the issuer identifier alone (draft-ietf-oauth-rfc7523bis), unless a person says otherwise.
    pub audience: String,
    /// Random bytes of this run, from which each `jti` is made.
    pub entropy: [u8; 32],
}

impl Assertions {
    /// The assertion of one try; another try has another `jti` (R15).
    ///
    /// # Errors
    /// Where the key cannot do the algorithm.
    pub fn make(&self, now: Instant, attempt: u32) -> Result<Secret, KeyError> {
        let seed = [self.entropy.as_slice(), &attempt.to_be_bytes()].concat();
        let id = Digest::of(&seed);
        let id = id.bytes().get(..16).map(base64url::encode).unwrap_or_default();
        let header = match self.key.kid() {
            Some(kid) => json!({"typ": "JWT", "kid": kid}),
            None => json!({"typ": "JWT"}),
        };
        let claims = json!({
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.audience,
            "jti": id,
            "iat": now.seconds(),
            "exp": now.plus(LIFE).seconds(),
        });
        jws::compact(&header, &claims, &self.key, self.algorithm)
    }
}

/// The algorithm for this key: the first that the server lists, else the key's usual one; `None` where the key
/// can do nothing.
#[must_use]
pub fn algorithm(key: &SigningKey, listed: Option<&[String]>) -> Option<Algorithm> {
    let listed = listed.unwrap_or_default();
    let own = key.algorithms();
    let agreed = own.iter().find(|own| listed.iter().any(|name| name == own.name()));
    agreed.or(own.first()).copied()
}

#[cfg(test)]
mod tests {
    use super::{Assertions, algorithm};
    use crate::instant::Instant;
    use crate::keys::{Algorithm, SigningKey};
    use crate::secret::Secret;
    use crate::token::Token;

    fn assertions() -> Assertions {
        Assertions {
            key: SigningKey::from_secret(&Secret::from("a secret of at least thirty-two bytes")),
            secret: None,
            algorithm: Algorithm::Hs256,
            client_id: "svc-a".to_owned(),
            audience: "https://sts.example".to_owned(),
            entropy: [7; 32],
        }
    }

    fn claim(jwt: &Secret, name: &str) -> String {
        let token = Token::parse(jwt.expose_text().expect("ASCII")).expect("a token");
        token.claims().and_then(|c| c.get(name)).map(|v| v.to_json()).unwrap_or_default()
    }

    #[test]
    fn r15_every_try_has_an_assertion_of_its_own() {
        let now = Instant::from_seconds(1_700_000_000);
        let (first, second) = (assertions().make(now, 0), assertions().make(now, 1));
        let (first, second) = (first.expect("a JWT"), second.expect("a JWT"));
        assert_ne!(claim(&first, "jti"), claim(&second, "jti"));
        assert_eq!(claim(&first, "jti").len(), 24, "16 bytes in base64url and two quotes");
        for (name, want) in [
            ("iss", "\"svc-a\""),
            ("sub", "\"svc-a\""),
            ("aud", "\"https://sts.example\""),
            ("iat", "1700000000"),
            ("exp", "1700000300"),
        ] {
            assert_eq!(claim(&first, name), want);
        }
    }

    #[test]
    fn the_algorithm_is_one_that_both_sides_know() {
        let key = SigningKey::generate(Algorithm::Rs256).expect("a key");
        let listed = ["ES256".to_owned(), "PS256".to_owned()];
        assert_eq!(algorithm(&key, Some(&listed)), Some(Algorithm::Ps256));
        assert_eq!(algorithm(&key, Some(&["ES256".to_owned()])), Some(Algorithm::Rs256));
        assert_eq!(algorithm(&key, None), Some(Algorithm::Rs256));
    }
}
