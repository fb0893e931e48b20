//! Which vendor a token, an address or a server's metadata comes from.

use super::profile::Profile;
use super::{numbered, pattern, signs, vendors};
use crate::token::claims::Claims;
use crate::token::json::{Kind, Value};

/// What is known about a server; every part may be missing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clues<'a> {
    /// Its issuer identifier, or a token's `iss`.
    pub issuer: Option<&'a str>,
    /// The address of its token endpoint.
    pub endpoint: Option<&'a str>,
    /// Its metadata document (RFC 8414, OpenID Connect Discovery).
    pub metadata: Option<Value<'a>>,
    /// The claims of a token that it issued.
    pub claims: Option<Claims<'a>>,
}

/// The vendor that the clues point to: an address proves more than metadata, metadata more than claims. Among equal
/// clues the order of the profiles decides.
#[must_use]
pub fn detect(clues: Clues<'_>) -> Option<Profile> {
    let text = |list: &'static str, text: Option<&str>| {
        let text = text?;
        let (number, _) = signs(list).find(|(_, pattern)| pattern::fits(pattern, text))?;
        numbered(number)
    };
    let object = |list: &'static str, object: Option<Value<'_>>| {
        let object = object?;
        let (number, _) = signs(list).find(|(_, marker)| has(marker, object))?;
        numbered(number)
    };
    text(vendors::ISSUERS, clues.issuer)
        .or_else(|| text(vendors::ENDPOINTS, clues.endpoint))
        .or_else(|| object(vendors::METADATA, clues.metadata))
        .or_else(|| object(vendors::CLAIMS, clues.claims.map(Claims::value)))
}

/// Whether an object has all members of a marker: words `name`, or `name=pattern` for a text or one of several; a name
/// with `/` before it is a pointer to a member further in (RFC 6901).
pub(super) fn has(marker: &str, object: Value<'_>) -> bool {
    let member = |name: &str| if name.starts_with('/') { object.pointer(name) } else { object.get(name) };
    marker.split(' ').all(|word| match word.split_once('=') {
        None => member(word).is_some(),
        Some((name, pattern)) => member(name).is_some_and(|value| match value.kind() {
            Kind::Array => {
                value.items().any(|item| item.as_str().is_some_and(|text| pattern::fits(pattern, text)))
            }
            _ => value.as_str().is_some_and(|text| pattern::fits(pattern, text)),
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::{Clues, detect, has};
    use crate::token::json::{Budget, Document};

    #[test]
    fn a_marker_wants_all_its_members() {
        let document = Document::parse(br#"{"a":"x1","b":["y","z"],"c":1,"k.io":{"w":1}}"#, Budget::TOKEN)
            .expect("JSON");
        for (marker, want) in [
            ("a b", true),
            ("a d", false),
            ("a=x*", true),
            ("a=y*", false),
            ("b=z", true),
            ("c=1", false),
            ("/k.io/w a", true),
            ("/k.io/x", false),
        ] {
            assert_eq!(has(marker, document.root()), want, "{marker}");
        }
    }

    #[test]
    fn nothing_known_is_nobody() {
        assert!(detect(Clues::default()).is_none());
        let clues = Clues { issuer: Some("https://as.example"), ..Clues::default() };
        assert!(detect(clues).is_none());
    }
}
