//! The formats, in the order in which they are tried: the most explicit statement first.

mod aws;
mod client;
mod delegation_chain;
pub mod entra;
mod github;
mod gitlab;
mod google;
mod id_jag;
mod kubernetes;
mod none;
mod rfc8693_act;
mod spiffe;
mod transaction_token;

use super::evidence::Evidence;
use super::format::{Format, Statement};
use super::kind;
use super::principal::{Kind, Principal};
use crate::token::Token;

/// Every format that obo reads; the first that answers gives the reading, the last one always does.
pub static FORMATS: &[&dyn Format] = &[
    &transaction_token::TransactionToken,
    &delegation_chain::DelegationChain,
    &rfc8693_act::Rfc8693Act,
    &entra::Entra,
    &id_jag::IdJag,
    &kubernetes::Kubernetes,
    &github::Github,
    &gitlab::Gitlab,
    &spiffe::Spiffe,
    &client::Client,
    &google::Google,
    &aws::Aws,
    &none::NoDelegation,
];

/// Claims of one token that contradict each other, for the vendor whose claims can.
#[must_use]
pub fn contradictions(token: &Token) -> Vec<entra::Contradiction> {
    let statement = Statement::of(token).filter(entra::is_entra);
    statement.map(|statement| entra::contradictions(statement.claims())).unwrap_or_default()
}

/// The subject by the rules that hold for every format.
fn subject(statement: &Statement<'_>) -> Principal {
    let claims = statement.claims();
    let text = |name: &str| claims.text(name).present().filter(|text| !text.is_empty());
    let sub = text("sub");
    let (claim, id) = match entra::object_id(statement) {
        Some(oid) if sub.is_some() => ("oid", Some(oid)),
        _ => ("sub", sub),
    };
    let kind = match entra::subject_kind(statement) {
        Some(kind) => kind,
        None => kind::of_node(claims, id),
    };
    Principal {
        id: id.map(str::to_owned),
        issuer: statement.signed().text("iss").present().map(str::to_owned),
        name: ["preferred_username", "upn", "email", "name"].into_iter().find_map(text).map(str::to_owned),
        kind,
        pointer: id.is_some().then(|| format!("/claims/{claim}")),
        evidence: Evidence::Claimed,
        signed_by: None,
    }
}

/// Whether a pair of tokens shows an exchange that neither of them states alone.
#[must_use]
pub fn is_exchanged(parent: &Token, child: &Token) -> bool {
    entra::is_exchanged(parent, child)
}

/// An audience as the application it names, where a format has more than one spelling of it.
#[must_use]
pub fn application(audience: &str) -> &str {
    entra::application(audience)
}

/// The application behind the current actor, if the token names one: what was meant for it, the actor may exchange.
#[must_use]
pub fn behind_actor(token: &Token) -> Option<&str> {
    entra::blueprint(token)
}

/// Within what the subject's id is unique, where that is wider than an issuer: an Entra tenant has two issuers.
pub(in crate::delegation) fn authority<'t>(statement: &Statement<'t>) -> Option<&'t str> {
    entra::tenant(statement)
}

/// A subject that is a workload by the nature of its token.
fn workload(statement: &Statement<'_>) -> Principal {
    Principal { kind: Kind::Workload, ..subject(statement) }
}

#[cfg(test)]
mod tests {
    use super::FORMATS;

    #[test]
    fn every_format_has_a_page_with_its_name() {
        for format in FORMATS {
            for name in format.names() {
                assert!(format.page().contains(name.word()), "{format:?} does not mention {}", name.word());
            }
        }
    }
}
