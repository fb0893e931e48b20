//! Findings without what could name anybody.

use super::tree::is_registered;
use super::{Category, Redactor};
use crate::lint::engine::named;
use crate::report::lint::{Linted, Shown, Summary};

impl Redactor {
    /// The same findings with stand-ins; sentences that may quote a value give way to those of the rule.
    #[must_use]
    pub fn linted(&mut self, linted: &Linted) -> Linted {
        let mut hidden = linted.clone();
        hidden.source = self.place(&linted.source);
        if linted.source.starts_with(&linted.location.path) {
            hidden.location.path = self.place(&linted.location.path);
        }
        hidden.issuer = linted.issuer.as_deref().map(|issuer| self.stand_in(Category::Issuer, issuer));
        hidden.client = linted.client.as_deref().map(|client| self.stand_in(Category::Client, client));
        for shown in &mut hidden.findings {
            self.finding(shown);
        }
        hidden
    }

    /// The same counts with stand-ins for the clients.
    pub(super) fn summary(&mut self, summary: &Summary) -> Summary {
        let tally = summary.tally.as_ref();
        let tally = tally.map(|tally| tally.renamed(|client| self.stand_in(Category::Client, client)));
        Summary { tally, ..summary.clone() }
    }

    fn finding(&mut self, shown: &mut Shown) {
        let claim =
            shown.finding.pointer.rsplit('/').find(|step| step.parse::<usize>().is_err()).unwrap_or_default();
        let category = Category::of(claim);
        // Times and the names of algorithms and types say nothing about anybody, where they are some.
        let mut values =
            shown.words.iter().chain(shown.finding.culprits.iter().map(|culprit| &culprit.value));
        let is_harmless = match claim {
            "exp" | "iat" | "nbf" | "act_depth" => values.all(|value| is_number(value)),
            "alg" | "typ" => values.all(|value| is_registered(value)),
            _ => false,
        };
        if !is_harmless {
            for word in &mut shown.words {
                *word = self.stand_in(category, word);
            }
            for culprit in &mut shown.finding.culprits {
                culprit.value = self.stand_in(category, &culprit.value);
                culprit.note = None;
            }
            if let Some(rule) = named(&shown.finding.rule) {
                shown.finding.message = rule.summary.to_owned();
                shown.finding.why = rule.why();
                shown.finding.help = rule.help();
            }
        }
        shown.finding.pointer = self.pointer(&shown.finding.pointer);
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b))
}
