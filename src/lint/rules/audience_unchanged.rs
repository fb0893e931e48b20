//! `audience-unchanged`: a new token for the old audience.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::kind::TokenKind;
use crate::lint::rule::{Area, Needs, Rule};
use crate::delegation::change::{Audience, Change};

pub(super) static RULE: Rule = Rule {
    id: "audience-unchanged",
    area: Area::Audience,
    summary: "a new token for the old audience",
    level: Level::Warning,
    needs: Needs::Parent,
    since: "0.1.0",
    references: &["RFC 8693 section 2.1", "RFC 9700 section 2.3"],
    docs: include_str!("audience_unchanged.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let is_same = |change: &Change| !change.same_token && change.audience_is == Audience::Unchanged;
    match &context.change {
        // An ID token is for its client, whatever the subject token was for.
        Some(change) if is_same(change) && context.kind != TokenKind::IdToken => {
            let flaw = Flaw::at("/claims/aud", "the exchange led to the same audience");
            vec![change.audience.after.iter().fold(flaw, Flaw::value)]
        }
        _ => Vec::new(),
    }
}
