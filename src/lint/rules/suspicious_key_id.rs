//! `suspicious-key-id`: kid has the shape of an attack, not of a name.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::header;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "suspicious-key-id",
    area: Area::Signature,
    summary: "kid has the shape of an attack, not of a name",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8725 section 3.10", "RFC 7515 section 4.1.4"],
    docs: include_str!("suspicious_key_id.md"),
    check,
};

/// The longest name of a key that anybody needs, in bytes.
const LONGEST: usize = 256;

/// Where paths to files that every machine has begin; a slash alone is base64.
const ROOTS: [&str; 9] = ["/dev/", "/etc/", "/home/", "/proc/", "/root/", "/sys/", "/tmp/", "/usr/", "/var/"];

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for header in header::headers(context.token) {
        let Some(kid) = header.text("kid") else { continue };
        if let Some(shape) = shape(kid) {
            let flaw = Flaw::at(header.place("kid"), format!("kid {shape}"));
            flaws.push(if kid.len() > LONGEST { flaw } else { flaw.value(kid) });
        }
    }
    flaws
}

/// What it looks like, if it looks like an attack.
fn shape(kid: &str) -> Option<&'static str> {
    let small = kid.to_ascii_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| small.contains(part));
    if kid.len() > LONGEST {
        Some("is longer than any name")
    } else if kid.chars().any(char::is_control) {
        Some("has control characters in it")
    } else if has(&["://"]) {
        Some("is an address")
    } else if has(&["../", "..\\", "%2e%2e", "%2f", "%00", ":\\"]) || ROOTS.iter().any(|root| small.starts_with(root)) {
        Some("is a path to a file")
    } else if has(&["'", "\"", ";", " union ", " select ", "/*"]) {
        Some("is part of a database query")
    } else if has(&["$(", "`", "|", "&&", "${", "{{", "<"]) {
        Some("is a command or a template")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::shape;

    #[test]
    fn names_of_keys_are_no_attacks() {
        for kid in [
            "W_E8iqylnOHev_nCvLcdNJzAkrhyB_bi_GSp--RqtrE",
            "abc/def+ghi=",
            "/abc/def+ghi=",
            "did:key:z6Mk#z6Mk",
            "arn:aws:kms:eu-west-1:1:key/0b1",
            "2026-11..1",
            "CN=issuer, O=Example",
            "",
        ] {
            assert_eq!(shape(kid), None, "{kid}");
        }
        for kid in [
            "../../../../dev/null",
            "/dev/null",
            "..%2f..%2fetc",
            "C:\\keys\\a",
            "x' UNION SELECT 'k",
            "key.crt; id",
            "$(id)",
            "http://a.example/k",
            "a\u{0}b",
        ] {
            assert!(shape(kid).is_some(), "{kid}");
        }
    }
}
