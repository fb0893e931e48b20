//! What the issuer's own server says of a token (RFC 7662), as a question, an answer, and what it is worth.

mod agreement;
mod answer;
mod question;

pub use self::answer::{Answered, Nonsense};
pub use self::question::{Credentials, Question, Unheard};
use super::check::{Finding, NOT_ASKED, one_of};
use crate::secret::Secret;
use crate::token::json::Tree;
use crate::token::{Kind, Token};

pub(super) use self::agreement::judge;

/// What was said of one token, and who was asked by whom.
#[derive(Debug, Clone)]
pub struct Introspection {
    /// The issuer whose endpoint was asked: an expected one, never one that only the token names (SECURITY.md R3).
    pub issuer: String,
    /// The client that asked.
    pub client_id: String,
    /// What came of it.
    pub said: Said,
}

/// What a server said of a token.
#[derive(Debug, Clone)]
pub enum Said {
    /// It is active; the members of the answer.
    Active {
        /// The answer, or the member `token_introspection` of a signed one.
        answer: Tree,
        /// Whether the issuer signed the answer (RFC 9701), and the signature holds.
        is_signed: bool,
    },
    /// It is not active for the client that asked; nothing else is said (RFC 7662 section 2.2).
    Inactive,
    /// The server does not answer for this token, in words.
    Refused(String),
    /// What came is no answer that a verdict can rest on, in words.
    Nonsense(String),
    /// It was not asked about this token, which is none of its own, in words.
    NotAsked(&'static str),
    /// It cannot be asked about this token in the form that it is in, in words: whether it still holds stays unknown.
    Unaskable(&'static str),
}

impl Introspection {
    /// The claims that take the place of an opaque token's own, as an unsigned token with the opaque one's digest.
    pub(super) fn claims_of(&self, opaque: &Secret) -> Option<Token> {
        match &self.said {
            Said::Active { answer, .. } => {
                Some(Token::from_claims(Kind::Introspection, answer.clone(), opaque.expose()))
            }
            _ => None,
        }
    }

    /// What every answer but an active one comes to, over a token with this audience.
    pub(super) fn fault(&self, audience: &[&str]) -> Option<Finding> {
        Some(match &self.said {
            Said::Active { .. } => return None,
            Said::NotAsked(why) => Finding::skip(format!("{NOT_ASKED}: {why}")),
            Said::Unaskable(why) => Finding::fail(format!("no server can be asked: {why}")),
            Said::Inactive if !audience.is_empty() && !audience.contains(&self.client_id.as_str()) => {
                Finding::fail("not active (some servers say so to clients outside aud)")
                    .wanted(one_of(audience))
                    .found(format!("asked as {}", self.client_id))
            }
            Said::Inactive => Finding::fail(format!(
                "not active; it is expired, revoked, unknown or not for {}",
                self.client_id
            )),
            Said::Refused(why) => Finding::fail(format!("the server does not say: {why}")),
            Said::Nonsense(why) => Finding::fail(format!("no answer that counts: {why}")),
        })
    }
}
