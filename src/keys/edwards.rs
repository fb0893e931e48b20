//! What a verifier must know about edwards25519 to refuse what the library lets pass (RFC 8032, SECURITY.md R24).

/// The y-coordinates of the points of order 1, 2, 4 and 8, little-endian, with the second spellings that exceed
/// the field: whoever holds such a "key" has a signature that fits every message.
const SMALL_ORDER: [[u8; 32]; 7] = [
    edge(0x00, 0x00, 0x00),
    edge(0x01, 0x00, 0x00),
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5,
        0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a,
        0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
    edge(0xec, 0xff, 0x7f),
    edge(0xed, 0xff, 0x7f),
    edge(0xee, 0xff, 0x7f),
];

/// The group order L = 2^252 + 27742317777372353535851937790883648493, big-endian.
const ORDER: [u8; 32] = [
    0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0xde, 0xf9, 0xde, 0xa2, 0xf7, 0x9c, 0xd6, 0x58,
    0x12, 0x63, 0x1a, 0x5c, 0xf5, 0xd3, 0xed,
];

const fn edge(first: u8, middle: u8, last: u8) -> [u8; 32] {
    let mut bytes = [middle; 32];
    bytes[0] = first;
    bytes[31] = last;
    bytes
}

/// Whether an encoded point has small order.
pub(super) fn has_small_order(point: &[u8]) -> bool {
    let Ok(mut y) = <[u8; 32]>::try_from(point) else { return false };
    // The highest bit is the sign of x.
    if let Some(last) = y.last_mut() {
        *last &= 0x7f;
    }
    SMALL_ORDER.contains(&y)
}

/// Whether the second half of a signature is below the group order (RFC 8032 section 5.1.7).
pub(super) fn is_reduced(scalar: &[u8]) -> bool {
    let big_endian: Vec<u8> = scalar.iter().rev().copied().collect();
    big_endian.len() == ORDER.len() && big_endian.as_slice() < ORDER.as_slice()
}

#[cfg(test)]
mod tests {
    use super::{ORDER, SMALL_ORDER, has_small_order, is_reduced};

    #[test]
    fn r24_small_orders_are_found_with_either_sign() {
        for point in SMALL_ORDER {
            let mut other = point;
            other[31] |= 0x80;
            assert!(has_small_order(&point) && has_small_order(&other));
        }
        let mut point = SMALL_ORDER[0];
        point[0] = 9;
        assert!(!has_small_order(&point));
    }

    #[test]
    fn r24_a_scalar_must_be_below_the_order() {
        let mut scalar = ORDER;
        scalar.reverse();
        assert!(!is_reduced(&scalar));
        scalar[0] -= 1;
        assert!(is_reduced(&scalar));
        assert!(!is_reduced(&[0xff; 32]) && !is_reduced(&[0; 31]));
    }
}
