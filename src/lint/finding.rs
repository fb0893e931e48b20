//! A finding: a flaw, under the name and the level of its rule.

use std::borrow::Cow;

use super::flaw::{Culprit, Flaw};
use super::policy::OwnRule;
use super::rule::Rule;
use super::settings::Setting;
use crate::delegation::chain::Level;

/// What lint says about one place of one token; never the token itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name.
    pub rule: Cow<'static, str>,
    /// How bad it is.
    pub level: Level,
    /// What is wrong, in a sentence; outside values in it are not yet escaped.
    pub message: String,
    /// The outermost place at fault, or where the missing member would stand.
    pub pointer: String,
    /// The values at fault.
    pub culprits: Vec<Culprit>,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub help: String,
    /// Where the rule comes from.
    pub references: Vec<Cow<'static, str>>,
    /// Whether nothing of the claim may be shown.
    pub is_masked: bool,
}

impl Finding {
    /// The finding that a flaw is under this rule, at the level that the policy says.
    pub(super) fn new(rule: &Rule, flaw: Flaw, setting: Setting) -> Self {
        let own = flaw.level.unwrap_or(rule.level);
        Self {
            rule: Cow::Borrowed(rule.id),
            level: match setting {
                Setting::At(level) => level,
                Setting::AtLeast(level) => own.max(level),
                Setting::Default | Setting::Off => own,
            },
            message: flaw.message,
            pointer: flaw.pointer,
            culprits: flaw.culprits,
            why: flaw.why.unwrap_or_else(|| rule.why()),
            help: flaw.help.unwrap_or_else(|| rule.help()),
            is_masked: flaw.is_masked,
            references: rule.references.iter().map(|one| Cow::Borrowed(*one)).collect(),
        }
    }

    /// The finding that a rule of the team's own is true.
    pub(super) fn own(rule: &OwnRule, pointer: String, setting: Setting) -> Self {
        Self {
            rule: Cow::Owned(rule.name.clone()),
            level: match setting {
                Setting::At(level) => level,
                Setting::AtLeast(level) => rule.level.max(level),
                Setting::Default | Setting::Off => rule.level,
            },
            message: rule.message.clone(),
            pointer,
            culprits: Vec::new(),
            why: format!("a rule of the policy, at {}", rule.place),
            help: String::new(),
            // What the claim holds is for the rule to say; it may be what must not be shown.
            is_masked: true,
            references: Vec::new(),
        }
    }
}
