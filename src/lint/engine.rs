//! All rules over one token.

use super::context::Context;
use super::finding::Finding;
use super::rule::Rule;
use super::rules::RULES;
use super::settings::Setting;

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
    (rule.check)(context).into_iter().map(|flaw| Finding::new(rule, flaw, setting)).collect()
}

/// The rule of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == name).copied()
}
