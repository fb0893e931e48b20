//! The grants: what a request asks for, turned into what is issued (RFC 8693 section 2, RFC 6749 section 4.4).

use super::issue::{Issuance, act};
use super::live::Live;
use super::policy::{self, Party};
use super::refusal::{Refusal, Which};
use super::server::{Authenticated, Server};
use crate::instant::Instant;

/// The token types that this server takes and issues (RFC 8693 section 3).
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";

impl Server {
    /// A token exchange; gives what to issue and the type that it is issued as.
    pub(super) fn exchange(
        &self,
        request: &Authenticated,
        now: Instant,
    ) -> Result<(Issuance, Option<&'static str>), Refusal> {
        let form = &request.form;
        let subject = self.shown(request, Which::Subject, now)?;
        let subject = subject.ok_or(Refusal::Missing("subject_token"))?;
        let issued_type = match form.get("requested_token_type") {
            None | Some(ACCESS_TOKEN) => ACCESS_TOKEN,
            Some(JWT) => JWT,
            Some(_) => return Err(Refusal::RequestedType),
        };
        let held = subject.claims().ok_or(Refusal::Internal)?;
        if !self.is_for(&request.id, held) {
            return Err(Refusal::NotForClient);
        }
        let actor = self.shown(request, Which::Actor, now)?;
        let actor = self.actor(request, actor.as_ref())?;
        let party = Party { sub: &actor, issuer: &self.issuer, client_id: &request.id };
        policy::may_act(held, party)?;

        let mut audience =
            policy::targets(&self.settings, &request.client, form.all("audience"), form.all("resource"))?;
        if audience.is_empty() {
            audience = held.audience().into_iter().map(str::to_owned).collect();
        }
        let mut limits = vec![request.client.scope.as_ref()];
        limits.extend(audience.iter().map(|a| self.settings.audiences.get(a)?.scope.as_ref()));
        let scope = policy::scope(form.get("scope"), Some(&held.scopes()), &limits)?;
        let who = held.text("sub").present().ok_or(Refusal::Internal)?;
        let kind = self.settings.clients.get(&actor).and_then(|client| client.kind);
        let act = act(&actor, kind, who, held.get("act"))?;
        let left = subject.expires().seconds_since(now);
        let issuance = Issuance {
            subject: who.to_owned(),
            client_id: request.id.clone(),
            lifetime: policy::lifetime(&self.settings, &audience, Some(left)),
            audience,
            scope,
            act,
            may_act: None,
            name: held.text("name").present().map(str::to_owned),
        };
        Ok((issuance, Some(issued_type)))
    }

    /// The client acts for itself; without a target the token is meant for this server, as an actor token.
    pub(super) fn client_credentials(&self, request: &Authenticated) -> Result<Issuance, Refusal> {
        let form = &request.form;
        let mut audience =
            policy::targets(&self.settings, &request.client, form.all("audience"), form.all("resource"))?;
        if audience.is_empty() {
            audience.push(self.issuer.clone());
        }
        let mut limits = vec![request.client.scope.as_ref()];
        limits.extend(audience.iter().map(|a| self.settings.audiences.get(a)?.scope.as_ref()));
        Ok(Issuance {
            subject: request.id.clone(),
            client_id: request.id.clone(),
            scope: policy::scope(form.get("scope"), None, &limits)?,
            lifetime: policy::lifetime(&self.settings, &audience, None),
            audience,
            act: None,
            may_act: None,
            name: None,
        })
    }

    /// The test login; without a target the token is meant for the client itself.
    pub(super) fn user_token(&self, request: &Authenticated) -> Result<Issuance, Refusal> {
        let form = &request.form;
        let name = form.need("username")?;
        let user = self.settings.users.get(name).ok_or(Refusal::NoSuchUser)?;
        let mut audience =
            policy::targets(&self.settings, &request.client, form.all("audience"), form.all("resource"))?;
        if audience.is_empty() {
            audience.push(request.id.clone());
        }
        let limits = [user.scope.as_ref(), request.client.scope.as_ref()];
        Ok(Issuance {
            subject: name.to_owned(),
            client_id: request.id.clone(),
            scope: policy::scope(form.get("scope"), None, &limits)?,
            lifetime: policy::lifetime(&self.settings, &audience, None),
            audience,
            act: None,
            may_act: form.get("may_act").map(str::to_owned).or_else(|| user.may_act.clone()),
            name: user.name.clone(),
        })
    }

