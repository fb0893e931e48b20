//! What a claim gives away: a key, a token, a secret.

use super::secret_name::names_a_secret;
use crate::plural::counted;
use crate::provider;
use crate::token::json::{Kind, Value, step};
use crate::token::{Payload, Token};

/// Claims whose value only looks like a secret, or is one by the standard that defines it: two of an issuer's own
/// notes, tokens that are made to be read inside others.
const HARMLESS: [&str; 7] = [
    "rh",
    "aio",
    "_claim_sources",
    "software_statement",
    "actor_receipts",
    "actor_proofs",
    "verifiablecredential",
];

/// No token or key is shorter, in bytes.
const SHORTEST: usize = 16;

/// The rule that finds them.
pub const RULE: &str = "secret-in-claims";

/// One thing that a claim gives away.
#[derive(Debug)]
pub struct Leak<'c> {
    /// What it is, in words that do not repeat it.
    pub what: String,
    /// The secret itself, where it is a text.
    pub text: Option<&'c str>,
    outer: Option<usize>,
    step: Step<'c>,
}

/// All that a claim gives away. A path is made only where it is asked for: those of all values can be far longer than
/// the token.
#[derive(Debug, Default)]
pub struct Leaks<'c> {
    /// One after the other.
    pub found: Vec<Leak<'c>>,
    /// The lists and objects that were gone through, each with the one around it.
    ways: Vec<(Option<usize>, Step<'c>)>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'c> {
    Here,
    Name(&'c str),
    Index(usize),
}

impl Leaks<'_> {
    /// Where one stands below the claim, as a JSON pointer; empty for the claim itself.
    #[must_use]
    pub fn path(&self, leak: &Leak<'_>) -> String {
        let mut steps = vec![leak.step];
        let mut next = leak.outer;
        while let Some((outer, step)) = next.and_then(|at| self.ways.get(at)) {
            steps.push(*step);
            next = *outer;
        }
        let text = steps.iter().rev().map(|one| match one {
            Step::Here => String::new(),
            Step::Name(name) => step(name),
            Step::Index(index) => format!("/{index}"),
        });
        text.collect()
    }
}

/// All that a claim and the values in it give away.
#[must_use]
pub fn inside<'c>(name: &'c str, value: Value<'c>) -> Leaks<'c> {
    let mut leaks = Leaks::default();
    // Depth is the token's choice, so that a stack of our own holds what is left to see.
    let mut left = vec![(name, value, None, Step::Here)];
    while let Some((name, value, outer, step)) = left.pop() {
        if let Some(what) = told(name, value) {
            leaks.found.push(Leak { what, text: value.as_str(), outer, step });
        } else if matches!(value.kind(), Kind::Array | Kind::Object) && !is_harmless(name) {
            let here = Some(leaks.ways.len());
            leaks.ways.push((outer, step));
            let items = value.items().enumerate();
            left.extend(items.map(|(at, item)| (name, item, here, Step::Index(at))));
            left.extend(value.members().map(|(name, inner)| (name, inner, here, Step::Name(name))));
        }
    }
    leaks
}

/// What a claim gives away, in words that do not repeat it; `name` is its own or that of the member it stands in.
#[must_use]
pub fn told(name: &str, value: Value<'_>) -> Option<String> {
    if is_harmless(name) {
        return None;
    }
    if let Some(text) = value.as_str() {
        let size = text.chars().count();
        return match shape(text) {
            Some(what) => Some(format!("{what}, {}", counted(size, "character", "characters"))),
            // A number or a flag is no secret, and neither is nothing.
            None if names_a_secret(name) && !text.trim().is_empty() => {
                Some(format!("a text of {}, named like a secret", counted(size, "character", "characters")))
            }
            None => None,
        };
    }
    is_private_jwk(value).then(|| "a private key (JWK)".to_owned())
}

/// The text without what is a secret by its shape, each told in words that do not repeat it; `None` where there is
/// nothing to hide. A rule about an actor or an audience must not print the token that somebody put there.
#[must_use]
pub fn veiled(text: &str) -> Option<String> {
    if !is_suspect(text) {
        return None;
    }
    // A key has blanks of its own; in any other text each word stands for itself.
    if is_private_key(text) || !text.contains(is_between) {
        return shape(text).map(|what| veil(&what, text));
    }
    let told = |word: &str| is_suspect(word).then(|| shape(word)).flatten();
    if text.split(is_between).all(|word| told(word).is_none()) {
        return None;
    }
    let mut out = String::new();
    for piece in text.split_inclusive(is_between) {
        let word = piece.trim_end_matches(is_between);
        match told(word) {
            Some(what) => {
                out.push_str(&veil(&what, word));
                out.push_str(piece.get(word.len()..).unwrap_or_default());
            }
            None => out.push_str(piece),
        }
    }
    Some(out)
}

/// The words of a claim, without what is a secret by its shape.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    if is_private_key(text) {
        return veiled(text).into_iter().collect();
    }
    let words = text.split(' ').filter(|word| !word.is_empty());
    words.map(|word| veiled(word).unwrap_or_else(|| word.to_owned())).collect()
}

