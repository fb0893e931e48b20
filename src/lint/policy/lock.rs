//! `locked`: what layers above a base may tighten and not relax.

use super::layer::{Layer, Section};
use super::list::covers;
use super::place::Place;
use super::resolve::{Resolved, floor, is_laxer, resolve};
use super::{Known, SHARED_SCOPES, known};
use crate::delegation::chain::Level;

/// A layer relaxes what one below it locks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{attempt} relaxes {what}, which {lock} locks")]
pub struct Relaxed {
    /// Where it is tried.
    pub attempt: Place,
    /// What: a rule, or `fail-on` for one.
    pub what: String,
    /// Where it is locked.
    pub lock: Place,
}

/// Refuses layers of which one relaxes what one below it locks.
///
/// A section for some tokens is held against what the layers below say for the very same tokens, and where they say
/// nothing of these, against what they say for all.
pub(super) fn check(layers: &[Layer]) -> Result<(), Relaxed> {
    if layers.iter().all(|layer| layer.locked.is_empty()) {
        return Ok(());
    }
    let rules = known(layers);
    for (index, layer) in layers.iter().enumerate() {
        let below = layers.get(..index).unwrap_or_default();
        let locked: Vec<(&Known<'_>, &Place)> =
            rules.iter().filter_map(|rule| Some((rule, Layer::lock(below, rule)?))).collect();
        if locked.is_empty() {
            continue;
        }
        for section in &layer.sections {
            let before = resolve(below, &|one| one.reach.is_everything() || one.reach == section.reach);
            Attempt { section, before: &before, below, rules: &rules }.check(&locked)?;
        }
        for one in &layer.suppressions {
            let hit = locked.iter().find(|(rule, _)| one.rule.selects(rule.name, rule.area));
            refuse(hit, &one.place)?;
        }
        for one in &layer.rules {
            let is_again = |rule: &Known<'_>| {
                rule.name == one.name && below.iter().flat_map(|l| &l.rules).any(|r| r.name == one.name)
            };
            refuse(locked.iter().find(|(rule, _)| is_again(rule)), &one.place)?;
        }
    }
    Ok(())
}

fn refuse(hit: Option<&(&Known<'_>, &Place)>, attempt: &Place) -> Result<(), Relaxed> {
    match hit {
        None => Ok(()),
        Some((rule, lock)) => {
            Err(Relaxed { attempt: attempt.clone(), what: rule.name.to_owned(), lock: (*lock).clone() })
        }
    }
}

/// A section above a lock, and what the layers below it say for the same tokens.
struct Attempt<'l> {
    section: &'l Section,
    before: &'l Resolved,
    below: &'l [Layer],
    rules: &'l [Known<'l>],
}

