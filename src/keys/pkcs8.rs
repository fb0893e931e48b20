//! What key files say about the sort of a key: PrivateKeyInfo (RFC 5958) and AlgorithmIdentifier (RFC 5280).

use super::der::{Der, OCTET_STRING, OID, SEQUENCE};
use super::{Curve, KeyError, KeyType, ParameterSet};

/// Object identifiers in their DER content bytes.
const KINDS: [(&[u8], KeyType); 6] = [
    // 1.2.840.113549.1.1.1 rsaEncryption (RFC 8017)
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01], KeyType::Rsa),
    // 1.3.101.112 and 1.3.101.110 (RFC 8410)
    (&[0x2b, 0x65, 0x70], KeyType::Ed25519),
    (&[0x2b, 0x65, 0x6e], KeyType::X25519),
    // 2.16.840.1.101.3.4.3.17 to 19 (RFC 9881)
    (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x11], KeyType::Akp(ParameterSet::MlDsa44)),
    (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x12], KeyType::Akp(ParameterSet::MlDsa65)),
    (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x13], KeyType::Akp(ParameterSet::MlDsa87)),
];

/// 1.2.840.10045.2.1 id-ecPublicKey (RFC 5480).
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];

/// The tag of an ECPrivateKey's parameters.
const PARAMETERS: u8 = 0xa0;

/// Named curves (RFC 5480 section 2.1.1.1, SEC 2).
const CURVES: [(&[u8], Curve); 4] = [
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07], Curve::P256),
    (&[0x2b, 0x81, 0x04, 0x00, 0x22], Curve::P384),
    (&[0x2b, 0x81, 0x04, 0x00, 0x23], Curve::P521),
    (&[0x2b, 0x81, 0x04, 0x00, 0x0a], Curve::Secp256k1),
];

/// Reads an AlgorithmIdentifier.
///
/// # Errors
/// `Der` where it does not read, `UnsupportedType` where the identifier is another.
pub(super) fn algorithm(der: &mut Der<'_>) -> Result<KeyType, KeyError> {
    let mut inner = der.enter(SEQUENCE).ok_or(KeyError::Der)?;
    let oid = inner.take(OID).ok_or(KeyError::Der)?;
    if oid == EC_PUBLIC_KEY {
        let named = inner.take(OID).ok_or(KeyError::UnsupportedType)?;
        return curve(named).map(KeyType::Ec);
    }
    KINDS.into_iter().find(|(bytes, _)| *bytes == oid).map(|(_, kind)| kind).ok_or(KeyError::UnsupportedType)
}

fn curve(oid: &[u8]) -> Result<Curve, KeyError> {
    CURVES
        .into_iter()
        .find(|(bytes, _)| *bytes == oid)
        .map(|(_, curve)| curve)
        .ok_or(KeyError::UnsupportedType)
}

/// The curve that an ECPrivateKey names (RFC 5915 section 3), where it names one.
///
/// # Errors
/// `UnsupportedType` where it is none that obo knows.
pub(super) fn curve_of_sec1(bytes: &[u8]) -> Result<Option<Curve>, KeyError> {
    let oid = || {
        let mut inner = Der::new(bytes).enter(SEQUENCE)?;
        inner.unsigned()?;
        inner.take(OCTET_STRING)?;
        inner.enter(PARAMETERS)?.take(OID)
    };
    oid().map(curve).transpose()
}

/// Reads a PrivateKeyInfo: the sort of the key and the bytes of its own private structure.
///
/// # Errors
/// As [`algorithm`].
pub(super) fn private_key_info(bytes: &[u8]) -> Result<(KeyType, &[u8]), KeyError> {
    let mut inner = Der::new(bytes).enter(SEQUENCE).ok_or(KeyError::Der)?;
    inner.unsigned().ok_or(KeyError::Der)?;
    let kind = algorithm(&mut inner)?;
    let key = inner.take(OCTET_STRING).ok_or(KeyError::Der)?;
    Ok((kind, key))
}

/// Modulus and exponent of an RSAPrivateKey (RFC 8017 appendix A.1.2), without leading zeros.
pub(super) fn rsa_public_of_private(bytes: &[u8]) -> Result<(&[u8], &[u8]), KeyError> {
    let mut inner = Der::new(bytes).enter(SEQUENCE).ok_or(KeyError::Der)?;
    inner.unsigned().ok_or(KeyError::Der)?;
    let n = inner.unsigned().ok_or(KeyError::Der)?;
    let e = inner.unsigned().ok_or(KeyError::Der)?;
    Ok((n, e))
}

/// The sort of a private key in DER whose armour does not say it: PKCS#8, PKCS#1 or SEC1.
pub(super) fn private_form(bytes: &[u8]) -> Option<PrivateForm> {
    let mut inner = Der::new(bytes).enter(SEQUENCE)?;
    inner.unsigned()?;
    match inner.peek()? {
        SEQUENCE => Some(PrivateForm::Pkcs8),
        OCTET_STRING => Some(PrivateForm::Sec1),
        _ => Some(PrivateForm::Pkcs1),
    }
}

/// The structure that a private key is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PrivateForm {
    /// RFC 5958, `PRIVATE KEY`.
    Pkcs8,
    /// RFC 8017 appendix A.1.2, `RSA PRIVATE KEY`.
    Pkcs1,
    /// RFC 5915, `EC PRIVATE KEY`.
    Sec1,
}
