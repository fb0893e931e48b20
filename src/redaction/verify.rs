//! A judged token without what could name anybody.

use super::{Category, Redactor, holds_an_id};
use crate::report::verify::{Judged, Key, Signature};
use crate::verify::PROOF_ID;
use crate::verify::check::Check;

impl Redactor {
    /// The same verdict with stand-ins.
    #[must_use]
    pub fn judged(&mut self, judged: &Judged) -> Judged {
        // The card first: what it hides is known again in the words of the checks.
        let card = judged.card.as_ref().map(|card| Box::new(self.decoded(card)));
        Judged {
            source: self.place(&judged.source),
            key: judged.key.as_ref().map(|key| self.key(key)),
            checks: judged.checks.iter().map(|check| self.check(check)).collect(),
            signatures: judged
                .signatures
                .iter()
                .map(|one| Signature {
                    key: one.key.as_ref().map(|key| self.key(key)),
                    checks: one.checks.iter().map(|check| self.check(check)).collect(),
                })
                .collect(),
            card,
            ..judged.clone()
        }
    }

    fn key(&mut self, key: &Key) -> Key {
        Key {
            kid: key.kid.as_ref().map(|kid| self.stand_in(Category::Key, kid)),
            alg: key.alg,
            source: self.place(&key.source),
        }
    }

    fn check(&mut self, check: &Check) -> Check {
        let is_harmless = matches!(
            check.name,
            "algorithm"
                | "critical-headers"
                | "expiry"
                | "not-before"
                | "issued-at"
                | "age"
                | "lifetime"
                | "depth"
        );
        let category = match check.name {
            "issuer" => Category::Issuer,
            "audience" => Category::Audience,
            "subject" => Category::User,
            "client" => Category::Client,
            "scope" => Category::Scope,
            "actor" | "prior-actor" | "may-act" | "delegation" => Category::Actor,
            "key" | "signature" => Category::Key,
            _ => Category::Value,
        };
        let mut hidden = |text: &Option<String>| match text {
            Some(text) if !is_harmless || holds_an_id(text) => Some(self.stand_in(category, text)),
            text => text.clone(),
        };
        let (wanted, found) = (hidden(&check.wanted), hidden(&check.found));
        let detail = match (check.name, check.detail.split_once(PROOF_ID)) {
            ("dpop", Some((words, id))) => {
                format!("{}{PROOF_ID}{}", self.prose(words), self.stand_in(category, id))
            }
            _ => self.prose(&check.detail),
        };
        // A detail that is only a value is the token's own word, whether or not it was seen before.
        let is_value = !detail.contains(' ') && check.outcome == crate::verify::check::Outcome::Pass;
        let detail = match (is_harmless, is_value, holds_an_id(&detail)) {
            (false, true, _) if check.name != "type" && detail != "none" => self.stand_in(category, &detail),
            (_, _, true) => "not shown".to_owned(),
            _ => detail,
        };
        Check { detail: detail.into(), wanted, found, ..check.clone() }
    }
}
