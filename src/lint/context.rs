//! What a rule is given: the token, the token it came from, who acts for whom, the provider, the policy and the time.

use super::kind::TokenKind;
use super::settings::Settings;
use crate::delegation::chain::{Chain, Flow};
use crate::delegation::change::Change;
use crate::delegation::defect::Defect;
use crate::delegation::mandate::Mandate;
use crate::delegation::principal::{Actor, Kind};
use crate::delegation::unfold_whole;
use crate::instant::Instant;
use crate::provider::{Clues, Profile, Quirks, detect};
use crate::token::claims::Claims;
use crate::token::wrapping::Scheme;
use crate::token::{self, Token};

/// One token, read: what its claims amount to.
#[derive(Debug)]
pub struct Subject<'t> {
    /// The token.
    pub token: &'t Token,
    /// Who acts for whom in it.
    pub chain: Chain,
    /// Its comparable part.
    pub mandate: Mandate,
}

impl<'t> Subject<'t> {
    /// Reads a token.
    #[must_use]
    pub fn read(token: &'t Token) -> Self {
        let chain = unfold_whole(token);
        let mandate = Mandate::from_chain(token, &chain);
        Self { token, chain, mandate }
    }
}

/// Where a token stood: what was around it says how it is meant to be used.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place<'t> {
    /// The member of a token response.
    pub member: Option<&'static str>,
    /// The word before it that says how it was presented.
    pub scheme: Option<Scheme>,
    /// `issued_token_type` of the token response (RFC 8693 section 2.2.1).
    pub issued_type: Option<&'t str>,
    /// Whether the token response has a refresh token.
    pub beside_refresh_token: bool,
}

/// What a check may look at; there is nothing else.
#[derive(Debug)]
pub struct Context<'t> {
    /// The token.
    pub token: &'t Token,
    /// Its claims; `None` where the payload is no JSON object.
    pub claims: Option<Claims<'t>>,
    /// What kind of token it is.
    pub kind: TokenKind,
    /// Where it stood.
    pub place: Place<'t>,
    /// Who acts for whom in it.
    pub chain: Chain,
    /// Its comparable part.
    pub mandate: Mandate,
    /// Who issued it, as far as its issuer, its audience and its claims tell.
    pub provider: Option<Profile>,
    /// The token it was exchanged from.
    pub parent: Option<&'t Subject<'t>>,
    /// What the exchange changed.
    pub change: Option<Change>,
    /// What is wrong with the exchange, with a sentence each.
    pub defects: Vec<(Defect, String)>,
    /// Limits, lists and levels, as they hold for this token.
    pub settings: &'t Settings,
    /// The moment as of which the token is judged.
    pub now: Instant,
}

impl<'t> Context<'t> {
    /// Reads a token for the rules.
    #[must_use]
    pub fn new(
        token: &'t Token,
        place: Place<'t>,
        parent: Option<&'t Subject<'t>>,
        settings: &'t Settings,
        now: Instant,
    ) -> Self {
        let Subject { chain, mandate, .. } = Subject::read(token);
        let claims = token.claims();
        let issuer = claims.and_then(|claims| claims.text("iss").present());
        let provider = detect(Clues { issuer, claims, ..Clues::default() });
        // Of a token that nobody could read, nothing is known to be gone.
        let parent = parent.filter(|_| claims.is_some());
        let change = parent.map(|parent| Change::between(&parent.mandate, &mandate));
        let defects = change.as_ref().map(|change| {
            let shared = settings.shared_scopes || provider.is_some_and(|one| one.quirks().shared_scopes);
            change.defects(shared)
        });
        Self {
            token,
            claims,
            kind: TokenKind::of(token, &chain, place.member),
            place,
            provider,
            change,
            defects: defects.unwrap_or_default(),
            chain,
            mandate,
            parent,
            settings,
            now,
        }
    }

    /// What is said about a defect of the exchange; `None` where it is not there.
    #[must_use]
    pub fn defect(&self, defect: Defect) -> Option<&str> {
        self.defects.iter().find(|(one, _)| *one == defect).map(|(_, text)| text.as_str())
    }

    /// What is said about a defect of the token's own chain; `None` where it is not there.
    #[must_use]
    pub fn problem(&self, defect: Defect) -> Option<&str> {
        self.chain.problems.iter().find(|one| one.code == defect.code()).map(|one| one.text.as_str())
    }

    /// Whether the vendor that issued the token has a quirk that it gives everybody.
    #[must_use]
    pub fn vendor(&self, quirk: impl Fn(&Quirks) -> bool) -> Option<Profile> {
        self.provider.filter(|provider| quirk(&provider.quirks()))
    }

    /// The actors that the token states, from the first to the current one; what was inferred counts in no rule.
    pub fn actors(&self) -> impl Iterator<Item = &Actor> {
        self.mandate.stated()
    }

    /// The claim in which the token writes its actors, as a pointer.
    #[must_use]
    pub fn actors_place(&self) -> String {
        let pointer = self.actors().find_map(|actor| actor.pointer.as_deref()).unwrap_or("/claims/act");
        pointer.split('/').take(3).collect::<Vec<_>>().join("/")
    }

    /// Whether an AI agent holds the token: it is the current actor, or the subject that acts for itself.
    #[must_use]
    pub fn is_held_by_agent(&self) -> bool {
        match self.chain.actors.last() {
            Some(actor) => actor.kind == Kind::Agent,
            None => self.chain.subject.kind == Kind::Agent,
        }
    }

    /// Whether a program acts for itself.
    #[must_use]
    pub fn is_app_only(&self) -> bool {
        matches!(self.chain.flow, Flow::AppOnly | Flow::AgentAutonomous)
    }

    /// Whether this is what a server told about a token. It may leave out everything but `active`, and tell each resource
    /// something else (RFC 7662 section 2.2), so that what is missing here need not be missing in the token.
    #[must_use]
    pub fn is_told_by_server(&self) -> bool {
        self.token.kind() == token::Kind::Introspection
    }

    /// Whether this is a signed token; bare claims and introspection answers are not.
    #[must_use]
    pub fn is_signed_form(&self) -> bool {
        !self.token.signatures().is_empty()
    }
}
