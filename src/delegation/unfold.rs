//! One token into one chain.

use std::collections::HashSet;

use super::act;
use super::chain::{Chain, ChainToken, Flow, FormatName};
use super::defect::Defect;
use super::evidence::Evidence;
use super::format::{Reading, Statement};
use super::formats::FORMATS;
use super::principal::{Actor, Kind, Principal};
use crate::token::Token;
use crate::token::claims::Claims;

/// Who acts for whom inside this token; `None` where it has no subject to read (no `sub`, sealed, no JSON object).
#[must_use]
pub fn unfold(token: &Token) -> Option<Chain> {
    let chain = unfold_whole(token);
    chain.subject.id.is_some().then_some(chain)
}

/// The same for chains of many tokens, where a token without a subject is still a token: `subject.id` may be `None`.
#[must_use]
pub fn unfold_whole(token: &Token) -> Chain {
    let statement = Statement::of(token);
    let signed = statement.as_ref().map(Statement::signed);
    let reading = statement.as_ref().and_then(read).unwrap_or_else(|| {
        let nobody = Principal {
            id: None,
            issuer: None,
            name: None,
            kind: Kind::Unknown,
            pointer: None,
            evidence: Evidence::Claimed,
            signed_by: None,
        };
        Reading::alone(FormatName::None, Flow::Unknown, nobody)
    });
    let owned = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect();
    let text = |name: &str| signed.and_then(|claims| claims.text(name).present()).map(str::to_owned);
    Chain {
        format: reading.format,
        flow: reading.flow,
        subject: reading.subject,
        actors: reading.actors,
        audience: owned(signed.map(Claims::audience).unwrap_or_default()),
        scopes: owned(token.claims().map(Claims::scopes).unwrap_or_default()),
        problems: reading.problems,
        tokens: vec![ChainToken {
            sha256: Some(token.sent()),
            jti: text("jti"),
            issuer: text("iss"),
            issued: signed.and_then(|claims| claims.date("iat").present()),
            expires: signed.and_then(|claims| claims.date("exp").present()),
            signature: None,
            sources: Vec::new(),
            parent: None,
            uses: Vec::new(),
        }],
        hops: Vec::new(),
        verdict: None,
        may: None,
        notes: reading.notes,
    }
}

/// The first format that knows the token, and what holds whatever the format is.
fn read(statement: &Statement<'_>) -> Option<Reading> {
    let mut reading = FORMATS.iter().find_map(|format| format.read(statement))?;
    let signed = statement.signed();
    judge(&mut reading, signed);
    if let Some(may_act) = signed.get("may_act") {
        let node = Claims::new(may_act);
        let id = ["sub", "client_id", "email"].iter().find_map(|name| node.text(name).present());
        reading.notes.push(match id {
            Some(id) => format!("may_act names {id} as eligible to act; that is no hop"),
            None => "may_act says who is eligible to act; that is no hop".to_owned(),
        });
    }
    Some(reading)
}

/// What holds for the actors of every format: nobody twice, and as many as `act_depth` says.
fn judge(reading: &mut Reading, claims: Claims<'_>) {
    let mut seen = HashSet::new();
    let twice = reading.actors.iter().find(|actor| {
        let Actor { id: Some(id), issuer, .. } = actor else { return false };
        !seen.insert((issuer.as_deref(), id.as_str()))
    });
    if let Some(Actor { id: Some(id), .. }) = twice {
        let text = format!("{id} stands twice among the actors");
        reading.problems.push(Defect::RepeatedActor.problem(text));
    }
    let Some(depth) = claims.get("act_depth") else { return };
    let found = act::nest(claims).map_or_else(
        || reading.actors.iter().filter(|a| a.evidence != Evidence::Inferred).count(),
        |nest| nest.count,
    );
    let stated = match depth.as_number() {
        Some(digits) => digits.to_owned(),
        None => depth.kind().noun().to_owned(),
    };
    if stated.parse() != Ok(found) {
        let actors =
            if found == 1 { "1 actor is named".to_owned() } else { format!("{found} actors are named") };
        reading.problems.push(Defect::DepthMismatch.problem(format!("act_depth is {stated}, and {actors}")));
    }
}
