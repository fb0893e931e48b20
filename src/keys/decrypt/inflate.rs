//! `zip: DEF` (RFC 7516 section 4.1.3), within a budget.

use std::io::Read as _;

use flate2::read::DeflateDecoder;

use super::DecryptError;
use crate::secret::Secret;

/// The most bytes that come out (SECURITY.md R17).
const MAX_BYTES: usize = 256 * 1024;

/// Inflates raw DEFLATE (RFC 1951); what is over the budget is never held in memory.
pub(super) fn inflate(bytes: &[u8]) -> Result<Secret, DecryptError> {
    let mut content = Vec::new();
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let read = DeflateDecoder::new(bytes).take(limit).read_to_end(&mut content);
    let content = Secret::new(content);
    read.map_err(|_| DecryptError::Compression)?;
    if content.len() > MAX_BYTES { Err(DecryptError::TooLarge(MAX_BYTES)) } else { Ok(content) }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;

    use super::{DecryptError, MAX_BYTES, inflate};

    fn deflate(length: usize) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&vec![b'a'; length]).expect("memory");
        encoder.finish().expect("memory")
    }

    #[test]
    fn r17_inflated_content_is_bounded() {
        for length in [0, 1, MAX_BYTES] {
            assert_eq!(inflate(&deflate(length)).map(|content| content.len()), Ok(length));
        }
        for length in [MAX_BYTES + 1, 64 << 20] {
            assert_eq!(inflate(&deflate(length)).err(), Some(DecryptError::TooLarge(MAX_BYTES)));
        }
    }

    #[test]
    fn broken_streams_are_named() {
        let whole = deflate(1_000);
        for bytes in [&[][..], &[0xff; 8], &whole[..whole.len() - 1]] {
            assert_eq!(inflate(bytes).err(), Some(DecryptError::Compression), "{bytes:?}");
        }
    }
}
