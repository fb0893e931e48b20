//! What a token says: the claims of RFC 9068 and the chain of actors of RFC 8693 section 4.1.

use serde_json::{Map, Value, json};

use super::policy::MAX_ACTORS;
use super::refusal::Refusal;
use super::settings::ClientKind;
use crate::instant::Instant;
use crate::token::base64url;
use crate::token::json::{Kind, Value as Signed};

/// Everything that decides an access token but the moment and the key.
#[derive(Debug, Clone)]
pub struct Issuance {
    /// `sub`: on whose behalf.
    pub subject: String,
    /// `client_id`: who asked for the token (RFC 8693 section 4.3).
    pub client_id: String,
    /// `aud`: one or more.
    pub audience: Vec<String>,
    /// `scope`; the claim is left out where there is none.
    pub scope: Vec<String>,
    /// Seconds from `iat` to `exp`.
    pub lifetime: i64,
    /// `act`, the actors from the current one inwards.
    pub act: Option<Value>,
    /// `may_act`: who may act next; never carried over by an exchange.
    pub may_act: Option<String>,
    /// `name` of a person.
    pub name: Option<String>,
}

impl Issuance {
    /// The claims in the order in which they are signed; `dev` says that a development server made them (R20).
    #[must_use]
    pub fn claims(&self, issuer: &str, now: Instant, jti: &str) -> Map<String, Value> {
        let mut claims = Map::new();
        let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        put("iss", json!(issuer));
        put("sub", json!(self.subject));
        match self.audience.as_slice() {
            [one] => put("aud", json!(one)),
            several => put("aud", json!(several)),
        };
        put("iat", json!(now.seconds()));
        put("exp", json!(now.seconds().saturating_add(self.lifetime)));
        put("jti", json!(jti));
        put("client_id", json!(self.client_id));
        if !self.scope.is_empty() {
            put("scope", json!(self.scope.join(" ")));
        }
        if let Some(act) = &self.act {
            put("act", act.clone());
        }
        if let Some(party) = &self.may_act {
            put("may_act", json!({"sub": party}));
        }
        if let Some(name) = &self.name {
            put("name", json!(name));
        }
        put("dev", json!(true));
        claims
    }
}

/// A token id of 128 random bits.
///
/// # Errors
/// Where there is no randomness.
pub fn token_id(random: &mut dyn FnMut(&mut [u8]) -> bool) -> Result<String, Refusal> {
    let mut bytes = [0; 16];
    if random(&mut bytes) { Ok(base64url::encode(&bytes)) } else { Err(Refusal::Internal) }
}

/// The chain of an issued token: the new actor outermost, the subject token's own chain unchanged beneath it.
///
/// The same actor twice in a row stands once; the subject is no actor for itself.
///
/// # Errors
/// Where the chain so far is malformed or as long as it may be.
pub fn act(
    actor: &str,
    kind: Option<ClientKind>,
    subject: &str,
    so_far: Option<Signed<'_>>,
) -> Result<Option<Value>, Refusal> {
    let mut actors = 0_usize;
    let mut outermost = None;
    let mut node = so_far;
    while let Some(at) = node {
        let name = at.get("sub").and_then(|sub| sub.as_str()).ok_or(Refusal::MalformedAct)?;
        outermost = outermost.or(Some(name));
        actors = actors.saturating_add(1);
        node = at.get("act");
        if node.is_some_and(|inner| inner.kind() != Kind::Object) {
            return Err(Refusal::MalformedAct);
        }
    }
    let beneath = match so_far {
        // At most `MAX_ACTORS` levels are kept, fewer than what is written of a value.
        Some(_) if actors > MAX_ACTORS => return Err(Refusal::TooManyActors(MAX_ACTORS)),
        Some(chain) => Some(serde_json::from_str(&chain.to_json()).map_err(|_| Refusal::MalformedAct)?),
        None => None,
    };
    if outermost == Some(actor) || (beneath.is_none() && actor == subject) {
        return Ok(beneath);
    }
    if actors >= MAX_ACTORS {
        return Err(Refusal::TooManyActors(MAX_ACTORS));
    }
    let mut act = Map::new();
    act.insert("sub".to_owned(), json!(actor));
    if let Some(profile) = kind.and_then(ClientKind::sub_profile) {
        act.insert("sub_profile".to_owned(), json!(profile));
    }
    if let Some(beneath) = beneath {
        act.insert("act".to_owned(), beneath);
    }
    Ok(Some(Value::Object(act)))
}

