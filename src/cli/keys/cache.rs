//! Sets of keys kept on disk between runs, because somebody asked for it (SECURITY.md R19).

use std::path::{Path, PathBuf};

use serde_json::json;

use super::given::judge_address;
use crate::cli::say;
use crate::failure::Failure;
use crate::host::Host;
use crate::instant::Instant;
use crate::keys::{KeySet, Origin};
use crate::render::human::when;
use crate::token::digest::Digest;
use crate::token::json::{Budget, Document};

/// What a file of the cache says that it is.
const SCHEMA: &str = "obo.jwks-cache/1";
/// The largest file, in bytes: an answer of a server, its quotes escaped.
const LARGEST: u64 = 8 << 20;
/// How old a set may be, in seconds. An issuer that takes a key back wants it to count no more.
const OLDEST: i64 = 86_400;

/// A directory of key sets, the user's alone.
pub(super) struct KeyCache {
    directory: PathBuf,
    quiet: bool,
}

/// A set that an earlier run fetched.
pub(super) struct Kept {
    /// The address it came from.
    pub(super) url: String,
    /// The keys, judged again.
    pub(super) keys: KeySet,
    /// How long ago that was, for people.
    pub(super) age: String,
}

impl KeyCache {
    /// The cache in this directory, which is made if there is none.
    ///
    /// # Errors
    /// Where it cannot be made, or others than the user could write it.
    pub(super) fn open(directory: &Path, quiet: bool, host: &Host) -> Result<Self, Failure> {
        let context = || format!("--jwks-cache {} cannot be used", directory.display());
        host.files.make_directory(directory).map_err(|error| Failure::usage(error).context(context()))?;
        if !host.files.is_own(directory) {
            return Err(Failure::usage("it is not yours alone")
                .context(context())
                .hint("whoever wrote there decides which tokens are valid; chmod 700 shuts others out"));
        }
        Ok(Self { directory: directory.to_owned(), quiet })
    }

    /// What is kept for an address, or for an issuer whose metadata names it; `issuer` is whose the keys are.
    pub(super) fn find(&self, asked: &str, issuer: Option<&str>, host: &mut Host) -> Option<Kept> {
        let path = self.path(asked);
        host.files.kind(&path)?;
        match self.read(&path, asked, issuer, host) {
            Ok(kept) => {
                if let (Some(kept), false) = (&kept, self.quiet) {
                    say(host, &format!("keys of {asked} from --jwks-cache, fetched {}", kept.age));
                }
                kept
            }
            Err(why) => {
                if !self.quiet {
                    say(host, &format!("warning: what --jwks-cache holds for {asked} is not used: {why}"));
                }
                None
            }
        }
    }

    /// `None` where the set is merely too old.
    fn read(
        &self,
        path: &Path,
        asked: &str,
        issuer: Option<&str>,
        host: &Host,
    ) -> Result<Option<Kept>, &'static str> {
        if !host.files.is_own(path) {
            return Err("the file is not yours alone");
        }
        let bytes = host.files.read(path, LARGEST).map_err(|_| "the file cannot be read")?;
        let document = Document::parse(&bytes, Budget::ANSWER).map_err(|_| "it is no JSON")?;
        let root = document.root();
        let text = |name: &str| root.get(name).and_then(|value| value.as_str());
        if !document.oddities().is_empty() || text("schema") != Some(SCHEMA) {
            return Err("obo did not write it");
        }
        let (url, keys) = (text("url").ok_or("it names no address")?, text("jwks").ok_or("it has no keys")?);
        if text("asked") != Some(asked) || root.get("issuer").and_then(|value| value.as_str()) != issuer {
            return Err("it is of another issuer");
        }
        judge_address(url).map_err(|_| "its address is none that would be asked")?;
        let fetched = text("fetched").and_then(|text| Instant::parse(text).ok()).ok_or("it has no time")?;
        match host.now().seconds_since(fetched) {
            ..0 => Err("it is of the future"),
            0..=OLDEST => {
                let keys =
                    KeySet::parse(keys.as_bytes(), Origin::Published).map_err(|_| "its keys are refused")?;
                Ok(Some(Kept { url: url.to_owned(), keys, age: when::relative(fetched, host.now()) }))
            }
            _ => Ok(None),
        }
    }

    /// Keeps a set that was fetched now; that it could not be kept is a warning.
    pub(super) fn keep(&self, asked: &str, issuer: Option<&str>, url: &str, keys: &[u8], host: &mut Host) {
        let Ok(keys) = std::str::from_utf8(keys) else { return };
        let content = json!({
            "schema": SCHEMA,
            "asked": asked,
            "issuer": issuer,
            "url": url,
            "fetched": host.now(),
            "jwks": keys,
        });
        let path = self.path(asked);
        if let Err(error) = host.files.write(&path, content.to_string().as_bytes())
            && !self.quiet
        {
            say(host, &format!("warning: the keys of {asked} could not be kept: {error}"));
        }
    }

    fn path(&self, asked: &str) -> PathBuf {
        self.directory.join(format!("{}.json", Digest::of(asked.as_bytes())))
    }
}
