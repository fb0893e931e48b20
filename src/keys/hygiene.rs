//! Keys that read well and are refused all the same (SECURITY.md R24).

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256K1_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ECDSA_P521_SHA512_ASN1,
    EcdsaVerificationAlgorithm, ParsedPublicKey,
};

use super::material::Material;
use super::{Curve, Weakness, edwards};

/// Judges a public key of any kind.
pub(super) fn public(key: &Material) -> Result<(), Weakness> {
    let length = |bytes: &[u8], wanted: usize| {
        if bytes.len() == wanted { Ok(()) } else { Err(Weakness::Length(bytes.len())) }
    };
    match key {
        Material::Rsa { n, e } => rsa(n, e),
        Material::Ec { curve, x, y } => {
            if [x, y].iter().any(|coordinate| coordinate.len() != curve.coordinate_len()) {
                return Err(Weakness::CoordinateLength);
            }
            let point = key.point().unwrap_or_default();
            ParsedPublicKey::new(verifying(*curve), point).map(|_| ()).map_err(|_| Weakness::NotOnCurve)
        }
        Material::Ed25519(x) if edwards::has_small_order(x) => Err(Weakness::SmallOrder),
        Material::Ed25519(x) | Material::X25519(x) => length(x, 32),
        Material::Akp { set, public } => length(public, set.public_len()),
    }
}

/// The library's name for ECDSA with the hash that JOSE pairs with the curve, signatures as in [`super::ecdsa`].
pub(super) fn verifying(curve: Curve) -> &'static EcdsaVerificationAlgorithm {
    match curve {
        Curve::P256 => &ECDSA_P256_SHA256_ASN1,
        Curve::P384 => &ECDSA_P384_SHA384_ASN1,
        Curve::P521 => &ECDSA_P521_SHA512_ASN1,
        Curve::Secp256k1 => &ECDSA_P256K1_SHA256_ASN1,
    }
}

/// Judges an RSA public key by its modulus and exponent, both without leading zeros.
pub(super) fn rsa(n: &[u8], e: &[u8]) -> Result<(), Weakness> {
    let bits = bit_length(n);
    if bits < 2_048 {
        return Err(Weakness::RsaTooSmall(bits));
    }
    if bits > 8_192 {
        return Err(Weakness::RsaTooLarge(bits));
    }
    if n.last().is_none_or(|last| last % 2 == 0) {
        return Err(Weakness::RsaEvenModulus);
    }
    // R17: e is odd and 3 <= e < 2^33.
    if e.last().is_none_or(|last| last % 2 == 0) || bit_length(e) < 2 || bit_length(e) > 33 {
        return Err(Weakness::RsaExponent);
    }
    if has_roca_fingerprint(n) {
        return Err(Weakness::Roca);
    }
    Ok(())
}

/// The number of bits of a big-endian number without leading zeros.
pub(super) fn bit_length(digits: &[u8]) -> usize {
    let first =
        digits.first().map_or(0, |first| usize::try_from(8 - first.leading_zeros()).unwrap_or_default());
    digits.len().saturating_sub(1).saturating_mul(8).saturating_add(first)
}

/// The primes up to 167: for every one of them a modulus of CVE-2017-15361 is a power of 65537.
///
/// Nemec et al., "The Return of Coppersmith's Attack" (CCS 2017), section 3: primes have the form
/// `k*M + (65537^a mod M)`, so that `n mod p` lies in the group that 65537 generates modulo each small `p`.
const SMALL_PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
    107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

fn has_roca_fingerprint(n: &[u8]) -> bool {
    SMALL_PRIMES.iter().all(|&p| {
        let residue = n.iter().fold(0_u32, |sum, &digit| (sum * 256 + u32::from(digit)) % p);
        let generator = 65_537 % p;
        let mut power = 1;
        (0..p).any(|_| {
            power = power * generator % p;
            power == residue
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{Weakness, bit_length, rsa};

    fn modulus(bits: usize, last: u8) -> Vec<u8> {
        let mut n = vec![0xc5; bits / 8];
        n[0] = 0x80;
        *n.last_mut().expect("not empty") = last;
        n
    }

    #[test]
    fn r24_rsa_keys_are_refused_by_name_of_the_fault() {
        let e = [1_u8, 0, 1];
        for (n, e, want) in [
            (modulus(1_024, 1), &e[..], Err(Weakness::RsaTooSmall(1_024))),
            (modulus(2_040, 1), &e, Err(Weakness::RsaTooSmall(2_040))),
            (modulus(2_048, 1), &e, Ok(())),
            (modulus(8_192, 1), &e, Ok(())),
            (modulus(8_200, 1), &e, Err(Weakness::RsaTooLarge(8_200))),
            (modulus(2_048, 2), &e, Err(Weakness::RsaEvenModulus)),
            (modulus(2_048, 1), &[1], Err(Weakness::RsaExponent)),
            (modulus(2_048, 1), &[2], Err(Weakness::RsaExponent)),
            (modulus(2_048, 1), &[3], Ok(())),
            (modulus(2_048, 1), &[], Err(Weakness::RsaExponent)),
            (modulus(2_048, 1), &[1, 255, 255, 255, 255], Ok(())),
            (modulus(2_048, 1), &[2, 0, 0, 0, 1], Err(Weakness::RsaExponent)),
        ] {
            assert_eq!(rsa(&n, e), want, "{} {e:?}", bit_length(&n));
        }
    }

    #[test]
    fn r24_a_power_of_65537_has_the_roca_fingerprint() {
        let mut digits = vec![1_u8];
        for _ in 0..127 {
            // Little-endian: n * 65537 = n + n * 2^16.
            let shifted: Vec<u8> = [0, 0].into_iter().chain(digits.iter().copied()).collect();
            let mut carry = 0_u16;
            digits.resize(shifted.len(), 0);
            for (digit, other) in digits.iter_mut().zip(shifted) {
                let sum = u16::from(*digit) + u16::from(other) + carry;
                *digit = u8::try_from(sum % 256).expect("below 256");
                carry = sum / 256;
            }
            assert_eq!(carry, 0);
        }
        digits.reverse();
        assert_eq!(bit_length(&digits), 2_033);
        assert!(super::has_roca_fingerprint(&digits));
    }
}
