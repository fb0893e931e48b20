//! Whether a secret made a signature; for guessing, never for accepting.

use aws_lc_rs::hmac;

use super::Algorithm;

/// Whether this secret signs these bytes to this signature, however short it is; false for what is no HS algorithm.
///
/// It says that a secret is known, and so never that a token is good: [`verify`](super::verify) wants secrets as long
/// as the hash.
#[must_use]
pub fn is_made_with(secret: &[u8], algorithm: Algorithm, input: &[u8], signature: &[u8]) -> bool {
    let hash = match algorithm {
        Algorithm::Hs256 => hmac::HMAC_SHA256,
        Algorithm::Hs384 => hmac::HMAC_SHA384,
        Algorithm::Hs512 => hmac::HMAC_SHA512,
        _ => return false,
    };
    // Most tries are spared for what no secret can have made.
    signature.len() == hash.digest_algorithm().output_len()
        && hmac::verify(&hmac::Key::new(hash, secret), input, signature).is_ok()
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::hmac;

    use super::is_made_with;
    use crate::keys::Algorithm;
    use crate::token::base64url;

    #[test]
    fn a_short_secret_is_found_out() {
        // The token that jwt.io showed for years, signed with `your-256-bit-secret`.
        let input = b"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ";
        let (signature, _) =
            base64url::decode_leniently("SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c").expect("base64url");
        for (secret, algorithm, want) in [
            ("your-256-bit-secret", Algorithm::Hs256, true),
            ("your-256-bit-secret", Algorithm::Hs512, false),
            ("your-256-bit-secret", Algorithm::Rs256, false),
            ("secret", Algorithm::Hs256, false),
            ("", Algorithm::Hs256, false),
        ] {
            assert_eq!(is_made_with(secret.as_bytes(), algorithm, input, &signature), want, "{secret}");
        }
    }

    #[test]
    fn a_secret_is_tried_with_the_hash_of_the_algorithm_alone() {
        let all = [
            (Algorithm::Hs256, hmac::HMAC_SHA256),
            (Algorithm::Hs384, hmac::HMAC_SHA384),
            (Algorithm::Hs512, hmac::HMAC_SHA512),
        ];
        for (made, hash) in all {
            let signature = hmac::sign(&hmac::Key::new(hash, b"secret"), b"input");
            for (tried, _) in all {
                assert_eq!(
                    is_made_with(b"secret", tried, b"input", signature.as_ref()),
                    made == tried,
                    "{tried}"
                );
            }
        }
    }
}
