//! What a signature covers (RFC 7515 section 5.1), with its SHA-256 where that of the token begins with the same bytes.

use std::ops::Deref;

use super::digest::{Digest, Running};

/// The bytes `BASE64URL(header).BASE64URL(payload)`; a digest of others cannot be put beside them.
#[derive(Debug, Clone)]
pub struct SigningInput {
    bytes: Vec<u8>,
    sha256: Option<Digest>,
}

impl SigningInput {
    /// The beginning of a compact token, and the digest of the whole: one pass over the text gives both digests.
    pub(super) fn beginning(text: &str, length: usize) -> (Self, Digest) {
        let (input, rest) = text.as_bytes().split_at_checked(length).unwrap_or((text.as_bytes(), b""));
        let mut running = Running::default();
        running.update(input);
        let sha256 = running.clone().finish();
        running.update(rest);
        (Self { bytes: input.to_vec(), sha256: Some(sha256) }, running.finish())
    }

    /// The SHA-256 of the bytes, if it is known already.
    #[must_use]
    pub fn sha256(&self) -> Option<&Digest> {
        self.sha256.as_ref()
    }
}

impl From<Vec<u8>> for SigningInput {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, sha256: None }
    }
}

impl Deref for SigningInput {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::{Digest, SigningInput};

    proptest! {
        #[test]
        fn both_digests_are_of_their_bytes(text in "[ -~]{0,200}", length in 0_usize..210) {
            let (input, whole) = SigningInput::beginning(&text, length);
            assert_eq!(*input, text.as_bytes()[..length.min(text.len())]);
            assert_eq!(input.sha256(), Some(&Digest::of(&input)));
            assert_eq!(whole, Digest::of(text.as_bytes()));
        }
    }
}
