//! The lists that a policy can hold, the rule that each belongs to, and what is left where two of them both bind.

use super::super::settings::{Lists, listed};

/// A list by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words are the contract's")]
pub enum List {
    AllowIssuers,
    AllowAudiences,
    AllowActors,
    AllowClients,
    AllowScopes,
    ForbidScopes,
}

impl List {
    /// Every list.
    pub const ALL: [Self; 6] = [
        Self::AllowIssuers,
        Self::AllowAudiences,
        Self::AllowActors,
        Self::AllowClients,
        Self::AllowScopes,
        Self::ForbidScopes,
    ];

    /// The key in a file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::AllowIssuers => "allow-issuers",
            Self::AllowAudiences => "allow-audiences",
            Self::AllowActors => "allow-actors",
            Self::AllowClients => "allow-clients",
            Self::AllowScopes => "allow-scopes",
            Self::ForbidScopes => "forbid-scopes",
        }
    }

    /// The rule that judges by it.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            Self::AllowIssuers => "unknown-issuer",
            Self::AllowAudiences => "unexpected-audience",
            Self::AllowActors => "unknown-actor",
            Self::AllowClients => "unknown-client",
            Self::AllowScopes | Self::ForbidScopes => "forbidden-scope",
        }
    }

    /// Whether what it holds is bad; such lists only grow from file to file.
    #[must_use]
    pub fn forbids(self) -> bool {
        self == Self::ForbidScopes
    }

    /// The list among these, if there is one.
    #[must_use]
    pub fn of(self, lists: &Lists) -> Option<&[String]> {
        match self {
            Self::AllowIssuers => lists.issuers.as_deref(),
            Self::AllowAudiences => lists.audiences.as_deref(),
            Self::AllowActors => lists.actors.as_deref(),
            Self::AllowClients => lists.clients.as_deref(),
            Self::AllowScopes => lists.scopes.as_deref(),
            Self::ForbidScopes => Some(&lists.forbidden_scopes),
        }
    }

    /// Sets the list among these.
    pub(super) fn set(self, lists: &mut Lists, to: Vec<String>) {
        match self {
            Self::AllowIssuers => lists.issuers = Some(to),
            Self::AllowAudiences => lists.audiences = Some(to),
            Self::AllowActors => lists.actors = Some(to),
            Self::AllowClients => lists.clients = Some(to),
            Self::AllowScopes => lists.scopes = Some(to),
            Self::ForbidScopes => lists.forbidden_scopes = to,
        }
    }
}

/// Whether every value that `narrow` allows is allowed by `wide`. An entry is taken as a value: its `*` is then a sign
/// that only a `*` can stand for.
pub(super) fn covers(wide: &[String], narrow: &[String]) -> bool {
    narrow.iter().all(|entry| listed(wide, entry))
}

/// What both lists allow. Entries that only overlap are dropped, which allows less, never more.
pub(super) fn both(one: &[String], other: &[String]) -> Vec<String> {
    let mut entries: Vec<String> = one.iter().filter(|entry| listed(other, entry)).cloned().collect();
    for entry in other.iter().filter(|entry| listed(one, entry)) {
        if !entries.contains(entry) {
            entries.push(entry.clone());
        }
    }
    entries
}

/// What one of the two lists holds.
pub(super) fn either(one: &[String], other: &[String]) -> Vec<String> {
    let mut entries = one.to_vec();
    entries.extend(other.iter().filter(|entry| !one.contains(entry)).cloned());
    entries
}

#[cfg(test)]
mod tests {
    use super::{both, covers, either};

    fn list(words: &str) -> Vec<String> {
        words.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn lists_that_both_bind_allow_what_both_allow() {
        for (one, other, want) in [
            ("a b", "b c", "b"),
            ("a*", "ab b*", "ab"),
            ("ab", "a*", "ab"),
            ("a*", "a*", "a*"),
            ("a*", "*b", ""),
            ("*", "a b*", "a b*"),
            ("", "a", ""),
        ] {
            assert_eq!(both(&list(one), &list(other)), list(want), "{one} / {other}");
        }
        assert_eq!(either(&list("a b"), &list("b c")), list("a b c"));
    }

    #[test]
    fn an_entry_is_covered_only_by_what_allows_all_of_it() {
        for (wide, narrow, want) in [
            ("https://*.example", "https://a.example https://*.b.example", true),
            ("https://a.*", "https://*", false),
            ("a", "a*", false),
            ("*", "anything *", true),
            ("a", "", true),
            ("https://*.example", "https://*.a.example", true),
            ("https://*.example", "https://*/.example", false),
            ("https://*.example/*", "https://a.*", false),
        ] {
            assert_eq!(covers(&list(wide), &list(narrow)), want, "{wide} / {narrow}");
        }
    }
}