    /// One of the two tokens of an exchange, its type judged first; `None` where it was not sent.
    fn shown(&self, request: &Authenticated, which: Which, now: Instant) -> Result<Option<Live>, Refusal> {
        let form = &request.form;
        let (name, type_name) = match which {
            Which::Subject => ("subject_token", "subject_token_type"),
            Which::Actor => ("actor_token", "actor_token_type"),
        };
        let Some(text) = form.get(name) else {
            // Only the actor's type is forbidden without its token; the subject's token is missed by the caller.
            return match (which, form.get(type_name)) {
                (Which::Actor, Some(_)) => Err(Refusal::TypeWithoutActor),
                _ => Ok(None),
            };
        };
        if ![ACCESS_TOKEN, JWT].contains(&form.need(type_name)?) {
            return Err(Refusal::TokenType(which));
        }
        self.live(text, now).map(Some).map_err(|dead| Refusal::Dead(which, dead))
    }

    /// Who will be the current actor: the subject of the actor token, else the client itself.
    fn actor(&self, request: &Authenticated, token: Option<&Live>) -> Result<String, Refusal> {
        let Some(token) = token else { return Ok(request.id.clone()) };
        let claims = token.claims().ok_or(Refusal::Internal)?;
        if claims.text("client_id").present() != Some(&request.id) {
            return Err(Refusal::ForeignActor);
        }
        if claims.get("act").is_some() {
            return Err(Refusal::DelegatedActor);
        }
        claims.text("sub").present().map(str::to_owned).ok_or(Refusal::Internal)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::settings::{Settings, User};
    use super::super::trial::{ACCESS_TOKEN, ISSUER, Trial, claims, refusal, token};
    use super::JWT;

    const ACTOR: &str = "actor_token";
    const ACTOR_TYPE: &str = "actor_token_type";

    #[test]
    fn three_hops_nest_each_actor_and_lose_authority() {
        let mut trial = Trial::built_in();
        let t0 = trial.login("planner", &[]);
        assert_eq!(claims(&t0)["scope"], "orders.read orders.write");
        assert_eq!(claims(&t0).get("act"), None);
        let more = [("audience", "researcher"), ("scope", "orders.read")];
        let t1 = token(&trial.exchange("planner", &t0, &more));
        let answer = trial.exchange("researcher", &t1, &[("audience", "ledger")]);
        let members = answer.members();
        assert_eq!(members["issued_token_type"], ACCESS_TOKEN);
        assert_eq!(members["token_type"], "Bearer");
        assert_eq!(members["expires_in"], 900);
        assert_eq!(members["scope"], "orders.read");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let t2 = claims(&token(&answer));
        let planner = json!({"sub": "planner", "sub_profile": "ai_agent"});
        assert_eq!(t2["act"], json!({"sub": "researcher", "sub_profile": "ai_agent", "act": planner}));
        assert_eq!(t2["sub"], "alice");
        assert_eq!(t2["aud"], "ledger");
        assert_eq!(t2["client_id"], "researcher");
        assert_eq!(t2["iss"], ISSUER);
        assert_eq!(t2["dev"], true);
    }

    #[test]
    fn the_actor_is_the_actor_tokens_subject_else_the_client() {
        let mut trial = Trial::built_in();
        let t0 = trial.login("planner", &[]);
        let own = [("grant_type", "client_credentials"), ("client_id", "planner")];
        let own = token(&trial.post("/token", None, &own));
        assert_eq!(claims(&own)["aud"], ISSUER);
        let others = [("grant_type", "client_credentials"), ("client_id", "ledger")];
        let others = token(&trial.post("/token", None, &others));
        let delegated = token(&trial.exchange("planner", &t0, &[("audience", "researcher")]));
        let ask = |trial: &mut Trial, actor: &str, kind: &str| {
            trial.exchange("planner", &t0, &[("audience", "ledger"), (ACTOR, actor), (ACTOR_TYPE, kind)])
        };
        let answer = ask(&mut trial, &own, JWT);
        assert_eq!(claims(&token(&answer))["act"]["sub"], "planner");
        for (actor, kind, want) in [
            (others.as_str(), ACCESS_TOKEN, "the actor token belongs to another client"),
            (delegated.as_str(), ACCESS_TOKEN, "the actor token is itself delegated"),
            ("garbage", ACCESS_TOKEN, "the actor token is not a well-formed token of this server"),
            (
                own.as_str(),
                "urn:ietf:params:oauth:token-type:id_token",
                "the actor token of another type than access_token or jwt",
            ),
            (own.as_str(), "", "actor_token_type is missing"),
            ("", ACCESS_TOKEN, "actor_token_type must not be sent without actor_token"),
        ] {
            let got = refusal(&ask(&mut trial, actor, kind));
            assert_eq!(got, (400, "invalid_request".to_owned(), want.to_owned()));
        }
    }

    #[test]
    fn a_token_of_no_use_is_an_invalid_request() {
        let mut trial = Trial::built_in();
        let t0 = trial.login("planner", &[]);
        let (head, rest) = t0.split_once('.').unwrap();
        let (body, _) = rest.split_once('.').unwrap();
        let stranger = Trial::built_in().login("planner", &[]);
        for (subject, want) in [
            ("".to_owned(), "subject_token is missing"),
            ("a.b.c".to_owned(), "the subject token is not a well-formed token of this server"),
            (format!("{head}.{body}."), "the subject token has a signature that no key of this server made"),
            (stranger, "the subject token has a signature that no key of this server made"),
        ] {
            let got = refusal(&trial.exchange("planner", &subject, &[("audience", "ledger")]));
            assert_eq!(got, (400, "invalid_request".to_owned(), want.to_owned()));
        }
        let got = refusal(&trial.exchange("ledger", &t0, &[]));
        assert_eq!(got.2, "the subject token is not meant for this client");
        trial.post("/revoke", None, &[("client_id", "planner"), ("token", &t0)]);
        assert_eq!(refusal(&trial.exchange("planner", &t0, &[])).2, "the subject token was revoked");
        let t0 = trial.login("planner", &[]);
        trial.now = trial.now.plus(3_600);
        assert_eq!(refusal(&trial.exchange("planner", &t0, &[])).2, "the subject token has expired");
    }

    #[test]
    fn authority_is_reduced_and_never_added() {
        let mut trial = Trial::built_in();
        let t0 = trial.login("planner", &[("scope", "orders.read")]);
        for (more, code, want) in [
            (("scope", "orders.write"), "invalid_scope", "orders.write is not in the subject token"),
            (("audience", "payroll"), "invalid_target", "an audience or resource is unknown"),
            (
                ("resource", "/ledger"),
                "invalid_target",
                "resource must be an absolute URI without a fragment",
            ),
            (
                ("requested_token_type", "urn:ietf:params:oauth:token-type:saml2"),
                "invalid_request",
                "requested_token_type must be access_token or jwt",
            ),
        ] {
            let got = refusal(&trial.exchange("planner", &t0, &[more]));
            assert_eq!(got, (400, code.to_owned(), want.to_owned()));
        }
        trial.now = trial.now.plus(3_590);
        let late = claims(&token(&trial.exchange("planner", &t0, &[("audience", "ledger")])));
        assert_eq!(late["exp"], claims(&t0)["exp"], "never past the subject token's end");
    }

    #[test]
    fn may_act_decides_and_is_not_carried_over() {
        let mut settings = Settings::built_in();
        settings
            .users
            .insert("alice".to_owned(), User { may_act: Some("researcher".to_owned()), ..User::default() });
        let mut trial = Trial::new(settings, None);
        let t0 = trial.login("planner", &[("audience", "researcher")]);
        assert_eq!(claims(&t0)["may_act"], json!({"sub": "researcher"}));
        let got = refusal(&trial.exchange("planner", &t0, &[("audience", "ledger")]));
        assert_eq!(got.2, "may_act in the subject token names another party");
        let t1 = claims(&token(&trial.exchange("researcher", &t0, &[("audience", "ledger")])));
        assert_eq!(t1["act"]["sub"], "researcher");
        assert_eq!(t1.get("may_act"), None::<&Value>);
    }
}