#[cfg(test)]
mod tests {
    use super::super::policy::MAX_ACTORS;
    use super::super::refusal::Refusal;
    use super::super::settings::ClientKind;
    use super::{Issuance, act, token_id};
    use crate::instant::Instant;
    use crate::token::json::{Budget, Document};

    fn with(actor: &str, so_far: &str) -> Result<Option<String>, Refusal> {
        let document = Document::parse(so_far.as_bytes(), Budget::TOKEN).expect("JSON");
        let so_far = (so_far != "null").then(|| document.root());
        act(actor, None, "alice", so_far).map(|act| act.map(|a| a.to_string()))
    }

    #[test]
    fn the_new_actor_stands_outermost_and_the_rest_unchanged() {
        for (actor, so_far, want) in [
            ("a", "null", Ok(Some(r#"{"sub":"a"}"#))),
            ("b", r#"{"sub":"a"}"#, Ok(Some(r#"{"sub":"b","act":{"sub":"a"}}"#))),
            (
                "c",
                r#"{"sub":"b","iss":"https://x","n":1.50,"act":{"sub":"a"}}"#,
                Ok(Some(r#"{"sub":"c","act":{"sub":"b","iss":"https://x","n":1.5,"act":{"sub":"a"}}}"#)),
            ),
            ("a", r#"{"sub":"a"}"#, Ok(Some(r#"{"sub":"a"}"#))),
            ("alice", "null", Ok(None)),
            ("alice", r#"{"sub":"a"}"#, Ok(Some(r#"{"sub":"alice","act":{"sub":"a"}}"#))),
            ("b", r#"{"act":{"sub":"a"}}"#, Err(Refusal::MalformedAct)),
            ("b", r#"{"sub":"a","act":"x"}"#, Err(Refusal::MalformedAct)),
            ("b", r#""a""#, Err(Refusal::MalformedAct)),
        ] {
            assert_eq!(with(actor, so_far), want.map(|w| w.map(str::to_owned)), "{actor} {so_far}");
        }
    }

    #[test]
    fn a_long_chain_is_refused_and_never_cut() {
        let chain = (0..MAX_ACTORS).fold(String::from("null"), |inner, n| match n {
            0 => format!(r#"{{"sub":"a{n}"}}"#),
            _ => format!(r#"{{"sub":"a{n}","act":{inner}}}"#),
        });
        assert_eq!(with("new", &chain), Err(Refusal::TooManyActors(MAX_ACTORS)));
        let outermost = format!("a{}", MAX_ACTORS - 1);
        assert_eq!(with(&outermost, &chain).map(|a| a.is_some()), Ok(true));
    }

    #[test]
    fn kinds_are_stated_where_they_are_known() {
        for (kind, want) in [
            (Some(ClientKind::Agent), r#"{"sub":"a","sub_profile":"ai_agent"}"#),
            (Some(ClientKind::Application), r#"{"sub":"a"}"#),
            (None, r#"{"sub":"a"}"#),
        ] {
            let act = act("a", kind, "alice", None).expect("a chain").map(|a| a.to_string());
            assert_eq!(act.as_deref(), Some(want));
        }
    }

    #[test]
    fn r20_every_token_says_that_it_is_for_development_and_has_what_rfc_9068_requires() {
        let issuance = Issuance {
            subject: "alice".to_owned(),
            client_id: "planner".to_owned(),
            audience: vec!["ledger".to_owned()],
            scope: vec!["a".to_owned(), "b".to_owned()],
            lifetime: 900,
            act: None,
            may_act: None,
            name: None,
        };
        let claims = issuance.claims("http://127.0.0.1:1", Instant::from_seconds(100), "j");
        assert_eq!(
            serde_json::Value::Object(claims).to_string(),
            r#"{"iss":"http://127.0.0.1:1","sub":"alice","aud":"ledger","iat":100,"exp":1000,"jti":"j","client_id":"planner","scope":"a b","dev":true}"#
        );
    }

    #[test]
    fn without_randomness_there_is_no_token() {
        assert_eq!(token_id(&mut |_| false), Err(Refusal::Internal));
        assert_eq!(
            token_id(&mut |bytes| {
                bytes.fill(0);
                true
            }),
            Ok("A".repeat(22))
        );
    }
}
