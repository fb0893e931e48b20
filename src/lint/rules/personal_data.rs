//! `personal-data`: a claim says something about a person that an API may not need.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::token::json::{Kind, Value};

pub(super) static RULE: Rule = Rule {
    id: "personal-data",
    area: Area::Privacy,
    summary: "a claim says something about a person that an API may not need",
    level: Level::Note,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 9068 section 6", "RFC 7519 section 12", "OpenID Connect Core 1.0 section 5.1"],
    docs: include_str!("personal_data.md"),
    check,
};

/// Claims of OpenID Connect Core 1.0 section 5.1 that tell who or where somebody is, and two older names for a login.
const CLAIMS: [(&str, &str); 18] = [
    ("name", "a name"),
    ("given_name", "a name"),
    ("family_name", "a name"),
    ("middle_name", "a name"),
    ("nickname", "a name"),
    ("preferred_username", "a login"),
    ("upn", "a login"),
    ("unique_name", "a login"),
    ("email", "an e-mail address"),
    ("phone_number", "a phone number"),
    ("address", "an address"),
    ("birthdate", "a date of birth"),
    ("gender", "a gender"),
    ("picture", "a picture"),
    ("profile", "a page about a person"),
    ("website", "a page of a person"),
    ("zoneinfo", "a time zone"),
    ("locale", "a language"),
];

fn check(context: &Context<'_>) -> Vec<Flaw> {
    // An ID token is made to tell its client who somebody is; a program is nobody.
    if context.place.member == Some("id_token") || context.is_app_only() {
        return Vec::new();
    }
    let Some(claims) = context.claims else { return Vec::new() };
    let told = CLAIMS.iter().filter(|(name, _)| claims.get(name).is_some_and(says_something));
    told.map(|(name, what)| {
        Flaw::at(format!("/claims/{name}"), format!("whoever sees the token learns {what} ({name})")).masked()
    })
    .collect()
}

fn says_something(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::String => value.as_str().is_some_and(|text| !text.is_empty()),
        Kind::Object => value.members().next().is_some(),
        _ => false,
    }
}
