//! What came of judging a token: every check, and a yes that only this room can say.

use super::check::{Check, Outcome};
use super::signature::KeyUsed;

/// The four checks of one signature among several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneSignature {
    /// The key that made it.
    pub key: Option<KeyUsed>,
    /// `signature algorithm key critical-headers`.
    pub checks: Vec<Check>,
}

/// A token judged; nothing outside this room can make one that says yes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    pub(super) checks: Vec<Check>,
    pub(super) key: Option<KeyUsed>,
    pub(super) signatures: Vec<OneSignature>,
    pub(super) is_kid_unknown: bool,
    /// Whether keys that could not be had might have made its signature.
    pub(super) is_undecided: bool,
    /// Whether the issuer's own answer took the place of a signature: the token is opaque.
    pub(super) is_introspected: bool,
}

impl Verdict {
    /// Whether the signature holds, or the issuer's own answer takes its place, and no check failed.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        let passes = |name: &str| self.check(name).is_some_and(|check| check.outcome == Outcome::Pass);
        let is_signed = self.key.is_some() && passes("signature");
        let is_answered = self.is_introspected && passes("introspection");
        (is_signed || is_answered) && self.checks.iter().all(|check| check.outcome != Outcome::Fail)
    }

    /// All checks, in the contract's order.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }

    /// All checks, the key that made the signature, and each signature of several, for whoever keeps them.
    #[must_use]
    pub fn into_parts(self) -> (Vec<Check>, Option<KeyUsed>, Vec<OneSignature>) {
        (self.checks, self.key, self.signatures)
    }

    /// The key that made the signature, where it holds.
    #[must_use]
    pub fn key(&self) -> Option<&KeyUsed> {
        self.key.as_ref()
    }

    /// Each signature of a token that has several; empty for a token with one.
    #[must_use]
    pub fn signatures(&self) -> &[OneSignature] {
        &self.signatures
    }

    /// Whether no set has the token's `kid`, so that a newer one might.
    #[must_use]
    pub fn is_kid_unknown(&self) -> bool {
        self.is_kid_unknown
    }

    /// Whether it is no yes only for want of keys that could not be had: nothing else speaks against it.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        self.is_undecided && self.failed().next().is_none()
    }

    /// The names of the checks that failed, in the contract's order.
    pub fn failed(&self) -> impl Iterator<Item = &'static str> {
        self.checks.iter().filter(|check| check.outcome == Outcome::Fail).map(|check| check.name)
    }

    /// A check by name.
    #[must_use]
    pub fn check(&self, name: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict;
    use crate::keys::Algorithm;
    use crate::verify::check::Finding;
    use crate::verify::signature::KeyUsed;

    #[test]
    fn r1_a_yes_needs_a_key_and_its_signature_or_an_answer_that_was_asked_for() {
        let key = KeyUsed {
            kid: Some("k1".to_owned()),
            alg: Algorithm::Es256,
            thumbprint: None,
            validity: None,
            source: "jwks.json".to_owned(),
        };
        let (pass, fail, skip) = (Finding::pass(""), Finding::fail(""), Finding::skip(""));
        for (has_key, is_introspected, signature, introspection, want) in [
            (true, false, &pass, &skip, true),
            (false, false, &pass, &skip, false),
            (true, false, &skip, &skip, false),
            (true, false, &fail, &skip, false),
            (false, true, &skip, &pass, true),
            (false, false, &skip, &pass, false),
            (false, true, &skip, &skip, false),
            (true, true, &pass, &fail, false),
        ] {
            let verdict = Verdict {
                checks: vec![
                    signature.clone().named("signature"),
                    introspection.clone().named("introspection"),
                ],
                key: has_key.then(|| key.clone()),
                is_introspected,
                ..Verdict::default()
            };
            assert_eq!(verdict.is_valid(), want, "{verdict:?}");
            assert_eq!(verdict.key().and_then(|key| key.kid.as_deref()), has_key.then_some("k1"));
        }
    }
}
