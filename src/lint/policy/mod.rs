//! Lint policy: layers of files and options, which of them wins, and what may only tighten.

pub mod layer;
pub mod left_out;
pub mod limit;
pub mod list;
pub mod lock;
pub mod own;
pub mod place;
pub mod reach;
mod resolve;
pub mod suppression;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

pub use self::layer::{Layer, LevelSaid, Section, Standing};
pub use self::left_out::LeftOut;
pub use self::limit::Limit;
pub use self::list::List;
pub use self::lock::Relaxed;
pub use self::own::{OwnRule, Trial};
pub use self::place::{Place, Stated};
pub use self::reach::{Reach, Who};
pub use self::resolve::Resolved;
pub use self::suppression::{Identity, Suppression};
use super::engine;
use super::rule::Area;
use crate::delegation::chain::Level;
use crate::instant::Instant;

/// The rule that `shared-scopes` belongs to.
const SHARED_SCOPES: &str = "scope-widened";

/// What a policy needs to know of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known<'p> {
    /// Its name.
    pub name: &'p str,
    /// Its area.
    pub area: Area,
    /// Its level where nobody sets one.
    pub level: Level,
}

/// The rules that there are: those of obo, then those of the layers, each name once.
#[must_use]
pub fn known(layers: &[Layer]) -> Vec<Known<'_>> {
    let built_in = engine::all().map(|rule| Known { name: rule.id, area: rule.area, level: rule.level });
    let mut all: Vec<Known<'_>> = built_in.collect();
    // The nearest layer that may define a rule again is the last.
    for rule in layers.iter().rev().flat_map(|layer| &layer.rules) {
        if all.iter().all(|known| known.name != rule.name) {
            all.push(Known { name: &rule.name, area: Area::Policy, level: rule.level });
        }
    }
    all
}

/// The policy of a run: layers from the lowest base to the options.
#[derive(Debug, Default)]
pub struct Policy {
    layers: Vec<Layer>,
    plain: Resolved,
    /// What files that were only found say and may not.
    pub left_out: Vec<LeftOut>,
}

impl Policy {
    /// Puts layers together, the lowest base first.
    ///
    /// # Errors
    /// Where a layer relaxes what one below it locks.
    pub fn new(mut layers: Vec<Layer>) -> Result<Self, Relaxed> {
        lock::check(&layers)?;
        let left_out = left_out::remove(&mut layers);
        let plain = resolve::resolve(&layers, &|section| section.reach.is_everything());
        Ok(Self { layers, plain, left_out })
    }

    /// What holds for a token.
    #[must_use]
    pub fn resolve(&self, who: &Who<'_>) -> Cow<'_, Resolved> {
        let mut sections = self.layers.iter().flat_map(|layer| &layer.sections);
        if !sections.any(|section| !section.reach.is_everything() && section.reach.includes(who)) {
            return Cow::Borrowed(&self.plain);
        }
        Cow::Owned(resolve::resolve(&self.layers, &|section| section.reach.includes(who)))
    }

    /// What holds for tokens that no section names.
    #[must_use]
    pub fn plain(&self) -> &Resolved {
        &self.plain
    }

    /// Whether anything holds for some tokens alone.
    #[must_use]
    pub fn has_sections(&self) -> bool {
        self.layers.iter().flat_map(|layer| &layer.sections).any(|section| !section.reach.is_everything())
    }

    /// The first suppression that silences a finding, by its number.
    #[must_use]
    pub fn silences(&self, finding: &Identity<'_>, now: Instant) -> Option<usize> {
        let mut all = self.suppressions();
        all.find(|(_, one)| !one.is_past(now) && one.is_about(finding)).map(|(number, _)| number)
    }

    /// The suppressions that count, each with the number by which it is known in this run.
    pub fn suppressions(&self) -> impl Iterator<Item = (usize, &Suppression)> {
        self.layers.iter().flat_map(|layer| &layer.suppressions).enumerate()
    }

    /// The team's own rules; of two with one name the nearest.
    #[must_use]
    pub fn own_rules(&self) -> Vec<&OwnRule> {
        let mut rules: Vec<&OwnRule> = Vec::new();
        for rule in self.layers.iter().rev().flat_map(|layer| layer.rules.iter().rev()) {
            if rules.iter().all(|known| known.name != rule.name) {
                rules.push(rule);
            }
        }
        rules.reverse();
        rules
    }

    /// The examples that the policy must judge as it says.
    pub fn trials(&self) -> impl Iterator<Item = &Trial> {
        self.layers.iter().flat_map(|layer| &layer.trials)
    }

    /// Where a rule is locked, if it is: what silences its findings, such as a baseline, is then refused.
    #[must_use]
    pub fn lock_on(&self, rule: &str, area: Area) -> Option<&Place> {
        Layer::lock(&self.layers, &Known { name: rule, area, level: Level::Note })
    }
}
