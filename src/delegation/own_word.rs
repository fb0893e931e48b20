//! What a token says of itself about being delegated, beside the actors that it names.

use crate::token::claims::Claims;
use crate::token::{Token, media_type};

/// How the token says that somebody acts for its subject, whether or not it names anybody; `None` where it does not.
#[must_use]
pub fn delegated(token: &Token, claims: Claims<'_>) -> Option<&'static str> {
    let depth = claims.get("act_depth").and_then(|depth| depth.as_number());
    if depth.is_some_and(|digits| digits.parse::<u64>().is_ok_and(|depth| depth > 0)) {
        return Some("act_depth counts actors");
    }
    let types = [claims.text("typ").present(), token.header_text("typ")];
    let is_obo = types.into_iter().flatten().any(|typ| media_type(typ) == "obo");
    is_obo.then_some("the token calls itself OBO")
}
