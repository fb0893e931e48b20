//! All rules over one token.

use super::context::Context;
use super::finding::Finding;
use super::kind::TokenKind;
use super::rule::{Area, Rule};
use super::rules::RULES;
use super::settings::Setting;
use super::upkeep;
use crate::delegation::chain::Level;

/// Every finding about a token, in the order of the rules.
#[must_use]
pub fn judge(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in RULES {
        findings.extend(judge_by(rule, context));
    }
    findings
}

/// The findings of one rule.
#[must_use]
pub fn judge_by(rule: &Rule, context: &Context<'_>) -> Vec<Finding> {
    let setting = context.settings.of(rule);
    if setting == Setting::Off {
        return Vec::new();
    }
    // A proof grants nothing, so that only how it is signed and what it gives away can be wrong.
    if context.kind == TokenKind::Proof && !matches!(rule.area, Area::Signature | Area::Privacy) {
        return Vec::new();
    }
    let flaws = (rule.check)(context);
    if flaws.is_empty() {
        return Vec::new();
    }
    let excuse = context.provider.zip(context.claims).and_then(|(one, claims)| one.excuse(rule.id, claims));
    let judged = flaws.into_iter().map(|flaw| match excuse {
        // What a vendor does to everybody is worth a note that says so (the policy may say more).
        Some(cause) => {
            let help = format!("nothing at this issuer; --allow {} where the note is noise", rule.id);
            flaw.level(Level::Note).why(cause).help(help)
        }
        None => flaw,
    });
    judged.map(|flaw| Finding::new(rule, flaw.veiled(), setting)).collect()
}

/// Every rule: those about tokens, then those about the policy itself.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().chain(upkeep::RULES).copied()
}

/// The rule of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == name)
}

#[cfg(test)]
mod tests {
    use super::{all, named};

    #[test]
    fn every_rule_is_found_by_its_own_name() {
        for rule in all() {
            assert_eq!(named(rule.id).map(|found| found.id), Some(rule.id));
        }
        assert!(named("no-such-rule").is_none());
    }
}
