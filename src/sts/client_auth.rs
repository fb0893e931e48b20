//! Which client sends a request, and whether it is the one that it says (RFC 6749 section 2.3, RFC 7523 section 3).

use super::form::Form;
use super::metadata::{ASSERTION_ALGORITHMS, TOKEN};
use super::refusal::Refusal;
use super::settings::{Credential, Settings};
use super::store::Store;
use crate::instant::Instant;
use crate::keys::{KeySet, Origin};
use crate::secret::Secret;
use crate::token::claims::{Claims, Field};
use crate::token::digest::Digest;
use crate::token::{Kind, Token, base64url};

/// The one kind of assertion (RFC 7523 section 2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How far ahead an assertion may end, in seconds; it is remembered until then.
const MAX_ASSERTION_LIFE: i64 = 3_600;

/// What a client shows of itself.
enum Shown<'f> {
    Basic(String, Secret),
    Post(&'f str, Secret),
    Assertion(Token),
    Nothing(&'f str),
}

/// Finds the client of a request and has it prove itself; `authorization` is the header of that name.
///
/// # Errors
/// `invalid_client` where there is none or it is not what it says; `invalid_request` for two ways at once.
pub fn authenticate(
    authorization: Option<&str>,
    form: &Form,
    settings: &Settings,
    issuer: &str,
    store: &mut Store,
    now: Instant,
) -> Result<String, Refusal> {
    let bad = Refusal::BadClient { basic: authorization.is_some() };
    let shown = shown(authorization, form)?;
    let id = match &shown {
        Shown::Basic(id, _) => id.clone(),
        Shown::Post(id, _) | Shown::Nothing(id) => (*id).to_owned(),
        Shown::Assertion(token) => {
            let claims = token.claims().ok_or(bad.clone())?;
            claims.text("sub").present().ok_or(bad.clone())?.to_owned()
        }
    };
    // A second name for the client must be the same one (RFC 7521 section 4.2).
    if form.get("client_id").is_some_and(|other| other != id) {
        return Err(bad);
    }
    let client = settings.clients.get(&id).ok_or(bad.clone())?;
    let fits = match (&shown, &client.credential) {
        (Shown::Basic(_, shown) | Shown::Post(_, shown), Credential::Secret(secret)) => {
            // Digests are compared, so that the time taken tells nothing of the secret.
            Digest::of(shown.expose()) == Digest::of(secret.expose())
        }
        (Shown::Assertion(token), Credential::Jwks(jwks)) => {
            assertion(token, jwks, &id, issuer, store, now).is_some()
        }
        (Shown::Nothing(_), Credential::Public) => true,
        _ => false,
    };
    if fits { Ok(id) } else { Err(bad) }
}

fn shown<'f>(authorization: Option<&str>, form: &'f Form) -> Result<Shown<'f>, Refusal> {
    let (secret, jwt) = (form.get("client_secret"), form.get("client_assertion"));
    match (authorization, secret, jwt) {
        (Some(header), None, None) => {
            let (id, secret) = basic(header).ok_or(Refusal::BadClient { basic: true })?;
            Ok(Shown::Basic(id, secret))
        }
        (None, Some(secret), None) => {
            Ok(Shown::Post(form.get("client_id").ok_or(Refusal::NoClient)?, Secret::from(secret)))
        }
        (None, None, Some(jwt)) => {
            let bad = Refusal::BadClient { basic: false };
            if form.get("client_assertion_type") != Some(JWT_BEARER) {
                return Err(bad);
            }
            Token::parse(jwt).map(Shown::Assertion).map_err(|_| bad)
        }
        (None, None, None) => form.get("client_id").map(Shown::Nothing).ok_or(Refusal::NoClient),
        _ => Err(Refusal::TwoMethods),
    }
}

