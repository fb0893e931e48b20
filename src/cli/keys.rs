//! Keys from options, profile or discovery, each with its owner (SECURITY.md R3); nothing is asked that was not named.

mod cache;
mod given;

use std::sync::Arc;
use std::time::Duration;

use self::cache::{Kept, KeyCache};
use self::given::{given, is_address, judge_address, read, reads_stdin_once};
use super::everywhere::Everywhere;
use super::unanswered;
use super::verify::KeyOptions;
use super::world::Live;
use super::{say, settings};
use crate::config::Profile;
use crate::failure::{Code, Failure};
use crate::host::Host;
use crate::input::MAX_TEXT;
use crate::keys::{KeySet, Origin, VerifyingKey};
use crate::net::discovery::{BadEndpoint, Discovery, Metadata};
use crate::net::drive::drive;
use crate::net::fetch::{Fetch, NoDocument};
use crate::net::http::{self, Http};
use crate::net::issuer::Issuer;
use crate::plural::counted;
use crate::provider::Alias;
use crate::render::Sink;
use crate::verify::{Expect, Keyring, Missing, Owner, Ring};

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
    /// A source that gives no keys leaves undecided what needs them, and ends no run in which another gives some.
    pub(super) may_miss: bool,
    /// An issuer without keys will do: its introspection endpoint answers for its tokens.
    pub(super) may_lack_keys: bool,
    pub(super) common: &'o Everywhere,
}

/// The keys of a run, and the addresses that can be asked once more.
pub(super) struct Keys {
    /// Shared with those who judge; asking once more makes another.
    pub(super) ring: Arc<Keyring>,
    fetched: Vec<Fetched>,
    /// Sources that gave no keys, each with what was wrong.
    missing: Vec<(Missing, Failure)>,
    cache: Option<KeyCache>,
    /// What expected issuers said of themselves; each is asked once a run.
    metadata: Vec<(String, Metadata)>,
    http: Option<Http>,
    is_renewed: bool,
}

/// Where a ring came from that was fetched.
#[derive(Clone)]
struct Fetched {
    /// Its place among the rings.
    index: usize,
    url: String,
    /// The issuer whose metadata names the address.
    named_by: Option<String>,
    /// An earlier run fetched it.
    is_kept: bool,
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
        missing: Vec::new(),
        cache: None,
        metadata: Vec::new(),
        http: None,
        is_renewed: false,
    };
    if let Some(directory) = &options.keys.jwks_cache {
        keys.cache = Some(KeyCache::open(directory, options.common.quiet, host)?);
    }
    let given = given(options, profile, host);
    reads_stdin_once(options, &given)?;
    for one in &given {
        let bound = one.owner.as_deref().map(Alias::resolve);
        let among = (!one.among.is_empty()).then(|| Expect::OneOf(one.among.clone()));
        let owner = Owner::decide(bound.as_deref(), among.as_ref().unwrap_or(expected)).map_err(|error| {
            Failure::usage(error).context(format!("whose keys are those of {}?", one.flag)).hint(
                match one.flag {
                    "--secret" => "--key ISSUER=SRC says it, with the secret as a JWK".to_owned(),
                    flag => format!("{flag} ISSUER=SRC says whose they are"),
                },
            )
        })?;
        if one.flag == "--jwks" && is_address(&one.text) {
            judge_address(&one.text)?;
            keys.open(options, profile, host)?;
            let kept = keys.kept(&one.text, &owner, host).filter(|kept| kept.url == one.text);
            match kept {
                Some(kept) => keys.add(kept, None, owner),
                None => {
                    let fetched = keys.fetch(&one.text, None, owner.clone(), options, host);
                    keys.had(fetched, owner, &one.text, options)?;
                }
            }
        } else {
            let (source, set) = read(one, options, host)?;
            Arc::make_mut(&mut keys.ring).rings.push(Ring { owner, source, age: None, keys: set });
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
            let discovered = keys.discover(&issuer, options, host);
            keys.had(discovered, Owner::Issuer(issuer.clone()), &issuer, options)?;
        }
    }
    keys.miss(options, host)?;
    warn(&keys.ring, options, host);
    Ok(keys)
}

