//! The authorization server without HTTP: requests in, replies out, the clock and randomness given.

use serde_json::{Map, Value, json};

use super::client_auth::authenticate;
use super::dpop::Thumbprint;
use super::fault::Fault;
use super::form::Form;
use super::issue::{Issuance, token_id};
use super::keyring::Keyring;
use super::live::Live;
use super::metadata::{CLIENT_CREDENTIALS, LOGIN, TOKEN, TOKEN_EXCHANGE, metadata};
use super::refusal::Refusal;
use super::reply::Reply;
use super::settings::{Client, GrantName, Settings};
use super::store::Store;
use crate::instant::Instant;
use crate::secret::Secret;

/// The moment of a request and the source of randomness for what is made in it.
pub struct Moment<'m> {
    /// What time it is.
    pub now: Instant,
    /// Fills bytes; false where there is no randomness.
    pub random: &'m mut dyn FnMut(&mut [u8]) -> bool,
}

/// A request to one of the endpoints that take a form.
pub struct Request<'r> {
    /// The header `Authorization`.
    pub authorization: Option<&'r str>,
    /// The header `DPoP`; the empty text stands for several.
    pub dpop: Option<&'r str>,
    /// The header `Content-Type`.
    pub media_type: Option<&'r str>,
    /// The body.
    pub body: &'r [u8],
}

/// A request whose client has proved itself.
pub(super) struct Authenticated {
    pub(super) form: Form,
    pub(super) proof: Option<String>,
    pub(super) id: String,
    pub(super) client: Client,
}

/// A development authorization server; everything that it knows is in memory.
pub struct Server {
    pub(super) issuer: String,
    pub(super) settings: Settings,
    pub(super) keyring: Keyring,
    pub(super) store: Store,
    fault: Option<Fault>,
}

impl Server {
    /// A server that calls itself `issuer` (no slash at its end).
    #[must_use]
    pub fn new(issuer: String, settings: Settings, keyring: Keyring, fault: Option<Fault>) -> Self {
        Self { issuer, settings, keyring, store: Store::default(), fault }
    }

    /// Does everything right from now on, or one thing wrong.
    pub fn set_fault(&mut self, fault: Option<Fault>) {
        self.fault = fault;
    }

    /// Its name.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The metadata (RFC 8414).
    #[must_use]
    pub fn metadata(&self) -> Reply {
        let mut scopes: Vec<String> = Vec::new();
        let users = self.settings.users.values().filter_map(|user| user.scope.as_ref());
        let clients = self.settings.clients.values().filter_map(|client| client.scope.as_ref());
        let audiences = self.settings.audiences.values().filter_map(|audience| audience.scope.as_ref());
        for scope in users.chain(clients).chain(audiences).flatten() {
            if !scopes.contains(scope) {
                scopes.push(scope.clone());
            }
        }
        let Value::Object(members) = metadata(&self.issuer, &scopes, &self.keyring.algorithms()) else {
            return Refusal::Internal.reply();
        };
        let members = match self.fault {
            Some(fault) => fault.bend_metadata(members),
            None => Some(members),
        };
        members.map_or_else(|| Reply::empty(404), |members| Reply::json(200, &Value::Object(members)))
    }

    /// The key set.
    #[must_use]
    pub fn jwks(&self) -> Reply {
        Reply::json(200, &self.keyring.jwks())
    }

    /// The token endpoint: client credentials and token exchange.
    #[must_use]
    pub fn token(&mut self, request: &Request<'_>, moment: &mut Moment<'_>) -> Reply {
        self.answer(request, moment, |server, request, moment| {
            let grant = request.form.need("grant_type")?;
            let (name, exchanged) = match grant {
                CLIENT_CREDENTIALS => (GrantName::ClientCredentials, false),
                TOKEN_EXCHANGE => (GrantName::TokenExchange, true),
                _ => return Err(Refusal::UnknownGrant),
            };
            if let Some(reply) = server.fault.filter(|_| exchanged).and_then(|f| f.answer(&request.form)) {
                return Ok(reply);
            }
            may_use(&request.client, name)?;
            let key = server.bound_to(request, TOKEN, moment.now)?;
            let (issuance, issued_type) = if exchanged {
                server.exchange(request, moment.now)?
            } else {
                (server.client_credentials(request)?, None)
            };
            server.issue(&issuance, issued_type, key, moment)
        })
    }

    /// The test login: a form with `username`, and perhaps `scope`, `audience` and `may_act`, gives that user's token
    /// to the client that sends it.
    #[must_use]
    pub fn login(&mut self, request: &Request<'_>, moment: &mut Moment<'_>) -> Reply {
        self.answer(request, moment, |server, request, moment| {
            may_use(&request.client, GrantName::Login)?;
            let key = server.bound_to(request, LOGIN, moment.now)?;
            let issuance = server.user_token(request)?;
            server.issue(&issuance, None, key, moment)
        })
    }

