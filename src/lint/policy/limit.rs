//! The limits that a policy can set, and the rule that each belongs to.

use super::super::settings::Limits;

/// A limit by name; more than it is a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the words are the contract's")]
pub enum Limit {
    Lifetime,
    AgentLifetime,
    AppLifetime,
    GrantLifetime,
    Scopes,
    Actors,
    Bytes,
}

impl Limit {
    /// Every limit.
    pub const ALL: [Self; 7] = [
        Self::Lifetime,
        Self::AgentLifetime,
        Self::AppLifetime,
        Self::GrantLifetime,
        Self::Scopes,
        Self::Actors,
        Self::Bytes,
    ];

    /// The key in a file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Lifetime => "lifetime",
            Self::AgentLifetime => "agent-lifetime",
            Self::AppLifetime => "app-lifetime",
            Self::GrantLifetime => "grant-lifetime",
            Self::Scopes => "scopes",
            Self::Actors => "actors",
            Self::Bytes => "bytes",
        }
    }

    /// Whether it is a time, in seconds.
    #[must_use]
    pub fn is_lifetime(self) -> bool {
        matches!(self, Self::Lifetime | Self::AgentLifetime | Self::AppLifetime | Self::GrantLifetime)
    }

    /// The rule that judges by it.
    #[must_use]
    pub fn rule(self) -> &'static str {
        match self {
            Self::Scopes => "too-many-scopes",
            Self::Actors => "deep-chain",
            Self::Bytes => "oversized-token",
            _ => "long-lifetime",
        }
    }

    /// What it is among these.
    #[must_use]
    pub fn of(self, limits: &Limits) -> u64 {
        let time = |seconds: i64| u64::try_from(seconds).unwrap_or(0);
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        match self {
            Self::Lifetime => time(limits.lifetime),
            Self::AgentLifetime => time(limits.agent_lifetime),
            Self::AppLifetime => time(limits.app_lifetime),
            Self::GrantLifetime => time(limits.grant_lifetime),
            Self::Scopes => count(limits.scopes),
            Self::Actors => count(limits.actors),
            Self::Bytes => count(limits.bytes),
        }
    }

    /// Sets it among these.
    pub(super) fn set(self, limits: &mut Limits, to: u64) {
        let time = i64::try_from(to).unwrap_or(i64::MAX);
        let count = usize::try_from(to).unwrap_or(usize::MAX);
        match self {
            Self::Lifetime => limits.lifetime = time,
            Self::AgentLifetime => limits.agent_lifetime = time,
            Self::AppLifetime => limits.app_lifetime = time,
            Self::GrantLifetime => limits.grant_lifetime = time,
            Self::Scopes => limits.scopes = count,
            Self::Actors => limits.actors = count,
            Self::Bytes => limits.bytes = count,
        }
        if !limits.set.contains(&self) {
            limits.set.push(self);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Limit;
    use crate::lint::settings::Limits;

    #[test]
    fn every_limit_is_one_of_its_own() {
        for limit in Limit::ALL {
            let mut limits = Limits::default();
            limit.set(&mut limits, 7);
            let changed: Vec<_> = Limit::ALL.into_iter().filter(|one| one.of(&limits) == 7).collect();
            assert_eq!(changed, [limit]);
            assert_eq!(limits.set, [limit]);
        }
    }
}
