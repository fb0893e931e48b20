//! The third scene: an exchange over HTTP, by the path that `obo exchange` takes, and refused.

use std::time::Duration;

use crate::conversation::{Answer, Plan, Unanswered};
use crate::exchange::inputs::{Handed, Inputs, Proof};
use crate::exchange::plan::TokenRequest;
use crate::exchange::reflection::Held;
use crate::exchange::refusal::explain;
use crate::exchange::reply::{self, Reply};
use crate::exchange::words::Words;
use crate::failure::Failure;
use crate::instant::Instant;
use crate::net::discovery::Discovery;
use crate::net::drive::{World, drive, retry_after};
use crate::net::http::{Http, Settings};
use crate::net::issuer::Issuer;
use crate::report::demo::Act;
use crate::secret::Secret;

/// The demo's own server is never far and never busy.
struct Loopback(Http);

impl World for Loopback {
    fn send(&mut self, plan: &Plan) -> Result<Answer, Unanswered> {
        self.0.send(plan)
    }

    fn pause(&mut self, _: Duration) {}

    fn stopped(&self) -> bool {
        false
    }
}

/// `client` asks for a token for `audience` with a scope that its subject token does not have.
///
/// # Errors
/// Where the server is not reached, or grants what it must refuse.
pub(super) fn refused(
    issuer: &str,
    client: &str,
    subject: &Secret,
    audience: &str,
    scope: &str,
    now: Instant,
) -> Result<Act, Failure> {
    let odd = || Failure::network("the demo's server did not answer as it should");
    let issuer = Issuer::parse(issuer).map_err(|_| odd())?;
    let http = Http::new(Settings::default()).map_err(|_| odd())?;
    let mut world = Loopback(http);
    let metadata = drive(&mut Discovery::new(issuer.clone()), &mut world).map_err(|_| odd())?;
    let inputs = Inputs {
        token_endpoint: metadata.endpoint("token_endpoint").map_err(|_| odd())?.url,
        named_by: Some(issuer.as_str().to_owned()),
        issuer: Some(issuer.as_str().to_owned()),
        provider: None,
        methods_listed: Vec::new(),
        grants_listed: Vec::new(),
        client_id: Some(client.to_owned()),
        proof: Proof::None,
        client_id_beside_assertion: true,
        subject: Handed::new(subject, None, Some("@t1.jwt".to_owned())),
        actor: None,
        audience: vec![audience.to_owned()],
        resource: Vec::new(),
        scope: vec![scope.to_owned()],
        requested_token_type: None,
        parameters: Vec::new(),
    };
    let mut request = TokenRequest::new(&inputs, now);
    let answer = drive(&mut request, &mut world).map_err(|_| odd())?;
    let held = Held::of(request.last().ok_or_else(odd)?);
    match reply::read(&answer, retry_after(&answer), &held) {
        Reply::Refused(refused) => Ok(Act::Refused {
            client: client.to_owned(),
            status: refused.status,
            refusal: explain(&Words::of(&refused), &inputs.sent(now), None),
        }),
        _ => Err(odd()),
    }
}