/// Whether a text is long enough for a token or a key, or holds an address; the cheap question before the dear one.
fn is_suspect(text: &str) -> bool {
    text.len() >= SHORTEST || text.contains("://")
}

/// What stands around a word of a sentence and in none of the secrets that are known by their shape.
fn is_between(sign: char) -> bool {
    sign.is_whitespace() || ",;()\"'`|".contains(sign)
}

fn veil(what: &str, text: &str) -> String {
    format!("({what}, {})", counted(text.chars().count(), "character", "characters"))
}

/// Whether nothing in a claim of this name is an accusation.
#[must_use]
pub fn is_harmless(name: &str) -> bool {
    HARMLESS.iter().any(|harmless| harmless.eq_ignore_ascii_case(name))
}

/// What a text is by its shape, if it is worth hiding.
fn shape(text: &str) -> Option<String> {
    let text = text.trim();
    if is_private_key(text) {
        return Some("a private key (PEM)".to_owned());
    }
    if text.starts_with("ey") && is_token(text) {
        return Some("a token (JWT)".to_owned());
    }
    if text.match_indices("://").any(|(at, _)| has_password(text, at)) {
        return Some("an address with a password in it".to_owned());
    }
    // A shape without a prefix is too common among ids to accuse anybody.
    provider::opaque(text).filter(|opaque| opaque.has_prefix).map(|opaque| opaque.what.to_owned())
}

fn is_private_key(text: &str) -> bool {
    text.contains("-----BEGIN") && text.contains("PRIVATE KEY")
}

/// Whether the address whose `://` stands at this place has a password before its host (RFC 3986 section 3.2.1), and not
/// only what somebody put in the place of one.
fn has_password(text: &str, at: usize) -> bool {
    let (Some(before), Some(rest)) =
        (text.get(..at), text.get(at..).and_then(|text| text.strip_prefix("://")))
    else {
        return false;
    };
    let is_of_scheme = |sign: char| sign.is_ascii_alphanumeric() || "+-.".contains(sign);
    if !before.ends_with(is_of_scheme) {
        return false;
    }
    let ends = |sign: char| "/?#\\\"'<>".contains(sign) || sign.is_whitespace();
    let authority = rest.split(ends).next().unwrap_or_default();
    let password = authority.rsplit_once('@').and_then(|(user, _)| user.split_once(':'));
    // What programs write where they took a password out.
    let is_mask = |text: &str| text.bytes().all(|sign| sign == b'*') || text.bytes().all(|sign| sign == b'x');
    password.is_some_and(|(_, password)| !is_mask(password))
}

/// Whether it is a token that somebody could present: signed or sealed, with its payload.
fn is_token(text: &str) -> bool {
    let Ok(token) = Token::parse(text) else { return false };
    let has_alg = token.header_text("alg").is_some();
    has_alg && !matches!(token.payload(), Payload::Other(bytes) if bytes.is_empty())
}

/// Whether an object is a JWK with the part that nobody else may have (RFC 7518 sections 6.2.2, 6.3.2 and 6.4).
fn is_private_jwk(value: Value<'_>) -> bool {
    let has = |name: &str| value.get(name).is_some_and(|member| member.kind() == Kind::String);
    value.kind() == Kind::Object && has("kty") && (has("d") || has("k") || has("priv"))
}

#[cfg(test)]
mod tests {
    use super::{told, veiled};
    use crate::token::json::{Budget, Document};

    fn of(name: &str, json: &str) -> Option<String> {
        told(name, Document::parse(json.as_bytes(), Budget::TOKEN).expect("JSON").root())
    }

