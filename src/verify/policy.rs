//! What a verifier expects; whatever is not checked was said to be waived.

use super::profile::TokenType;
use crate::binding::Target;
use crate::binding::dpop::{Fault, Proof};
use crate::keys::{Algorithm, Certificate};
use crate::token::Token;

/// The largest leeway, in seconds (SECURITY.md R9).
pub const MAX_LEEWAY: i64 = 3_600;

/// An expectation that must be named or waived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect<T> {
    /// One of these; an absent claim fails.
    OneOf(Vec<T>),
    /// Somebody said that it is not to be checked; the words say how.
    Waived(&'static str),
}

/// Somebody who may be expected among the actors (SECURITY.md R12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorId {
    /// The issuer that the actor must name, where one was given.
    pub issuer: Option<String>,
    /// The actor's id, compared byte for byte.
    pub id: String,
}

impl ActorId {
    /// Reads `ID` or `ISSUER|ID`; the sign parts only where an address stands before it.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text.split_once('|') {
            Some((issuer, id)) if issuer.contains("://") => {
                Self { issuer: Some(issuer.to_owned()), id: id.to_owned() }
            }
            _ => Self { issuer: None, id: text.to_owned() },
        }
    }
}

impl std::fmt::Display for ActorId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.issuer {
            Some(issuer) => write!(f, "{issuer}|{}", self.id),
            None => f.write_str(&self.id),
        }
    }
}

/// What became of the token that was given for the actor: it passes the whole of verify before it counts (R12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActorToken {
    /// It verified under its own issuer.
    Verified {
        /// Its issuer.
        issuer: String,
        /// Its subject.
        subject: String,
    },
    /// It did not, and the words say why.
    Refused(String),
}

/// A header that is signed in another spelling than it is sent (SECURITY.md R23): given the token and the issuer
/// whose key is tried, the bytes that were signed, if the token is of that kind.
pub type Rewriting = fn(&Token, issuer: &str) -> Option<Vec<u8>>;

/// Where the issuer of a token keeps keys that are in none of its sets, for people, if it is one that has such.
pub type Elsewhere = fn(issuer: &str) -> Option<&'static str>;

/// A DPoP proof and the request that it came with.
#[derive(Debug, Clone)]
pub struct ShownProof {
    /// The proof, or why it is none.
    pub proof: Result<Proof, Fault>,
    /// The method of the request.
    pub method: String,
    /// The address of the request.
    pub target: Target,
    /// The nonce that the server had given, if it gave one.
    pub nonce: Option<String>,
}

/// Everything that a token is held against.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The issuers of which the token's must be one; `{tenantid}` stands for the token's `tid`.
    pub issuer: Expect<String>,
    /// Issuers that are not expected though a template among the expected ones fits them.
    pub issuer_not: Vec<String>,
    /// Why the issuers are not expected after all: somebody named them whose word is not the user's (R3, R31).
    pub hearsay: Option<&'static str>,
    /// The audiences of which the token must name one.
    pub audience: Expect<String>,
    /// Only the signature is judged; the payload may be anything.
    pub signature_only: bool,
    /// `sub` must be one of these; nothing is asked where there is none.
    pub subjects: Vec<String>,
    /// The client must be one of these.
    pub clients: Vec<String>,
    /// All of these must be granted.
    pub scopes: Vec<String>,
    /// `typ` must be one of these.
    pub types: Vec<String>,
    /// What sort of token it must be, with all that its profile wants.
    pub token_type: Option<TokenType>,
    /// `alg` must be one of these.
    pub algorithms: Vec<Algorithm>,
    /// The most seconds since `iat`.
    pub max_age: Option<i64>,
    /// The most seconds between `iat` and `exp`.
    pub max_lifetime: Option<i64>,
    /// Seconds by which clocks may differ, at most [`MAX_LEEWAY`].
    pub leeway: i64,
    /// A token without `exp` is not refused for that.
    pub allow_no_expiry: bool,
    /// The current actor must be one of these.
    pub actors: Vec<ActorId>,
    /// All of these must be prior actors.
    pub prior_actors: Vec<ActorId>,
    /// The most actors.
    pub max_depth: Option<u64>,
    /// There must be no delegation in any format that obo reads.
    pub no_delegation: bool,
    /// The token's `may_act` must name the actor.
    pub may_act: bool,
    /// The token that the actor showed, already judged.
    pub actor_token: Option<ActorToken>,
    /// A token that is bound to no key, or whose holder proved nothing, is refused.
    pub require_binding: bool,
    /// The DPoP proof that came with the token.
    pub dpop: Option<ShownProof>,
    /// The certificate that the client showed.
    pub certificate: Option<Certificate>,
    /// Expired certificates count, of keys and of clients.
    pub allow_expired_certificate: bool,
    /// How some issuers change the header before they sign it.
    pub rewriting: Option<Rewriting>,
    /// Where some issuers keep further keys.
    pub elsewhere: Option<Elsewhere>,
}

