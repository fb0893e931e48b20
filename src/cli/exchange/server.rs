//! The authorization server of an exchange: named, or discovered and judged before anything is sent (R15).

use super::gather::{Values, may_ask};
use crate::cli::unanswered;
use crate::cli::world::Live;
use crate::cli::{endpoint, prompt, say};
use crate::exchange::curl;
use crate::exchange::warning::{Code, Warning};
use crate::failure::Failure;
use crate::host::Host;
use crate::net::discovery::{Discovery, Metadata};
use crate::net::drive::drive;
use crate::net::http::Http;
use crate::net::issuer::Issuer;
use crate::provider::{self, Clues, Profile};

/// The authorization server, as far as it is known before anything is sent.
pub(super) struct Server {
    pub(super) endpoint: String,
    pub(super) issuer: Option<String>,
    pub(super) named_by: Option<String>,
    pub(super) metadata: Option<Metadata>,
}

impl Values<'_> {
    /// Issuer and endpoint, each judged before anything is read or sent. A profile's endpoint belongs to the
    /// profile's issuer: another one on the command line leaves it out.
    pub(super) fn server(&self, host: &Host) -> Result<(Option<Issuer>, Option<String>), Failure> {
        let issuer = self.text(self.options.issuer.as_ref(), "issuer");
        let own = self.profile.and_then(|profile| profile.text("issuer"));
        let same = self.options.issuer.is_none() || issuer.as_deref() == own;
        let endpoint = match self.options.token_endpoint.clone() {
            None if same => self.text(None, "token-endpoint"),
            given => given,
        };
        if let Some(endpoint) = &endpoint {
            endpoint::judge("--token-endpoint", endpoint)?;
        }
        let issuer = match issuer {
            None if endpoint.is_none() && may_ask(self.options, host) => Some(prompt::text("issuer", host)?),
            given => given,
        };
        let issuer = issuer.map(|text| Issuer::parse(&text)).transpose();
        Ok((
            issuer
                .map_err(|error| Failure::usage(error).context("--issuer is no issuer that can be asked"))?,
            endpoint,
        ))
    }

    /// Finds the token endpoint: the one that was named, or the one that the issuer's metadata names.
    pub(super) fn find(
        &self,
        issuer: Option<Issuer>,
        endpoint: Option<String>,
        http: &Http,
        host: &mut Host,
        warnings: &mut Vec<Warning>,
    ) -> Result<Server, Failure> {
        let name = issuer.as_ref().map(|issuer| issuer.as_str().to_owned());
        if let Some(endpoint) = endpoint {
            return Ok(Server { endpoint, issuer: name, named_by: None, metadata: None });
        }
        let Some(issuer) = issuer else {
            return Err(Failure::usage("no authorization server was named")
                .hint("--issuer URL discovers its token endpoint, --token-endpoint URL names it"));
        };
        let options = self.options;
        let is_dry = options.dry_run || options.curl.is_some();
        let quiet = options.common.quiet;
        if is_dry && !quiet && options.common.verbose == 0 {
            say(host, &format!("asking {issuer} for its metadata"));
        }
        let mut world = Live { http, host, quiet, verbose: options.common.verbose };
        let metadata = drive(&mut Discovery::new(issuer.clone()).wanting(&["token_endpoint"]), &mut world);
        let metadata = metadata.map_err(|failure| {
            unanswered::no_metadata(failure, issuer.as_str(), "--token-endpoint URL needs no metadata")
        })?;
        let found = metadata.endpoint("token_endpoint");
        let found = found
            .map_err(|error| Failure::network(error).context(format!("{} cannot be used", metadata.url)))?;
        if let Some(other) = &found.other_host {
            let text = format!("the metadata of {issuer} names a token endpoint on another host: {other}");
            let confirmed = !is_dry && may_ask(options, host) && {
                say(host, &format!("warning: {text}"));
                prompt::yes("send the client's credentials and the tokens there", host)?
            };
            if !is_dry && !confirmed {
                return Err(Failure::usage(text).hint(format!(
                    "nothing was sent there; --token-endpoint {} says that it is right",
                    curl::word(&found.url)
                )));
            }
            if is_dry {
                warnings.push(Warning::new(Code::EndpointOnAnotherHost, text));
            }
        }
        Ok(Server { endpoint: found.url, issuer: name.clone(), named_by: name, metadata: Some(metadata) })
    }

    /// The vendor: the one that was named, or the one that its addresses and metadata give away.
    pub(super) fn vendor(&self, server: &Server) -> Result<Option<Profile>, Failure> {
        if let Some(name) = self.text(self.options.provider.as_ref(), "provider") {
            return match provider::named(&name) {
                Some(vendor) => Ok(Some(vendor)),
                None => {
                    let names: Vec<&str> = provider::profiles().map(|vendor| vendor.name()).collect();
                    Err(Failure::usage("--provider names nobody that obo knows")
                        .hint(format!("it knows {}", names.join(" "))))
                }
            };
        }
        Ok(provider::detect(Clues {
            issuer: server.issuer.as_deref(),
            endpoint: Some(&server.endpoint),
            metadata: server.metadata.as_ref().map(Metadata::value),
            claims: None,
        }))
    }
}
