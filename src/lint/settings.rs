//! What the rules are judged by: limits, lists and levels, as they hold for one token.

use std::fmt;

use super::policy::Limit;
use super::rule::{Area, Rule};
use crate::delegation::chain::Level;

/// How far a limit may be passed before it counts, in seconds: clocks and round numbers differ.
pub const SLACK: i64 = 300;

/// Limits; each is exceeded by what is more than it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// An access token's life, in seconds.
    pub lifetime: i64,
    /// The life of a token that is delegated to an agent, in seconds.
    pub agent_lifetime: i64,
    /// The life of a token of a program that acts for itself, in seconds.
    pub app_lifetime: i64,
    /// The life of an ID-JAG or a transaction token, in seconds.
    pub grant_lifetime: i64,
    /// Scopes.
    pub scopes: usize,
    /// Actors.
    pub actors: usize,
    /// The token's size.
    pub bytes: usize,
    /// Those that a policy sets; where a lifetime is among them, a provider's own number gives way.
    pub set: Vec<Limit>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            lifetime: 3_600,
            agent_lifetime: 3_600,
            app_lifetime: 86_400,
            grant_lifetime: 300,
            scopes: 30,
            actors: 5,
            bytes: 8_192,
            set: Vec::new(),
        }
    }
}

/// Which rules a level is set for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// One rule, by its name.
    Rule(String),
    /// An area: `scope.*`.
    Area(Area),
    /// All of them.
    All,
}

impl Selector {
    /// Whether it selects a rule of this name and area.
    #[must_use]
    pub fn selects(&self, name: &str, area: Area) -> bool {
        match self {
            Self::Rule(one) => one == name,
            Self::Area(one) => *one == area,
            Self::All => true,
        }
    }

    /// Reads `NAME`, `AREA.*` or `all`; whether there is a rule of the name is for whoever knows the rules.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let area = |text: &str| {
            let word = text.strip_suffix(".*")?;
            Area::ALL.into_iter().find(|area| area.word() == word)
        };
        match area(text) {
            Some(area) => Self::Area(area),
            None if text == "all" => Self::All,
            None => Self::Rule(text.to_owned()),
        }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(name) => f.write_str(name),
            Self::Area(area) => write!(f, "{}.*", area.word()),
            Self::All => f.write_str("all"),
        }
    }
}

/// What was said about a rule's level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// Nothing: the finding's own level, else the rule's.
    Default,
    /// This level, whatever the finding says.
    At(Level),
    /// This level, or a worse one that the finding or the rule has.
    AtLeast(Level),
    /// The rule is off.
    Off,
}

/// Lists of a policy; `None` where there is none, so that its rules stay silent. `*` in an entry stands for anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lists {
    /// Issuers that may be.
    pub issuers: Option<Vec<String>>,
    /// Audiences that may be.
    pub audiences: Option<Vec<String>>,
    /// Actors that may be, prior ones too.
    pub actors: Option<Vec<String>>,
    /// Clients that may be.
    pub clients: Option<Vec<String>>,
    /// Scopes that may be.
    pub scopes: Option<Vec<String>>,
    /// Scopes that may not be.
    pub forbidden_scopes: Vec<String>,
}

/// Everything that the rules ask, resolved for one token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Limits.
    pub limits: Limits,
    /// Lists.
    pub lists: Lists,
    /// Levels, in order; the last that selects a rule wins.
    pub levels: Vec<(Selector, Setting)>,
    /// Whether scopes mean the same at every audience.
    pub shared_scopes: bool,
}

impl Settings {
    /// What was said about a rule.
    #[must_use]
    pub fn of(&self, rule: &Rule) -> Setting {
        self.said_of(rule.id, rule.area)
    }

    /// What was said about the rule of this name and area, the team's own ones included.
    #[must_use]
    pub fn said_of(&self, name: &str, area: Area) -> Setting {
        let last = self.levels.iter().rev().find(|(selector, _)| selector.selects(name, area));
        last.map_or(Setting::Default, |(_, setting)| *setting)
    }
}

/// Whether a value is one of a list's entries; `*` in an entry stands for any run of characters, and in the host of an
/// address for one without the host's end.
#[must_use]
pub fn listed(list: &[String], value: &str) -> bool {
    list.iter().any(|entry| matches(entry, value))
}

/// Whether a list of what is not wanted has a value; `*` in an entry stands for any run of characters. What a star may
/// not reach would be let through here, so that it reaches everything.
#[must_use]
pub fn forbidden(list: &[String], value: &str) -> bool {
    list.iter().any(|entry| run(entry, value))
}

