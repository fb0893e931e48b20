//! What holds for a token once every layer has been heard.

use super::super::settings::{Selector, Setting, Settings};
use super::layer::{Layer, Section, Standing};
use super::limit::Limit;
use super::list::{List, both, either};
use super::{SHARED_SCOPES, known};
use crate::delegation::chain::Level;

/// What holds for a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// Limits, lists and levels.
    pub settings: Settings,
    /// The level from which a finding fails the run; `None` is never.
    pub fail_on: Option<Level>,
    /// The level from which a finding is shown.
    pub show: Level,
}

impl Default for Resolved {
    fn default() -> Self {
        Self { settings: Settings::default(), fail_on: Some(Level::Warning), show: Level::Warning }
    }
}

/// Hears the layers from the lowest up, of each the sections that are chosen.
pub(super) fn resolve(layers: &[Layer], is_chosen: &dyn Fn(&Section) -> bool) -> Resolved {
    let rules = known(layers);
    let mut resolved = Resolved::default();
    let mut levels = vec![Setting::Default; rules.len()];
    for (index, layer) in layers.iter().enumerate() {
        let below = layers.get(..index).unwrap_or_default();
        let chosen = || layer.sections.iter().filter(|section| is_chosen(section));
        for (rule, setting) in rules.iter().zip(&mut levels) {
            let Some(said) = chosen().filter_map(|section| section.word_on(rule)).last() else { continue };
            let only_tightens = layer.standing == Standing::Found || Layer::lock(below, rule).is_some();
            *setting = heard(*setting, said.value.1, rule.level, only_tightens);
        }
        let binds = |name: &str| {
            let is_locked =
                || rules.iter().any(|rule| rule.name == name && Layer::lock(below, rule).is_some());
            layer.standing == Standing::Found || is_locked()
        };
        let chosen: Vec<&Section> = chosen().collect();
        hear(&mut resolved, &chosen, layer.standing, &binds);
    }
    resolved.settings.levels = rules
        .iter()
        .zip(levels)
        .filter(|(_, setting)| *setting != Setting::Default)
        .map(|(rule, setting)| (Selector::Rule(rule.name.to_owned()), setting))
        .collect();
    resolved
}

/// The least that findings of a rule are: `None` is off.
pub(super) fn floor(setting: Setting, default: Level) -> Option<Level> {
    match setting {
        Setting::Default => Some(default),
        Setting::At(level) | Setting::AtLeast(level) => Some(level),
        Setting::Off => None,
    }
}

/// A setting after a word about the rule.
fn heard(before: Setting, word: Option<Level>, default: Level, only_tightens: bool) -> Setting {
    match word {
        _ if only_tightens && word < floor(before, default) => before,
        None => Setting::Off,
        Some(level) if !only_tightens => Setting::At(level),
        // A finding may be worse than its rule's level; who may only tighten does not make it less.
        Some(level) => match before {
            Setting::Default | Setting::AtLeast(_) => Setting::AtLeast(level),
            Setting::At(_) | Setting::Off => Setting::At(level),
        },
    }
}

/// Everything of a layer but its levels; `binds` says whether what stood before may only be tightened.
fn hear(resolved: &mut Resolved, sections: &[&Section], standing: Standing, binds: &dyn Fn(&str) -> bool) {
    let is_found = standing == Standing::Found;
    if let Some(said) = sections.iter().filter_map(|section| section.fail_on.as_ref()).next_back()
        && !(is_found && is_laxer(said.value, resolved.fail_on))
    {
        resolved.fail_on = said.value;
    }
    if let Some(said) = sections.iter().filter_map(|section| section.show.as_ref()).next_back() {
        resolved.show = if is_found { resolved.show.min(said.value) } else { said.value };
    }
    let Settings { limits, lists, shared_scopes, .. } = &mut resolved.settings;
    for limit in Limit::ALL {
        let said = sections.iter().flat_map(|section| &section.limits).filter(|said| said.value.0 == limit);
        let Some(to) = said.map(|said| said.value.1).next_back() else { continue };
        let to = if binds(limit.rule()) { to.min(limit.of(limits)) } else { to };
        limit.set(limits, to);
    }
    for list in List::ALL {
        let said = sections.iter().flat_map(|section| &section.lists).filter(|said| said.value.0 == list);
        let mut said = said.map(|said| &said.value.1);
        let before = list.of(lists);
        let entries = if list.forbids() {
            Some(said.fold(before.unwrap_or_default().to_vec(), |all, more| either(&all, more)))
        } else {
            said.next_back().map(|entries| match before {
                Some(before) if binds(list.rule()) => both(before, entries),
                _ => entries.clone(),
            })
        };
        if let Some(entries) = entries {
            list.set(lists, entries);
        }
    }
    if let Some(said) = sections.iter().filter_map(|section| section.shared_scopes.as_ref()).next_back() {
        *shared_scopes = said.value || (*shared_scopes && binds(SHARED_SCOPES));
    }
}

/// Whether a threshold lets more pass than another.
pub(super) fn is_laxer(one: Option<Level>, other: Option<Level>) -> bool {
    match (one, other) {
        (None, other) => other.is_some(),
        (Some(_), None) => false,
        (Some(one), Some(other)) => one > other,
    }
}
