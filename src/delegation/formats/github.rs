//! A GitHub Actions ID token: the job is the subject, the person beside it is no actor.

use super::workload;
use crate::delegation::chain::{Flow, FormatName};
use crate::delegation::format::{Format, Reading, Statement};

/// The token of a workflow's job.
#[derive(Debug)]
pub(super) struct Github;

impl Format for Github {
    fn names(&self) -> &'static [FormatName] {
        &[FormatName::Github]
    }

    fn page(&self) -> &'static str {
        include_str!("github.md")
    }

    fn read(&self, statement: &Statement<'_>) -> Option<Reading> {
        let claims = statement.claims();
        let text = |name: &str| claims.text(name).present();
        let host = statement.issuer().strip_prefix("https://").unwrap_or_default();
        let hosted = host.split('/').next().is_some_and(|host| {
            host == "token.actions.githubusercontent.com"
                || (host.starts_with("token.actions.") && host.ends_with(".ghe.com"))
        });
        let job = text("repository").is_some()
            && text("run_id").is_some()
            && (text("workflow_ref").is_some() || text("job_workflow_ref").is_some());
        if !hosted && !job {
            return None;
        }
        let reading = Reading::alone(FormatName::Github, Flow::AppOnly, workload(statement));
        Some(match text("actor") {
            Some(actor) => reading.noting(format!("{actor} triggered the workflow; that authorises nothing")),
            None => reading,
        })
    }
}
