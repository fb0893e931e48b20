//! Keys and what is done with them: the only door to jsonwebtoken and the crypto library.

pub mod algorithm;
mod certificate;
mod curve;
pub mod decrypt;
mod der;
mod ecdsa;
mod edwards;
mod entry;
mod error;
mod hygiene;
mod jwk;
mod jwks;
pub mod jws;
mod key_type;
mod mac;
mod material;
mod mistaken;
mod pem;
mod pkcs8;
mod prepared;
mod private;
mod signature;
mod signing;
mod spki;
mod verifying;

pub use self::algorithm::Algorithm;
pub use self::certificate::{Certificate, Validity};
pub use self::curve::Curve;
pub use self::entry::Entry;
pub use self::error::{KeyError, Weakness};
pub use self::jwks::{KeySet, KeySetError};
pub use self::key_type::{KeyType, ParameterSet};
pub use self::mac::is_made_with;
pub use self::signature::{SignatureFault, verify, verify_for};
pub use self::signing::SigningKey;
pub use self::verifying::{Origin, VerifyingKey};