impl Attempt<'_> {
    fn check(&self, locked: &[(&Known<'_>, &Place)]) -> Result<(), Relaxed> {
        let by_name = |name: &str| locked.iter().find(|(rule, _)| rule.name == name);
        for one in locked {
            let rule = one.0;
            let Some(said) = self.section.word_on(rule) else { continue };
            let least = floor(self.before.settings.said_of(rule.name, rule.area), rule.level);
            refuse((said.value.1 < least).then_some(one), &said.place)?;
        }
        for said in &self.section.limits {
            let (limit, to) = said.value;
            let is_more = to > limit.of(&self.before.settings.limits);
            refuse(by_name(limit.rule()).filter(|_| is_more), &said.place)?;
        }
        for said in self.section.lists.iter().filter(|said| !said.value.0.forbids()) {
            let (list, entries) = &said.value;
            let is_more = list.of(&self.before.settings.lists).is_some_and(|before| !covers(before, entries));
            refuse(by_name(list.rule()).filter(|_| is_more), &said.place)?;
        }
        if let Some(said) = &self.section.shared_scopes {
            let is_less = self.before.settings.shared_scopes && !said.value;
            refuse(by_name(SHARED_SCOPES).filter(|_| is_less), &said.place)?;
        }
        if let Some(said) = &self.section.fail_on
            && let Some((rule, lock)) = bound(self.below, self.rules, self.before, said.value)
        {
            let (attempt, lock) = (said.place.clone(), lock.clone());
            return Err(Relaxed { attempt, what: format!("fail-on for {rule}"), lock });
        }
        Ok(())
    }
}

/// The lock that a lower `fail-on` would go round: that of a rule whose findings fail now and would pass then.
fn bound<'l>(
    below: &'l [Layer],
    rules: &[Known<'l>],
    before: &Resolved,
    word: Option<Level>,
) -> Option<(&'l str, &'l Place)> {
    if !is_laxer(word, before.fail_on) {
        return None;
    }
    rules.iter().find_map(|rule| {
        let level = floor(before.settings.said_of(rule.name, rule.area), rule.level)?;
        let fails = |threshold: Option<Level>| threshold.is_some_and(|threshold| level >= threshold);
        let lock = Layer::lock(below, rule).filter(|_| fails(before.fail_on) && !fails(word))?;
        Some((rule.name, lock))
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{layer, locking};
    use super::super::{Limit, OwnRule, Place, Policy, Standing, Stated};
    use super::{Layer, Level, SHARED_SCOPES};

    #[test]
    fn a_lock_holds_the_limit_and_the_lists_of_its_rule_and_no_others() {
        for (locked, base, above, is_refused) in [
            ("long-lifetime", "lifetime=60", "lifetime=61", true),
            ("long-lifetime", "lifetime=60", "lifetime=60", false),
            ("long-lifetime", "lifetime=60", "lifetime=59", false),
            ("long-lifetime", "agent-lifetime=60", "agent-lifetime=90", true),
            ("too-many-scopes", "scopes=9", "scopes=10", true),
            ("deep-chain", "actors=2", "actors=3", true),
            ("oversized-token", "bytes=99", "bytes=100", true),
            ("deep-chain", "scopes=9", "scopes=10", false),
            ("unknown-issuer", "allow-issuers=https://i*", "allow-issuers=https://*", true),
            ("unknown-issuer", "allow-issuers=https://i*", "allow-issuers=https://ia", false),
            ("unknown-client", "allow-clients=a", "allow-clients=b", true),
            ("unknown-client", "allow-issuers=a", "allow-issuers=b", false),
            ("forbidden-scope", "allow-scopes=a", "allow-scopes=b", true),
            ("forbidden-scope", "forbid-scopes=a", "forbid-scopes=b", false),
            (SHARED_SCOPES, "shared", "shared=no", true),
            (SHARED_SCOPES, "shared", "shared", false),
            (SHARED_SCOPES, "", "shared=no", false),
            ("missing-expiry", "shared", "shared=no", false),
            ("missing-expiry", "missing-expiry=warning", "missing-expiry=warning", false),
            // Its findings pass before and after, or fail before and after.
            ("missing-expiry", "missing-expiry=note", "fail-on=error", false),
            ("missing-expiry", "missing-expiry=error", "fail-on=error", false),
            ("missing-expiry", "missing-expiry=warning", "fail-on=warning", false),
        ] {
            let policy = Policy::new(vec![locking(base, &[locked]), layer(Standing::User, above)]);
            let want = is_refused.then(|| format!("--test relaxes {locked}, which base.toml:2:1 locks"));
            assert_eq!(policy.err().map(|relaxed| relaxed.to_string()), want, "{locked}: {base}, {above}");
        }
    }

    #[test]
    fn an_own_rule_that_is_locked_is_not_written_again() {
        let rules = |names: &[&str]| {
            let rule = |name: &&str| OwnRule {
                name: (*name).to_owned(),
                level: Level::Error,
                message: String::new(),
                when: Stated::new("true".to_owned(), Place::Flag("--test")),
                place: Place::Flag("--test"),
            };
            names.iter().map(rule).collect::<Vec<_>>()
        };
        for (locked, above, refused) in [
            ("ours", &["ours"][..], Some("ours")),
            ("ours", &["theirs"], None),
            ("theirs", &["ours"], None),
            ("theirs", &["theirs"], Some("theirs")),
            ("expired", &["ours", "theirs", "new"], None),
            ("all", &["new"], None),
            ("all", &["new", "ours"], Some("ours")),
            ("ours", &[], None),
        ] {
            let base = Layer { rules: rules(&["ours", "theirs"]), ..locking("", &[locked]) };
            let policy = Policy::new(vec![base, Layer { rules: rules(above), ..Layer::default() }]);
            let want = refused.map(|what| format!("--test relaxes {what}, which base.toml:2:1 locks"));
            assert_eq!(policy.err().map(|relaxed| relaxed.to_string()), want, "{locked} {above:?}");
        }
    }

    #[test]
    fn a_limit_is_a_time_where_its_word_says_so() {
        for limit in Limit::ALL {
            assert_eq!(limit.is_lifetime(), limit.word().ends_with("lifetime"), "{limit:?}");
        }
    }
}
