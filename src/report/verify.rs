//! A token judged: one element of verify's `tokens`.

use serde::Serialize;

use super::decode::Decoded;
use super::standing;
use crate::token::digest::Digest;
use crate::verify::check::Check;
use crate::verify::{KeyUsed, OneSignature, Verdict};

/// The key that made a signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Key {
    /// Its `kid`, if it has one.
    pub kid: Option<String>,
    /// The algorithm.
    pub alg: &'static str,
    /// Where the key came from.
    pub source: String,
}

impl From<KeyUsed> for Key {
    fn from(key: KeyUsed) -> Self {
        Self { kid: key.kid, alg: key.alg.name(), source: key.source }
    }
}

/// One signature of a token that has several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signature {
    /// The key that made it; null where it does not hold.
    pub key: Option<Key>,
    /// `signature algorithm key critical-headers`.
    pub checks: Vec<Check>,
}

impl From<OneSignature> for Signature {
    fn from(one: OneSignature) -> Self {
        Self { key: one.key.map(Key::from), checks: one.checks }
    }
}

/// One element of verify's `tokens`.
#[derive(Debug, Clone, Serialize)]
pub struct Judged {
    /// The name of the input, with line and column if the token was found inside text.
    pub source: String,
    /// From 0 among the tokens of one source.
    pub index: usize,
    /// The member of a token response it stood in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<&'static str>,
    /// SHA-256 of the token, or of the text that is none.
    pub sha256: Digest,
    /// Whether the signature holds, or the issuer's answer takes its place, and no check failed.
    pub valid: bool,
    /// The key that made the signature; null where it does not hold.
    pub key: Option<Key>,
    /// Every check, in the contract's order.
    pub checks: Vec<Check>,
    /// Each signature of a token that has several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<Signature>,
    /// Whether it is no yes only for want of keys that could not be had.
    #[serde(skip)]
    pub is_undecided: bool,
    /// Whether the token says nothing itself, and its issuer was asked.
    #[serde(skip)]
    pub is_opaque: bool,
    /// Where it stood, where a screen has others to tell it from.
    #[serde(skip)]
    pub place: Option<String>,
    /// What the token says, for the card of a screen.
    #[serde(skip)]
    pub card: Option<Box<Decoded>>,
}

impl Judged {
    /// The element that a verdict makes.
    #[must_use]
    pub fn new(source: String, index: usize, sha256: Digest, verdict: Verdict) -> Self {
        let (valid, is_undecided) = (verdict.is_valid(), verdict.is_undecided());
        let (checks, key, signatures) = verdict.into_parts();
        Self {
            source,
            index,
            member: None,
            sha256,
            valid,
            key: key.map(Key::from),
            checks,
            signatures: signatures.into_iter().map(Signature::from).collect(),
            is_undecided,
            is_opaque: false,
            place: None,
            card: None,
        }
    }

    /// Says where it stood in an input, as far as a screen needs that.
    pub fn stands(&mut self, input: &str, line: Option<usize>, many: bool) {
        let place = standing(input, &self.source, line, many);
        if let Some(card) = &mut self.card {
            card.place.clone_from(&place);
        }
        self.place = place;
    }

    /// Replaces what may not be shown in the words of the checks.
    pub fn mask(&mut self, mask: impl Fn(&str) -> String) {
        for check in &mut self.checks {
            check.detail = mask(&check.detail).into();
            check.wanted = check.wanted.as_deref().map(&mask);
            check.found = check.found.as_deref().map(&mask);
        }
    }
}
