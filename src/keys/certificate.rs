//! As much of an X.509 certificate as a verifier of tokens needs: its key, its days and its digest (RFC 5280).

use super::der::{Der, INTEGER, SEQUENCE};
use super::material::Material;
use super::spki::subject_public_key_info;
use super::{KeyError, hygiene, pem};
use crate::instant::Instant;
use crate::token::digest::Digest;

const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
/// `[0] EXPLICIT Version`.
const VERSION: u8 = 0xa0;

/// When a certificate may be used; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// The first moment.
    pub not_before: Instant,
    /// The last moment.
    pub not_after: Instant,
}

impl Validity {
    /// Whether a moment lies inside.
    #[must_use]
    pub fn covers(self, at: Instant) -> bool {
        self.not_before <= at && at <= self.not_after
    }
}

/// A certificate that somebody shows; nobody's signature on it is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    digest: Digest,
    validity: Validity,
    key: Result<(), KeyError>,
}

impl Certificate {
    /// Reads one certificate in PEM or DER; of several in one text the first, which is the holder's own (RFC 8446
    /// section 4.4.2).
    ///
    /// # Errors
    /// Where there is none, or bytes stand behind it. A key that obo cannot use is no error: it need not be used.
    pub fn read(bytes: &[u8]) -> Result<Self, KeyError> {
        if !pem::is_pem(bytes) {
            return Self::of_der(bytes);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| KeyError::Pem)?;
        let blocks = pem::blocks(text)?;
        let first =
            blocks.iter().find(|block| block.label == "CERTIFICATE").ok_or(KeyError::NotACertificate)?;
        Self::of_der(first.der.expose())
    }

    fn of_der(der: &[u8]) -> Result<Self, KeyError> {
        let mut rest = Der::new(der);
        rest.take(SEQUENCE).ok_or(KeyError::NotACertificate)?;
        if rest.peek().is_some() {
            return Err(KeyError::Der);
        }
        let (validity, key) = parts(der).map_err(|_| KeyError::NotACertificate)?;
        let key = key.and_then(|material| hygiene::public(&material).map_err(KeyError::from));
        Ok(Self { digest: Digest::of(der), validity, key })
    }

    /// The SHA-256 of its DER.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Its days.
    #[must_use]
    pub fn validity(&self) -> Validity {
        self.validity
    }

    /// Why its key is refused although it reads well (SECURITY.md R24).
    #[must_use]
    pub fn weakness(&self) -> Option<&KeyError> {
        self.key.as_ref().err().filter(|error| matches!(error, KeyError::Weak(_)))
    }
}

/// The key and the days of a certificate; nobody's signature on it is checked.
pub(super) fn read(bytes: &[u8]) -> Result<(Material, Validity), KeyError> {
    let (validity, key) = parts(bytes)?;
    Ok((key?, validity))
}

fn parts(bytes: &[u8]) -> Result<(Validity, Result<Material, KeyError>), KeyError> {
    let mut certificate = Der::new(bytes).enter(SEQUENCE).ok_or(KeyError::Der)?;
    let mut tbs = certificate.enter(SEQUENCE).ok_or(KeyError::Der)?;
    if tbs.peek() == Some(VERSION) {
        tbs.next();
    }
    tbs.take(INTEGER).ok_or(KeyError::Der)?;
    tbs.take(SEQUENCE).ok_or(KeyError::Der)?;
    tbs.take(SEQUENCE).ok_or(KeyError::Der)?;
    let mut days = tbs.enter(SEQUENCE).ok_or(KeyError::Der)?;
    let not_before = time(&mut days).ok_or(KeyError::Der)?;
    let not_after = time(&mut days).ok_or(KeyError::Der)?;
    tbs.take(SEQUENCE).ok_or(KeyError::Der)?;
    Ok((Validity { not_before, not_after }, subject_public_key_info(&mut tbs)))
}

/// A UTCTime or GeneralizedTime in the one spelling of RFC 5280 section 4.1.2.5; years before 1970 read as 1970.
fn time(der: &mut Der<'_>) -> Option<Instant> {
    let (tag, content) = der.next()?;
    let text = std::str::from_utf8(content).ok()?.strip_suffix('Z')?;
    let text = match tag {
        // Two digits: 50 and above are of the twentieth century.
        UTC_TIME if text.len() == 12 => {
            let century = if text.get(..2)? >= "50" { "19" } else { "20" };
            format!("{century}{text}")
        }
        GENERALIZED_TIME if text.len() == 14 => text.to_owned(),
        _ => return None,
    };
    if text.get(..4)? < "1970" {
        return Some(Instant::from_seconds(0));
    }
    let part = |from: usize, to: usize| text.get(from..to);
    let spelled = format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0, 4)?,
        part(4, 6)?,
        part(6, 8)?,
        part(8, 10)?,
        part(10, 12)?,
        part(12, 14)?
    );
    Instant::parse(&spelled).ok()
}

#[cfg(test)]
mod tests {
    use super::{Certificate, Der, GENERALIZED_TIME, UTC_TIME, time};
    use crate::keys::KeyError;

    const PEM: &str = include_str!("../../tests/vectors/certificates/client.pem");
    const OTHER: &str = include_str!("../../tests/vectors/certificates/expired.pem");
    const DER: &[u8] = include_bytes!("../../tests/vectors/certificates/client.der");

    #[test]
    fn the_first_certificate_of_a_text_is_the_holders_own() {
        let own = Certificate::read(DER).expect("a certificate");
        let key = "-----BEGIN PRIVATE KEY-----\nAAEC\n-----END PRIVATE KEY-----\n";
        for text in [PEM.to_owned(), format!("{PEM}{OTHER}"), format!("{key}{PEM}")] {
            assert_eq!(Certificate::read(text.as_bytes()).as_ref(), Ok(&own));
        }
        assert_ne!(Certificate::read(format!("{OTHER}{PEM}").as_bytes()), Ok(own));
        let longer = [DER, b"x"].concat();
        for (bytes, want) in [
            (longer.as_slice(), KeyError::Der),
            (b"".as_slice(), KeyError::NotACertificate),
            (&DER[..200], KeyError::NotACertificate),
            (b"no certificate", KeyError::NotACertificate),
            (key.as_bytes(), KeyError::NotACertificate),
        ] {
            assert_eq!(Certificate::read(bytes), Err(want));
        }
    }

    #[test]
    fn times_are_read_in_their_one_spelling() {
        for (tag, text, want) in [
            (UTC_TIME, "260102030405Z", Some("2026-01-02T03:04:05Z")),
            (UTC_TIME, "700101000000Z", Some("1970-01-01T00:00:00Z")),
            (UTC_TIME, "500101000000Z", Some("1970-01-01T00:00:00Z")),
            (UTC_TIME, "491231235959Z", Some("2049-12-31T23:59:59Z")),
            (GENERALIZED_TIME, "20500101000000Z", Some("2050-01-01T00:00:00Z")),
            (GENERALIZED_TIME, "99991231235959Z", Some("9999-12-31T23:59:59Z")),
            (UTC_TIME, "2601020304Z", None),
            (UTC_TIME, "260102030405+0100", None),
            (UTC_TIME, "260102030405.5Z", None),
            (GENERALIZED_TIME, "20500101000000.5Z", None),
            (UTC_TIME, "261302030405Z", None),
        ] {
            let length = u8::try_from(text.len()).expect("short");
            let der: Vec<u8> = [tag, length].into_iter().chain(text.bytes()).collect();
            assert_eq!(time(&mut Der::new(&der)).map(|t| t.to_string()).as_deref(), want, "{text}");
        }
    }
}
