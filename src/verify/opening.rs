//! What is inside an encrypted token: only a signature in there can make it valid (SECURITY.md R10).

use crate::keys::decrypt::{DecryptionKey, open};
use crate::token::{Kind, Sealed, Token, strict};

/// How many layers are opened.
const MAX_LAYERS: usize = 8;
/// Claims that an encrypted token may repeat in its header, for whoever cannot open it (RFC 7519 section 5.3).
const REPEATED: [&str; 3] = ["iss", "sub", "aud"];

/// Opens a JWE, and a JWE inside it, until a signed token comes out.
///
/// # Errors
/// Why none does, in words without what was inside: encryption proves nothing about who wrote it.
pub fn opened(token: Token, key: &DecryptionKey) -> Result<Token, String> {
    let outer = token.digest();
    let mut token = token;
    let mut repeated: Vec<(&str, String)> = Vec::new();
    for _ in 0..MAX_LAYERS {
        if token.kind() != Kind::Jwe {
            return agreed(token, &repeated).map(|token| token.inside(outer));
        }
        if let Some(fault) = strict::sealed_fault(&token) {
            return Err(format!("malformed at {fault}; obo decode shows it"));
        }
        let headers = token.sealed().into_iter().flat_map(Sealed::headers);
        let members = headers.flat_map(|header| REPEATED.map(|name| (name, header.value().get(name))));
        repeated.extend(members.filter_map(|(name, value)| Some((name, value?.to_json()))));
        let content = open(&token, key).map_err(|error| format!("encrypted, and stays so: {error}"))?.content;
        let inner = content.expose_text().and_then(|text| Token::parse(text).ok());
        token = inner.ok_or("encrypted content that nobody signed; encryption proves nothing")?;
    }
    Err(format!("more than {MAX_LAYERS} layers"))
}

/// The token, if what stands outside says the same as its claims: whoever reads the header alone reads no other token.
fn agreed(token: Token, repeated: &[(&str, String)]) -> Result<Token, String> {
    let own = |name: &str| Some(token.claims()?.get(name)?.to_json());
    match repeated.iter().find(|(name, value)| own(name).is_some_and(|own| own != *value)) {
        Some((name, _)) => Err(format!(
            "encrypted under a header whose {name} is not that of the claims (RFC 7519 section 5.3)"
        )),
        None => Ok(token),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::opened;
    use crate::keys::decrypt::DecryptionKey;
    use crate::keys::decrypt::sealing::direct;
    use crate::secret::Secret;
    use crate::token::base64url::encode;
    use crate::token::{Kind, Token};

    const KEY: &[u8; 16] = b"sixteen bytes...";

    /// A token nobody signed, which is of no interest to who opens it.
    fn inner(claims: &Value) -> String {
        format!("{}.{}.c2ln", encode(br#"{"alg":"ES256"}"#), encode(claims.to_string().as_bytes()))
    }

    /// Why it is not opened; `None` where it is.
    fn refusal(text: &str) -> Option<String> {
        let jwk = json!({"kty": "oct", "k": encode(KEY)}).to_string();
        let key = DecryptionKey::read(&Secret::from(jwk)).expect("a key");
        opened(Token::parse(text).expect("a token"), &key).err()
    }

    #[test]
    fn r8_a_header_that_repeats_a_claim_repeats_its_value() {
        let claims = json!({"iss": "https://a.example", "sub": "alice", "aud": ["x", "y"]});
        for (header, name) in [
            (json!({}), None),
            (json!({"iss": "https://a.example", "sub": "alice", "aud": ["x", "y"]}), None),
            (json!({"iss": "https://b.example"}), Some("iss")),
            (json!({"sub": "Alice"}), Some("sub")),
            (json!({"sub": ["alice"]}), Some("sub")),
            (json!({"aud": "x"}), Some("aud")),
            // What is no claim of the token repeats none.
            (json!({"exp": 1, "iss": "https://a.example"}), None),
        ] {
            let text = direct(&header, KEY, inner(&claims).as_bytes());
            let want = name.map(|name| {
                format!(
                    "encrypted under a header whose {name} is not that of the claims (RFC 7519 section 5.3)"
                )
            });
            assert_eq!(refusal(&text), want, "{header}");
            // However deep it stands, and whatever stands between.
            assert_eq!(refusal(&direct(&json!({}), KEY, text.as_bytes())), want, "{header}");
            assert_eq!(
                refusal(&direct(&header, KEY, direct(&json!({}), KEY, inner(&claims).as_bytes()).as_bytes())),
                want
            );
        }
        let nameless = inner(&json!({"sub": "alice"}));
        assert_eq!(refusal(&direct(&json!({"iss": "https://a.example"}), KEY, nameless.as_bytes())), None);
    }

    #[test]
    fn r8_an_encrypted_json_serialization_has_one_reading() {
        let compact = direct(&json!({}), KEY, inner(&json!({})).as_bytes());
        let parts: Vec<&str> = compact.split('.').collect();
        let flattened = json!({
            "protected": parts[0], "encrypted_key": parts[1], "iv": parts[2], "ciphertext": parts[3], "tag": parts[4],
        });
        let with = |changes: Value| {
            let mut all = flattened.clone();
            for (name, value) in changes.as_object().expect("an object") {
                match value {
                    Value::Null => drop(all.as_object_mut().expect("an object").remove(name)),
                    value => all[name] = value.clone(),
                }
            }
            all.to_string()
        };
        for (changes, place) in [
            (json!({}), None),
            (json!({"header": {"kid": "k"}, "unprotected": {"x": 1}}), None),
            (json!({"encrypted_key": null, "recipients": [{}]}), None),
            (json!({"x": 1}), Some("/x")),
            (json!({"payload": "e30", "signature": "c2ln"}), Some("/payload")),
            (json!({"access_token": "x"}), Some("/access_token")),
            (json!({"recipients": [{}]}), Some("/encrypted_key")),
            (json!({"encrypted_key": null, "recipients": [{}], "header": {}}), Some("/header")),
            (json!({"encrypted_key": null, "recipients": [{}, {"x": 1}]}), Some("/recipients/1/x")),
            (json!({"header": {"alg": "dir"}}), Some("/alg")),
            (json!({"header": {"kid": "k"}, "unprotected": {"kid": "k"}}), Some("/kid")),
        ] {
            let why = refusal(&with(changes.clone()));
            let told = why.as_deref().and_then(|why| why.strip_prefix("malformed at ")?.split(": ").next());
            assert_eq!((told, why.is_none()), (place, place.is_none()), "{changes}: {why:?}");
        }
    }

    #[test]
    fn what_was_sent_is_the_encrypted_token_whatever_is_inside() {
        let text = include_str!("../../tests/cases/sealed.in/nested.jwt");
        let jwk = Secret::from(include_str!("../../tests/cases/sealed.in/nested.jwk"));
        let outer = Token::parse(text).expect("a token");
        let key = DecryptionKey::read(&jwk).expect("a key");
        let inner = opened(outer.clone(), &key).expect("opened");
        assert_eq!(inner.kind(), Kind::Jws);
        assert_eq!((inner.sent(), inner.sent() == inner.digest()), (outer.digest(), false));
    }
}
