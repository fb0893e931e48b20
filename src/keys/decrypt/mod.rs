//! Opening a JWE (RFC 7516) with a key that the user gave for that.

mod agreement;
mod encryption;
mod inflate;
mod key;
mod management;
#[cfg(test)]
pub(crate) mod sealing;

pub use self::key::DecryptionKey;

use self::encryption::Encryption;
use self::management::Management;
use super::Weakness;
use crate::secret::Secret;
use crate::token::json::Kind;
use crate::token::{Recipient, Sealed, Token};

/// The most recipients that one key is tried on (SECURITY.md R17).
const MAX_TRIED: usize = 20;

/// What was inside.
#[derive(Debug)]
pub struct Opened {
    /// The content: bytes that nobody vouches for, because encryption proves nothing (SECURITY.md R10).
    pub content: Secret,
    /// The key management algorithm, a registered name.
    pub alg: &'static str,
    /// The content encryption algorithm, a registered name.
    pub enc: &'static str,
}

/// Why a JWE stays shut; none says which of key, wrapping, tag or padding was wrong (RFC 7516 section 11.5).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecryptError {
    /// The token is no JWE.
    #[error("the token is not encrypted")]
    NotEncrypted,
    /// A header member that is needed is not there.
    #[error("the header has no `{0}`")]
    Missing(&'static str),
    /// A header member or a part that is not what it should be.
    #[error("`{0}` is malformed")]
    Malformed(&'static str),
    /// The header has `crit`, and nothing that it could name is understood here.
    #[error("the header has `crit`")]
    Critical,
    /// An algorithm that obo knows by name and does not open, and why.
    #[error("{0} stays shut: {1}")]
    Shut(&'static str, &'static str),
    /// A name that is no algorithm obo knows; the header member that has it.
    #[error("`{0}` names an algorithm that obo does not know")]
    Unknown(&'static str),
    /// The key is of another sort or length than the algorithm wants.
    #[error("the key does not fit {0}")]
    WrongKey(&'static str),
    /// The key's `use`, `key_ops` or `alg` keep it for something else.
    #[error("the key is kept for something else than {0}")]
    OtherUse(&'static str),
    /// The ephemeral key in the header is refused.
    #[error("the ephemeral key: {0}")]
    Ephemeral(Weakness),
    /// It does not open with this key.
    #[error("it does not open with this key")]
    DoesNotOpen,
    /// The compressed content does not inflate.
    #[error("the compressed content is broken")]
    Compression,
    /// The content inflates to more than the budget.
    #[error("the compressed content is larger than {} KiB", .0 / 1024)]
    TooLarge(usize),
}

/// Opens a JWE; the content of a nested JWT is again a token, and following it is the caller's, eight layers deep.
///
/// # Errors
/// Why it stays shut.
pub fn open(token: &Token, key: &DecryptionKey) -> Result<Opened, DecryptError> {
    let sealed = token.sealed().ok_or(DecryptError::NotEncrypted)?;
    let mut error = None;
    for recipient in sealed.recipients.iter().take(MAX_TRIED) {
        match open_for(sealed, recipient, key) {
            Ok(opened) => return Ok(opened),
            // Of several, what comes nearest to opening says most.
            Err(DecryptError::DoesNotOpen) => error = Some(DecryptError::DoesNotOpen),
            Err(found) => error = error.or(Some(found)),
        }
    }
    Err(error.unwrap_or(DecryptError::DoesNotOpen))
}

fn open_for(sealed: &Sealed, recipient: &Recipient, key: &DecryptionKey) -> Result<Opened, DecryptError> {
    let text = |name: &'static str| match sealed.member(recipient, name) {
        None => Err(DecryptError::Missing(name)),
        Some(value) => value.as_str().ok_or(DecryptError::Malformed(name)),
    };
    if sealed.member(recipient, "crit").is_some() {
        return Err(DecryptError::Critical);
    }
    let management = Management::from_name(text("alg")?)?;
    let encryption = Encryption::from_name(text("enc")?).ok_or(DecryptError::Unknown("enc"))?;
    let compressed = is_compressed(sealed, recipient)?;
    if !key.is_for(management, encryption)? {
        return Err(DecryptError::OtherUse(management.name()));
    }
    let content_key = management::content_key(management, encryption, sealed, recipient, key)?;
    let content = encryption.open(&content_key, sealed)?;
    let content = if compressed { inflate::inflate(content.expose())? } else { content };
    Ok(Opened { content, alg: management.name(), enc: encryption.name() })
}

/// Whether `zip` is `DEF`; it must be protected (RFC 7516 section 4.1.3).
fn is_compressed(sealed: &Sealed, recipient: &Recipient) -> Result<bool, DecryptError> {
    let Some(zip) = sealed.member(recipient, "zip") else { return Ok(false) };
    let protected = sealed.protected.as_ref().and_then(|header| header.value().get("zip"));
    match (zip.as_str(), protected.map(|value| value.kind())) {
        (Some("DEF"), Some(Kind::String)) => Ok(true),
        (Some("DEF"), _) | (None, _) => Err(DecryptError::Malformed("zip")),
        (Some(_), _) => Err(DecryptError::Unknown("zip")),
    }
}
