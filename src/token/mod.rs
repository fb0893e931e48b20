//! What a token says, unverified.

pub mod base64url;
pub mod claims;
mod compact;
mod cut;
pub mod digest;
pub mod encoding;
pub mod json;
mod jwe;
mod reader;
mod sd_jwt;
mod serialization;
mod signing_input;
pub mod strict;
pub mod unread;
pub mod wrapping;

use std::borrow::Cow;

use serde::Serialize;

use self::claims::Claims;
pub use self::cut::Cut;
use self::digest::Digest;
use self::json::Tree;
pub use self::jwe::{Recipient, Sealed};
pub use self::reader::Reader;
pub use self::sd_jwt::Undisclosed;
pub use self::signing_input::SigningInput;
use crate::plural::counted;
use crate::secret::Secret;

/// The largest token that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;

/// What sort of thing was found; the names are the contract's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A signed token, RFC 7515, compact or JSON serialization.
    Jws,
    /// An encrypted token, RFC 7516.
    Jwe,
    /// A token with selective disclosures, RFC 9901.
    SdJwt,
    /// A bare JSON object with registered claims; nothing signed it.
    Claims,
    /// An introspection response, RFC 7662.
    Introspection,
}

/// Something that decode repairs or reports and a strict reader refuses (SECURITY.md R8).
#[derive(Debug, Clone)]
pub struct Fault {
    /// JSON pointer into the decoded element: `/header`, `/claims/act/sub`, `/payload`, `/signature`.
    pub pointer: String,
    /// What is odd about it, in words.
    pub text: String,
    /// The value that was put aside, if one was.
    pub value: Option<Tree>,
}

impl Fault {
    /// A fault at a place.
    #[must_use]
    pub fn new(pointer: impl Into<String>, text: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), text: text.into(), value: None }
    }
}

/// What the payload turned out to be.
#[derive(Debug, Clone)]
pub enum Payload {
    /// A JSON object: the claims.
    Object(Tree),
    /// Bytes that are no JSON object.
    Other(Vec<u8>),
    /// Encrypted, and no key has opened it.
    Sealed,
}

/// One signature of a token and what it covers.
#[derive(Debug, Clone)]
pub struct Signature {
    /// The protected header, if it is a JSON object.
    pub protected: Option<Tree>,
    /// The unprotected header (JSON serialization only).
    pub unprotected: Option<Tree>,
    /// What is signed.
    pub signing_input: SigningInput,
    /// The signature's bytes; empty where there is none.
    pub bytes: Vec<u8>,
}

/// Why text is no token at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAToken {
    /// It has not the shape of a compact token or of a JSON serialization.
    #[error("not the shape of a token")]
    Shape,
    /// The header segment is not a JSON object.
    #[error("the header is not a JSON object")]
    Header,
    /// The header holds more of something than is read (SECURITY.md R17).
    #[error("the header has more {0} than are read")]
    HeaderBudget(&'static str),
    /// A segment holds signs outside the base64 alphabets; the number counts from 1.
    #[error("segment {0} is not base64url")]
    Segment(usize),
    /// A segment has a length that no base64url has, and cannot be done without.
    #[error("segment {0} looks cut short: base64url never has this length")]
    Length(usize),
    /// It begins as a token does and ends too early.
    #[error("it looks cut short: {0}")]
    Cut(Cut),
    /// It is larger than [`MAX_BYTES`].
    #[error("larger than 1 MiB")]
    TooLarge,
}

impl NotAToken {
    /// Why a segment that was not decoded is none; the number counts from 1.
    fn of_segment(number: usize, text: &str) -> Self {
        match cut::without_stray_sign(text).and_then(base64url::decode_leniently) {
            Some(_) => Self::Length(number),
            None => Self::Segment(number),
        }
    }

    /// What to do about it, where that is known.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Cut(cut) => Some(cut.hint()),
            Self::Length(_) => Some(Cut::Header.hint()),
            _ => None,
        }
    }
}

