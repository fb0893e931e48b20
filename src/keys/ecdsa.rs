//! An ECDSA signature of JOSE, two numbers side by side, in the form that the crypto library reads first.

use super::Curve;

const INTEGER: u8 = 2;
const SEQUENCE: u8 = 0x30;

/// `r` and `s` of RFC 7518 section 3.4 as the `ECDSA-Sig-Value` of RFC 3279 section 2.2.3, each number in as few bytes
/// as it needs; nothing where the signature is not twice as long as a number of the curve. Whether the numbers are in
/// range is the library's to judge. Its own conversion goes by way of big numbers and a general encoder.
pub(super) fn der(curve: Curve, signature: &[u8]) -> Option<Vec<u8>> {
    let width = curve.coordinate_len();
    let (r, s) = signature.split_at_checked(width).filter(|(_, s)| s.len() == width)?;
    let (r, s) = (digits(r), digits(s));
    let length = u8::try_from(2 + padded(r) + 2 + padded(s)).ok()?;
    let mut out = Vec::with_capacity(usize::from(length) + 3);
    out.push(SEQUENCE);
    if length >= 0x80 {
        out.push(0x81);
    }
    out.push(length);
    for number in [r, s] {
        out.extend([INTEGER, u8::try_from(padded(number)).ok()?]);
        if padded(number) > number.len() {
            out.push(0);
        }
        out.extend_from_slice(number);
    }
    Some(out)
}

/// A number without its leading zeros; zero is no digit at all.
fn digits(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

/// How long a number is with the zero that keeps it positive, or that it is.
fn padded(digits: &[u8]) -> usize {
    let needs_zero = digits.first().is_none_or(|first| *first >= 0x80);
    digits.len() + usize::from(needs_zero)
}

#[cfg(test)]
mod tests {
    use super::{Curve, der};

    #[test]
    fn numbers_are_as_short_as_der_wants_them() {
        let side_by_side = |width: usize, r: &[u8], s: &[u8]| {
            let number = |digits: &[u8]| [vec![0; width - digits.len()], digits.to_vec()].concat();
            [number(r), number(s)].concat()
        };
        let full = [vec![0x01], vec![0xff; 65]].concat();
        for (curve, width, r, s, want) in [
            (Curve::P256, 32, &[1_u8][..], &[0x7f][..], vec![0x30, 6, 2, 1, 1, 2, 1, 0x7f]),
            (Curve::P256, 32, &[], &[0x80], vec![0x30, 7, 2, 1, 0, 2, 2, 0, 0x80]),
            (Curve::Secp256k1, 32, &[2, 0], &[], vec![0x30, 7, 2, 2, 2, 0, 2, 1, 0]),
            (Curve::P384, 48, &[9], &[9], vec![0x30, 6, 2, 1, 9, 2, 1, 9]),
            (
                Curve::P521,
                66,
                &full,
                &full,
                [vec![0x30, 0x81, 136, 2, 66], full.clone(), vec![2, 66], full.clone()].concat(),
            ),
        ] {
            assert_eq!(der(curve, &side_by_side(width, r, s)), Some(want), "{curve:?} {r:?} {s:?}");
        }
        for length in [0, 1, 63, 65, 96, 128] {
            assert_eq!(der(Curve::P256, &vec![1; length]), None, "{length}");
        }
    }
}
