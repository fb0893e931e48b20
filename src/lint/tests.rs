//! Every rule's page is complete, and its examples are what it says they are.

use super::context::{Context, Place, Subject};
use super::docs::{self, FLAGGED, HEADINGS, NOT_FLAGGED};
use super::engine::{judge_by, named};
use super::finding::Finding;
use super::rule::{Needs, Rule};
use super::rules::RULES;
use super::settings::Settings;
use crate::delegation::chain::Level;
use crate::instant::Instant;
use crate::token::json::{Budget, Document, Tree, Value};
use crate::token::wrapping::Scheme;
use crate::token::{Kind, Token, base64url};

/// As of when an example is judged that does not say.
const AT: i64 = 1_795_293_629;

/// A token as an example writes it: `token` whole, or `claims`, signed in form where there is a `header`.
fn token(example: Value<'_>) -> Token {
    if let Some(text) = example.get("token").and_then(|text| text.as_str()) {
        return Token::parse(text).expect("a token");
    }
    let claims = example.get("claims").expect("an example has claims");
    match example.get("header") {
        None => {
            let document = Document::parse(claims.to_json().as_bytes(), Budget::TOKEN).expect("JSON");
            let kind = if claims.get("active").is_some() { Kind::Introspection } else { Kind::Claims };
            Token::from_claims(kind, Tree::from(document), claims.to_json().as_bytes())
        }
        Some(header) => {
            let part = |value: Value<'_>| base64url::encode(value.to_json().as_bytes());
            let signature =
                if header.get("alg").and_then(|alg| alg.as_str()) == Some("none") { "" } else { "c2ln" };
            Token::parse(&format!("{}.{}.{signature}", part(header), part(claims))).expect("a token")
        }
    }
}

fn texts(value: Value<'_>, name: &str) -> Option<Vec<String>> {
    let list = value.get(name)?;
    Some(list.items().filter_map(|item| item.as_str().map(str::to_owned)).collect())
}

fn settings(example: Value<'_>) -> Settings {
    let mut settings = Settings::default();
    let Some(policy) = example.get("policy") else { return settings };
    settings.lists.issuers = texts(policy, "allow-issuers");
    settings.lists.audiences = texts(policy, "allow-audiences");
    settings.lists.actors = texts(policy, "allow-actors");
    settings.lists.clients = texts(policy, "allow-clients");
    settings.lists.scopes = texts(policy, "allow-scopes");
    settings.lists.forbidden_scopes = texts(policy, "forbid-scopes").unwrap_or_default();
    let limit = |name: &str| policy.get("limits")?.get(name)?.as_number()?.parse().ok();
    settings.limits.bytes = limit("bytes").unwrap_or(settings.limits.bytes);
    settings.shared_scopes = policy.get("shared-scopes").is_some();
    settings
}

