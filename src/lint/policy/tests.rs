//! Which layer wins, what only tightens, and what a lock refuses.

use super::{
    Identity, Layer, Limit, List, OwnRule, Place, Policy, Reach, Section, Standing, Stated, Suppression, Who,
};
use crate::delegation::chain::Level;
use crate::instant::Instant;
use crate::lint::kind::TokenKind;
use crate::lint::rule::Area;
use crate::lint::settings::{Selector, Setting};

const WHO: Who<'static> = Who {
    issuer: Some("https://i"),
    client: None,
    audiences: &["a"],
    kind: TokenKind::AccessToken,
    label: None,
};

/// A section in the words of a test: `expired=error lifetime=60 allow-issuers=a,b fail-on=never shared`.
fn section(words: &str) -> Section {
    let mut section = Section::default();
    let place = Place::Flag("--test");
    let level = |word: &str| match word {
        "error" => Some(Level::Error),
        "warning" => Some(Level::Warning),
        "note" => Some(Level::Note),
        _ => None,
    };
    for word in words.split_whitespace() {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        let entries = || value.split(',').filter(|s| !s.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        if let Some(limit) = Limit::ALL.into_iter().find(|limit| limit.word() == key) {
            let to = value.parse().expect("a number");
            section.limits.push(Stated::new((limit, to), place.clone()));
        } else if let Some(list) = List::ALL.into_iter().find(|list| list.word() == key) {
            section.lists.push(Stated::new((list, entries()), place.clone()));
        } else if key == "fail-on" {
            section.fail_on = Some(Stated::new(level(value), place.clone()));
        } else if key == "show" {
            section.show = level(value).map(|level| Stated::new(level, place.clone()));
        } else if key == "shared" {
            section.shared_scopes = Some(Stated::new(value != "no", place.clone()));
        } else {
            section.levels.push(Stated::new((Selector::parse(key), level(value)), place.clone()));
        }
    }
    section
}

pub(super) fn layer(standing: Standing, words: &str) -> Layer {
    Layer { standing, sections: vec![section(words)], ..Layer::default() }
}

pub(super) fn locking(words: &str, locked: &[&str]) -> Layer {
    let place = Place::File { path: "base.toml".into(), line: 2, column: 1 };
    let locked = locked.iter().map(|text| Stated::new(Selector::parse(text), place.clone())).collect();
    Layer { locked, ..layer(Standing::User, words) }
}

/// What a policy says in one line.
fn shown(policy: &Policy, who: &Who<'_>) -> String {
    let resolved = policy.resolve(who);
    let settings = &resolved.settings;
    let mut words = Vec::new();
    for (name, area) in [("missing-expiry", Area::Lifetime), ("expired", Area::Lifetime)] {
        words.push(match settings.said_of(name, area) {
            Setting::Default => "-".to_owned(),
            Setting::At(level) => format!("{level:?}"),
            Setting::AtLeast(level) => format!(">{level:?}"),
            Setting::Off => "off".to_owned(),
        });
    }
    words.push(settings.limits.scopes.to_string());
    words.push(settings.lists.issuers.as_ref().map_or("-".to_owned(), |list| list.join(",")));
    words.push(settings.lists.forbidden_scopes.join(","));
    words.push(resolved.fail_on.map_or("never".to_owned(), |level| format!("{level:?}")));
    words.push(format!("{:?}", resolved.show));
    words.push(settings.shared_scopes.to_string());
    words.join(" ")
}

const BASE: &str =
    "missing-expiry=warning scopes=20 allow-issuers=https://i,https://j* forbid-scopes=x show=warning";

#[test]
fn the_nearest_word_of_the_user_wins() {
    for (above, want) in [
        ("", "Warning - 20 https://i,https://j* x Warning Warning false"),
        ("missing-expiry=off", "off - 20 https://i,https://j* x Warning Warning false"),
        ("all=note missing-expiry=error", "Error Note 20 https://i,https://j* x Warning Warning false"),
        ("missing-expiry=error all=note", "Note Note 20 https://i,https://j* x Warning Warning false"),
        ("lifetime.*=error", "Error Error 20 https://i,https://j* x Warning Warning false"),
        ("scopes=40 allow-issuers=k", "Warning - 40 k x Warning Warning false"),
        ("forbid-scopes=y,x", "Warning - 20 https://i,https://j* x,y Warning Warning false"),
        ("fail-on=never show=note", "Warning - 20 https://i,https://j* x never Note false"),
        ("shared", "Warning - 20 https://i,https://j* x Warning Warning true"),
    ] {
        let layers = vec![layer(Standing::User, BASE), layer(Standing::User, above)];
        let policy = Policy::new(layers).expect("nothing is locked");
        assert_eq!(shown(&policy, &WHO), want, "{above}");
        assert!(policy.left_out.is_empty(), "{above}");
    }
}

#[test]
fn r02_a_found_layer_only_tightens_and_what_it_may_not_is_named() {
    for (above, want, left_out) in [
        (
            "missing-expiry=off",
            "Warning - 20 https://i,https://j* x Warning Warning false",
            "levels of missing-expiry",
        ),
        (
            "missing-expiry=note",
            "Warning - 20 https://i,https://j* x Warning Warning false",
            "levels of missing-expiry",
        ),
        ("missing-expiry=error", "Error - 20 https://i,https://j* x Warning Warning false", ""),
        ("expired=warning", "Warning >Warning 20 https://i,https://j* x Warning Warning false", ""),
        ("all=off", "Warning - 20 https://i,https://j* x Warning Warning false", "levels of all"),
        // Of an area some rules are raised, and those that are worse by themselves are not lowered.
        (
            "lifetime.*=warning",
            "Warning >Warning 20 https://i,https://j* x Warning Warning false",
            "levels of lifetime.*",
        ),
        ("scopes=21", "Warning - 20 https://i,https://j* x Warning Warning false", "limits of scopes"),
        ("scopes=19", "Warning - 19 https://i,https://j* x Warning Warning false", ""),
        ("allow-issuers=https://jk", "Warning - 20 https://jk x Warning Warning false", ""),
        ("allow-issuers=https://i,evil", "Warning - 20 https://i x Warning Warning false", "allow-issuers"),
        ("allow-issuers=*", "Warning - 20 https://i,https://j* x Warning Warning false", "allow-issuers"),
        ("allow-issuers=evil", "Warning - 20  x Warning Warning false", "allow-issuers"),
        ("forbid-scopes=y", "Warning - 20 https://i,https://j* x,y Warning Warning false", ""),
        ("forbid-scopes=", "Warning - 20 https://i,https://j* x Warning Warning false", ""),
        ("fail-on=never", "Warning - 20 https://i,https://j* x Warning Warning false", "fail-on"),
        ("fail-on=error", "Warning - 20 https://i,https://j* x Warning Warning false", "fail-on"),
        ("fail-on=note", "Warning - 20 https://i,https://j* x Note Warning false", ""),
        // What says the same again relaxes nothing.
        ("missing-expiry=warning", "Warning - 20 https://i,https://j* x Warning Warning false", ""),
        ("scopes=20", "Warning - 20 https://i,https://j* x Warning Warning false", ""),
        ("fail-on=warning", "Warning - 20 https://i,https://j* x Warning Warning false", ""),
        ("show=warning", "Warning - 20 https://i,https://j* x Warning Warning false", ""),
        ("shared=no", "Warning - 20 https://i,https://j* x Warning Warning false", ""),
        ("show=error", "Warning - 20 https://i,https://j* x Warning Warning false", "show"),
        ("show=note", "Warning - 20 https://i,https://j* x Warning Note false", ""),
        ("shared", "Warning - 20 https://i,https://j* x Warning Warning true", ""),
    ] {
        let layers = vec![layer(Standing::User, BASE), layer(Standing::Found, above)];
        let policy = Policy::new(layers).expect("nothing is locked");
        assert_eq!(shown(&policy, &WHO), want, "{above}");
        let named: Vec<_> = policy.left_out.iter().map(|one| one.what.as_str()).collect();
        assert_eq!(named.join(" "), left_out, "{above}");
    }
}

#[test]
fn r02_a_found_layer_brings_no_suppression_and_redefines_no_rule() {
    let rule = |message: &str| OwnRule {
        name: "ours".to_owned(),
        level: Level::Error,
        message: message.to_owned(),
        when: Stated::new("true".to_owned(), Place::Flag("--test")),
        place: Place::Flag("--test"),
    };
    let user = Layer { rules: vec![rule("user")], ..Layer::default() };
    let mut other = rule("other");
    other.name = "theirs".to_owned();
    let found = Layer {
        standing: Standing::Found,
        suppressions: vec![suppression("all")],
        rules: vec![rule("found"), other],
        ..Layer::default()
    };
    let policy = Policy::new(vec![user, found]).expect("nothing is locked");
    assert_eq!(policy.suppressions().count(), 0);
    let rules: Vec<_> = policy.own_rules().iter().map(|rule| rule.message.clone()).collect();
    assert_eq!(rules, ["user", "other"]);
    let named: Vec<_> = policy.left_out.iter().map(|one| one.what.as_str()).collect();
    assert_eq!(named, ["lint.ignore", "lint.rule ours"]);
}

fn suppression(rule: &str) -> Suppression {
    Suppression {
        rule: Selector::parse(rule),
        reason: "known".to_owned(),
        until: Instant::from_seconds(1),
        issuers: Vec::new(),
        clients: Vec::new(),
        claims: Vec::new(),
        place: Place::Flag("--test"),
    }
}

#[test]
fn what_is_locked_is_tightened_or_refused() {
    let base = "missing-expiry=warning expired=off allow-issuers=https://i*";
    let refused = |what: &str| Err(format!("--test relaxes {what}, which base.toml:2:1 locks"));
    let plain = "Warning off 30 https://i*  Warning Warning false";
    for (locked, above, want) in [
        (&["missing-expiry"][..], "missing-expiry=off", refused("missing-expiry")),
        (&["missing-expiry"], "all=off", refused("missing-expiry")),
        (
            &["missing-expiry"],
            "all=off all=error",
            Ok("Error Error 30 https://i*  Warning Warning false".to_owned()),
        ),
        (&["lifetime.*"], "missing-expiry=note", refused("missing-expiry")),
        (&["lifetime.*"], "expired=note", Ok("Warning Note 30 https://i*  Warning Warning false".to_owned())),
        (&["missing-expiry"], "fail-on=never", refused("fail-on for missing-expiry")),
        (&["missing-expiry"], "fail-on=error", refused("fail-on for missing-expiry")),
        (&["expired"], "fail-on=error", Ok("Warning off 30 https://i*  Error Warning false".to_owned())),
        (&["missing-expiry"], "fail-on=note", Ok("Warning off 30 https://i*  Note Warning false".to_owned())),
        (&["scope.*"], "missing-expiry=off", Ok("off off 30 https://i*  Warning Warning false".to_owned())),
        (&["missing-expiry"], "scopes=40", Ok("Warning off 40 https://i*  Warning Warning false".to_owned())),
        (
            &["missing-expiry"],
            "allow-issuers=https://*",
            Ok("Warning off 30 https://*  Warning Warning false".to_owned()),
        ),
        (&["all"], "", Ok(plain.to_owned())),
    ] {
        let layers = vec![locking(base, locked), layer(Standing::User, above)];
        let policy = Policy::new(layers).map_err(|reason| reason.to_string());
        assert_eq!(policy.map(|policy| shown(&policy, &WHO)), want, "{locked:?} {above}");
    }
    let with = Layer { suppressions: vec![suppression("lifetime.*")], ..Layer::default() };
    let layers = vec![locking(base, &["missing-expiry"]), with.clone()];
    assert_eq!(
        Policy::new(layers).map(|_| String::new()).map_err(|r| r.to_string()),
        refused("missing-expiry")
    );
    assert!(Policy::new(vec![locking(base, &["scope.*"]), with]).is_ok());
}

#[test]
fn the_users_own_word_takes_back_what_a_lower_layer_shared() {
    let layers = |above| vec![layer(Standing::User, "shared"), layer(above, "shared=no")];
    for (above, want) in [(Standing::User, false), (Standing::Found, true)] {
        let policy = Policy::new(layers(above)).expect("nothing is locked");
        assert_eq!(policy.plain().settings.shared_scopes, want, "{above:?}");
    }
}

#[test]
fn a_word_that_may_only_tighten_keeps_a_rule_at_least_where_it_is() {
    // Said at the level that the rule has by itself: a finding that would be less is not.
    for (standing, want) in [(Standing::User, "Error"), (Standing::Found, ">Error")] {
        let policy = Policy::new(vec![layer(standing, "missing-expiry=error")]).expect("nothing is locked");
        assert_eq!(shown(&policy, &WHO).split(' ').next(), Some(want), "{standing:?}");
    }
}

#[test]
fn what_holds_for_some_tokens_alone_holds_for_them() {
    let reach = Reach { kinds: vec![TokenKind::IdToken], ..Reach::default() };
    let own =
        Layer { sections: vec![Section { reach, ..section("missing-expiry=note") }], ..Layer::default() };
    let policy = Policy::new(vec![own]).expect("nothing is locked");
    assert!(policy.has_sections());
    for (kind, want) in [(TokenKind::IdToken, "Note"), (TokenKind::AccessToken, "-")] {
        let shown = shown(&policy, &Who { kind, ..WHO });
        assert_eq!(shown.split(' ').next(), Some(want), "{kind:?}");
    }
    let plain = Policy::new(vec![layer(Standing::User, "missing-expiry=note")]).expect("nothing is locked");
    assert!(!plain.has_sections());
}

#[test]
fn a_found_section_is_held_against_what_was_said_for_the_same_tokens() {
    let of = |kind: TokenKind, words: &str| Section {
        reach: Reach { kinds: vec![kind], ..Reach::default() },
        ..section(words)
    };
    let mut user = layer(Standing::User, "scopes=20");
    user.sections.push(of(TokenKind::IdToken, "scopes=5"));
    for (kind, words, left_out) in [
        (TokenKind::IdToken, "scopes=6", "limits of scopes"),
        (TokenKind::IdToken, "scopes=4", ""),
        (TokenKind::AccessToken, "scopes=6", ""),
        (TokenKind::AccessToken, "scopes=21", "limits of scopes"),
    ] {
        let found = Layer { standing: Standing::Found, sections: vec![of(kind, words)], ..Layer::default() };
        let policy = Policy::new(vec![user.clone(), found]).expect("nothing is locked");
        let named: Vec<_> = policy.left_out.iter().map(|one| one.what.as_str()).collect();
        assert_eq!(named.join(" "), left_out, "{kind:?} {words}");
    }
}

#[test]
fn a_suppression_silences_what_it_is_about_until_its_date() {
    let suppressions = vec![suppression("expired"), suppression("lifetime.*")];
    let policy = Policy::new(vec![Layer { suppressions, ..Layer::default() }]).expect("nothing is locked");
    let finding = |rule, area| Identity { rule, area, issuer: None, client: None, pointer: "/claims/exp" };
    for (rule, area, now, want) in [
        ("expired", Area::Lifetime, 0, Some(0)),
        ("missing-expiry", Area::Lifetime, 0, Some(1)),
        ("missing-scope", Area::Scope, 0, None),
        ("expired", Area::Lifetime, 1, None),
    ] {
        let now = Instant::from_seconds(now);
        assert_eq!(policy.silences(&finding(rule, area), now), want, "{rule}");
    }
}

#[test]
fn r02_a_lock_binds_a_found_layer_as_any_other() {
    let layers = vec![locking("", &["missing-expiry"]), layer(Standing::Found, "missing-expiry=off")];
    assert!(Policy::new(layers).is_err());
}

#[test]
fn a_section_is_held_against_what_was_said_for_the_same_tokens() {
    let of_kind = |kind: TokenKind, words: &str| {
        let reach = Reach { kinds: vec![kind], ..Reach::default() };
        Section { reach, ..section(words) }
    };
    let who = |kind: TokenKind| Who { kind, ..WHO };
    let mut base = locking("missing-expiry=error", &["missing-expiry"]);
    base.sections.push(of_kind(TokenKind::IdToken, "missing-expiry=note"));
    let above =
        |kind: TokenKind, words: &str| Layer { sections: vec![of_kind(kind, words)], ..Layer::default() };
    let warned = vec![base.clone(), above(TokenKind::IdToken, "missing-expiry=warning")];
    let policy = Policy::new(warned).expect("a warning is more than the note that stands for these");
    for (kind, want) in [(TokenKind::IdToken, "Warning"), (TokenKind::AccessToken, "Error")] {
        let shown = shown(&policy, &who(kind));
        assert_eq!(shown.split(' ').next(), Some(want), "{kind:?}");
    }
    assert!(Policy::new(vec![base, above(TokenKind::IdJag, "missing-expiry=warning")]).is_err());
}
