//! `multiple-audiences`: the token is good at more than one place.

use std::collections::BTreeSet;

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "multiple-audiences",
    area: Area::Audience,
    summary: "the token is meant for more than one audience",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8693 section 2.1", "RFC 9700 section 2.3", "OWASP NHI5"],
    docs: include_str!("multiple_audiences.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let mut seen = BTreeSet::new();
    // One that is named twice is one place.
    let audience = context.mandate.audience.iter().filter(|one| !is_userinfo(context, one) && seen.insert(*one));
    let audience: Vec<&String> = audience.collect();
    if audience.len() < 2 {
        return Vec::new();
    }
    let flaw = Flaw::at("/claims/aud", format!("the token is good at {} places", audience.len()));
    vec![audience.into_iter().fold(flaw, Flaw::value)]
}

/// Whether an audience is the issuer's own UserInfo endpoint: every token with `openid` may be shown there, and it gives
/// away nothing but claims.
fn is_userinfo(context: &Context<'_>, audience: &str) -> bool {
    let issuer = context.mandate.subject.issuer.as_deref().unwrap_or_default();
    let issuer = issuer.strip_suffix('/').unwrap_or(issuer);
    let rest = audience.strip_prefix(issuer).unwrap_or_default();
    !issuer.is_empty() && rest.starts_with('/') && rest.ends_with("/userinfo")
}