    /// Introspection (RFC 7662): a live token is shown to the client it was issued to and to those it is meant for,
    /// and is not active for anybody else.
    #[must_use]
    pub fn introspect(&mut self, request: &Request<'_>, moment: &mut Moment<'_>) -> Reply {
        self.answer(request, moment, |server, request, moment| {
            let inactive = Reply::json(200, &json!({"active": false}));
            let Ok(live) = server.live(request.form.need("token")?, moment.now) else {
                return Ok(inactive);
            };
            let Some(claims) = live.claims() else { return Ok(inactive) };
            if !server.is_for(&request.id, claims) {
                return Ok(inactive);
            }
            let mut members = Map::new();
            members.insert("active".to_owned(), json!(true));
            let is_bound = claims.get("cnf").and_then(|cnf| cnf.get("jkt")).is_some();
            members.insert("token_type".to_owned(), json!(token_type(is_bound)));
            if let Ok(Value::Object(own)) = serde_json::from_str(&claims.value().to_json()) {
                members.extend(own);
            }
            Ok(Reply::json(200, &Value::Object(members)))
        })
    }

    /// Revocation (RFC 7009): 200 for any token, also for one that is none.
    #[must_use]
    pub fn revoke(&mut self, request: &Request<'_>, moment: &mut Moment<'_>) -> Reply {
        self.answer(request, moment, |server, request, moment| {
            let now = moment.now;
            if let Ok(live) = server.live(request.form.need("token")?, now)
                && live.claims().and_then(|c| c.text("client_id").present()) == Some(&request.id)
                && !server.store.revoke(live.token().digest(), live.expires(), now)
            {
                return Err(Refusal::Internal);
            }
            Ok(Reply::empty(200))
        })
    }

    /// Judges a token that was shown.
    pub(super) fn live(&self, text: &str, now: Instant) -> Result<Live, super::refusal::Dead> {
        Live::judge(text, &self.issuer, &self.keyring, &self.store, now)
    }

    /// Whether a token was issued to a client or is meant for it.
    pub(super) fn is_for(&self, client: &str, claims: crate::token::claims::Claims<'_>) -> bool {
        claims.text("client_id").present() == Some(client)
            || claims.audience().iter().any(|audience| self.settings.is_at(client, audience))
    }

    /// The frame of all endpoints: a form, then a client that proves itself, then the answer.
    fn answer(
        &mut self,
        request: &Request<'_>,
        moment: &mut Moment<'_>,
        answer: impl FnOnce(&mut Self, &Authenticated, &mut Moment<'_>) -> Result<Reply, Refusal>,
    ) -> Reply {
        self.proved(request, moment.now)
            .and_then(|request| answer(self, &request, moment))
            .unwrap_or_else(|refusal| refusal.reply())
    }

    fn proved(&mut self, request: &Request<'_>, now: Instant) -> Result<Authenticated, Refusal> {
        let form = Form::read(request.media_type, request.body)?;
        let authorization = request.authorization;
        let id = authenticate(authorization, &form, &self.settings, &self.issuer, &mut self.store, now)?;
        let client = self.settings.clients.get(&id).cloned().ok_or(Refusal::Internal)?;
        Ok(Authenticated { form, proof: request.dpop.map(str::to_owned), id, client })
    }

    /// Signs a token and writes the answer of RFC 6749 section 5.1 and RFC 8693 section 2.2.1.
    fn issue(
        &self,
        issuance: &Issuance,
        issued_type: Option<&str>,
        key: Option<Thumbprint>,
        moment: &mut Moment<'_>,
    ) -> Result<Reply, Refusal> {
        let jti = token_id(moment.random)?;
        let mut claims = issuance.claims(&self.issuer, moment.now, &jti);
        let is_bound = key.is_some();
        if let Some(Thumbprint(key)) = key {
            claims.insert("cnf".to_owned(), json!({"jkt": key}));
        }
        // Only exchanges are bent: the tokens that go into one must be good.
        let fault = self.fault.filter(|_| issued_type.is_some());
        if let Some(fault) = fault {
            fault.bend_claims(&mut claims);
        }
        let scope = claims.get("scope").cloned();
        let date = |name: &str| claims.get(name).and_then(Value::as_i64);
        let lifetime = date("exp").zip(date("iat")).map(|(exp, iat)| exp.saturating_sub(iat));
        let rs256 = issuance.audience.iter().any(|a| self.settings.audiences.get(a).is_some_and(|a| a.rs256));
        let token: Secret = self.keyring.sign(rs256, claims).map_err(|_| Refusal::Internal)?;
        let mut answer = Map::new();
        answer.insert("access_token".to_owned(), json!(token.expose_text().unwrap_or_default()));
        if let Some(issued_type) = issued_type {
            answer.insert("issued_token_type".to_owned(), json!(issued_type));
        }
        answer.insert("token_type".to_owned(), json!(token_type(is_bound)));
        answer.insert("expires_in".to_owned(), json!(lifetime));
        if let Some(scope) = scope {
            answer.insert("scope".to_owned(), scope);
        }
        if let Some(fault) = fault {
            fault.bend_answer(&mut answer);
        }
        Ok(Reply::json(200, &Value::Object(answer)))
    }
}

/// RFC 9449 section 5: whether the token is of use without a proof.
fn token_type(is_bound: bool) -> &'static str {
    if is_bound { "DPoP" } else { "Bearer" }
}

fn may_use(client: &Client, grant: GrantName) -> Result<(), Refusal> {
    match &client.grants {
        Some(grants) if !grants.contains(&grant) => Err(Refusal::GrantNotAllowed),
        _ => Ok(()),
    }
}
