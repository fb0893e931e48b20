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
    let binding = context.change.as_ref().map(|change| change.binding.before.join(", "));
    let binding = binding.filter(|_| context.defect(Defect::BindingDropped).is_some());
    let message = |by| format!("the token is bound to no key, the subject token is ({by})");
    binding.map(|by| Flaw::at("/claims/cnf", message(by))).into_iter().collect()
}
