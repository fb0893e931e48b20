//! What every format makes of recorded, documented and malformed tokens.

use super::{unfold, unfold_whole};
use crate::delegation::chain::{Chain, FormatName};
use crate::delegation::change::Change;
use crate::delegation::mandate::Mandate;
use crate::delegation::principal::Role;
use crate::token::json::{Budget, Document, Tree};
use crate::token::{Kind, Token, base64url};

/// A chain in one line: format, flow, subject, actors from first to current, problems.
fn line_of(chain: &Chain) -> String {
    let json = serde_json::to_value(chain).expect("a chain is data");
    let words = |value: &serde_json::Value, names: &[&str]| {
        let words: Vec<_> = names.iter().map(|name| value[name].as_str().unwrap_or("-")).collect();
        words.join(" ")
    };
    let mut line = words(&json, &["format", "flow"]);
    line += &format!(": {}", words(&json["subject"], &["id", "kind", "pointer"]));
    for actor in json["actors"].as_array().expect("an array") {
        line += &format!(" > {}", words(actor, &["id", "kind", "role", "pointer", "evidence"]));
    }
    for problem in &chain.problems {
        line += &format!(" ! {}", problem.code);
    }
    line
}

fn bare(json: &str) -> Token {
    let document = Document::parse(json.as_bytes(), Budget::TOKEN).expect("the test's text is JSON");
    Token::from_claims(Kind::Claims, Tree::from(document), json.as_bytes())
}

fn signed(header: &str, json: &str) -> Token {
    let part = |text: &str| base64url::encode(text.as_bytes());
    Token::parse(&format!("{}.{}.c2ln", part(header), part(json))).expect("the test's token reads")
}

fn line(token: &Token) -> String {
    unfold(token).map_or_else(|| "null".to_owned(), |chain| line_of(&chain))
}

#[test]
fn recorded_and_documented_tokens_give_the_right_chain() {
    let story = include_str!("../../tests/samples/tokens/story.jsonl").lines();
    let issued = include_str!("../../tests/samples/tokens/issued.jsonl").lines();
    let mut wanted = include_str!("../../tests/samples/tokens/chains.txt").lines();
    for record in story.chain(issued) {
        let record: serde_json::Value = serde_json::from_str(record).expect("a record is JSON");
        let name = record["name"].as_str().or(record["idp"].as_str()).expect("a record has a name");
        let Some(text) = record["jwt"].as_str().or(record["jws"].as_str()) else { continue };
        let token = Token::parse(text).expect("a recorded token reads");
        assert_eq!(wanted.next(), Some(format!("{name}\t{}", line(&token)).as_str()));
    }
    assert_eq!(wanted.next(), None);
}

