//! `long-lifetime`: the token lives longer than its kind should.

use crate::delegation::chain::Level;
use crate::lint::context::Context;
use crate::lint::flaw::Flaw;
use crate::lint::kind::TokenKind;
use crate::lint::policy::Limit;
use crate::lint::rule::{Area, Needs, Rule};
use crate::lint::settings::SLACK;

pub(super) static RULE: Rule = Rule {
    id: "long-lifetime",
    area: Area::Lifetime,
    summary: "the token lives longer than its kind should",
    level: Level::Warning,
    needs: Needs::Token,
    since: "0.1.0",
    references: &["RFC 9700 section 2.2", "RFC 9068 section 5", "OWASP NHI7"],
    docs: include_str!("long_lifetime.md"),
    check,
};

fn check(context: &Context<'_>) -> Vec<Flaw> {
    let (Some(life), Some((which, limit, whose))) = (life(context), limit(context)) else { return Vec::new() };
    // What the policy says stands above what a vendor gives everybody.
    let is_set = context.settings.limits.set.contains(&which);
    let given = context.provider.zip(context.claims).filter(|_| !is_set);
    let given = given.and_then(|(provider, claims)| provider.life(claims, life));
    if life <= limit.max(given.map_or(0, |given| given.seconds)).saturating_add(SLACK) {
        // A session that the vendor watches over is long for everybody, and can be ended at any time.
        let is_usual = life <= limit.saturating_add(SLACK);
        return match given.and_then(|given| given.cause).filter(|_| !is_usual) {
            Some(cause) => vec![flaw(context, life, limit, whose).level(Level::Note).why(cause)],
            None => Vec::new(),
        };
    }
    vec![flaw(context, life, limit, whose)]
}

fn flaw(context: &Context<'_>, life: i64, limit: i64, whose: &str) -> Flaw {
    let message = format!("{whose} lives {}, and the limit is {}", words(life), words(limit));
    let ends = context.mandate.expires.map(|expires| expires.seconds().to_string()).unwrap_or_default();
    Flaw::at("/claims/exp", message).noted(ends, format!("{} after it was issued", words(life)))
}

/// From when it was issued, or else from when it begins, to when it ends, in seconds.
fn life(context: &Context<'_>) -> Option<i64> {
    let begins = context.mandate.issued.or_else(|| context.claims?.date("nbf").present())?;
    Some(context.mandate.expires?.seconds_since(begins))
}

/// How long this kind may live, and what to call it; `None` for kinds that are long by design.
fn limit(context: &Context<'_>) -> Option<(Limit, i64, &'static str)> {
    let limits = &context.settings.limits;
    Some(match context.kind {
        TokenKind::RefreshToken => return None,
        TokenKind::IdJag => (Limit::GrantLifetime, limits.grant_lifetime, "the ID-JAG"),
        TokenKind::TransactionToken => (Limit::GrantLifetime, limits.grant_lifetime, "the transaction token"),
        _ if context.is_app_only() => (Limit::AppLifetime, limits.app_lifetime, "a program's own token"),
        _ if context.is_held_by_agent() => (Limit::AgentLifetime, limits.agent_lifetime, "a token in the hands of an agent"),
        TokenKind::IdToken => (Limit::Lifetime, limits.lifetime, "the ID token"),
        _ => (Limit::Lifetime, limits.lifetime, "the token"),
    })
}

/// Seconds as people say them: `1 h`, `95 min`, `28 h`, `90 s`.
fn words(seconds: i64) -> String {
    match seconds {
        s if s >= 172_800 => format!("{} days", s / 86_400),
        s if s % 3_600 == 0 || s > 7_200 => format!("{} h", s / 3_600),
        s if s >= 120 => format!("{} min", s / 60),
        s => format!("{s} s"),
    }
}
