//! One question a token, one after the other, and what each answer comes to.

use super::{Asker, Told};
use crate::cli::keys::Keys;
use crate::cli::unanswered;
use crate::cli::verify::reading::What;
use crate::cli::verify::{Answer, Judge, Place, Run, Spot, asked};
use crate::cli::world::{Live, host_of};
use crate::conversation::Basic;
use crate::decoding::{Readers, Sight, decoded};
use crate::exchange::reflection::Held;
use crate::failure::{Code, Failure};
use crate::host::Host;
use crate::net::drive::drive;
use crate::report::decode::Decoded;
use crate::report::verify::Judged;
use crate::secret::Secret;
use crate::token::digest::Digest;
use crate::token::{Kind, Token};
use crate::verify;
use crate::verify::introspection::{Credentials, Introspection, Question, Said, Unheard};

impl Run<'_> {
    /// Judges places one by one, each with what the issuer says of it.
    pub(in crate::cli::verify) fn introspected(
        &mut self,
        places: Vec<Place>,
        host: &mut Host,
    ) -> Result<(), Failure> {
        for mut place in places {
            if host.stopped() {
                self.outcome.partial = true;
                return Ok(());
            }
            place.told = self.told(&place, host)?;
            let mut answer = self.judge.judge(&place, &self.keys.ring);
            if answer.is_kid_unknown && self.keys.renew(&asked(self.options), host) {
                answer = self.judge.judge(&place, &self.keys.ring);
            }
            let is_nonsense =
                place.told.as_ref().is_some_and(|told| matches!(told.introspection.said, Said::Nonsense(_)));
            if is_nonsense {
                self.outcome.and(Code::Network);
            }
            self.emit(answer)?;
        }
        Ok(())
    }

    /// Asks about one place, if there is something to ask.
    fn told(&mut self, place: &Place, host: &mut Host) -> Result<Option<Told>, Failure> {
        let Some(asker) = &self.asker else { return Ok(None) };
        let row = &place.row;
        let not_asked = |said| {
            let (issuer, client_id) = (asker.issuer.clone(), asker.client_id.clone());
            let introspection = Introspection { issuer, client_id, said };
            Ok(Some(Told { introspection, reflected: None }))
        };
        let token = match &row.what {
            What::Refused { .. } => return Ok(None),
            What::Opaque(token) => token,
            What::Token(_) if row.member == Some("id_token") => {
                return not_asked(Said::NotAsked("an ID token is for its client alone"));
            }
            What::Token(token) => match unasked(token, &asker.issuer, &self.judge) {
                Some(said) => return not_asked(said),
                None => token.raw(),
            },
        };
        let Some(http) = self.keys.http() else { return Err(Failure::network("nothing can be asked")) };
        let mut question = Question {
            endpoint: &asker.endpoint,
            named_by: asker.named_by.as_deref(),
            client_id: &asker.client_id,
            credentials: &asker.credentials,
            token,
            wants_signed: asker.wants_signed,
            attempt: 0,
        };
        let common = &self.options.common;
        let mut world = Live { http, host, quiet: common.quiet, verbose: common.verbose };
        let outcome = drive(&mut question, &mut world);
        let held = held(asker, token);
        let answered = match outcome {
            Ok(answered) => answered,
            Err(unheard) => {
                let said = row_of(unheard, asker, &held)?;
                let (issuer, client_id) = (asker.issuer.clone(), asker.client_id.clone());
                let introspection = Introspection { issuer, client_id, said };
                return Ok(Some(Told { introspection, reflected: None }));
            }
        };
        // A signed answer is made after the question.
        let now = common.at.unwrap_or_else(host.clock());
        let policy = &self.judge.policy;
        let (issuer, client_id) = (asker.issuer.clone(), asker.client_id.clone());
        let judged = |keys: &Keys| answered.clone().judged(&issuer, &client_id, &keys.ring, policy, now);
        let (mut introspection, is_kid_unknown) = judged(&self.keys);
        if is_kid_unknown && self.keys.renew(&asked(self.options), host) {
            introspection = judged(&self.keys).0;
        }
        let reflects = |text: &str| held.masked(text) != text;
        let is_reflected = match &introspection.said {
            Said::Active { answer, .. } => reflects(&answer.value().to_json()),
            _ => false,
        };
        Ok(Some(Told { introspection, reflected: is_reflected.then_some(held) }))
    }
}

