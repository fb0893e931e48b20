//! `issued-type-mismatch`: the answer calls the token something that it is not.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::kind::{TokenKind, media_type};
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "issued-type-mismatch",
    area: Area::Profile,
    summary: "the answer calls the token something that it is not",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8693 section 2.2.1", "RFC 8693 section 3"],
    docs: include_str!("issued_type_mismatch.md"),
    check,
};

const PREFIX: &str = "urn:ietf:params:oauth:token-type:";

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let place = context.place;
    let Some(said) = place.issued_type.filter(|_| place.member == Some("access_token")) else { return Vec::new() };
    let name = said.strip_prefix(PREFIX).unwrap_or_default();
    // Servers that were asked for a refresh token put it beside an access token; both are then what they seem.
    if (name == "refresh_token" && place.beside_refresh_token) || fits(name, context) {
        return Vec::new();
    }
    let what = context.kind.word().replace('-', " ");
    let flaw = Flaw::at("/issued_token_type", format!("the answer says {name}, and the token is by its own words another: {what}"));
    vec![flaw.value(said)]
}

/// Whether a token of this kind may be called so; an unknown name fits every kind.
fn fits(name: &str, context: &Context<'_>) -> bool {
    use TokenKind::{AccessToken, IdJag, IdToken, RefreshToken, TransactionToken, WorkloadIdentityToken};
    let kind = context.kind;
    // A token need not say of itself what it is; one that does is nothing else (RFC 9068 section 2.1).
    let is_typed = context.token.header_text("typ").is_some_and(|typ| media_type(typ) == "at+jwt");
    match name {
        "access_token" => !matches!(kind, IdToken | RefreshToken | IdJag | TransactionToken | WorkloadIdentityToken),
        // An ID token need not have anything that an access token lacks.
        "id_token" => matches!(kind, IdToken | AccessToken) && !is_typed,
        "refresh_token" => matches!(kind, RefreshToken | AccessToken) && !is_typed,
        "id-jag" => kind == IdJag,
        "txn_token" => kind == TransactionToken,
        "saml1" | "saml2" => false,
        _ => true,
    }
}
