//! `subject-changed`: it is about somebody else than the subject token.

use crate::delegation::chain::Level;
use crate::delegation::change::Pair;
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
    let subject = context.change.as_ref().map(|change| &change.subject);
    match subject.filter(|_| context.defect(Defect::SubjectChanged).is_some()) {
        Some(subject) => vec![changed(context, subject)],
        None => Vec::new(),
    }
}

fn changed(context: &Context<'_>, subject: &Pair<Option<String>>) -> Flaw {
    let [before, after] = [&subject.before, &subject.after].map(|id| id.as_deref().unwrap_or("nobody"));
    let flaw = Flaw::at("/claims/sub", format!("the token acts for {after}, the subject token for {before}"));
    let flaw = context.mandate.subject.id.iter().fold(flaw, Flaw::value);
    match context.vendor(|quirks| quirks.rewrites_subject) {
        Some(vendor) => {
            let why = format!("{} writes its own subject into every token that it issues", vendor.title());
            flaw.level(Level::Note).why(why)
        }
        None => flaw,
    }
}
