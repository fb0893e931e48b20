//! A cluster's token for a service account: a workload by itself.

use super::workload;
use crate::delegation::chain::{Flow, FormatName};
use crate::delegation::format::{Format, Reading, Statement};
use crate::token::json::Kind as JsonKind;

/// A projected service-account token.
#[derive(Debug)]
pub(super) struct Kubernetes;

impl Format for Kubernetes {
    fn names(&self) -> &'static [FormatName] {
        &[FormatName::Kubernetes]
    }

    fn page(&self) -> &'static str {
        include_str!("kubernetes.md")
    }

    fn read(&self, statement: &Statement<'_>) -> Option<Reading> {
        let claims = statement.claims();
        let named = claims.text("sub").present().is_some_and(|sub| sub.starts_with("system:serviceaccount:"));
        let detailed = claims.get("kubernetes.io").is_some_and(|value| value.kind() == JsonKind::Object);
        if !named && !detailed {
            return None;
        }
        let reading = Reading::alone(FormatName::Kubernetes, Flow::AppOnly, workload(statement));
        let pod = claims.get("kubernetes.io").and_then(|v| v.pointer("/pod/name")).and_then(|v| v.as_str());
        Some(match pod {
            Some(pod) => reading.noting(format!("bound to pod {pod}")),
            None => reading,
        })
    }
}
