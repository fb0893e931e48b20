//! A server to try things on: a clock that the test holds, randomness that counts.

use serde_json::{Map, Value};

use super::fault::Fault;
use super::form::MEDIA_TYPE;
use super::keyring::Keyring;
use super::reply::Reply;
use super::server::{Moment, Request, Server};
use super::settings::Settings;
use crate::instant::Instant;
use crate::keys::Algorithm;

pub(super) const ISSUER: &str = "http://127.0.0.1:4800";
pub(super) const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

pub(super) struct Trial {
    pub(super) server: Server,
    pub(super) now: Instant,
    count: u8,
}

impl Trial {
    pub(super) fn new(settings: Settings, fault: Option<&str>) -> Self {
        let keyring = Keyring::generate(&[Algorithm::Es256]).unwrap();
        let fault = fault.map(|name| Fault::named(name).unwrap());
        let server = Server::new(ISSUER.to_owned(), settings, keyring, fault);
        Self { server, now: Instant::from_seconds(1_795_300_000), count: 0 }
    }

    pub(super) fn built_in() -> Self {
        Self::new(Settings::built_in(), None)
    }

    pub(super) fn post(&mut self, path: &str, authorization: Option<&str>, form: &[(&str, &str)]) -> Reply {
        self.prove(path, authorization, None, form)
    }

    /// A request with a `DPoP` header.
    pub(super) fn prove(
        &mut self,
        path: &str,
        authorization: Option<&str>,
        dpop: Option<&str>,
        form: &[(&str, &str)],
    ) -> Reply {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let media_type = Some(MEDIA_TYPE);
        let request = Request { authorization, dpop, media_type, body: body.as_bytes() };
        let count = &mut self.count;
        let mut random = |bytes: &mut [u8]| {
            *count += 1;
            bytes.fill(*count);
            true
        };
        let mut moment = Moment { now: self.now, random: &mut random };
        match path {
            "/token" => self.server.token(&request, &mut moment),
            "/login" => self.server.login(&request, &mut moment),
            "/introspect" => self.server.introspect(&request, &mut moment),
            _ => self.server.revoke(&request, &mut moment),
        }
    }

    /// A user's token, by the test login.
    pub(super) fn login(&mut self, client: &str, more: &[(&str, &str)]) -> String {
        let form = [&[("client_id", client), ("username", "alice")], more].concat();
        token(&self.post("/login", None, &form))
    }

    /// An exchange by a public client.
    pub(super) fn exchange(&mut self, client: &str, subject: &str, more: &[(&str, &str)]) -> Reply {
        let form = [
            &[
                ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
                ("client_id", client),
                ("subject_token", subject),
                ("subject_token_type", ACCESS_TOKEN),
            ],
            more,
        ]
        .concat();
        self.post("/token", None, &form)
    }
}

/// The issued token of a reply that has one.
pub(super) fn token(reply: &Reply) -> String {
    let members = reply.members();
    let token = members.get("access_token").and_then(Value::as_str);
    token.unwrap_or_else(|| panic!("no token in {members:?}")).to_owned()
}

/// The claims of a token, unverified.
pub(super) fn claims(token: &str) -> Map<String, Value> {
    let token = crate::token::Token::parse(token).unwrap();
    serde_json::from_str(&token.claims().unwrap().value().to_json()).unwrap()
}

/// Status, code and description of a refusal.
pub(super) fn refusal(reply: &Reply) -> (u16, String, String) {
    let members = reply.members();
    let text = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    (reply.status, text("error"), text("error_description"))
}
