//! `scope-widened`: the token may do what the subject token may not.

use std::collections::HashSet;

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::delegation::mandate::Mandate;
use crate::lint::scopes::{self, Scopes, scopes};

pub(super) static RULE: Rule = Rule {
    id: "scope-widened",
    area: Area::Scope,
    summary: "the token may do what the subject token may not",
    level: Level::Error,
    needs: Needs::Parent,
    since: "0.1.0",
    references: &["RFC 8693 section 2.1", "RFC 6749 section 6", "RFC 9700 section 2.3", "OWASP NHI5"],
    docs: include_str!("scope_widened.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(change) = context.change.as_ref().filter(|change| !change.same_token) else { return Vec::new() };
    let parent = context.parent.and_then(|parent| parent.token.claims());
    let before: HashSet<&str> = scopes::of(parent).flat_map(|scopes| scopes.values).collect();
    let is_comparable = change.compares_scopes(is_shared(context));
    let widened = |scopes: Scopes<'_>| {
        let mut found = scopes.values.into_iter().filter(|scope| !before.contains(scope)).peekable();
        found.peek()?;
        let flaw = if is_comparable {
            Flaw::at(scopes.pointer, "the token may do what the subject token may not")
        } else {
            Flaw::at(scopes.pointer, "the token has other scopes than the subject token, for another audience")
                .level(Level::Note)
                .why("at another audience the same word may mean something else, so the two cannot be compared")
                .help("say --shared-scopes where scopes mean the same at every audience")
        };
        Some(found.fold(flaw, Flaw::value))
    };
    scopes(context).filter_map(widened).collect()
}

/// Whether the policy or the vendor of both tokens says that a scope means the same everywhere.
fn is_shared(context: &Context<'_>) -> bool {
    let issuer = |mandate: &Mandate| mandate.subject.issuer.clone();
    let is_one_issuer = context.parent.is_some_and(|parent| issuer(&parent.mandate) == issuer(&context.mandate));
    let vendor_says = context.provider.is_some_and(|provider| provider.quirks().shared_scopes);
    context.settings.shared_scopes || (is_one_issuer && vendor_says)
}
