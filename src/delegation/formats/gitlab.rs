//! A GitLab CI ID token: the job is the subject, the person beside it is no actor.

use super::workload;
use crate::delegation::chain::{Flow, FormatName};
use crate::delegation::format::{Format, Reading, Statement};

/// The token of a pipeline's job.
#[derive(Debug)]
pub(super) struct Gitlab;

impl Format for Gitlab {
    fn names(&self) -> &'static [FormatName] {
        &[FormatName::Gitlab]
    }

    fn page(&self) -> &'static str {
        include_str!("gitlab.md")
    }

    fn read(&self, statement: &Statement<'_>) -> Option<Reading> {
        let claims = statement.claims();
        let text = |name: &str| claims.text(name).present();
        if text("project_path").is_none() || (text("pipeline_id").is_none() && text("job_id").is_none()) {
            return None;
        }
        let reading = Reading::alone(FormatName::Gitlab, Flow::AppOnly, workload(statement));
        Some(match text("user_login") {
            Some(user) => reading.noting(format!("{user} started the job; that authorises nothing")),
            None => reading,
        })
    }
}
