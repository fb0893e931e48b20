//! Keys and what is done with them: the only door to jsonwebtoken and the crypto library.

pub mod algorithm;
mod curve;
mod der;
mod error;
mod hygiene;
mod jwk;
pub mod jws;
mod key_type;
mod material;
mod pem;
mod pkcs8;
mod private;
mod signing;

pub use self::algorithm::Algorithm;
pub use self::curve::Curve;
pub use self::error::{KeyError, Weakness};
pub use self::key_type::{KeyType, ParameterSet};
pub use self::signing::SigningKey;
