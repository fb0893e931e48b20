//! Which tokens a section of a policy is for.

use super::super::kind::TokenKind;
use super::super::settings::listed;

/// What sections look at in a token.
#[derive(Debug, Clone, Copy)]
pub struct Who<'t> {
    /// `iss`.
    pub issuer: Option<&'t str>,
    /// The client that the token was issued to.
    pub client: Option<&'t str>,
    /// `aud`.
    pub audiences: &'t [&'t str],
    /// What kind of token it is.
    pub kind: TokenKind,
    /// The name that the user gave the input.
    pub label: Option<&'t str>,
}

/// The tokens that a section is for: those that fit every list that is not empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Issuers, `*` for any run of characters.
    pub issuers: Vec<String>,
    /// Clients.
    pub clients: Vec<String>,
    /// Audiences; one of the token's will do.
    pub audiences: Vec<String>,
    /// Kinds of token.
    pub kinds: Vec<TokenKind>,
    /// Labels.
    pub labels: Vec<String>,
}

impl Reach {
    /// Whether it is every token.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a token is among them; what a token does not say fits no list.
    #[must_use]
    pub fn includes(&self, who: &Who<'_>) -> bool {
        let fits = |list: &[String], values: &[&str]| {
            list.is_empty() || values.iter().any(|value| listed(list, value))
        };
        fits(&self.issuers, who.issuer.as_slice())
            && fits(&self.clients, who.client.as_slice())
            && fits(&self.audiences, who.audiences)
            && fits(&self.labels, who.label.as_slice())
            && (self.kinds.is_empty() || self.kinds.contains(&who.kind))
    }
}

#[cfg(test)]
mod tests {
    use super::{Reach, Who};
    use crate::lint::kind::TokenKind;

    #[test]
    fn a_section_is_for_what_fits_all_its_lists() {
        let who = Who {
            issuer: Some("https://idp.example"),
            client: None,
            audiences: &["a", "b"],
            kind: TokenKind::AccessToken,
            label: Some("ledger"),
        };
        let list = |text: &str| vec![text.to_owned()];
        let everything = Reach::default;
        for (reach, want) in [
            (everything(), true),
            (Reach { issuers: list("https://*.example"), ..everything() }, true),
            (Reach { issuers: list("https://*.test"), ..everything() }, false),
            (Reach { clients: list("*"), ..everything() }, false),
            (Reach { audiences: list("b"), labels: list("ledger"), ..everything() }, true),
            (Reach { audiences: list("b"), labels: list("other"), ..everything() }, false),
            (Reach { kinds: vec![TokenKind::IdToken], ..everything() }, false),
            (Reach { kinds: vec![TokenKind::IdToken, TokenKind::AccessToken], ..everything() }, true),
        ] {
            assert_eq!(reach.includes(&who), want, "{reach:?}");
        }
    }
}
