//! A client claim that differs from the subject: an actor that only we infer.

use super::{entra, subject};
use crate::delegation::chain::{Flow, FormatName};
use crate::delegation::evidence::Evidence;
use crate::delegation::format::{Format, Reading, Statement};
use crate::delegation::kind;
use crate::delegation::principal::{Actor, Kind, Role};

/// `azp client_id appid cid` (OIDC Core section 2, RFC 8693 section 4.3, RFC 9068).
#[derive(Debug)]
pub(super) struct Client;

impl Format for Client {
    fn names(&self) -> &'static [FormatName] {
        &[FormatName::Client]
    }

    fn page(&self) -> &'static str {
        include_str!("client.md")
    }

    fn read(&self, statement: &Statement<'_>) -> Option<Reading> {
        let actor = actor(statement)?;
        let subject = subject(statement);
        let of_keycloak = subject.name.as_deref().and_then(|name| name.strip_prefix("service-account-"));
        let of_auth0 = subject.id.as_deref().and_then(|id| id.strip_suffix("@clients"));
        let own_account = (subject.kind == Kind::Workload && of_keycloak == actor.id.as_deref())
            || (of_auth0.is_some() && of_auth0 == actor.id.as_deref());
        let flow = if own_account { Flow::AppOnly } else { Flow::Direct };
        let claim = actor.pointer.as_deref().unwrap_or_default().trim_start_matches("/claims/").to_owned();
        let mut reading = Reading::alone(FormatName::Client, flow, subject).noting(if own_account {
            "the subject is the client's own service account".to_owned()
        } else {
            format!("{claim} names the client that got the token; the token names no actor")
        });
        if entra::is_entra(statement) {
            reading.notes.push(entra::UNDECIDABLE.to_owned());
        }
        reading.actors = vec![actor];
        Some(reading)
    }
}

/// The client as an inferred current actor.
pub(super) fn actor(statement: &Statement<'_>) -> Option<Actor> {
    let (claim, id) = statement.other_client()?;
    let claims = statement.claims();
    Some(Actor {
        id: Some(id.to_owned()),
        issuer: None,
        name: claims.text("app_displayname").present().map(str::to_owned),
        kind: match kind::of_profile(claims, "client_profile") {
            Kind::Unknown if kind::is_workload_name(id) => Kind::Workload,
            kind => kind,
        },
        role: Role::Current,
        pointer: Some(format!("/claims/{claim}")),
        evidence: Evidence::Inferred,
        signed_by: None,
    })
}
