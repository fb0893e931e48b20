//! How long a vendor's tokens live where its customers have no choice, and what else they cannot change.

use super::detect::has;
use super::profile::Profile;
use super::{signs, vendors};
use crate::token::claims::Claims;

/// A life that a vendor gives to everybody, in seconds from `iat` to `exp`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// The longest that is usual.
    pub seconds: i64,
    /// Why a token of this kind lives longer than others; such a life is worth a note and no more.
    pub cause: Option<&'static str>,
}

impl Profile {
    /// The life that this vendor gives a token with these claims, whatever its customer wants; `None` where the customer
    /// decides.
    #[must_use]
    pub fn life(&self, claims: Claims<'_>, lives: i64) -> Option<Life> {
        let head = self.head();
        let number = |key: &'static str| head.get(key).and_then(|digits| digits.parse::<i64>().ok());
        let is_session = number("token.session_beyond").is_some_and(|beyond| lives > beyond)
            || head.all("token.session_when").any(|marker| has(marker, claims.value()));
        let session = number("token.session_life").filter(|_| is_session);
        let usual = number("token.life").map(|seconds| Life { seconds, cause: None });
        match (session, usual) {
            (Some(_), Some(usual)) if lives <= usual.seconds => Some(usual),
            (Some(seconds), _) => Some(Life { seconds, cause: head.get("token.session_cause") }),
            (None, usual) => usual,
        }
    }

    /// Why a customer of this vendor cannot remove what a rule finds in a token with these claims; the finding is a
    /// note then, and says this.
    #[must_use]
    pub fn excuse(&self, rule: &str, claims: Claims<'_>) -> Option<&'static str> {
        if signs(vendors::EXCUSES).all(|(_, known)| known != rule) {
            return None;
        }
        let excuse = self.sections("excuse").find(|excuse| {
            let mut markers = excuse.all("when").peekable();
            excuse.get("rule") == Some(rule)
                && (markers.peek().is_none() || markers.any(|marker| has(marker, claims.value())))
        });
        excuse?.get("cause")
    }
}

#[cfg(test)]
mod tests {
    use crate::provider::named;
    use crate::token::claims::Claims;
    use crate::token::json::{Budget, Document};

    #[test]
    fn a_life_that_nobody_chose_is_known() {
        for (vendor, claims, lives, want) in [
            ("entra", "{}", 3_900, Some((5_700, false))),
            ("entra", "{}", 5_400, Some((5_700, false))),
            ("entra", r#"{"xms_cc":["CP1"]}"#, 5_400, Some((5_700, false))),
            ("entra", r#"{"xms_cc":["cp1"]}"#, 90_000, Some((100_800, true))),
            ("entra", "{}", 100_800, Some((100_800, true))),
            ("entra", "{}", 40_000, Some((5_700, false))),
            ("kubernetes", "{}", 3_607, Some((3_607, false))),
            ("keycloak", "{}", 300, None),
        ] {
            let document = Document::parse(claims.as_bytes(), Budget::TOKEN).expect("JSON");
            let life = named(vendor).and_then(|vendor| vendor.life(Claims::new(document.root()), lives));
            assert_eq!(
                life.map(|life| (life.seconds, life.cause.is_some())),
                want,
                "{vendor} {claims} {lives}"
            );
        }
    }

    #[test]
    fn what_a_customer_cannot_remove_has_a_cause() {
        let document = Document::parse(
            br#"{"kubernetes.io":{"warnafter":1795297236},"token_use":"access","auth_time":1,"email":"a@p.iam.gserviceaccount.com"}"#,
            Budget::TOKEN,
        ).expect("JSON");
        for (vendor, rule, want) in [
            ("keycloak", "missing-actor", true),
            ("keycloak", "missing-audience", false),
            ("kubernetes", "long-lifetime", true),
            ("auth0", "missing-actor", false),
            ("aws", "client-as-subject", true),
            ("aws", "missing-type", false),
            ("google", "client-as-subject", true),
            ("dex", "id-token-as-access-token", true),
        ] {
            let vendor = named(vendor).expect("a vendor");
            let found = vendor.excuse(rule, Claims::new(document.root()));
            assert_eq!(found.is_some(), want, "{} {rule}", vendor.name());
        }
    }

    #[test]
    fn a_service_account_token_is_excused_only_if_the_cluster_made_it_longer() {
        let vendor = named("kubernetes").expect("a vendor");
        for (claims, want) in [
            (r#"{"kubernetes.io":{"namespace":"d","warnafter":1795297236}}"#, true),
            (r#"{"kubernetes.io":{"namespace":"d"}}"#, false),
            (r#"{"warnafter":1795297236}"#, false),
        ] {
            let document = Document::parse(claims.as_bytes(), Budget::TOKEN).expect("JSON");
            let found = vendor.excuse("long-lifetime", Claims::new(document.root()));
            assert_eq!(found.is_some(), want, "{claims}");
        }
    }
}
