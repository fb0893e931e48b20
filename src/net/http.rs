//! The one door to the HTTP client: what may be dialled, how long, how much.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::io::{self, Read as _};
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::blocking::{Client, ClientBuilder, Response};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Certificate, redirect, retry};
use url::Url;

use super::address::{self, Reach};
use crate::conversation::{Answer, Method, Plan, Unanswered};
use crate::secret::Secret;
use crate::token::base64url;

/// The largest answer that is read, in bytes.
pub const ANSWER_BYTES: usize = 8 << 20;

/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(10);

/// How long a whole request may take if nobody says otherwise.
pub const WHOLE: Duration = Duration::from_secs(30);

/// Turns a name and a port into addresses.
pub type Lookup = Arc<dyn Fn(&str) -> io::Result<Vec<SocketAddr>> + Send + Sync>;

/// What a person may set.
#[derive(Clone)]
pub struct Settings {
    /// From the first byte out to the last byte in.
    pub whole: Duration,
    /// PEM bundles of further certificate authorities (`--ca FILE`), beside the system's.
    pub authorities: Vec<Vec<u8>>,
    /// Lets metadata of a public issuer name private addresses (`--allow-private`).
    pub allow_private: bool,
    /// How names become addresses; [`system_lookup`] outside tests.
    pub lookup: Lookup,
}

impl Default for Settings {
    fn default() -> Self {
        Self { whole: WHOLE, authorities: Vec::new(), allow_private: false, lookup: Arc::new(system_lookup) }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("whole", &self.whole).finish_non_exhaustive()
    }
}

/// The system's own name service.
///
/// # Errors
/// Where the name does not resolve.
pub fn system_lookup(name: &str) -> io::Result<Vec<SocketAddr>> {
    Ok((name, 0).to_socket_addrs()?.collect())
}

/// A file of `--ca` that holds no certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no PEM certificate in it")]
pub struct NoCertificate;

/// Sends plans; each on a connection of its own, so that a closed one is never a stale one.
pub struct Http {
    settings: Settings,
    authorities: Vec<Certificate>,
    /// Whether a host was public when it was first resolved: a later answer cannot make it private (rebinding).
    seen: Arc<Mutex<BTreeMap<String, bool>>>,
}

/// An address beyond reach: raised inside the client's resolver and found again in its error.
#[derive(Debug)]
struct BeyondReach(Reach);

impl fmt::Display for BeyondReach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(reason(self.0))
    }
}

impl Error for BeyondReach {}

/// Resolves names and leaves out what may not be dialled.
struct Guard {
    /// The request's own host; a proxy's name passes unjudged.
    host: String,
    reach: Reach,
    lookup: Lookup,
    seen: Arc<Mutex<BTreeMap<String, bool>>>,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let addresses = self.addresses(name.as_str());
        Box::pin(std::future::ready(addresses))
    }
}

impl Guard {
    fn addresses(&self, name: &str) -> Result<Addrs, Box<dyn Error + Send + Sync>> {
        let found = (self.lookup)(name)?;
        if !name.eq_ignore_ascii_case(&self.host) {
            return Ok(Box::new(found.into_iter()));
        }
        note(&self.seen, &self.host, &found);
        let within: Vec<SocketAddr> =
            found.iter().copied().filter(|found| self.reach.allows(found.ip())).collect();
        if within.is_empty() && !found.is_empty() {
            return Err(Box::new(BeyondReach(self.reach)));
        }
        Ok(Box::new(within.into_iter()))
    }
}

fn note(seen: &Mutex<BTreeMap<String, bool>>, host: &str, found: &[SocketAddr]) -> bool {
    let public = found.iter().any(|found| address::is_public(found.ip()));
    *seen.lock().unwrap_or_else(PoisonError::into_inner).entry(host.to_ascii_lowercase()).or_insert(public)
}

fn reason(reach: Reach) -> &'static str {
    match reach {
        Reach::Any => "no address",
        Reach::Loopback => "plain http is for this machine alone",
        Reach::Public => {
            "a public issuer's metadata names a host with a private address (--allow-private permits it)"
        }
    }
}

impl Http {
    /// Prepares sending; nothing is dialled yet.
    ///
    /// # Errors
    /// The index of the bundle in `authorities` that holds no certificate.
    pub fn new(settings: Settings) -> Result<Self, (usize, NoCertificate)> {
        let mut authorities = Vec::new();
        for (index, pem) in settings.authorities.iter().enumerate() {
            let bundle = Certificate::from_pem_bundle(pem).map_err(|_| (index, NoCertificate))?;
            if bundle.is_empty() {
                return Err((index, NoCertificate));
            }
            authorities.extend(bundle);
        }
        Ok(Self { settings, authorities, seen: Arc::default() })
    }