/// What an SD-JWT has beside its payload.
#[derive(Debug, Clone)]
struct Selective {
    disclosures: Vec<String>,
    key_binding: Option<String>,
    undisclosed: Vec<Undisclosed>,
    signed: Payload,
}

/// A token that was read and **not** verified.
#[derive(Debug, Clone)]
pub struct Token {
    kind: Kind,
    header: Option<Tree>,
    payload: Payload,
    signatures: Vec<Signature>,
    sealed: Option<Box<Sealed>>,
    selective: Option<Box<Selective>>,
    faults: Vec<Fault>,
    digest: Digest,
    outer: Option<Digest>,
    raw: Secret,
}

impl Token {
    /// Reads a token in the compact or the JSON serialization, total in everything that is shaped like one.
    ///
    /// # Errors
    /// Where the text is no token at all; what can be repaired is a [`Fault`].
    pub fn parse(text: &str) -> Result<Self, NotAToken> {
        Reader::default().token(text)
    }

    /// Takes a JSON object for the claims themselves; nothing signed them.
    #[must_use]
    pub fn from_claims(kind: Kind, claims: Tree, raw: &[u8]) -> Self {
        let mut faults = Vec::new();
        note_oddities(&claims, "/claims", &mut faults);
        Self {
            kind,
            header: None,
            payload: Payload::Object(claims),
            signatures: Vec::new(),
            sealed: None,
            selective: None,
            faults,
            digest: Digest::of(raw),
            outer: None,
            raw: Secret::new(raw.to_vec()),
        }
    }

    /// A JWE as it came, from either serialization; nothing has opened it.
    fn encrypted(sealed: Sealed, faults: Vec<Fault>, text: &str) -> Self {
        Self {
            kind: Kind::Jwe,
            header: sealed.header(),
            payload: Payload::Sealed,
            signatures: Vec::new(),
            sealed: Some(Box::new(sealed)),
            selective: None,
            faults,
            digest: Digest::of(text.as_bytes()),
            outer: None,
            raw: Secret::from(text),
        }
    }

    /// What sort of thing it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The protected header of the (first) signature, or the JWE header.
    #[must_use]
    pub fn header(&self) -> Option<&Tree> {
        self.header.as_ref()
    }

    /// A header member that is a string.
    #[must_use]
    pub fn header_text(&self, name: &str) -> Option<&str> {
        self.header.as_ref()?.value().get(name)?.as_str()
    }

    /// The payload; of an SD-JWT the processed one (RFC 9901 section 7.1).
    #[must_use]
    pub fn payload(&self) -> &Payload {
        &self.payload
    }

