//! Reading private keys and secrets, whatever they are for: PEM, DER or JWK.

use aws_lc_rs::agreement;
use aws_lc_rs::rsa::{KeyPairComponents, PublicKeyComponents};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING,
    EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RsaKeyPair,
};

use super::der::{Der, OCTET_STRING};
use super::jwk::Jwk;
use super::material::Material;
use super::pkcs8::{PrivateForm, curve_of_sec1, private_form, private_key_info, rsa_public_of_private};
use super::{Curve, KeyError, KeyType, hygiene, pem};
use crate::secret::Secret;

/// A private key with its public half, or a shared secret.
pub(super) enum Private {
    Oct(Secret),
    Rsa(RsaKeyPair),
    Ec(Curve, EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    X25519(Secret),
}

impl Private {
    /// Reads PEM, DER or a JWK; the JWK comes back too, for its labels.
    pub(super) fn read(key: &Secret) -> Result<(Self, Option<Jwk>), KeyError> {
        let bytes = key.expose();
        if bytes.trim_ascii_start().first() == Some(&b'{') {
            let jwk = Jwk::parse(bytes)?;
            return Ok((Self::from_jwk(&jwk)?, Some(jwk)));
        }
        if pem::is_pem(bytes) {
            return Ok((Self::from_pem(key.expose_text().ok_or(KeyError::Pem)?)?, None));
        }
        let form = private_form(bytes).ok_or(KeyError::Unrecognised)?;
        Ok((Self::from_der(form, bytes)?, None))
    }

    /// The public half; `None` for a shared secret.
    pub(super) fn public(&self) -> Result<Option<Material>, KeyError> {
        Ok(Some(match self {
            Self::Oct(_) => return Ok(None),
            Self::Rsa(pair) => {
                let public = PublicKeyComponents::<Vec<u8>>::from(pair.public_key());
                Material::Rsa { n: public.n, e: public.e }
            }
            Self::Ec(curve, pair) => {
                Material::from_point(*curve, pair.public_key().as_ref()).ok_or(KeyError::Inconsistent)?
            }
            Self::Ed25519(pair) => Material::Ed25519(pair.public_key().as_ref().to_vec()),
            Self::X25519(scalar) => Material::X25519(x25519_public(scalar)?),
        }))
    }

    fn from_pem(text: &str) -> Result<Self, KeyError> {
        let blocks = pem::blocks(text)?;
        for block in &blocks {
            let form = match block.label {
                "PRIVATE KEY" => PrivateForm::Pkcs8,
                "RSA PRIVATE KEY" => PrivateForm::Pkcs1,
                "EC PRIVATE KEY" => PrivateForm::Sec1,
                _ => continue,
            };
            return Self::from_der(form, block.der.expose());
        }
        let public = |label: &str| matches!(label, "PUBLIC KEY" | "RSA PUBLIC KEY" | "CERTIFICATE");
        let public = blocks.iter().any(|block| public(block.label));
        Err(if public { KeyError::PublicOnly } else { KeyError::Unrecognised })
    }

    fn from_der(form: PrivateForm, der: &[u8]) -> Result<Self, KeyError> {
        match form {
            PrivateForm::Pkcs1 => {
                judge_rsa(der)?;
                RsaKeyPair::from_der(der).map(Self::Rsa).map_err(|_| KeyError::Inconsistent)
            }
            // The curve may be missing in SEC1; the library tells by trying.
            PrivateForm::Sec1 => {
                if let Some(curve) = curve_of_sec1(der)? {
                    signing(curve)?;
                }
                [Curve::P256, Curve::P384, Curve::P521]
                    .into_iter()
                    .find_map(|curve| {
                        let pair = EcdsaKeyPair::from_private_key_der(signing(curve).ok()?, der).ok()?;
                        Some(Self::Ec(curve, pair))
                    })
                    .ok_or(KeyError::Inconsistent)
            }
            PrivateForm::Pkcs8 => match private_key_info(der)? {
                (KeyType::Rsa, inner) => {
                    judge_rsa(inner)?;
                    RsaKeyPair::from_pkcs8(der).map(Self::Rsa).map_err(|_| KeyError::Inconsistent)
                }
                (KeyType::Ec(curve), _) => {
                    let pair = EcdsaKeyPair::from_pkcs8(signing(curve)?, der);
                    pair.map(|pair| Self::Ec(curve, pair)).map_err(|_| KeyError::Inconsistent)
                }
                (KeyType::Ed25519, _) => {
                    Ed25519KeyPair::from_pkcs8(der).map(Self::Ed25519).map_err(|_| KeyError::Inconsistent)
                }
                (KeyType::X25519, inner) => {
                    let scalar = Der::new(inner).take(OCTET_STRING).ok_or(KeyError::Der)?;
                    if scalar.len() == 32 {
                        Ok(Self::X25519(Secret::new(scalar.to_vec())))
                    } else {
                        Err(KeyError::Der)
                    }
                }
                _ => Err(KeyError::UnsupportedType),
            },
        }
    }

