//! What a protected resource says about itself: its own name, and whose tokens it takes (RFC 9728).

use url::Url;

use super::address::is_loopback_host;
pub use super::challenge::NoPointer;
use super::challenge::metadata_address;
use super::issuer::Issuer;
use crate::token::json::{Budget, Document, Kind};

/// The most authorization servers that are read.
const MAX_SERVERS: usize = 100;

/// The address of a resource as a person gave it, byte for byte; nothing is normalised, because it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource(String);

/// Why text is no address of a resource that may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a resource is an https address without user information, fragment, backslash or dot segments")]
pub struct NotAResource;

/// What the metadata says, as far as a verifier needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The issuers whose tokens it takes; outside text. Empty where it says nothing about that.
    pub authorization_servers: Vec<String>,
}

/// Why metadata of a resource is not to be used; outside text in it is not yet escaped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoStatement {
    /// No JSON object.
    #[error("it is no JSON object")]
    NotAnObject,
    /// A repeated member or the like (SECURITY.md R8).
    #[error("it has two readings: a repeated member, or text that is none")]
    TwoReadings,
    /// `resource` is missing or no text.
    #[error("it names no resource")]
    NoResource,
    /// It describes another resource (RFC 9728 section 3.3).
    #[error("it describes another resource")]
    OtherResource {
        /// What it says.
        found: String,
    },
    /// `authorization_servers` is no list of issuers.
    #[error("its authorization_servers is no list of issuers")]
    Servers,
}

/// Something that was saved from a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// The metadata itself.
    Metadata(String),
    /// A header that says where it lies.
    Pointer(String),
}

