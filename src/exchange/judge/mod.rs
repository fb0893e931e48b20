//! Predicates over what was sent: the one place where a cause of a refusal becomes a yes, a no or a `?`.

mod actor;
mod client;
mod parameter;
mod subject;
mod target;

pub(super) use subject::may_act_ids;

use super::cause::Verdict;
use super::difference::{URI_AGAINST_NAME, difference};
use super::sent::{Presented, Sent};
use crate::token::claims::Claims;

/// What a predicate came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// Whether it is so.
    pub verdict: Verdict,
    /// The cause in a sentence, where the predicate knows it better than the table of texts.
    pub text: Option<&'static str>,
    /// What should have been there; only where the verdict is yes.
    pub wanted: Option<String>,
    /// What was there; only where the verdict is yes.
    pub found: Option<String>,
    /// Where `found` stands in the subject token.
    pub pointer: Option<&'static str>,
    /// The small thing in which `wanted` and `found` differ.
    pub difference: Option<&'static str>,
}

impl Judged {
    fn of(verdict: Verdict) -> Self {
        Self { verdict, text: None, wanted: None, found: None, pointer: None, difference: None }
    }

    fn yes() -> Self {
        Self::of(Verdict::Yes)
    }

    fn no() -> Self {
        Self::of(Verdict::No)
    }

    fn unknown() -> Self {
        Self::of(Verdict::Unknown)
    }

    fn when(is_so: bool) -> Self {
        if is_so { Self::yes() } else { Self::no() }
    }

    /// No, if all that was sent is known, else `?`: for what was not found.
    fn absent(sent: &Sent) -> Self {
        if sent.whole { Self::no() } else { Self::unknown() }
    }

    fn text(mut self, text: &'static str) -> Self {
        self.text = Some(text);
        self
    }

    fn wanted(mut self, wanted: impl Into<String>) -> Self {
        self.wanted = (self.verdict == Verdict::Yes).then(|| shown(&wanted.into()));
        self
    }

    fn found(mut self, found: impl Into<String>) -> Self {
        self.found = (self.verdict == Verdict::Yes).then(|| shown(&found.into()));
        self
    }

    fn at(mut self, pointer: &'static str) -> Self {
        self.pointer = (self.verdict == Verdict::Yes).then_some(pointer);
        self
    }

    /// Names the small thing in which the wanted value differs from one of those found.
    fn compared(mut self, wanted: &str, found: &[&str]) -> Self {
        if self.verdict == Verdict::Yes {
            // Among several found values an address is no hint that this one should have been one.
            let is_telling = |small: &&str| found.len() == 1 || *small != URI_AGAINST_NAME;
            self.difference = found.iter().filter_map(|found| difference(wanted, found)).find(is_telling);
        }
        self
    }
}

