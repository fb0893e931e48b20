//! The address of an endpoint that a person names (RFC 6749 section 3.2, SECURITY.md R15).

use url::Url;

use crate::failure::Failure;
use crate::net::address::is_loopback_host;

/// Judges an address before anything is sent there: https, or http to this machine, and nothing that hides a host.
///
/// # Errors
/// Where it may not be used; the message names the flag and never the address.
pub(super) fn judge(flag: &'static str, address: &str) -> Result<(), Failure> {
    let refused =
        |why: &str| Err(Failure::usage(why).context(format!("{flag} is no address that can be used")));
    if !address.bytes().all(|b| b.is_ascii_graphic()) || address.contains('\\') {
        return refused("it has blanks, controls, backslashes or letters outside ASCII");
    }
    let Ok(url) = Url::parse(address) else { return refused("it does not read as an address") };
    match url.scheme() {
        "https" => {}
        "http" if is_loopback_host(&url) => {}
        "http" => return refused("plain http is for this machine alone"),
        _ => return refused("it is no https address"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refused("it has user information before its host");
    }
    if url.fragment().is_some() { refused("it has a fragment") } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::judge;

    #[test]
    fn r15_an_endpoint_is_https_and_hides_no_host() {
        for (address, want) in [
            ("https://h/introspect", true),
            ("https://h:8443/introspect?tenant=1", true),
            ("http://127.0.0.1:4400/introspect", true),
            ("http://h/introspect", false),
            ("http://169.254.169.254/", false),
            ("https://good@evil/", false),
            ("https://h/x#y", false),
            ("https://h\\@evil", false),
            ("https://h/ x", false),
            ("ftp://h/", false),
            ("h", false),
            ("", false),
        ] {
            assert_eq!(judge("--introspection-endpoint", address).is_ok(), want, "{address}");
        }
    }
}
