//! What two values differ in, where it is only a small thing that the eye passes over.

/// An address stands where a client id should, or the other way round.
pub(super) const URI_AGAINST_NAME: &str = "one is a URI, the other a plain name such as a client id";

/// Names the one small thing in which two different values differ, or nothing.
#[must_use]
pub(super) fn difference(wanted: &str, found: &str) -> Option<&'static str> {
    if wanted == found || wanted.is_empty() || found.is_empty() {
        return None;
    }
    let bare = |text: &str| text.strip_prefix("api://").map(str::to_owned);
    if wanted.eq_ignore_ascii_case(found) {
        return Some("only upper and lower case differ");
    }
    if wanted.strip_suffix('/') == Some(found) || found.strip_suffix('/') == Some(wanted) {
        return Some("only the / at the end differs");
    }
    if bare(wanted).as_deref() == Some(found) || bare(found).as_deref() == Some(wanted) {
        return Some("only api:// differs");
    }
    match (Address::read(wanted), Address::read(found)) {
        (Some(one), Some(other)) => {
            let parts = [
                (one.scheme == other.scheme, "only the scheme differs"),
                (one.host == other.host, ""),
                (one.port == other.port, "only the port differs"),
                (one.rest == other.rest, ""),
            ];
            let mut unequal = parts.iter().filter(|(same, _)| !same).map(|(_, text)| *text);
            match (unequal.next(), unequal.next()) {
                (Some(text), None) if !text.is_empty() => Some(text),
                _ => None,
            }
        }
        (Some(_), None) | (None, Some(_)) => Some(URI_AGAINST_NAME),
        (None, None) => None,
    }
}

/// Whether the text begins like an absolute URI with an authority or a `urn:`.
#[must_use]
pub(super) fn is_uri(text: &str) -> bool {
    Address::read(text).is_some() || text.starts_with("urn:")
}

/// The parts of `scheme://host:port/rest`, without judgement of their content.
struct Address<'t> {
    scheme: &'t str,
    host: &'t str,
    port: &'t str,
    rest: &'t str,
}

impl<'t> Address<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let (scheme, tail) = text.split_once("://")?;
        let is_scheme = scheme.starts_with(|sign: char| sign.is_ascii_alphabetic())
            && scheme.chars().all(|sign| sign.is_ascii_alphanumeric() || "+-.".contains(sign));
        if !is_scheme {
            return None;
        }
        let end = tail.find(['/', '?', '#']).unwrap_or(tail.len());
        let (authority, rest) = tail.split_at_checked(end)?;
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (host, port),
            _ => (authority, ""),
        };
        Some(Self { scheme, host, port, rest })
    }
}

#[cfg(test)]
mod tests {
    use super::{URI_AGAINST_NAME, difference};

    #[test]
    fn the_small_thing_is_named_and_nothing_else() {
        for (wanted, found, want) in [
            ("a", "a", None),
            ("a", "b", None),
            ("API", "api", Some("only upper and lower case differ")),
            ("https://a", "https://a/", Some("only the / at the end differs")),
            ("https://a/x", "http://a/x", Some("only the scheme differs")),
            ("https://a:8443/x", "https://a/x", Some("only the port differs")),
            ("https://a/x", "https://b/x", None),
            ("https://a/x", "http://b/x", None),
            ("https://a/x", "https://a/y", None),
            ("api://c", "c", Some("only api:// differs")),
            ("c", "https://a", Some(URI_AGAINST_NAME)),
            ("c", "", None),
        ] {
            assert_eq!(difference(wanted, found), want, "{wanted} {found}");
            assert_eq!(difference(found, wanted), want, "{found} {wanted}");
        }
    }
}
