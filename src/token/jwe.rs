//! The parts of a JWE, still sealed: compact or JSON serialization (RFC 7516 section 7).

use super::json::{Kind as JsonKind, Tree, Value};
use super::{Fault, NotAToken, base64url, note_oddities, object, unread};

/// The most recipients that one token may have.
const MAX_RECIPIENTS: usize = 100;

/// One recipient's way to the content encryption key.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// The recipient's own unprotected header (JSON serialization only).
    pub header: Option<Tree>,
    /// The encrypted key; empty for direct encryption and direct agreement.
    pub encrypted_key: Vec<u8>,
}

/// A JWE as it came.
#[derive(Debug, Clone)]
pub struct Sealed {
    /// The protected header as it stands, in base64url; empty where there is none.
    protected_text: String,
    /// The protected header read.
    pub protected: Option<Tree>,
    /// The shared unprotected header (JSON serialization only).
    pub unprotected: Option<Tree>,
    /// Who can open it; one for the compact form.
    pub recipients: Vec<Recipient>,
    /// Additional authenticated data as it stands, in base64url (JSON serialization only).
    aad: Option<String>,
    /// The initialization vector.
    pub iv: Vec<u8>,
    /// The encrypted content.
    pub ciphertext: Vec<u8>,
    /// The authentication tag.
    pub tag: Vec<u8>,
}

impl Sealed {
    /// Every header: the protected one, the shared one, those of the recipients.
    pub fn headers(&self) -> impl Iterator<Item = &Tree> {
        let own = self.recipients.iter().filter_map(|recipient| recipient.header.as_ref());
        self.protected.iter().chain(&self.unprotected).chain(own)
    }

    /// The header that has a member, for one recipient: the protected, the shared or its own.
    ///
    /// Names must not overlap (RFC 7516 section 7.2.1); the protected one counts where they do.
    #[must_use]
    pub fn header_with<'s>(&'s self, recipient: &'s Recipient, name: &str) -> Option<&'s Tree> {
        [&self.protected, &self.unprotected, &recipient.header]
            .into_iter()
            .flatten()
            .find(|header| header.value().get(name).is_some())
    }

    /// A header member, for one recipient.
    #[must_use]
    pub fn member<'s>(&'s self, recipient: &'s Recipient, name: &str) -> Option<Value<'s>> {
        self.header_with(recipient, name)?.value().get(name)
    }

    /// What is authenticated beside the content: `BASE64URL(header)`, and `.BASE64URL(aad)` where there is any
    /// (RFC 7516 section 5.1, step 14).
    #[must_use]
    pub fn authenticated(&self) -> Vec<u8> {
        match &self.aad {
            Some(aad) => format!("{}.{aad}", self.protected_text).into_bytes(),
            None => self.protected_text.clone().into_bytes(),
        }
    }

    /// The header that stands for the token: the protected one, else the shared, else the first recipient's.
    pub(super) fn header(&self) -> Option<Tree> {
        let own = self.recipients.first().and_then(|recipient| recipient.header.clone());
        self.protected.clone().or_else(|| self.unprotected.clone()).or(own)
    }
}

/// Reads the five segments of the compact form.
pub(super) fn compact(segments: [&str; 5], faults: &mut Vec<Fault>) -> Result<Sealed, NotAToken> {
    let places = ["/header", "/encrypted_key", "/iv", "/ciphertext", "/tag"];
    let mut parts = Vec::with_capacity(segments.len());
    for ((number, text), place) in (1..).zip(segments).zip(places) {
        let (bytes, repairs) =
            base64url::decode_leniently(text).ok_or_else(|| NotAToken::of_segment(number, text))?;
        faults.extend(repairs.into_iter().map(|repair| Fault::new(place, repair.text())));
        parts.push(bytes);
    }
    let [head, encrypted_key, iv, ciphertext, tag] =
        <[Vec<u8>; 5]>::try_from(parts).map_err(|_| NotAToken::Shape)?;
    let header = object(&head).ok_or_else(|| unread::header(&head))?;
    note_oddities(&header, "/header", faults);
    let [protected, ..] = segments;
    Ok(Sealed {
        protected_text: protected.to_owned(),
        protected: Some(header),
        unprotected: None,
        recipients: vec![Recipient { header: None, encrypted_key }],
        aad: None,
        iv,
        ciphertext,
        tag,
    })
}

/// Whether an object has the members of the JSON serialization.
pub(super) fn is_one(object: Value<'_>) -> bool {
    object.get("ciphertext").is_some_and(|text| text.kind() == JsonKind::String)
}

/// Reads the general and the flattened JSON serialization (RFC 7516 section 7.2).
pub(super) fn json(tree: &Tree, faults: &mut Vec<Fault>) -> Result<Sealed, NotAToken> {
    let root = tree.value();
    let text = |object: Value<'_>, name: &str| {
        object.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
    };
    let own = |object: Value<'_>, name: &str| {
        object.get(name).filter(|value| value.kind() == JsonKind::Object).map(|value| tree.at(value.id()))
    };
    let mut bytes =
        |object: Value<'_>, name: &str, place: &str| match base64url::decode_leniently(&text(object, name)) {
            Some((bytes, repairs)) => {
                faults.extend(repairs.into_iter().map(|r| Fault::new(format!("{place}/{name}"), r.text())));
                bytes
            }
            None => {
                faults.push(Fault::new(format!("{place}/{name}"), "not base64url"));
                Vec::new()
            }
        };
    let head = bytes(root, "protected", "");
    let (iv, ciphertext, tag) =
        (bytes(root, "iv", ""), bytes(root, "ciphertext", ""), bytes(root, "tag", ""));
    let mut recipients = Vec::new();
    let mut unread = false;
    match root.get("recipients") {
        Some(list) => {
            for (index, entry) in list.items().take(MAX_RECIPIENTS).enumerate() {
                let encrypted_key = bytes(entry, "encrypted_key", &format!("/recipients/{index}"));
                recipients.push(Recipient { header: own(entry, "header"), encrypted_key });
            }
            unread = list.items().len() > MAX_RECIPIENTS;
        }
        None => {
            let encrypted_key = bytes(root, "encrypted_key", "");
            recipients.push(Recipient { header: own(root, "header"), encrypted_key });
        }
    }
    if unread {
        faults.push(Fault::new("/recipients", "more than 100 recipients; the rest was not read"));
    }
    let protected_text = text(root, "protected");
    let protected = object(&head);
    match &protected {
        Some(header) => note_oddities(header, "/protected", faults),
        None if protected_text.is_empty() => {}
        None => faults.push(Fault::new("/protected", unread::why("the protected header", &head))),
    }
    let sealed = Sealed {
        protected_text,
        protected,
        unprotected: own(root, "unprotected"),
        recipients,
        aad: root.get("aad").and_then(|aad| aad.as_str()).map(str::to_owned),
        iv,
        ciphertext,
        tag,
    };
    if sealed.header().is_none() { Err(NotAToken::Header) } else { Ok(sealed) }
}
