//! The keys of obo.toml: the flags' long names, and what each takes.

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A string.
    Text,
    /// A string or a list of strings.
    Texts,
    /// Where a secret is: `env:`, `@`, `fd:`, or a list of words that begins with `cmd`.
    Secret,
    /// A whole number.
    Number,
    /// A duration: whole seconds, or `90s 15m 1h30m 2d`.
    Duration,
    /// A boolean.
    Flag,
    /// A table or a list of tables that another room reads.
    Table,
}

impl Takes {
    /// The type in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Texts => "a text or a list of texts",
            Self::Secret => "the source of a secret",
            Self::Number => "a whole number",
            Self::Duration => "a duration such as \"15m\"",
            Self::Flag => "true or false",
            Self::Table => "a table",
        }
    }
}

/// A key and what it takes.
pub type Key = (&'static str, Takes);

/// The keys of `[profile.NAME]`.
pub const PROFILE: &[Key] = &[
    ("inherits", Takes::Text),
    ("issuer", Takes::Texts),
    ("token-endpoint", Takes::Text),
    ("provider", Takes::Text),
    ("client-id", Takes::Text),
    ("client-secret", Takes::Secret),
    ("client-auth", Takes::Text),
    ("client-key", Takes::Secret),
    ("client-assertion-aud", Takes::Text),
    ("audience", Takes::Texts),
    ("resource", Takes::Texts),
    ("scope", Takes::Texts),
    ("jwks", Takes::Texts),
    ("key", Takes::Texts),
    ("subject", Takes::Texts),
    ("typ", Takes::Texts),
    ("token-type", Takes::Text),
    ("alg", Takes::Texts),
    ("actor", Takes::Texts),
    ("prior-actor", Takes::Texts),
    ("max-depth", Takes::Number),
    ("max-age", Takes::Duration),
    ("max-lifetime", Takes::Duration),
    ("no-delegation", Takes::Flag),
    ("require-binding", Takes::Flag),
    ("introspect-as", Takes::Text),
    ("introspect-secret", Takes::Secret),
    ("introspection-endpoint", Takes::Text),
    ("ca", Takes::Text),
    ("timeout", Takes::Duration),
];

/// The keys of the file itself.
pub const ROOT: &[Key] = &[("profile", Takes::Table), ("lint", Takes::Table), ("extends", Takes::Texts)];

/// A key of a table by name.
#[must_use]
pub fn find(keys: &'static [Key], name: &str) -> Option<Key> {
    keys.iter().copied().find(|(key, _)| *key == name)
}

/// The key that a mistyped one was probably meant to be: the most letters in common, in order.
#[must_use]
pub fn nearest(keys: &'static [Key], name: &str) -> Option<&'static str> {
    let common = |key: &str| {
        let mut rest = key.chars();
        let found = name.chars().filter(|c| rest.clone().any(|k| k == *c) && rest.any(|k| k == *c)).count();
        let longest = key.chars().count().max(name.chars().count()).max(1);
        found.saturating_mul(100).checked_div(longest).unwrap_or(0)
    };
    keys.iter().map(|(key, _)| *key).max_by_key(|key| common(key)).filter(|key| common(key) >= 60)
}

#[cfg(test)]
mod tests {
    use super::{PROFILE, nearest};

    #[test]
    fn mistyped_keys_find_their_neighbour() {
        for (name, want) in [
            ("isuer", Some("issuer")),
            ("client_id", Some("client-id")),
            ("max-lifetme", Some("max-lifetime")),
            ("zzz", None),
        ] {
            assert_eq!(nearest(PROFILE, name), want, "{name}");
        }
    }
}
