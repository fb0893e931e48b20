//! Chains of several tokens: what is linked, what is judged, in which order, and at what cost.

use super::{CANDIDATES, Found, Settings, link};
use crate::delegation::chain::{Chain, FormatName, Grade, MayOutcome, Outcome, VerdictOutcome};
use crate::token::json::{Budget, Document, Tree};
use crate::token::{Kind, Token};
use crate::verify::Proof;

pub(super) fn bare(json: &str) -> Token {
    let document = Document::parse(json.as_bytes(), Budget::TOKEN).expect("the test's text is JSON");
    Token::from_claims(Kind::Claims, Tree::from(document), json.as_bytes())
}

pub(super) fn chains(tokens: Vec<Token>, settings: &Settings) -> Vec<Chain> {
    let found = (0..).zip(tokens).map(|(n, token)| Found {
        token,
        proof: Proof::without_keys(),
        sources: vec![format!("t{n}")],
    });
    link(found.collect(), settings).map(|linked| linked.chain).collect()
}

/// Tokens as they are compared, each from one place.
pub(super) fn nodes(tokens: Vec<Token>) -> Vec<super::node::Node> {
    let found =
        tokens.into_iter().map(|token| Found { token, proof: Proof::without_keys(), sources: Vec::new() });
    super::node::nodes(found.collect(), true)
}

pub(super) fn flow(texts: &[&str], may: &[&str]) -> Chain {
    let settings = Settings {
        in_order: true,
        may: may.iter().map(|s| (*s).to_owned()).collect(),
        ..Settings::default()
    };
    let mut chains = chains(texts.iter().map(|text| bare(text)).collect(), &settings);
    assert_eq!(chains.len(), 1);
    chains.remove(0)
}

/// Sources of each chain's tokens: `t0 t1 | t2`.
pub(super) fn shape(chains: &[Chain]) -> String {
    let one = |chain: &Chain| {
        let names: Vec<_> = chain.tokens.iter().map(|token| token.sources.join("=")).collect();
        names.join(" ")
    };
    chains.iter().map(one).collect::<Vec<_>>().join(" | ")
}