impl Resource {
    /// Judges the text by RFC 9728 section 1.2 and R15.
    ///
    /// # Errors
    /// Where it breaks one of the rules; the error never repeats the text.
    pub fn parse(text: &str) -> Result<Self, NotAResource> {
        let (scheme, rest) = text.split_once("://").ok_or(NotAResource)?;
        let path = rest.split('?').next().unwrap_or_default();
        let mut parts = path.split('/');
        let authority = parts.next().unwrap_or_default();
        let is_dotted =
            |part: &str| matches!(part.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
        let is_clean = text.bytes().all(|b| b.is_ascii_graphic())
            && !text.contains(['\\', '#'])
            && !authority.is_empty()
            && !authority.contains('@')
            && !parts.any(is_dotted);
        let url = Url::parse(text).map_err(|_| NotAResource)?;
        let is_reachable = scheme == "https" || (scheme == "http" && is_loopback_host(&url));
        if is_clean && is_reachable { Ok(Self(text.to_owned())) } else { Err(NotAResource) }
    }

    /// The address as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where its metadata lies: the well-known part stands between host and path (RFC 9728 section 3.1).
    #[must_use]
    pub fn metadata_address(&self) -> String {
        let host_from = self.0.find("://").map_or(0, |at| at.saturating_add(3));
        let rest = self.0.get(host_from..).unwrap_or_default();
        let path_from = rest.find(['/', '?']).map_or(self.0.len(), |at| at.saturating_add(host_from));
        let (origin, path) = self.0.split_at(path_from);
        let path = match path {
            "/" => "",
            path if path.starts_with("/?") => path.get(1..).unwrap_or_default(),
            path => path,
        };
        format!("{origin}/.well-known/oauth-protected-resource{path}")
    }

    /// Judges the address that a header names: it has the origin of the resource (SECURITY.md R31).
    ///
    /// # Errors
    /// Where it is elsewhere or may not be used.
    pub fn accepts(&self, address: &str) -> Result<(), NotAResource> {
        let parsed = Self::parse(address)?;
        let origin = |text: &str| Url::parse(text).map(|url| url.origin()).ok();
        let is_own = origin(parsed.as_str()).is_some() && origin(parsed.as_str()) == origin(&self.0);
        if is_own { Ok(()) } else { Err(NotAResource) }
    }

    /// Reads the metadata of this resource; `resource` in it is the address that was given, byte for byte.
    ///
    /// # Errors
    /// Where it is none, or another's.
    pub fn read(&self, metadata: &[u8]) -> Result<Statement, NoStatement> {
        let document = Document::parse(metadata, Budget::ANSWER).map_err(|_| NoStatement::NotAnObject)?;
        let root = document.root();
        if root.kind() != Kind::Object {
            return Err(NoStatement::NotAnObject);
        }
        if !document.oddities().is_empty() {
            return Err(NoStatement::TwoReadings);
        }
        let found = root.get("resource").and_then(|value| value.as_str()).ok_or(NoStatement::NoResource)?;
        if found != self.0 {
            return Err(NoStatement::OtherResource { found: found.chars().take(500).collect() });
        }
        let Some(servers) = root.get("authorization_servers") else {
            return Ok(Statement { authorization_servers: Vec::new() });
        };
        let is_list = servers.kind() == Kind::Array && (1..=MAX_SERVERS).contains(&servers.items().len());
        let issuers: Option<Vec<String>> = servers
            .items()
            .map(|one| one.as_str().filter(|text| Issuer::parse(text).is_ok()).map(str::to_owned))
            .collect();
        match issuers.filter(|_| is_list) {
            Some(authorization_servers) => Ok(Statement { authorization_servers }),
            None => Err(NoStatement::Servers),
        }
    }
}

/// Tells metadata, a saved answer and a header apart.
///
/// # Errors
/// Where nothing in the text says where metadata lies.
pub fn saved(text: &str) -> Result<Saved, NoPointer> {
    let text = text.trim();
    if text.starts_with('{') {
        return Ok(Saved::Metadata(text.to_owned()));
    }
    let header = |line: &str| {
        let line = line.trim_start_matches(['<', '>', ' ']);
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("www-authenticate").then(|| value.trim().to_owned())
    };
    let headers: Vec<String> = text.lines().filter_map(header).collect();
    if !headers.is_empty() {
        return metadata_address(&headers.join(", ")).map(Saved::Pointer);
    }
    let body = text.split_once("\r\n\r\n").or_else(|| text.split_once("\n\n")).map(|(_, body)| body.trim());
    match body.filter(|body| body.starts_with('{')) {
        Some(body) => Ok(Saved::Metadata(body.to_owned())),
        None => metadata_address(text).map(Saved::Pointer),
    }
}

#[cfg(test)]
mod tests {
    use super::{NoPointer, NoStatement, Resource, Saved, saved};

    #[test]
    fn r15_the_grammar_of_a_resource() {
        for (text, want) in [
            ("https://api.example", true),
            ("https://api.example/orders?tenant=1", true),
            ("http://127.0.0.1:8080/mcp", true),
            ("http://api.example/", false),
            ("https://good@evil/", false),
            ("https://api.example/#x", false),
            ("https://api.example/a/../b", false),
            ("https://api.example/%2e%2e/b", false),
            ("https://api.example\\@evil/", false),
            ("https:///x", false),
            ("https://", false),
            ("ftp://api.example", false),
            ("api", false),
            ("", false),
        ] {
            assert_eq!(Resource::parse(text).is_ok(), want, "{text}");
        }
    }

    #[test]
    fn the_well_known_part_stands_between_host_and_path() {
        for (resource, want) in [
            ("https://h", "https://h/.well-known/oauth-protected-resource"),
            ("https://h/", "https://h/.well-known/oauth-protected-resource"),
            ("https://h:1/a/b", "https://h:1/.well-known/oauth-protected-resource/a/b"),
            ("https://h/a/", "https://h/.well-known/oauth-protected-resource/a/"),
            ("https://h?x=1", "https://h/.well-known/oauth-protected-resource?x=1"),
            ("https://h/?x=1", "https://h/.well-known/oauth-protected-resource?x=1"),
            ("https://h/a?x=/", "https://h/.well-known/oauth-protected-resource/a?x=/"),
        ] {
            assert_eq!(Resource::parse(resource).expect("a resource").metadata_address(), want);
        }
    }

