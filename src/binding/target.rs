//! The address of a request, in the one spelling that two parties can compare (RFC 3986 section 6.2).

use std::fmt;
use std::net::Ipv6Addr;

/// Why text is no address of an HTTP request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotATarget {
    /// It does not begin with `https://` or `http://`.
    #[error("it is no https or http address")]
    Scheme,
    /// A blank, a control, a backslash or another sign that no URI has.
    #[error("it has a sign that no URI has")]
    Sign,
    /// There is no host, or one that reads as none.
    #[error("it has no host")]
    Host,
    /// A user name or password stands before the host (RFC 9110 section 4.2.4).
    #[error("it has user information")]
    UserInformation,
    /// The port is no number up to 65535.
    #[error("its port is no port")]
    Port,
    /// A `%` without two hexadecimal digits.
    #[error("it has a % without two hexadecimal digits")]
    Percent,
}

/// An absolute http or https address without query and fragment, normalised by syntax and scheme.
///
/// Scheme and host are in lower case, escapes of unreserved signs are taken off and all others written in capitals,
/// dot segments, the default port and an empty path are gone. Nothing is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target(String);

impl Target {
    /// Reads an address.
    ///
    /// # Errors
    /// Where it is none; it is read as RFC 3986 writes it, not as browsers repair it.
    pub fn parse(text: &str) -> Result<Self, NotATarget> {
        let is_odd = |b: u8| !b.is_ascii_graphic() || b"\\\"<>^`{|}".contains(&b);
        if text.bytes().any(is_odd) {
            return Err(NotATarget::Sign);
        }
        let (scheme, rest) = text.split_once("://").ok_or(NotATarget::Scheme)?;
        let (scheme, default) = match scheme.to_ascii_lowercase().as_str() {
            "https" => ("https", 443),
            "http" => ("http", 80),
            _ => return Err(NotATarget::Scheme),
        };
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, port) = authority_of(authority, default)?;
        Ok(Self(format!("{scheme}://{host}{port}/{}", without_dots(&unescaped(path)?))))
    }

    /// The address in its one spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Host and port; the port with its colon, empty where it is the scheme's own.
fn authority_of(authority: &str, default: u16) -> Result<(String, String), NotATarget> {
    if authority.contains('@') {
        return Err(NotATarget::UserInformation);
    }
    let (host, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, port)) => {
            let address: Ipv6Addr = address.parse().map_err(|_| NotATarget::Host)?;
            (format!("[{address}]"), port)
        }
        None => {
            let end = authority.find(':').unwrap_or(authority.len());
            let (host, port) = authority.split_at_checked(end).ok_or(NotATarget::Host)?;
            if host.is_empty() || host.contains(['[', ']', '%']) {
                return Err(NotATarget::Host);
            }
            (host.to_ascii_lowercase(), port)
        }
    };
    let digits = match port.strip_prefix(':') {
        Some(digits) => digits,
        None if port.is_empty() => "",
        None => return Err(NotATarget::Host),
    };
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NotATarget::Port);
    }
    let port = if digits.is_empty() { default } else { digits.parse().map_err(|_| NotATarget::Port)? };
    Ok((host, if port == default { String::new() } else { format!(":{port}") }))
}

/// RFC 3986 sections 6.2.2.1 and 6.2.2.2: unreserved signs without escape, all other escapes in capitals.
fn unescaped(path: &str) -> Result<String, NotATarget> {
    let mut parts = path.split('%');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_at_checked(2).ok_or(NotATarget::Percent)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NotATarget::Percent);
        }
        let sign = u8::from_str_radix(digits, 16).map_err(|_| NotATarget::Percent)?;
        match sign {
            b'-' | b'.' | b'_' | b'~' => out.push(char::from(sign)),
            _ if sign.is_ascii_alphanumeric() => out.push(char::from(sign)),
            _ => {
                out.push('%');
                out.push_str(&digits.to_ascii_uppercase());
            }
        }
        out.push_str(rest);
    }
    Ok(out)
}

/// RFC 3986 section 5.2.4, for a path without its first slash.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').peekable();
    while let Some(segment) = segments.next() {
        let is_dots = matches!(segment, "." | "..");
        if segment == ".." {
            kept.pop();
        }
        // Dots at the end leave the slash before them.
        match (is_dots, segments.peek()) {
            (false, _) => kept.push(segment),
            (true, None) => kept.push(""),
            (true, Some(_)) => {}
        }
    }
    kept.join("/")
}

#[cfg(test)]
mod tests {
    use super::{NotATarget, Target};

    #[test]
    fn an_address_has_one_spelling() {
        for (text, want) in [
            ("https://api.example/a", "https://api.example/a"),
            ("HTTPS://API.Example:443/a", "https://api.example/a"),
            ("https://api.example:/a", "https://api.example/a"),
            ("https://api.example:0443/a", "https://api.example/a"),
            ("http://api.example:80", "http://api.example/"),
            ("http://api.example:443/", "http://api.example:443/"),
            ("https://api.example?x=1", "https://api.example/"),
            ("https://api.example/a?x=1#y", "https://api.example/a"),
            ("https://api.example/a#y?x=1", "https://api.example/a"),
            ("https://api.example/%7euser/%2f%c3%A9", "https://api.example/~user/%2F%C3%A9"),
            ("https://api.example/A", "https://api.example/A"),
            ("https://api.example/a/./b/../c", "https://api.example/a/c"),
            ("https://api.example/a/%2E%2e/b", "https://api.example/b"),
            ("https://api.example/../../a/..", "https://api.example/"),
            ("https://api.example/a/b/.", "https://api.example/a/b/"),
            ("https://api.example/a//b", "https://api.example/a//b"),
            ("https://api.example//", "https://api.example//"),
            ("https://[2001:DB8:0:0::1]:443/a", "https://[2001:db8::1]/a"),
            ("https://127.0.0.1:8443/a", "https://127.0.0.1:8443/a"),
            ("https://api.example./a", "https://api.example./a"),
        ] {
            let got = Target::parse(text).expect(text);
            assert_eq!(got.as_str(), want, "{text}");
            assert_eq!(Target::parse(want).as_ref(), Ok(&got), "what is normalised stays");
        }
    }

    #[test]
    fn what_browsers_repair_is_refused() {
        for (text, want) in [
            ("/a", NotATarget::Scheme),
            ("ftp://api.example/", NotATarget::Scheme),
            ("https:/api.example/", NotATarget::Scheme),
            (" https://api.example/", NotATarget::Sign),
            ("https://api.example\\a", NotATarget::Sign),
            ("https://api.example/ä", NotATarget::Sign),
            ("https://api.example/a b", NotATarget::Sign),
            ("https:///a", NotATarget::Host),
            ("https://:443/a", NotATarget::Host),
            ("https://[::1/a", NotATarget::Host),
            ("https://[::1]x/a", NotATarget::Host),
            ("https://api%2eexample/a", NotATarget::Host),
            ("https://me@api.example/a", NotATarget::UserInformation),
            ("https://api.example:a/", NotATarget::Port),
            ("https://api.example:65536/", NotATarget::Port),
            ("https://api.example:+443/", NotATarget::Port),
            ("https://api.example/%2", NotATarget::Percent),
            ("https://api.example/%+1", NotATarget::Percent),
        ] {
            assert_eq!(Target::parse(text), Err(want), "{text}");
        }
    }
}
