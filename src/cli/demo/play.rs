//! The play: alice, planner, researcher and ledger, and a server that lives as long as it lasts.

use serde_json::Value;

use super::judged::judged;
use super::refused::refused;

use crate::delegation::unfold;
use crate::failure::Failure;
use crate::host::Host;
use crate::instant::Instant;
use crate::keys::Algorithm;
use crate::report::demo::{Act, Holding, Scene};
use crate::sts::form::MEDIA_TYPE;
use crate::sts::keyring::Keyring;
use crate::sts::metadata::TOKEN_EXCHANGE;
use crate::sts::reply::Reply;
use crate::sts::routes::{Nature, Running, listen};
use crate::sts::server::{Request, Server};
use crate::sts::settings::Settings;
use crate::token::Token;

const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
/// Who holds the tokens, in order.
const HANDS: [&str; 3] = ["planner", "researcher", "ledger"];
/// How many scenes there are.
const SCENES: usize = 4;

/// The server and the three tokens that it has issued: alice's login, researcher's and ledger's.
pub(super) struct Play {
    server: Running,
    tokens: [Token; 3],
}

impl Play {
    /// Starts the server on a free loopback port and plays the flow behind the first two scenes.
    ///
    /// # Errors
    /// Where the server cannot listen or refuses what it must grant.
    pub(super) fn open(at: Option<Instant>, host: &Host) -> Result<Self, Failure> {
        let keyring = Keyring::generate(&[Algorithm::Es256])
            .map_err(|error| Failure::usage(error).context("the demo's server has no key"))?;
        let clock = host.clock();
        let nature = Nature {
            now: std::sync::Arc::new(move || at.unwrap_or_else(&clock)),
            random: std::sync::Arc::new(Host::randomness),
        };
        let make = |issuer| Server::new(issuer, Settings::built_in(), keyring, None);
        let server = listen(([127, 0, 0, 1], 0).into(), false, nature, make).map_err(|error| {
            Failure::network(error).context("the demo's server cannot listen on 127.0.0.1")
        })?;
        let login = server.ask(|server, moment| {
            let body = form(&[("client_id", "planner"), ("username", "alice")]);
            server.login(&request(&body), moment)
        });
        let t0 = issued(login)?;
        let t1 = issued(exchange(&server, "planner", &t0, "researcher", Some("orders.read")))?;
        let t2 = issued(exchange(&server, "researcher", &t1, "ledger", None))?;
        Ok(Self { server, tokens: [t0, t1, t2] })
    }

    /// The tokens, first to last.
    pub(super) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The name of the server.
    pub(super) fn issuer(&self) -> &str {
        self.server.issuer()
    }

    /// The server's key set, as it publishes it.
    pub(super) fn keys(&self) -> Value {
        Value::Object(self.server.ask(|server, _| server.jwks()).members())
    }

    /// The scenes; what they say is read back from the tokens, and from the server's answer.
    ///
    /// # Errors
    /// Where the server is not reached, or grants what it must refuse.
    pub(super) fn scenes(&self, now: Instant) -> Result<Vec<Scene>, Failure> {
        let [t0, t1, t2] = &self.tokens;
        Ok(vec![
            Scene {
                number: 1,
                of: SCENES,
                title: "alice signs in; planner gets her token and passes it on as it is",
                act: Act::PassedOn { token: holding(t0), hands: HANDS.map(str::to_owned).to_vec() },
                lesson: "and each of the three can do all that it allows, for as long as it lives",
            },
            Scene {
                number: 2,
                of: SCENES,
                title: "the same again, with an exchange at each hop",
                act: Act::Exchanged(self.tokens.iter().map(holding).collect()),
                lesson: "each token says who acts for alice, is for one place alone, and can do less",
            },
            Scene {
                number: 3,
                of: SCENES,
                title: "researcher asks for more than it holds",
                act: refused(self.issuer(), "researcher", t1.raw(), "ledger", "orders.write", now)?,
                lesson: "authority only shrinks: no hop takes back what one before it gave up",
            },
            Scene {
                number: 4,
                of: SCENES,
                title: "a gate before ledger: what lint says about both ways",
                act: judged(self.issuer(), &[("t0.jwt", t0), ("t2.jwt", t2)], now)?,
                lesson: "the same command is the gate of a build: FAILED is exit code 1",
            },
        ])
    }
}

fn form(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn request(body: &str) -> Request<'_> {
    Request { authorization: None, dpop: None, media_type: Some(MEDIA_TYPE), body: body.as_bytes() }
}

fn exchange(server: &Running, client: &str, subject: &Token, audience: &str, scope: Option<&str>) -> Reply {
    let mut pairs = vec![
        ("grant_type", TOKEN_EXCHANGE),
        ("client_id", client),
        ("subject_token", subject.raw().expose_text().unwrap_or_default()),
        ("subject_token_type", ACCESS_TOKEN),
        ("audience", audience),
    ];
    pairs.extend(scope.map(|scope| ("scope", scope)));
    let body = form(&pairs);
    server.ask(|server, moment| server.token(&request(&body), moment))
}

fn issued(reply: Reply) -> Result<Token, Failure> {
    let members = reply.members();
    let text = members.get("access_token").and_then(Value::as_str).ok_or_else(unexpected)?;
    Token::parse(text).map_err(|_| unexpected())
}

fn unexpected() -> Failure {
    Failure::network("the demo's server did not answer as it should")
}

/// What a token says of its holder.
fn holding(token: &Token) -> Holding {
    let claims = token.claims();
    let date = |name| claims.and_then(|claims| claims.date(name).present());
    let lifetime = date("exp").zip(date("iat")).map(|(exp, iat)| exp.seconds_since(iat));
    let chain = unfold(token);
    let chain = chain.as_ref();
    let actors =
        chain.map(|chain| chain.stated_actors().rev().filter_map(|actor| actor.id.clone()).collect());
    Holding {
        holder: chain.and_then(|chain| chain.audience.first().cloned()).unwrap_or_default(),
        scopes: chain.map(|chain| chain.scopes.clone()).unwrap_or_default(),
        lifetime_seconds: lifetime.unwrap_or_default(),
        subject: chain.and_then(|chain| chain.subject.id.clone()).unwrap_or_default(),
        actors: actors.unwrap_or_default(),
    }
}
