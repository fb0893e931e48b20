//! A token that names nobody beside its subject.

use super::{entra, subject};
use crate::delegation::chain::{Flow, FormatName};
use crate::delegation::format::{Format, Reading, Statement};
use crate::delegation::principal::Kind;

/// The last format: it reads every token.
#[derive(Debug)]
pub(super) struct NoDelegation;

impl Format for NoDelegation {
    fn names(&self) -> &'static [FormatName] {
        &[FormatName::None]
    }

    fn page(&self) -> &'static str {
        include_str!("none.md")
    }

    fn read(&self, statement: &Statement<'_>) -> Option<Reading> {
        Some(Reading::alone(FormatName::None, flow(statement), subject(statement)))
    }
}

/// App-only where the token shows that a program acts for itself, direct where it shows a person.
pub(super) fn flow(statement: &Statement<'_>) -> Flow {
    let claims = statement.claims();
    let subject = subject(statement);
    let sub = claims.text("sub").present();
    let is_client = sub.is_some() && claims.clients().iter().any(|(_, id)| Some(*id) == sub);
    if is_client || entra::is_app_only(statement) || subject.kind == Kind::Workload {
        return Flow::AppOnly;
    }
    match (subject.kind, claims.text("idtyp").present()) {
        (_, Some("app")) | (Kind::Application, _) => Flow::AppOnly,
        (Kind::User, _) => Flow::Direct,
        _ => Flow::Unknown,
    }
}
