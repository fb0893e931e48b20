//! The formats, in the order in which they are tried: the most explicit statement first.

mod aws;
mod client;
mod delegation_chain;
pub mod entra;
mod github;
mod gitlab;
mod google;
mod id_jag;
mod kubernetes;
mod none;
mod rfc8693_act;
mod spiffe;
mod transaction_token;

use super::evidence::Evidence;
use super::format::{Format, Statement};
use super::kind;
use super::principal::{Kind, Principal};
use crate::token::Token;

/// Every format that obo reads; the first that answers gives the reading, the last one always does.
pub static FORMATS: &[&dyn Format] = &[
    &transaction_token::TransactionToken,
    &delegation_chain::DelegationChain,
    &rfc8693_act::Rfc8693Act,
    &entra::Entra,
    &id_jag::IdJag,
    &kubernetes::Kubernetes,
    &github::Github,
    &gitlab::Gitlab,
    &spiffe::Spiffe,
    &client::Client,
    &google::Google,
    &aws::Aws,
    &none::NoDelegation,
];

/// The words of the contract for them, and for what no token writes: the value of a chain's `format`.
pub const WORDS: &[&str] = &[
    "rfc8693-act",
    "entra-agent",
    "entra-obo",
    "client",
    "id-jag",
    "transaction-token",
    "delegation-chain",
    "kubernetes",
    "github",
    "gitlab",
    "google",
    "aws",
    "spiffe",
    "log",
    "none",
];

/// Claims of one token that contradict each other, for the vendor whose claims can.
#[must_use]
pub fn contradictions(token: &Token) -> Vec<entra::Contradiction> {
    let statement = Statement::of(token).filter(entra::is_entra);
    statement.map(|statement| entra::contradictions(statement.claims())).unwrap_or_default()
}

/// The subject by the rules that hold for every format.
fn subject(statement: &Statement<'_>) -> Principal {
    let claims = statement.claims();
    let text = |name: &str| claims.text(name).present().filter(|text| !text.is_empty());
    let sub = text("sub");
    let (claim, id) = match entra::object_id(statement) {
        Some(oid) if sub.is_some() => ("oid", Some(oid)),
        _ => ("sub", sub),
    };
    let kind = match entra::subject_kind(statement) {
        Some(kind) => kind,
        None => kind::of_node(claims, id),
    };
    Principal {
        id: id.map(str::to_owned),
        issuer: statement.signed().text("iss").present().map(str::to_owned),
        name: ["preferred_username", "upn", "email", "name"].into_iter().find_map(text).map(str::to_owned),
        kind,
        pointer: id.is_some().then(|| format!("/claims/{claim}")),
        evidence: Evidence::Claimed,
        signed_by: None,
    }
}

/// Whether a pair of tokens shows an exchange that neither of them states alone.
#[must_use]
pub fn is_exchanged(parent: &Token, child: &Token) -> bool {
    entra::is_exchanged(parent, child)
}

/// An audience as the application it names, where a format has more than one spelling of it.
#[must_use]
pub fn application(audience: &str) -> &str {
    entra::application(audience)
}

/// The application behind the current actor, if the token names one: what was meant for it, the actor may exchange.
#[must_use]
pub fn behind_actor(token: &Token) -> Option<&str> {
    entra::blueprint(token)
}

/// Within what the subject's id is unique, where that is wider than an issuer: an Entra tenant has two issuers.
pub(in crate::delegation) fn authority<'t>(statement: &Statement<'t>) -> Option<&'t str> {
    entra::tenant(statement)
}

/// A subject that is a workload by the nature of its token.
fn workload(statement: &Statement<'_>) -> Principal {
    Principal { kind: Kind::Workload, ..subject(statement) }
}

#[cfg(test)]
mod tests {
    use super::{FORMATS, contradictions, is_exchanged};
    use crate::delegation::unfold_whole;
    use crate::token::json::{Budget, Document, Tree};
    use crate::token::{Kind as TokenKind, Token};

    #[test]
    fn every_format_has_a_page_with_its_name() {
        for format in FORMATS {
            for name in format.names() {
                assert!(format.page().contains(name.word()), "{format:?} does not mention {}", name.word());
            }
        }
    }

    fn bare(json: &str) -> Token {
        let document = Document::parse(json.as_bytes(), Budget::TOKEN).expect("the test's text is JSON");
        Token::from_claims(TokenKind::Claims, Tree::from(document), json.as_bytes())
    }

    /// Format and flow of a token, and the kinds of its subject and of its current actor.
    fn told(json: &str) -> String {
        let chain = serde_json::to_value(unfold_whole(&bare(json))).expect("a chain is data");
        let actor = chain["actors"].as_array().and_then(|all| all.last()?["kind"].as_str());
        let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let actor = actor.map(|kind| format!(" > {kind}")).unwrap_or_default();
        format!(
            "{} {} {}{actor}",
            word(&chain["format"]),
            word(&chain["flow"]),
            word(&chain["subject"]["kind"])
        )
    }

