//! A reader of DER, as far as key files need it: definite lengths, no recursion, nothing copied.

/// Tag of an INTEGER.
pub(super) const INTEGER: u8 = 0x02;
/// Tag of a BIT STRING.
pub(super) const BIT_STRING: u8 = 0x03;
/// Tag of an OCTET STRING.
pub(super) const OCTET_STRING: u8 = 0x04;
/// Tag of an OBJECT IDENTIFIER.
pub(super) const OID: u8 = 0x06;
/// Tag of a SEQUENCE.
pub(super) const SEQUENCE: u8 = 0x30;

/// What is left of a run of elements.
#[derive(Clone, Copy)]
pub(super) struct Der<'d>(&'d [u8]);

impl<'d> Der<'d> {
    pub(super) fn new(bytes: &'d [u8]) -> Self {
        Self(bytes)
    }

    /// The tag of the next element.
    pub(super) fn peek(self) -> Option<u8> {
        self.0.first().copied()
    }

    /// The next element: its tag and its content.
    pub(super) fn next(&mut self) -> Option<(u8, &'d [u8])> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, mut rest) = rest.split_first()?;
        let length = if first < 0x80 {
            usize::from(first)
        } else {
            let count = usize::from(first & 0x7f);
            // A key file has at most 2^32 bytes; no count at all would be the indefinite form, which DER forbids.
            if count == 0 || count > 4 {
                return None;
            }
            let (digits, after) = rest.split_at_checked(count)?;
            rest = after;
            digits
                .iter()
                .try_fold(0_usize, |sum, &digit| sum.checked_mul(256)?.checked_add(usize::from(digit)))?
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((tag, content))
    }

    /// The content of the next element, which must have this tag.
    pub(super) fn take(&mut self, tag: u8) -> Option<&'d [u8]> {
        let before = self.0;
        match self.next() {
            Some((found, content)) if found == tag => Some(content),
            _ => {
                self.0 = before;
                None
            }
        }
    }

    /// The elements inside the next one, which must have this tag.
    pub(super) fn enter(&mut self, tag: u8) -> Option<Self> {
        self.take(tag).map(Self)
    }

    /// A positive INTEGER without its leading zero.
    pub(super) fn unsigned(&mut self) -> Option<&'d [u8]> {
        let content = self.take(INTEGER)?;
        match content.split_first()? {
            (0, rest) => Some(rest),
            (1..=0x7f, _) => Some(content),
            _ => None,
        }
    }

    /// The bytes of a BIT STRING that has no unused bits.
    pub(super) fn bits(&mut self) -> Option<&'d [u8]> {
        self.take(BIT_STRING)?.strip_prefix(&[0])
    }
}

#[cfg(test)]
mod tests {
    use super::{Der, INTEGER, SEQUENCE};

    #[test]
    fn elements_are_read_and_broken_lengths_are_not() {
        let mut der = Der::new(&[0x30, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x00]);
        let mut inner = der.enter(SEQUENCE).expect("a sequence");
        assert_eq!(der.peek(), None);
        assert_eq!(inner.unsigned(), Some(&[5_u8][..]));
        assert_eq!(inner.peek(), Some(INTEGER));
        assert_eq!(inner.unsigned(), Some(&[][..]));
        for broken in [
            &[0x30_u8][..],
            &[0x30, 0x80, 0, 0],
            &[0x30, 0x02, 0],
            &[0x30, 0x85, 0, 0, 0, 0, 0],
            &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
        ] {
            assert!(Der::new(broken).next().is_none(), "{broken:?}");
        }
        // The indefinite form is none that happens to be 128 bytes long.
        let indefinite = [&[0x30, 0x80][..], &[0; 128]].concat();
        assert!(Der::new(&indefinite).next().is_none());
        let long = [&[0x04, 0x84, 1, 0, 0, 0][..], &vec![7; 1 << 24]].concat();
        assert_eq!(Der::new(&long).next().map(|(_, content)| content.len()), Some(1 << 24));
    }
}