impl Policy {
    /// A policy that asks for nothing but what always holds.
    #[must_use]
    pub fn new(issuer: Expect<String>, audience: Expect<String>) -> Self {
        Self {
            issuer,
            audience,
            issuer_not: Vec::new(),
            hearsay: None,
            signature_only: false,
            subjects: Vec::new(),
            clients: Vec::new(),
            scopes: Vec::new(),
            types: Vec::new(),
            token_type: None,
            algorithms: Vec::new(),
            max_age: None,
            max_lifetime: None,
            leeway: 0,
            allow_no_expiry: false,
            actors: Vec::new(),
            prior_actors: Vec::new(),
            max_depth: None,
            no_delegation: false,
            may_act: false,
            actor_token: None,
            require_binding: false,
            dpop: None,
            certificate: None,
            allow_expired_certificate: false,
            rewriting: None,
            elsewhere: None,
        }
    }

    /// Nothing but the signature.
    #[must_use]
    pub fn signature_only() -> Self {
        let waived = || Expect::Waived("waived by --signature-only");
        Self { signature_only: true, ..Self::new(waived(), waived()) }
    }

    /// What is left to judge of an id_token beside an access token: signature, issuer and times (SECURITY.md R1).
    #[must_use]
    pub fn beside(&self) -> Self {
        let beside = "judged on the access token beside it";
        Self {
            signature_only: self.signature_only,
            algorithms: self.algorithms.clone(),
            leeway: self.leeway,
            allow_no_expiry: self.allow_no_expiry,
            allow_expired_certificate: self.allow_expired_certificate,
            rewriting: self.rewriting,
            elsewhere: self.elsewhere,
            issuer_not: self.issuer_not.clone(),
            hearsay: self.hearsay,
            ..Self::new(self.issuer.clone(), Expect::Waived(beside))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ActorId, ActorToken, Expect, Policy};
    use crate::keys::Algorithm;

    #[test]
    fn r1_an_id_token_beside_meets_what_is_said_of_signature_issuer_and_times_alone() {
        let word = |text: &str| vec![text.to_owned()];
        let whole = Policy {
            issuer_not: word("https://other.example"),
            hearsay: Some("the resource alone names it"),
            signature_only: true,
            algorithms: vec![Algorithm::Es256],
            leeway: 30,
            allow_no_expiry: true,
            allow_expired_certificate: true,
            rewriting: Some(|_, _| None),
            elsewhere: Some(|_| None),
            subjects: word("alice"),
            clients: word("web"),
            scopes: word("read"),
            types: word("at+jwt"),
            actors: vec![ActorId::parse("planner")],
            prior_actors: vec![ActorId::parse("web")],
            max_depth: Some(2),
            no_delegation: true,
            may_act: true,
            actor_token: Some(ActorToken::Refused("expiry".to_owned())),
            require_binding: true,
            ..Policy::new(Expect::OneOf(word("https://issuer.example")), Expect::OneOf(word("api")))
        };
        let beside = whole.beside();
        assert_eq!((&beside.issuer, &beside.issuer_not), (&whole.issuer, &whole.issuer_not));
        assert_eq!((beside.hearsay, beside.signature_only), (whole.hearsay, true));
        assert_eq!((beside.algorithms, beside.leeway), (vec![Algorithm::Es256], 30));
        assert!(beside.allow_no_expiry && beside.allow_expired_certificate);
        assert!(beside.rewriting.is_some() && beside.elsewhere.is_some());
        // The rest is asked of the access token.
        assert_eq!(beside.audience, Expect::Waived("judged on the access token beside it"));
        assert_eq!([beside.subjects, beside.clients, beside.scopes, beside.types].concat(), [""; 0]);
        assert_eq!([beside.actors, beside.prior_actors].concat(), []);
        assert!(!beside.no_delegation && !beside.may_act && !beside.require_binding);
        assert_eq!((beside.max_depth, beside.actor_token), (None, None));
    }

    #[test]
    fn r12_an_issuer_before_an_actor_is_an_address() {
        for (text, issuer, id) in [
            ("planner", None, "planner"),
            ("auth0|65f0", None, "auth0|65f0"),
            ("https://i.example/|planner", Some("https://i.example/"), "planner"),
            ("https://i.example/|auth0|65f0", Some("https://i.example/"), "auth0|65f0"),
            ("spiffe://td/a", None, "spiffe://td/a"),
        ] {
            assert_eq!(
                ActorId::parse(text),
                ActorId { issuer: issuer.map(str::to_owned), id: id.to_owned() }
            );
        }
    }
}
