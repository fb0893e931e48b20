//! `insecure-issuer`: the issuer is reached without TLS.

use std::net::IpAddr;

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::rule::{Area, Needs, Rule};
use crate::token::claims::Field;

pub(super) static RULE: Rule = Rule {
    id: "insecure-issuer",
    area: Area::Profile,
    summary: "the issuer is reached without TLS",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8414 section 2", "RFC 9700 section 2.6"],
    docs: include_str!("insecure_issuer.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    match context.claims.map(|claims| claims.text("iss")) {
        Some(Field::Present(issuer)) if is_plain_http(issuer) => {
            vec![Flaw::at("/claims/iss", "the issuer is reached without TLS").value(issuer)]
        }
        _ => Vec::new(),
    }
}

/// Whether it is an http address of another machine.
fn is_plain_http(issuer: &str) -> bool {
    let Some((scheme, rest)) = issuer.trim().split_once("://") else { return false };
    if !scheme.eq_ignore_ascii_case("http") {
        return false;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        Some((address, _)) => address,
        None => host.split(':').next().unwrap_or_default(),
    };
    let is_loopback = host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let name = host.to_ascii_lowercase();
    !(is_loopback || name == "localhost" || name.ends_with(".localhost"))
}

#[cfg(test)]
mod tests {
    use super::is_plain_http;

    #[test]
    fn only_this_machine_may_be_asked_in_the_clear() {
        for (issuer, want) in [
            ("https://as.example", false),
            ("http://as.example", true),
            ("HTTP://as.example/x", true),
            ("http://127.0.0.1:4800", false),
            ("http://[::1]:4800/realms/a", false),
            ("http://localhost:8080/realms/a", false),
            ("http://as.localhost", false),
            ("http://127.0.0.1@as.example/", true),
            ("http://localhost.as.example", true),
            ("accounts.example", false),
            ("urn:example:issuer", false),
            ("kubernetes/serviceaccount", false),
        ] {
            assert_eq!(is_plain_http(issuer), want, "{issuer}");
        }
    }
}
