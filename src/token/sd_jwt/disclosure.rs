//! One disclosure: `[salt, name, value]` or `[salt, value]` in base64url (RFC 9901 section 4.2).

use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::super::json::{Budget, Document, Kind, NodeId, Tree, Value};
use super::super::{Fault, base64url, note_oddities};

/// A hash of the registry that `_sd_alg` names (RFC 9901 section 4.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Sha256,
    Sha384,
    Sha512,
}

impl Algorithm {
    /// The payload's own; sha-256 where it names none.
    pub(super) fn of(payload: Value<'_>) -> Option<Self> {
        let Some(name) = payload.get("_sd_alg") else { return Some(Self::Sha256) };
        match name.as_str()? {
            "sha-256" => Some(Self::Sha256),
            "sha-384" => Some(Self::Sha384),
            "sha-512" => Some(Self::Sha512),
            _ => None,
        }
    }

    /// The digest of a disclosure as it stands.
    fn digest(self, text: &str) -> String {
        match self {
            Self::Sha256 => base64url::encode(&Sha256::digest(text.as_bytes())),
            Self::Sha384 => base64url::encode(&Sha384::digest(text.as_bytes())),
            Self::Sha512 => base64url::encode(&Sha512::digest(text.as_bytes())),
        }
    }
}

/// A disclosure that reads well; whether anybody signed it is another question.
pub(super) struct Disclosure {
    pub(super) digest: String,
    /// The claim's name; `None` for an element of an array.
    pub(super) name: Option<String>,
    /// Where the value stands in `whole`.
    pub(super) value: NodeId,
    /// The array.
    pub(super) whole: Tree,
    /// Where a fault of it is reported.
    pub(super) place: String,
}

impl Disclosure {
    /// Reads one; `None` with a fault where it is none.
    pub(super) fn read(
        index: usize,
        text: &str,
        algorithm: Algorithm,
        faults: &mut Vec<Fault>,
    ) -> Option<Self> {
        let place = format!("/disclosures/{index}");
        let refuse = |faults: &mut Vec<Fault>| {
            let reason = "a disclosure that is not a JSON array of a salt, perhaps a name, and a value";
            faults.push(Fault::new(place.clone(), reason));
        };
        let Some((bytes, repairs)) = base64url::decode_leniently(text) else {
            refuse(faults);
            return None;
        };
        let document = match Document::parse(&bytes, Budget::TOKEN) {
            Ok(document) if document.root().kind() == Kind::Array => document,
            _ => {
                refuse(faults);
                return None;
            }
        };
        let items: Vec<Value<'_>> = document.root().items().take(4).collect();
        let salted = items.first().is_some_and(|salt| salt.kind() == Kind::String);
        let parts = match items.as_slice() {
            [_, value] if salted => Some((None, value.id())),
            [_, name, value] if salted && name.lexeme().is_none() => {
                name.as_str().map(|name| (Some(name.to_owned()), value.id()))
            }
            _ => None,
        };
        let Some((name, value)) = parts else {
            refuse(faults);
            return None;
        };
        let whole = Tree::from(document);
        faults.extend(repairs.into_iter().map(|repair| Fault::new(place.clone(), repair.text())));
        note_oddities(&whole, &place, faults);
        Some(Self { digest: algorithm.digest(text), name, value, whole, place })
    }

    /// The value it discloses.
    pub(super) fn disclosed(&self) -> Value<'_> {
        self.whole.document().value(self.value)
    }

    /// A fault about this disclosure, which takes it along.
    pub(super) fn fault(&self, text: &str) -> Fault {
        Fault { pointer: self.place.clone(), text: text.to_owned(), value: Some(self.whole.clone()) }
    }
}
