//! Keys from options, profile or discovery, each with its owner (SECURITY.md R3); nothing is asked that was not named.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::everywhere::Everywhere;
use super::exchange::unanswered;
use super::exchange::world::Live;
use super::say;
use super::verify::KeyOptions;
use crate::config::Profile;
use crate::failure::Failure;
use crate::host::Host;
use crate::input::{self, MAX_TEXT, Reading, Source};
use crate::keys::{KeySet, KeySetError, Origin, VerifyingKey};
use crate::net::address::is_loopback_host;
use crate::net::discovery::{BadEndpoint, Discovery, Metadata};
use crate::net::drive::drive;
use crate::net::fetch::{Fetch, NoDocument};
use crate::net::http::{self, Http};
use crate::net::issuer::Issuer;
use crate::provider;
use crate::verify::{Expect, Keyring, Owner, Ring};

/// The largest file of keys, in bytes: an answer's budget.
const MAX_KEYS: usize = 8 << 20;

/// What was asked for, as far as keys go; verify and chain ask alike.
pub(super) struct Asked<'o> {
    pub(super) keys: &'o KeyOptions,
    /// The issuer is waived, so that keys of a profile need not be its issuer's.
    pub(super) any_issuer: bool,
    /// How many inputs are read from stdin.
    pub(super) inputs_on_stdin: usize,
    /// How many other options name stdin.
    pub(super) others_on_stdin: usize,
    /// Nobody but the resource names the issuer, so that it is not asked for keys (SECURITY.md R31).
    pub(super) is_hearsay: bool,
    /// An issuer without keys will do: its introspection endpoint answers for its tokens.
    pub(super) may_lack_keys: bool,
    pub(super) common: &'o Everywhere,
}

/// The keys of a run, and the addresses that can be asked once more.
pub(super) struct Keys {
    /// Shared with those who judge; asking once more makes another.
    pub(super) ring: Arc<Keyring>,
    /// Where rings came from that were fetched: index, address, who named it.
    fetched: Vec<(usize, String, Option<String>)>,
    /// What expected issuers said of themselves; each is asked once a run.
    metadata: Vec<(String, Metadata)>,
    http: Option<Http>,
    is_renewed: bool,
}

/// A value of `--jwks`, `--key` or `--secret`, before it is read.
struct Given {
    flag: &'static str,
    owner: Option<String>,
    text: String,
    /// Where a relative path of it starts: the directory of the settings that name it.
    base: Option<PathBuf>,
}

/// Reads and fetches all keys.
///
/// # Errors
/// Where a source is not to be had (2), an address or issuer gives no keys (3), or keys have no owner (2).
pub(super) fn gather(
    options: &Asked<'_>,
    profile: Option<&Profile<'_>>,
    expected: &Expect<String>,
    host: &mut Host,
) -> Result<Keys, Failure> {
    let mut keys = Keys {
        ring: Arc::default(),
        fetched: Vec::new(),
        metadata: Vec::new(),
        http: None,
        is_renewed: false,
    };
    let given = given(options, profile, host);
    reads_stdin_once(options, &given)?;
    for one in &given {
        let bound = one.owner.as_deref().map(|owner| {
            provider::for_many_tenants(owner).map_or_else(|| owner.to_owned(), |(_, template)| template)
        });
        let owner = Owner::decide(bound.as_deref(), expected).map_err(|error| {
            Failure::usage(error)
                .context(format!("whose keys are those of {}?", one.flag))
                .hint(format!("{} ISSUER=SRC says whose they are", one.flag))
        })?;
        if one.flag == "--jwks" && is_address(&one.text) {
            judge_address(&one.text)?;
            keys.open(options, profile, host)?;
            keys.fetch(&one.text, None, owner, options, host)?;
        } else {
            let (source, set) = read(one, options, host)?;
            Arc::make_mut(&mut keys.ring).rings.push(Ring { owner, source, keys: set });
        }
    }
    if given.is_empty() {
        let Expect::OneOf(issuers) = expected else {
            return Err(Failure::usage("no keys to verify with").hint(
                "--jwks SRC, --key SRC or --secret SRC gives them; --issuer URL asks the issuer for its keys",
            ));
        };
        keys.open(options, profile, host)?;
        for issuer in issuers.iter().filter(|_| !options.is_hearsay).cloned().collect::<Vec<_>>() {
            keys.discover(&issuer, options, host)?;
        }
    }
    warn(&keys.ring, options, host);
    Ok(keys)
}

