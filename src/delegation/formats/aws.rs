//! An AWS token without a client claim.

use super::{none, subject};
use crate::delegation::chain::FormatName;
use crate::delegation::format::{Format, Reading, Statement};

/// ID tokens of IAM Identity Center, which carry the context of the person behind a role session.
#[derive(Debug)]
pub(super) struct Aws;

impl Format for Aws {
    fn names(&self) -> &'static [FormatName] {
        &[FormatName::Aws]
    }

    fn page(&self) -> &'static str {
        include_str!("aws.md")
    }

    fn read(&self, statement: &Statement<'_>) -> Option<Reading> {
        let claims = statement.claims();
        let context = ["sts:identity_context", "sts:audit_context"].iter().any(|c| claims.get(c).is_some());
        let host = statement.issuer().strip_prefix("https://").and_then(|rest| rest.split('/').next());
        let hosted = host.is_some_and(|host| host.ends_with(".amazonaws.com") || host.ends_with(".api.aws"));
        if !context && !hosted {
            return None;
        }
        let reading = Reading::alone(FormatName::Aws, none::flow(statement), subject(statement));
        Some(if context {
            reading.noting("CloudTrail alone shows the person behind a role session (onBehalfOf)")
        } else {
            reading
        })
    }
}
