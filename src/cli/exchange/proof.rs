//! The client's proof: which method, and what it is made of.

use super::gather::Values;
use super::server::Server;
use crate::exchange::assertion::{self, Assertions};
use crate::exchange::client_auth::{Means, Method};
use crate::exchange::inputs::Proof;
use crate::failure::Failure;
use crate::host::Host;
use crate::input::{self, MAX_TEXT, Source};
use crate::keys::{KeyError, SigningKey, VerifyingKey};
use crate::provider::Quirks;
use crate::secret::Secret;

/// Makes the client's proof.
pub(super) struct Prover<'p> {
    pub(super) values: &'p Values<'p>,
    pub(super) server: &'p Server,
    pub(super) quirks: Option<&'p Quirks>,
    pub(super) methods: Option<&'p [String]>,
    pub(super) algorithms: Option<Vec<String>>,
    pub(super) client_id: Option<&'p str>,
}

impl Prover<'_> {
    pub(super) fn proof(
        &self,
        secret: Option<Source>,
        key: Option<Source>,
        given: Option<Source>,
        host: &mut Host,
    ) -> Result<Proof, Failure> {
        let means = Means { secret: secret.is_some(), key: key.is_some() || given.is_some() };
        let method = means.choose(self.asked(means)?, self.methods).map_err(Failure::usage)?;
        if method != Method::None && given.is_none() && self.client_id.is_none() {
            return Err(
                Failure::usage("no client was named").hint("--client-id ID goes with a secret or a key")
            );
        }
        let secret = |host: &mut Host| match &secret {
            Some(source) => shared(input::read_secret(source, host)?),
            None => Err(Failure::usage("--client-secret is missing")),
        };
        let proof = match (method, given, key) {
            (Method::None, ..) => Proof::None,
            (Method::ClientSecretBasic, ..) => Proof::Basic(secret(host)?),
            (Method::ClientSecretPost, ..) => Proof::Post(secret(host)?),
            (Method::ClientSecretJwt, ..) => {
                let secret = secret(host)?;
                self.assertions(method, SigningKey::from_secret(&secret), Some(secret))?
            }
            (Method::PrivateKeyJwt, Some(given), _) => {
                Proof::Given(trimmed(&input::read_secret(&given, host)?))
            }
            (Method::PrivateKeyJwt, None, Some(key)) => {
                self.assertions(method, signing_key(&key, host)?, None)?
            }
            (Method::PrivateKeyJwt, None, None) => return Err(Failure::usage("--client-key is missing")),
        };
        fresh(proof, host)
    }

    /// The method that a flag, the profile or the vendor's data asks for; the vendor's only if it can be done.
    fn asked(&self, means: Means) -> Result<Option<Method>, Failure> {
        if let Some(method) = self.values.options.client_auth {
            return Ok(Some(method));
        }
        if let Some(name) = self.values.profile.and_then(|profile| profile.text("client-auth")) {
            let unknown = || Failure::usage("client-auth of the profile is no method that obo can do");
            return Method::from_name(name).map(Some).ok_or_else(unknown);
        }
        let vendors = self.quirks.and_then(|quirks| quirks.client_auth).and_then(Method::from_name);
        Ok(vendors.filter(|method| *method != Method::None && means.serve(*method)))
    }

    fn assertions(&self, method: Method, key: SigningKey, secret: Option<Secret>) -> Result<Proof, Failure> {
        let algorithm = match self.values.options.client_assertion_alg {
            Some(asked) if key.algorithms().iter().any(|own| own.is_same(asked)) => asked,
            Some(_) => {
                return Err(Failure::usage(
                    "the client's key cannot do the algorithm of --client-assertion-alg",
                ));
            }
            None => assertion::algorithm(&key, self.algorithms.as_deref())
                .ok_or_else(|| Failure::usage("the client's key can sign nothing"))?,
        };
        let asked =
            self.values.text(self.values.options.client_assertion_aud.as_ref(), "client-assertion-aud");
        let endpoint = || self.server.endpoint.clone();
        let audience = match (asked, self.quirks.and_then(|quirks| quirks.assertion_audience)) {
            (Some(asked), _) => asked,
            (None, Some("token-endpoint")) => endpoint(),
            (None, _) => self.server.issuer.clone().unwrap_or_else(endpoint),
        };
        let client_id = self.client_id.unwrap_or_default().to_owned();
        Ok(Proof::Assertions(
            method,
            Box::new(Assertions { key, secret, algorithm, client_id, audience, entropy: [0; 32] }),
        ))
    }
}

/// Gives assertions their random bytes.
fn fresh(mut proof: Proof, host: &Host) -> Result<Proof, Failure> {
    if let Proof::Assertions(_, made) = &mut proof
        && !host.random(&mut made.entropy)
    {
        return Err(Failure::usage("the system gives no random bytes"));
    }
    Ok(proof)
}

fn signing_key(source: &Source, host: &mut Host) -> Result<SigningKey, Failure> {
    let key = input::read(source, MAX_TEXT, host)?;
    if let Source::Text(text) = source
        && !text.expose_text().is_some_and(input::reads_as_key)
    {
        return Err(Failure::usage("no such file").context("the key of --client-key cannot be read"));
    }
    SigningKey::read(&key)
        .map_err(|error| Failure::usage(error).context("the key of --client-key cannot be used"))
}

/// A secret that reads as a key is somebody's mix-up, and a private key must not be sent to anybody.
fn shared(secret: Secret) -> Result<Secret, Failure> {
    match VerifyingKey::from_secret(&secret) {
        Err(KeyError::LooksLikeAKey) => Err(Failure::usage("the client's secret is a key or a certificate")
            .hint("nothing was sent; --client-key takes the client's private key")),
        _ => Ok(secret),
    }
}

fn trimmed(secret: &Secret) -> Secret {
    Secret::new(secret.expose().trim_ascii().to_vec())
}