    #[test]
    fn r31_the_resource_is_the_given_address_byte_for_byte() {
        let resource = Resource::parse("https://api.example/orders").expect("a resource");
        let read = |text: &str| resource.read(text.as_bytes());
        let own = r#""resource":"https://api.example/orders""#;
        let good = read(&format!(r#"{{{own},"authorization_servers":["https://as.example"]}}"#));
        assert_eq!(good.expect("a statement").authorization_servers, ["https://as.example"]);
        assert_eq!(read(&format!("{{{own}}}")).expect("a statement").authorization_servers, [""; 0]);
        for other in [
            "https://api.example/orders/",
            "https://API.example/orders",
            "https://api.example:443/orders",
            "",
        ] {
            let found = read(&format!(r#"{{"resource":"{other}"}}"#));
            assert_eq!(found, Err(NoStatement::OtherResource { found: other.to_owned() }));
        }
        for (text, want) in [
            ("", NoStatement::NotAnObject),
            ("[]", NoStatement::NotAnObject),
            ("{}", NoStatement::NoResource),
            (r#"{"resource":["https://api.example/orders"]}"#, NoStatement::NoResource),
            (&format!(r#"{{"resource":"https://evil.example",{own}}}"#), NoStatement::TwoReadings),
            (&format!(r#"{{{own},"authorization_servers":"https://as.example"}}"#), NoStatement::Servers),
            (&format!(r#"{{{own},"authorization_servers":[]}}"#), NoStatement::Servers),
            (&format!(r#"{{{own},"authorization_servers":["http://as.example"]}}"#), NoStatement::Servers),
            (&format!(r#"{{{own},"authorization_servers":["https://as.example",1]}}"#), NoStatement::Servers),
        ] {
            assert_eq!(read(text), Err(want), "{text}");
        }
    }

    #[test]
    fn r31_a_header_names_an_address_of_the_same_origin() {
        let resource = Resource::parse("https://api.example/orders").expect("a resource");
        for (address, want) in [
            ("https://api.example/.well-known/oauth-protected-resource/orders", true),
            ("https://api.example:443/meta", true),
            ("https://api.example:8443/meta", false),
            ("https://evil.example/meta", false),
            ("https://api.example.evil.example/", false),
            ("https://api.example@evil.example/", false),
            ("http://api.example/meta", false),
            ("/meta", false),
        ] {
            assert_eq!(resource.accepts(address).is_ok(), want, "{address}");
        }
    }

    #[test]
    fn what_was_saved_is_metadata_or_says_where_it_lies() {
        let pointer = |text: &str| Ok(Saved::Pointer(text.to_owned()));
        for (text, want) in [
            (" {\"resource\":1}", Ok(Saved::Metadata("{\"resource\":1}".to_owned()))),
            ("Bearer resource_metadata=\"https://a\"", pointer("https://a")),
            ("WWW-Authenticate: Bearer resource_metadata=\"https://a\"", pointer("https://a")),
            (
                "HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Bearer resource_metadata=\"https://a\"\r\n\r\n{\"error\":\"x\"}",
                pointer("https://a"),
            ),
            ("> GET / HTTP/2\n< HTTP/2 401\n< WWW-Authenticate: DPoP resource_metadata=h\n", pointer("h")),
            (
                "HTTP/1.1 200 OK\ncontent-type: application/json\n\n{\"resource\":1}",
                Ok(Saved::Metadata("{\"resource\":1}".to_owned())),
            ),
            ("HTTP/1.1 401 X\nwww-authenticate: Bearer\n\n{\"resource\":1}", Err(NoPointer::Missing)),
            ("nothing", Err(NoPointer::Missing)),
        ] {
            assert_eq!(saved(text), want, "{text}");
        }
    }
}
