//! What may be issued: an exchange reduces authority and never adds any.

use std::collections::HashSet;

use super::refusal::Refusal;
use super::settings::{Client, MAX_LIFETIME, Settings, is_scope};
use crate::token::claims::{Claims, Field};
use crate::token::json::Kind;

/// The most actors that the server writes into one token; a longer chain is refused, never cut.
pub const MAX_ACTORS: usize = 16;

/// Who acts, as far as `may_act` can name it.
#[derive(Debug, Clone, Copy)]
pub struct Party<'p> {
    /// The actor's `sub`.
    pub sub: &'p str,
    /// The issuer of that `sub`.
    pub issuer: &'p str,
    /// The client that sends the request.
    pub client_id: &'p str,
}

/// The targets of a request: every `audience` and `resource`, each known and open to the client.
///
/// # Errors
/// `invalid_target` where one is malformed, unknown or not open (RFC 8693 section 2.2.2).
pub fn targets<'f>(
    settings: &Settings,
    client: &Client,
    audiences: impl Iterator<Item = &'f str>,
    resources: impl Iterator<Item = &'f str>,
) -> Result<Vec<String>, Refusal> {
    let mut targets: Vec<String> = Vec::new();
    let mut add = |target: &str| {
        if !settings.knows_target(target) {
            return Err(Refusal::UnknownTarget);
        }
        if client.audience.as_ref().is_some_and(|open| !open.iter().any(|o| o == target)) {
            return Err(Refusal::ForbiddenTarget);
        }
        if !targets.iter().any(|t| t == target) {
            targets.push(target.to_owned());
        }
        Ok(())
    };
    for audience in audiences {
        add(audience)?;
    }
    for resource in resources {
        if url::Url::parse(resource).is_err() || resource.contains('#') {
            return Err(Refusal::ResourceShape);
        }
        add(resource)?;
    }
    Ok(targets)
}

/// What a request is granted of scopes.
///
/// `held` is what the subject token carries (`None` where there is no such token): asking for more is refused.
/// What the client or an audience is not open for is left out, and the answer says what is left.
///
/// # Errors
/// `invalid_scope` where a sign is none of RFC 6749 section 3.3, more than held is asked for, or nothing is left.
pub fn scope(
    asked: Option<&str>,
    held: Option<&[&str]>,
    limits: &[Option<&Vec<String>>],
) -> Result<Vec<String>, Refusal> {
    let asked: Option<Vec<&str>> =
        asked.map(|text| text.split(' ').filter(|s| !s.is_empty()).collect::<Vec<_>>());
    if let Some(asked) = &asked {
        if !asked.iter().all(|s| is_scope(s)) {
            return Err(Refusal::ScopeSigns);
        }
        if let Some(held) = held
            && let Some(missing) = asked.iter().find(|s| !held.contains(s))
        {
            return Err(Refusal::ScopeNotHeld((*missing).to_owned()));
        }
    }
    let open = |scope: &str| limits.iter().flatten().all(|limit| limit.iter().any(|l| l == scope));
    let wanted: Vec<&str> = match (&asked, held) {
        (Some(asked), _) => asked.clone(),
        (None, Some(held)) => held.to_vec(),
        // Nothing asked and nothing held: all that the narrowest limit lists.
        (None, None) => limits
            .iter()
            .flatten()
            .min_by_key(|limit| limit.len())
            .map(|limit| limit.iter().map(String::as_str).collect())
            .unwrap_or_default(),
    };
    let mut seen = HashSet::new();
    let granted: Vec<String> =
        wanted.into_iter().filter(|s| open(s) && seen.insert(*s)).map(str::to_owned).collect();
    if granted.is_empty() && asked.is_some_and(|a| !a.is_empty()) {
        return Err(Refusal::ScopeEmpty);
    }
    Ok(granted)
}

/// How long the issued token lives, in seconds: the shortest of all limits, at most an hour (R20), and never past
/// what is `left` of the subject token.
#[must_use]
pub fn lifetime(settings: &Settings, targets: &[String], left: Option<i64>) -> i64 {
    targets
        .iter()
        .filter_map(|target| settings.audiences.get(target)?.lifetime)
        .chain([settings.lifetime, MAX_LIFETIME])
        .chain(left)
        .min()
        .unwrap_or(MAX_LIFETIME)
}

/// Whether the party may act for the subject of a token: `may_act` absent, or naming it by every member that it has
/// (RFC 8693 section 4.4).
///
/// # Errors
/// Where it names somebody else, or is no object that names anybody.
pub fn may_act(claims: Claims<'_>, party: Party<'_>) -> Result<(), Refusal> {
    let Some(may) = claims.get("may_act") else { return Ok(()) };
    if may.kind() != Kind::Object {
        return Err(Refusal::MayAct);
    }
    let may = Claims::new(may);
    let fits = |name: &str, wanted: &str| match may.text(name) {
        Field::Absent => Some(true),
        Field::Present(found) => Some(found == wanted),
        Field::Malformed(_) => None,
    };
    let judged = [fits("sub", party.sub), fits("iss", party.issuer), fits("client_id", party.client_id)];
    let names_somebody = may.get("sub").is_some() || may.get("client_id").is_some();
    if names_somebody && judged.iter().all(|j| *j == Some(true)) { Ok(()) } else { Err(Refusal::MayAct) }
}

