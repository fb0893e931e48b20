//! SPIFFE SVIDs and workload identity tokens: a workload by itself.

use super::workload;
use crate::delegation::chain::{Flow, FormatName};
use crate::delegation::format::{Format, Reading, Statement};
use crate::delegation::kind;

/// JWT-SVID, WIT-SVID and WIMSE workload identity tokens.
#[derive(Debug)]
pub(super) struct Spiffe;

impl Format for Spiffe {
    fn names(&self) -> &'static [FormatName] {
        &[FormatName::Spiffe]
    }

    fn page(&self) -> &'static str {
        include_str!("spiffe.md")
    }

    fn read(&self, statement: &Statement<'_>) -> Option<Reading> {
        let identity_token = statement.typ() == "wit+jwt";
        let named = statement.claims().text("sub").present().is_some_and(kind::is_spiffe_id);
        if !identity_token && (!named || statement.other_client().is_some()) {
            return None;
        }
        let reading = Reading::alone(FormatName::Spiffe, Flow::AppOnly, workload(statement));
        Some(if identity_token {
            reading.noting("a workload identity token proves its key; it is never a bearer token")
        } else {
            reading
        })
    }
}
