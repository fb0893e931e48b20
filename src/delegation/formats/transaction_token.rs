//! Transaction tokens: `act` first, then the workloads that asked for the token.

use super::subject;
use crate::delegation::act::{self, Faults};
use crate::delegation::chain::{Flow, FormatName};
use crate::delegation::evidence::Evidence;
use crate::delegation::format::{Format, Reading, Statement};
use crate::delegation::principal::{Actor, Kind, Role};
use crate::delegation::{LISTED_ACTORS, defect::Defect};
use crate::token::json::Kind as JsonKind;

/// draft-ietf-oauth-transaction-tokens.
#[derive(Debug)]
pub(super) struct TransactionToken;

impl Format for TransactionToken {
    fn names(&self) -> &'static [FormatName] {
        &[FormatName::TransactionToken]
    }

    fn page(&self) -> &'static str {
        include_str!("transaction_token.md")
    }

    fn read(&self, statement: &Statement<'_>) -> Option<Reading> {
        // Claims alone, as a document prints them, have no header to say it; then the two that no other kind has do.
        let claims = statement.claims();
        let typ = statement.typ();
        let by_claims = || typ.is_empty() && ["txn", "req_wl"].iter().all(|name| claims.get(name).is_some());
        if typ != "txntoken+jwt" && !by_claims() {
            return None;
        }
        let mut reading = Reading::alone(FormatName::TransactionToken, Flow::Unknown, subject(statement))
            .noting("the service that presents a transaction token is not named in it");
        if let Some(nest) = act::nest(statement.signed()) {
            reading.actors = nest.actors;
            reading.problems = nest.problems;
        }
        let mut faults = Faults::default();
        if let Some(value) = claims.get("req_wl") {
            let values: Vec<_> = match value.kind() {
                JsonKind::Array => value.items().enumerate().map(|(n, v)| (format!("/{n}"), v)).collect(),
                _ => vec![(String::new(), value)],
            };
            let count = values.len();
            let room = LISTED_ACTORS.saturating_sub(reading.actors.len());
            for (place, value) in values.into_iter().skip(count.saturating_sub(room)) {
                let id = value.as_str().filter(|id| !id.is_empty());
                if id.is_none() {
                    let noun = if value.as_str().is_some() { "an empty string" } else { value.kind().noun() };
                    faults.add(|| format!("/req_wl{place} is {noun}, not a workload's name"));
                }
                reading.actors.push(Actor {
                    id: id.map(str::to_owned),
                    issuer: None,
                    name: None,
                    kind: Kind::Workload,
                    role: Role::Prior,
                    pointer: Some(format!("/claims/req_wl{place}")),
                    evidence: Evidence::Claimed,
                    signed_by: None,
                });
            }
            if count > room {
                let text = format!("{count} workloads in req_wl; the last {room} are listed");
                reading.problems.push(Defect::DeepChain.problem(text));
            }
        }
        reading.problems.extend(faults.problem());
        let last = reading.actors.len().saturating_sub(1);
        for (number, actor) in reading.actors.iter_mut().enumerate() {
            actor.role = if number == last { Role::Current } else { Role::Prior };
        }
        if !reading.actors.is_empty() {
            reading.flow = Flow::Delegation;
        }
        Some(reading)
    }
}