/// Where the token of an example stood: `scheme`, `member`, `answer` with the rest of a token response.
fn place(example: Value<'_>) -> Place<'_> {
    let text = |name: &str| example.get(name).and_then(|value| value.as_str());
    let answer =
        |name: &str| example.get("answer").and_then(|answer| answer.get(name)).and_then(|v| v.as_str());
    let members = ["access_token", "id_token", "refresh_token"];
    Place {
        member: members.into_iter().find(|name| text("member") == Some(name)),
        scheme: match text("scheme") {
            Some("Bearer") => Some(Scheme::Bearer),
            Some("DPoP") => Some(Scheme::Dpop),
            _ => None,
        },
        issued_type: answer("issued_token_type"),
        beside_refresh_token: answer("refresh_token").is_some(),
    }
}

/// Judges one example by one rule.
fn judged(rule: &Rule, text: &str) -> Vec<Finding> {
    let document = Document::parse(text.as_bytes(), Budget::ANSWER).expect("an example is JSON");
    let example = document.root();
    let place = place(example);
    let parent = example.get("subject_token").map(token);
    let parent = parent.as_ref().map(Subject::read);
    let at = example.get("at").and_then(|at| at.as_str());
    let now = at.map_or(Instant::from_seconds(AT), |at| Instant::parse(at).expect("a time"));
    let (token, settings) = (token(example), settings(example));
    judge_by(rule, &Context::new(&token, place, parent.as_ref(), &settings, now))
}

#[test]
fn every_page_has_its_parts_and_its_examples_hold() {
    for rule in RULES {
        let headings: Vec<&str> =
            rule.docs.split("\n## ").skip(1).filter_map(|part| part.lines().next()).collect();
        assert_eq!(headings, HEADINGS, "{}", rule.id);
        assert!(rule.docs.starts_with(&format!("# {}\n", rule.id)), "{}", rule.id);
        assert!(!rule.why().is_empty() && !rule.help().is_empty(), "{}", rule.id);
        let flagged = docs::examples(rule.docs, FLAGGED);
        let clean = docs::examples(rule.docs, NOT_FLAGGED);
        assert!(!flagged.is_empty() && !clean.is_empty(), "{} has examples of both", rule.id);
        for example in flagged {
            let found = judged(rule, example);
            assert!(!found.is_empty(), "{} finds nothing in {example}", rule.id);
            if rule.needs == Needs::Parent {
                assert!(example.contains("subject_token"), "{}", rule.id);
            }
            for finding in found {
                assert!(finding.pointer.starts_with('/') || finding.pointer.is_empty(), "{}", rule.id);
                assert!(!finding.message.ends_with('.') && !finding.help.ends_with('.'), "{}", rule.id);
                assert!(!finding.message.contains("parent"), "{} calls it the subject token", rule.id);
            }
        }
        for example in clean {
            assert_eq!(judged(rule, example), [], "{} finds something in {example}", rule.id);
        }
    }
}

/// RFC 7662 section 2.2: what an answer leaves out may stand in the token.
#[test]
fn what_an_introspection_answer_leaves_out_is_a_note() {
    for (id, member, level) in [
        ("missing-audience", "", Level::Note),
        ("missing-audience", r#","aud":[]"#, Level::Error),
        ("missing-audience", r#","aud":7"#, Level::Error),
        ("missing-expiry", "", Level::Note),
    ] {
        let rule = named(id).expect("a rule");
        let levels = |active: &str| -> Vec<Level> {
            let example = format!(r#"{{"claims":{{{active}"sub":"alice"{member}}}}}"#);
            judged(rule, &example).into_iter().map(|finding| finding.level).collect()
        };
        assert_eq!(levels(r#""active":true,"#), [level], "{id}{member}");
        assert_eq!(levels(""), [Level::Error], "{id}{member}");
    }
}

#[test]
fn names_are_kebab_case_and_stand_once() {
    let mut names: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert!(names.iter().all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')));
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn areas_stand_together() {
    assert!(
        RULES.is_sorted_by_key(|rule| rule.area),
        "the rules are listed by area, in the order of the areas"
    );
}

#[test]
fn r17_what_a_rule_writes_grows_with_the_token_and_not_with_its_square() {
    let (name, values) = ("n".repeat(200_000), vec![r#""v""#; 50_000].join(","));
    let deep = 20_000;
    let nest = format!("{}{{}}{}", r#"{"sub":"s","act":"#.repeat(deep), "}".repeat(deep));
    let secrets = vec![r#"{"password":"p"}"#; 1_000].join(",");
    for claims in [
        format!(r#"{{"sub":"u","act":{{"sub":"a","{name}":[{values}],"act":{nest}}}}}"#),
        format!(r#"{{"sub":"u","{name}":[{values},{secrets}]}}"#),
    ] {
        let document = Document::parse(claims.as_bytes(), Budget::TOKEN).expect("JSON");
        let token = Token::from_claims(Kind::Claims, Tree::from(document), claims.as_bytes());
        let (settings, now) = (Settings::default(), Instant::from_seconds(AT));
        for rule in RULES {
            let context = Context::new(&token, Place::default(), None, &settings, now);
            let mut said = 0;
            for finding in judge_by(rule, &context) {
                said += finding.pointer.len() + finding.message.len();
                said += finding.culprits.iter().map(|culprit| culprit.value.len()).sum::<usize>();
            }
            assert!(said < 21 * claims.len(), "{}: {said}", rule.id);
        }
    }
}