impl Judge {
    /// Judges an opaque token by what its issuer said.
    pub(in crate::cli::verify) fn opaque(
        &self,
        token: &Secret,
        member: Option<&'static str>,
        place: Spot<'_>,
    ) -> Answer {
        let digest = Digest::of(token.expose());
        let (verdict, claims) = match place.told {
            Some(told) => verify::judge_opaque(token, &told.introspection, &self.policy, self.now),
            None => (verify::unreadable("an opaque token, and nobody was asked", None), None),
        };
        let mut judged = Judged::new(place.source.to_owned(), place.index, digest, verdict);
        (judged.member, judged.is_opaque) = (member, true);
        let held = place.told.and_then(|told| told.reflected.as_ref());
        if let Some(held) = held {
            judged.mask(|text| held.masked(text));
        }
        let claims = claims.filter(|_| self.has_card).map(|claims| match (held, claims.claims_tree()) {
            (Some(held), Some(tree)) => {
                Token::from_claims(Kind::Introspection, held.masked_json(tree.value()), token.expose())
            }
            _ => claims,
        });
        if let Some(claims) = claims {
            let readers = Readers::Card;
            let sight = Sight { source: &judged.source, index: place.index, now: self.now, readers };
            judged.card = Some(Box::new(Decoded { member, ..decoded(&claims, sight) }));
        }
        Answer { judged, is_kid_unknown: false, is_bug: false }
    }
}

/// Why a server is not asked about a token; `None` where it is.
fn unasked(token: &Token, issuer: &str, judge: &Judge) -> Option<Said> {
    if !token.faults().is_empty() {
        return Some(Said::NotAsked("the token is malformed"));
    }
    let opened = match (&judge.decryption, token.kind()) {
        (Some(key), Kind::Jwe) => verify::opened(token.clone(), key).ok(),
        _ => None,
    };
    let inner = match (&opened, token.kind()) {
        (Some(inner), _) => inner,
        // Encryption proves nothing (SECURITY.md R10), and a yes to a sealed token could be about anybody's.
        (None, Kind::Jwe) => return Some(Said::NotAsked("the token is encrypted, and so is who issued it")),
        (None, _) => token,
    };
    // A token of another issuer is nothing that this one may see.
    if !verify::is_of(inner, issuer, &judge.policy) {
        return Some(Said::NotAsked("the token names another issuer"));
    }
    // Whoever holds a revoked token can write it so, and it is not to be valid for that.
    let is_json = token.raw().expose().first() == Some(&b'{');
    is_json.then_some(Said::Unaskable("a JSON serialization is no token that it knows"))
}

/// Everything hidden in a question.
fn held(asker: &Asker, token: &Secret) -> Held {
    let mut held = Held::default();
    held.token(token);
    match &asker.credentials {
        Credentials::Basic(secret) => {
            held.basic(&Basic { client_id: asker.client_id.clone(), secret: secret.clone() });
        }
        Credentials::Post(secret) => held.secret(secret),
        Credentials::Public | Credentials::Assertion(_) => {}
    }
    held
}

/// What no answer comes to: a row where it may be about this token, else the end of the run.
fn row_of(unheard: Unheard, asker: &Asker, held: &Held) -> Result<Said, Failure> {
    let (status, error, description, location) = match unheard {
        Unheard::Key => return Err(Failure::usage("the client's key cannot sign")),
        Unheard::Unanswered(why) => return Err(unanswered::failure(&why, &asker.endpoint)),
        Unheard::Status { status, error, description, location } => (status, error, description, location),
    };
    let words: Vec<String> =
        error.iter().chain(&description).map(|text| held.masked_with_tokens(text)).collect();
    let words = words.join(": ");
    let said = match words.as_str() {
        "" => format!("status {status}"),
        words => format!("status {status}, {words}"),
    };
    let place = host_of(&asker.endpoint);
    let failure = |what: String| Failure::network(what).context(format!("{place} does not introspect"));
    match status {
        400 if error.is_some() => Ok(Said::Refused(said)),
        400 | 406 | 429 | 500..=599 => Ok(Said::Nonsense(said)),
        401 | 403 => {
            let client = &asker.client_id;
            Err(failure(said).hint(format!("the client {client} is not accepted, or may not introspect")))
        }
        _ => Err(match location {
            Some(to) => {
                failure(format!("{said}, a redirect to {}, not followed", held.masked_with_tokens(&to)))
            }
            None => {
                failure(said).hint("this is probably not the introspection endpoint: look at the address")
            }
        }),
    }
}
