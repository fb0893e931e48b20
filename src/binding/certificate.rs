//! The name of a client certificate inside a token (RFC 8705 section 3.1).

use crate::keys::Certificate;
use crate::token::base64url;

/// What `cnf.x5t#S256` holds for a certificate: the SHA-256 of its DER, in base64url.
#[must_use]
pub fn thumbprint(certificate: &Certificate) -> String {
    base64url::encode(certificate.digest().bytes())
}
