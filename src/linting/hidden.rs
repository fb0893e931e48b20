//! Secrets among the claims, kept out of what other findings show of the same token.

use crate::lint::leak::{self, RULE};
use crate::report::lint::Shown;
use crate::token::Token;
use crate::token::json::step;

/// The least that a secret has of characters before it is looked for in sentences: a shorter one is part of any word.
const LEAST: usize = 4;
/// What stands in a secret's place.
const MASK: &str = "***";

/// Hides secrets where a rule has found some: nothing of a claim that holds one is shown, and none of them anywhere.
pub(super) fn hide(token: &Token, findings: &mut [Shown]) {
    let Some(tree) = token.claims_tree().filter(|_| findings.iter().any(|shown| shown.finding.rule == RULE))
    else {
        return;
    };
    let mut places = Vec::new();
    let mut secrets = Vec::new();
    for (name, value) in tree.value().members() {
        let leaks = leak::inside(name, value).found;
        if !leaks.is_empty() {
            places.push(format!("/claims{}", step(name)));
            secrets.extend(leaks.into_iter().filter_map(|leak| leak.text));
        }
    }
    // The longest first: one may stand inside another.
    secrets.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
    let masked = |text: &mut String| {
        for secret in &secrets {
            if text == secret {
                *text = MASK.to_owned();
            } else if secret.chars().count() >= LEAST && text.contains(secret) {
                *text = text.replace(secret, MASK);
            }
        }
    };
    for Shown { finding, words } in findings.iter_mut().filter(|shown| shown.finding.rule != RULE) {
        if places.iter().any(|place| is_inside(&finding.pointer, place)) {
            words.clear();
        }
        words.iter_mut().for_each(masked);
        finding.culprits.iter_mut().for_each(|culprit| masked(&mut culprit.value));
        [&mut finding.message, &mut finding.why, &mut finding.help].into_iter().for_each(masked);
    }
}

/// Whether a pointer leads to a place or below it.
fn is_inside(pointer: &str, place: &str) -> bool {
    pointer.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
