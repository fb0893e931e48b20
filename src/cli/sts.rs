//! `obo sts`: the embedded development authorization server.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::everywhere::moment;
use super::{exposed, say, written};
use crate::failure::{Code, Failure};
use crate::host::Host;
use crate::input::{self, Reading};
use crate::instant::Instant;
use crate::keys::{Algorithm, SigningKey};
use crate::secret::Secret;
use crate::sts::fault::Fault;
use crate::sts::keyring::Keyring;
use crate::sts::metadata::LOGIN;
use crate::sts::routes::{ListenError, Nature, listen};
use crate::sts::server::Server;
use crate::sts::settings::Settings;
use crate::sts::settings_file::{MAX_BYTES, Source as Said};

/// Examples for `--help`.
pub const EXAMPLES: &str = "\
Examples:
  obo sts                                  any free port; line 1 is the issuer
  obo sts --port 4800 --fault scope-widened
  obo sts --config sts.toml                your own users and clients
  obo sts --list-faults

Without --config there are the user alice, the public clients planner,
researcher and ledger, and an audience for each of them. A user's token comes
from the test login:
  curl -d client_id=planner -d username=alice ISSUER/login

A file of settings; every key may be left out, a client without secret and
jwks is public:
  lifetime = \"1h\"                  # of every token, at most 1h
  [user.alice]
  scope = [\"orders.read\"]
  may-act = \"planner\"              # who alone may act for alice
  [client.planner]
  secret = \"env:PLANNER\"           # or jwks = \"@planner.json\", beside this file
  kind = \"agent\"                   # agent, service or application
  scope = [\"orders.read\"]
  audience = [\"researcher\"]        # where it may go
  grants = [\"client-credentials\", \"token-exchange\", \"login\"]
  dpop-bound-access-tokens = true   # no token for it without a DPoP proof
  [audience.\"https://ledger.example\"]
  clients = [\"ledger\"]             # beside a client of the same name
  scope = [\"orders.read\"]
  lifetime = \"15m\"
  alg = \"RS256\"                    # or ES256";

/// How long the process sleeps between two looks at whether it was interrupted.
const NAP: Duration = Duration::from_millis(50);

/// The options of sts.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Listen on this port [default: any free one]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// Listen at this address
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// Let --bind name an address that other machines can reach
    #[arg(long)]
    allow_remote: bool,
    /// Read clients, users and audiences from a TOML file
    #[arg(long, value_name = "SRC")]
    config: Option<String>,
    /// Sign with this key instead of keys made for the run: PEM or JWK (can be repeated)
    #[arg(long, value_name = "SRC")]
    key: Vec<String>,
    /// Answer exchanges with one deliberate fault
    #[arg(long, value_name = "NAME")]
    fault: Option<String>,
    /// List the faults and end
    #[arg(long)]
    list_faults: bool,
    /// Let the clock stand still at this moment: RFC 3339 or Unix seconds
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Instant>,
    /// Say nothing on stderr but warnings
    #[arg(short, long)]
    quiet: bool,
}

/// Runs the command until it is interrupted.
///
/// # Errors
/// Where settings or keys cannot be read, or the address cannot be had.
pub fn command(options: &Options, host: &mut Host) -> Result<Code, Failure> {
    if options.list_faults {
        let lines: String = Fault::all().map(|(name, summary)| format!("{name:<24} {summary}\n")).collect();
        written(host.stdout.write_all(lines.as_bytes()).and_then(|()| host.stdout.flush()))?;
        return Ok(Code::Yes);
    }
    host.forbid_core_dumps();
    host.watch_interrupts();
    host.watch_termination();
    let fault = match &options.fault {
        Some(name) => Some(Fault::named(name).ok_or_else(|| {
            Failure::usage("no fault is called so").hint("obo sts --list-faults names them")
        })?),
        None => None,
    };
    let settings = settings(options, host)?;
    let keyring = keyring(options, host)?;
    let about = about(&settings);
    let (at, clock) = (options.at, host.clock());
    let nature =
        Nature { now: Arc::new(move || at.unwrap_or_else(&clock)), random: Arc::new(Host::randomness) };
    let address = (options.bind, options.port).into();
    let running =
        listen(address, options.allow_remote, nature, |issuer| Server::new(issuer, settings, keyring, fault))
            .map_err(refused)?;
    let line = format!("{}\n", running.issuer());
    written(host.stdout.write_all(line.as_bytes()).and_then(|()| host.stdout.flush()))?;
    if !options.bind.is_loopback() {
        say(host, "warning: other machines can reach this server, and anybody who does gets tokens from it");
    }
    if !options.quiet {
        say(host, "a development server, not for production: its keys and tokens end with it");
        for line in about {
            say(host, &line);
        }
        say(
            host,
            &format!("  login     curl -d client_id=CLIENT -d username=USER {}{LOGIN}", running.issuer()),
        );
    }
    while !host.stopped() {
        if !running.is_alive() {
            return Err(Failure::network("the server ended by itself"));
        }
        std::thread::sleep(NAP);
    }
    Ok(Code::Yes)
}

fn refused(error: ListenError) -> Failure {
    let failure = match error {
        ListenError::Remote | ListenError::Unspecified => Failure::usage(error),
        _ => Failure::network(error),
    };
    let failure = failure.context("the server does not listen");
    match error {
        ListenError::Remote => failure.hint("--allow-remote says that this is meant"),
        ListenError::Unspecified => failure.hint("--bind takes the one address that others will use"),
        ListenError::InUse => failure.hint("leave --port out to get a free one"),
        _ => failure,
    }
}

fn settings(options: &Options, host: &mut Host) -> Result<Settings, Failure> {
    let Some(text) = &options.config else { return Ok(Settings::built_in()) };
    let source = input::parse(text, Reading::Document, host)?;
    let name = input::name(&source);
    let text = input::read(&source, MAX_BYTES, host)?;
    let text = text
        .expose_text()
        .ok_or_else(|| Failure::usage("not UTF-8").context(format!("cannot read {name}")))?;
    // A path in it starts beside it, as in any other file of settings.
    let base = match &source {
        input::Source::File(path) => path.parent(),
        _ => None,
    };
    let mut unread = None;
    let mut read = |said: Said<'_>| -> Option<Secret> {
        let source = match said {
            Said::Text(text) => input::parse_beside(text, Reading::Secret, base, host),
            Said::Command(words) => Ok(input::Source::Command(words.to_vec())),
        };
        source.and_then(|source| input::read_secret(&source, host)).map_err(|why| unread = Some(why)).ok()
    };
    Settings::parse(text, &mut read).map_err(|error| {
        // Why a source cannot be read stands below the place that names it.
        match unread {
            Some(why) => why.context(error),
            None => Failure::usage(error),
        }
        .context(format!("cannot use {name}"))
    })
}

fn keyring(options: &Options, host: &mut Host) -> Result<Keyring, Failure> {
    if options.key.is_empty() {
        return Keyring::generate(&[Algorithm::Es256, Algorithm::Rs256])
            .map_err(|error| Failure::usage(error).context("no key could be made"));
    }
    let mut keys = Vec::new();
    for text in &options.key {
        let source = input::parse(text, Reading::Document, host)?;
        exposed::warn("--key", Some(&source), options.quiet, host);
        let key = input::read_secret(&source, host)?;
        let cannot = format!("cannot sign with the key of {}", input::name(&source));
        keys.push(SigningKey::read(&key).map_err(|error| Failure::usage(error).context(cannot))?);
    }
    Keyring::given(keys).map_err(|error| Failure::usage(error).context("a key cannot be used"))
}

/// Who exists, for the person who has just started the server.
fn about(settings: &Settings) -> Vec<String> {
    let names = |names: Vec<&String>| names.iter().map(|n| n.as_str()).collect::<Vec<_>>().join(" ");
    vec![
        format!("  users     {}", names(settings.users.keys().collect())),
        format!("  clients   {}", names(settings.clients.keys().collect())),
    ]
}
