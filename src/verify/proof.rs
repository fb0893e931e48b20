//! Whether an issuer stands behind what a token says: the grade `signed` of a chain (SECURITY.md R3, R4).

use super::check::{Check, Outcome};
use super::keyring::{Keyring, Owner};
use super::policy::{Expect, Policy, Rewriting};
use super::profile::{TokenType, trust_domain};
use super::signature::{Circumstances, Judged, judge};
use super::{case, merge, unsigned};
use crate::delegation::evidence::SignedBy;
use crate::instant::Instant;
use crate::token::claims::Field;
use crate::token::{Kind, Token, strict};

/// What came of holding a token against the keys of its issuer; only this room can make one that is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    standing: Standing,
    detail: String,
    quotes: Vec<String>,
    has_keys: bool,
    is_kid_unknown: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Standing {
    Signed(SignedBy),
    Forged,
    Unproven,
}

impl Proof {
    /// The proof where no key was given at all.
    #[must_use]
    pub fn without_keys() -> Self {
        Self::unproven("no key was given")
    }

    fn unproven(why: impl Into<String>) -> Self {
        Self {
            standing: Standing::Unproven,
            detail: why.into(),
            quotes: Vec::new(),
            has_keys: false,
            is_kid_unknown: false,
        }
    }

    /// The key of the token's issuer that made its signature.
    #[must_use]
    pub fn signed_by(&self) -> Option<&SignedBy> {
        match &self.standing {
            Standing::Signed(by) => Some(by),
            _ => None,
        }
    }

    /// Whether keys of its issuer were given and none made the signature.
    #[must_use]
    pub fn is_forged(&self) -> bool {
        self.standing == Standing::Forged
    }

    /// Whether it is not signed though keys of the issuer that it names were given.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        self.has_keys && self.signed_by().is_none()
    }

    /// Why, in words; what they quote of the token is not yet escaped.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The names and places of keys that the words quote.
    #[must_use]
    pub fn quotes(&self) -> &[String] {
        &self.quotes
    }

    /// Whether a newer set of keys might have the key.
    #[must_use]
    pub fn is_kid_unknown(&self) -> bool {
        self.is_kid_unknown
    }
}

/// Holds a token against the keys that are bound to the issuer it names, at the moment it was issued.
///
/// Claims are not judged: an expired token was still said by its issuer. Keys without an owner prove nothing.
#[must_use]
pub fn prove(token: &Token, keyring: &Keyring, rewriting: Option<Rewriting>) -> Proof {
    let unsigned = match (token.kind(), token.claims()) {
        (Kind::Jwe, Some(_)) => Some("encrypted, and nobody signed what is inside"),
        (kind, _) => unsigned(kind),
    };
    let Some(claims) = token.claims() else {
        return Proof::unproven(unsigned.unwrap_or("there are no claims to judge"));
    };
    let owners = keyring.rings.iter().filter_map(|ring| match &ring.owner {
        Owner::Issuer(issuer) => Some(issuer.clone()),
        Owner::Unsaid => None,
    });
    let expected = Expect::OneOf(owners.collect());
    let is_svid = claims.get("iss").is_none()
        && matches!(claims.text("sub"), Field::Present(sub) if trust_domain(sub).is_some());
    let policy = Policy {
        token_type: is_svid.then_some(TokenType::JwtSvid),
        rewriting,
        ..Policy::new(expected, Expect::Waived("a chain is for no one audience"))
    };
    let Some(issuer) = case::issuer(claims, &policy).present() else {
        return Proof::unproven(unsigned.unwrap_or("it names no issuer, and keys belong to issuers"));
    };
    let rings = keyring.of(Some(&issuer), Some(claims), &policy.issuer);
    if let Some(why) = unsigned {
        return Proof { has_keys: !rings.is_empty(), ..Proof::unproven(why) };
    }
    if rings.is_empty() {
        return Proof::unproven("no key of its issuer was given");
    }
    let fault = strict::fault(token, false);
    let issued = claims.date("iat").present();
    let circumstances = Circumstances {
        missing: None,
        token,
        policy: &policy,
        rings: &rings,
        others: &keyring.besides(&rings),
        issuer: Some(&issuer),
        fault: fault.as_deref(),
        now: issued.unwrap_or(Instant::from_seconds(0)),
    };
    let each: Vec<Judged> = token.signatures().iter().map(|one| judge(&circumstances, one)).collect();
    let is_kid_unknown = each.iter().any(|one| one.is_kid_unknown);
    let is_dated = each.iter().filter_map(|one| one.key.as_ref()).any(|key| key.validity.is_some());
    let (key, checks, _) = merge(each);
    let of = |name: &str| checks.iter().find(|check| check.name == name);
    let is_made = of("signature").is_some_and(|check| check.outcome == Outcome::Pass);
    let (standing, detail) = match (key, checks.iter().find(|check| check.outcome != Outcome::Pass)) {
        (Some(_), None) if is_made && is_dated && issued.is_none() => (
            Standing::Unproven,
            "nothing says that the key's certificate was valid when it was issued".to_owned(),
        ),
        (Some(key), None) if is_made => {
            let by = SignedBy {
                issuer: issuer.into_owned(),
                kid: key.kid,
                alg: key.alg.name(),
                thumbprint: key.thumbprint,
            };
            let said = of("signature").map(said).unwrap_or_default();
            let mark = if by.is_development() { ", development (its issuer is on this machine)" } else { "" };
            (Standing::Signed(by), format!("{said}{mark}"))
        }
        (_, bad) if is_made => (Standing::Unproven, bad.map(said).unwrap_or_default()),
        // A signature that was never tried fails for what kept it from being tried.
        (_, bad) => {
            let tried = of("signature").filter(|check| check.detail != super::signature::NOT_TRIED);
            let mut why = ["algorithm", "key"].into_iter().filter_map(of);
            let why = tried.or_else(|| why.rfind(|check| check.outcome == Outcome::Fail)).or(bad);
            (Standing::Forged, why.map(said).unwrap_or_default())
        }
    };
    let names = rings.iter().flat_map(|ring| {
        let kids = ring.keys.entries().iter().filter_map(|entry| entry.kid.clone());
        kids.chain([ring.source.clone()])
    });
    let own = token.signatures().iter().flat_map(|one| [&one.protected, &one.unprotected]).flatten();
    let own = own.filter_map(|header| header.value().get("kid")?.as_str().map(str::to_owned));
    let quotes = names.chain(own).filter(|name| !name.is_empty() && detail.contains(name)).collect();
    Proof { standing, detail, quotes, has_keys: true, is_kid_unknown }
}

fn said(check: &Check) -> String {
    match &check.found {
        Some(found) => format!("{} ({found})", check.detail),
        None => check.detail.to_string(),
    }
}
