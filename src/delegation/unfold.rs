//! One token into one chain.

use std::collections::HashSet;

use super::act;
use super::chain::{Chain, ChainToken, Flow, FormatName};
use super::defect::Defect;
use super::evidence::Evidence;
use super::format::{Reading, Statement};
use super::formats::FORMATS;
use super::principal::{Actor, Kind, Principal};
use crate::token::claims::Claims;
use crate::token::{Kind as TokenKind, Token};

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

/// Whether no format can find a malformed actor in the token, told without unfolding it; `false` says nothing.
///
/// Besides `act` only the records of `delegation_chain` and the workloads of `req_wl` can be malformed.
#[must_use]
pub fn has_plain_actors(token: &Token) -> bool {
    let Some(claims) = token.claims().filter(|_| token.kind() != TokenKind::SdJwt) else { return false };
    let may_be_odd = ["delegation_chain", "req_wl"].iter().any(|name| claims.get(name).is_some());
    !may_be_odd && act::is_well_formed(claims)
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

#[cfg(test)]
mod tests {
    use proptest::prelude::{Just, Strategy, prop_oneof, proptest};
    use serde_json::{Map, Value, json};

    use super::{has_plain_actors, unfold_whole};
    use crate::delegation::defect::Defect;
    use crate::token::Token;
    use crate::token::base64url::encode;

    fn scalar() -> impl Strategy<Value = Value> {
        prop_oneof![
            4 => Just(json!("a")),
            1 => Just(json!("")),
            1 => Just(json!(1)),
            1 => Just(json!(null)),
            1 => Just(json!([])),
            1 => Just(json!({}))
        ]
    }

    /// An `act` of up to four levels, whose members are there, missing or of another type.
    fn act() -> impl Strategy<Value = Value> {
        let names = ["sub", "client_id", "agent", "azp", "email", "iss", "name", "sub_profile"];
        let members =
            move || proptest::collection::vec((proptest::sample::select(names.to_vec()), scalar()), 0..4);
        let node = move |inner: Option<Value>| {
            members().prop_map(move |members| {
                let act = inner.clone().map(|act| ("act".to_owned(), act));
                let own = members.into_iter().map(|(name, value)| (name.to_owned(), value));
                Value::Object(own.chain(act).collect::<Map<_, _>>())
            })
        };
        prop_oneof![scalar(), node(None)]
            .prop_recursive(4, 8, 1, move |inner| inner.prop_flat_map(move |act| node(Some(act))))
    }

    proptest! {
        /// What is skipped for plain actors finds nothing; for `act` alone the short way says as much as the long one.
        #[test]
        fn r12_plain_actors_are_never_malformed_ones(
            act in act(),
            other in proptest::option::of((proptest::sample::select(vec!["delegation_chain", "req_wl"]), scalar())),
            typ in proptest::sample::select(vec!["at+jwt", "txntoken+jwt"]),
        ) {
            let has_other = other.is_some();
            let mut claims = json!({"iss": "https://issuer.example", "sub": "alice", "act": act});
            if let Some((name, value)) = other {
                claims[name] = value;
            }
            let head = encode(json!({"alg": "ES256", "typ": typ}).to_string().as_bytes());
            let text = format!("{head}.{}.c2ln", encode(claims.to_string().as_bytes()));
            let token = Token::parse(&text).expect("a token");
            let chain = unfold_whole(&token);
            let is_malformed =
                chain.problems.iter().any(|problem| problem.code == Defect::MalformedActor.code());
            assert!(!(has_plain_actors(&token) && is_malformed), "{claims}");
            assert!(has_other || has_plain_actors(&token) != is_malformed, "{claims}");
        }
    }
}