    fn from_jwk(jwk: &Jwk) -> Result<Self, KeyError> {
        let key_type = jwk.key_type()?;
        if key_type == KeyType::Oct {
            return jwk.bytes("k").map(Self::Oct);
        }
        if !jwk.has("d") && !jwk.has("priv") {
            return Err(KeyError::PublicOnly);
        }
        match key_type {
            KeyType::Rsa => rsa_from_jwk(jwk).map(Self::Rsa),
            KeyType::Ec(curve) => {
                let (x, y) = (jwk.bytes("x")?, jwk.bytes("y")?);
                let point = Material::Ec { curve, x: x.expose().to_vec(), y: y.expose().to_vec() }
                    .point()
                    .unwrap_or_default();
                let d = jwk.bytes("d")?;
                let pair = EcdsaKeyPair::from_private_key_and_public_key(signing(curve)?, d.expose(), &point);
                pair.map(|pair| Self::Ec(curve, pair)).map_err(|_| KeyError::Inconsistent)
            }
            KeyType::Ed25519 => {
                let pair =
                    Ed25519KeyPair::from_seed_and_public_key(scalar(jwk)?.expose(), jwk.bytes("x")?.expose());
                pair.map(Self::Ed25519).map_err(|_| KeyError::Inconsistent)
            }
            KeyType::X25519 => {
                let scalar = scalar(jwk)?;
                if x25519_public(&scalar)? != jwk.bytes("x")?.expose() {
                    return Err(KeyError::Inconsistent);
                }
                Ok(Self::X25519(scalar))
            }
            KeyType::Oct | KeyType::Akp(_) => Err(KeyError::UnsupportedType),
        }
    }
}

/// The 32 bytes of an OKP key's `d` (RFC 8037 section 2).
fn scalar(jwk: &Jwk) -> Result<Secret, KeyError> {
    let d = jwk.bytes("d")?;
    if d.len() == 32 { Ok(d) } else { Err(KeyError::Malformed("d")) }
}

fn x25519_public(scalar: &Secret) -> Result<Vec<u8>, KeyError> {
    agreement::PrivateKey::from_private_key(&agreement::X25519, scalar.expose())
        .ok()
        .and_then(|key| key.compute_public_key().ok())
        .map(|public| public.as_ref().to_vec())
        .ok_or(KeyError::Inconsistent)
}

/// The library's name for ECDSA with the hash that JOSE pairs with the curve.
pub(super) fn signing(curve: Curve) -> Result<&'static EcdsaSigningAlgorithm, KeyError> {
    match curve {
        Curve::P256 => Ok(&ECDSA_P256_SHA256_FIXED_SIGNING),
        Curve::P384 => Ok(&ECDSA_P384_SHA384_FIXED_SIGNING),
        Curve::P521 => Ok(&ECDSA_P521_SHA512_FIXED_SIGNING),
        Curve::Secp256k1 => Err(KeyError::UnsupportedType),
    }
}

/// Judged before the library reads it, because the library does not say what it dislikes.
fn judge_rsa(pkcs1: &[u8]) -> Result<(), KeyError> {
    let (n, e) = rsa_public_of_private(pkcs1)?;
    Ok(hygiene::rsa(n, e)?)
}

