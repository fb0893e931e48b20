//! Making a compact JWS (RFC 7515 section 7.1).

use serde_json::{Map, Value};

use super::{Algorithm, KeyError, SigningKey};
use crate::secret::Secret;
use crate::token::base64url;

/// Signs claims; `alg` is put before the header's own members and replaces one among them.
///
/// `kid` is the caller's to put in: some servers refuse one that they did not give.
///
/// # Errors
/// `WrongAlgorithm` where the key cannot do it; `Json` where the header is no object.
pub fn compact(
    header: &Value,
    claims: &Value,
    key: &SigningKey,
    algorithm: Algorithm,
) -> Result<Secret, KeyError> {
    let mut members = Map::new();
    members.insert("alg".to_owned(), algorithm.name().into());
    for (name, value) in header.as_object().ok_or(KeyError::Json)? {
        if name != "alg" {
            members.insert(name.clone(), value.clone());
        }
    }
    let header = Value::Object(members).to_string();
    let mut text = format!(
        "{}.{}",
        base64url::encode(header.as_bytes()),
        base64url::encode(claims.to_string().as_bytes())
    );
    let signature = key.sign(algorithm, text.as_bytes())?;
    text.push('.');
    text.push_str(&base64url::encode(&signature));
    Ok(Secret::from(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::compact;
    use crate::keys::{Algorithm, SigningKey};
    use crate::secret::Secret;
    use crate::token::Token;

    #[test]
    fn the_algorithm_stands_first_and_the_token_reads_back() {
        let key = SigningKey::from_secret(&Secret::from("a secret of at least thirty-two bytes"));
        let header = json!({"typ": "at+jwt", "alg": "none", "kid": "k"});
        let jws = compact(&header, &json!({"sub": "a"}), &key, Algorithm::Hs256).expect("a JWS");
        let token = Token::parse(jws.expose_text().expect("ASCII")).expect("a token");
        let header = token.header().map(|h| h.value().to_json());
        assert_eq!(header.as_deref(), Some(r#"{"alg":"HS256","typ":"at+jwt","kid":"k"}"#));
        assert_eq!(token.claims().and_then(|c| c.text("sub").present()), Some("a"));
        assert!(compact(&json!([]), &json!({}), &key, Algorithm::Hs256).is_err());
        assert!(compact(&json!({}), &json!({}), &key, Algorithm::Rs256).is_err());
    }
}
