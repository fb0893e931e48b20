//! What the holder of a token showed beside it: a DPoP proof, a client certificate.

use super::options::Binding;
use crate::binding::Target;
use crate::binding::dpop::Proof;
use crate::failure::Failure;
use crate::host::Host;
use crate::input::{self, MAX_TEXT, Reading, Source};
use crate::keys::Certificate;
use crate::verify::ShownProof;

/// Reads `--dpop-proof` and the request it came with; a proof that is none is judged, not refused here.
///
/// # Errors
/// Where one of the flags stands without the others, or the source or the address is not to be had.
pub(super) fn proof(given: &Binding, host: &mut Host) -> Result<Option<ShownProof>, Failure> {
    let (text, method, target) = match (&given.dpop_proof, &given.htm, &given.htu) {
        (Some(text), Some(method), Some(target)) => (text, method, target),
        (None, None, None) if given.dpop_nonce.is_none() => return Ok(None),
        _ => {
            return Err(Failure::usage("--dpop-proof, --htm and --htu go together")
                .hint("a proof is for one request: its method and its address"));
        }
    };
    let is_sign = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    if method.is_empty() || !method.bytes().all(is_sign) {
        return Err(Failure::usage("--htm is no method").hint("such as GET or POST, in capitals"));
    }
    let target =
        Target::parse(target).map_err(|error| Failure::usage(error).context("--htu is no address"))?;
    let source = input::parse(text, Reading::Token, host)?;
    let bytes = input::read(&source, MAX_TEXT, host)?;
    let unreadable = || Failure::usage(format!("{} holds no proof", input::name(&source)));
    let text = bytes.expose_text().map(header_value).ok_or_else(unreadable)?;
    if text.is_empty() {
        return Err(unreadable().context("cannot read --dpop-proof"));
    }
    if matches!(source, Source::Text(_)) && input::looks_like_a_path(text) {
        return Err(Failure::usage("no such file").context("cannot read --dpop-proof"));
    }
    Ok(Some(ShownProof {
        proof: Proof::read(text),
        method: method.clone(),
        target,
        nonce: given.dpop_nonce.clone(),
    }))
}

/// The value of a header that was pasted whole.
fn header_value(text: &str) -> &str {
    let text = text.trim();
    match text.split_once(':') {
        Some((name, value)) if name.eq_ignore_ascii_case("dpop") => value.trim(),
        _ => text,
    }
}

/// Reads `--client-cert`.
///
/// # Errors
/// Where the source is not to be had or holds no certificate.
pub(super) fn certificate(given: &Binding, host: &mut Host) -> Result<Option<Certificate>, Failure> {
    let Some(text) = &given.client_cert else { return Ok(None) };
    let source = input::parse(text, Reading::Document, host)?;
    let bytes = input::read(&source, MAX_TEXT, host)?;
    Certificate::read(bytes.expose()).map(Some).map_err(|error| match source {
        Source::Text(_) if !text.contains("-----BEGIN ") => {
            Failure::usage("no such file").context("cannot read --client-cert")
        }
        _ => Failure::usage(error).context("--client-cert is no certificate"),
    })
}
