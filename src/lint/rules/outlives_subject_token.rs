//! `outlives-subject-token`: it ends later than the token it was exchanged for.

use crate::delegation::chain::Level;
use crate::delegation::defect::Defect;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "outlives-subject-token",
    area: Area::Lifetime,
    summary: "the issued token ends later than the token it was exchanged for",
    level: Level::Warning,
    needs: Needs::Parent,
    since: "0.1.0",
    references: &["RFC 8693 section 2.2.1", "OWASP NHI7"],
    docs: include_str!("outlives_subject_token.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(text) = context.defect(Defect::OutlivesSubjectToken) else { return Vec::new() };
    // An end that cannot be read is none that comes later; malformed-time says what it is.
    if context.mandate.expires.is_none() && context.claims.is_some_and(|claims| claims.get("exp").is_some()) {
        return Vec::new();
    }
    let text = text.replace("its parent", "the subject token");
    let mut flaw = Flaw::at("/claims/exp", format!("the token {text}"));
    if let Some(expires) = context.mandate.expires {
        flaw = flaw.value(expires.seconds().to_string());
    }
    if let Some(vendor) = context.vendor(|quirks| quirks.outlives_subject_token) {
        let why = format!("{} counts a fixed life from now, whatever token it is given", vendor.title());
        flaw = flaw.level(Level::Note).why(why);
    }
    vec![flaw]
}
