//! Rules about the policy itself: what in it could not be decided, and what in it is of no use any more.

pub mod stale;

use super::finding::Finding;
use super::flaw::Flaw;
use super::rule::{Area, Needs, Rule};
use super::settings::Setting;
use crate::delegation::chain::Level;

/// A rule of the team's own that could not be decided (SECURITY.md R17).
pub static POLICY_ERROR: Rule = Rule {
    id: "policy-error",
    area: Area::Policy,
    summary: "a rule of the team's own that could not be decided about a token",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["CEL"],
    docs: include_str!("policy_error.md"),
    check: |_| Vec::new(),
};

/// A suppression that is past, or that silences nothing.
pub static STALE_SUPPRESSION: Rule = Rule {
    id: "stale-suppression",
    area: Area::Policy,
    summary: "a suppression whose date is past, or that silences nothing",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["NIST CSF 2.0 PR.AA"],
    docs: include_str!("stale_suppression.md"),
    check: |_| Vec::new(),
};

/// The rules about the policy; no token alone shows what they find.
pub static RULES: &[&Rule] = &[&POLICY_ERROR, &STALE_SUPPRESSION];

/// The finding that a rule of the team's own could not be decided. No policy lowers it: what was not decided has not
/// passed (SECURITY.md R17).
#[must_use]
pub(super) fn undecided(flaw: Flaw) -> Finding {
    Finding::new(&POLICY_ERROR, flaw, Setting::At(Level::Error))
}

#[cfg(test)]
mod tests {
    use super::RULES;
    use crate::lint::docs::{HELP, REFERENCES, WHAT, WHY, part};

    #[test]
    fn every_page_has_its_parts() {
        for rule in RULES {
            assert!(rule.docs.starts_with(&format!("# {}\n", rule.id)), "{}", rule.id);
            for heading in [WHAT, WHY, HELP, REFERENCES] {
                assert!(!part(rule.docs, heading).is_empty(), "{} {heading}", rule.id);
            }
        }
    }
}
