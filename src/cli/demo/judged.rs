//! The last scene: what `obo lint` says at the ledger about both ways, by the settings that the demo saves.

use std::path::Path;

use super::save::settings;
use crate::config::Config;
use crate::config::file::File;
use crate::config::origin::Origin;
use crate::failure::Failure;
use crate::instant::Instant;
use crate::lint::baseline::Known;
use crate::lint::context::Place;
use crate::lint::own_rules::OwnRules;
use crate::lint::policy::{Layer, Policy, Standing};
use crate::linting::{Sight, linted};
use crate::report::demo::{Act, Judged, Spotted};
use crate::report::lint::Location;
use crate::token::Token;

/// The profile of the settings that stands for the place where both ways end.
const PROFILE: &str = "ledger";

/// Judges the tokens, each under the name that it is saved by.
///
/// # Errors
/// Where the demo's own settings are no policy.
pub(super) fn judged(issuer: &str, tokens: &[(&str, &Token)], now: Instant) -> Result<Act, Failure> {
    let policy = policy(issuer).ok_or_else(|| Failure::usage("the demo's settings are no policy"))?;
    let judge = |(name, token): &(&str, &Token)| {
        let sight = Sight {
            source: name,
            index: 0,
            place: Place::default(),
            label: None,
            parent: None,
            policy: &policy,
            own: &OwnRules::default(),
            known: &Known::Nothing,
            suppresses: true,
            now,
            location: &Location::default(),
        };
        let linted = linted(token, sight);
        let shown = linted.findings.iter().filter(|told| told.finding.level >= linted.show);
        let mut findings: Vec<Spotted> = shown
            .map(|told| Spotted {
                rule: told.finding.rule.to_string(),
                level: told.finding.level,
                message: told.finding.message.to_string(),
            })
            .collect();
        findings.sort_by_key(|one| std::cmp::Reverse(one.level));
        Judged { command: format!("obo lint @{name} -p {PROFILE}"), passed: !linted.fails, findings }
    };
    Ok(Act::Judged(tokens.iter().map(judge).collect()))
}

/// What `-p ledger` makes of the saved settings.
fn policy(issuer: &str) -> Option<Policy> {
    let text = settings(issuer);
    let file = File::parse(text.as_bytes(), Path::new("obo.toml"), Origin::Named, Standing::User).ok()?;
    let config = Config::of(file);
    config.policy(Some(&config.profile(PROFILE).ok()?), Layer::default()).ok()
}

#[cfg(test)]
mod tests {
    use super::policy;

    #[test]
    fn the_settings_of_the_demo_are_a_policy_that_names_one_audience() {
        let policy = policy("http://127.0.0.1:1").expect("a policy");
        let settings = &policy.plain().settings;
        assert_eq!(settings.lists.audiences.as_deref(), Some(&["ledger".to_owned()][..]));
        assert_eq!(settings.limits.lifetime, 900);
    }
}
