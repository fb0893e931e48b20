//! `binding-dropped`: the binding to a key is gone.

use crate::delegation::chain::Level;
use crate::delegation::defect::Defect;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "binding-dropped",
    area: Area::Binding,
    summary: "the subject token is bound to a key, the issued token is not",
    level: Level::Error,
    needs: Needs::Parent,
    since: "0.1.0",
    references: &["RFC 9449 section 6", "RFC 8705 section 3", "OWASP NHI2"],
    docs: include_str!("binding_dropped.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let Some(text) = context.defect(Defect::BindingDropped) else { return Vec::new() };
    vec![Flaw::at("/claims/cnf", format!("the token {text}"))]
}