fn rsa_from_jwk(jwk: &Jwk) -> Result<RsaKeyPair, KeyError> {
    let (n, e) = (jwk.unsigned("n")?, jwk.unsigned("e")?);
    hygiene::rsa(n.expose(), e.expose())?;
    let [d, p, q, dp, dq, qi] = [
        jwk.unsigned("d")?,
        jwk.unsigned("p")?,
        jwk.unsigned("q")?,
        jwk.unsigned("dp")?,
        jwk.unsigned("dq")?,
        jwk.unsigned("qi")?,
    ];
    let components = KeyPairComponents {
        public_key: PublicKeyComponents { n: n.expose(), e: e.expose() },
        d: d.expose(),
        p: p.expose(),
        q: q.expose(),
        dP: dp.expose(),
        dQ: dq.expose(),
        qInv: qi.expose(),
    };
    RsaKeyPair::from_components(&components).map_err(|_| KeyError::Inconsistent)
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::encoding::AsDer as _;
    use aws_lc_rs::signature::{ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};

    use super::{Jwk, KeyError, Private, private_key_info, rsa_from_jwk};
    use crate::keys::{KeyType, Weakness};
    use crate::secret::Secret;

    const EC: &str = include_str!("../../tests/vectors/cookbook/jwk/3_2.ec_private_key.json");
    const RSA: &str = include_str!("../../tests/vectors/cookbook/jwk/3_4.rsa_private_key.json");
    /// RFC 7748 section 6.1, Alice's keys.
    const X25519: &str = r#"{"kty":"OKP","crv":"X25519","d":"dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo","x":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"}"#;

    fn pem(label: &str, der: &[u8]) -> Secret {
        let body = base64_simd::STANDARD.encode_to_string(der);
        Secret::from(format!("some text\n-----BEGIN {label}-----\n{body}\n-----END {label}-----\n"))
    }

    #[test]
    fn every_form_of_a_key_file_gives_the_same_key() {
        let p521 = EcdsaKeyPair::generate(&ECDSA_P521_SHA512_FIXED_SIGNING).expect("a key");
        let sec1 = p521.private_key().as_der().expect("SEC1");
        let p521_8 = p521.to_pkcs8v1().expect("PKCS#8");
        let p521 = Private::Ec(super::Curve::P521, p521).public().expect("a public half");
        let ed = Ed25519KeyPair::generate().expect("a key");
        let (ed1, ed2) = (ed.to_pkcs8v1().expect("PKCS#8"), ed.to_pkcs8().expect("PKCS#8 version 2"));
        let ed = Private::Ed25519(ed).public().expect("a public half");
        let rsa = rsa_from_jwk(&Jwk::parse(RSA.as_bytes()).expect("a JWK")).expect("a key");
        let rsa8 = rsa.as_der().expect("PKCS#8");
        let (_, rsa1) = private_key_info(rsa8.as_ref()).expect("PKCS#1");
        let rsa = Private::Rsa(rsa).public().expect("a public half");
        for (label, der, want) in [
            ("EC PRIVATE KEY", sec1.as_ref(), &p521),
            ("PRIVATE KEY", p521_8.as_ref(), &p521),
            ("PRIVATE KEY", ed1.as_ref(), &ed),
            ("PRIVATE KEY", ed2.as_ref(), &ed),
            ("PRIVATE KEY", rsa8.as_ref(), &rsa),
            ("RSA PRIVATE KEY", rsa1, &rsa),
        ] {
            for text in [pem(label, der), Secret::new(der.to_vec())] {
                let (key, _) = Private::read(&text).expect(label);
                assert_eq!(key.public().as_ref(), Ok(want), "{label}");
            }
        }
    }

    #[test]
    fn a_jwk_is_read_and_its_halves_must_agree() {
        for (text, want) in [
            (EC.to_owned(), Ok("EC")),
            (RSA.to_owned(), Ok("RSA")),
            (X25519.to_owned(), Ok("OKP")),
            (X25519.replace("hSDw", "hSDv"), Err(KeyError::Inconsistent)),
            (X25519.replace("\"d\":\"d", "\"d\":\""), Err(KeyError::Malformed("d"))),
            (EC.replace("AHKZ", "AHKY"), Err(KeyError::Inconsistent)),
            (EC.replace("P-521", "P-256"), Err(KeyError::Inconsistent)),
            (EC.replace("\"d\"", "\"e\""), Err(KeyError::PublicOnly)),
            (RSA.replace("\"dp\"", "\"x\""), Err(KeyError::Missing("dp"))),
            (r#"{"kty":"OKP","crv":"Ed448","d":"AA","x":"AA"}"#.to_owned(), Err(KeyError::UnsupportedType)),
            (
                r#"{"kty":"RSA","d":"AQ","n":"AQ","e":"AQAB"}"#.to_owned(),
                Err(Weakness::RsaTooSmall(1).into()),
            ),
        ] {
            let got = Private::read(&Secret::from(text.as_str())).and_then(|(key, _)| key.public());
            let got = got.map(|m| m.map_or(KeyType::Oct, |m| m.key_type()).kty());
            assert_eq!(got, want, "{text}");
        }
    }

    #[test]
    fn an_x25519_key_file_has_its_32_bytes() {
        let (own, _) = Private::read(&Secret::from(X25519)).expect("a JWK");
        let d = Jwk::parse(X25519.as_bytes()).and_then(|jwk| jwk.bytes("d")).expect("the private half");
        // RFC 8410 section 7: version 0, id-X25519, the scalar as an OCTET STRING in an OCTET STRING.
        let file = |scalar: &[u8]| {
            let length = u8::try_from(scalar.len()).expect("short");
            let inner = [&[4, length][..], scalar].concat();
            let info = [&[2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, length + 2][..], &inner].concat();
            let length = u8::try_from(info.len()).expect("short");
            pem("PRIVATE KEY", &[&[0x30, length][..], &info].concat())
        };
        let (read, _) = Private::read(&file(d.expose())).expect("a key");
        assert_eq!(read.public(), own.public());
        for wrong in [&d.expose()[..31], &[d.expose(), &[0]].concat()] {
            assert_eq!(Private::read(&file(wrong)).err(), Some(KeyError::Der));
        }
    }

    #[test]
    fn r24_a_weak_rsa_key_file_is_refused_by_name_of_the_fault() {
        // RFC 8017 appendix A.1.2, as far as it is looked at: version, modulus, exponent.
        let modulus = [vec![0, 0x80], vec![0xc5; 127]].concat();
        let body = [&[2, 1, 0, 2, 0x81, 0x81][..], &modulus, &[2, 3, 1, 0, 1]].concat();
        let length = u8::try_from(body.len()).expect("short");
        let der = [&[0x30, 0x81, length][..], &body].concat();
        let key = Private::read(&pem("RSA PRIVATE KEY", &der));
        assert_eq!(key.err(), Some(Weakness::RsaTooSmall(1_024).into()));
    }

    #[test]
    fn what_is_no_private_key_is_named() {
        for (text, want) in [
            ("hunter2", KeyError::Unrecognised),
            ("", KeyError::Unrecognised),
            ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", KeyError::PublicOnly),
            ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", KeyError::Der),
            ("-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----", KeyError::Inconsistent),
        ] {
            assert_eq!(Private::read(&Secret::from(text)).err(), Some(want), "{text}");
        }
        // A curve that obo has no private keys of is no fault of the key's parts; a scalar above the order is.
        let scalar = [&[2, 1, 1, 4, 32][..], &[0xff; 32]].concat();
        for (parameters, want) in [
            (&[0xa0, 7, 6, 5, 0x2b, 0x81, 0x04, 0x00, 0x0a][..], KeyError::UnsupportedType),
            (&[0xa0, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07], KeyError::Inconsistent),
        ] {
            let body = [&scalar[..], parameters].concat();
            let length = u8::try_from(body.len()).expect("short");
            let key = pem("EC PRIVATE KEY", &[&[0x30, length][..], &body].concat());
            assert_eq!(Private::read(&key).err(), Some(want), "{parameters:?}");
        }
    }
}
