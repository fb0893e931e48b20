//! What may be behind a no, told from what is at hand; nothing is fetched for it, and no hint makes a yes.

use super::keyring::{Owner, Ring, TENANT};

/// What two issuers differ in, where it is only a trifle, a tenant or an endpoint.
pub(super) fn issuers(wanted: &[String], found: &str) -> Option<&'static str> {
    wanted.iter().find_map(|one| {
        if bare(one) == bare(found) {
            return Some("only the last / or the case differs, and issuers are compared byte for byte");
        }
        if let Some((before, after)) = one.split_once(TENANT) {
            let tenant = found.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
            if tenant.is_some_and(is_guid) {
                return Some("the token's tid does not name the tenant of its issuer");
            }
        }
        let (tenant, other) = (tenants(one), tenants(found));
        if !tenant.is_empty() && tenantless(one) == tenantless(found) {
            return Some("another tenant of the same server");
        }
        if !tenant.is_empty() && tenant == other {
            return Some(
                "the same tenant at another endpoint (a token of version 1 where 2 is meant, or the reverse)",
            );
        }
        (host(one).is_some() && host(one) == host(found)).then_some("the same server, another path")
    })
}

/// Whose set has a `kid` that no set of the token's issuer has.
pub(super) fn elsewhere(kid: Option<&str>, others: &[&Ring]) -> Option<String> {
    let kid = kid?;
    let has = |ring: &&&Ring| ring.keys.entries().iter().any(|entry| entry.kid.as_deref() == Some(kid));
    let ring = others.iter().find(has)?;
    Some(match &ring.owner {
        Owner::Issuer(issuer) => format!("{} has this kid, and belongs to {issuer}", ring.source),
        Owner::Unsaid => format!("{} has this kid, and belongs to nobody", ring.source),
    })
}

fn bare(text: &str) -> String {
    text.trim_end_matches('/').to_ascii_lowercase()
}

fn is_guid(part: &str) -> bool {
    part.len() == 36 && part.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

fn tenants(issuer: &str) -> Vec<String> {
    issuer.split('/').filter(|part| is_guid(part)).map(str::to_ascii_lowercase).collect()
}

fn tenantless(issuer: &str) -> Vec<&str> {
    issuer.split('/').map(|part| if is_guid(part) { "" } else { part }).collect()
}

/// The host of an issuer with its port.
fn host(issuer: &str) -> Option<&str> {
    let (_, rest) = issuer.split_once("://")?;
    rest.split('/').next().filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::issuers;

    #[test]
    fn what_two_issuers_differ_in() {
        let (a, b) = ("8eaef023-2b34-4da1-9baa-8bc8c9d6a490", "72f988bf-86f1-41af-91ab-2d7cd011db47");
        let of = |tenant: &str| format!("https://login.example/{tenant}/v2.0");
        for (wanted, found, want) in [
            ("https://i.example".to_owned(), "https://i.example/".to_owned(), Some("only the last /")),
            ("https://i.example/A".to_owned(), "https://i.example/a".to_owned(), Some("only the last /")),
            (of(a), of(b), Some("another tenant")),
            (of(a), format!("https://sts.example/{a}/"), Some("the same tenant")),
            (of(a), format!("https://sts.example/{b}/"), None),
            (of("{tenantid}"), of(a), Some("the token's tid")),
            (of("{tenantid}"), of("common"), Some("the same server")),
            (of("{tenantid}"), format!("https://sts.example/{a}/"), None),
            (
                "https://i.example/realms/a".to_owned(),
                "https://i.example/realms/b".to_owned(),
                Some("the same server"),
            ),
            ("https://i.example".to_owned(), "https://j.example".to_owned(), None),
            ("https://i.example".to_owned(), "https://i.example.evil.example".to_owned(), None),
            ("svc".to_owned(), "other".to_owned(), None),
            ("://".to_owned(), "://x".to_owned(), None),
        ] {
            let hint = issuers(std::slice::from_ref(&wanted), &found);
            assert_eq!(hint.is_some(), want.is_some(), "{wanted} {found}: {hint:?}");
            assert!(hint.unwrap_or_default().starts_with(want.unwrap_or_default()), "{hint:?}");
        }
    }
}
