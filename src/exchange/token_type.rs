//! The token-type identifiers of RFC 8693 section 3 and later, and the short names people type for them.

/// Short name and URI. Servers have their own beside these, so no value is ever refused.
const KNOWN: [(&str, &str); 8] = [
    ("access_token", "urn:ietf:params:oauth:token-type:access_token"),
    ("refresh_token", "urn:ietf:params:oauth:token-type:refresh_token"),
    ("id_token", "urn:ietf:params:oauth:token-type:id_token"),
    ("jwt", "urn:ietf:params:oauth:token-type:jwt"),
    ("saml1", "urn:ietf:params:oauth:token-type:saml1"),
    ("saml2", "urn:ietf:params:oauth:token-type:saml2"),
    ("id-jag", "urn:ietf:params:oauth:token-type:id-jag"),
    ("txn_token", "urn:ietf:params:oauth:token-type:txn_token"),
];

/// The type of a subject or actor token that nobody named; it is never guessed from the token.
pub const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// The short names, in the order of the RFC, for help and completion.
pub fn short_names() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|(short, _)| *short)
}

/// What goes onto the wire: the URI of a short name, anything else as it is.
#[must_use]
pub fn uri(text: &str) -> &str {
    KNOWN.iter().find(|(short, _)| *short == text).map_or(text, |(_, uri)| uri)
}

/// What people read: the short name of a known URI, anything else as it is.
#[must_use]
pub fn short(uri: &str) -> &str {
    KNOWN.iter().find(|(_, known)| *known == uri).map_or(uri, |(short, _)| short)
}

#[cfg(test)]
mod tests {
    use super::{ACCESS_TOKEN, short, short_names, uri};

    #[test]
    fn short_names_and_uris_are_each_others_inverse() {
        for name in short_names() {
            assert_eq!(short(uri(name)), name);
            assert_ne!(uri(name), name);
        }
        assert_eq!(uri("access_token"), ACCESS_TOKEN);
    }

    #[test]
    fn any_other_uri_stays_as_it_is() {
        for other in ["goauthentik.io/oauth/token-type/authentik_token", "urn:x:y", "", "Access_Token"] {
            assert_eq!((uri(other), short(other)), (other, other));
        }
    }
}