fn given(options: &Asked<'_>, profile: Option<&Profile<'_>>, host: &Host) -> Vec<Given> {
    let split = |flag, text: &String| {
        let (owner, text) = owned(text, host);
        Given { flag, owner, text, base: None }
    };
    let keys = &options.keys;
    let mut given: Vec<Given> = keys.jwks.iter().map(|text| split("--jwks", text)).collect();
    given.extend(keys.key.iter().map(|text| split("--key", text)));
    given.extend(keys.secret.iter().map(|text| Given {
        flag: "--secret",
        owner: None,
        text: text.clone(),
        base: None,
    }));
    let (true, Some(profile)) = (given.is_empty(), profile) else { return given };
    // The keys of a profile are those of the profile's issuer, whatever issuer the command line expects.
    let own = match profile.texts("issuer").as_slice() {
        [one] => Some((*one).to_owned()),
        _ => None,
    };
    let is_waived = options.any_issuer;
    for (flag, key) in [("--jwks", "jwks"), ("--key", "key")] {
        let base = profile.get(key).and_then(|found| found.path.as_deref()?.parent().map(Path::to_owned));
        for text in profile.texts(key) {
            let (owner, text) = owned(text, host);
            let owner = owner.or_else(|| own.clone().filter(|_| !is_waived));
            given.push(Given { flag, owner, text, base: base.clone() });
        }
    }
    given
}

/// `[ISSUER=]SRC`: there is an issuer only if what stands before the first `=` has no `?`, `#`, `{` or blank and the
/// whole is no existing path.
fn owned(text: &str, host: &Host) -> (Option<String>, String) {
    let whole = || (None, text.to_owned());
    let Some((issuer, source)) = text.split_once('=') else { return whole() };
    let is_issuer = !issuer.is_empty() && !issuer.contains(|c: char| "?#{".contains(c) || c.is_whitespace());
    let path = Path::new(text.strip_prefix('@').unwrap_or(text));
    if !is_issuer || source.is_empty() || host.files.kind(path).is_some() {
        return whole();
    }
    (Some(issuer.to_owned()), source.to_owned())
}

