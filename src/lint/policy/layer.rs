//! One file of lint policy, or the options of a run: what it says, and whose word it is.

use super::super::settings::Selector;
use super::limit::Limit;
use super::list::List;
use super::own::{OwnRule, Trial};
use super::place::{Place, Stated};
use super::reach::Reach;
use super::suppression::Suppression;
use crate::delegation::chain::Level;

/// Whose word a layer is (SECURITY.md R2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// The user's: it may say anything.
    #[default]
    User,
    /// That of whoever made the directory: it may only tighten.
    Found,
}

/// What is said of a level: of which rules, and `None` for off.
pub type LevelSaid = Stated<(Selector, Option<Level>)>;

/// What is said for the tokens in reach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// The tokens.
    pub reach: Reach,
    /// The level from which a finding fails the run; `Some(None)` is never.
    pub fail_on: Option<Stated<Option<Level>>>,
    /// The level from which a finding is shown.
    pub show: Option<Stated<Level>>,
    /// Levels of rules, the last that selects a rule wins; `None` is off.
    pub levels: Vec<LevelSaid>,
    /// Limits.
    pub limits: Vec<Stated<(Limit, u64)>>,
    /// Lists.
    pub lists: Vec<Stated<(List, Vec<String>)>>,
    /// Whether scopes mean the same at every audience.
    pub shared_scopes: Option<Stated<bool>>,
}

impl Section {
    /// What is said last about a rule, if anything is.
    #[must_use]
    pub(super) fn word_on(&self, rule: &super::Known<'_>) -> Option<&LevelSaid> {
        self.levels.iter().rev().find(|said| said.value.0.selects(rule.name, rule.area))
    }
}

/// A file's whole policy, or that of the command line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layer {
    /// Whose word it is.
    pub standing: Standing,
    /// Its sections; a later one wins over an earlier one where both are for a token.
    pub sections: Vec<Section>,
    /// What layers above it may tighten and not relax.
    pub locked: Vec<Stated<Selector>>,
    /// Findings that are known and accepted for a time.
    pub suppressions: Vec<Suppression>,
    /// Rules of the team's own.
    pub rules: Vec<OwnRule>,
    /// Examples of tokens and of what must be found in them.
    pub trials: Vec<Trial>,
}

impl Layer {
    /// The first lock in these layers on a rule.
    pub(super) fn lock<'l>(layers: &'l [Self], rule: &super::Known<'_>) -> Option<&'l Place> {
        let locked = layers.iter().flat_map(|layer| &layer.locked);
        locked.into_iter().find(|lock| lock.value.selects(rule.name, rule.area)).map(|lock| &lock.place)
    }
}
