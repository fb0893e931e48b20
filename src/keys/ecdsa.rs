//! An ECDSA signature of JOSE, two numbers side by side, in the form that the crypto library reads first.

use super::Curve;

const INTEGER: u8 = 2;
const SEQUENCE: u8 = 0x30;

/// How long the longest is: two numbers of P-521 with a zero before each, and what says how long they are.
const MOST: usize = 3 + 2 * (2 + 67);

/// An `ECDSA-Sig-Value` (RFC 3279 section 2.2.3).
pub(super) struct Der {
    bytes: [u8; MOST],
    length: usize,
}

impl AsRef<[u8]> for Der {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// `r` and `s` of RFC 7518 section 3.4 as the `ECDSA-Sig-Value` of RFC 3279 section 2.2.3, each number in as few bytes
/// as it needs; nothing where the signature is not twice as long as a number of the curve. Whether the numbers are in
/// range is the library's to judge. Its own conversion goes by way of big numbers and a general encoder.
pub(super) fn der(curve: Curve, signature: &[u8]) -> Option<Der> {
    let width = curve.coordinate_len();
    let (r, s) = signature.split_at_checked(width).filter(|(_, s)| s.len() == width)?;
    let (r, s) = (digits(r), digits(s));
    let length = u8::try_from(2 + padded(r) + 2 + padded(s)).ok()?;
    let mut out = Der { bytes: [0; MOST], length: 0 };
    out.put(&[SEQUENCE])?;
    if length >= 0x80 {
        out.put(&[0x81])?;
    }
    out.put(&[length])?;
    for number in [r, s] {
        out.put(&[INTEGER, u8::try_from(padded(number)).ok()?])?;
        if padded(number) > number.len() {
            out.put(&[0])?;
        }
        out.put(number)?;
    }
    Some(out)
}

impl Der {
    fn put(&mut self, bytes: &[u8]) -> Option<()> {
        let end = self.length.checked_add(bytes.len())?;
        self.bytes.get_mut(self.length..end)?.copy_from_slice(bytes);
        self.length = end;
        Some(())
    }
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
            let made = der(curve, &side_by_side(width, r, s)).map(|made| made.as_ref().to_vec());
            assert_eq!(made, Some(want), "{curve:?} {r:?} {s:?}");
        }
        for length in [0, 1, 63, 65, 96, 128] {
            assert!(der(Curve::P256, &vec![1; length]).is_none(), "{length}");
        }
    }
}