/// Judges a test by its name, which may have arguments behind blanks; `None` where no such test exists. The text is
/// the cause as a sentence, for data that has none of its own.
#[must_use]
pub fn judge(test: &str, sent: &Sent) -> Option<(&'static str, Judged)> {
    let mut words = test.split(' ');
    let name = words.next()?;
    let arguments: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let number = arguments.first().and_then(|digits| digits.parse().ok()).unwrap_or(0);
    let (text, judged) = match name {
        "server" => ("something that only the server knows", Judged::unknown()),
        "target-not-in-subject" => {
            ("the target is not among the subject token's audiences", target::not_in_subject(sent))
        }
        "resource-malformed" => ("the resource is relative or has a fragment", target::malformed(sent)),
        "no-target" => ("neither audience nor resource was sent", target::none(sent)),
        "several-targets" => ("more than one target was asked for", target::several(sent)),
        "audience-not-plain" => ("the audience is no plain client id", target::not_plain(sent)),
        "audience-is-requester" => ("the audience is the client itself", target::audience_is_requester(sent)),
        "audience-not-requester" => {
            ("the audience is not the client itself", target::audience_not_requester(sent))
        }
        "audience-has-scheme" => {
            ("the audience does not begin with two slashes and no scheme", target::has_scheme(sent))
        }
        "subject-audience-not-https-of-audience" => {
            ("the subject token's aud is not https: and the audience", target::not_https_of_audience(sent))
        }
        "scope-not-in-subject" => {
            ("a scope was asked for that the subject token does not have", target::scope_not_in_subject(sent))
        }
        "scope-malformed" => ("a scope has characters that none may have", target::scope_malformed(sent)),
        "scope-empty" => ("a scope is empty, as between two blanks", target::scope_empty(sent)),
        "scope-missing" => ("no scope was asked for", target::scope_missing(sent)),
        "scope-asked" => ("such a scope was asked for", target::scope_asked(sent, &arguments)),
        "scope-without-resource" => ("a scope names no resource", target::scope_without_resource(sent)),
        "scope-several-resources" => {
            ("the scopes belong to several resources", target::scope_several_resources(sent))
        }
        "scope-not-ending" => {
            ("a scope does not end as it must", target::scope_not_ending(sent, arguments.first().copied()))
        }
        "requester-not-in-subject" => (
            "the client that asks is neither an audience of the subject token nor the client it was issued to",
            subject::requester_not_in(sent),
        ),
        "requester-not-audience" => {
            ("the subject token is not for the client that sends it", subject::requester_not_audience(sent))
        }
        "requester-not-client" => {
            ("the subject token was issued to another client", subject::requester_not_client(sent))
        }
        "subject-expired" => ("the subject token has expired", subject::expired(sent)),
        "subject-not-yet-valid" => ("the subject token is not valid yet", subject::not_yet_valid(sent)),
        "subject-older-than" => {
            ("the subject token was issued too long ago", subject::older_than(sent, number))
        }
        "subject-other-issuer" => ("another server issued the subject token", subject::other_issuer(sent)),
        "subject-is-id-token" => ("the subject token is an ID token", subject::is_id_token(sent)),
        "subject-is-refresh-token" => {
            ("the subject token is a refresh token", subject::is_refresh_token(sent))
        }
        "subject-type-not" => {
            ("the subject token is sent as a type that is not taken", subject::type_not(sent, &arguments))
        }
        "subject-type-mismatch" => {
            ("the subject token is another kind of token than it is sent as", subject::type_mismatch(sent))
        }
        "subject-opaque" => ("the subject token is no JWT", subject::opaque(sent)),
        "subject-not-opaque" => ("the subject token is a JWT", subject::not_opaque(sent)),
        "subject-app-only" => ("the subject token is app-only: no user is in it", subject::app_only(sent)),
        "subject-unsigned" => ("the subject token is not signed", subject::unsigned(sent)),
        "subject-bound" => ("the subject token is bound to a key", subject::bound(sent)),
        "subject-without-audience" => ("the subject token has no aud", subject::without_audience(sent)),
        "subject-may-act-other" => {
            ("may_act in the subject token names another actor", subject::may_act_other(sent))
        }
        "subject-without-may-act" => ("the subject token has no may_act", subject::without_may_act(sent)),
        "subject-actors-from" => ("the chain of actors is too long", subject::actors_from(sent, number)),
        "subject-longer-than" => ("the subject token is very long", subject::longer_than(sent, number)),
        "actor-untyped" => ("the actor token was sent without its type", actor::untyped(sent)),
        "actor-type-alone" => ("actor_token_type was sent without an actor token", actor::type_alone(sent)),
        "actor-type-not" => {
            ("the actor token is sent as a type that is not taken", actor::type_not(sent, &arguments))
        }
        "actor-other-client" => ("the actor token belongs to another client", actor::other_client(sent)),
        "actor-other-issuer" => ("another server issued the actor token", actor::other_issuer(sent)),
        "actor-expired" => ("the actor token has expired", actor::expired(sent)),
        "actor-opaque" => ("the actor token is no JWT", actor::opaque(sent)),
        "actor-has-act" => ("the actor token is itself delegated", actor::has_act(sent)),
        "actor-is-subject" => ("the actor is the subject itself", actor::is_subject(sent)),
        "client-unnamed" => ("no client id was sent", client::unnamed(sent)),
        "client-public" => ("the client sent no credential", client::public(sent)),
        "method" => ("this method of authentication was used", client::method(sent, &arguments)),
        "method-not" => ("another method of authentication was used", client::method_not(sent, &arguments)),
        "method-unlisted" => {
            ("the server's metadata does not list the method that was used", client::unlisted(sent))
        }
        "secret-needs-encoding" => (
            "the secret has characters that form-encoding changes, and not every server decodes them",
            client::secret_needs_encoding(sent),
        ),
        "secret-is-guid" => (
            "the secret is a GUID, as the ID of a secret is and its value is not",
            client::secret_is_guid(sent),
        ),
        "assertion-audience-not-issuer" => {
            ("the client assertion is not for the issuer", client::assertion_audience(sent))
        }
        "endpoint-has" => ("the address is not the tenant's own", client::endpoint_has(sent, &arguments)),
        "grant-unlisted" => {
            ("the server's metadata does not list the grant that was used", parameter::grant_unlisted(sent))
        }
        "grant" => ("this grant was used", parameter::grant(sent, &arguments)),
        "missing" => ("a parameter is missing", parameter::missing(sent, &arguments)),
        "sent" => ("a parameter was sent that is not taken", parameter::sent(sent, &arguments)),
        "repeated" => ("a parameter was sent twice", parameter::repeated(sent)),
        "longer-than" => {
            ("a parameter is longer than the server reads", parameter::longer_than(sent, number))
        }
        "requested-type" => ("this type of token was asked for", parameter::requested(sent, &arguments)),
        "requested-type-not" => {
            ("a type of token was asked for that is not issued", parameter::requested_not(sent, &arguments))
        }
        _ => return None,
    };
    Some((text, judged))
}

/// Judges the claims of a token; without a token, or without readable claims, what that means for the verdict.
fn with_claims(
    sent: &Sent,
    presented: Option<&Presented>,
    judge: impl FnOnce(Claims<'_>) -> Judged,
) -> Judged {
    match presented {
        None => Judged::absent(sent),
        Some(presented) => {
            presented.token.as_ref().and_then(|token| token.claims()).map_or_else(Judged::unknown, judge)
        }
    }
}

/// Several values as one text for people.
fn list(values: &[&str]) -> String {
    values.join(", ")
}

/// A value as it is shown: thousands of audiences help nobody.
fn shown(value: &str) -> String {
    const LONGEST: usize = 2_000;
    match value.char_indices().nth(LONGEST) {
        None => value.to_owned(),
        Some((end, _)) => format!("{}...", value.get(..end).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests;