fn reads_stdin_once(options: &Asked<'_>, given: &[Given]) -> Result<(), Failure> {
    let here = given.iter().filter(|one| one.text == "-").count();
    let all = here.saturating_add(options.others_on_stdin);
    match all.saturating_add(options.inputs_on_stdin) {
        0 | 1 => Ok(()),
        _ if all == 0 => Ok(()),
        _ => Err(Failure::usage("stdin is named twice, and can be read once")),
    }
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// Plain http is for this machine alone, and nothing is dialled before that is clear (SECURITY.md R15).
fn judge_address(text: &str) -> Result<(), Failure> {
    let url = Url::parse(text).map_err(|_| Failure::usage("--jwks does not read as an address"))?;
    if url.scheme() == "http" && !is_loopback_host(&url) {
        return Err(Failure::usage("--jwks over plain http, which is for this machine alone")
            .hint("keys that anybody on the way can change prove nothing; use https"));
    }
    if !url.username().is_empty() || url.password().is_some() || text.contains('\\') {
        return Err(Failure::usage("--jwks has user information or a backslash in its address"));
    }
    Ok(())
}

fn read(one: &Given, options: &Asked<'_>, host: &mut Host) -> Result<(String, KeySet), Failure> {
    let flag = one.flag;
    let reading = if flag == "--secret" { Reading::Secret } else { Reading::Document };
    let source = rebased(input::parse(&one.text, reading, host)?, one.base.as_deref(), host);
    let name = input::name(&source);
    if flag == "--secret" {
        host.forbid_core_dumps();
        if matches!(source, Source::Text(_)) && !options.common.quiet {
            say(
                host,
                "warning: --secret stands in the process list and the shell's history; @FILE and env:NAME do not",
            );
        }
        let secret = input::read_secret(&source, host)?;
        let key = VerifyingKey::from_secret(&secret)
            .map_err(|error| Failure::usage(error).context("cannot use --secret"))?;
        return Ok((name, KeySet::of(key)));
    }
    let bytes = input::read(&source, MAX_KEYS, host)?;
    let set = KeySet::parse(bytes.expose(), Origin::Local);
    let set = set.map_err(|error| match (&source, &error) {
        (Source::Text(_), KeySetError::NotASet | KeySetError::Key(_))
            if !bytes.expose().starts_with(b"{") =>
        {
            Failure::usage("no such file").context(format!("cannot read {flag}"))
        }
        _ => Failure::usage(error).context(format!("{flag} {name} is refused")),
    })?;
    Ok((name, set))
}

/// A path of a file of settings starts at that file's directory.
fn rebased(source: Source, base: Option<&Path>, host: &Host) -> Source {
    match (source, base) {
        (Source::File(path), Some(base)) if path.is_relative() => Source::File(base.join(path)),
        // A bare path that exists only beside the settings was not recognised as one.
        (Source::Text(text), Some(base)) => {
            let beside =
                text.expose_text().map(|text| base.join(text)).filter(|path| host.files.kind(path).is_some());
            beside.map_or(Source::Text(text), Source::File)
        }
        (source, _) => source,
    }
}

fn warn(ring: &Keyring, options: &Asked<'_>, host: &mut Host) {
    if options.common.quiet {
        return;
    }
    for ring in &ring.rings {
        if ring.keys.keys().any(VerifyingKey::was_private) {
            let line = format!("warning: {} holds a private key; its public half is used", ring.source);
            say(host, &line);
        }
        if ring.keys.unread() > 0 {
            let line = format!("warning: {} has {} keys that were not read", ring.source, ring.keys.unread());
            say(host, &line);
        }
    }
}

/// The network as options and profile set it up; nothing is dialled yet.
pub(super) fn http(keys: &KeyOptions, profile: Option<&Profile<'_>>, host: &Host) -> Result<Http, Failure> {
    let mut settings = http::Settings::default();
    let timeout = profile.and_then(|profile| profile.number("timeout")).map(Duration::from_secs);
    settings.whole = keys.timeout.or(timeout).unwrap_or(http::WHOLE);
    let ca = keys.ca.as_deref().or_else(|| profile.and_then(|profile| profile.text("ca")));
    if let Some(ca) = ca {
        let limit = u64::try_from(MAX_TEXT).unwrap_or(u64::MAX);
        let unreadable = |error| Failure::usage(error).context("the file of --ca cannot be read");
        let path = Path::new(ca.strip_prefix('@').unwrap_or(ca));
        settings.authorities.push(host.files.read(path, limit).map_err(unreadable)?);
    }
    let refused = |(_, error)| Failure::usage(error).context("the file of --ca cannot be used");
    Http::new(settings).map_err(refused)
}

impl Keys {
    /// Prepares asking; nothing is dialled yet.
    pub(super) fn open(
        &mut self,
        options: &Asked<'_>,
        profile: Option<&Profile<'_>>,
        host: &Host,
    ) -> Result<(), Failure> {
        if self.http.is_none() {
            self.http = Some(http(options.keys, profile, host)?);
        }
        Ok(())
    }

    /// The network, once it is open.
    pub(super) fn http(&self) -> Option<&Http> {
        self.http.as_ref()
    }

    /// What an issuer that the user expects says of itself, as far as that was asked.
    pub(super) fn known(&self, issuer: &str) -> Option<&Metadata> {
        self.metadata.iter().find(|(of, _)| of == issuer).map(|(_, metadata)| metadata)
    }

    /// The same, asked now if it was not yet.
    pub(super) fn metadata(
        &mut self,
        issuer: &str,
        options: &Asked<'_>,
        host: &mut Host,
    ) -> Result<Metadata, Failure> {
        if let Some(known) = self.known(issuer) {
            return Ok(known.clone());
        }
        let many = provider::for_many_tenants(issuer);
        let address = many.as_ref().map_or(issuer, |(address, _)| address.as_str());
        let asked = Issuer::parse(address).map_err(|error| {
            Failure::usage(error)
                .context("--issuer is no issuer that can be asked for its keys")
                .hint("--jwks SRC or --key SRC gives them without asking")
        })?;
        let Some(http) = &self.http else { return Err(Failure::network("nothing can be asked")) };
        let mut world = Live { http, host, quiet: options.common.quiet, verbose: options.common.verbose };
        let mut discovery = match many {
            Some((_, template)) => Discovery::of_many(asked, template),
            None => Discovery::new(asked),
        };
        let metadata = drive(&mut discovery, &mut world)
            .map_err(|failure| unanswered::no_metadata(failure, issuer, "--jwks URL needs no metadata"))?;
        self.metadata.push((issuer.to_owned(), metadata.clone()));
        Ok(metadata)
    }

    /// The keys of an issuer that the user expects, by its metadata.
    fn discover(&mut self, issuer: &str, options: &Asked<'_>, host: &mut Host) -> Result<(), Failure> {
        let metadata = self.metadata(issuer, options, host)?;
        let url = match metadata.endpoint("jwks_uri") {
            Ok(found) => found.url,
            Err(BadEndpoint::Missing(_)) if options.may_lack_keys => return Ok(()),
            Err(error) => {
                return Err(Failure::network(error).context(format!("{} cannot be used", metadata.url)));
            }
        };
        self.fetch(&url, Some(issuer), Owner::Issuer(issuer.to_owned()), options, host)
    }

    fn fetch(
        &mut self,
        url: &str,
        named_by: Option<&str>,
        owner: Owner,
        options: &Asked<'_>,
        host: &mut Host,
    ) -> Result<(), Failure> {
        let keys = self.ask(url, named_by, options, host)?;
        self.fetched.push((self.ring.rings.len(), url.to_owned(), named_by.map(str::to_owned)));
        Arc::make_mut(&mut self.ring).rings.push(Ring { owner, source: url.to_owned(), keys });
        Ok(())
    }

    fn ask(
        &self,
        url: &str,
        named_by: Option<&str>,
        options: &Asked<'_>,
        host: &mut Host,
    ) -> Result<KeySet, Failure> {
        let Some(http) = &self.http else { return Err(Failure::network("nothing can be asked")) };
        let mut world = Live { http, host, quiet: options.common.quiet, verbose: options.common.verbose };
        let body = drive(&mut Fetch::new(url, named_by), &mut world).map_err(|why| match &why {
            NoDocument::Unanswered(unanswered) => unanswered::failure(unanswered, url),
            _ => Failure::network(&why).context(format!("no keys from {url}")),
        })?;
        KeySet::parse(body.expose(), Origin::Published)
            .map_err(|error| Failure::network(error).context(format!("the keys of {url} are refused")))
    }

    /// Asks every address once more, because a token has a `kid` that no set has; true if anything was asked.
    pub(super) fn renew(&mut self, options: &Asked<'_>, host: &mut Host) -> bool {
        if self.is_renewed || self.fetched.is_empty() {
            return false;
        }
        self.is_renewed = true;
        for (index, url, named_by) in self.fetched.clone() {
            // A set that cannot be had again stays what it was.
            let Ok(keys) = self.ask(&url, named_by.as_deref(), options, host) else { continue };
            if let Some(ring) = Arc::make_mut(&mut self.ring).rings.get_mut(index) {
                ring.keys = keys;
            }
        }
        true
    }
}
