//! What decode says about one token: claims untouched, delegation read, values explained.

mod cut;
mod inside;
mod warning;

pub use warning::why_unread;

use std::collections::HashSet;

use self::warning::warnings;
use crate::delegation::change::Change;
use crate::delegation::mandate::Mandate;
use crate::delegation::unfold;
use crate::explain::{self, Reader};
use crate::instant::Instant;
use crate::keys::decrypt::DecryptionKey;
use crate::report::decode::{
    Body, Changes, ClaimChange, Decoded, Difference, Explanation, Remark, State, Times, Warning,
};
use crate::token::claims::{Claims, Field};
use crate::token::json::{Tree, step};
use crate::token::{Payload, Token, base64url};

/// The most tokens that are read one inside the other, the outermost counted.
const MAX_LAYERS: usize = 8;

/// Who reads what is said about a token; words that nobody reads are not looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// A screen: one line a claim.
    People,
    /// JSON: every claim and every value.
    Machines,
    /// Both at once.
    Both,
    /// A card on a screen: who acts for whom, where and until when, and no word on a claim.
    Card,
}

/// Where a token was found, as of when it is judged, and for whom.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'s> {
    /// The name of the input, with line and column if the token stood inside text.
    pub source: &'s str,
    /// From 0 among the tokens of one source.
    pub index: usize,
    /// What the token's state is judged by.
    pub now: Instant,
    /// Who reads it.
    pub readers: Readers,
}

/// Reads one token for people and machines.
#[must_use]
pub fn decoded(token: &Token, sight: Sight<'_>) -> Decoded {
    layer(token, None, sight, 1)
}

/// As [`decoded`], with a key that opens what is encrypted.
#[must_use]
pub fn opened(token: &Token, key: Option<&DecryptionKey>, sight: Sight<'_>) -> Decoded {
    layer(token, key, sight, 1)
}

fn layer(token: &Token, key: Option<&DecryptionKey>, sight: Sight<'_>, number: usize) -> Decoded {
    let inside = inside::look(token, key);
    let mut item = one(inside.revealed.as_ref().unwrap_or(token), sight);
    item.warnings.extend(inside.warning);
    match inside.inner {
        Some(inner) if number < MAX_LAYERS => {
            item.inner = Some(Box::new(layer(&inner, key, sight, number.saturating_add(1))));
        }
        Some(_) => item.warnings.push(Warning {
            pointer: "/payload".to_owned(),
            text: format!("more than {MAX_LAYERS} tokens one inside the other; what is deeper was not read"),
            value: None,
        }),
        None => {}
    }
    item
}

/// The token whose claims count: the one itself, or what is innermost in it.
#[must_use]
pub fn innermost(mut token: Token, key: Option<&DecryptionKey>) -> Token {
    for _ in 1..MAX_LAYERS {
        let inside = inside::look(&token, key);
        match (inside.inner, inside.revealed) {
            (Some(inner), _) => token = inner,
            (None, Some(revealed)) => return revealed,
            (None, None) => break,
        }
    }
    token
}

/// One token as it stands.
fn one(token: &Token, sight: Sight<'_>) -> Decoded {
    let claims = token.claims();
    let payload = match token.payload() {
        Payload::Other(bytes) => Some(match std::str::from_utf8(bytes) {
            Ok(text) => Body::Text(text.to_owned()),
            Err(_) => Body::Base64(base64url::encode_standard(bytes)),
        }),
        _ => None,
    };
    let reader = Reader::new(token);
    Decoded {
        source: sight.source.to_owned(),
        index: sight.index,
        kind: token.kind(),
        member: None,
        sha256: token.sent(),
        verified: false,
        header: token.header().cloned(),
        claims: token.claims_tree().cloned(),
        payload,
        times: times(claims, sight.now),
        delegation: unfold(token).map(|chain| chain.found_at(sight.source)),
        explanations: match sight.readers {
            Readers::Machines | Readers::Both => explanations(&reader),
            Readers::People | Readers::Card => Vec::new(),
        },
        remarks: match sight.readers {
            Readers::People | Readers::Both => remarks(&reader),
            Readers::Machines | Readers::Card => Vec::new(),
        },
        audience: claims.and_then(|claims| match claims.audience().as_slice() {
            [one] => reader.called("aud", one),
            _ => None,
        }),
        place: None,
        warnings: warnings(token, claims),
        inner: None,
    }
}

fn explanations(reader: &Reader<'_>) -> Vec<Explanation> {
    let own = |e: explain::Explanation| Explanation { pointer: e.pointer, value: e.value, text: e.text };
    reader.explanations().into_iter().map(own).collect()
}

fn remarks(reader: &Reader<'_>) -> Vec<Remark> {
    let own = |(pointer, note): (String, explain::Note)| Remark {
        pointer,
        text: note.text,
        is_contradiction: note.is_contradiction,
    };
    reader.notes().into_iter().map(own).collect()
}

/// The times as they were signed, and where the token stands at `now`; at `exp` it has expired.
#[must_use]
pub fn times(claims: Option<Claims<'_>>, now: Instant) -> Times {
    let date = |name: &str| claims.map_or(Field::Absent, |c| c.date(name));
    let (issued, not_before, expires) = (date("iat"), date("nbf"), date("exp"));
    let state = match (&expires, &not_before) {
        (Field::Malformed(_), _) | (_, Field::Malformed(_)) => State::Malformed,
        (Field::Present(exp), _) if *exp <= now => State::Expired,
        (_, Field::Present(nbf)) if *nbf > now => State::NotYetValid,
        (Field::Absent, _) => State::NoExpiry,
        _ => State::Valid,
    };
    let (issued, expires) = (issued.present(), expires.present());
    Times {
        lifetime_seconds: issued.zip(expires).map(|(iat, exp)| exp.seconds_since(iat)),
        issued,
        not_before: not_before.present(),
        expires,
        state,
    }
}

/// Two tokens compared, the first taken for the parent; `None` where one of them names no subject to compare.
#[must_use]
pub fn difference(before: &Token, after: &Token) -> Option<Difference> {
    let change = Change::between(&Mandate::of(before)?, &Mandate::of(after)?);
    let (old, new) = (before.claims_tree(), after.claims_tree());
    let names = |tree: Option<&Tree>| -> Vec<String> {
        tree.map(|t| t.value().members().map(|(name, _)| name.to_owned()).collect()).unwrap_or_default()
    };
    let mut all = names(old);
    let known: HashSet<String> = all.iter().cloned().collect();
    all.extend(names(new).into_iter().filter(|name| !known.contains(name)));
    let mut claims = Vec::new();
    for name in all {
        let part = |tree: Option<&Tree>| tree.and_then(|t| t.value().get(&name).map(|v| t.at(v.id())));
        let (left, right) = (part(old), part(new));
        let text = |tree: &Option<Tree>| tree.as_ref().map(|t| t.value().to_json());
        if text(&left) != text(&right) {
            claims.push(ClaimChange {
                pointer: format!("/claims{}", step(&name)),
                before: left,
                after: right,
            });
        }
    }
    Some(Difference { changes: Changes { change, claims } })
}

#[cfg(test)]
mod tests;
