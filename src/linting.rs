//! What lint says about one token, ready for the sinks.

use crate::delegation::chain::Level;
use crate::instant::Instant;
use crate::lint::context::{Context, Place, Subject};
use crate::lint::engine;
use crate::lint::settings::Settings;
use crate::report::lint::{Linted, Shown};
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
    /// Limits, lists and levels.
    pub settings: &'s Settings,
    /// The moment as of which it is judged.
    pub now: Instant,
    /// The least level that a screen shows.
    pub show: Level,
}

/// Judges one token by all rules.
#[must_use]
pub fn linted(token: &Token, sight: Sight<'_>) -> Linted {
    let context = Context::new(token, sight.place, sight.parent, sight.settings, sight.now);
    let findings = engine::judge(&context);
    let findings = findings.into_iter().map(|finding| {
        let words = if finding.is_masked { Vec::new() } else { words(token, &finding.pointer) };
        Shown { words, finding }
    });
    let issuer = context.claims.and_then(|claims| claims.text("iss").present());
    Linted {
        source: sight.source.to_owned(),
        index: sight.index,
        label: sight.label.map(str::to_owned),
        sha256: token.digest(),
        issuer: issuer.map(str::to_owned),
        client: context.mandate.clients.first().cloned(),
        findings: findings.collect(),
        suppressed: 0,
        show: sight.show,
    }
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
    let one = |value: Value<'_>| value.as_str().map_or_else(|| value.to_json(), str::to_owned);
    match value.kind() {
        Kind::String => one(value).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        Kind::Array => value.items().map(one).collect(),
        _ => vec![one(value)],
    }
}
