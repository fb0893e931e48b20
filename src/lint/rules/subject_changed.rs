//! `subject-changed`: it is about somebody else than the subject token.

use crate::delegation::chain::Level;
use crate::delegation::defect::Defect;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "subject-changed",
    area: Area::Delegation,
    summary: "the issued token is about somebody else than the subject token",
    level: Level::Error,
    needs: Needs::Parent,
    since: "0.1.0",
    references: &["RFC 8693 section 1.1"],
    docs: include_str!("subject_changed.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(text) = context.defect(Defect::SubjectChanged) else { return Vec::new() };
    vec![changed(context, text)]
}

fn changed(context: &Context<'_>, text: &str) -> Flaw {
    let flaw = Flaw::at("/claims/sub", format!("the token {text}"));
    let flaw = context.mandate.subject.id.iter().fold(flaw, Flaw::value);
    match context.vendor(|quirks| quirks.rewrites_subject) {
        Some(vendor) => {
            let why = format!("{} writes its own subject into every token that it issues", vendor.title());
            flaw.level(Level::Note).why(why)
        }
        None => flaw,
    }
}