    #[test]
    fn secrets_are_known_by_name_and_by_shape() {
        for (name, json, want) in [
            ("Client-Secret", r#""hunter2""#, "a text of 7 characters, named like a secret"),
            ("db_password", r#""hunter2""#, "a text of 7 characters, named like a secret"),
            (
                "https://app.example/claims/client_secret",
                r#""hunter2""#,
                "a text of 7 characters, named like a secret",
            ),
            ("urn:app:dbPassword", r#""hunter2""#, "a text of 7 characters, named like a secret"),
            ("AWSSecretAccessKey", r#""hunter2""#, "a text of 7 characters, named like a secret"),
            ("APIKey", r#""hunter2""#, "a text of 7 characters, named like a secret"),
            ("idp_access_token", r#""hunter2""#, "a text of 7 characters, named like a secret"),
            ("x", r#""-----BEGIN EC PRIVATE KEY-----\nAA""#, "a private key (PEM), 33 characters"),
            ("x", r#""eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln""#, "a token (JWT), 41 characters"),
            ("x", r#""ghu_OBOsampleNotARealTokenLedgerAgent000""#, "a GitHub App user token, 40 characters"),
            ("x", r#""npm_sampleNotARealToken00000000000000000""#, "an npm access token, 40 characters"),
            (
                "x",
                r#""rk_live_sampleNotARealKey000""#,
                "an API key in the form of Stripe's secret ones, 28 characters",
            ),
            ("x", r#""sk-proj-sampleNotARealKey000""#, "an OpenAI API key, 28 characters"),
            ("x", r#"{"kty":"EC","d":"AA"}"#, "a private key (JWK)"),
            ("x", r#""https://svc:hunter2@db.example/a""#, "an address with a password in it, 32 characters"),
            (
                "x",
                r#""postgres://svc:hun@ter2@[::1]:5432""#,
                "an address with a password in it, 34 characters",
            ),
            ("x", r#""amqp://:hunter2@h""#, "an address with a password in it, 17 characters"),
            ("x", r#""see redis://a:b@h and https://h""#, "an address with a password in it, 31 characters"),
        ] {
            assert_eq!(of(name, json).as_deref(), Some(want), "{name} {json}");
        }
    }

    #[test]
    fn a_secret_in_a_sentence_is_not_repeated() {
        for (text, want) in [
            ("web acts, and the policy does not name it", None),
            ("eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln", Some("(a token (JWT), 41 characters)")),
            (
                "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln acts, and the policy does not name it",
                Some("(a token (JWT), 41 characters) acts, and the policy does not name it"),
            ),
            (
                "the client (ghu_OBOsampleNotARealTokenLedgerAgent000), read.*",
                Some("the client ((a GitHub App user token, 40 characters)), read.*"),
            ),
            ("https://svc:hunter2@h/a", Some("(an address with a password in it, 23 characters)")),
            ("https://api.example.com/orders|user-4711", None),
        ] {
            assert_eq!(veiled(text).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn what_only_sounds_like_a_secret_is_left_alone() {
        for (name, json) in [
            ("pwd_exp", r#""0""#),
            ("has_password", r#""yes""#),
            ("https://app.example/reset-password", r#""https://portal.example/reset""#),
            ("passwordChangedAt", r#""2026-11-21""#),
            ("https://password.example/plan", r#""gold""#),
            ("mysecrets", r#""a""#),
            ("nosecret", r#""a""#),
            ("pwd_url", r#""https://portal.example/ChangePassword.aspx""#),
            ("secret", r#"{"name":"default-token-x","uid":"1"}"#),
            ("kubernetes.io/serviceaccount/secret.name", r#""default-token-x""#),
            ("password", "true"),
            ("password", r#""""#),
            ("token_type", r#""Bearer""#),
            ("at_hash", r#""NSoDRKt4xGcGVqT-x-ZJ_A""#),
            ("rh", r#""1.AUEBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.""#),
            ("sub", r#""repo:octo-org/octo-repo:environment:prod""#),
            ("sub", r#""eyes.on.you""#),
            ("jwk", r#"{"kty":"EC","x":"AA"}"#),
            ("x", r#""https://db.example:8443/a?b=c@d#e:f@g""#),
            ("x", r#""https://h/@alice:b@c""#),
            ("x", r#""https://alice@db.example/""#),
            ("x", r#""https://alice:@db.example/""#),
            ("x", r#""https://alice:***@db.example/""#),
            ("x", r#""https://alice:xxxxx@db.example/""#),
            ("x", r#""mailto:alice@db.example""#),
            ("x", r#""spiffe://example.org/ns/a:b@c""#),
            ("x", r#""at https://h, ask a:b@c""#),
            ("x", r#""tag:alice@db.example,2026:a""#),
            ("x", r#""urn:a:b@c""#),
            ("x", r#""://a:b@c""#),
            ("x", r#""://""#),
            ("as_signature", r#""eyJhbGciOiJFUzI1NiJ9..c2ln""#),
        ] {
            assert_eq!(of(name, json), None, "{name} {json}");
        }
    }
}
