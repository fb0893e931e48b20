//! `weak-secret`: the secret that signed the token can be guessed.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::keys::{Algorithm, KeyType, is_made_with};
use crate::lint::header;
use crate::lint::rule::{Area, Needs, Rule};

pub(super) static RULE: Rule = Rule {
    id: "weak-secret",
    area: Area::Signature,
    summary: "the secret that signed the token can be guessed",
    level: Level::Error,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 8725 section 3.5", "RFC 7518 section 3.2", "OWASP NHI4"],
    docs: include_str!("weak_secret.md"),
    check,
};

/// Words that examples, templates and tutorials sign with, one a line.
///
/// The likeliest come first: each costs the hash of the whole token.
const FAMOUS: &str = include_str!("weak_secrets.txt");

/// How many audiences are tried; how many there are is the token's choice.
const AUDIENCES: usize = 8;

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for (number, signature) in context.token.signatures().iter().enumerate() {
        for header in header::of_signature(context.token, number) {
            let Some(name) = header.text("alg") else { continue };
            let Some(algorithm) = Algorithm::from_name(name).filter(|one| one.key_type() == KeyType::Oct) else {
                continue;
            };
            let signs = |secret: &str| {
                is_made_with(secret.as_bytes(), algorithm, &signature.signing_input, &signature.bytes)
            };
            // Which secret it is stays unsaid: whoever reads the log of a build could sign with it.
            if let Some(how) = guessed(context, signs) {
                flaws.push(Flaw::at(header.place("alg"), format!("the token is signed with {how}")).value(name));
            }
        }
    }
    flaws
}

/// How the secret is known, if it is.
fn guessed(context: &Context<'_>, signs: impl Fn(&str) -> bool) -> Option<&'static str> {
    let claims = context.claims;
    let named = |names: &[&str]| names.iter().any(|name| claims.is_some_and(|one| one.text(name).present().is_some_and(&signs)));
    if signs("") {
        Some("an empty secret")
    } else if FAMOUS.lines().any(&signs) {
        Some("a secret that everybody knows")
    } else if named(&["azp", "client_id", "appid", "cid"]) {
        Some("the name of its client")
    } else if named(&["iss", "sub", "jti"]) || claims.is_some_and(|one| one.audience().into_iter().take(AUDIENCES).any(&signs)) {
        Some("words that stand in it")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::FAMOUS;

    #[test]
    fn every_line_is_a_secret_and_stands_once() {
        let mut lines: Vec<&str> = FAMOUS.lines().collect();
        assert!(lines.iter().all(|line| !line.is_empty() && line.trim() == *line));
        assert!(lines.len() > 250, "a list worth trying");
        lines.sort_unstable();
        let all = lines.len();
        lines.dedup();
        assert_eq!(lines.len(), all);
    }
}
