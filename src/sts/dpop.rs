//! Tokens that are bound to a key: the proof of a token request, and what is bound to it (RFC 9449 section 5).

use super::refusal::Refusal;
use super::server::{Authenticated, Server};
use crate::binding::Target;
use crate::binding::dpop::{MAX_AGE, Proof, Request};
use crate::instant::Instant;

/// By how many seconds a client's clock may differ.
const LEEWAY: i64 = 5;

/// The thumbprint of the key that an issued token is bound to.
pub(super) struct Thumbprint(pub(super) String);

impl Server {
    /// The key that a token for this request is bound to; `None` where no proof was sent and none is needed.
    pub(super) fn bound_to(
        &mut self,
        request: &Authenticated,
        path: &str,
        now: Instant,
    ) -> Result<Option<Thumbprint>, Refusal> {
        let Some(text) = &request.proof else {
            return if request.client.must_prove { Err(Refusal::NoProof) } else { Ok(None) };
        };
        let proof = Proof::read(text).map_err(|fault| Refusal::BadProof(fault.flaw))?;
        let target = Target::parse(&format!("{}{path}", self.issuer)).map_err(|_| Refusal::Internal)?;
        let asked =
            Request { method: "POST", target: &target, nonce: None, token: None, now, leeway: LEEWAY };
        if let Some(fault) = proof.judge(&asked).into_iter().next() {
            return Err(Refusal::BadProof(fault.flaw));
        }
        let until = proof.made().plus(MAX_AGE.saturating_add(LEEWAY).saturating_add(1));
        // Last, so that a stranger cannot use up the ids of a client.
        match self.store.prove_once(proof.thumbprint(), proof.id(), until, now) {
            true => Ok(Some(Thumbprint(proof.thumbprint().to_owned()))),
            false => Err(Refusal::UsedProof),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::settings::Settings;
    use super::super::trial::{ISSUER, Trial, claims, refusal, token};
    use crate::binding::{Draft, Target, make};
    use crate::instant::Instant;
    use crate::keys::{Algorithm, SigningKey};

    fn key() -> SigningKey {
        SigningKey::generate(Algorithm::Es256).unwrap()
    }

    fn proof(key: &SigningKey, method: &str, address: &str, made: Instant, id: &str) -> String {
        let target = Target::parse(address).unwrap();
        let draft = Draft { method, target: &target, made, id, token: None, nonce: None };
        make(&draft, key, Algorithm::Es256).unwrap().expose_text().unwrap().to_owned()
    }

    const OWN: [(&str, &str); 2] = [("grant_type", "client_credentials"), ("client_id", "planner")];

    #[test]
    fn a_token_is_bound_to_the_key_of_its_proof() {
        let mut trial = Trial::built_in();
        let key = key();
        let jkt = json!({"jkt": key.thumbprint()});
        let endpoint = format!("{ISSUER}/token");
        let text = proof(&key, "POST", &endpoint, trial.now, "j1");
        let answer = trial.prove("/token", None, Some(&text), &OWN);
        assert_eq!(answer.members()["token_type"], "DPoP");
        let bound = token(&answer);
        assert_eq!(claims(&bound)["cnf"], jkt);
        let asked = trial.post("/introspect", None, &[("client_id", "planner"), ("token", &bound)]).members();
        assert_eq!((&asked["token_type"], &asked["cnf"]), (&json!("DPoP"), &jkt));
        let text = proof(&key, "POST", &format!("{ISSUER}/login"), trial.now, "j2");
        let form = [("client_id", "planner"), ("username", "alice")];
        let t0 = token(&trial.prove("/login", None, Some(&text), &form));
        assert_eq!(claims(&t0)["cnf"], jkt);
        // The next actor has another key, or none: its token is bound to what it proved itself.
        let plain = trial.exchange("planner", &t0, &[("audience", "researcher")]);
        assert_eq!(plain.members()["token_type"], "Bearer");
        assert_eq!(claims(&token(&plain)).get("cnf"), None);
    }

    #[test]
    fn a_proof_that_does_not_hold_is_an_invalid_dpop_proof() {
        let mut trial = Trial::built_in();
        let key = key();
        let endpoint = format!("{ISSUER}/token");
        let now = trial.now;
        for (text, want) in [
            (proof(&key, "GET", &endpoint, now, "a"), "the DPoP proof: another method"),
            (proof(&key, "POST", &format!("{ISSUER}/login"), now, "b"), "the DPoP proof: another address"),
            (proof(&key, "POST", &endpoint, now.plus(-306), "c"), "the DPoP proof: it is older than 300 s"),
            (proof(&key, "POST", &endpoint, now.plus(6), "d"), "the DPoP proof: it was made in the future"),
            (String::new(), "the DPoP proof: it is not one compact JWT"),
        ] {
            let got = refusal(&trial.prove("/token", None, Some(&text), &OWN));
            assert_eq!(got, (400, "invalid_dpop_proof".to_owned(), want.to_owned()));
        }
        let text = proof(&key, "POST", &endpoint, now, "a");
        token(&trial.prove("/token", None, Some(&text), &OWN));
        trial.now = now.plus(305);
        let got = refusal(&trial.prove("/token", None, Some(&text), &OWN));
        assert_eq!(got.2, "the DPoP proof was used before");
    }

    #[test]
    fn a_client_that_must_prove_gets_nothing_without_a_proof() {
        let mut settings = Settings::built_in();
        settings.clients.get_mut("planner").unwrap().must_prove = true;
        let mut trial = Trial::new(settings, None);
        let got = refusal(&trial.post("/token", None, &OWN));
        assert_eq!((got.0, got.1.as_str()), (400, "invalid_dpop_proof"));
    }
}