#[cfg(test)]
mod tests {
    use super::super::refusal::Refusal;
    use super::super::settings::Settings;
    use super::{Party, lifetime, may_act, scope, targets};
    use crate::token::claims::Claims;
    use crate::token::json::{Budget, Document};

    fn list(text: &str) -> Vec<String> {
        text.split(' ').filter(|s| !s.is_empty()).map(str::to_owned).collect()
    }

    #[test]
    fn scopes_only_shrink() {
        for (asked, held, limits, want) in [
            (None, Some("a b"), vec![], Ok("a b")),
            (Some("b"), Some("a b"), vec![], Ok("b")),
            (Some("b  b a"), Some("a b"), vec![], Ok("b a")),
            (Some("a c"), Some("a b"), vec![], Err(Refusal::ScopeNotHeld("c".to_owned()))),
            (Some("A"), Some("a"), vec![], Err(Refusal::ScopeNotHeld("A".to_owned()))),
            (Some("a b"), Some("a b"), vec!["a"], Ok("a")),
            (Some("b"), Some("a b"), vec!["a"], Err(Refusal::ScopeEmpty)),
            (None, Some("a b"), vec!["c"], Ok("")),
            (None, None, vec!["a b", "a"], Ok("a")),
            (None, None, vec![], Ok("")),
            (Some("x"), None, vec![], Ok("x")),
            (Some("a\"b"), Some("a"), vec![], Err(Refusal::ScopeSigns)),
            (Some(" "), Some("a"), vec![], Ok("")),
        ] {
            let limits: Vec<_> = limits.into_iter().map(list).collect();
            let limits: Vec<_> = limits.iter().map(Some).collect();
            let held: Option<Vec<&str>> = held.map(|h| h.split(' ').collect());
            let got = scope(asked, held.as_deref(), &limits);
            assert_eq!(got, want.map(list), "{asked:?} of {held:?}");
        }
    }

    #[test]
    fn r20_no_token_lives_longer_than_its_parent_or_an_hour() {
        let settings = Settings::built_in();
        for (targets, left, want) in [
            ("planner", None, 3_600),
            ("ledger", None, 900),
            ("ledger researcher", None, 900),
            ("ledger", Some(10), 10),
            ("elsewhere", Some(100_000), 3_600),
        ] {
            assert_eq!(lifetime(&settings, &list(targets), left), want, "{targets} {left:?}");
        }
    }

    #[test]
    fn targets_are_known_and_open() {
        let mut settings = Settings::built_in();
        let mut client = settings.clients["planner"].clone();
        settings
            .audiences
            .insert("https://ledger.example".to_owned(), super::super::settings::Audience::default());
        let ask = |client: &super::Client, audience: &[&'static str], resource: &[&'static str]| {
            targets(&settings, client, audience.iter().copied(), resource.iter().copied())
        };
        assert_eq!(ask(&client, &["ledger", "ledger"], &[]), Ok(list("ledger")));
        assert_eq!(ask(&client, &["payroll"], &[]), Err(Refusal::UnknownTarget));
        assert_eq!(
            ask(&client, &["ledger"], &["https://ledger.example"]),
            Ok(list("ledger https://ledger.example"))
        );
        for resource in ["/ledger", "ledger", "https://ledger.example#a", ""] {
            assert_eq!(ask(&client, &[], &[resource]), Err(Refusal::ResourceShape), "{resource}");
        }
        client.audience = Some(list("researcher"));
        assert_eq!(ask(&client, &["ledger"], &[]), Err(Refusal::ForbiddenTarget));
    }

    #[test]
    fn may_act_names_one_party() {
        for (json, fine) in [
            (r#"{}"#, true),
            (r#"{"may_act":{"sub":"researcher"}}"#, true),
            (r#"{"may_act":{"sub":"researcher","iss":"http://127.0.0.1:1"}}"#, true),
            (r#"{"may_act":{"client_id":"researcher"}}"#, true),
            (r#"{"may_act":{"sub":"planner"}}"#, false),
            (r#"{"may_act":{"sub":"researcher","iss":"http://127.0.0.1:2"}}"#, false),
            (r#"{"may_act":{"sub":"researcher","client_id":"planner"}}"#, false),
            (r#"{"may_act":{"iss":"http://127.0.0.1:1"}}"#, false),
            (r#"{"may_act":{}}"#, false),
            (r#"{"may_act":"researcher"}"#, false),
            (r#"{"may_act":null}"#, false),
            (r#"{"may_act":["researcher"]}"#, false),
            (r#"{"may_act":{"sub":["researcher"]}}"#, false),
        ] {
            let document = Document::parse(json.as_bytes(), Budget::TOKEN).expect("JSON");
            let party = Party { sub: "researcher", issuer: "http://127.0.0.1:1", client_id: "researcher" };
            let got = may_act(Claims::new(document.root()), party);
            assert_eq!(got.is_ok(), fine, "{json}");
        }
    }
}
