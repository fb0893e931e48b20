//! Sets of keys that are no JWKS: several public keys in one file of PEM, or an object with PEM under each `kid`.

use super::super::{KeyError, Origin, VerifyingKey, pem};
use super::{Entry, KeySet, KeySetError, MAX_KEYS, repeated};
use crate::token::digest::Digest;
use crate::token::json::{Tree, Value};

/// A key, or why it is none, beside its name and the digest of its text.
type Read = (Option<String>, [u8; 32], Result<VerifyingKey, KeyError>);

fn set(keys: impl ExactSizeIterator<Item = Read>) -> KeySet {
    let unread = keys.len().saturating_sub(MAX_KEYS);
    let entry = |(index, (kid, text, key)): (usize, Read)| {
        let identity = key.as_ref().map_or(text, VerifyingKey::identity);
        Entry { index, kid, key, identity, sort: None }
    };
    KeySet { entries: keys.take(MAX_KEYS).enumerate().map(entry).collect(), unread }
}

/// The public keys of a file of PEM, if there are several; none has a name. Certificates are no such list: behind the
/// first one there stand those of its authorities. Neither is what publishes a private key (SECURITY.md R7).
pub(super) fn several(bytes: &[u8], origin: Origin) -> Option<KeySet> {
    let text = std::str::from_utf8(bytes).ok().filter(|_| pem::is_pem(bytes))?;
    let blocks = pem::blocks(text).ok()?;
    if origin == Origin::Published && blocks.iter().any(pem::Block::is_private) {
        return None;
    }
    let public = blocks.iter().filter(|block| matches!(block.label, "PUBLIC KEY" | "RSA PUBLIC KEY"));
    let read = public.filter_map(|block| {
        let der = block.der.expose();
        Some((None, *Digest::of(der).bytes(), VerifyingKey::of_block(block.label, der, origin)?))
    });
    let read: Vec<Read> = read.collect();
    (read.len() > 1).then(|| set(read.into_iter()))
}

/// What each text of a map must hold; a private key makes an object something else, such as the file of an account.
const PUBLIC: [&str; 3] =
    ["-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----", "-----BEGIN RSA PUBLIC KEY-----"];

/// Whether every member of an object is a text with a certificate or a public key in PEM, and there is one.
pub(super) fn is_map(root: Value<'_>) -> bool {
    let is_public =
        |value: Value<'_>| value.as_str().is_some_and(|text| PUBLIC.iter().any(|begin| text.contains(begin)));
    let mut members = root.members().peekable();
    members.peek().is_some() && members.all(|(_, value)| is_public(value))
}