    #[test]
    fn a_format_knows_its_own_tokens_and_no_others() {
        for (json, want) in [
            (r#"{"iss":"https://oidc.eks.amazonaws.com/id/x","sub":"1"}"#, "aws unknown unknown"),
            (r#"{"iss":"https://sts.api.aws","sub":"1"}"#, "aws unknown unknown"),
            (r#"{"iss":"https://amazonaws.com.example","sub":"1"}"#, "none unknown unknown"),
            (r#"{"iss":"https://token.actions.acme.ghe.com","sub":"r"}"#, "github app-only workload"),
            (r#"{"iss":"https://token.actions.example","sub":"r"}"#, "none unknown unknown"),
            (r#"{"iss":"https://acme.ghe.com","sub":"r"}"#, "none unknown unknown"),
            (r#"{"sub":"r","repository":"o/r","run_id":"1","workflow_ref":"w"}"#, "github app-only workload"),
            (
                r#"{"sub":"r","repository":"o/r","run_id":"1","job_workflow_ref":"w"}"#,
                "github app-only workload",
            ),
            (r#"{"sub":"r","repository":"o/r","run_id":"1"}"#, "none unknown unknown"),
            (r#"{"sub":"r","repository":"o/r","workflow_ref":"w"}"#, "none unknown unknown"),
            (r#"{"sub":"r","run_id":"1","workflow_ref":"w"}"#, "none unknown unknown"),
            (r#"{"sub":"p","project_path":"g/p","pipeline_id":"1"}"#, "gitlab app-only workload"),
            (r#"{"sub":"p","project_path":"g/p","job_id":"1"}"#, "gitlab app-only workload"),
            (r#"{"sub":"p","project_path":"g/p"}"#, "none unknown unknown"),
            (r#"{"sub":"p","pipeline_id":"1","job_id":"1"}"#, "none unknown unknown"),
            (r#"{"iss":"https://accounts.google.com","sub":"1"}"#, "google unknown unknown"),
            (r#"{"iss":"accounts.google.com","sub":"1"}"#, "google unknown unknown"),
            (r#"{"iss":"a@p.iam.gserviceaccount.com","sub":"1"}"#, "google unknown unknown"),
            (r#"{"iss":"https://google.example","sub":"1"}"#, "none unknown unknown"),
            (r#"{"sub":"system:serviceaccount:a:b"}"#, "kubernetes app-only workload"),
            (r#"{"sub":"x","kubernetes.io":{}}"#, "kubernetes app-only workload"),
            (r#"{"sub":"x","kubernetes.io":"y"}"#, "none unknown unknown"),
            (r#"{"sub":"x","sub_profile":"service"}"#, "none app-only workload"),
            (r#"{"sub":"x","idtyp":"app"}"#, "none app-only application"),
            (r#"{"sub":"x","sub_profile":"native_app"}"#, "none app-only application"),
            (r#"{"sub":"u","azp":"spiffe://td.example/a"}"#, "client direct unknown > workload"),
            (r#"{"sub":"u","azp":"web"}"#, "client direct unknown > unknown"),
            (r#"{"iss":"i","sub":"u","act":{"sub":"u","iss":"i"}}"#, "rfc8693-act direct unknown > unknown"),
            (
                r#"{"iss":"i","sub":"u","act":{"sub":"u","iss":"j"}}"#,
                "rfc8693-act delegation unknown > unknown",
            ),
        ] {
            assert_eq!(told(json), want, "{json}");
        }
    }

    #[test]
    fn an_entra_application_is_told_from_a_person_by_scopes_roles_and_ids() {
        let own = r#""iss":"https://sts.windows.net/t/","tid":"t""#;
        for (claims, want) in [
            (r#""oid":"o","sub":"s","roles":["r"]"#, "none app-only unknown"),
            (r#""oid":"o","sub":"o""#, "none app-only unknown"),
            (r#""oid":"o","sub":"o","scp":"/""#, "none app-only unknown"),
            (r#""oid":"o","sub":"o","scp":" ""#, "none app-only unknown"),
            (r#""oid":"o","sub":"o","scp":"Mail.Read","appid":"a""#, "client direct unknown > unknown"),
            (r#""oid":"o","sub":"s","appid":"a""#, "client direct unknown > unknown"),
            (r#""oid":"o","sub":"o","idtyp":"user","appid":"a""#, "client direct user > unknown"),
            (r#""oid":"o","sub":"s","xms_idrel":"7 2","roles":["r"]"#, "none app-only application"),
        ] {
            assert_eq!(told(&format!("{{{own},{claims}}}")), want, "{claims}");
        }
    }

    #[test]
    fn what_a_format_notes_is_of_this_token() {
        let exchange = r#""tid":"t","oid":"o","aud":"api://fb60f99c-7a34-4190-8149-302f77469936""#;
        let auth0 = r#""iss":"https://x.eu.auth0.com/","sub":"u""#;
        let end = |text: &'static str| vec![text];
        for (json, want) in [
            (r#"{"sub":"u","act":{"sub":"a"}}"#.to_owned(), vec![]),
            (
                format!(r#"{{{auth0},"act":{{"sub":"a"}}}}"#),
                end("Auth0 names an actor in a login token of a linked agent too, without an exchange"),
            ),
            (r#"{"iss":"https://auth0.com.example/","sub":"u","act":{"sub":"a"}}"#.to_owned(), vec![]),
            (r#"{"sub":"u","act":{"sub":"a","act":{"sub":"b"}}}"#.to_owned(), vec![]),
            (
                r#"{"sub":"u","act":{"sub":"a","act":{"sub":"b","sub_profile":"browser_app"}}}"#.to_owned(),
                end("actor 1 is the front end that the user signed in to"),
            ),
            (
                format!(r#"{{{exchange},"sub":"/eid1/x","roles":["r"]}}"#),
                end("an exchange token of a blueprint for one of its agents, no access token (T1)"),
            ),
            (
                format!(r#"{{{exchange},"sub":"s","roles":["r"],"xms_act_fct":"11"}}"#),
                end("an exchange token of an agent, no access token (T2)"),
            ),
            (
                format!(r#"{{{exchange},"sub":"s","roles":["r"]}}"#),
                end("a federation token for Entra itself"),
            ),
            (r#"{"tid":"t","oid":"o","sub":"s","aud":"api","roles":["r"]}"#.to_owned(), vec![]),
            (
                r#"{"iss":"a@p.iam.gserviceaccount.com","sub":"1"}"#.to_owned(),
                end("a service account signed it for this subject; what it gets will not show that"),
            ),
            (r#"{"iss":"https://accounts.google.com","sub":"1"}"#.to_owned(), vec![]),
            (
                r#"{"iss":"a@p.iam.gserviceaccount.com","sub":"1","email":"b@p.iam.gserviceaccount.com"}"#
                    .to_owned(),
                vec![],
            ),
        ] {
            assert_eq!(unfold_whole(&bare(&json)).notes, want, "{json}");
        }
    }

    #[test]
    fn a_pair_shows_an_exchange_only_where_all_of_it_fits() {
        let parent = r#"{"iss":"https://sts.windows.net/t/","tid":"t","oid":"o","sub":"p","sid":"s","aud":"api://7f3","iat":5}"#;
        let child = r#"{"iss":"https://sts.windows.net/t/","tid":"t","oid":"o","sub":"q","sid":"s","appid":"7F3","iat":5}"#;
        let by_agent = child.replace("7F3", "9aa").replace("\"iat\"", "\"xms_par_app_azp\":\"7f3\",\"iat\"");
        for (change, in_child, want) in [
            (("", ""), "", true),
            ((r#""oid":"o""#, r#""oid":"x""#), "", false),
            ((r#""tid":"t""#, r#""tid":"x""#), "", false),
            ((r#""sid":"s""#, r#""sid":"x""#), "", false),
            ((r#""sid":"s","#, ""), "", true),
            ((r#""iat":5"#, r#""iat":6"#), "", false),
            ((r#","iat":5"#, ""), "", true),
            ((r#""aud":"api://7f3""#, r#""aud":"api://8a4""#), "", false),
            ((r#""iss":"https://sts.windows.net/t/","#, r#""iss":"https://other.example","#), "", false),
            (("", ""), r#","xms_st":{"sub":"p"}"#, true),
            (("", ""), r#","xms_st":{"sub":"x"}"#, false),
        ] {
            let (from, to) = change;
            let parent = bare(&if from.is_empty() { parent.to_owned() } else { parent.replace(from, to) });
            let own = child.replace(r#""iat":5}"#, &format!(r#""iat":5{in_child}}}"#));
            assert_eq!(is_exchanged(&parent, &bare(&own)), want, "{change:?} {in_child}");
            // An agent holds what was meant for its blueprint, and repeats no subject of it.
            let agents = by_agent.replace(r#""iat":5}"#, &format!(r#""iat":5{in_child}}}"#));
            assert_eq!(is_exchanged(&parent, &bare(&agents)), want || !in_child.is_empty(), "{change:?}");
        }
    }

    #[test]
    fn each_contradiction_needs_both_of_its_sides() {
        let named = |json: &str| -> Vec<&str> {
            contradictions(&bare(json)).into_iter().map(|one| one.claim).collect()
        };
        let own = r#""oid":"o","tid":"9f3""#;
        for (claims, want) in [
            (r#""idtyp":"app","scp":"Mail.Read""#, vec!["idtyp"]),
            (r#""idtyp":"app","scp":"/""#, vec![]),
            (r#""idtyp":"app","scp":"""#, vec![]),
            (r#""idtyp":"user","scp":"Mail.Read""#, vec![]),
            (r#""xms_sub_fct":"13","xms_act_fct":"9""#, vec!["xms_sub_fct"]),
            (r#""xms_sub_fct":"13","xms_act_fct":"11""#, vec![]),
            (r#""xms_sub_fct":"3","xms_act_fct":"9""#, vec![]),
            (r#""xms_sub_fct":"11","idtyp":"user""#, vec!["xms_sub_fct"]),
            (r#""xms_sub_fct":"11","idtyp":"app""#, vec![]),
            (r#""xms_sub_fct":"9","idtyp":"user""#, vec![]),
            (r#""xms_par_app_azp":"b","xms_act_fct":"9""#, vec!["xms_act_fct"]),
            (r#""xms_par_app_azp":"b","xms_act_fct":"11""#, vec![]),
            (r#""xms_par_app_azp":"b""#, vec![]),
            (r#""xms_act_fct":"9""#, vec![]),
            (r#""appid":"a","azp":"b""#, vec!["azp"]),
            (r#""appid":"a","azp":"a""#, vec![]),
            (r#""appid":"a""#, vec![]),
            (r#""azp":"a""#, vec![]),
            (r#""iss":"https://sts.windows.net/x/""#, vec!["tid"]),
            (r#""iss":"https://sts.windows.net/9f3/""#, vec![]),
            (r#""xms_idrel":"1 7""#, vec!["xms_idrel"]),
            (r#""xms_idrel":"1""#, vec![]),
            (r#""xms_idrel":"7""#, vec![]),
        ] {
            assert_eq!(named(&format!("{{{own},{claims}}}")), want, "{claims}");
        }
        assert_eq!(
            named(r#"{"sub":"u","appid":"a","azp":"b"}"#),
            Vec::<&str>::new(),
            "another vendor's token"
        );
    }

    #[test]
    fn records_count_where_they_tell_more_than_act() {
        let records = r#""delegation_chain":[{"delegator_wit":"a","delegatee_wit":"b"}]"#;
        for (act, want) in [
            (r#"{"sub":"b"}"#, "delegation-chain"),
            (r#"{"sub":"b","act":{"sub":"a"}}"#, "delegation-chain"),
            (r#"{"sub":"b","act":{"sub":"a","act":{"sub":"z"}}}"#, "rfc8693-act"),
            (r#"{"sub":"x"}"#, "rfc8693-act"),
        ] {
            let told = told(&format!(r#"{{"sub":"u","act":{act},{records}}}"#));
            assert_eq!(told.split(' ').next(), Some(want), "{act}");
        }
    }

    #[test]
    fn r17_records_and_workloads_over_the_budget_are_said_and_the_newest_listed() {
        let record = |n: usize| format!(r#"{{"delegator_wit":"w{}","delegatee_wit":"w{n}"}}"#, n + 1);
        for (count, listed, is_over) in [(4_000, 4_001, false), (4_095, 4_096, false), (4_900, 4_095, true)] {
            let all: Vec<String> = (0..count).map(record).collect();
            let chain =
                unfold_whole(&bare(&format!(r#"{{"sub":"u","delegation_chain":[{}]}}"#, all.join(","))));
            let ids: Vec<_> = chain.actors.iter().filter_map(|actor| actor.id.as_deref()).collect();
            let oldest = format!("w{}", listed - 1);
            assert_eq!(
                (ids.len(), ids.first().copied(), ids.last().copied()),
                (listed, Some(oldest.as_str()), Some("w0"))
            );
            assert_eq!(chain.problems.iter().any(|problem| problem.code == "deep-chain"), is_over, "{count}");
        }
        let part = |json: &str| crate::token::base64url::encode(json.as_bytes());
        for (count, is_over) in [(4_096, false), (4_097, true), (5_000, true)] {
            let all: Vec<String> = (0..count).map(|n| format!("\"w{n}\"")).collect();
            let claims = part(&format!(r#"{{"sub":"u","req_wl":[{}]}}"#, all.join(",")));
            let text = format!("{}.{claims}.c2ln", part(r#"{"typ":"txntoken+jwt"}"#));
            let chain = unfold_whole(&Token::parse(&text).expect("a token"));
            assert_eq!(chain.actors.len(), 4_096.min(count));
            assert_eq!(chain.problems.iter().any(|problem| problem.code == "deep-chain"), is_over, "{count}");
        }
    }
}
