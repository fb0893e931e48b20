//! How a vendor's exchange differs from RFC 8693, as data for whoever sends one or reads the answer.

use super::pattern;
use super::profile::Profile;

/// The peculiarities of one vendor; what its file does not say is false, empty or `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quirks {
    /// The method of client authentication to begin with, by its registered name.
    pub client_auth: Option<&'static str>,
    /// What a client assertion's `aud` must be: `issuer` or `token-endpoint`.
    pub assertion_audience: Option<&'static str>,
    /// Whether `client_id` stands in the form beside a client assertion; true unless the file says no.
    pub client_id_beside_assertion: bool,
    /// Whether every issued token has another subject than the subject token, so that a change is no finding.
    pub rewrites_subject: bool,
    /// Whether a scope means the same at every audience, so that scopes of two tokens may be compared.
    pub shared_scopes: bool,
    /// Whether a narrower `scope` leaves the client's default scopes in the token.
    pub keeps_default_scopes: bool,
    /// Whether the issued token can have scopes that the subject token does not have.
    pub widens_scope: bool,
    /// Whether the issued token's life is not capped by the subject token's.
    pub outlives_subject_token: bool,
    /// Parameters that must be sent.
    pub needs: Vec<&'static str>,
    /// Parameters that are taken and have no effect.
    pub ignores: Vec<&'static str>,
    /// The short names of the subject token types that are taken; empty where the file does not say.
    pub subject_token_types: Vec<&'static str>,
    /// The short names of the types that can be asked for; empty where the file does not say.
    pub requested_token_types: Vec<&'static str>,
    /// The longest value of a parameter in characters; a longer one is dropped without a word.
    pub longest_parameter: Option<usize>,
    /// The most actors that a token may have.
    pub most_actors: Option<usize>,
    /// What else a person should know, a sentence each.
    pub notes: Vec<&'static str>,
}

impl Profile {
    /// How this vendor's exchange differs from RFC 8693.
    #[must_use]
    pub fn quirks(&self) -> Quirks {
        let head = self.head();
        let number = |key| head.get(key).and_then(|digits| digits.parse().ok());
        Quirks {
            client_auth: head.get("exchange.client_auth"),
            assertion_audience: head.get("exchange.assertion_audience"),
            client_id_beside_assertion: head.get("exchange.client_id_beside_assertion") != Some("false"),
            rewrites_subject: head.is("exchange.rewrites_subject"),
            shared_scopes: head.is("exchange.shared_scopes"),
            keeps_default_scopes: head.is("exchange.keeps_default_scopes"),
            widens_scope: head.is("exchange.widens_scope"),
            outlives_subject_token: head.is("exchange.outlives_subject_token"),
            needs: head.all("exchange.needs").collect(),
            ignores: head.all("exchange.ignores").collect(),
            subject_token_types: head.all("exchange.subject_token_types").collect(),
            requested_token_types: head.all("exchange.requested_token_types").collect(),
            longest_parameter: number("exchange.longest_parameter"),
            most_actors: number("exchange.most_actors"),
            notes: head.all("exchange.notes").collect(),
        }
    }

    /// The token endpoint that belongs to an issuer, where the vendor's file has a rule for it. The metadata, if
    /// it can be had, knows better.
    #[must_use]
    pub fn token_endpoint(&self, issuer: &str) -> Option<String> {
        let issuer = issuer.strip_suffix('/').unwrap_or(issuer);
        self.sections("endpoint").find_map(|rule| {
            let found = pattern::captures(rule.get("issuer")?, issuer)?;
            let mut endpoint = rule.get("token")?.to_owned();
            for (index, value) in found.iter().enumerate() {
                endpoint = endpoint.replace(&format!("{{{}}}", index + 1), value);
            }
            Some(endpoint)
        })
    }
}
