//! A decoded token without what could name anybody.

use super::{Category, Redactor, holds_an_id};
use crate::plural::counted;
use crate::report::decode::{Body, Changes, ClaimChange, Decoded, Difference, Explanation, Remark, Warning};

impl Redactor {
    /// The same token with stand-ins.
    #[must_use]
    pub fn decoded(&mut self, decoded: &Decoded) -> Decoded {
        let header = decoded.header.as_ref().map(|tree| self.tree(tree));
        let claims = decoded.claims.as_ref().map(|tree| self.tree(tree));
        let payload = decoded.payload.as_ref().map(|body| {
            let (Body::Text(text) | Body::Base64(text)) = body;
            Body::Text(format!("{}, not shown", counted(text.chars().count(), "character", "characters")))
        });
        Decoded {
            source: self.place(&decoded.source),
            place: decoded.place.as_ref().map(|place| self.place(place)),
            header,
            claims,
            payload,
            delegation: decoded.delegation.as_ref().map(|chain| self.chain(chain)),
            explanations: decoded.explanations.iter().filter_map(|e| self.explanation(e)).collect(),
            remarks: decoded.remarks.iter().filter_map(|remark| self.remark(remark)).collect(),
            audience: None,
            warnings: decoded.warnings.iter().map(|warning| self.warning(warning)).collect(),
            inner: decoded.inner.as_ref().map(|inner| Box::new(self.decoded(inner))),
            ..decoded.clone()
        }
    }

    /// The same difference with stand-ins.
    #[must_use]
    pub fn difference(&mut self, difference: &Difference) -> Difference {
        let claims = difference.changes.claims.iter().map(|change| ClaimChange {
            pointer: self.pointer(&change.pointer),
            before: change.before.as_ref().map(|tree| self.tree(tree)),
            after: change.after.as_ref().map(|tree| self.tree(tree)),
        });
        let claims = claims.collect();
        Difference { changes: Changes { change: self.change(&difference.changes.change), claims } }
    }

    /// What a hidden value means would say the value; what the claim means does not.
    fn explanation(&mut self, explanation: &Explanation) -> Option<Explanation> {
        let value = explanation.value.as_ref().map(|value| match self.stand_ins.get(value) {
            Some(stand_in) => (stand_in.clone(), true),
            None => (value.clone(), false),
        });
        let text = self.prose(&explanation.text);
        if holds_an_id(&text) {
            return None;
        }
        let value = match value {
            // Scopes are hidden one by one, so their list is no text that was given a stand-in.
            Some((value, false)) if value.contains([' ', '@', '/']) => {
                Some(self.stand_in(Category::Value, &value))
            }
            Some((value, _)) => Some(value),
            None => None,
        };
        Some(Explanation { pointer: self.pointer(&explanation.pointer), value, text })
    }

    fn remark(&mut self, remark: &Remark) -> Option<Remark> {
        let text = self.prose(&remark.text);
        let pointer = self.pointer(&remark.pointer);
        (!holds_an_id(&text)).then_some(Remark { pointer, text, is_contradiction: remark.is_contradiction })
    }

    fn warning(&mut self, warning: &Warning) -> Warning {
        Warning {
            pointer: self.pointer(&warning.pointer),
            text: self.prose(&warning.text),
            value: warning.value.as_ref().map(|tree| self.tree(tree)),
        }
    }
}
