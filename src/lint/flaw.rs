//! What a check found: a place, a sentence, and the values at fault.

use super::leak;
use crate::delegation::chain::Level;

/// One value at fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Culprit {
    /// The value, as text; outside text, not yet escaped.
    pub value: String,
    /// What it means for whoever holds the token, in a few words.
    pub note: Option<String>,
    /// How much it gives away: 0 is everything, 1 a lot.
    pub tier: Option<u8>,
}

/// One flaw of a token; the engine makes a finding of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The outermost place at fault, or where the missing member would stand: `/claims/exp`, `/header/alg`.
    pub pointer: String,
    /// What is wrong, in a sentence without a full stop; outside values in it are not yet escaped.
    pub message: String,
    /// The values at fault, in the order of the claim.
    pub culprits: Vec<Culprit>,
    /// How bad this one is, where that is not what the rule says.
    pub level: Option<Level>,
    /// Why it matters here, where that is more than the rule's own words.
    pub why: Option<String>,
    /// What to do here, where that is more than the rule's own words.
    pub help: Option<String>,
    /// Whether the value itself must stay unseen, so that nothing of the claim is shown beside the finding.
    pub is_masked: bool,
}

impl Flaw {
    /// A flaw at this place.
    #[must_use]
    pub fn at(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            message: message.into(),
            culprits: Vec::new(),
            level: None,
            why: None,
            help: None,
            is_masked: false,
        }
    }

    /// The same with a value at fault.
    #[must_use]
    pub fn value(self, value: impl Into<String>) -> Self {
        self.culprit(Culprit { value: value.into(), note: None, tier: None })
    }

    /// The same with a value at fault and what it means.
    #[must_use]
    pub fn noted(self, value: impl Into<String>, note: impl Into<String>) -> Self {
        self.culprit(Culprit { value: value.into(), note: Some(note.into()), tier: None })
    }

    /// The same with one more culprit.
    #[must_use]
    pub fn culprit(mut self, culprit: Culprit) -> Self {
        self.culprits.push(culprit);
        self
    }

    /// The same at another level than the rule's.
    #[must_use]
    pub fn level(mut self, level: Level) -> Self {
        self.level = Some(level);
        self
    }

    /// The same with the reason why it matters here.
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into());
        self
    }

    /// The same for a value that must stay unseen.
    #[must_use]
    pub fn masked(mut self) -> Self {
        self.is_masked = true;
        self
    }

    /// The same without what is a secret by its shape: whichever rule is about the value, it must not repeat it.
    #[must_use]
    pub(super) fn veiled(mut self) -> Self {
        let texts = std::iter::once(&mut self.message).chain(&mut self.why).chain(&mut self.help);
        for text in texts.chain(self.culprits.iter_mut().map(|culprit| &mut culprit.value)) {
            if let Some(veiled) = leak::veiled(text) {
                *text = veiled;
            }
        }
        self
    }

    /// The same with what to do here.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
