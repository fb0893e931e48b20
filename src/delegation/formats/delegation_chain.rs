//! The claim `delegation_chain`: records of who handed on to whom, the newest first.

use super::subject;
use crate::delegation::act::{self, Faults};
use crate::delegation::chain::{Flow, FormatName};
use crate::delegation::defect::Defect;
use crate::delegation::evidence::Evidence;
use crate::delegation::format::{Format, Reading, Statement};
use crate::delegation::principal::{Actor, Kind, Role};
use crate::delegation::{LISTED_ACTORS, kind};
use crate::token::claims::Claims;
use crate::token::json::{Kind as JsonKind, Value};

/// draft-liu-oauth-chain-delegation.
#[derive(Debug)]
pub(super) struct DelegationChain;

impl Format for DelegationChain {
    fn names(&self) -> &'static [FormatName] {
        &[FormatName::DelegationChain]
    }

    fn page(&self) -> &'static str {
        include_str!("delegation_chain.md")
    }

    fn read(&self, statement: &Statement<'_>) -> Option<Reading> {
        let claims = statement.signed();
        let records = claims.get("delegation_chain")?;
        let nest = act::nest(claims);
        let current = records.items().next().and_then(|record| member(record, "delegatee_wit"));
        if let Some(nest) = &nest {
            // `act` is the standard's word: records count only where they agree with it and tell more.
            let named = nest.actors.last().and_then(|actor| actor.id.as_deref());
            if named != current || nest.count > records.items().len().saturating_add(1) {
                return None;
            }
        }
        let subject = subject(statement);
        let mut faults = Faults::default();
        let mut actors = Vec::new();
        if records.kind() != JsonKind::Array || records.items().len() == 0 {
            faults.add(|| match records.kind() {
                JsonKind::Array => "/delegation_chain has no record".to_owned(),
                other => format!("/delegation_chain is {}, not an array", other.noun()),
            });
        }
        let count = records.items().len();
        for (index, record) in records.items().enumerate().take(LISTED_ACTORS.saturating_sub(1)) {
            actors.push(actor(record, index, "delegatee_wit", &mut faults));
        }
        if count > actors.len() {
            // The oldest records are the ones that are not listed.
        } else if let Some((index, last)) = records.items().enumerate().last() {
            let first = actor(last, index, "delegator_wit", &mut faults);
            if first.id.is_none() || first.id != subject.id {
                actors.push(first);
            }
        }
        if let Some(newest) = actors.first_mut() {
            newest.role = Role::Current;
        }
        actors.reverse();
        let mut reading = Reading::alone(FormatName::DelegationChain, Flow::Delegation, subject);
        if count >= LISTED_ACTORS {
            let text = format!("{count} records in delegation_chain; the newest {} are listed", actors.len());
            reading.problems.push(Defect::DeepChain.problem(text));
        }
        reading.actors = actors;
        reading.problems.extend(faults.problem());
        Some(reading)
    }
}

fn member<'v>(record: Value<'v>, name: &str) -> Option<&'v str> {
    Claims::new(record).text(name).present().filter(|id| !id.is_empty())
}

fn actor(record: Value<'_>, index: usize, name: &str, faults: &mut Faults) -> Actor {
    let id = member(record, name);
    if id.is_none() {
        faults.add(|| format!("/delegation_chain/{index} has no {name}"));
    }
    Actor {
        id: id.map(str::to_owned),
        issuer: None,
        name: None,
        kind: if id.is_some_and(kind::is_workload_name) { Kind::Workload } else { Kind::Unknown },
        role: Role::Prior,
        pointer: Some(format!("/claims/delegation_chain/{index}/{name}")),
        evidence: Evidence::Claimed,
        signed_by: None,
    }
}
