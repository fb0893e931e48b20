//! Registered claims in three states: absent, malformed, present.

use std::collections::HashSet;

use super::json::{Kind, Value};
use crate::instant::Instant;

/// A claim as it was found; `Option` would let a malformed claim pass for an absent one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field<T> {
    /// The claim is not there.
    Absent,
    /// The claim is there and is not what it should be; the text says what was found.
    Malformed(String),
    /// The claim is there and reads as it should.
    Present(T),
}

impl<T> Field<T> {
    /// The value, if it is present and well formed.
    pub fn present(self) -> Option<T> {
        match self {
            Self::Present(value) => Some(value),
            _ => None,
        }
    }

    /// What was found, if it is malformed.
    #[must_use]
    pub fn malformed(&self) -> Option<&str> {
        match self {
            Self::Malformed(found) => Some(found),
            _ => None,
        }
    }
}

/// The members of a payload, read by the rules of RFC 7519 and RFC 8693.
#[derive(Debug, Clone, Copy)]
pub struct Claims<'t>(Value<'t>);

impl<'t> Claims<'t> {
    /// Reads an object's members as claims; any other value has none.
    #[must_use]
    pub fn new(object: Value<'t>) -> Self {
        Self(object)
    }

    /// The object itself.
    #[must_use]
    pub fn value(self) -> Value<'t> {
        self.0
    }

    /// A claim by name, whatever it holds.
    #[must_use]
    pub fn get(self, name: &str) -> Option<Value<'t>> {
        self.0.get(name)
    }

    /// A claim that must be a string.
    #[must_use]
    pub fn text(self, name: &str) -> Field<&'t str> {
        match self.get(name) {
            None => Field::Absent,
            Some(value) if value.lexeme().is_some() => {
                Field::Malformed("a string with half a surrogate pair".to_owned())
            }
            Some(value) => value.as_str().map_or_else(|| malformed(value), Field::Present),
        }
    }

    /// A claim that must be a NumericDate (RFC 7519 section 2).
    #[must_use]
    pub fn date(self, name: &str) -> Field<Instant> {
        match self.get(name) {
            None => Field::Absent,
            Some(value) => match value.as_number() {
                None => malformed(value),
                Some(digits) => match Instant::from_number(digits) {
                    Ok(instant) => Field::Present(instant),
                    Err(reason) => Field::Malformed(reason.to_string()),
                },
            },
        }
    }

    /// A string or an array of strings, such as `aud` (RFC 7519 section 4.1.3).
    #[must_use]
    pub fn texts(self, name: &str) -> Field<Vec<&'t str>> {
        let Some(value) = self.get(name) else { return Field::Absent };
        match value.kind() {
            Kind::String => match self.text(name) {
                Field::Present(text) => Field::Present(vec![text]),
                Field::Malformed(found) => Field::Malformed(found),
                Field::Absent => Field::Absent,
            },
            Kind::Array => {
                let mut texts = Vec::with_capacity(value.items().len());
                for item in value.items() {
                    match item.as_str() {
                        Some(text) if item.lexeme().is_none() => texts.push(text),
                        _ => return Field::Malformed(format!("an array with {} in it", item.kind().noun())),
                    }
                }
                Field::Present(texts)
            }
            _ => malformed(value),
        }
    }

    /// The audiences; empty where `aud` is absent or malformed.
    #[must_use]
    pub fn audience(self) -> Vec<&'t str> {
        self.texts("aud").present().unwrap_or_default()
    }

    /// The scopes, from `scope` or `scp`, a string split at blanks (U+0020) or an array.
    #[must_use]
    pub fn scopes(self) -> Vec<&'t str> {
        // A token of 1 MiB holds a quarter of a million of them, so each is looked up and not searched for.
        let mut seen = HashSet::new();
        let texts = ["scope", "scp"].into_iter().filter_map(|name| self.texts(name).present()).flatten();
        let scopes = texts.flat_map(|text| text.split(' ')).filter(|scope| !scope.is_empty());
        scopes.filter(|scope| seen.insert(*scope)).collect()
    }

    /// The client claims that are there, in order of trust: claim name and id.
    #[must_use]
    pub fn clients(self) -> Vec<(&'static str, &'t str)> {
        ["azp", "client_id", "appid", "cid"]
            .into_iter()
            .filter_map(|name| self.text(name).present().map(|id| (name, id)))
            .collect()
    }
}

fn malformed<T>(value: Value<'_>) -> Field<T> {
    Field::Malformed(value.kind().noun().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Claims, Field};
    use crate::token::json::{Budget, Document};

    fn with<T>(json: &str, read: impl FnOnce(Claims<'_>) -> T) -> T {
        let document = Document::parse(json.as_bytes(), Budget::TOKEN).expect("the test's text is JSON");
        read(Claims::new(document.root()))
    }

    #[test]
    fn malformed_is_not_absent() {
        for (json, want) in [
            (r#"{}"#, None),
            (r#"{"exp":"1"}"#, Some("a string")),
            (r#"{"exp":null}"#, Some("null")),
            (r#"{"exp":1795297229000}"#, Some("out of range (milliseconds?)")),
        ] {
            with(json, |claims| {
                assert_eq!(claims.date("exp").malformed(), want, "{json}");
                assert_ne!(claims.date("exp"), Field::Present(crate::instant::Instant::from_seconds(0)));
            });
        }
    }

    #[test]
    fn scopes_are_read_from_both_names_in_both_shapes() {
        for (json, want) in [
            (r#"{"scope":"a b  a"}"#, vec!["a", "b"]),
            (r#"{"scp":["a","b"]}"#, vec!["a", "b"]),
            (r#"{"scp":"a\tb"}"#, vec!["a\tb"]),
            (r#"{"scope":"a","scp":"c a"}"#, vec!["a", "c"]),
            (r#"{"scope":42}"#, vec![]),
        ] {
            with(json, |claims| assert_eq!(claims.scopes(), want, "{json}"));
        }
    }

    #[test]
    fn half_a_surrogate_pair_is_no_text() {
        with(r#"{"sub":"a\ud800","aud":["b","c\udfff"],"scope":"\ud83d\ude00"}"#, |claims| {
            assert_eq!(claims.text("sub").malformed(), Some("a string with half a surrogate pair"));
            assert_eq!(claims.texts("sub").malformed(), Some("a string with half a surrogate pair"));
            assert_eq!(claims.texts("aud").malformed(), Some("an array with a string in it"));
            assert_eq!(claims.text("scope"), Field::Present("\u{1f600}"));
        });
    }

    #[test]
    fn an_audience_with_a_number_in_it_is_malformed() {
        with(r#"{"aud":["a",42]}"#, |claims| {
            assert_eq!(claims.texts("aud").malformed(), Some("an array with a number in it"));
            assert!(claims.audience().is_empty());
        });
    }
}
