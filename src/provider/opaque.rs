//! Tokens that say nothing themselves: whose they are by their shape, and who can read them.

use super::record::Record;
use super::{numbered, pattern, signs, vendors};
use crate::token::base64url;
use crate::token::digest::Digest;

/// What the shape of an opaque token tells; the token itself is never in it (SECURITY.md R14).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opaque {
    /// The vendor's short name: `github`.
    pub vendor: &'static str,
    /// Whether a prefix tells, or only the whole shape.
    pub has_prefix: bool,
    /// What it is, with its article: `a GitHub App user token`.
    pub what: &'static str,
    /// Who alone can read it: `GitHub`.
    pub reader: &'static str,
    /// How to ask the reader, as the rest of a sentence; absent where there is no way to say.
    pub ask: Option<&'static str>,
    /// The name and the value by which the issuer's audit log knows it (a base64 SHA-256).
    pub log: Option<(&'static str, String)>,
}

impl Opaque {
    /// What it is, as an error has it: `by its prefix a GitHub App user token`.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("by its {} {}", if self.has_prefix { "prefix" } else { "shape" }, self.what)
    }

    /// What can be done with it; a second line where the audit log has a name for it.
    #[must_use]
    pub fn hint(&self) -> String {
        let mut hint = format!("only {} can read it", self.reader);
        if let Some(ask) = self.ask {
            hint.push_str(": ");
            hint.push_str(ask);
        }
        if let Some((name, value)) = &self.log {
            hint.push_str(&format!("; its audit log calls it {name}\n{value}"));
        }
        hint
    }
}

/// The longest text that is taken for an opaque token, in bytes; issuers' own limits are far below.
const LONGEST: usize = 16 << 10;

/// Names an opaque token by its shape, or says nothing.
#[must_use]
pub fn opaque(text: &str) -> Option<Opaque> {
    let text = text.trim();
    if text.len() > LONGEST || !text.bytes().all(|byte| (0x21..0x7f).contains(&byte)) {
        return None;
    }
    let (number, _) = signs(vendors::OPAQUE).find(|(_, pattern)| pattern::fits(pattern, text))?;
    let profile = numbered(number)?;
    let shape = profile.sections("opaque").find(|shape| fits(*shape, text))?;
    Some(Opaque {
        vendor: profile.name(),
        has_prefix: !shape.get("pattern").is_some_and(|pattern| pattern.starts_with('*')),
        what: shape.get("what").unwrap_or("a token"),
        reader: shape.get("reader").unwrap_or("its issuer"),
        ask: shape.get("ask"),
        log: shape.get("log_name").map(|name| (name, log_value(text))),
    })
}

fn fits(shape: Record, text: &str) -> bool {
    shape.all("pattern").any(|pattern| pattern::fits(pattern, text))
}

/// GitHub's `hashed_token` and its like: the SHA-256 of the token, in base64 with padding.
fn log_value(text: &str) -> String {
    base64url::encode_standard(Digest::of(text.as_bytes()).bytes())
}

#[cfg(test)]
mod tests {
    use super::opaque;

    #[test]
    fn r14_a_known_prefix_gives_the_issuer_and_the_log_value_and_never_the_token() {
        // Value from samples/logs/tokens.jsonl, computed by GitHub's documented rule.
        let token = "ghu_OBOsampleNotARealTokenLedgerAgent000";
        let found = opaque(token).expect("a GitHub prefix");
        assert_eq!(found.sentence(), "by its prefix a GitHub App user token");
        assert_eq!(
            found.hint(),
            "only GitHub can read it; its audit log calls it hashed_token\n\
             grA+EJQQCKWXHz5aNulpvY+HTnM7xGKkuMi2WjFYvOA="
        );
        assert!(!format!("{found:?}").contains("sampleNotAReal"));
    }

    #[test]
    fn a_shape_without_a_prefix_is_not_called_one() {
        let found = opaque("alice:FaSAIwnmpwdyS7Cf:cf2THepw-24a5zlrlTzIL6rzhHJLN5Vq").expect("a known shape");
        assert!(found.sentence().starts_with("by its shape a token of"), "{}", found.sentence());
    }

    #[test]
    fn what_has_no_known_shape_is_not_named() {
        for text in [
            "",
            "gho_",
            "hello",
            "gho_ with blanks in it that are no token",
            "a:b:c",
            "xoxb",
            "1.A",
            "npm_",
            "npm_config_registry",
            "npm_sampleNotARealToken000000000000000000",
            "sk_live_",
            "sk_live_short",
            // A publishable key is for everybody.
            "pk_live_sampleNotARealKey000",
            "sk-",
            "sk-proj-x",
            "sk-learn-sampleNotARealKey000000",
            "sk-admin-sampleNotARealKey000",
        ] {
            assert_eq!(opaque(text), None, "{text:?}");
        }
    }
}
