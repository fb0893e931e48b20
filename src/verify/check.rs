//! One check of a verdict: its name, what came of it, and why.

use std::borrow::Cow;

use serde::Serialize;

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It does not hold, or cannot be shown to.
    Fail,
    /// It was not judged; the detail says why.
    Skip,
}

/// One row of a verdict; every verdict has all of them, in the contract's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The contract's name.
    pub name: &'static str,
    /// What came of it.
    pub outcome: Outcome,
    /// Why, in words; what it quotes of the token is not yet escaped.
    pub detail: Cow<'static, str>,
    /// What was asked for, where something was.
    pub wanted: Option<String>,
    /// What the token has instead.
    pub found: Option<String>,
    /// Whether nobody asked for it, so that a screen names it in one sentence with others.
    #[serde(skip)]
    pub is_unasked: bool,
}

/// What a check found, before it has its name; small, because each token of a batch hands two dozen of them on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) outcome: Outcome,
    is_unasked: bool,
    detail: Cow<'static, str>,
    contrast: Option<Box<Contrast>>,
}

/// What was asked for and what is there instead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Contrast {
    wanted: Option<String>,
    found: Option<String>,
}

impl Finding {
    fn of(outcome: Outcome, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { outcome, is_unasked: false, detail: detail.into(), contrast: None }
    }

    pub(super) fn pass(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::of(Outcome::Pass, detail)
    }

    pub(super) fn fail(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::of(Outcome::Fail, detail)
    }

    /// Not judged, and worth a line.
    pub(super) fn skip(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::of(Outcome::Skip, reason)
    }

    /// Not judged, because nobody asked.
    pub(super) fn unasked(reason: impl Into<Cow<'static, str>>) -> Self {
        Self { is_unasked: true, ..Self::of(Outcome::Skip, reason) }
    }

    pub(super) fn wanted(mut self, wanted: impl Into<String>) -> Self {
        self.contrast.get_or_insert_default().wanted = Some(wanted.into());
        self
    }

    pub(super) fn found(mut self, found: impl Into<String>) -> Self {
        self.contrast.get_or_insert_default().found = Some(found.into());
        self
    }

    pub(super) fn named(self, name: &'static str) -> Check {
        let Self { outcome, is_unasked, detail, contrast } = self;
        let Contrast { wanted, found } = contrast.map(|both| *both).unwrap_or_default();
        Check { name, outcome, detail, wanted, found, is_unasked }
    }
}

/// Why a check was skipped that nothing asked for: what most checks of most tokens say.
pub const NOT_ASKED: &str = "not asked for";

/// Several values that would do, as one text.
pub(super) fn one_of<T: AsRef<str>>(values: &[T]) -> String {
    values.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(" or ")
}
