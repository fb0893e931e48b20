//! `audience-widened`: the token is for all that the subject token is for, and for more.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::delegation::change::{Audience, Pair};

pub(super) static RULE: Rule = Rule {
    id: "audience-widened",
    area: Area::Audience,
    summary: "the token is for all that the subject token is for, and for more",
    level: Level::Error,
    needs: Needs::Parent,
    since: "0.1.0",
    references: &["RFC 8693 section 2.1", "RFC 9700 section 2.3", "OWASP NHI5"],
    docs: include_str!("audience_widened.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(change) = context.change.as_ref().filter(|change| change.audience_is == Audience::Widened) else {
        return Vec::new();
    };
    let Pair { before, after } = &change.audience;
    let flaw = Flaw::at("/claims/aud", "the token is for more places than the subject token");
    vec![after.iter().filter(|one| !before.contains(one)).fold(flaw, Flaw::value)]
}
