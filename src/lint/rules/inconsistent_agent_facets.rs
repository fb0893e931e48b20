//! `inconsistent-agent-facets`: claims that contradict each other.

use crate::delegation::chain::Level;
use crate::delegation::formats::contradictions;
use crate::lint::context::Context;
use crate::lint::flaw::Culprit;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "inconsistent-agent-facets",
    area: Area::Delegation,
    summary: "claims about the subject or the actor contradict each other",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["OWASP NHI4"],
    docs: include_str!("inconsistent_agent_facets.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(claims) = context.claims else { return Vec::new() };
    let mut flaws: Vec<Flaw> = Vec::new();
    for found in contradictions(context.token) {
        let culprits = found.values.iter().map(|(value, note)| Culprit {
            value: (*value).to_owned(),
            note: Some((*note).to_owned()),
            tier: None,
        });
        let place = format!("/claims/{}", found.claim);
        match flaws.iter_mut().find(|flaw| flaw.pointer == place) {
            Some(flaw) => {
                flaw.message = format!("{}; {}", flaw.message, found.text);
                flaw.culprits.extend(culprits);
            }
            None => {
                let mut flaw = Flaw::at(place, found.text);
                flaw.culprits.extend(culprits);
                if let (true, Some(value)) = (flaw.culprits.is_empty(), claims.text(found.claim).present()) {
                    flaw = flaw.value(value);
                }
                flaws.push(flaw);
            }
        }
    }
    flaws
}
