//! The keys of the server: made for one run, or given by flag.

use serde_json::{Map, Value, json};

use crate::keys::{Algorithm, KeyError, KeySet, Origin, SigningKey};
use crate::secret::Secret;
use crate::token::Token;

/// The media type in the header of an access token (RFC 9068 section 2.1).
pub const ACCESS_TOKEN: &str = "at+jwt";

struct Entry {
    key: SigningKey,
    algorithm: Algorithm,
    kid: String,
}

/// The signing keys, the usual one first, and their public halves.
pub struct Keyring {
    entries: Vec<Entry>,
    public: KeySet,
}

impl Keyring {
    /// Makes a key for each algorithm.
    ///
    /// # Errors
    /// Where the crypto library cannot.
    pub fn generate(algorithms: &[Algorithm]) -> Result<Self, KeyError> {
        let entries = algorithms
            .iter()
            .map(|&algorithm| {
                let key = SigningKey::generate(algorithm)?;
                let thumbprint = key.thumbprint().unwrap_or_default();
                // A name that differs from run to run, so that a stale key set is not taken for this one.
                let end: String = thumbprint.chars().take(8).collect();
                Ok(Entry { kid: format!("{}-{end}", algorithm.name().to_ascii_lowercase()), key, algorithm })
            })
            .collect::<Result<_, KeyError>>()?;
        Self::of(entries)
    }

    /// Takes keys over that somebody gave; each signs with its usual algorithm.
    ///
    /// # Errors
    /// `PublicOnly` for a shared secret, whose public half cannot be published.
    pub fn given(keys: Vec<SigningKey>) -> Result<Self, KeyError> {
        let entries = keys
            .into_iter()
            .map(|key| {
                let thumbprint = key.thumbprint().ok_or(KeyError::PublicOnly)?;
                let algorithm = key.algorithms().first().copied().ok_or(KeyError::UnsupportedType)?;
                Ok(Entry { kid: key.kid().map_or(thumbprint, str::to_owned), key, algorithm })
            })
            .collect::<Result<_, KeyError>>()?;
        Self::of(entries)
    }

    fn of(entries: Vec<Entry>) -> Result<Self, KeyError> {
        let public = jwks(&entries).to_string();
        let public = KeySet::parse(public.as_bytes(), Origin::Local).map_err(|_| KeyError::Inconsistent)?;
        Ok(Self { entries, public })
    }

    /// The names of the algorithms, the usual one first.
    #[must_use]
    pub fn algorithms(&self) -> Vec<&'static str> {
        self.entries.iter().map(|entry| entry.algorithm.name()).collect()
    }

    /// Signs an access token, with an RSA key where one is wanted and there.
    ///
    /// # Errors
    /// Where there is no key or the crypto library fails.
    pub fn sign(&self, rs256: bool, claims: Map<String, Value>) -> Result<Secret, KeyError> {
        let wanted = |entry: &&Entry| rs256 && entry.algorithm == Algorithm::Rs256;
        let entry = self
            .entries
            .iter()
            .find(wanted)
            .or_else(|| self.entries.first())
            .ok_or(KeyError::UnsupportedType)?;
        let header = json!({"typ": ACCESS_TOKEN, "kid": entry.kid});
        crate::keys::jws::compact(&header, &Value::Object(claims), &entry.key, entry.algorithm)
    }

    /// Whether a key of this ring made a token's one signature.
    #[must_use]
    pub fn made(&self, token: &Token) -> bool {
        matches!(token.signatures(), [one] if self.public.check(one).is_ok())
    }

    /// The public halves as a JWK set (RFC 7517 section 5).
    #[must_use]
    pub fn jwks(&self) -> Value {
        jwks(&self.entries)
    }
}

fn jwks(entries: &[Entry]) -> Value {
    let keys: Vec<Value> = entries
        .iter()
        .filter_map(|entry| {
            let Value::Object(mut jwk) = entry.key.public_jwk()? else { return None };
            jwk.insert("kid".to_owned(), json!(entry.kid));
            jwk.insert("alg".to_owned(), json!(entry.algorithm.name()));
            Some(Value::Object(jwk))
        })
        .collect();
    json!({"keys": keys})
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::Keyring;
    use crate::keys::{Algorithm, SigningKey};
    use crate::token::Token;

    #[test]
    fn a_ring_knows_its_own_tokens_and_publishes_no_private_part() {
        let ring = Keyring::generate(&[Algorithm::Es256, Algorithm::Rs256]).expect("keys");
        let other =
            Keyring::given(vec![SigningKey::generate(Algorithm::Es256).expect("a key")]).expect("a ring");
        for (rs256, alg) in [(false, "ES256"), (true, "RS256")] {
            let claims = Map::from_iter([("sub".to_owned(), json!("alice"))]);
            let jws = ring.sign(rs256, claims).expect("a token");
            let token = Token::parse(jws.expose_text().expect("ASCII")).expect("a token");
            assert_eq!(token.header_text("alg"), Some(alg));
            assert_eq!(token.header_text("typ"), Some("at+jwt"));
            assert!(ring.made(&token));
            assert!(!other.made(&token));
        }
        let jwks = ring.jwks();
        for key in jwks["keys"].as_array().expect("keys") {
            for member in ["kty", "kid", "alg", "use"] {
                assert!(key.get(member).is_some_and(|m| m.is_string()), "{member}");
            }
            for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
                assert_eq!(key.get(private), None);
            }
        }
    }
}