/// The keys of such an object, each under the name that a token's `kid` calls it by; of several certificates in one
/// text the first is the key's own.
///
/// # Errors
/// Where a name stands twice, so that one `kid` may have two keys (SECURITY.md R7).
pub(super) fn map(tree: &Tree, origin: Origin) -> Result<KeySet, KeySetError> {
    let repeated = repeated(tree.document());
    if repeated.outside || !repeated.inside.is_empty() {
        return Err(KeySetError::Repeated);
    }
    let read = tree.value().members().map(|(name, value)| {
        let text = value.as_str().unwrap_or_default().as_bytes();
        let key = VerifyingKey::read(text, origin).and_then(|key| key.named(name));
        (Some(name.to_owned()), *Digest::of(text).bytes(), key)
    });
    let read: Vec<Read> = read.collect();
    Ok(set(read.into_iter()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::{Value, json};

    use super::super::{KeySet, KeySetError};
    use crate::keys::{Algorithm, KeyError, Origin};

    fn pem(name: &str) -> String {
        let path = format!("{}/tests/vectors/certificates/{name}.pem", env!("CARGO_MANIFEST_DIR"));
        fs::read_to_string(path).expect("a certificate")
    }

    fn read(object: &Value) -> Result<KeySet, KeySetError> {
        KeySet::parse(object.to_string().as_bytes(), Origin::Published)
    }

    #[test]
    fn each_certificate_is_the_key_of_its_name() {
        let set = read(&json!({"b": pem("client"), "a": pem("expired"), "w": pem("weak")})).expect("a set");
        let names: Vec<_> = set.entries().iter().map(|entry| entry.kid.as_deref()).collect();
        assert_eq!(names, [Some("b"), Some("a"), Some("w")], "in the order in which they stand");
        for (entry, kid) in set.entries().iter().zip(["b", "a"]) {
            let key = entry.key.as_ref().expect("a key");
            assert_eq!(key.kid(), Some(kid));
            assert!(key.validity().is_some(), "{kid}");
            let algorithm = Algorithm::ALL.into_iter().find(|one| key.fits(*one, None).is_ok());
            let algorithm = algorithm.expect("a key for signatures");
            let tried =
                |kid| set.fitting(algorithm, Some(kid), None).filter_map(|key| key.kid()).collect::<Vec<_>>();
            assert_eq!(tried(kid), [kid]);
            assert!(tried("c").is_empty());
        }
        assert!(matches!(set.entries()[2].key, Err(KeyError::Weak(_))), "R24 holds here as anywhere");
    }

    #[test]
    fn one_bad_certificate_does_not_spoil_the_rest_and_is_no_key() {
        let begin = "-----BEGIN CERTIFICATE-----\n";
        let end = "-----END CERTIFICATE-----\n";
        let long = "k".repeat(257);
        let set = read(&json!({
            "good": pem("client"), "cut": begin, "odd": format!("{begin}AAAA\n{end}"), long: pem("client"),
        }));
        let set = set.expect("a set");
        let reads: Vec<bool> = set.entries().iter().map(|entry| entry.key.is_ok()).collect();
        assert_eq!(reads, [true, false, false, false]);
        assert_eq!(set.keys().count(), 1);
    }

    #[test]
    fn r7_pem_that_publishes_a_private_key_is_refused_wherever_that_stands() {
        let secret = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        let public = |byte: &str| {
            let body = format!("MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZu{byte}=");
            format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n")
        };
        let two = public("E") + &public("I");
        for text in [pem("client") + secret, secret.to_owned() + &pem("client"), two.clone() + secret] {
            let refused = Some(KeySetError::Key(KeyError::PublishedPrivate));
            assert_eq!(KeySet::parse(text.as_bytes(), Origin::Published).err(), refused, "{text}");
            let set = read(&json!({"a": text, "b": pem("client")})).expect("a set");
            let reads = set.entries().iter().map(|entry| entry.key.as_ref().err());
            assert_eq!(Vec::from_iter(reads), [Some(&KeyError::PublishedPrivate), None]);
        }
        assert_eq!(KeySet::parse(two.as_bytes(), Origin::Published).expect("a set").keys().count(), 2);
        // A file is its owner's own.
        let own = pem("client") + secret;
        assert_eq!(KeySet::parse(own.as_bytes(), Origin::Local).expect("a set").keys().count(), 1);
    }

    #[test]
    fn r7_a_name_that_stands_twice_is_refused_and_what_is_no_such_map_is_no_set() {
        let certificate = json!(pem("client")).to_string();
        let twice = format!(r#"{{"a":{certificate},"\u0061":{certificate}}}"#);
        assert_eq!(KeySet::parse(twice.as_bytes(), Origin::Local).err(), Some(KeySetError::Repeated));
        let secret = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        for object in [
            json!({}),
            json!({"a": 1}),
            json!({"a": pem("client"), "b": "text"}),
            json!({"a": pem("client"), "b": [pem("client")]}),
            json!({"private_key": secret, "client_email": "a@b"}),
            json!({"private_key": secret}),
        ] {
            assert_eq!(read(&object).err(), Some(KeySetError::Key(KeyError::Missing("kty"))), "{object}");
        }
    }
}
