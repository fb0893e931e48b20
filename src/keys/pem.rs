//! PEM: blocks of base64 between `-----BEGIN x-----` and `-----END x-----` (RFC 7468).

use super::KeyError;
use crate::secret::Secret;
use crate::token::base64url::{self, Repair};

/// One block.
pub(super) struct Block<'p> {
    /// What stands behind `BEGIN`.
    pub(super) label: &'p str,
    /// The bytes inside.
    pub(super) der: Secret,
}

impl Block<'_> {
    /// Whether it holds what its owner alone may have.
    pub(super) fn is_private(&self) -> bool {
        self.label.ends_with("PRIVATE KEY")
    }
}

const BEGIN: &str = "-----BEGIN ";

/// Whether a text has a PEM block in it.
pub(super) fn is_pem(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| text.contains(BEGIN))
}

/// All blocks, in order; text between them is passed over (RFC 7468 section 2).
///
/// # Errors
/// `Encrypted` for the passphrase forms of RFC 1421 and PKCS#8, `Pem` for broken armour or base64.
pub(super) fn blocks(text: &str) -> Result<Vec<Block<'_>>, KeyError> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(BEGIN) {
        let (label, body) = after.split_once("-----").ok_or(KeyError::Pem)?;
        let (body, after) = body.split_once("-----END ").ok_or(KeyError::Pem)?;
        rest = after.strip_prefix(label).and_then(|r| r.strip_prefix("-----")).ok_or(KeyError::Pem)?;
        if body.contains("ENCRYPTED") || label.starts_with("ENCRYPTED") {
            return Err(KeyError::Encrypted);
        }
        let (der, repairs) = base64url::decode_leniently(body).ok_or(KeyError::Pem)?;
        if body.contains(['-', '_']) || repairs.contains(&Repair::UnusedBits) {
            return Err(KeyError::Pem);
        }
        blocks.push(Block { label, der: Secret::new(der) });
    }
    if blocks.is_empty() { Err(KeyError::Unrecognised) } else { Ok(blocks) }
}

#[cfg(test)]
mod tests {
    use super::{KeyError, blocks};

    #[test]
    fn blocks_are_found_between_other_text() {
        let text = "Bag Attributes\n-----BEGIN EC PARAMETERS-----\nBgg=\n-----END EC PARAMETERS-----\n\
            -----BEGIN PRIVATE KEY-----\r\nAAEC\r\nAw==\r\n-----END PRIVATE KEY-----\n";
        let blocks = blocks(text).expect("two blocks");
        let read: Vec<_> = blocks.iter().map(|b| (b.label, b.der.expose())).collect();
        assert_eq!(read, [("EC PARAMETERS", &[6_u8, 8][..]), ("PRIVATE KEY", &[0, 1, 2, 3])]);
    }

    #[test]
    fn broken_and_encrypted_blocks_are_named() {
        for (text, want) in [
            ("-----BEGIN A-----\nAA*A\n-----END A-----", KeyError::Pem),
            ("-----BEGIN A-----\nAAAA\n-----END B-----", KeyError::Pem),
            ("-----BEGIN A-----\nAAAA", KeyError::Pem),
            ("-----BEGIN A-----\nAA-_\n-----END A-----", KeyError::Pem),
            ("-----BEGIN A-----\nAAB=\n-----END A-----", KeyError::Pem),
            (
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----",
                KeyError::Encrypted,
            ),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----",
                KeyError::Encrypted,
            ),
            ("nothing", KeyError::Unrecognised),
        ] {
            assert_eq!(blocks(text).err(), Some(want), "{text}");
        }
    }
}
