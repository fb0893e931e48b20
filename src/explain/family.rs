//! Whose token it is, as far as the data can tell: conditions on its header and claims.

use super::recipe::texts;
use super::table::{FAMILIES, Place, RECOGNISED, Row, Span, TEXT, Test, WHEN, When};
use crate::token::Token;
use crate::token::json::Value;

/// The longest text that a pattern is held against, in bytes; issuers and types are far shorter.
const LONGEST: usize = 2048;

/// A token's header and claims, and the families it belongs to, one bit each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'t> {
    pub(super) header: Option<Value<'t>>,
    pub(super) claims: Option<Value<'t>>,
    pub(super) families: u64,
}

impl<'t> Seen<'t> {
    pub(super) fn new(token: &'t Token) -> Self {
        let header = token.header().map(|tree| tree.value());
        let claims = token.claims_tree().map(|tree| tree.value());
        let mut seen = Self { header, claims, families: 0 };
        for (bit, family) in FAMILIES.iter().enumerate() {
            let ways = family.recognised.of(&RECOGNISED);
            if ways.is_empty() || ways.iter().any(|&way| seen.holds(way)) {
                seen.families |= 1 << bit;
            }
        }
        seen
    }

    pub(super) fn is_in(&self, family: u8) -> bool {
        self.families & (1 << family) != 0
    }

    /// Whether a row's family and conditions fit this token.
    pub(super) fn fits(&self, row: &Row) -> bool {
        self.is_in(row.family) && self.holds(row.when)
    }

    fn holds(&self, conditions: Span) -> bool {
        conditions.of(&WHEN).iter().all(|when| self.one_holds(when))
    }

    fn one_holds(&self, when: &When) -> bool {
        let (name, wanted) = (when.name.of(TEXT), when.value.of(TEXT));
        let found = self.value(name);
        match when.test {
            Test::Present => found.is_some(),
            Test::Absent => found.is_none(),
            Test::Like => found.is_some_and(|value| match value.as_str() {
                Some(text) => is_like(wanted, text),
                None => texts(value).iter().any(|text| is_like(wanted, text)),
            }),
            Test::Same => {
                let text = |value: Option<Value<'t>>| value.and_then(|v| v.as_str());
                text(found).is_some_and(|one| text(self.value(wanted)) == Some(one))
            }
        }
    }

    /// A claim by name or pointer, or a header member behind `header:`.
    fn value(&self, name: &str) -> Option<Value<'t>> {
        match name.strip_prefix("header:") {
            Some(name) => self.member(Place::Header, name),
            None => self.member(Place::Claims, name),
        }
    }

    /// A member of one part, by name or by pointer.
    pub(super) fn member(&self, place: Place, name: &str) -> Option<Value<'t>> {
        let part = match place {
            Place::Header => self.header,
            Place::Claims => self.claims,
        }?;
        if name.starts_with('/') { part.pointer(name) } else { part.get(name) }
    }
}

/// Whether a text fits a pattern: a star is any run without a slash, at the end any run; case counts for neither.
fn is_like(pattern: &str, text: &str) -> bool {
    if text.len() > LONGEST || !begins_alike(pattern.as_bytes(), text.as_bytes()) {
        return false;
    }
    let mut parts = pattern.split('*').peekable();
    let Some(mut rest) = parts.next().and_then(|first| behind(text, first)) else { return false };
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        let is_last = parts.peek().is_none();
        if is_last && part.is_empty() {
            return true;
        }
        let at = match is_last {
            true => rest.len().checked_sub(part.len()).filter(|at| begins(rest, *at, part)),
            false => (0..rest.len()).find(|at| begins(rest, *at, part)),
        };
        let Some(at) = at else { return false };
        if rest.get(..at).is_none_or(|gap| gap.contains('/')) {
            return false;
        }
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    rest.is_empty()
}

/// Whether two texts agree up to the pattern's first star: most of the patterns that are held against a text end here.
fn begins_alike(pattern: &[u8], text: &[u8]) -> bool {
    let fixed = pattern.iter().take_while(|&&byte| byte != b'*');
    let mut of_text = text.iter();
    fixed.into_iter().all(|byte| of_text.next().is_some_and(|other| byte.eq_ignore_ascii_case(other)))
}

/// What follows a beginning, compared without case.
fn behind<'t>(text: &'t str, beginning: &str) -> Option<&'t str> {
    begins(text, 0, beginning).then(|| text.get(beginning.len()..)).flatten()
}

fn begins(text: &str, at: usize, part: &str) -> bool {
    text.get(at..at + part.len()).is_some_and(|here| here.eq_ignore_ascii_case(part))
}

#[cfg(test)]
mod tests {
    use super::is_like;

    #[test]
    fn a_star_stays_within_one_step_of_a_path() {
        for (pattern, text, want) in [
            ("app", "app", true),
            ("app", "application", false),
            ("https://*.auth0.com/", "https://t.eu.auth0.com/", true),
            ("https://*.auth0.com/", "https://evil.example/x.auth0.com/", false),
            ("https://*.auth0.com/", "https://t.auth0.com/more", false),
            ("https://sts.windows.net/*", "https://sts.windows.net/a/b", true),
            ("https://sts.windows.net/*", "https://sts.windows.net.evil/", false),
            ("https://*/realms/*", "https://h:8443/realms/x", true),
            ("https://*/realms/*", "https://h/auth/realms/x", false),
            ("TXNtoken+jwt", "txntoken+JWT", true),
            ("*", "", true),
        ] {
            assert_eq!(is_like(pattern, text), want, "{pattern} {text}");
        }
    }
}