/// Reads `Basic` credentials: base64 of two form-encoded texts (RFC 6749 section 2.3.1).
fn basic(header: &str) -> Option<(String, Secret)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let (decoded, _) = base64url::decode_leniently(encoded.trim())?;
    let decoded = Secret::new(decoded);
    let (id, secret) = decoded.expose_text()?.split_once(':')?;
    Some((form_decoded(id)?, Secret::from(form_decoded(secret)?)))
}

fn form_decoded(text: &str) -> Option<String> {
    let pair = Secret::from(format!("v={text}"));
    let mut pairs = url::form_urlencoded::parse(pair.expose());
    match (pairs.next(), pairs.next()) {
        (Some((_, value)), None) => Some(value.into_owned()),
        // A bare `&` is no form-encoded text.
        _ => None,
    }
}

fn jwks_of(text: &Secret) -> Option<KeySet> {
    KeySet::parse(text.expose(), Origin::Local).ok()
}

/// Judges an assertion by RFC 7523 section 3 and its update: own issuer and subject, this server as the audience
/// (issuer or token endpoint, one alone), an end not far ahead, a `jti` that was not used, a key of the client.
fn assertion(
    token: &Token,
    jwks: &Secret,
    id: &str,
    issuer: &str,
    store: &mut Store,
    now: Instant,
) -> Option<()> {
    if token.kind() != Kind::Jws || token.raw().expose().starts_with(b"{") || !token.faults().is_empty() {
        return None;
    }
    let claims: Claims<'_> = token.claims()?;
    let audience = claims.texts("aud").present()?;
    let ours = |aud: &str| aud == issuer || aud.strip_prefix(issuer) == Some(TOKEN);
    let expires = claims.date("exp").present()?;
    let jti = claims.text("jti").present()?;
    let begun = match claims.date("nbf") {
        Field::Absent => true,
        Field::Present(from) => from <= now,
        Field::Malformed(_) => false,
    };
    let timely = begun && expires > now && expires.seconds_since(now) <= MAX_ASSERTION_LIFE;
    let fits = claims.text("iss").present() == Some(id)
        && claims.text("sub").present() == Some(id)
        && matches!(audience.as_slice(), [one] if ours(one))
        && timely
        && token.header_text("alg").is_some_and(|alg| ASSERTION_ALGORITHMS.contains(&alg))
        && matches!(token.signatures(), [one] if jwks_of(jwks)?.check(one).is_ok());
    // Last, so that a stranger cannot use up the ids of a client.
    (fits && store.use_once(id, jti, expires, now)).then_some(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::settings::{Client, Credential, Settings};
    use super::super::trial::{ISSUER, Trial, refusal};
    use super::{JWT_BEARER, TOKEN};
    use crate::keys::{Algorithm, SigningKey, jws};
    use crate::secret::Secret;
    use crate::token::base64url;

    const GRANT: (&str, &str) = ("grant_type", "client_credentials");

    fn with(credential: Credential) -> Trial {
        let mut settings = Settings::built_in();
        let plain = settings.clients["planner"].clone();
        settings.clients.insert("p%l".to_owned(), Client { credential, ..plain });
        Trial::new(settings, None)
    }

    fn standard(text: &str) -> String {
        let mut encoded = base64url::encode(text.as_bytes()).replace('-', "+").replace('_', "/");
        while !encoded.len().is_multiple_of(4) {
            encoded.push('=');
        }
        encoded
    }

    #[test]
    fn a_secret_is_taken_from_header_or_form_and_from_one_of_them() {
        let mut trial = with(Credential::Secret(Secret::from("a +:b")));
        let header = format!("Basic {}", standard("p%25l:a+%2B%3Ab"));
        let wrong = format!("basic {}", standard("p%25l:a+%2B%3Ac"));
        let stranger = format!("Basic {}", standard("nobody:a"));
        let (id, secret) = (("client_id", "p%l"), ("client_secret", "a +:b"));
        for (authorization, form, want) in [
            (Some(header.as_str()), vec![GRANT], Ok(())),
            (Some(header.as_str()), vec![GRANT, id], Ok(())),
            (None, vec![GRANT, id, secret], Ok(())),
            (None, vec![GRANT, id], Err((401, "invalid_client"))),
            (None, vec![GRANT], Err((401, "invalid_client"))),
            (None, vec![GRANT, secret], Err((401, "invalid_client"))),
            (None, vec![GRANT, id, ("client_secret", "a")], Err((401, "invalid_client"))),
            (None, vec![GRANT, ("client_id", "planner"), secret], Err((401, "invalid_client"))),
            (None, vec![GRANT, ("client_id", "nobody")], Err((401, "invalid_client"))),
            (Some(wrong.as_str()), vec![GRANT], Err((401, "invalid_client"))),
            (Some(stranger.as_str()), vec![GRANT], Err((401, "invalid_client"))),
            (Some("Basic !"), vec![GRANT], Err((401, "invalid_client"))),
            (Some("Bearer abc"), vec![GRANT], Err((401, "invalid_client"))),
            (Some(""), vec![GRANT, ("client_id", "planner")], Err((401, "invalid_client"))),
            (Some(header.as_str()), vec![GRANT, ("client_id", "planner")], Err((401, "invalid_client"))),
            (Some(header.as_str()), vec![GRANT, id, secret], Err((400, "invalid_request"))),
        ] {
            let reply = trial.post("/token", authorization, &form);
            let (status, code, _) = refusal(&reply);
            let got = if status == 200 { Ok(()) } else { Err((status, code.as_str())) };
            assert_eq!(got, want, "{authorization:?} {form:?}");
            let challenged = reply.header("www-authenticate").is_some();
            assert_eq!(challenged, status == 401 && authorization.is_some());
        }
    }

    #[test]
    fn an_assertion_is_the_clients_own_for_this_server_and_works_once() {
        let key = SigningKey::generate(Algorithm::Es256).expect("a key");
        let other = SigningKey::generate(Algorithm::Es256).expect("a key");
        let jwks = json!({"keys": [key.public_jwk()]}).to_string();
        let mut trial = with(Credential::Jwks(Secret::from(jwks)));
        let now = trial.now.seconds();
        let good = json!({"iss": "p%l", "sub": "p%l", "aud": ISSUER, "exp": now + 60, "jti": "1"});
        let but = |name: &str, value: Value| {
            let mut claims = good.clone();
            claims[name] = value;
            claims["jti"] = json!(format!("{name}{}", claims[name]));
            claims
        };
        let mut without_jti = good.clone();
        without_jti["jti"] = Value::Null;
        for (claims, key, want) in [
            (good.clone(), &key, 200),
            (good.clone(), &key, 401),
            (but("aud", json!(format!("{ISSUER}{TOKEN}"))), &key, 200),
            (but("aud", json!([ISSUER])), &key, 200),
            (but("aud", json!([ISSUER, "https://x"])), &key, 401),
            (but("aud", json!(format!("{ISSUER}/"))), &key, 401),
            (but("iss", json!("planner")), &key, 401),
            (but("sub", json!("planner")), &key, 401),
            (but("exp", json!(now)), &key, 401),
            (but("exp", json!(now + 3_601)), &key, 401),
            (but("exp", json!("soon")), &key, 401),
            (but("nbf", json!(now + 1)), &key, 401),
            (but("nbf", json!("now")), &key, 401),
            (but("iat", json!(now)), &other, 401),
            (without_jti, &key, 401),
        ] {
            let jwt = jws::compact(&json!({}), &claims, key, Algorithm::Es256).expect("an assertion");
            let jwt = jwt.expose_text().expect("ASCII");
            let form = [GRANT, ("client_assertion_type", JWT_BEARER), ("client_assertion", jwt)];
            assert_eq!(trial.post("/token", None, &form).status, want, "{claims}");
        }
    }
}
