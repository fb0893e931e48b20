//! The examples of a policy, judged: which findings they must give, and which they give.

use std::collections::BTreeSet;

use super::{Sight, linted};
use crate::instant::Instant;
use crate::lint::baseline::Known;
use crate::lint::context::{Place, Subject};
use crate::lint::own_rules::OwnRules;
use crate::lint::policy::{Policy, Trial};
use crate::report::lint::Location;
use crate::report::trial::Tried;
use crate::token::json::{Budget, Document, Tree};
use crate::token::{Kind, Token, base64url};

/// Judges one example. Every finding that it names must be there, and no other that a screen would show; suppressions
/// and baselines are for tokens that are in use.
#[must_use]
pub fn tried(trial: &Trial, policy: &Policy, own: &OwnRules, now: Instant) -> Tried {
    let mut tried = Tried {
        name: trial.name.clone(),
        place: trial.place.to_string(),
        passed: false,
        wanted: trial.findings.iter().map(|name| name.value.clone()).collect(),
        missing: Vec::new(),
        unexpected: Vec::new(),
        unreadable: false,
    };
    let parent = match trial.subject_claims.as_deref().map(|claims| token(claims, None)) {
        Some(None) => return Tried { unreadable: true, ..tried },
        Some(parent) => parent,
        None => None,
    };
    let Some(token) = token(&trial.claims, trial.header.as_deref()) else {
        return Tried { unreadable: true, ..tried };
    };
    let parent = parent.as_ref().map(Subject::read);
    let sight = Sight {
        source: "example",
        index: 0,
        place: Place::default(),
        label: trial.label.as_deref(),
        parent: parent.as_ref(),
        policy,
        own,
        known: &Known::Nothing,
        suppresses: false,
        now: trial.at.unwrap_or(now),
        location: &Location::default(),
    };
    let linted = linted(&token, sight);
    let found: BTreeSet<&str> = linted.findings.iter().map(|shown| &*shown.finding.rule).collect();
    let shown = linted.findings.iter().filter(|shown| shown.finding.level >= linted.show);
    let shown: BTreeSet<&str> = shown.map(|shown| &*shown.finding.rule).collect();
    tried.missing = tried.wanted.iter().filter(|name| !found.contains(name.as_str())).cloned().collect();
    let others = shown.into_iter().filter(|name| !tried.wanted.iter().any(|wanted| wanted == name));
    tried.unexpected = others.map(str::to_owned).collect();
    tried.passed = tried.missing.is_empty() && tried.unexpected.is_empty();
    tried
}

/// The token of an example: signed in form where it has a header.
fn token(claims: &str, header: Option<&str>) -> Option<Token> {
    let document = Document::parse(claims.as_bytes(), Budget::TOKEN).ok()?;
    let Some(header) = header else {
        return Some(Token::from_claims(Kind::Claims, Tree::from(document), claims.as_bytes()));
    };
    let read = Document::parse(header.as_bytes(), Budget::TOKEN).ok()?;
    let is_unsigned = read.root().get("alg").and_then(|alg| alg.as_str()) == Some("none");
    // A signature that nothing verifies: lint judges what a token says.
    let signature = if is_unsigned { "" } else { "c2lnbmF0dXJl" };
    let [header, claims] = [header, claims].map(|part| base64url::encode(part.as_bytes()));
    Token::parse(&format!("{header}.{claims}.{signature}")).ok()
}
