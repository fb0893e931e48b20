//! What a file that was only found says, and may not: it relaxes, and that is its user's to say (SECURITY.md R2).

use super::layer::{Layer, Section, Standing};
use super::list::covers;
use super::place::{Place, Stated};
use super::resolve::{Resolved, floor, is_laxer, resolve};
use super::{Known, known};

/// A setting that does not count until its file is trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The key, or the table.
    pub what: String,
    /// Where it stands.
    pub place: Place,
}

impl LeftOut {
    fn new(what: impl Into<String>, place: &Place) -> Self {
        Self { what: what.into(), place: place.clone() }
    }
}

/// Takes out of found layers whatever relaxes what stands below them, and names it.
pub(super) fn remove(layers: &mut [Layer]) -> Vec<LeftOut> {
    let mut left_out = Vec::new();
    for index in 0..layers.len() {
        let (below, from) = layers.split_at_mut(index);
        let Some(layer) = from.first_mut().filter(|layer| layer.standing == Standing::Found) else {
            continue;
        };
        let rules = known(below);
        for section in &mut layer.sections {
            let before = resolve(below, &|one| one.reach.is_everything() || one.reach == section.reach);
            relieve(section, &before, &rules, &mut left_out);
        }
        left_out.extend(layer.suppressions.drain(..).map(|one| LeftOut::new("lint.ignore", &one.place)));
        layer.rules.retain(|rule| {
            let is_again = rules.iter().any(|known| known.name == rule.name);
            if is_again {
                left_out.push(LeftOut::new(format!("lint.rule {}", rule.name), &rule.place));
            }
            !is_again
        });
    }
    left_out
}

/// Takes what relaxes out of one section.
fn relieve(section: &mut Section, before: &Resolved, rules: &[Known<'_>], left_out: &mut Vec<LeftOut>) {
    section.levels.retain(|said| {
        let (selector, word) = &said.value;
        let lowers = |rule: &&Known<'_>| {
            let least = floor(before.settings.said_of(rule.name, rule.area), rule.level);
            selector.selects(rule.name, rule.area) && *word < least
        };
        if word.is_none() || rules.iter().any(|rule| lowers(&rule)) {
            left_out.push(LeftOut::new(format!("levels of {selector}"), &said.place));
        }
        // Of a whole area some rules may be raised by what lowers others; hearing sorts that out.
        word.is_some()
    });
    section.limits.retain(|said| {
        let (limit, to) = said.value;
        let is_kept = to <= limit.of(&before.settings.limits);
        if !is_kept {
            left_out.push(LeftOut::new(format!("limits of {}", limit.word()), &said.place));
        }
        is_kept
    });
    for said in section.lists.iter().filter(|said| !said.value.0.forbids()) {
        let (list, entries) = &said.value;
        if list.of(&before.settings.lists).is_some_and(|before| !covers(before, entries)) {
            left_out.push(LeftOut::new(list.word(), &said.place));
        }
    }
    let settings = &before.settings;
    drop_if(&mut section.shared_scopes, "shared-scopes", left_out, |to| settings.shared_scopes && !to);
    drop_if(&mut section.fail_on, "fail-on", left_out, |to| is_laxer(*to, before.fail_on));
    drop_if(&mut section.show, "show", left_out, |to| *to > before.show);
}

fn drop_if<T>(
    said: &mut Option<Stated<T>>,
    what: &str,
    left_out: &mut Vec<LeftOut>,
    relaxes: impl Fn(&T) -> bool,
) {
    if let Some(dropped) = said.take_if(|said| relaxes(&said.value)) {
        left_out.push(LeftOut::new(what, &dropped.place));
    }
}
