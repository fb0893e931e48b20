//! The real world behind a conversation: the network, a terminal that shows a sign of life, a person's interrupt.

use std::time::Duration;

use url::Url;

use crate::cli::say;
use crate::conversation::{Answer, Plan, Unanswered};
use crate::host::Host;
use crate::net::address::is_loopback_host;
use crate::net::drive::World;
use crate::net::http::Http;
use crate::render::human::spinner::Spinner;

/// The network through the host.
pub(in crate::cli) struct Live<'r> {
    pub(in crate::cli) http: &'r Http,
    pub(in crate::cli) host: &'r mut Host,
    pub(in crate::cli) quiet: bool,
    pub(in crate::cli) verbose: u8,
}

impl World for Live<'_> {
    fn send(&mut self, plan: &Plan) -> Result<Answer, Unanswered> {
        if self.verbose > 0 {
            let through = proxy(self.host, &plan.url);
            let through = through.map(|proxy| format!(", through the proxy {proxy}")).unwrap_or_default();
            say(self.host, &format!("{} {}{through}", plan.method, plan.url));
        }
        let name = host_of(&plan.url);
        let terminal = self.host.terminal().filter(|_| !self.quiet);
        let spinner = terminal.map(|terminal| Spinner::start(terminal, &name));
        let answer = self.http.send(plan);
        drop(spinner);
        if self.verbose > 0 {
            match &answer {
                Ok(answer) => say(self.host, &format!("{} from {name}", answer.status)),
                Err(why) => say(self.host, &format!("no answer from {name}: {why}")),
            }
        }
        answer
    }

    fn pause(&mut self, time: Duration) {
        self.host.pause(time);
    }

    fn stopped(&self) -> bool {
        self.host.stopped()
    }

    fn retrying(&mut self, plan: &Plan, pause: Duration) {
        if !self.quiet && pause >= Duration::from_secs(1) {
            let line = format!("{} is busy; again in {} s", host_of(&plan.url), pause.as_secs());
            say(self.host, &line);
        }
    }
}

/// The host of an address in ASCII form, with its port.
pub(in crate::cli) fn host_of(url: &str) -> String {
    let Ok(url) = Url::parse(url) else { return "the server".to_owned() };
    let host = url.host_str().unwrap_or("the server");
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The proxy that the environment names for an address, without its password; one that `NO_PROXY` may take out is
/// still named, for the client alone knows all of that variable's rules.
fn proxy(host: &Host, url: &str) -> Option<String> {
    let url = Url::parse(url).ok().filter(|url| !is_loopback_host(url))?;
    let names = match url.scheme() {
        "https" => ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"],
        _ => ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"],
    };
    let proxy = names.iter().find_map(|name| host.env(name).filter(|value| !value.is_empty()))?;
    let proxy = if proxy.contains("://") { proxy.to_owned() } else { format!("http://{proxy}") };
    Some(host_of(&proxy))
}
