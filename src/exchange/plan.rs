//! From inputs to the token request: one leg, one plan, made anew for each try.

use super::inputs::{Inputs, Proof, TOKEN_EXCHANGE};
use crate::conversation::{Answer, Ask, Basic, Content, Conversation, Method, Plan, Unanswered};
use crate::instant::Instant;
use crate::keys::KeyError;
use crate::secret::Secret;

/// The type of a client's assertion (RFC 7523 section 2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The token request as a conversation.
#[derive(Debug)]
pub struct TokenRequest<'i> {
    inputs: &'i Inputs,
    now: Instant,
    attempt: u32,
    /// What was sent last, so that masks know the assertion.
    last: Option<Plan>,
}

/// Why there was no answer to judge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// The client's key cannot sign.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The network.
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
}

impl<'i> TokenRequest<'i> {
    /// Prepares the request of these inputs.
    #[must_use]
    pub fn new(inputs: &'i Inputs, now: Instant) -> Self {
        Self { inputs, now, attempt: 0, last: None }
    }

    /// The request as it would be sent now.
    ///
    /// # Errors
    /// Where the client's key cannot sign.
    pub fn plan(&self) -> Result<Plan, KeyError> {
        let inputs = self.inputs;
        let mut form = Form::default();
        form.plain("grant_type", TOKEN_EXCHANGE);
        form.token("subject_token", &inputs.subject.value);
        form.plain("subject_token_type", &inputs.subject.token_type);
        if let Some(actor) = &inputs.actor {
            form.token("actor_token", &actor.value);
            form.plain("actor_token_type", &actor.token_type);
        }
        for resource in &inputs.resource {
            form.plain("resource", resource);
        }
        for audience in &inputs.audience {
            form.plain("audience", audience);
        }
        let scopes = inputs.scopes();
        if !scopes.is_empty() {
            form.plain("scope", &scopes.join(" "));
        }
        if let Some(requested) = &inputs.requested_token_type {
            form.plain("requested_token_type", requested);
        }
        for parameter in &inputs.parameters {
            match parameter.value.expose_text() {
                Some(text) if !parameter.is_secret() => form.plain(&parameter.name, text),
                _ => form.secret(&parameter.name, &parameter.value),
            }
        }
        let basic = self.prove(&mut form)?;
        Ok(Plan {
            method: Method::Post,
            url: inputs.token_endpoint.clone(),
            headers: Vec::new(),
            basic,
            form: form.0,
            // An assertion that somebody else made serves once.
            repeatable: !matches!(inputs.proof, Proof::Given(_)),
            named_by: inputs.named_by.clone(),
        })
    }

    /// Puts the client's proof into the form, or hands back what belongs into the header.
    fn prove(&self, form: &mut Form) -> Result<Option<Basic>, KeyError> {
        let inputs = self.inputs;
        let id = inputs.client_id.as_deref();
        let mut assertion = |assertion: &Secret| {
            if let (Some(id), true) = (id, inputs.client_id_beside_assertion) {
                form.plain("client_id", id);
            }
            form.plain("client_assertion_type", JWT_BEARER);
            form.token("client_assertion", assertion);
        };
        match &inputs.proof {
            Proof::Basic(secret) => {
                let client_id = id.unwrap_or_default().to_owned();
                return Ok(Some(Basic { client_id, secret: secret.clone() }));
            }
            Proof::Assertions(_, made) => assertion(&made.make(self.now, self.attempt)?),
            Proof::Given(given) => assertion(given),
            Proof::None | Proof::Post(_) => {
                if let Some(id) = id {
                    form.plain("client_id", id);
                }
                if let Proof::Post(secret) = &inputs.proof {
                    form.secret("client_secret", secret);
                }
            }
        }
        Ok(None)
    }

    /// What was sent last.
    #[must_use]
    pub fn last(&self) -> Option<&Plan> {
        self.last.as_ref()
    }
}

impl Conversation for TokenRequest<'_> {
    type Outcome = Result<Answer, NoAnswer>;

    fn next(&mut self, answer: Option<Result<Answer, Unanswered>>) -> Ask<Self::Outcome> {
        match answer {
            Some(answer) => Ask::Done(answer.map_err(NoAnswer::from)),
            None => match self.plan() {
                Ok(plan) => {
                    self.last = Some(plan.clone());
                    Ask::Send(Box::new(plan))
                }
                Err(error) => Ask::Done(Err(error.into())),
            },
        }
    }

    fn renew(&mut self) -> Option<Box<Plan>> {
        self.attempt = self.attempt.saturating_add(1);
        let plan = self.plan().ok()?;
        self.last = Some(plan.clone());
        Some(Box::new(plan))
    }
}

/// A form that grows; parameters without a value are left out (RFC 6749 section 3.2).
#[derive(Default)]
struct Form(Vec<(String, Content)>);

