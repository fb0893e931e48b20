//! A Google token without a client claim.

use super::subject;
use crate::delegation::chain::{Flow, FormatName};
use crate::delegation::format::{Format, Reading, Statement};
use crate::delegation::kind;
use crate::delegation::principal::Kind;

/// ID tokens of Google and tokens that a Google service account signs for itself.
#[derive(Debug)]
pub(super) struct Google;

impl Format for Google {
    fn names(&self) -> &'static [FormatName] {
        &[FormatName::Google]
    }

    fn page(&self) -> &'static str {
        include_str!("google.md")
    }

    fn read(&self, statement: &Statement<'_>) -> Option<Reading> {
        let issuer = statement.issuer();
        let own = issuer.ends_with(".gserviceaccount.com");
        if !own && issuer != "https://accounts.google.com" && issuer != "accounts.google.com" {
            return None;
        }
        let mut subject = subject(statement);
        let named = subject.name.as_deref().is_some_and(kind::is_workload_name);
        if subject.kind == Kind::Unknown && named {
            subject.kind = Kind::Workload;
        }
        let flow = if subject.kind == Kind::Workload { Flow::AppOnly } else { Flow::Unknown };
        let reading = Reading::alone(FormatName::Google, flow, subject);
        Some(if own && reading.subject.kind != Kind::Workload {
            reading.noting("a service account signed it for this subject; what it gets will not show that")
        } else {
            reading
        })
    }
}
