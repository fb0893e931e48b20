//! A token response (RFC 6749 section 5.1): the tokens in it, and what it says beside them.

use super::recognise::{Recognised, Sighting};
use crate::token::json::Value;
use crate::token::{NotAToken, Token, wrapping};

/// The members of a token response that may hold tokens (RFC 6749 section 5.1, OpenID Connect Core 3.1.3.3).
const MEMBERS: [&str; 3] = ["access_token", "id_token", "refresh_token"];

/// What a token response says beside its tokens, as far as it matters to one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// `issued_token_type` (RFC 8693 section 2.2.1).
    pub issued_type: Option<String>,
    /// Whether a refresh token came with it.
    pub has_refresh_token: bool,
    /// Whether its access token is opaque.
    pub hides_access_token: bool,
}

/// Whether an object is one, by its members.
pub(super) fn is_one(root: Value<'_>) -> bool {
    MEMBERS.iter().any(|name| root.get(name).is_some_and(|v| v.as_str().is_some()))
}

/// The tokens of a token response; opaque ones are named, not read.
pub(super) fn read(root: Value<'_>) -> Recognised {
    let mut sightings = Vec::new();
    let mut opaque = Vec::new();
    let mut broken = None;
    let said = |name: &str| root.get(name).and_then(|v| v.as_str());
    let answer = Box::new(Answer {
        issued_type: said("issued_token_type").map(str::to_owned),
        has_refresh_token: said("refresh_token").is_some_and(|text| !text.is_empty()),
        hides_access_token: said("access_token")
            .is_some_and(|text| Token::parse(&wrapping::peel(text).0).is_err()),
    });
    for name in MEMBERS {
        let Some(text) = said(name) else { continue };
        let (core, scheme) = wrapping::peel(text);
        match Token::parse(&core) {
            Ok(token) => sightings.push(Sighting {
                member: Some(name),
                answer: Some(answer.clone()),
                ..Sighting::whole(token, scheme)
            }),
            Err(why @ NotAToken::Cut(_)) => broken = broken.or(Some(why)),
            Err(_) => opaque.push(name),
        }
    }
    match broken {
        _ if !sightings.is_empty() => Recognised::Tokens(sightings),
        Some(why) => Recognised::Broken(why),
        None => Recognised::OpaqueResponse(opaque),
    }
}
