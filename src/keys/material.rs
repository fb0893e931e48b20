//! The public numbers of a key, its JWK and its thumbprint.

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::jwk::Jwk;
use super::{Curve, KeyError, KeyType, ParameterSet};
use crate::token::base64url;

/// The public half of an asymmetric key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Material {
    /// Modulus and exponent, big-endian, without leading zeros.
    Rsa { n: Vec<u8>, e: Vec<u8> },
    /// The coordinates, each of the curve's length.
    Ec { curve: Curve, x: Vec<u8>, y: Vec<u8> },
    /// The 32 bytes of RFC 8032.
    Ed25519(Vec<u8>),
    /// The u-coordinate of RFC 7748.
    X25519(Vec<u8>),
    /// The encoded key of FIPS 204.
    Akp { set: ParameterSet, public: Vec<u8> },
}

impl Material {
    pub(super) fn key_type(&self) -> KeyType {
        match self {
            Self::Rsa { .. } => KeyType::Rsa,
            Self::Ec { curve, .. } => KeyType::Ec(*curve),
            Self::Ed25519(_) => KeyType::Ed25519,
            Self::X25519(_) => KeyType::X25519,
            Self::Akp { set, .. } => KeyType::Akp(*set),
        }
    }

    /// The uncompressed point of SEC 1 section 2.3.3, for EC keys.
    pub(super) fn point(&self) -> Option<Vec<u8>> {
        match self {
            Self::Ec { x, y, .. } => {
                let mut point = Vec::with_capacity(x.len().saturating_add(y.len()).saturating_add(1));
                point.push(4);
                point.extend_from_slice(x);
                point.extend_from_slice(y);
                Some(point)
            }
            _ => None,
        }
    }

    /// An EC key from its uncompressed point.
    pub(super) fn from_point(curve: Curve, point: &[u8]) -> Option<Self> {
        let coordinates = point.strip_prefix(&[4])?;
        let (x, y) = coordinates.split_at_checked(curve.coordinate_len())?;
        (y.len() == curve.coordinate_len()).then(|| Self::Ec { curve, x: x.to_vec(), y: y.to_vec() })
    }

    /// The public numbers of a JWK.
    pub(super) fn of_jwk(jwk: &Jwk, key_type: KeyType) -> Result<Self, KeyError> {
        let bytes = |name| jwk.bytes(name).map(|bytes| bytes.expose().to_vec());
        let number = |name| jwk.unsigned(name).map(|bytes| bytes.expose().to_vec());
        Ok(match key_type {
            KeyType::Rsa => Self::Rsa { n: number("n")?, e: number("e")? },
            KeyType::Ec(curve) => Self::Ec { curve, x: bytes("x")?, y: bytes("y")? },
            KeyType::Ed25519 => Self::Ed25519(bytes("x")?),
            KeyType::X25519 => Self::X25519(bytes("x")?),
            KeyType::Akp(set) => Self::Akp { set, public: bytes("pub")? },
            KeyType::Oct => return Err(KeyError::UnsupportedType),
        })
    }

    /// The members that RFC 7638 section 3.2 (RFC 8037, RFC 9964) takes, in lexicographic order.
    pub(super) fn required_members(&self) -> Map<String, Value> {
        let encode = |bytes: &[u8]| base64url::encode(bytes);
        let value = match self {
            Self::Rsa { n, e } => json!({"e": encode(e), "kty": "RSA", "n": encode(n)}),
            Self::Ec { curve, x, y } => {
                json!({"crv": curve.name(), "kty": "EC", "x": encode(x), "y": encode(y)})
            }
            Self::Ed25519(x) => json!({"crv": "Ed25519", "kty": "OKP", "x": encode(x)}),
            Self::X25519(x) => json!({"crv": "X25519", "kty": "OKP", "x": encode(x)}),
            Self::Akp { set, public } => json!({"alg": set.name(), "kty": "AKP", "pub": encode(public)}),
        };
        match value {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }

    /// The JWK thumbprint with SHA-256, in base64url (RFC 7638).
    pub(super) fn thumbprint(&self) -> String {
        let text = Value::Object(self.required_members()).to_string();
        base64url::encode(&Sha256::digest(text.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::Material;
    use crate::token::base64url::decode;

    #[test]
    fn the_thumbprint_of_rfc_8037_appendix_a3_comes_out() {
        let x = decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").expect("base64url");
        assert_eq!(Material::Ed25519(x).thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }
}
