//! The server on the wire: one listener, one thread, every request judged at the door first.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request as Incoming, State};
use axum::http::{HeaderMap, Method, Response, StatusCode, header};
use tokio::sync::watch;

use super::door::{Door, Knock};
use super::form::MAX_BYTES;
use super::metadata::{INTROSPECT, JWKS, LOGIN, REVOKE, TOKEN, WELL_KNOWN};
use super::patience::Impatient;
use super::refusal::Refusal;
use super::reply::Reply;
use super::server::{Moment, Request, Server};
use crate::instant::Instant;

/// How long a body may take to arrive; a whole request may take twice as long, so that who is slow with a body is told.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long requests that are under way may take to end once the server is stopped.
const FAREWELL: Duration = Duration::from_secs(1);

/// The header of RFC 9449 section 4.1.
const DPOP: header::HeaderName = header::HeaderName::from_static("dpop");

/// The clock and the randomness that the server is given; both are asked from its own thread.
#[derive(Clone)]
pub struct Nature {
    /// What time it is.
    pub now: Arc<dyn Fn() -> Instant + Send + Sync>,
    /// Fills bytes; false where there is no randomness.
    pub random: Arc<Randomness>,
}

/// Fills bytes; false where there is no randomness.
pub type Randomness = dyn Fn(&mut [u8]) -> bool + Send + Sync;

/// Why the server does not listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ListenError {
    /// An address that other machines can reach, without having asked for that (R20).
    #[error("the address can be reached from other machines")]
    Remote,
    /// `0.0.0.0` or `[::]`, which is no name under which anybody can ask (R20).
    #[error("every address at once is no address to be asked under")]
    Unspecified,
    /// Somebody else listens there.
    #[error("somebody else listens there")]
    InUse,
    /// The system does not allow it.
    #[error("permission denied")]
    Denied,
    /// This machine has no such address, or the system fails otherwise.
    #[error("this machine cannot listen there")]
    Failed,
}

/// A server that listens; it stops when this is dropped.
pub struct Running {
    issuer: String,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    door: Door,
    server: Mutex<Server>,
    nature: Nature,
}

impl Shared {
    fn ask<T>(&self, ask: impl FnOnce(&mut Server, &mut Moment<'_>) -> T) -> T {
        let random = &self.nature.random;
        let mut random = move |bytes: &mut [u8]| random(bytes);
        let mut moment = Moment { now: (self.nature.now)(), random: &mut random };
        ask(&mut self.server.lock().unwrap_or_else(PoisonError::into_inner), &mut moment)
    }
}

/// Listens at an address (port 0: any free one) and serves from a thread of its own; `make` gets the issuer's name.
///
/// # Errors
/// Where the address may not be used or cannot be had.
pub fn listen(
    address: SocketAddr,
    allow_remote: bool,
    nature: Nature,
    make: impl FnOnce(String) -> Server,
) -> Result<Running, ListenError> {
    if address.ip().is_unspecified() {
        return Err(ListenError::Unspecified);
    }
    if !address.ip().is_loopback() && !allow_remote {
        return Err(ListenError::Remote);
    }
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AddrInUse => ListenError::InUse,
        io::ErrorKind::PermissionDenied => ListenError::Denied,
        _ => ListenError::Failed,
    };
    let listener = TcpListener::bind(address).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let issuer = format!("http://{address}");
    let server = Mutex::new(make(issuer.clone()));
    let shared = Arc::new(Shared { door: Door::new(address), server, nature });
    let (stop, stopped) = watch::channel(false);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let served = Arc::clone(&shared);
    let thread = std::thread::Builder::new()
        .name("sts".to_owned())
        .spawn(move || runtime.block_on(serve(listener, served, stopped)))
        .map_err(failed)?;
    Ok(Running { issuer, shared, stop, thread: Some(thread) })
}

impl Running {
    /// The issuer, `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Asks the server as a request would, without HTTP.
    pub fn ask<T>(&self, ask: impl FnOnce(&mut Server, &mut Moment<'_>) -> T) -> T {
        self.shared.ask(ask)
    }

    /// Whether it still serves; it ends by itself only where something is broken.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Nobody hears it where the thread has ended by itself.
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>, stopped: watch::Receiver<bool>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    let over = |mut stopped: watch::Receiver<bool>| async move {
        // The sender is dropped only by a thread that has stopped the server.
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    let router = Router::new().fallback(handle).with_state(shared);
    let listener = Impatient::new(listener, PATIENCE.saturating_mul(2));
    let served = axum::serve(listener, router).with_graceful_shutdown(over(stopped.clone()));
    let last = async {
        over(stopped).await;
        tokio::time::sleep(FAREWELL).await;
    };
    tokio::select! {
        _ = async { served.await } => {}
        () = last => {}
    }
}

async fn handle(State(shared): State<Arc<Shared>>, incoming: Incoming) -> Response<Body> {
    let (parts, body) = incoming.into_parts();
    if let Err(status) = judge(&shared.door, parts.uri.authority().map(|a| a.as_str()), &parts.headers) {
        return response(Reply::raw(
            status,
            "text/plain",
            match status {
                421 => "this server answers under the address that it printed alone\n",
                _ => "this server answers no web page\n",
            },
        ));
    }
    let path = parts.uri.path();
    let endpoint: fn(&mut Server, &Request<'_>, &mut Moment<'_>) -> Reply = match path {
        TOKEN => Server::token,
        LOGIN => Server::login,
        INTROSPECT => Server::introspect,
        REVOKE => Server::revoke,
        _ => return response(document(&shared, &parts.method, path)),
    };
    if parts.method != Method::POST {
        return response(Reply::empty(405).with("allow", "POST"));
    }
    let body = match tokio::time::timeout(PATIENCE, to_bytes(body, MAX_BYTES)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return response(Refusal::TooLarge.reply()),
        Err(_) => return response(Reply::empty(408)),
    };
    let request = Request {
        // Two headers, or one that is no text, are no credentials; an empty text stands for them.
        authorization: single(&parts.headers, &header::AUTHORIZATION),
        dpop: single(&parts.headers, &DPOP),
        media_type: single(&parts.headers, &header::CONTENT_TYPE),
        body: &body,
    };
    response(shared.ask(|server, moment| endpoint(server, &request, moment)))
}

/// What is read with GET.
fn document(shared: &Shared, method: &Method, path: &str) -> Reply {
    let known = path == JWKS || WELL_KNOWN.contains(&path);
    match (known, method) {
        (false, _) => Reply::raw(404, "text/plain", "not found\n"),
        (true, &Method::GET) if path == JWKS => shared.ask(|server, _| server.jwks()),
        (true, &Method::GET) => shared.ask(|server, _| server.metadata()),
        (true, _) => Reply::empty(405).with("allow", "GET"),
    }
}

fn judge(door: &Door, authority: Option<&str>, headers: &HeaderMap) -> Result<(), u16> {
    let all = |name| headers.get_all(name).iter().map(|value| value.to_str().ok()).collect();
    door.judge(&Knock {
        authority,
        host: all("host"),
        origin: headers.contains_key(header::ORIGIN),
        fetch_site: all("sec-fetch-site"),
    })
}

/// A header that may stand once; several, or bytes that are no text, are the empty text.
fn single<'h>(headers: &'h HeaderMap, name: &header::HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => None,
        (Some(value), None) => Some(value.to_str().unwrap_or_default()),
        _ => Some(""),
    }
}

fn response(reply: Reply) -> Response<Body> {
    let mut response = Response::new(Body::from(reply.body.expose().to_vec()));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    for (name, value) in reply.headers {
        if let Ok(value) = header::HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
    response
}
