//! The scopes of a token, by the claim that they stand in.

use std::collections::HashSet;

use super::context::Context;

/// The scopes of one claim.
#[derive(Debug)]
pub(super) struct Scopes<'t> {
    /// Where the claim stands.
    pub(super) pointer: &'static str,
    /// Each scope once, in its order.
    pub(super) values: Vec<&'t str>,
}

/// The claims that hold scopes, those without any left out.
pub(super) fn scopes<'t>(context: &Context<'t>) -> impl Iterator<Item = Scopes<'t>> + use<'t> {
    let claims = context.claims;
    [("scope", "/claims/scope"), ("scp", "/claims/scp")].into_iter().filter_map(move |(name, pointer)| {
        let mut seen = HashSet::new();
        let texts = claims?.texts(name).present()?;
        let all = texts.into_iter().flat_map(|text| text.split(' ')).filter(|scope| !scope.is_empty());
        let values: Vec<&str> = all.filter(|scope| seen.insert(*scope)).collect();
        (!values.is_empty()).then_some(Scopes { pointer, values })
    })
}
