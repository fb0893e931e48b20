//! Sets of keys that verify (RFC 7517 section 5), read key by key: one bad key does not spoil the rest.

mod pem_text;

use std::collections::HashMap;
use std::fmt;

use super::entry::Sort;
use super::jwk::Jwk;
use super::signature::{SignatureFault, verify};
use super::{Algorithm, Entry, KeyError, Origin, VerifyingKey};
use crate::token::Signature;
use crate::token::digest::Digest;
use crate::token::encoding::Encoding;
use crate::token::json::{Budget, Document, Kind, Oddity, Tree};

/// The most keys of a set that are read.
const MAX_KEYS: usize = 1_000;
/// The most keys that are tried on one signature (SECURITY.md R17).
const MAX_TRIED: usize = 20;

/// Why a whole set is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeySetError {
    /// Not JSON, or JSON that is neither a key nor a set of keys.
    #[error("not a set of keys")]
    NotASet,
    /// `keys` or another member of the set itself stands twice.
    #[error("a set of keys with a repeated member")]
    Repeated,
    /// Secrets and public keys in one set (SECURITY.md R7).
    #[error("a set that mixes shared secrets with public keys")]
    Mixed,
    /// One `kid`, two keys; the numbers count from 0 in `keys`.
    #[error("keys {0} and {1} of the set are different and have the same `kid`")]
    SameKid(usize, usize),
    /// Text in which neither a key nor a set can be seen.
    #[error("{0}")]
    Encoding(Encoding),
    /// The one key that was given is none.
    #[error("{0}")]
    Key(KeyError),
}

/// A set of keys, all of one owner.
#[derive(Clone)]
pub struct KeySet {
    entries: Vec<Entry>,
    unread: usize,
}

impl KeySet {
    /// Reads a JWKS, one JWK, PEM, DER, or an object that has each key as PEM under its `kid`.
    ///
    /// # Errors
    /// Where the whole is refused; a key that cannot be used is an entry with its reason.
    pub fn parse(bytes: &[u8], origin: Origin) -> Result<Self, KeySetError> {
        if let Some(encoding) = Encoding::of(bytes) {
            return Err(KeySetError::Encoding(encoding));
        }
        if bytes.trim_ascii_start().first() != Some(&b'{') {
            if let Some(set) = pem_text::several(bytes, origin) {
                return Ok(set);
            }
            return VerifyingKey::read(bytes, origin).map(Self::of).map_err(KeySetError::Key);
        }
        let document = Document::parse(bytes, Budget::ANSWER).map_err(|_| KeySetError::NotASet)?;
        let tree = Tree::from(document);
        let Some(keys) = tree.value().get("keys") else {
            if pem_text::is_map(tree.value()) {
                return pem_text::map(&tree, origin);
            }
            let key = Jwk::parse(bytes).and_then(|jwk| VerifyingKey::of_jwk(&jwk, origin));
            return key.map(Self::of).map_err(KeySetError::Key);
        };
        if keys.kind() != Kind::Array {
            return Err(KeySetError::NotASet);
        }
        let repeated = repeated(tree.document());
        if repeated.outside {
            return Err(KeySetError::Repeated);
        }
        let entries = keys.items().take(MAX_KEYS).enumerate().map(|(index, value)| {
            let key = if repeated.inside.contains(&index) {
                Err(KeyError::Repeated)
            } else {
                Jwk::of(tree.at(value.id())).and_then(|jwk| VerifyingKey::of_jwk(&jwk, origin))
            };
            let kid = value.get("kid").and_then(|kid| kid.as_str()).map(str::to_owned);
            let identity = match &key {
                Ok(key) => key.identity(),
                Err(_) => *Digest::of(value.to_json().as_bytes()).bytes(),
            };
            let sort = value.get("kty").and_then(|kty| Sort::of(kty.as_str()?));
            Entry { index, kid, key, identity, sort }
        });
        let set = Self { entries: entries.collect(), unread: keys.items().len().saturating_sub(MAX_KEYS) };
        set.judge()?;
        Ok(set)
    }

