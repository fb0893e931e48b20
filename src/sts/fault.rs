//! One deliberate fault for each refusal and each odd answer that is known, so that a client can be tried on it.

use serde_json::{Map, Value};

use super::faults::FAULTS;
use super::form::Form;
use super::reply::Reply;
use super::vendor_fault;
use crate::provider::Record;

/// A JSON object while it is bent.
pub type Members = Map<String, Value>;

/// What a fault does, and where.
#[derive(Debug, Clone, Copy)]
pub enum Effect {
    /// The token endpoint answers with an error of RFC 6749 section 5.2: status, code, description.
    Error(u16, &'static str, &'static str),
    /// The token endpoint answers with this status, media type and body.
    Body(u16, &'static str, &'static str),
    /// The token endpoint answers with this status and header, and without a body.
    Header(u16, &'static str, &'static str),
    /// A refusal repeats what the request holds.
    Reflect,
    /// The claims are bent before they are signed.
    Claims(fn(&mut Members)),
    /// The answer is bent, the token is what it should be.
    Answer(fn(&mut Members)),
    /// The metadata are bent (RFC 8414).
    Metadata(fn(&mut Members)),
    /// There are no metadata.
    NoMetadata,
    /// The token endpoint refuses as a vendor's data say, under one of the vendor's codes.
    Vendor(Record, Option<&'static str>),
}

/// What the server does wrong on purpose for `--fault`.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// An error code of an RFC as it is written there, or words joined by hyphens; a vendor's name for its refusals.
    pub name: &'static str,
    /// What the server then does, in one line.
    pub summary: &'static str,
    /// How.
    pub effect: Effect,
}

impl Fault {
    /// What the server does wrong on purpose.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let vendors = || vendor_fault::all().find(|(own, _)| own == name).map(|(_, fault)| fault);
        FAULTS.iter().find(|fault| fault.name == name).copied().or_else(vendors)
    }

    /// Every fault that can be asked for: its name and its summary.
    pub fn all() -> impl Iterator<Item = (String, &'static str)> {
        let vendors = vendor_fault::all().map(|(name, fault)| (name, fault.summary));
        FAULTS.iter().map(|fault| (fault.name.to_owned(), fault.summary)).chain(vendors)
    }

    /// What the token endpoint answers instead of looking at the request.
    #[must_use]
    pub fn answer(&self, form: &Form) -> Option<Reply> {
        match self.effect {
            Effect::Error(status, code, description) => {
                let reply = Reply::error(status, code, description);
                Some(match status {
                    401 => reply.with("www-authenticate", "Basic realm=\"obo sts\""),
                    _ => reply,
                })
            }
            Effect::Body(status, media_type, body) => Some(Reply::raw(status, media_type, body)),
            Effect::Header(status, name, value) => Some(Reply::empty(status).with(name, value)),
            Effect::Reflect => {
                let of = |name| form.get(name).unwrap_or_default();
                let words = format!(
                    "no {} and no {} and no {}",
                    of("client_secret"),
                    of("subject_token"),
                    of("client_assertion")
                );
                Some(Reply::error(400, "invalid_request", &words))
            }
            Effect::Vendor(record, code) => Some(vendor_fault::reply(record, code)),
            Effect::Claims(_) | Effect::Answer(_) | Effect::Metadata(_) | Effect::NoMetadata => None,
        }
    }

    /// Bends the claims of an issued token.
    pub fn bend_claims(&self, claims: &mut Members) {
        if let Effect::Claims(bend) = self.effect {
            bend(claims);
        }
    }

    /// Bends an answer that carries a token.
    pub fn bend_answer(&self, answer: &mut Members) {
        if let Effect::Answer(bend) = self.effect {
            bend(answer);
        }
    }

    /// The metadata as this fault leaves them; `None` where it takes them away.
    #[must_use]
    pub fn bend_metadata(&self, mut metadata: Members) -> Option<Members> {
        match self.effect {
            Effect::NoMetadata => return None,
            Effect::Metadata(bend) => bend(&mut metadata),
            _ => {}
        }
        Some(metadata)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::faults::FAULTS;
    use super::super::reply::Reply;
    use super::super::settings::Settings;
    use super::super::trial::{Trial, claims, refusal, token};
    use super::{Fault, Members};

    /// What a client sees of one exchange and of the metadata, without what differs from token to token.
    #[derive(Debug, PartialEq)]
    struct Seen {
        answer: Reply,
        claims: Option<Members>,
        metadata: Reply,
    }

    fn seen(fault: Option<Fault>) -> Seen {
        let mut trial = Trial::built_in();
        let t0 = trial.login("planner", &[]);
        let t1 = token(&trial.exchange("planner", &t0, &[("audience", "researcher")]));
        trial.server.set_fault(fault);
        let mut answer = trial.exchange("researcher", &t1, &[("audience", "ledger")]);
        let mut members = answer.members();
        let jwt = members.get("access_token").and_then(Value::as_str).filter(|t| t.contains('.'));
        let claims = jwt.map(claims);
        if claims.is_some() {
            members.insert("access_token".to_owned(), Value::Null);
            answer.body = Value::Object(members).to_string().into();
        }
        Seen { answer, claims, metadata: trial.server.metadata() }
    }

    #[test]
    fn every_fault_shows() {
        let plain = seen(None);
        assert!(plain.claims.is_some());
        for fault in FAULTS {
            assert_ne!(seen(Some(*fault)), plain, "{} does nothing", fault.name);
        }
    }

    #[test]
    fn only_exchanges_are_at_fault() {
        for fault in FAULTS {
            let mut trial = Trial::new(Settings::built_in(), Some(fault.name));
            let claims = claims(&trial.login("planner", &[]));
            assert_eq!(claims["aud"], "planner", "{}", fault.name);
        }
    }

    #[test]
    fn what_was_sent_is_reflected_only_on_purpose() {
        let mut trial = Trial::new(Settings::built_in(), Some("reflect"));
        let t0 = trial.login("planner", &[]);
        let (_, _, words) = refusal(&trial.exchange("planner", &t0, &[]));
        assert!(words.contains(&t0));
    }

    #[test]
    fn r20_no_fault_makes_a_token_that_outlives_an_hour_or_hides_that_it_is_for_development() {
        for fault in FAULTS {
            let mut trial = Trial::new(Settings::built_in(), Some(fault.name));
            let t0 = trial.login("planner", &[]);
            let members = trial.exchange("planner", &t0, &[("audience", "ledger")]).members();
            let token = members.get("access_token").and_then(|t| t.as_str()).unwrap_or_default();
            if !token.contains('.') {
                continue;
            }
            let claims = claims(token);
            let lives = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
            assert!(lives <= 3_600, "{}", fault.name);
            assert_eq!(claims["dev"], true, "{}", fault.name);
        }
    }
}