/// Whether an entry fits a value. Whoever issues a token chooses what stands behind a host, so that a star of the host
/// must not reach it, and a star of the scheme must not either: `https://*.example.com` is no word for
/// `https://evil.example/.example.com`. A star that ends the entry leaves open what follows.
fn matches(entry: &str, value: &str) -> bool {
    let Some((scheme, address)) = entry.split_once("://") else { return run(entry, value) };
    let (host, behind) = parted(address);
    if !scheme.contains('*') && !host.contains('*') {
        return run(entry, value);
    }
    let Some((_, address)) = value.split_once("://").filter(|(found, _)| run(scheme, found)) else {
        return false;
    };
    let (found, rest) = parted(address);
    let is_open = behind.is_empty() && host.ends_with('*');
    // Before an @ stands a user's name, and the host behind it.
    if found.contains('@') && !host.contains('@') {
        return false;
    }
    run(host, found) && (is_open || run(behind, rest))
}

/// The host of an address, with what belongs to it, and what stands behind it; browsers take `\` for `/`.
fn parted(address: &str) -> (&str, &str) {
    address.split_at(address.find(['/', '?', '#', '\\']).unwrap_or(address.len()))
}

/// Whether a pattern fits: parts between `*` must follow one another, the first at the start, the last at the end.
fn run(entry: &str, value: &str) -> bool {
    let Some((first, rest)) = entry.split_once('*') else { return entry == value };
    let Some(mut value) = value.strip_prefix(first) else { return false };
    let parts: Vec<&str> = rest.split('*').collect();
    let Some((last, middle)) = parts.split_last() else { return true };
    for part in middle {
        match value.find(part).and_then(|at| value.get(at.saturating_add(part.len())..)) {
            Some(rest) => value = rest,
            None => return false,
        }
    }
    value.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::{forbidden, listed};

    #[test]
    fn a_star_stands_for_any_run_of_characters() {
        for (entry, value, want) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("a*", "ab", true),
            ("*.example", "https://a.example", true),
            ("*.example", "https://a.example.evil", false),
            ("a*b*c", "axbxc", true),
            ("a*b*c", "abc", true),
            ("a*b*c", "ac", false),
            ("ab*b", "ab", false),
            ("*", "", true),
            ("https://login.example/*", "https://login.example/a/b", true),
            ("https://*", "https://login.example/a/b", true),
            ("https://login.*", "https://login.example/a/b", true),
        ] {
            assert_eq!(listed(&[entry.to_owned()], value), want, "{entry} {value}");
        }
    }

    #[test]
    fn a_star_of_what_is_forbidden_reaches_past_a_host() {
        for (entry, value, want) in [
            ("https://*.default", "https://graph.example/.default", true),
            ("api://*/admin", "api://ledger/tenant/admin", true),
            ("https://*.default", "https://graph.example/read", false),
        ] {
            assert_eq!(forbidden(&[entry.to_owned()], value), want, "{entry} {value}");
        }
    }

    #[test]
    fn a_star_of_a_host_ends_where_the_host_ends() {
        for (entry, value, want) in [
            ("https://*.example.com", "https://a.b.example.com", true),
            ("https://*.example.com", "https://evil.example/.example.com", false),
            ("https://*.example.com", "https://evil.example?.example.com", false),
            ("https://*.example.com", "https://evil.example#.example.com", false),
            ("https://*.example.com", "https://evil.example\\.example.com", false),
            ("https://*.example.com", "https://a.example.com/tenant", false),
            ("https://*.example.com/*", "https://a.example.com/tenant/b", true),
            ("https://*.example.com/*", "https://evil.example/x.example.com/", false),
            ("https://*.example.com*", "https://a.example.com/tenant", true),
            ("https://*/realms/a", "https://sso.example/realms/a", true),
            ("https://*/realms/a", "https://sso.example/x/realms/a", false),
            ("spiffe://*.example/ns/*", "spiffe://prod.example/ns/a/sa/b", true),
            ("spiffe://*.example/ns/*", "http://prod.example/ns/a/sa/b", false),
            ("http*://*.example.com", "https://a.example.com", true),
            ("http*://*.example.com", "https://evil.example/.example.com", false),
            ("http*://*.example.com", "https://evil.example://.example.com", false),
            ("https://login.example:*/a", "https://login.example:8443/a", true),
            ("https://login.example:*/a", "https://login.example:x@evil.example/a", false),
            ("https://login.example*", "https://login.example@evil.example", false),
            ("*://login.example", "https://login.example", true),
            ("*://login.example", "https://evil.example/://login.example", false),
        ] {
            assert_eq!(listed(&[entry.to_owned()], value), want, "{entry} {value}");
        }
    }
}