    /// A set of one key.
    #[must_use]
    pub fn of(key: VerifyingKey) -> Self {
        let (kid, identity) = (key.kid().map(str::to_owned), key.identity());
        Self { entries: vec![Entry { index: 0, kid, key: Ok(key), identity, sort: None }], unread: 0 }
    }

    /// Every element that was read, in order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The keys that can be used.
    pub fn keys(&self) -> impl Iterator<Item = &VerifyingKey> {
        self.entries.iter().filter_map(|entry| entry.key.as_ref().ok())
    }

    /// How many keys stand behind the budget of 1,000 and were not read.
    #[must_use]
    pub fn unread(&self) -> usize {
        self.unread
    }

    /// The keys to try: those that fit the algorithm and do not have another `kid`. Whoever tries them stops at 20
    /// (SECURITY.md R17), so that it can be said how many were left.
    ///
    /// A key without `kid` fits every token, and every key fits a token without one (RFC 7515 section 4.1.4).
    ///
    /// `own_use` is a value of `use` that the sort of token has for itself, such as `jwt-svid` (SECURITY.md R7).
    pub fn fitting<'k, 't>(
        &'k self,
        algorithm: Algorithm,
        kid: Option<&'t str>,
        own_use: Option<&'static str>,
    ) -> impl Iterator<Item = &'k VerifyingKey> + use<'k, 't> {
        self.keys()
            .filter(move |key| match (key.kid(), kid) {
                (Some(own), Some(wanted)) => own.as_bytes() == wanted.as_bytes(),
                _ => true,
            })
            .filter(move |key| key.fits(algorithm, own_use).is_ok())
    }

    /// Checks one signature of a token; gives the key by which it holds.
    ///
    /// The protected header alone says the algorithm (SECURITY.md R8). A header with `crit` is refused.
    ///
    /// # Errors
    /// Why no key makes it hold. Only the signature is judged, no claim.
    pub fn check(&self, signature: &Signature) -> Result<&VerifyingKey, SignatureFault> {
        let header = signature.protected.as_ref().map(Tree::value).ok_or(SignatureFault::NoAlgorithm)?;
        if header.get("crit").is_some() {
            return Err(SignatureFault::Critical);
        }
        let name = header.get("alg").and_then(|alg| alg.as_str()).ok_or(SignatureFault::NoAlgorithm)?;
        if name == "none" {
            return Err(SignatureFault::Unsigned);
        }
        let algorithm = Algorithm::from_name(name).ok_or(SignatureFault::UnknownAlgorithm)?;
        let kid = header
            .get("kid")
            .or_else(|| signature.unprotected.as_ref().and_then(|header| header.value().get("kid")));
        let kid = match kid.map(|kid| kid.as_str()) {
            Some(None) => return Err(SignatureFault::NoKey),
            kid => kid.flatten(),
        };
        let mut fault = SignatureFault::NoKey;
        for key in self.fitting(algorithm, kid, None).take(MAX_TRIED) {
            match verify(key, algorithm, &signature.signing_input, &signature.bytes) {
                Ok(()) => return Ok(key),
                Err(found) => fault = found,
            }
        }
        Err(fault)
    }

    /// Refuses what makes it unclear whose a signature is (SECURITY.md R7).
    fn judge(&self) -> Result<(), KeySetError> {
        let mut by_kid = HashMap::new();
        // What the set says counts: a key that is refused by itself still makes a mixed set of the one it stands in.
        let has = |sort: Sort| self.entries.iter().any(|entry| entry.sort == Some(sort));
        if has(Sort::Shared) && has(Sort::Public) {
            return Err(KeySetError::Mixed);
        }
        for entry in &self.entries {
            let Some(kid) = &entry.kid else { continue };
            let (first, identity) = *by_kid.entry(kid).or_insert((entry.index, entry.identity));
            if identity != entry.identity {
                return Err(KeySetError::SameKid(first, entry.index));
            }
        }
        Ok(())
    }
}

/// Where members stand twice.
struct Repeated {
    outside: bool,
    inside: Vec<usize>,
}

