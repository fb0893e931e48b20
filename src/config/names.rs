//! Whether every rule that a policy names is there, its own ones included, and whether there are too many.

use super::error::ConfigError;
use crate::lint::policy::{Known, Layer, Place, known};
use crate::lint::rule::Area;
use crate::lint::settings::Selector;
use crate::near::nearest;

/// What there is a limit to, the limit, and how many of it a layer has.
type Bound = (&'static str, usize, fn(&Layer) -> usize);

/// The most sections, own rules, suppressions and tests of all files together: each is held against the others
/// (SECURITY.md R17).
const LIMITS: [Bound; 4] = [
    ("sections", 512, |layer| layer.sections.len()),
    ("rules of the team's own", 256, |layer| layer.rules.len()),
    ("suppressions", 1_024, |layer| layer.suppressions.len()),
    ("tests", 1_024, |layer| layer.trials.len()),
];

/// Refuses layers that name a rule there is none of, or that give a rule of their own the name of another.
pub(super) fn check(layers: &[Layer]) -> Result<(), ConfigError> {
    for (what, limit, count) in LIMITS {
        if layers.iter().map(count).sum::<usize>() > limit {
            return Err(ConfigError::TooMany { what, limit });
        }
    }
    let built_in = known(&[]);
    for layer in layers {
        for (index, rule) in layer.rules.iter().enumerate() {
            let earlier = layer.rules.iter().take(index).any(|other| other.name == rule.name);
            if earlier || built_in.iter().any(|known| known.name == rule.name) {
                return Err(ConfigError::TakenName { place: rule.place.clone() });
            }
        }
    }
    let rules = known(layers);
    for layer in layers {
        let levels = layer.sections.iter().flat_map(|section| &section.levels);
        let levels = levels.map(|said| (&said.value.0, &said.place));
        let locked = layer.locked.iter().map(|said| (&said.value, &said.place));
        let ignored = layer.suppressions.iter().map(|one| (&one.rule, &one.place));
        for (selector, place) in levels.chain(locked).chain(ignored) {
            if let Selector::Rule(name) = selector {
                is_known(name, place, &rules)?;
            }
        }
        for said in layer.trials.iter().flat_map(|trial| &trial.findings) {
            is_known(&said.value, &said.place, &rules)?;
        }
    }
    Ok(())
}

fn is_known(name: &str, place: &Place, rules: &[Known<'_>]) -> Result<(), ConfigError> {
    if rules.iter().any(|rule| rule.name == name) {
        return Ok(());
    }
    let areas: Vec<String> = Area::ALL.into_iter().map(|area| format!("{}.*", area.word())).collect();
    let nearest = match name.ends_with(".*") {
        true => nearest(name, areas.iter().map(String::as_str)),
        false => nearest(name, rules.iter().map(|rule| rule.name)),
    };
    let nearest = nearest.first().map(|name| (*name).to_owned());
    Err(ConfigError::UnknownRule { place: place.clone(), nearest })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::check;
    use crate::config::Origin;
    use crate::config::file::File;
    use crate::lint::policy::Standing;

    #[test]
    fn a_mistyped_area_has_its_nearest_one() {
        for (text, want) in [
            ("[lint]\nlocked = [\"scop.*\"]", Some("the nearest area is scope.*")),
            ("[lint.levels]\n\"life-time.*\" = \"note\"", Some("the nearest area is lifetime.*")),
            ("[lint.levels]\nunsignd = \"note\"", Some("the nearest rule is unsigned")),
            ("[lint.levels]\n\"colours.*\" = \"note\"", Some("obo lint --list names every rule")),
        ] {
            let file = File::parse(text.as_bytes(), Path::new("obo.toml"), Origin::Named, Standing::User);
            let error = check(&[file.expect("it is well formed").layer]).expect_err("no rule of this name");
            assert_eq!(error.hint().as_deref(), want, "{text}");
        }
    }

    #[test]
    fn r17_what_is_held_against_each_other_is_bounded() {
        let rule = |n: usize| format!("[[lint.rule]]\nname = \"r{n}\"\nmessage = \"m\"\nwhen = \"true\"\n");
        let rules = |count: usize| (0..count).map(rule).collect::<String>();
        for (text, want) in [
            (rules(256), None),
            (rules(257), Some("more than 256 rules of the team's own in all files of the policy")),
            ("[[lint.for]]\n".repeat(512), Some("more than 512 sections in all files of the policy")),
        ] {
            let file = File::parse(text.as_bytes(), Path::new("obo.toml"), Origin::Named, Standing::User);
            let error = check(&[file.expect("it is well formed").layer]).err();
            assert_eq!(error.map(|reason| reason.to_string()).as_deref(), want);
        }
    }

    #[test]
    fn every_name_is_that_of_a_rule() {
        let own = "[[lint.rule]]\nname = \"ours\"\nmessage = \"m\"\nwhen = \"true\"\n";
        for (text, want) in [
            ("[lint]\nlocked = [\"expired\", \"scope.*\", \"all\"]", None),
            ("[lint]\nlocked = [\"scop.*\"]", Some("obo.toml:2:11: no rule of this name")),
            ("[lint]\nlevels = { expird = \"off\" }", Some("obo.toml:2:12: no rule of this name")),
            ("[[lint.test]]\nclaims = {}\nfindings = [\"x\"]", Some("obo.toml:3:13: no rule of this name")),
            (&format!("{own}[lint]\nlevels.ours = \"off\""), None),
            (&format!("{own}{own}"), Some("obo.toml:6:8: there is a rule of this name already")),
            (&own.replace("ours", "expired"), Some("obo.toml:2:8: there is a rule of this name already")),
        ] {
            let file = File::parse(text.as_bytes(), Path::new("obo.toml"), Origin::Named, Standing::User);
            let error = check(&[file.expect("it is well formed").layer]).err();
            assert_eq!(error.map(|reason| reason.to_string()).as_deref(), want, "{text}");
        }
    }
}
