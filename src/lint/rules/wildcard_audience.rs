//! `wildcard-audience`: the audience stands for many, by a star or a word for all.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "wildcard-audience",
    area: Area::Audience,
    summary: "the audience stands for many, by a star or a word for all",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 7519 section 4.1.3", "RFC 9700 section 2.3", "OWASP NHI5"],
    docs: include_str!("wildcard_audience.md"),
    check,
};

/// Audiences that every verifier of a profile takes for its own, byte for byte, and whose verifiers these are.
const EVERYBODY: [(&str, &str); 2] = [
    ("ANY", "every service that reads SciTokens"),
    ("https://wlcg.cern.ch/jwt/v1/any", "every service of the WLCG token profile"),
];

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let audience = &context.mandate.audience;
    let of_all = |one: &str| EVERYBODY.into_iter().find(|(word, _)| *word == one).map(|(_, who)| who);
    let has_star = audience.iter().any(|one| one.contains('*'));
    let flaw = match audience.iter().any(|one| of_all(one).is_some()) {
        true => Flaw::at("/claims/aud", "the audience is everybody")
            .why("each service that gets the token can use it at all the others, as the subject"),
        false if has_star => Flaw::at("/claims/aud", "an audience with a star is no audience"),
        false => return Vec::new(),
    };
    let who = |one: &str| of_all(one).or(one.contains('*').then_some("every service that reads a star"));
    let judged = audience.iter().filter_map(|one| Some((one, who(one)?)));
    vec![judged.fold(flaw, |flaw, (one, who)| flaw.noted(one, who))]
}