fn repeated(document: &Document) -> Repeated {
    // What has no pointer may stand anywhere.
    let mut found = Repeated { outside: document.unlisted_oddities() > 0, inside: Vec::new() };
    for oddity in document.oddities() {
        let Oddity::Repeated { pointer, .. } = oddity else { continue };
        let index = pointer.strip_prefix("/keys/").and_then(|rest| rest.split('/').next()?.parse().ok());
        match index {
            Some(index) => found.inside.push(index),
            None => found.outside = true,
        }
    }
    found
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.entries.iter().map(|entry| &entry.key)).finish()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Encoding, KeySet, KeySetError, MAX_KEYS, SignatureFault};
    use crate::keys::{Algorithm, KeyError, Origin, SigningKey, jws};
    use crate::token::Token;

    fn jwk(algorithm: Algorithm, kid: Option<&str>) -> Value {
        let mut jwk = SigningKey::generate(algorithm).expect("a key").public_jwk().expect("a public key");
        match kid {
            Some(kid) => jwk["kid"] = kid.into(),
            None => drop(jwk.as_object_mut().expect("an object").remove("kid")),
        }
        jwk
    }

    fn set(keys: &[Value]) -> Result<KeySet, KeySetError> {
        KeySet::parse(json!({ "keys": keys }).to_string().as_bytes(), Origin::Published)
    }

    #[test]
    fn a_set_in_another_encoding_is_named_as_that() {
        for (text, want) in [(&b"\xef\xbb\xbf{}"[..], Encoding::Marked), (b"{\0'\0k\0e\0", Encoding::Utf16)] {
            let refused = KeySet::parse(text, Origin::Local).err();
            assert_eq!(refused, Some(KeySetError::Encoding(want)));
        }
    }

    #[test]
    fn one_bad_key_does_not_spoil_the_rest() {
        let keys = [
            jwk(Algorithm::Es256, Some("a")),
            json!({"kty": "future", "kid": "b"}),
            json!({"kty": "RSA", "kid": 42, "n": "AQ", "e": "AQAB"}),
            json!("no key"),
            jwk(Algorithm::Ed25519, Some("c")),
        ];
        let set = set(&keys).expect("a set");
        let read: Vec<_> =
            set.entries().iter().map(|e| e.key.as_ref().map(|k| k.kid()).map_err(Clone::clone)).collect();
        assert_eq!(read[0], Ok(Some("a")));
        assert_eq!(read[1], Err(KeyError::UnsupportedType));
        assert!(matches!(read[2], Err(KeyError::Weak(_))));
        assert_eq!(read[3], Err(KeyError::Json));
        assert_eq!(read[4], Ok(Some("c")));
    }

    #[test]
    fn r7_what_makes_an_owner_unclear_is_refused() {
        let ec = jwk(Algorithm::Es256, Some("a"));
        let oct = json!({"kty": "oct", "k": "c2VjcmV0", "kid": "s"});
        let repeated = r#"{"keys":[],"keys":[]}"#;
        assert_eq!(set(&[ec.clone(), ec.clone()]).map(|s| s.keys().count()), Ok(2));
        assert_eq!(
            set(&[ec.clone(), jwk(Algorithm::Es256, Some("a"))]).err(),
            Some(KeySetError::SameKid(0, 1))
        );
        assert_eq!(KeySet::parse(repeated.as_bytes(), Origin::Local).err(), Some(KeySetError::Repeated));
        // A key that cannot be used says all the same what sort of set it is.
        let (bare, weak) = (json!({"kty": "oct"}), json!({"kty": "RSA", "n": "AQ", "e": "AQAB"}));
        for keys in [json!([ec, oct]), json!([ec, bare]), json!([weak, oct])] {
            let mixed = json!({"keys": keys}).to_string();
            for origin in [Origin::Local, Origin::Published] {
                assert_eq!(KeySet::parse(mixed.as_bytes(), origin).err(), Some(KeySetError::Mixed));
            }
        }
        let published = set(&[oct]).expect("a set");
        assert_eq!(published.entries()[0].key.as_ref().err(), Some(&KeyError::PublishedSecret));
    }

    #[test]
    fn r8_a_repeated_member_spoils_its_key_alone() {
        let good = jwk(Algorithm::Es256, Some("a")).to_string();
        let text = format!(r#"{{"keys":[{{"kty":"EC","k\u0074y":"EC"}},{good}]}}"#);
        let set = KeySet::parse(text.as_bytes(), Origin::Published).expect("a set");
        assert_eq!(set.entries()[0].key.as_ref().err(), Some(&KeyError::Repeated));
        assert_eq!(set.keys().count(), 1);
        // What stands twice outside of any key may be the keys themselves.
        for text in [
            format!(r#"{{"keys":[{{"kty":"EC","kty":"EC"}}],"keys":[{good}]}}"#),
            format!(r#"{{"keys":[{good}],"x":1,"x":2}}"#),
            format!(r#"{{"keys":[{good}],"0":{{"x":1,"x":2}}}}"#),
        ] {
            let refused = KeySet::parse(text.as_bytes(), Origin::Published).err();
            assert_eq!(refused, Some(KeySetError::Repeated), "{text}");
        }
    }

    #[test]
    fn every_public_key_of_a_pem_file_counts() {
        let pem = |spki: &str| format!("-----BEGIN PUBLIC KEY-----\n{spki}\n-----END PUBLIC KEY-----\n");
        // RFC 8410 section 10.1, and the same key with its first byte changed.
        let one = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
        let other = "MCowBQYDK2VwAyEAGr9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
        for (texts, want) in [(vec![one], 1), (vec![one, other], 2), (vec![one, "AAAA"], 1)] {
            let file: String = texts.iter().map(|text| pem(text)).collect();
            let set = KeySet::parse(file.as_bytes(), Origin::Local).expect("a set");
            assert_eq!((set.entries().len(), set.keys().count()), (texts.len(), want));
        }
    }

    #[test]
    fn r17_keys_behind_the_budget_are_counted() {
        let keys = vec![json!({"kty": "future"}); MAX_KEYS + 3];
        let set = set(&keys).expect("a set");
        assert_eq!((set.entries().len(), set.unread()), (MAX_KEYS, 3));
    }

    #[test]
    fn the_kid_chooses_and_a_key_without_one_fits_every_token() {
        let key = SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("mine");
        let own = key.public_jwk().expect("a public key");
        let mut nameless = own.clone();
        nameless.as_object_mut().expect("an object").remove("kid");
        let (other, another) = (jwk(Algorithm::Es256, Some("other")), jwk(Algorithm::Es256, None));
        for (keys, header, want) in [
            (vec![other.clone(), own.clone()], json!({"kid": "mine"}), None),
            (vec![other.clone(), own.clone()], json!({}), None),
            (vec![other.clone(), own.clone()], json!({"kid": "other"}), Some(SignatureFault::Mismatch)),
            (vec![own.clone()], json!({"kid": "nobody"}), Some(SignatureFault::NoKey)),
            (vec![own.clone()], json!({"kid": 42}), Some(SignatureFault::NoKey)),
            (vec![another, nameless], json!({"kid": "mine"}), None),
            (vec![own.clone()], json!({"kid": "mine", "crit": []}), Some(SignatureFault::Critical)),
        ] {
            let token = jws::compact(&header, &json!({}), &key, Algorithm::Es256).expect("a token");
            let token = Token::parse(token.expose_text().expect("ASCII")).expect("a token");
            let set = set(&keys).expect("a set");
            assert_eq!(set.check(&token.signatures()[0]).err(), want, "{header}");
        }
        for (header, want) in [
            (r#"{"alg":"none"}"#, SignatureFault::Unsigned),
            (r#"{"alg":"None"}"#, SignatureFault::UnknownAlgorithm),
            (r#"{"alg":["ES256"]}"#, SignatureFault::NoAlgorithm),
            ("{}", SignatureFault::NoAlgorithm),
        ] {
            let header = crate::token::base64url::encode(header.as_bytes());
            let token = Token::parse(&format!("{header}.e30.")).expect("a token");
            let set = set(std::slice::from_ref(&own)).expect("a set");
            assert_eq!(set.check(&token.signatures()[0]).err(), Some(want));
        }
    }
}
