//! A finding that is known, and accepted until a date, for a reason.

use super::super::rule::Area;
use super::super::settings::{Selector, listed};
use super::place::Place;
use crate::instant::Instant;

/// What identifies a finding across re-issued tokens: never the token's bytes.
#[derive(Debug, Clone, Copy)]
pub struct Identity<'f> {
    /// The rule's name.
    pub rule: &'f str,
    /// Its area.
    pub area: Area,
    /// The token's issuer.
    pub issuer: Option<&'f str>,
    /// The client that it was issued to.
    pub client: Option<&'f str>,
    /// The pointer of the finding.
    pub pointer: &'f str,
}

/// One `[[lint.ignore]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// Whose findings.
    pub rule: Selector,
    /// Why.
    pub reason: String,
    /// The first moment at which it no longer counts.
    pub until: Instant,
    /// The issuers it is for; empty for all.
    pub issuers: Vec<String>,
    /// The clients it is for; empty for all.
    pub clients: Vec<String>,
    /// The claims it is for, by name or as a pointer; empty for all.
    pub claims: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

impl Suppression {
    /// Whether its date is past.
    #[must_use]
    pub fn is_past(&self, now: Instant) -> bool {
        now >= self.until
    }

    /// Whether it is about this finding, past or not.
    #[must_use]
    pub fn is_about(&self, finding: &Identity<'_>) -> bool {
        let fits = |list: &[String], value: Option<&str>| {
            list.is_empty() || value.is_some_and(|value| listed(list, value))
        };
        let claim = finding.pointer.strip_prefix("/claims/").unwrap_or(finding.pointer);
        let claim = claim.split('/').next().unwrap_or(claim);
        let is_claim = self.claims.is_empty()
            || self.claims.iter().any(|one| one == claim || is_within(finding.pointer, one));
        self.rule.selects(finding.rule, finding.area)
            && fits(&self.issuers, finding.issuer)
            && fits(&self.clients, finding.client)
            && is_claim
    }
}

/// Whether a pointer is this place or below it.
fn is_within(pointer: &str, place: &str) -> bool {
    let rest = pointer.strip_prefix("/claims").filter(|rest| rest.starts_with(place)).unwrap_or(pointer);
    rest.strip_prefix(place)
        .is_some_and(|rest| place.starts_with('/') && (rest.is_empty() || rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::{Identity, Suppression};
    use crate::instant::Instant;
    use crate::lint::policy::Place;
    use crate::lint::rule::Area;
    use crate::lint::settings::Selector;

    #[test]
    fn it_is_about_what_fits_all_that_it_names() {
        let base = || Suppression {
            rule: Selector::Rule("long-lifetime".to_owned()),
            reason: "the vendor decides".to_owned(),
            until: Instant::from_seconds(100),
            issuers: Vec::new(),
            clients: Vec::new(),
            claims: Vec::new(),
            place: Place::Flag("--test"),
        };
        let finding = Identity {
            rule: "long-lifetime",
            area: Area::Lifetime,
            issuer: Some("https://idp"),
            client: None,
            pointer: "/claims/exp/0",
        };
        let list = |text: &str| vec![text.to_owned()];
        for (one, want) in [
            (base(), true),
            (Suppression { rule: Selector::Area(Area::Lifetime), ..base() }, true),
            (Suppression { rule: Selector::Area(Area::Scope), ..base() }, false),
            (Suppression { issuers: list("https://*"), ..base() }, true),
            (Suppression { clients: list("*"), ..base() }, false),
            (Suppression { claims: list("exp"), ..base() }, true),
            (Suppression { claims: list("/claims/exp"), ..base() }, true),
            (Suppression { claims: list("/exp"), ..base() }, true),
            (Suppression { claims: list("/ex"), ..base() }, false),
            (Suppression { claims: list("iat"), ..base() }, false),
        ] {
            assert_eq!(one.is_about(&finding), want, "{one:?}");
        }
        assert!(!base().is_past(Instant::from_seconds(99)) && base().is_past(Instant::from_seconds(100)));
    }
}
