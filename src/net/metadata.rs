//! What an issuer says about itself, and which of its addresses may be used (RFC 8414 section 2, SECURITY.md R15).

use url::Url;

use super::address::is_loopback_host;
use super::issuer::Issuer;
use crate::token::json::{Document, Kind, Oddity, Tree, Value};

/// Metadata whose `issuer` is the one that was asked.
#[derive(Debug, Clone)]
pub struct Metadata {
    /// The issuer, byte for byte as asked.
    pub issuer: Issuer,
    /// Where it was found.
    pub url: String,
    pub(super) document: Tree,
}

/// The members that obo acts upon; the metadata may not leave open what they say.
const DECIDING: [&str; 9] = [
    "issuer",
    "jwks_uri",
    "token_endpoint",
    "token_endpoint_auth_methods_supported",
    "token_endpoint_auth_signing_alg_values_supported",
    "introspection_endpoint",
    "introspection_endpoint_auth_methods_supported",
    "introspection_endpoint_auth_signing_alg_values_supported",
    "introspection_signing_alg_values_supported",
];

/// The first member of the object itself that is of these and stands twice.
pub(super) fn repeated(document: &Document) -> Option<&'static str> {
    let names = document.oddities().iter().filter_map(|oddity| match oddity {
        Oddity::Repeated { pointer, .. } => pointer.strip_prefix('/'),
        _ => None,
    });
    names.into_iter().find_map(|name| DECIDING.into_iter().find(|member| *member == name))
}

/// A member of the metadata that names an address obo may not use (R15).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadEndpoint {
    /// It is missing or no string.
    #[error("the metadata has no {0}")]
    Missing(&'static str),
    /// It is neither https nor http to this machine, or has user information or a fragment.
    #[error("the metadata's {0} is not an https address")]
    NotHttps(&'static str),
}

/// An address that the metadata names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The address.
    pub url: String,
    /// The host in ASCII form, where it is not the issuer's own.
    pub other_host: Option<String>,
}

impl Metadata {
    /// A required address: https, or http to this machine.
    ///
    /// # Errors
    /// Where it is missing or may not be used.
    pub fn endpoint(&self, name: &'static str) -> Result<Endpoint, BadEndpoint> {
        let text = self
            .document
            .value()
            .get(name)
            .and_then(|v| v.as_str())
            .filter(|text| !text.is_empty())
            .ok_or(BadEndpoint::Missing(name))?;
        let url = Url::parse(text).map_err(|_| BadEndpoint::NotHttps(name))?;
        let secure = url.scheme() == "https" || (url.scheme() == "http" && is_loopback_host(&url));
        let clean = text.bytes().all(|b| b.is_ascii_graphic())
            && !text.contains('\\')
            && url.username().is_empty()
            && url.password().is_none()
            && url.fragment().is_none();
        if !secure || !clean {
            return Err(BadEndpoint::NotHttps(name));
        }
        let host = url.host_str().map(str::to_owned);
        let other_host = if host == self.issuer.host() { None } else { host };
        Ok(Endpoint { url: text.to_owned(), other_host })
    }

    /// Whether it says anything under this name that could be an address, fit for use or not.
    pub(super) fn names(&self, name: &'static str) -> bool {
        !matches!(self.endpoint(name), Err(BadEndpoint::Missing(_)))
    }

    /// The whole document, for whoever recognises a vendor by it.
    #[must_use]
    pub fn value(&self) -> Value<'_> {
        self.document.value()
    }

    /// The strings of a member that is an array, such as `token_endpoint_auth_methods_supported`; `None` where the
    /// member is missing, which is not the same as empty.
    #[must_use]
    pub fn list(&self, name: &str) -> Option<Vec<String>> {
        let value = self.document.value().get(name)?;
        (value.kind() == Kind::Array)
            .then(|| value.items().filter_map(|item| item.as_str()).map(str::to_owned).collect())
    }
}