impl Form {
    fn plain(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.0.push((name.to_owned(), Content::Plain(value.to_owned())));
        }
    }

    fn secret(&mut self, name: &str, value: &Secret) {
        self.0.push((name.to_owned(), Content::Secret(value.clone())));
    }

    fn token(&mut self, name: &str, value: &Secret) {
        self.0.push((name.to_owned(), Content::Token(value.clone())));
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::TokenRequest;
    use crate::conversation::{Content, Conversation as _};
    use crate::exchange::assertion::Assertions;
    use crate::exchange::client_auth::Method;
    use crate::exchange::inputs::{Handed, Inputs, Parameter, Proof};
    use crate::instant::Instant;
    use crate::keys::{Algorithm, SigningKey};
    use crate::secret::Secret;

    fn now() -> Instant {
        Instant::from_seconds(1_795_296_000)
    }

    pub(in crate::exchange) fn inputs(proof: Proof) -> Inputs {
        Inputs {
            token_endpoint: "https://sts.example/token".to_owned(),
            named_by: Some("https://sts.example".to_owned()),
            issuer: Some("https://sts.example".to_owned()),
            provider: None,
            methods_listed: Vec::new(),
            grants_listed: Vec::new(),
            client_id: Some("svc-b".to_owned()),
            proof,
            client_id_beside_assertion: true,
            subject: Handed::new(&Secret::from("subject"), None, None),
            actor: None,
            audience: Vec::new(),
            resource: Vec::new(),
            scope: Vec::new(),
            requested_token_type: None,
            parameters: Vec::new(),
        }
    }

    fn form(inputs: &Inputs) -> Vec<(String, String)> {
        let plan = TokenRequest::new(inputs, now()).plan().expect("a plan");
        let text = |content: &Content| String::from_utf8_lossy(content.expose()).into_owned();
        plan.form.iter().map(|(name, content)| (name.clone(), text(content))).collect()
    }

    #[test]
    fn every_parameter_of_the_rfc_is_sent_in_its_order() {
        let mut all = inputs(Proof::Basic(Secret::from("s")));
        all.actor = Some(Handed::new(&Secret::from("actor"), Some("jwt"), None));
        all.audience = vec!["a".to_owned(), "b".to_owned()];
        all.resource = vec!["https://r".to_owned(), "https://s".to_owned()];
        all.scope = vec!["read  write".to_owned(), "admin".to_owned()];
        all.requested_token_type = Some("urn:x".to_owned());
        all.parameters = vec![Parameter { name: "connection".to_owned(), value: Secret::from("c") }];
        let want = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("subject_token", "subject"),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            ("actor_token", "actor"),
            ("actor_token_type", "urn:ietf:params:oauth:token-type:jwt"),
            ("resource", "https://r"),
            ("resource", "https://s"),
            ("audience", "a"),
            ("audience", "b"),
            ("scope", "read write admin"),
            ("requested_token_type", "urn:x"),
            ("connection", "c"),
        ];
        assert_eq!(form(&all), want.map(|(n, v)| (n.to_owned(), v.to_owned())));
    }

    #[test]
    fn each_method_puts_the_client_where_it_belongs() {
        let names = |proof| {
            let form = form(&inputs(proof));
            form.iter().skip(3).map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        assert!(names(Proof::Basic(Secret::from("s"))).is_empty());
        assert_eq!(names(Proof::None), ["client_id"]);
        assert_eq!(names(Proof::Post(Secret::from("s"))), ["client_id", "client_secret"]);
        let given = names(Proof::Given(Secret::from("j")));
        assert_eq!(given, ["client_id", "client_assertion_type", "client_assertion"]);
    }

    #[test]
    fn r15_a_renewed_request_has_a_new_assertion_and_a_given_one_is_not_sent_again() {
        let key = SigningKey::generate(Algorithm::Es256).expect("a key");
        let assertions = Assertions {
            key,
            secret: None,
            algorithm: Algorithm::Es256,
            client_id: "svc-b".to_owned(),
            audience: "https://sts.example".to_owned(),
            entropy: [1; 32],
        };
        let inputs_ = inputs(Proof::Assertions(Method::PrivateKeyJwt, Box::new(assertions)));
        let mut request = TokenRequest::new(&inputs_, now());
        let first = request.plan().expect("a plan");
        let second = request.renew().expect("made anew");
        assert!(first.repeatable);
        assert_ne!(first.form.last(), second.form.last());
        let given = inputs(Proof::Given(Secret::from("j")));
        assert!(!TokenRequest::new(&given, now()).plan().expect("a plan").repeatable);
    }

    #[test]
    fn secrets_and_tokens_are_wrapped_and_the_rest_is_not() {
        let mut all = inputs(Proof::Post(Secret::from("s")));
        all.parameters = vec![Parameter { name: "assertion".to_owned(), value: Secret::from("c") }];
        let plan = TokenRequest::new(&all, now()).plan().expect("a plan");
        let hidden: Vec<&str> =
            plan.form.iter().filter(|(_, c)| c.is_hidden()).map(|(name, _)| name.as_str()).collect();
        assert_eq!(hidden, ["subject_token", "assertion", "client_secret"]);
    }
}
