//! How the client that asks proves itself: an option's secret, or what the profile's client has.

use std::cell::Cell;

use crate::cli::keys::Keys;
use crate::cli::verify::options::Options;
use crate::cli::{exposed, settings};
use crate::config::Profile;
use crate::exchange::assertion::{self, Assertions};
use crate::exchange::client_auth::{Means, Method};
use crate::failure::Failure;
use crate::host::Host;
use crate::input::{self, MAX_TEXT, Reading, Source};
use crate::keys::SigningKey;
use crate::verify::introspection::Credentials;

/// Makes the client's proof.
pub(super) struct Proof<'p> {
    pub(super) options: &'p Options,
    pub(super) profile: Option<&'p Profile<'p>>,
    pub(super) keys: &'p Keys,
    pub(super) issuer: &'p str,
    pub(super) client_id: &'p str,
}

impl Proof<'_> {
    /// The secret of `--introspect-secret` or `introspect-secret`, else what the profile's client has; a secret of one
    /// client proves no other.
    pub(super) fn credentials(
        &self,
        own: Option<&String>,
        client: Option<&String>,
        host: &mut Host,
    ) -> Result<Credentials, Failure> {
        let is = |id: Option<&String>| id.is_some_and(|id| id == self.client_id);
        let source = |option: Option<&String>, is_own: bool, key: &str, reading: Reading, host: &Host| {
            settings::source(option, self.profile.filter(|_| is_own), key, reading, host)
        };
        let option = self.options.introspection.introspect_secret.as_ref();
        let mut secret = source(option, is(own), "introspect-secret", Reading::Secret, host)?;
        let mut key = None;
        if secret.is_none() && is(client) {
            secret = source(None, true, "client-secret", Reading::Secret, host)?;
            key = source(None, true, "client-key", Reading::Document, host)?;
        }
        exposed::warn("--introspect-secret", secret.as_ref(), self.options.common.quiet, host);
        let means = Means { secret: secret.is_some(), key: key.is_some() };
        let methods = self.listed("introspection_endpoint_auth_methods_supported");
        let methods = methods.or_else(|| self.listed("token_endpoint_auth_methods_supported"));
        let asked = self.profile.filter(|_| is(client)).and_then(|profile| profile.text("client-auth"));
        let unknown = || Failure::usage("client-auth of the profile is no method that obo can do");
        let asked = asked.map(|name| Method::from_name(name).ok_or_else(unknown)).transpose()?;
        let asked = asked.filter(|method| means.serve(*method));
        let method = means.choose(asked, methods.as_deref()).map_err(Failure::usage)?;
        host.forbid_core_dumps();
        let mut read = |source: &Option<Source>| match source {
            Some(source) => input::read_secret(source, host),
            None => Err(Failure::usage("the client's secret is missing")),
        };
        Ok(match method {
            Method::None => Credentials::Public,
            Method::ClientSecretBasic => Credentials::Basic(read(&secret)?),
            Method::ClientSecretPost => Credentials::Post(read(&secret)?),
            Method::ClientSecretJwt => {
                let key = SigningKey::from_secret(&read(&secret)?);
                self.assertions(key, host)?
            }
            Method::PrivateKeyJwt => {
                let Some(source) = &key else { return Err(Failure::usage("the client's key is missing")) };
                let key = input::read(source, MAX_TEXT, host)?;
                let key = SigningKey::read(&key).map_err(|error| {
                    Failure::usage(error).context("client-key of the profile cannot be used")
                })?;
                self.assertions(key, host)?
            }
        })
    }

    fn listed(&self, name: &str) -> Option<Vec<String>> {
        self.keys.known(self.issuer)?.list(name)
    }

    /// Assertions for the issuer itself, each with an id and a time of its own.
    fn assertions(&self, key: SigningKey, host: &Host) -> Result<Credentials, Failure> {
        let listed = self.listed("introspection_endpoint_auth_signing_alg_values_supported");
        let listed = listed.or_else(|| self.listed("token_endpoint_auth_signing_alg_values_supported"));
        let algorithm = assertion::algorithm(&key, listed.as_deref())
            .ok_or_else(|| Failure::usage("the client's key can sign nothing"))?;
        let audience = self.profile.and_then(|profile| profile.text("client-assertion-aud"));
        let mut made = Assertions {
            key,
            secret: None,
            algorithm,
            client_id: self.client_id.to_owned(),
            audience: audience.unwrap_or(self.issuer).to_owned(),
            entropy: [0; 32],
        };
        if !host.random(&mut made.entropy) {
            return Err(Failure::usage("the system gives no random bytes"));
        }
        // One run asks about many tokens, and no two questions may carry one assertion.
        let (clock, number) = (host.clock(), Cell::new(0_u32));
        Ok(Credentials::Assertion(Box::new(move |_| {
            number.set(number.get().saturating_add(1));
            made.make(clock(), number.get()).ok()
        })))
    }
}
