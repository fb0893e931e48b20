//! What lint says about one token, ready for the sinks.

mod elements;
mod hidden;
pub mod trial;

use std::borrow::Cow;

use self::elements::Elements;

use crate::instant::Instant;
use crate::lint::baseline::Known;
use crate::lint::context::{Context, Place, Subject};
use crate::lint::engine;
use crate::lint::finding::Finding;
use crate::lint::kind::TokenKind;
use crate::lint::leak;
use crate::lint::own_rules::OwnRules;
use crate::lint::policy::{self, Identity, Policy, Resolved, Who};
use crate::lint::rule::Area;
use crate::lint::settings::Settings;
use crate::lint::upkeep::POLICY_ERROR;
use crate::report::lint::{Linted, Location, Shown};
use crate::token::Token;
use crate::token::json::{Kind, Value};

/// How many words of a claim are shown beside a finding.
const WORDS: usize = 200;

/// Where a token was found, what it is held against, and what it is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'s> {
    /// The name of the input, with line and column if the token stood inside text.
    pub source: &'s str,
    /// From 0 among the tokens of one source.
    pub index: usize,
    /// Where the token stood.
    pub place: Place<'s>,
    /// The name that the caller gave the input.
    pub label: Option<&'s str>,
    /// The token it was exchanged from.
    pub parent: Option<&'s Subject<'s>>,
    /// What it is judged by.
    pub policy: &'s Policy,
    /// The rules of the policy itself, read.
    pub own: &'s OwnRules,
    /// What is known beforehand.
    pub known: &'s Known,
    /// Whether the policy's suppressions count.
    pub suppresses: bool,
    /// The moment as of which it is judged.
    pub now: Instant,
    /// Where tools that know only files show the findings.
    pub location: &'s Location,
}

/// Judges one token by all rules.
#[must_use]
pub fn linted(token: &Token, sight: Sight<'_>) -> Linted {
    let resolved = resolved(token, &sight);
    let context = Context::new(token, sight.place, sight.parent, &resolved.settings, sight.now);
    let issuer = context.claims.and_then(|claims| claims.text("iss").present()).map(shown);
    let client = context.mandate.clients.first().map(|client| shown(client));
    let mut silenced = Vec::new();
    let mut known = 0_u64;
    let mut findings = Vec::new();
    let own = judged_by_own(token, &sight, &resolved.settings);
    for finding in engine::judge(&context).into_iter().chain(own) {
        let identity = Identity {
            rule: &finding.rule,
            area: engine::named(&finding.rule).map_or(Area::Policy, |rule| rule.area),
            issuer: issuer.as_deref(),
            client: client.as_deref(),
            pointer: &finding.pointer,
        };
        // What could not be decided is never silent (SECURITY.md R17).
        let may = sight.suppresses && identity.rule != POLICY_ERROR.id;
        match may.then(|| sight.policy.silences(&identity, sight.now)).flatten() {
            Some(number) => silenced.push(number),
            None if sight.known.silences(&identity, sight.policy) => known = known.saturating_add(1),
            None => {
                let words = if finding.is_masked { Vec::new() } else { words(token, &finding.pointer) };
                findings.push(Shown { words, finding });
            }
        }
    }
    hidden::hide(token, &mut findings);
    let fails = |shown: &Shown| resolved.fail_on.is_some_and(|least| shown.finding.level >= least);
    Linted {
        source: sight.source.to_owned(),
        index: sight.index,
        label: sight.label.map(str::to_owned),
        sha256: Some(token.sent()),
        fails: findings.iter().any(fails),
        issuer: issuer.map(Cow::into_owned),
        client: client.map(Cow::into_owned),
        findings,
        suppressed: u64::try_from(silenced.len()).unwrap_or(u64::MAX).saturating_add(known),
        silenced,
        show: resolved.show,
        fail_on: resolved.fail_on,
        location: sight.location.clone(),
    }
}

/// A finding about the policy itself, at the place where it stands.
#[must_use]
pub fn of_policy(place: &policy::Place, finding: Finding, policy: &Policy) -> Linted {
    let plain = policy.plain();
    Linted {
        source: place.to_string(),
        index: 0,
        label: None,
        sha256: None,
        issuer: None,
        client: None,
        fails: plain.fail_on.is_some_and(|least| finding.level >= least),
        findings: vec![Shown { words: Vec::new(), finding }],
        suppressed: 0,
        silenced: Vec::new(),
        show: plain.show,
        fail_on: plain.fail_on,
        location: match place {
            policy::Place::File { path, line, .. } => {
                Location { path: path.to_string_lossy().into_owned(), line: *line }
            }
            policy::Place::Flag(_) => Location { path: "obo.toml".to_owned(), line: 1 },
        },
    }
}

/// What the team's own rules find; nothing is prepared where there are none.
fn judged_by_own(token: &Token, sight: &Sight<'_>, settings: &Settings) -> Vec<Finding> {
    if sight.own.is_empty() {
        return Vec::new();
    }
    match Elements::of(token, sight, settings.shared_scopes) {
        Some(elements) => sight.own.judge(elements.facts(sight), settings),
        None => sight.own.undecided("its elements are larger than a rule may look at"),
    }
}

/// What holds for the token: sections look at what it says of itself.
fn resolved<'p>(token: &Token, sight: &Sight<'p>) -> Cow<'p, Resolved> {
    if !sight.policy.has_sections() {
        return Cow::Borrowed(sight.policy.plain());
    }
    let Subject { chain, mandate, .. } = Subject::read(token);
    let claims = token.claims();
    let who = Who {
        issuer: claims.and_then(|claims| claims.text("iss").present()),
        client: mandate.clients.first().map(String::as_str),
        audiences: &claims.map(|claims| claims.audience()).unwrap_or_default(),
        kind: TokenKind::of(token, &chain, sight.place.member),
        label: sight.label,
    };
    sight.policy.resolve(&who)
}

/// A name as summaries and baselines have it: what is a secret by its shape gets into neither.
fn shown(name: &str) -> Cow<'_, str> {
    leak::veiled(name).map_or(Cow::Borrowed(name), Cow::Owned)
}

/// The words of what a pointer leads to: the parts of a text, the items of a list, else the JSON itself.
fn words(token: &Token, pointer: &str) -> Vec<String> {
    let found = match pointer.strip_prefix("/header") {
        Some(rest) => token.header().and_then(|tree| tree.value().pointer(rest).map(text)),
        None => {
            let rest = pointer.strip_prefix("/claims").unwrap_or(pointer);
            token
                .claims_tree()
                .filter(|_| !rest.is_empty())
                .and_then(|tree| tree.value().pointer(rest).map(text))
        }
    };
    let mut words = found.unwrap_or_default();
    words.truncate(WORDS);
    words
}

fn text(value: Value<'_>) -> Vec<String> {
    match value.kind() {
        Kind::String => value.as_str().map(leak::words).unwrap_or_default(),
        Kind::Array => value.items().filter_map(one).collect(),
        _ => one(value).into_iter().collect(),
    }
}

/// One value as it is shown beside a finding; none that holds a secret inside, which only its name may tell.
fn one(value: Value<'_>) -> Option<String> {
    match value.as_str() {
        Some(text) => Some(leak::veiled(text).unwrap_or_else(|| text.to_owned())),
        None => Some(value.to_json()).filter(|_| leak::inside("", value).found.is_empty()),
    }
}
