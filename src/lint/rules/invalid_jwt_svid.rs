//! `invalid-jwt-svid`: a JWT-SVID that SPIFFE does not allow.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::header::{self, Header};
use crate::lint::kind::TokenKind;
use crate::lint::requirement;
use crate::lint::rule::{Area, Needs, Rule};
use crate::token::json::step;
use crate::verify::trust_domain;

/// How many foreign members are named.
const LISTED: usize = 20;

pub(super) static RULE: Rule = Rule {
    id: "invalid-jwt-svid",
    area: Area::Profile,
    summary: "a JWT-SVID that SPIFFE does not allow",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["SPIFFE-ID section 2", "SPIFFE JWT-SVID section 2", "SPIFFE JWT-SVID section 3"],
    docs: include_str!("invalid_jwt_svid.md"),
    check,
};

const WHAT: &str = "a JWT-SVID";

/// The algorithms of JWT-SVID section 2.1.
const ALGORITHMS: [&str; 9] =
    ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512"];

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(claims) = context.claims.filter(|_| context.kind == TokenKind::JwtSvid) else { return Vec::new() };
    let mut flaws = requirement::unmet(claims, &["sub"], &["aud", "exp"], WHAT);
    if let Some(sub) = claims.text("sub").present().filter(|sub| trust_domain(sub).is_none()) {
        flaws.push(Flaw::at("/claims/sub", "sub is no SPIFFE ID: its trust domain or its path is malformed").value(sub));
    }
    for header in header::headers(context.token) {
        of_header(&header, &mut flaws);
    }
    flaws
}

fn of_header(header: &Header<'_>, flaws: &mut Vec<Flaw>) {
    match header.text("alg") {
        Some(alg) if !ALGORITHMS.contains(&alg) => {
            flaws.push(Flaw::at(header.place("alg"), format!("{WHAT} is never signed with this alg")).value(alg));
        }
        _ => {}
    }
    match header.text("typ") {
        Some(typ) if !["JWT", "JOSE"].contains(&typ) => {
            flaws.push(Flaw::at(header.place("typ"), format!("typ of {WHAT} is JWT or JOSE")).value(typ));
        }
        _ => {}
    }
    for (name, _) in header.value.members().filter(|(name, _)| !["alg", "kid", "typ"].contains(name)).take(LISTED) {
        flaws.push(Flaw::at(format!("{}{}", header.pointer, step(name)), format!("the header of {WHAT} has no member but alg, kid and typ")));
    }
}
