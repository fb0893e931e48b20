//! The answer: hostile until it is one JSON object with one reading, or a JWT that the issuer signed (RFC 9701).

use super::question::SIGNED;
use super::{Introspection, Said};
use crate::conversation::Answer;
use crate::instant::Instant;
use crate::token::json::{Budget, Document, Kind as JsonKind, Tree};
use crate::token::{Kind, Token};
use crate::verify::keyring::Keyring;
use crate::verify::policy::{Expect, Policy};

/// How old a signed answer may be, in seconds: one that was made for an earlier question says nothing about now.
const MAX_AGE: i64 = 300;

/// Why an answer is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Nonsense {
    /// No JSON, or more of it than the budget allows.
    #[error("it is no JSON object")]
    NotAnObject,
    /// A repeated member, half a surrogate pair or a byte order mark (SECURITY.md R8).
    #[error("it has two readings: a repeated member, or text that is none")]
    TwoReadings,
    /// `active` is missing or no boolean.
    #[error("its active is no boolean")]
    Active,
    /// Said to be a signed answer, and no signed token.
    #[error("it is said to be signed, and is no signed token")]
    NotSigned,
}

/// An answer with status 200, before anybody believes it.
#[derive(Debug, Clone)]
pub enum Answered {
    /// The members of a JSON object.
    Plain(Tree),
    /// A JWT that says to be the issuer's.
    Signed(Box<Token>),
    /// Neither.
    Neither(Nonsense),
}

impl Answered {
    /// Reads an answer strictly.
    pub(super) fn read(answer: &Answer) -> Self {
        let media_type = answer.header("content-type").unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default().trim();
        if media_type.eq_ignore_ascii_case(SIGNED) {
            let token = answer.body.expose_text().and_then(|text| Token::parse(text).ok());
            return match token.filter(|token| token.kind() == Kind::Jws) {
                Some(token) => Self::Signed(Box::new(token)),
                None => Self::Neither(Nonsense::NotSigned),
            };
        }
        match Document::parse(answer.body.expose(), Budget::TOKEN) {
            Ok(document) if document.root().kind() != JsonKind::Object => {
                Self::Neither(Nonsense::NotAnObject)
            }
            Ok(document) if !document.oddities().is_empty() => Self::Neither(Nonsense::TwoReadings),
            Ok(document) => Self::Plain(document.into()),
            Err(_) => Self::Neither(Nonsense::NotAnObject),
        }
    }

    /// Believes it or not: a signed answer is a token of the issuer for the client that asked (RFC 9701 section 5).
    ///
    /// The second value says that none of the issuer's keys has the answer's `kid`.
    #[must_use]
    pub fn judged(
        self,
        issuer: &str,
        client_id: &str,
        keyring: &Keyring,
        policy: &Policy,
        now: Instant,
    ) -> (Introspection, bool) {
        let (said, is_kid_unknown) = match self {
            Self::Plain(answer) => (said(answer, false), false),
            Self::Neither(why) => (Said::Nonsense(why.to_string()), false),
            Self::Signed(token) => {
                let wanted = Policy {
                    types: vec!["token-introspection+jwt".to_owned()],
                    max_age: Some(MAX_AGE),
                    leeway: policy.leeway,
                    allow_no_expiry: true,
                    allow_expired_certificate: policy.allow_expired_certificate,
                    ..Policy::new(
                        Expect::OneOf(vec![issuer.to_owned()]),
                        Expect::OneOf(vec![client_id.to_owned()]),
                    )
                };
                let verdict = super::super::judge(&token, keyring, &wanted, now);
                let inner = token.claims_tree().and_then(|tree| {
                    let inner = tree.value().get("token_introspection")?;
                    (inner.kind() == JsonKind::Object).then(|| tree.at(inner.id()))
                });
                let said = match (verdict.is_valid(), inner) {
                    (true, Some(inner)) => said(inner, true),
                    (true, None) => Said::Nonsense("a signed one without token_introspection".to_owned()),
                    (false, _) => {
                        let failed: Vec<&str> = verdict.failed().collect();
                        Said::Nonsense(format!("a signed one that does not verify: {}", failed.join(", ")))
                    }
                };
                (said, verdict.is_kid_unknown())
            }
        };
        (Introspection { issuer: issuer.to_owned(), client_id: client_id.to_owned(), said }, is_kid_unknown)
    }
}

/// Only the boolean `true` is a yes (RFC 7662 section 2.2).
fn said(answer: Tree, is_signed: bool) -> Said {
    match answer.value().get("active").and_then(|active| active.as_bool()) {
        Some(true) => Said::Active { answer, is_signed },
        Some(false) => Said::Inactive,
        None => Said::Nonsense(Nonsense::Active.to_string()),
    }
}