    /// The claims, if the payload is a JSON object.
    #[must_use]
    pub fn claims(&self) -> Option<Claims<'_>> {
        self.claims_tree().map(|tree| Claims::new(tree.value()))
    }

    /// The claims as an owner of plain data keeps them.
    #[must_use]
    pub fn claims_tree(&self) -> Option<&Tree> {
        match &self.payload {
            Payload::Object(tree) => Some(tree),
            _ => None,
        }
    }

    /// All signatures, in order; one for the compact form, none for bare claims.
    #[must_use]
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The parts of a JWE, for whoever has a key.
    #[must_use]
    pub fn sealed(&self) -> Option<&Sealed> {
        self.sealed.as_deref()
    }

    /// The disclosures of an SD-JWT, each as it stands between the `~` signs.
    #[must_use]
    pub fn disclosures(&self) -> &[String] {
        self.selective.as_ref().map_or(&[], |selective| &selective.disclosures)
    }

    /// The key-binding token of an SD-JWT, its last part (RFC 9901 section 4.3).
    #[must_use]
    pub fn key_binding(&self) -> Option<&str> {
        self.selective.as_ref()?.key_binding.as_deref()
    }

    /// Where an SD-JWT withholds something, or pretends to (decoys).
    #[must_use]
    pub fn undisclosed(&self) -> &[Undisclosed] {
        self.selective.as_ref().map_or(&[], |selective| &selective.undisclosed)
    }

    /// The payload as it was signed: of an SD-JWT with its digests, of every other token the payload itself.
    #[must_use]
    pub fn signed_payload(&self) -> &Payload {
        self.selective.as_ref().map_or(&self.payload, |selective| &selective.signed)
    }

    /// What a strict reader would refuse.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The SHA-256 of the token as it stands, without what was wrapped around it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The SHA-256 of what was sent: the token's own, or that of the JWE it was taken from.
    #[must_use]
    pub fn sent(&self) -> Digest {
        self.outer.unwrap_or(self.digest)
    }

    /// The same token, as it was found inside a JWE of this digest.
    #[must_use]
    pub fn inside(mut self, outer: Digest) -> Self {
        self.outer = Some(outer);
        self
    }

    /// The token's own text.
    #[must_use]
    pub fn raw(&self) -> &Secret {
        &self.raw
    }

    /// The same token with the content that a key opened: claims where it is a JSON object, else bytes.
    #[must_use]
    pub fn opened(self, content: &[u8]) -> Self {
        let mut faults = Vec::new();
        let payload = match object(content) {
            Some(claims) => {
                note_oddities(&claims, "/claims", &mut faults);
                Payload::Object(claims)
            }
            None => Payload::Other(content.to_vec()),
        };
        self.revealed(payload, faults)
    }

    /// The same token with the claims that a key or a set of disclosures revealed.
    #[must_use]
    pub fn revealed(mut self, payload: Payload, faults: Vec<Fault>) -> Self {
        self.payload = payload;
        self.faults.extend(faults);
        self
    }
}

/// Reports what a strict JSON reader would refuse in a header or payload.
fn note_oddities(tree: &Tree, place: &str, faults: &mut Vec<Fault>) {
    for oddity in tree.document().oddities() {
        faults.push(match oddity {
            json::Oddity::Repeated { pointer, value } => Fault {
                pointer: format!("{place}{pointer}"),
                text: "repeated member; the last one counts here, another reader may take this one"
                    .to_owned(),
                value: Some(tree.at(*value)),
            },
            json::Oddity::ByteOrderMark => Fault::new(place, "a byte order mark before the JSON"),
            json::Oddity::LoneSurrogate { pointer } => {
                Fault::new(format!("{place}{pointer}"), "half a surrogate pair, which is no text")
            }
        });
    }
    if let further @ 1.. = tree.document().unlisted_oddities() {
        let what = counted(further, "more fault of these kinds", "more faults of these kinds");
        faults.push(Fault::new(place, format!("{what}, at places too long to list")));
    }
}

/// Reads a decoded segment as a JSON object; anything else is `None`.
fn object(bytes: &[u8]) -> Option<Tree> {
    object_of(bytes.to_vec()).ok()
}

/// The same of bytes that nobody else needs, given back where they are no object.
fn object_of(bytes: Vec<u8>) -> Result<Tree, Vec<u8>> {
    let document = json::Document::take(bytes, json::Budget::TOKEN)?;
    match document.root().kind() {
        json::Kind::Object => Ok(Tree::from(document)),
        _ => Err(document.into_source()),
    }
}

/// A media type as it is compared: lower case, without `application/` (RFC 7515 section 4.1.9).
#[must_use]
pub fn media_type(text: &str) -> Cow<'_, str> {
    const PREFIX: &str = "application/";
    let bare = match text.split_at_checked(PREFIX.len()) {
        Some((prefix, bare)) if prefix.eq_ignore_ascii_case(PREFIX) => bare,
        _ => text,
    };
    match bare.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(bare.to_ascii_lowercase()),
        false => Cow::Borrowed(bare),
    }
}
