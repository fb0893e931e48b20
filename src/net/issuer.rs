//! An issuer identifier that may be asked for its metadata (RFC 8414 section 2, SECURITY.md R15).

use std::fmt;

use url::Url;

use super::address::is_loopback_host;

/// An issuer as it was given, byte for byte; nothing is normalised, because it is compared as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer(String);

/// Why text is no issuer that may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAnIssuer {
    /// It does not begin with `https://`.
    #[error("an issuer is an https address")]
    Scheme,
    /// http, and the host is neither a literal loopback address nor `localhost`.
    #[error("plain http is for this machine alone; an issuer elsewhere is an https address")]
    PlainHttp,
    /// A blank, a control character or a letter outside ASCII.
    #[error("an issuer has no blanks, controls or letters outside ASCII")]
    Characters,
    /// `user@` before the host.
    #[error("an issuer has no user information before its host")]
    UserInformation,
    /// `?` or `#`.
    #[error("an issuer has no query and no fragment")]
    QueryOrFragment,
    /// A backslash.
    #[error("an issuer has no backslash")]
    Backslash,
    /// `.` or `..` as a part of the path, encoded or not.
    #[error("an issuer's path has no dot segments")]
    DotSegment,
    /// The host or port does not read.
    #[error("the host or port of the issuer does not read")]
    Host,
}

impl Issuer {
    /// Judges the text by RFC 8414 section 2 and R15.
    ///
    /// # Errors
    /// Where it breaks one of the rules; the error never repeats the text.
    pub fn parse(text: &str) -> Result<Self, NotAnIssuer> {
        if text.contains('\\') {
            return Err(NotAnIssuer::Backslash);
        }
        if !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(NotAnIssuer::Characters);
        }
        if text.contains(['?', '#']) {
            return Err(NotAnIssuer::QueryOrFragment);
        }
        let (scheme, rest) = text.split_once("://").ok_or(NotAnIssuer::Scheme)?;
        if !matches!(scheme, "https" | "http") {
            return Err(NotAnIssuer::Scheme);
        }
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        if authority.contains('@') {
            return Err(NotAnIssuer::UserInformation);
        }
        if path.split('/').any(is_dot_segment) {
            return Err(NotAnIssuer::DotSegment);
        }
        // The parser would forgive an empty authority (`https:///host`), so it is judged before.
        if authority.is_empty() {
            return Err(NotAnIssuer::Host);
        }
        let url = Url::parse(text).map_err(|_| NotAnIssuer::Host)?;
        if scheme == "http" && !is_loopback_host(&url) {
            return Err(NotAnIssuer::PlainHttp);
        }
        Ok(Self(text.to_owned()))
    }

    /// The issuer as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where its metadata may lie: RFC 8414 (inserted before the path), then OpenID Connect (appended).
    #[must_use]
    pub fn metadata_addresses(&self) -> [String; 2] {
        let base = self.0.strip_suffix('/').unwrap_or(&self.0);
        let host_from = base.find("://").map_or(0, |at| at.saturating_add(3));
        let path_from = base
            .get(host_from..)
            .and_then(|rest| rest.find('/'))
            .map_or(base.len(), |at| at.saturating_add(host_from));
        let (origin, path) = base.split_at(path_from);
        [
            format!("{origin}/.well-known/oauth-authorization-server{path}"),
            format!("{base}/.well-known/openid-configuration"),
        ]
    }

    /// The host in ASCII form, without the port.
    #[must_use]
    pub fn host(&self) -> Option<String> {
        Url::parse(&self.0).ok()?.host_str().map(str::to_owned)
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_dot_segment(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

#[cfg(test)]
mod tests {
    use super::{Issuer, NotAnIssuer};

    #[test]
    fn r15_the_grammar_of_an_issuer() {
        for (text, want) in [
            ("https://sso.example.com/realms/main", None),
            ("https://sso.example.com:8443/", None),
            ("http://127.0.0.1:4400", None),
            ("http://localhost:4400/x", None),
            ("http://[::1]:4400", None),
            ("https://contoso.example/a..b/...", None),
            ("http://sso.example.com", Some(NotAnIssuer::PlainHttp)),
            ("http://localhost.evil.example", Some(NotAnIssuer::PlainHttp)),
            ("http://127.0.0.1.evil.example", Some(NotAnIssuer::PlainHttp)),
            ("https://good@evil", Some(NotAnIssuer::UserInformation)),
            ("https://good:x@evil/", Some(NotAnIssuer::UserInformation)),
            ("https://good\\@evil", Some(NotAnIssuer::Backslash)),
            ("https://good?x", Some(NotAnIssuer::QueryOrFragment)),
            ("https://good/#", Some(NotAnIssuer::QueryOrFragment)),
            ("https://good/a/../b", Some(NotAnIssuer::DotSegment)),
            ("https://good/%2e%2E", Some(NotAnIssuer::DotSegment)),
            ("https://good/.", Some(NotAnIssuer::DotSegment)),
            ("https://go od", Some(NotAnIssuer::Characters)),
            ("https://g\u{f6}\u{f6}d", Some(NotAnIssuer::Characters)),
            ("https://good\n", Some(NotAnIssuer::Characters)),
            ("https:///good", Some(NotAnIssuer::Host)),
            ("https://", Some(NotAnIssuer::Host)),
            ("https://good:99999", Some(NotAnIssuer::Host)),
            ("ftp://good", Some(NotAnIssuer::Scheme)),
            ("good", Some(NotAnIssuer::Scheme)),
            ("", Some(NotAnIssuer::Scheme)),
        ] {
            assert_eq!(Issuer::parse(text).err(), want, "{text:?}");
        }
    }

    #[test]
    fn the_well_known_part_is_inserted_and_then_appended() {
        for (issuer, want) in [
            (
                "https://h/tenant/x/",
                [
                    "https://h/.well-known/oauth-authorization-server/tenant/x",
                    "https://h/tenant/x/.well-known/openid-configuration",
                ],
            ),
            (
                "https://h:1",
                [
                    "https://h:1/.well-known/oauth-authorization-server",
                    "https://h:1/.well-known/openid-configuration",
                ],
            ),
            (
                "https://h/",
                [
                    "https://h/.well-known/oauth-authorization-server",
                    "https://h/.well-known/openid-configuration",
                ],
            ),
        ] {
            assert_eq!(Issuer::parse(issuer).expect("an issuer").metadata_addresses(), want);
        }
    }
}