/// The checks of each hop in one word each: `-` skip, `+` pass, `!` warn, `X` fail.
fn checks(chain: &Chain) -> String {
    let sign = |outcome| match outcome {
        Outcome::Pass => '+',
        Outcome::Warn => '!',
        Outcome::Fail => 'X',
        Outcome::Skip => '-',
    };
    let one =
        |hop: &crate::delegation::chain::Hop| hop.checks.iter().map(|c| sign(c.outcome)).collect::<String>();
    chain.hops.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn recorded(server: &str, names: &[&str]) -> Vec<Token> {
    let lines = include_str!("../../tests/samples/tokens/issued.jsonl").lines();
    let records: Vec<serde_json::Value> =
        lines.map(|line| serde_json::from_str(line).expect("a record is JSON")).collect();
    let one = |name: &&str| {
        let record = records.iter().find(|r| r["server"] == server && r["name"] == *name);
        let text = record.expect("the call was recorded")["jwt"].as_str().expect("it has a token");
        Token::parse(text).expect("a recorded token reads")
    };
    names.iter().map(one).collect()
}

fn story(lines: std::ops::Range<usize>) -> Vec<Token> {
    let all = include_str!("../../tests/samples/tokens/story.jsonl").lines();
    let read = |line: &str| {
        let record: serde_json::Value = serde_json::from_str(line).expect("a record is JSON");
        Token::parse(record["jws"].as_str().expect("a token")).expect("it reads")
    };
    all.skip(lines.start).take(lines.len()).map(read).collect()
}

#[test]
fn three_hops_of_a_server_that_names_no_client_are_found_by_their_actors() {
    let names = ["hop3 ledger", "authorization_code", "hop2 researcher", "hop1 planner"]
        .map(|name| format!("{name} / access_token"));
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let chains = chains(recorded("spring", &names), &Settings::default());
    assert_eq!(shape(&chains), "t1 t3 t2 t0");
    let chain = &chains[0];
    // Its scopes are those of each client, so that those of another audience are not compared.
    assert_eq!(checks(chain), "-++-++-- -++-++-- -++-++--");
    assert_eq!(
        chain.verdict.as_ref().map(|verdict| verdict.text.as_str()),
        Some("3 hops fit, no key was given")
    );
}

#[test]
fn the_recorded_flow_of_three_exchanges_is_found_in_any_order() {
    let names = [
        "hop3 delegation svc-c / access_token",
        "hop1 delegation svc-a / access_token",
        "authorization_code / access_token",
        "hop2 delegation svc-b / access_token",
    ];
    let settings = Settings { may: vec!["read".into(), "write".into()], ..Settings::default() };
    let chains = chains(recorded("oauth-as", &names), &settings);
    assert_eq!(shape(&chains), "t2 t1 t3 t0");
    let chain = &chains[0];
    assert_eq!(checks(chain), "-+++++-- -+++++-- -+++++--");
    let verdict = chain.verdict.as_ref().expect("a chain has a verdict");
    assert_eq!((verdict.outcome, verdict.hop), (VerdictOutcome::NotProven, None));
    assert_eq!(verdict.text, "3 hops fit, no key was given");
    let may: Vec<_> = chain.may.iter().flatten().map(|m| (m.outcome, m.hop, m.text.as_str())).collect();
    assert_eq!(may, [(MayOutcome::Yes, None, "in T1 to T4"), (MayOutcome::No, Some(2), "it ends at hop 2")]);
    assert!(chain.problems.is_empty(), "{:?}", chain.problems);
}

#[test]
fn flows_without_act_are_linked_by_session_and_audience() {
    for (tokens, format) in [
        (story(3..6), FormatName::Client),
        (story(0..3), FormatName::EntraAgent),
        (story(6..9), FormatName::Rfc8693Act),
        (
            recorded(
                "keycloak",
                &[
                    "login alice at web (password grant) / access_token",
                    "hop1 web->api-a, audience=api-b / access_token",
                    "hop2 api-a->api-b, audience=api-c (ES256, at+jwt) / access_token",
                    "hop3 api-b->api-c (EdDSA, no aud, lower-case bearer) / access_token",
                ],
            ),
            FormatName::Client,
        ),
    ] {
        let count = tokens.len();
        let mut tokens = tokens;
        tokens.reverse();
        let chains = chains(tokens, &Settings::default());
        let want: Vec<_> = (0..count).rev().map(|n| format!("t{n}")).collect();
        assert_eq!(shape(&chains), want.join(" "));
        let chain = &chains[0];
        assert_eq!(chain.format, format);
        assert_eq!(chain.actors.len(), count, "{:?}", chain.actors);
        assert!(chain.hops.iter().all(|hop| hop.grade == Some(Grade::Weak)));
        assert!(!checks(chain).contains('X'), "{}: {:?}", checks(chain), chain.problems);
    }
}

#[test]
fn an_exchange_that_no_claim_states_is_shown_by_a_pair() {
    let parent = r#"{"iss":"https://sts.windows.net/t/","tid":"t","oid":"o","sub":"p1","sid":"s","aud":"api://7f3","appid":"spa","scp":"access","iat":1}"#;
    let child = r#"{"iss":"https://sts.windows.net/t/","tid":"t","oid":"o","sub":"p2","sid":"s","aud":"graph","appid":"7f3","scp":"Mail.Read","iat":2,"xms_st":{"sub":"p1"}}"#;
    let chains = chains(vec![bare(parent), bare(child)], &Settings::default());
    assert_eq!((shape(&chains).as_str(), chains[0].format), ("t0 t1", FormatName::EntraObo));
    let other = child.replace(r#"{"sub":"p1"}"#, r#"{"sub":"p9"}"#);
    assert_eq!(
        self::chains(vec![bare(parent), bare(&other)], &Settings::default())[0].format,
        FormatName::Client
    );
}

#[test]
fn each_defect_of_a_hop_decides_its_check() {
    let parent = r#"{"iss":"i","sub":"u","aud":["a","b"],"scope":"r","iat":1,"exp":1000,"may_act":{"sub":"s"},"cnf":{"jkt":"k"},"act":{"sub":"p"}}"#;
    for (child, want, codes, verdict) in [
        (
            r#"{"iss":"i","sub":"u","aud":"a","scope":"r","exp":1000,"cnf":{"jkt":"k"},"act":{"sub":"s","act":{"sub":"p"}}}"#,
            "-+++++++",
            "missing-hop",
            "1 hop fits, 1 exchange is missing, no key was given",
        ),
        (
            r#"{"iss":"i","sub":"v","aud":["a","b","c"],"scope":"r w","exp":1301,"act":{"sub":"x"}}"#,
            "-XXXX!XX",
            "subject-changed actor-dropped scope-widened audience-widened outlives-subject-token may-act-violated binding-dropped missing-hop",
            "subject-changed, actor-dropped, scope-widened, audience-widened, may-act-violated, binding-dropped",
        ),
        (
            r#"{"iss":"j","sub":"u","aud":"z","scope":"w","exp":1000,"cnf":{"jkt":"k"},"act":{"sub":"s","act":{"sub":"q","act":{"sub":"p"}}}}"#,
            "--X-++++",
            "chain-rewritten missing-hop missing-hop",
            "chain-rewritten",
        ),
        (parent, "-++-X+-+", "token-passthrough missing-hop", "token-passthrough"),
        (
            r#"{"iss":"i","sub":"u","scope":"r","exp":1000,"cnf":{"jkt":"k"},"act":{"act":{"sub":"p"}}}"#,
            "-+X--+X+",
            "malformed-actor may-act-violated missing-hop",
            "malformed-actor, may-act-violated",
        ),
    ] {
        let chain = flow(&[parent, child], &[]);
        assert_eq!(checks(&chain), want, "{child}");
        let mut found: Vec<_> = chain.problems.iter().map(|problem| problem.code).collect();
        found.sort_by_key(|code| codes.find(code));
        assert_eq!(found.join(" "), codes, "{child}");
        assert_eq!(chain.verdict.expect("a chain has a verdict").text, verdict, "{child}");
    }
}

#[test]
fn scopes_of_another_audience_are_compared_only_where_they_mean_the_same() {
    let texts =
        [r#"{"sub":"u","aud":"a","scope":"r"}"#, r#"{"sub":"u","aud":"b","scope":"r w","act":{"sub":"s"}}"#];
    assert_eq!(checks(&flow(&texts, &[])), "-++-+---");
    let settings = Settings { in_order: true, shared_scopes: true, ..Settings::default() };
    let chain = chains(texts.iter().map(|text| bare(text)).collect(), &settings).remove(0);
    assert_eq!(checks(&chain), "-++X+---");
}

#[test]
fn may_is_answered_for_the_last_audience() {
    let with = |aud: &str, scope: &str| format!(r#"{{"sub":"u","aud":"{aud}","scope":"{scope}"}}"#);
    for (tokens, want) in [
        (vec![("a", "r")], (MayOutcome::Yes, None, "in the token")),
        (vec![("a", "x")], (MayOutcome::No, None, "the token does not carry it")),
        (vec![("a", "r"), ("a", "r x")], (MayOutcome::Yes, None, "in T1 to T2")),
        (vec![("a", "x"), ("a", "x y")], (MayOutcome::No, None, "no token of the chain carries it")),
        (vec![("a", "r"), ("b", "r"), ("c", "x")], (MayOutcome::No, Some(2), "it ends at hop 2")),
        (vec![("a", "x"), ("a", "r x")], (MayOutcome::No, Some(1), "it begins at hop 1, out of nowhere")),
        (vec![("a", "x"), ("b", "r")], (MayOutcome::Yes, Some(1), "first granted at hop 1")),
        (
            vec![("b", "x"), ("a", "x"), ("b", "r")],
            (MayOutcome::Unknown, Some(2), "first granted at hop 2, and lacking before at the same audience"),
        ),
    ] {
        let texts: Vec<String> = tokens.iter().map(|(aud, scope)| with(aud, scope)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let chain = flow(&texts, &["r"]);
        let may = &chain.may.as_ref().expect("it was asked")[0];
        assert_eq!((may.outcome, may.hop, may.text.as_str()), want, "{tokens:?}");
    }
}

#[test]
fn a_token_with_two_children_stands_in_two_chains_and_a_lone_one_in_its_own() {
    let at = |text: &str, iat: u32| format!(r#"{{"iss":"i","iat":{iat},{text}}}"#);
    let tokens = [
        at(r#""sub":"v","azp":"x""#, 9),
        at(r#""sub":"u","azp":"web","sid":"1","aud":["a","b"]"#, 5),
        at(r#""sub":"u","azp":"b","sid":"1","aud":"c""#, 7),
        at(r#""sub":"u","azp":"a","sid":"1","aud":"c""#, 6),
    ];
    let settings = Settings::default();
    let found = chains(tokens.iter().map(|text| bare(text)).collect(), &settings);
    assert_eq!(shape(&found), "t1 t3 | t1 t2 | t0");
    assert_eq!(found[2].verdict.as_ref().map(|v| v.text.as_str()), Some("one token alone, no key was given"));
}

#[test]
fn r4_only_equal_bytes_are_one_token_and_one_id_twice_is_said() {
    let one = r#"{"iss":"i","jti":"7","sub":"u","aud":"a"}"#;
    let other = r#"{"iss":"i","jti":"7","sub":"w","aud":"a"}"#;
    let found = chains(vec![bare(one), bare(other), bare(one)], &Settings::default());
    assert_eq!(shape(&found), "t0=t2 | t1");
    for chain in &found {
        let texts: Vec<_> = chain.problems.iter().map(|p| (p.code, p.text.as_str())).collect();
        let text = "another token of i has the id 7, too; rests on an unverified token";
        assert_eq!(texts, [("identifier-conflict", text)]);
    }
}

#[test]
fn r17_a_join_key_with_too_many_tokens_is_ambiguous_and_not_searched() {
    for (count, linked) in [(1, true), (CANDIDATES, true), (CANDIDATES + 1, false)] {
        let mut tokens: Vec<Token> =
            (0..count).map(|n| bare(&format!(r#"{{"iss":"i","sub":"u","iat":5,"n":{n}}}"#))).collect();
        tokens.push(bare(r#"{"iss":"i","sub":"u","iat":6,"act":{"sub":"s"}}"#));
        let found = chains(tokens, &Settings::default());
        let chain = found.iter().find(|chain| chain.actors.len() == 1).expect("the child is in one chain");
        assert_eq!(chain.tokens.len() == 2, linked, "{count}");
        let said = chain.notes.iter().any(|note| note.ends_with(&format!("is ambiguous ({count})")));
        assert_eq!(said, count > 1, "{:?}", chain.notes);
        assert_eq!(
            chain.hops.first().and_then(|hop| hop.grade) == Some(Grade::Ambiguous),
            linked && count > 1
        );
    }
}

#[test]
fn tokens_of_one_second_never_make_a_circle() {
    let token = |azp: &str, aud: &str| {
        bare(&format!(r#"{{"iss":"i","sub":"u","sid":"1","azp":"{azp}","aud":"{aud}"}}"#))
    };
    let found = chains(vec![token("a", "b"), token("b", "c"), token("c", "a")], &Settings::default());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].tokens.len(), 3);
}

#[test]
fn a_sealed_token_is_a_chain_that_names_nobody() {
    let sealed = Token::parse("eyJhbGciOiJkaXIifQ..aaaa.bbbb.cccc").expect("a JWE");
    let found = chains(vec![sealed], &Settings::default());
    assert_eq!((found.len(), found[0].subject.id.clone(), found[0].format), (1, None, FormatName::None));
}

mod property {
    use proptest::prelude::*;

    use super::{bare, chains};
    use crate::delegation::principal::Role;
    use crate::link::Settings;

    /// Any JSON that a claim of this field could hold, well formed or not.
    fn value() -> impl Strategy<Value = String> {
        let word =
            prop_oneof![Just("\"a\""), Just("\"b\""), Just("\"\""), Just("7"), Just("null"), Just("[]")];
        word.prop_map(str::to_owned).prop_recursive(4, 24, 3, |inner| {
            let name =
                prop_oneof![Just("sub"), Just("act"), Just("iss"), Just("client_id"), Just("delegatee_wit")];
            prop_oneof![
                prop::collection::vec((name, inner.clone()), 0..3).prop_map(|members| {
                    let members: Vec<_> = members.iter().map(|(n, v)| format!("\"{n}\":{v}")).collect();
                    format!("{{{}}}", members.join(","))
                }),
                prop::collection::vec(inner, 0..3).prop_map(|items| format!("[{}]", items.join(","))),
            ]
        })
    }

    fn token() -> impl Strategy<Value = String> {
        let names = prop::sample::select(vec![
            "sub",
            "iss",
            "aud",
            "act",
            "azp",
            "sid",
            "iat",
            "exp",
            "scope",
            "may_act",
            "cnf",
            "act_depth",
            "delegation_chain",
            "xms_act_fct",
            "oid",
            "tid",
            "jti",
            "xms_st",
        ]);
        prop::collection::vec((names, value()), 0..8).prop_map(|members| {
            let members: Vec<_> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
            format!("{{{}}}", members.join(","))
        })
    }

    proptest! {
        #[test]
        fn whatever_tokens_say_each_stands_in_a_chain_whose_hops_fit_its_tokens(
            texts in prop::collection::vec(token(), 1..6),
            in_order in any::<bool>(),
        ) {
            let settings = Settings { in_order, may: vec!["a".to_owned()], ..Settings::default() };
            let found = chains(texts.iter().map(|text| bare(text)).collect(), &settings);
            for place in 0..texts.len() {
                let source = format!("t{place}");
                let told = found.iter().flat_map(|c| &c.tokens).any(|token| token.sources.contains(&source));
                prop_assert!(told, "{} is in no chain", source);
            }
            for chain in &found {
                prop_assert_eq!(chain.hops.len() + 1, chain.tokens.len());
                prop_assert!(chain.hops.iter().all(|hop| hop.checks.len() == 8));
                let current = chain.actors.iter().position(|actor| actor.role == Role::Current);
                prop_assert!(current.is_none_or(|at| at + 1 == chain.actors.len()));
                prop_assert_eq!(chain.actors.is_empty(), current.is_none());
            }
        }
    }
}