/// Tells a sink what the words about keys may name.
pub(super) fn introduce(ring: &Keyring, expected: &Expect<String>, sink: &mut dyn Sink) {
    let missing = ring.missing.iter();
    let had = ring.rings.iter().map(|ring| (&ring.owner, ring.source.as_str()));
    let all = had.chain(missing.map(|missing| (&missing.owner, missing.source.as_str())));
    let (owners, sources): (Vec<&Owner>, Vec<&str>) = all.unzip();
    let owners = owners.into_iter().filter_map(issuer_of);
    let expected = match expected {
        Expect::OneOf(issuers) => issuers.as_slice(),
        Expect::Waived(_) => &[],
    };
    let issuers: Vec<&str> = owners.chain(expected.iter().map(String::as_str)).collect();
    sink.hear(&sources, &issuers);
}

fn issuer_of(owner: &Owner) -> Option<&str> {
    match owner {
        Owner::Issuer(issuer) => Some(issuer),
        Owner::Unsaid => None,
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
            let line = format!(
                "warning: {} has {} not read",
                ring.source,
                counted(ring.keys.unread(), "key that was", "keys that were")
            );
            say(host, &line);
        }
    }
}

/// The network as options and profile set it up; nothing is dialled yet.
pub(super) fn http(keys: &KeyOptions, profile: Option<&Profile<'_>>, host: &Host) -> Result<Http, Failure> {
    let mut http_settings = http::Settings::default();
    let timeout = profile.and_then(|profile| profile.number("timeout")).map(Duration::from_secs);
    http_settings.whole = keys.timeout.or(timeout).unwrap_or(http::WHOLE);
    if let Some(path) = settings::file(keys.ca.as_deref(), profile, "ca") {
        let limit = u64::try_from(MAX_TEXT).unwrap_or(u64::MAX);
        let unreadable = |error| Failure::usage(error).context("the file of --ca cannot be read");
        http_settings.authorities.push(host.files.read(&path, limit).map_err(unreadable)?);
    }
    let refused = |(_, error)| Failure::usage(error).context("the file of --ca cannot be used");
    Http::new(http_settings).map_err(refused)
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
        let alias = Alias::of(issuer);
        let address = alias.as_ref().map_or(issuer, |alias| alias.asked.as_str());
        let asked = Issuer::parse(address).map_err(|error| {
            Failure::usage(error)
                .context("--issuer is no issuer that can be asked for its keys")
                .hint("--jwks SRC or --key SRC gives them without asking")
        })?;
        let Some(http) = &self.http else { return Err(Failure::network("nothing can be asked")) };
        let mut world = Live { http, host, quiet: options.common.quiet, verbose: options.common.verbose };
        let mut discovery = match alias {
            Some(alias) => Discovery::of_many(asked, alias.named),
            None => Discovery::new(asked),
        };
        discovery = match options.may_lack_keys {
            true => discovery.wanting(&["introspection_endpoint", "jwks_uri"]).or_without(),
            false => discovery.wanting(&["jwks_uri"]),
        };
        let metadata = drive(&mut discovery, &mut world)
            .map_err(|failure| unanswered::no_metadata(failure, issuer, "--jwks URL needs no metadata"))?;
        self.metadata.push((issuer.to_owned(), metadata.clone()));
        Ok(metadata)
    }

    /// The keys of an issuer that the user expects, by its metadata.
    fn discover(&mut self, issuer: &str, options: &Asked<'_>, host: &mut Host) -> Result<(), Failure> {
        let owner = Owner::Issuer(issuer.to_owned());
        if let Some(kept) = self.kept(issuer, &owner, host) {
            self.add(kept, Some(issuer), owner);
            return Ok(());
        }
        let metadata = self.metadata(issuer, options, host)?;
        let url = match metadata.endpoint("jwks_uri") {
            Ok(found) => found.url,
            Err(BadEndpoint::Missing(_)) if options.may_lack_keys => return Ok(()),
            Err(error) => {
                return Err(Failure::network(error).context(format!("{} cannot be used", metadata.url)));
            }
        };
        self.fetch(&url, Some(issuer), owner, options, host)
    }

    /// Keeps in mind that a source gave no keys, where what does not need them may be judged all the same.
    fn had(
        &mut self,
        had: Result<(), Failure>,
        owner: Owner,
        source: &str,
        options: &Asked<'_>,
    ) -> Result<(), Failure> {
        match had {
            Err(failure) if options.may_miss && failure.code == Code::Network => {
                self.missing.push((Missing { owner, source: source.to_owned() }, failure));
                Ok(())
            }
            had => had,
        }
    }

    /// Says which sources gave no keys; where none gave any, the first is what is wrong.
    fn miss(&mut self, options: &Asked<'_>, host: &mut Host) -> Result<(), Failure> {
        let missing = std::mem::take(&mut self.missing);
        let has_none = self.ring.rings.is_empty();
        let ring = Arc::make_mut(&mut self.ring);
        let mut first = None;
        for (missing, failure) in missing {
            if has_none && first.is_none() {
                first = Some(failure);
                continue;
            }
            if !options.common.quiet {
                for line in failure.lines() {
                    say(
                        host,
                        &line.strip_prefix("error").map_or(line.clone(), |rest| format!("warning{rest}")),
                    );
                }
            }
            ring.missing.push(missing);
        }
        first.map_or(Ok(()), Err)
    }

    fn kept(&self, asked: &str, owner: &Owner, host: &mut Host) -> Option<Kept> {
        self.cache.as_ref()?.find(asked, issuer_of(owner), host)
    }

    fn add(&mut self, kept: Kept, named_by: Option<&str>, owner: Owner) {
        let Kept { url, keys, age } = kept;
        let named_by = named_by.map(str::to_owned);
        let index = self.ring.rings.len();
        self.fetched.push(Fetched { index, url: url.clone(), named_by, is_kept: true });
        Arc::make_mut(&mut self.ring).rings.push(Ring { owner, source: url, age: Some(age), keys });
    }

    fn fetch(
        &mut self,
        url: &str,
        named_by: Option<&str>,
        owner: Owner,
        options: &Asked<'_>,
        host: &mut Host,
    ) -> Result<(), Failure> {
        let keys = self.ask(url, named_by, &owner, options, host)?;
        let (index, named_by) = (self.ring.rings.len(), named_by.map(str::to_owned));
        self.fetched.push(Fetched { index, url: url.to_owned(), named_by, is_kept: false });
        Arc::make_mut(&mut self.ring).rings.push(Ring { owner, source: url.to_owned(), age: None, keys });
        Ok(())
    }

    fn ask(
        &self,
        url: &str,
        named_by: Option<&str>,
        owner: &Owner,
        options: &Asked<'_>,
        host: &mut Host,
    ) -> Result<KeySet, Failure> {
        let Some(http) = &self.http else { return Err(Failure::network("nothing can be asked")) };
        let mut world = Live { http, host, quiet: options.common.quiet, verbose: options.common.verbose };
        let body = drive(&mut Fetch::new(url, named_by), &mut world).map_err(|why| match &why {
            NoDocument::Unanswered(unanswered) => unanswered::failure(unanswered, url),
            _ => Failure::network(&why).context(format!("no keys from {url}")),
        })?;
        let keys = KeySet::parse(body.expose(), Origin::Published)
            .map_err(|error| Failure::network(error).context(format!("the keys of {url} are refused")))?;
        if let Some(cache) = &self.cache {
            cache.keep(named_by.unwrap_or(url), issuer_of(owner), url, body.expose(), host);
        }
        Ok(keys)
    }

    /// Asks every address once more, because a token has a `kid` that no set has; true if anything was asked.
    pub(super) fn renew(&mut self, options: &Asked<'_>, host: &mut Host) -> bool {
        if self.is_renewed || self.fetched.is_empty() {
            return false;
        }
        self.is_renewed = true;
        for Fetched { index, url, named_by, is_kept } in self.fetched.clone() {
            // What an earlier run kept may stand at another address by now.
            let url = match named_by.as_deref().filter(|_| is_kept) {
                Some(issuer) => {
                    let metadata = self.metadata(issuer, options, host);
                    metadata
                        .ok()
                        .and_then(|metadata| metadata.endpoint("jwks_uri").ok())
                        .map(|found| found.url)
                }
                None => Some(url),
            };
            let owner = self.ring.rings.get(index).map(|ring| ring.owner.clone());
            let (Some(url), Some(owner)) = (url, owner) else { continue };
            // A set that cannot be had again stays what it was.
            let Ok(keys) = self.ask(&url, named_by.as_deref(), &owner, options, host) else { continue };
            if let Some(ring) = Arc::make_mut(&mut self.ring).rings.get_mut(index) {
                *ring = Ring { owner, source: url, age: None, keys };
            }
        }
        true
    }
}
