//! `--for`: what a protected resource says of itself, from its address, a header or a saved answer (RFC 9728).

use super::everywhere::Everywhere;
use super::say;
use super::unanswered;
use super::world::Live;
use crate::failure::Failure;
use crate::host::Host;
use crate::input::{self, MAX_TEXT, Reading, Source};
use crate::net::drive::drive;
use crate::net::fetch::{Fetch, NoDocument};
use crate::net::http::Http;
use crate::net::resource::{NoStatement, Resource, Saved, saved};

/// How many authorization servers are said.
const SAID: usize = 8;

/// A resource, and whose tokens it says that it takes: its word and nobody else's (SECURITY.md R31).
pub(super) struct Named {
    /// Its address, as the person gave it.
    pub(super) resource: String,
    /// The issuers that it names.
    pub(super) authorization_servers: Vec<String>,
}

/// Whether a value of `--for` is an address, and not something saved.
fn is_address(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme))
}

/// Reads what `--for` names, and asks the resource where its metadata is not at hand.
///
/// # Errors
/// Where it names no resource (2), or there is no metadata, or another resource's (3; of a saved one 2).
pub(super) fn named(
    given: &[String],
    audience: &[String],
    http: &Http,
    common: &Everywhere,
    host: &mut Host,
) -> Result<Named, Failure> {
    let (addresses, others): (Vec<&String>, Vec<&String>) = given.iter().partition(|text| is_address(text));
    if addresses.len() > 1 || others.len() > 1 {
        return Err(Failure::usage(
            "--for names one resource: one address, and one header or saved answer beside it",
        ));
    }
    let resource = match (addresses.first(), audience) {
        (Some(address), _) => Resource::parse(address)
            .map_err(|error| Failure::usage(error).context("--for is no address that can be asked"))?,
        // The other side may not choose what it is judged as.
        (None, [one]) if is_address(one) => Resource::parse(one).map_err(|error| {
            Failure::usage(error).context("--audience beside --for is no address of a resource")
        })?,
        (None, _) => {
            return Err(Failure::usage("a header or a saved answer does not say for which resource it is")
                .hint("--for URL or --audience URL beside it names the resource"));
        }
    };
    let address = match others.first() {
        None => resource.metadata_address(),
        Some(text) => match saved(&read(text, host)?) {
            Ok(Saved::Metadata(text)) => {
                let statement = resource.read(text.as_bytes());
                let statement = statement.map_err(|error| {
                    refused(&error, &resource, Failure::usage, "the saved metadata of --for".to_owned())
                })?;
                return Ok(told(&resource, statement.authorization_servers, common, host));
            }
            Ok(Saved::Pointer(address)) => {
                resource.accepts(&address).map_err(|_| {
                    Failure::usage(format!("it points to {address}"))
                        .context("the header of --for names metadata at another origin than the resource's")
                        .hint(format!("nothing was asked; the resource is {}", resource.as_str()))
                })?;
                address
            }
            Err(error) => {
                return Err(Failure::usage(error)
                    .context("--for names neither metadata nor where it lies")
                    .hint(
                        "an address, a WWW-Authenticate header, or a saved answer that holds one is wanted",
                    ));
            }
        },
    };
    if !common.quiet {
        say(host, &format!("asking {} for its metadata: {address}", resource.as_str()));
    }
    let mut world = Live { http, host, quiet: common.quiet, verbose: common.verbose };
    let body = drive(&mut Fetch::new(&address, None), &mut world).map_err(|why| match &why {
        NoDocument::Unanswered(why) => unanswered::failure(why, &address),
        _ => Failure::network(&why)
            .context(format!("no metadata at {address}"))
            .hint("-i URL and -a AUDIENCE say without it what is expected"),
    })?;
    let statement = resource.read(body.expose()).map_err(|error| {
        refused(&error, &resource, Failure::network, format!("the metadata at {address}"))
    })?;
    Ok(told(&resource, statement.authorization_servers, common, host))
}

/// What a value of `--for` holds that is no address.
fn read(text: &str, host: &mut Host) -> Result<String, Failure> {
    let source = input::parse(text, Reading::Document, host)?;
    if matches!(source, Source::Text(_)) && !text.contains(['=', '{', ' ']) {
        return Err(Failure::usage("no such file").context("cannot read --for"));
    }
    let bytes = input::read(&source, MAX_TEXT, host)?;
    let text = bytes.expose_text().map(str::to_owned);
    text.ok_or_else(|| Failure::usage("it is not UTF-8").context("cannot read --for"))
}

fn refused(error: &NoStatement, resource: &Resource, kind: fn(String) -> Failure, whose: String) -> Failure {
    let NoStatement::OtherResource { found } = error else {
        return kind(error.to_string()).context(format!("{whose} cannot be used"));
    };
    kind(format!("found   {found}"))
        .context(format!("wanted  {}", resource.as_str()))
        .context(format!("{whose} belongs to another resource"))
        .hint("the address is compared byte for byte, its last / included")
}

/// Says what the resource names, because it was the resource that chose it.
fn told(resource: &Resource, servers: Vec<String>, common: &Everywhere, host: &mut Host) -> Named {
    let name = resource.as_str();
    if !common.quiet {
        for server in servers.iter().take(SAID) {
            say(host, &format!("{name} names the authorization server {server}"));
        }
        match servers.len().saturating_sub(SAID) {
            0 if servers.is_empty() => say(host, &format!("{name} names no authorization server")),
            0 => {}
            more => say(host, &format!("and {more} more")),
        }
    }
    Named { resource: name.to_owned(), authorization_servers: servers }
}