    /// Sends one request, once, and reads its answer.
    ///
    /// # Errors
    /// Why there is no answer; also before anything is dialled, where R15 forbids the address.
    pub fn send(&self, plan: &Plan) -> Result<Answer, Unanswered> {
        let url =
            Url::parse(&plan.url).map_err(|_| Unanswered::Forbidden("it does not read as an address"))?;
        let reach = self.reach(&url, plan.named_by.as_deref())?;
        let client = self.client(&url, reach)?;
        let failed = |error: reqwest::Error| self.unanswered(&error, url.scheme() == "https");
        let mut request = match plan.method {
            Method::Get => client.get(url.clone()),
            Method::Post => client
                .post(url.clone())
                .header("content-type", "application/x-www-form-urlencoded")
                .body(plan.body().expose().to_vec()),
        };
        if !plan.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("accept")) {
            request = request.header("accept", "application/json");
        }
        for (name, value) in &plan.headers {
            request = request.header(name, value.expose());
        }
        if let Some(basic) = &plan.basic {
            let credentials = base64url::encode_standard(basic.pair().expose());
            request = request.header("authorization", format!("Basic {credentials}"));
        }
        let response = request.timeout(self.settings.whole).send().map_err(failed)?;
        self.answer(response)
    }

    /// What may be dialled for this address.
    fn reach(&self, url: &Url, named_by: Option<&str>) -> Result<Reach, Unanswered> {
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Unanswered::Forbidden("user information before the host"));
        }
        let reach = match url.scheme() {
            "http" if address::is_loopback_host(url) => Reach::Loopback,
            "http" => return Err(Unanswered::Forbidden(reason(Reach::Loopback))),
            "https" => match named_by {
                Some(issuer) if !self.settings.allow_private && self.is_public(issuer) => Reach::Public,
                _ => Reach::Any,
            },
            _ => return Err(Unanswered::Forbidden("neither https nor http")),
        };
        // http to this machine is private, too, where a public issuer's metadata asks for it.
        let judged = match named_by {
            Some(issuer) if !self.settings.allow_private && self.is_public(issuer) => Reach::Public,
            _ => reach,
        };
        if reach != judged || address::literal(url).is_some_and(|literal| !judged.allows(literal)) {
            return Err(Unanswered::Forbidden(reason(judged)));
        }
        Ok(reach)
    }

    /// Whether the issuer's host was public when it was first looked up; a name that nobody here can resolve
    /// counts as public (a proxy may know it).
    fn is_public(&self, issuer: &str) -> bool {
        let Ok(url) = Url::parse(issuer) else { return true };
        if let Some(literal) = address::literal(&url) {
            return address::is_public(literal);
        }
        let host = url.host_str().unwrap_or_default();
        let known = self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(host).copied();
        known.unwrap_or_else(|| match (self.settings.lookup)(host) {
            Ok(found) if !found.is_empty() => note(&self.seen, host, &found),
            _ => true,
        })
    }

    fn client(&self, url: &Url, reach: Reach) -> Result<Client, Unanswered> {
        let plain = url.scheme() == "http";
        let guard = Guard {
            host: url.host_str().unwrap_or_default().to_owned(),
            reach,
            lookup: Arc::clone(&self.settings.lookup),
            seen: Arc::clone(&self.seen),
        };
        let mut builder: ClientBuilder = Client::builder()
            .user_agent(concat!("obo/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .pool_max_idle_per_host(0)
            .connect_timeout(CONNECT)
            .timeout(self.settings.whole)
            .dns_resolver(Arc::new(guard));
        if address::is_loopback_host(url) {
            builder = builder.no_proxy();
        }
        builder = if plain {
            // No roots: the client must stand where there is no store of authorities at all.
            builder.tls_certs_only(std::iter::empty::<Certificate>())
        } else {
            builder.https_only(true).tls_certs_merge(self.authorities.iter().cloned())
        };
        // All settings are ours, so a client that cannot be built lacks authorities.
        builder.build().map_err(|_| Unanswered::NoRoots)
    }

    fn answer(&self, mut response: Response) -> Result<Answer, Unanswered> {
        let too_large = Unanswered::TooLarge(ANSWER_BYTES);
        let budget = u64::try_from(ANSWER_BYTES).unwrap_or(u64::MAX);
        if response.content_length().is_some_and(|length| length > budget) {
            return Err(too_large);
        }
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let status = response.status().as_u16();
        let mut body = Vec::new();
        let read = response.by_ref().take(budget.saturating_add(1)).read_to_end(&mut body);
        let body = Secret::new(body);
        match read {
            Ok(_) if body.len() > ANSWER_BYTES => Err(too_large),
            Ok(_) => Ok(Answer { status, headers, body }),
            Err(error) if is_timeout(&error) => Err(self.timed_out()),
            Err(_) => Err(Unanswered::Closed),
        }
    }

    fn timed_out(&self) -> Unanswered {
        Unanswered::TimedOut(self.settings.whole.as_secs())
    }

    fn unanswered(&self, error: &reqwest::Error, tls: bool) -> Unanswered {
        if let Some(BeyondReach(reach)) = chain(error).find_map(|e| e.downcast_ref::<BeyondReach>()) {
            return Unanswered::Forbidden(reason(*reach));
        }
        if error.is_timeout() {
            return if error.is_connect() {
                Unanswered::TimedOut(CONNECT.min(self.settings.whole).as_secs())
            } else {
                self.timed_out()
            };
        }
        if error.is_dns() {
            return Unanswered::Unresolved;
        }
        // The TLS library reports every fault of a handshake and every alert as invalid data or an early end.
        let fault = |kind| matches!(kind, io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof);
        if tls && chain(error).filter_map(|e| e.downcast_ref::<io::Error>()).any(|e| fault(innermost(e))) {
            return Unanswered::Tls;
        }
        if error.is_connect() { Unanswered::Connect } else { Unanswered::Closed }
    }
}

fn is_timeout(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::TimedOut
        || error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<reqwest::Error>())
            .is_some_and(reqwest::Error::is_timeout)
}

/// An error and everything under it.
fn chain<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error: &&'e (dyn Error + 'static)| (*error).source())
}

/// What an I/O error is under the I/O errors that only wrap it.
fn innermost(mut error: &io::Error) -> io::ErrorKind {
    while let Some(inner) = error.get_ref().and_then(|inner| inner.downcast_ref::<io::Error>()) {
        error = inner;
    }
    error.kind()
}
