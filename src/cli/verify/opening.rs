//! The key that opens what is encrypted.

use super::options::Options;
use crate::cli::exposed;
use crate::failure::{Code, Failure};
use crate::host::Host;
use crate::input::{self, Reading, Source};
use crate::keys::decrypt::DecryptionKey;

/// Reads `--decrypt-key`.
///
/// # Errors
/// Where it is not to be had or is no key that opens anything.
pub(super) fn decryption(options: &Options, host: &mut Host) -> Result<Option<DecryptionKey>, Failure> {
    let Some(text) = &options.keys.decrypt_key else { return Ok(None) };
    let source = input::parse(text, Reading::Document, host)?;
    let is_key = |text: &str| text.trim_start().starts_with('{') || text.contains("-----BEGIN ");
    if matches!(source, Source::Text(_)) && !is_key(text) {
        return Err(Failure::usage("no such file").context("cannot read --decrypt-key"));
    }
    exposed::warn("--decrypt-key", Some(&source), options.common.quiet, host);
    host.forbid_core_dumps();
    let secret = input::read_secret(&source, host)?;
    let key = DecryptionKey::read(&secret);
    key.map(Some).map_err(|error| Failure::new(Code::Usage, error).context("cannot use --decrypt-key"))
}