#[test]
fn every_form_of_delegation_is_read_as_bare_claims_and_as_jws() {
    for (json, want) in [
        // RFC 8693 figures 5 and 6, and the issued token of appendix A.2.
        (
            r#"{"aud":"https://consumer.example.com","iss":"https://issuer.example.com","sub":"user@example.com","act":{"sub":"admin@example.com"}}"#,
            "rfc8693-act delegation: user@example.com unknown /claims/sub > admin@example.com unknown current /claims/act/sub claimed",
        ),
        (
            r#"{"sub":"user@example.com","act":{"sub":"https://service16.example.com","act":{"sub":"https://service77.example.com"}}}"#,
            "rfc8693-act delegation: user@example.com unknown /claims/sub > https://service77.example.com unknown prior /claims/act/act/sub claimed > https://service16.example.com unknown current /claims/act/sub claimed",
        ),
        (
            r#"{"sub":"u","act_depth":2,"typ":"OBO","act":{"sub":"b","act":{"sub":"a"}}}"#,
            "rfc8693-act delegation: u unknown /claims/sub > a unknown prior /claims/act/act/sub claimed > b unknown current /claims/act/sub claimed",
        ),
        (
            r#"{"sub":"u","act_depth":3,"act":{"sub":"b","act":{"sub":"a"}}}"#,
            "rfc8693-act delegation: u unknown /claims/sub > a unknown prior /claims/act/act/sub claimed > b unknown current /claims/act/sub claimed ! depth-mismatch",
        ),
        (r#"{"sub":"u","act_depth":1}"#, "none unknown: u unknown /claims/sub ! depth-mismatch"),
        (r#"{"sub":"u","act_depth":"0"}"#, "none unknown: u unknown /claims/sub ! depth-mismatch"),
        (r#"{"sub":"u","act_depth":0}"#, "none unknown: u unknown /claims/sub"),
        // Each claim that can name an actor.
        (
            r#"{"sub":"u","client_id":"web","act":{"client_id":"api1"}}"#,
            "rfc8693-act delegation: u unknown /claims/sub > api1 unknown current /claims/act/client_id claimed",
        ),
        (
            r#"{"sub":"u","act":{"email":"e@x.example","azp":"z","agent":"g"}}"#,
            "rfc8693-act delegation: u unknown /claims/sub > g unknown current /claims/act/agent claimed",
        ),
        (
            r#"{"sub":"u","act":{"sub":"","client_id":"c"}}"#,
            "rfc8693-act delegation: u unknown /claims/sub > c unknown current /claims/act/client_id claimed",
        ),
        // Nodes that name nobody.
        (
            r#"{"sub":"u","azp":"c","act":{}}"#,
            "rfc8693-act delegation: u unknown /claims/sub > - unknown current /claims/act claimed ! malformed-actor",
        ),
        (
            r#"{"sub":"u","act":"svc"}"#,
            "rfc8693-act delegation: u unknown /claims/sub > - unknown current /claims/act claimed ! malformed-actor",
        ),
        (
            r#"{"sub":"u","act":{"sub":7,"client_id":"c","act":[{"sub":"a"}]}}"#,
            "rfc8693-act delegation: u unknown /claims/sub > - unknown prior /claims/act/act claimed > c unknown current /claims/act/client_id claimed ! malformed-actor",
        ),
        (
            r#"{"sub":"u","act":{"sub":"a","act":{"sub":"b","act":{"sub":"a"}}}}"#,
            "rfc8693-act delegation: u unknown /claims/sub > a unknown prior /claims/act/act/act/sub claimed > b unknown prior /claims/act/act/sub claimed > a unknown current /claims/act/sub claimed ! repeated-actor",
        ),
        (
            r#"{"sub":"u","act":{"sub":"a","iss":"x","act":{"sub":"a","iss":"y"}}}"#,
            "rfc8693-act delegation: u unknown /claims/sub > a unknown prior /claims/act/act/sub claimed > a unknown current /claims/act/sub claimed",
        ),
        (
            r#"{"sub":"u","act":{"sub":"u"}}"#,
            "rfc8693-act direct: u unknown /claims/sub > u unknown current /claims/act/sub claimed",
        ),
        // A client is no stated actor, and is counted as none.
        (
            r#"{"sub":"u","azp":"c","act_depth":0}"#,
            "client direct: u unknown /claims/sub > c unknown current /claims/azp inferred",
        ),
        (
            r#"{"sub":"u","azp":"c","act_depth":1}"#,
            "client direct: u unknown /claims/sub > c unknown current /claims/azp inferred ! depth-mismatch",
        ),
        // Client claims.
        (
            r#"{"sub":"u","cid":"c","client_profile":"ai_agent"}"#,
            "client direct: u unknown /claims/sub > c agent current /claims/cid inferred",
        ),
        (r#"{"sub":"c","client_id":"c"}"#, "none app-only: c unknown /claims/sub"),
        (
            r#"{"sub":"c@clients","azp":"c"}"#,
            "client app-only: c@clients unknown /claims/sub > c unknown current /claims/azp inferred",
        ),
        (
            r#"{"sub":"d@clients","azp":"c"}"#,
            "client direct: d@clients unknown /claims/sub > c unknown current /claims/azp inferred",
        ),
        (r#"{"sub":"u","sub_profile":"user"}"#, "none direct: u user /claims/sub"),
        // Entra, rows 4, 5, 7, 8 and 10 of the fact sheet.
        (
            r#"{"sub":"a","oid":"a","appid":"a","idtyp":"app","xms_act_fct":"3 11 9","xms_sub_fct":"11 3 9","xms_idrel":"28 7"}"#,
            "entra-agent agent-autonomous: a agent /claims/oid",
        ),
        (
            r#"{"sub":"p","oid":"au","appid":"a","idtyp":"user","scp":"Mail.Read","xms_act_fct":"3 11 9","xms_sub_fct":"3 13","xms_idrel":"1 32"}"#,
            "entra-agent agent-user: au agent /claims/oid > a agent current /claims/appid claimed",
        ),
        (
            r#"{"sub":"p","oid":"h","azp":"a","xms_act_fct":"11 9 3","xms_sub_fct":"2 3","xms_idrel":"1 8","xms_tnt_fct":"3 8"}"#,
            "entra-agent delegation: h user /claims/oid > a agent current /claims/azp claimed",
        ),
        (
            r#"{"sub":"p","azp":"a","xms_act_fct":["9",11]}"#,
            "entra-agent delegation: p unknown /claims/sub > a agent current /claims/azp claimed",
        ),
        (
            r#"{"sub":"p","xms_act_fct":"11"}"#,
            "entra-agent delegation: p unknown /claims/sub > - agent current /claims/xms_act_fct claimed",
        ),
        (
            r#"{"sub":"p","azp":"a","xms_act_fct":"9 111"}"#,
            "client direct: p unknown /claims/sub > a unknown current /claims/azp inferred",
        ),
        (
            r#"{"sub":"p","azp":"a","xms_act_fct":"11 x"}"#,
            "client direct: p unknown /claims/sub > a unknown current /claims/azp inferred",
        ),
        (
            r#"{"iss":"https://sts.windows.net/t/","tid":"t","sub":"p","oid":"h","appid":"m","idtyp":"user","scp":"x","xms_act_fct":"3 9"}"#,
            "client direct: h user /claims/oid > m unknown current /claims/appid inferred",
        ),
        (
            r#"{"iss":"https://login.microsoftonline.com/t/v2.0","tid":"t","sub":"sp","oid":"sp","azp":"app","roles":["r"]}"#,
            "none app-only: sp unknown /claims/oid",
        ),
        // The rest of part C.
        (
            r#"{"sub":"u","aud":"trust.example","txn":"t","req_wl":"gateway.trust.example","scope":"trade"}"#,
            "transaction-token delegation: u unknown /claims/sub > gateway.trust.example workload current /claims/req_wl claimed",
        ),
        (
            r#"{"sub":"u","txn":"t","req_wl":["w1","w2"],"act":{"sub":"a"}}"#,
            "transaction-token delegation: u unknown /claims/sub > a unknown prior /claims/act/sub claimed > w1 workload prior /claims/req_wl/0 claimed > w2 workload current /claims/req_wl/1 claimed",
        ),
        (r#"{"sub":"u","txn":"t"}"#, "none unknown: u unknown /claims/sub"),
        (
            r#"{"sub":"u","delegation_chain":[{"delegator_wit":"w:b","delegatee_wit":"w:c"},{"delegator_wit":"w:a","delegatee_wit":"w:b"}]}"#,
            "delegation-chain delegation: u unknown /claims/sub > w:a unknown prior /claims/delegation_chain/1/delegator_wit claimed > w:b unknown prior /claims/delegation_chain/1/delegatee_wit claimed > w:c unknown current /claims/delegation_chain/0/delegatee_wit claimed",
        ),
        (
            r#"{"sub":"u","act":{"sub":"w:c"},"delegation_chain":[{"delegator_wit":"u","delegatee_wit":"w:c"}]}"#,
            "delegation-chain delegation: u unknown /claims/sub > w:c unknown current /claims/delegation_chain/0/delegatee_wit claimed",
        ),
        (
            r#"{"sub":"u","act":{"sub":"x"},"delegation_chain":[{"delegator_wit":"u","delegatee_wit":"w:c"}]}"#,
            "rfc8693-act delegation: u unknown /claims/sub > x unknown current /claims/act/sub claimed",
        ),
        (
            r#"{"sub":"u","delegation_chain":[]}"#,
            "delegation-chain delegation: u unknown /claims/sub ! malformed-actor",
        ),
        (
            r#"{"sub":"spiffe://prod.example/a","aud":["x"]}"#,
            "spiffe app-only: spiffe://prod.example/a workload /claims/sub",
        ),
        (
            r#"{"sub":"project_path:g/p:ref","project_path":"g/p","job_id":"1","user_login":"al"}"#,
            "gitlab app-only: project_path:g/p:ref workload /claims/sub",
        ),
        (
            r#"{"iss":"https://token.actions.githubusercontent.com","sub":"repo:o/r:ref","actor":"al"}"#,
            "github app-only: repo:o/r:ref workload /claims/sub",
        ),
        (
            r#"{"iss":"https://accounts.google.com","sub":"1","email":"a@p.iam.gserviceaccount.com"}"#,
            "google app-only: 1 workload /claims/sub",
        ),
        (
            r#"{"iss":"https://accounts.google.com","sub":"1","azp":"c"}"#,
            "client direct: 1 unknown /claims/sub > c unknown current /claims/azp inferred",
        ),
        (r#"{"sub":"1","sts:identity_context":"x"}"#, "aws unknown: 1 unknown /claims/sub"),
        // No subject to read: an object id alone is none.
        (r#"{"iss":"https://sts.windows.net/t/","tid":"t","oid":"o"}"#, "null"),
        (r#"{"act":{"sub":"a"}}"#, "null"),
        (r#"{"sub":42}"#, "null"),
    ] {
        assert_eq!(line(&bare(json)), want, "{json}");
        assert_eq!(line(&signed(r#"{"alg":"RS256"}"#, json)), want, "{json}");
    }
}

#[test]
fn the_header_tells_grants_transaction_tokens_and_workload_identities() {
    for (typ, json, want) in [
        (
            "oauth-id-jag+jwt",
            r#"{"sub":"u","client_id":"c","aud":"as"}"#,
            "id-jag direct: u unknown /claims/sub > c unknown current /claims/client_id inferred",
        ),
        (
            "application/OAuth-ID-JAG+jwt",
            r#"{"sub":"u","client_id":"c","act":{"sub":"a"}}"#,
            "rfc8693-act delegation: u unknown /claims/sub > a unknown current /claims/act/sub claimed",
        ),
        (
            "txntoken+jwt",
            r#"{"sub":"u","req_wl":["w1","w2"],"act":{"sub":"a"},"azp":"z"}"#,
            "transaction-token delegation: u unknown /claims/sub > a unknown prior /claims/act/sub claimed > w1 workload prior /claims/req_wl/0 claimed > w2 workload current /claims/req_wl/1 claimed",
        ),
        (
            "txntoken+jwt",
            r#"{"sub":"u","req_wl":7}"#,
            "transaction-token delegation: u unknown /claims/sub > - workload current /claims/req_wl claimed ! malformed-actor",
        ),
        ("wit+jwt", r#"{"sub":"w","cnf":{}}"#, "spiffe app-only: w workload /claims/sub"),
    ] {
        assert_eq!(line(&signed(&format!(r#"{{"typ":"{typ}"}}"#), json)), want, "{json}");
    }
}

#[test]
fn r17_actors_are_listed_to_4096_and_all_counted() {
    for (depth, listed, problem) in [(64, 64, None), (4_096, 4_096, None), (4_500, 4_096, Some("4500"))] {
        let nest: String = (0..depth).map(|n| format!(r#","act":{{"sub":"s{n}""#)).collect();
        let token = bare(&format!(r#"{{"sub":"u"{nest}{}}}"#, "}".repeat(depth)));
        let chain = unfold(&token).expect("it has a subject");
        assert_eq!(chain.actors.len(), listed);
        let current = chain.actors.last().expect("there are actors");
        assert_eq!((current.id.as_deref(), current.role), (Some("s0"), Role::Current));
        // Level 1 is the payload, so that 63 nested nodes are shown.
        assert_eq!(chain.actors.iter().filter(|actor| actor.pointer.is_some()).count(), 63);
        let text = chain.problems.iter().map(|p| p.text.as_str()).next();
        assert_eq!(text.and_then(|text| text.split(' ').next()), problem);
    }
}

#[test]
fn r11_only_the_signed_payload_of_an_sd_jwt_names_actors() {
    let text = format!(
        "{}~",
        signed(r#"{"alg":"ES256"}"#, r#"{"sub":"u","act":{"sub":"real"}}"#)
            .raw()
            .expose_text()
            .expect("text")
    );
    let token = Token::parse(&text).expect("an SD-JWT");
    let processed = bare(r#"{"sub":"u","act":{"sub":"disclosed"},"scope":"a"}"#);
    let token = token.revealed(processed.payload().clone(), Vec::new());
    let chain = unfold(&token).expect("it has a subject");
    assert_eq!(chain.actors.first().and_then(|a| a.id.as_deref()), Some("real"));
    assert_eq!(chain.scopes, ["a"]);
}

#[test]
fn a_token_without_a_subject_still_has_a_whole_reading() {
    let chain = unfold_whole(&bare(r#"{"act":{"sub":"a"}}"#));
    assert_eq!((chain.format, chain.subject.id, chain.actors.len()), (FormatName::Rfc8693Act, None, 1));
    let sealed = Token::parse("eyJhbGciOiJkaXIifQ..aaaa.bbbb.cccc").expect("a JWE");
    assert_eq!(unfold_whole(&sealed).subject.id, None);
}

#[test]
fn caveats_are_said() {
    for (json, want) in [
        (r#"{"sub":"u","may_act":{"sub":"svc"}}"#, "may_act names svc as eligible to act; that is no hop"),
        (
            r#"{"sub":"c","act":{"sub":"a","act":{"sub":"c"}}}"#,
            "actor 1 is the subject itself, the client that started the flow",
        ),
        (
            r#"{"iss":"https://x.eu.auth0.com/","sub":"u","act":{"sub":"a","act":{"sub":"spa"}}}"#,
            "actor 1 is the front end that the user signed in to (Auth0 puts it first)",
        ),
        (
            r#"{"sub":"u","xms_idrel":"1 7","azp":"c"}"#,
            "xms_idrel says member user (1) and service principal (7) at once",
        ),
    ] {
        let chain = unfold(&bare(json)).expect("it has a subject");
        assert!(chain.notes.iter().any(|note| note == want), "{json}: {:?}", chain.notes);
    }
}

/// What is wrong between two tokens: code and sentence.
fn defects(parent: &str, child: &str) -> Vec<(&'static str, String)> {
    let mandate = |json: &str| Mandate::of(&bare(json)).expect("the payload is an object");
    let change = Change::between(&mandate(parent), &mandate(child));
    change.defects(false).into_iter().map(|(defect, text)| (defect.code(), text)).collect()
}

#[test]
fn a_depth_that_is_none_is_held_against_the_actors() {
    for (json, want) in [
        (r#"{"sub":"u","act_depth":2,"act":{"sub":"a"}}"#, "act_depth is 2, and 1 actor is named"),
        (r#"{"sub":"u","act_depth":2}"#, "act_depth is 2, and 0 actors are named"),
        (r#"{"sub":"u","act_depth":"1","act":{"sub":"a"}}"#, "act_depth is a string, and 1 actor is named"),
    ] {
        let texts: Vec<_> = unfold_whole(&bare(json)).problems.into_iter().map(|one| one.text).collect();
        assert_eq!(texts, [want], "{json}");
    }
}

#[test]
fn an_actor_whose_issuer_is_not_said_is_the_one_of_that_name() {
    for (before, after, is_same) in [
        (r#""iss":"i""#, r#""iss":"i""#, true),
        (r#""iss":"i""#, r#""x":1"#, true),
        (r#""x":1"#, r#""iss":"i""#, true),
        (r#""iss":"i""#, r#""iss":"j""#, false),
    ] {
        let parent = format!(r#"{{"sub":"u","act":{{"sub":"a",{before}}}}}"#);
        let child = format!(r#"{{"sub":"u","act":{{"sub":"b","act":{{"sub":"a",{after}}}}}}}"#);
        let codes: Vec<_> = defects(&parent, &child).into_iter().map(|(code, _)| code).collect();
        let want: &[&str] = if is_same { &[] } else { &["actor-dropped", "chain-rewritten"] };
        assert_eq!(codes, want, "{before} {after}");
    }
}

#[test]
fn a_widened_audience_names_what_is_new() {
    let found = defects(r#"{"sub":"u","aud":"a"}"#, r#"{"sub":"u","aud":["a","b","c"]}"#);
    assert_eq!(found, [("audience-widened", "is also meant for b, c".to_owned())]);
}
