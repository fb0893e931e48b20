//! `--decrypt-key`: the key that opens what is encrypted, and the tokens that it opens (RFC 7519 section 5).

use super::{exposed, say};
use crate::decoding;
use crate::failure::Failure;
use crate::host::Host;
use crate::input::{self, Reading, Source};
use crate::keys::decrypt::DecryptionKey;
use crate::token::{Kind, Payload, Token};
use crate::verify;

/// Reads `--decrypt-key`; literal text must be a key, because a bare secret there would be a file that is missing.
///
/// # Errors
/// Where it is not to be had, is no key that opens anything, or is to come from a stdin that something else reads.
pub(super) fn decryption_key(
    option: Option<&String>,
    is_stdin_taken: bool,
    quiet: bool,
    host: &mut Host,
) -> Result<Option<DecryptionKey>, Failure> {
    let Some(text) = option else { return Ok(None) };
    let source = input::parse(text, Reading::Document, host)?;
    if source == Source::Stdin && is_stdin_taken {
        return Err(Failure::usage("stdin is named twice, and can be read once"));
    }
    if matches!(source, Source::Text(_)) && !input::reads_as_key(text) {
        let failure = Failure::usage("no such file").context("cannot read --decrypt-key");
        return Err(failure.hint("a secret that is no JWK comes from @FILE, env:NAME, cmd:COMMAND or fd:N"));
    }
    exposed::warn("--decrypt-key", Some(&source), quiet, host);
    host.forbid_core_dumps();
    let secret = input::read_secret(&source, host)?;
    let key = DecryptionKey::read(&secret);
    let refused = |error| Failure::usage(error).context("cannot use --decrypt-key");
    key.map(Some).map_err(refused)
}

/// The token whose claims count: the signed one inside an encrypted one, else the claims that stood there unsigned. One
/// that stays shut is named and stays as it was.
pub(super) fn opened(token: Token, key: Option<&DecryptionKey>, source: &str, host: &mut Host) -> Token {
    let Some(key) = key.filter(|_| token.kind() == Kind::Jwe) else { return token };
    let why = match verify::opened(token.clone(), key) {
        Ok(inner) => return inner,
        Err(why) => why,
    };
    let outer = token.digest();
    let inner = decoding::innermost(token, Some(key));
    if matches!(inner.payload(), Payload::Sealed) {
        say(host, &format!("warning: {source}: {why}"));
    }
    inner.inside(outer)
}
