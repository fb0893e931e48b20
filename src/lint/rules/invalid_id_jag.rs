//! `invalid-id-jag`: an identity assertion grant that its draft does not allow.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::kind::TokenKind;
use crate::lint::requirement;
use crate::lint::rule::{Area, Needs, Rule};
use crate::token::claims::Field;

pub(super) static RULE: Rule = Rule {
    id: "invalid-id-jag",
    area: Area::Profile,
    summary: "an identity assertion grant that its draft does not allow",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["draft-ietf-oauth-identity-assertion-authz-grant section 3.1"],
    docs: include_str!("invalid_id_jag.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(claims) = context.claims.filter(|_| context.kind == TokenKind::IdJag) else { return Vec::new() };
    let mut flaws =
        requirement::unmet(claims, &["iss", "sub", "client_id", "jti"], &["aud", "exp", "iat"], "an ID-JAG");
    if claims.get("aud").is_some() && claims.audience().len() != 1 {
        let flaw = Flaw::at("/claims/aud", "an ID-JAG is for exactly one server");
        flaws.push(claims.audience().into_iter().fold(flaw, Flaw::value));
    }
    if let Field::Malformed(found) = claims.text("scope") {
        flaws.push(Flaw::at("/claims/scope", format!("scope of an ID-JAG is one text, and here it is {found}")));
    }
    flaws
}
