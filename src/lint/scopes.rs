//! The scopes of a token, by the claim that they stand in.

use std::collections::HashSet;

use super::context::Context;
use crate::token::claims::{Claims, Field};
use crate::token::json::Value;

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
    of(context.claims)
}

/// The same for any claims.
pub(super) fn of<'t>(claims: Option<Claims<'t>>) -> impl Iterator<Item = Scopes<'t>> + use<'t> {
    [("scope", "/claims/scope"), ("scp", "/claims/scp")].into_iter().filter_map(move |(name, pointer)| {
        let mut seen = HashSet::new();
        let texts = texts(claims?.get(name)?);
        let all = texts.flat_map(|text| text.split(' ')).filter(|scope| !scope.is_empty());
        let values: Vec<&str> = all.filter(|scope| seen.insert(*scope)).collect();
        (!values.is_empty()).then_some(Scopes { pointer, values })
    })
}

/// A claim's text, or all the texts of its list. What else stands in the list takes no scope and no role away: one reader
/// refuses such a token, the next takes what it can read.
pub(super) fn texts<'t>(value: Value<'t>) -> impl Iterator<Item = &'t str> {
    value.as_str().into_iter().chain(value.items().filter_map(|item| item.as_str()))
}

/// The claims that should hold scopes and are no list of texts, with what was found.
pub(super) fn malformed(claims: Claims<'_>) -> impl Iterator<Item = (&'static str, String)> + use<'_> {
    [("scope", "/claims/scope"), ("scp", "/claims/scp")].into_iter().filter_map(move |(name, pointer)| {
        match claims.texts(name) {
            Field::Malformed(found) => Some((pointer, found)),
            _ => None,
        }
    })
}
