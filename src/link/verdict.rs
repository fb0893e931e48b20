//! What a whole chain comes to.

use super::lack::lacking;
use super::node::Node;
use crate::delegation::chain::{Hop, Level, Outcome, Problem, Verdict, VerdictOutcome};
use crate::delegation::defect::Defect;
use crate::delegation::evidence::SignedBy;

/// Breaks at the first hop with a failed check; holds where nothing is missing; else not proven, with what is missing.
pub(super) fn verdict(hops: &[Hop], problems: &[Problem], tokens: &[&Node]) -> Verdict {
    let failed = hops.iter().find(|hop| hop.checks.iter().any(|check| check.outcome == Outcome::Fail));
    if let Some(hop) = failed {
        return Verdict {
            outcome: VerdictOutcome::Breaks,
            hop: Some(hop.number),
            text: hop.faults.join(", "),
        };
    }
    if tokens.iter().any(|node| node.proof.is_forged()) {
        let text = Defect::SignatureInvalid.code().to_owned();
        return Verdict { outcome: VerdictOutcome::Breaks, hop: None, text };
    }
    let missing = lacking(hops, problems, tokens);
    let count = match (tokens.len(), hops.len()) {
        (1, _) => "one token alone".to_owned(),
        (_, 1) => "1 hop".to_owned(),
        (_, count) => format!("{count} hops"),
    };
    if !missing.is_empty() {
        let fits = match hops.len() {
            0 => count,
            1 => format!("{count} fits"),
            _ => format!("{count} fit"),
        };
        let text = [vec![fits], missing].concat().join(", ");
        return Verdict { outcome: VerdictOutcome::NotProven, hop: None, text };
    }
    let warnings = problems.iter().filter(|problem| problem.level == Level::Warning).count();
    let verified = match tokens.len() {
        1 => "verified, and it names no actor",
        2 => "both tokens verified",
        _ => "every token verified",
    };
    let warned = match warnings {
        0 => String::new(),
        1 => ", 1 warning".to_owned(),
        count => format!(", {count} warnings"),
    };
    let is_development = |node: &&Node| node.proof.signed_by().is_some_and(SignedBy::is_development);
    let mark = if tokens.iter().any(is_development) { " (development)" } else { "" };
    let text = format!("{count}, {verified}{mark}{warned}");
    Verdict { outcome: VerdictOutcome::Holds, hop: None, text }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::delegation::chain::{Chain, Grade, Outcome, VerdictOutcome};
    use crate::delegation::evidence::Evidence;
    use crate::keys::{Algorithm, KeySet, Origin, SigningKey, jws};
    use crate::link::tests::{bare, shape};
    use crate::link::{Found, Settings, UNVERIFIED, link};
    use crate::token::Token;
    use crate::verify::{Keyring, Owner, Proof, Ring, prove};

    const ISSUER: &str = "https://issuer.example";

    fn key() -> SigningKey {
        SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("k1")
    }

    fn keyring(key: &SigningKey) -> Keyring {
        let set = json!({"keys": [key.public_jwk().expect("a public key")]}).to_string();
        let keys = KeySet::parse(set.as_bytes(), Origin::Local).expect("a set");
        Keyring {
            rings: vec![Ring {
                owner: Owner::Issuer(ISSUER.to_owned()),
                age: None,
                source: "jwks.json".to_owned(),
                keys,
            }],
            ..Keyring::default()
        }
    }

    fn signed(claims: &Value, key: &SigningKey) -> Token {
        let text = jws::compact(&json!({"kid": "k1"}), claims, key, Algorithm::Es256).expect("a token");
        Token::parse(text.expose_text().expect("ASCII")).expect("it reads")
    }

    /// Login, and the two exchanges that follow it.
    fn flow() -> [Value; 3] {
        [
            json!({"iss": ISSUER, "sub": "alice", "aud": "a", "iat": 10, "exp": 99, "jti": "1", "azp": "web"}),
            json!({"iss": ISSUER, "sub": "alice", "aud": "b", "iat": 20, "exp": 99, "jti": "2", "act": {"sub": "svc-a"}}),
            json!({"iss": ISSUER, "sub": "alice", "aud": "c", "iat": 30, "exp": 99, "jti": "3",
                   "act": {"sub": "svc-b", "act": {"sub": "svc-a"}}}),
        ]
    }

    fn chains(tokens: Vec<Token>, keyring: &Keyring, in_order: bool) -> Vec<Chain> {
        let settings = Settings { in_order, ..Settings::default() };
        let found = (0..).zip(tokens).map(|(n, token)| {
            let proof = match keyring.rings.is_empty() {
                true => Proof::without_keys(),
                false => prove(&token, keyring, None),
            };
            Found { token, proof, sources: vec![format!("t{n}")] }
        });
        link(found.collect(), &settings).map(|linked| linked.chain).collect()
    }

    fn verdict(chain: &Chain) -> (VerdictOutcome, Option<usize>, &str) {
        let verdict = chain.verdict.as_ref().expect("a chain has a verdict");
        (verdict.outcome, verdict.hop, &verdict.text)
    }

    /// Every grade of a chain's statements: subject, then actors.
    fn evidence(chain: &Chain) -> Vec<Evidence> {
        [chain.subject.evidence].into_iter().chain(chain.actors.iter().map(|actor| actor.evidence)).collect()
    }

    /// The check `signature` of each hop.
    fn signatures(chain: &Chain) -> Vec<(Outcome, &str)> {
        let of =
            |hop: &'_ crate::delegation::chain::Hop| hop.checks.iter().position(|c| c.name == "signature");
        chain
            .hops
            .iter()
            .filter_map(|hop| hop.checks.get(of(hop)?).map(|c| (c.outcome, c.detail.as_str())))
            .collect()
    }

    #[test]
    fn a_flow_whose_every_token_verified_holds() {
        let key = key();
        for in_order in [true, false] {
            let tokens = flow().iter().map(|claims| signed(claims, &key)).collect();
            let chains = chains(tokens, &keyring(&key), in_order);
            let [chain] = chains.as_slice() else { panic!("one chain, not {}", shape(&chains)) };
            assert_eq!(verdict(chain), (VerdictOutcome::Holds, None, "2 hops, every token verified"));
            assert_eq!(signatures(chain), [(Outcome::Pass, "both tokens are by their issuer"); 2]);
            assert_eq!(evidence(chain), [Evidence::Signed; 3]);
            let by = chain.subject.signed_by.as_ref().expect("a signed statement names its key");
            assert_eq!((by.issuer.as_str(), by.kid.as_deref()), (ISSUER, Some("k1")));
            assert!(chain.problems.is_empty(), "{:?}", chain.problems);
            let grade = chain.hops[0].grade;
            assert_eq!(grade, (!in_order).then_some(Grade::Probable));
        }
    }

    #[test]
    fn the_verdict_says_what_is_missing_or_broken() {
        let (key, stranger) = (key(), key());
        let [login, first, second] = flow();
        let long = json!({"iss": ISSUER, "sub": "alice", "aud": "b", "iat": 20, "exp": 9999, "act": {"sub": "svc-a"}});
        let nameless =
            json!({"iss": ISSUER, "sub": "alice", "aud": "b", "iat": 20, "exp": 99, "act": {"x": 1}});
        let broken = json!({"iss": ISSUER, "sub": "alice", "aud": "b", "iat": 20, "exp": 99, "act": 5});
        let elsewhere =
            json!({"iss": "https://other.example", "sub": "alice", "aud": "b", "iat": 20, "exp": 99});
        let mut beyond = elsewhere.clone();
        beyond["aud"] = json!("c");
        use VerdictOutcome::{Breaks, Holds, NotProven};
        type Flow<'f> = &'f [(&'f Value, &'f SigningKey)];
        let cases: [(Flow<'_>, VerdictOutcome, Option<usize>, &str); 14] = [
            (&[(&login, &key)], Holds, None, "one token alone, verified, and it names no actor"),
            (&[(&first, &key)], NotProven, None, "one token alone, and it names an actor"),
            (&[(&second, &key)], NotProven, None, "one token alone, and it names 2 actors"),
            (&[(&broken, &key)], NotProven, None, "one token alone, and it names an actor, malformed-actor"),
            (&[(&login, &stranger)], Breaks, None, "signature-invalid"),
            (
                &[(&elsewhere, &key)],
                NotProven,
                None,
                "one token alone, not verified: no key of its issuer was given",
            ),
            (
                &[(&elsewhere, &key), (&beyond, &key)],
                NotProven,
                None,
                "1 hop fits, no token verified: no key of its issuer was given",
            ),
            (&[(&login, &key), (&first, &key)], Holds, None, "1 hop, both tokens verified"),
            (&[(&login, &key), (&long, &key)], Holds, None, "1 hop, both tokens verified, 1 warning"),
            (&[(&first, &key), (&second, &key)], NotProven, None, "1 hop fits, 1 exchange is missing"),
            (&[(&login, &key), (&nameless, &key)], Breaks, Some(1), "malformed-actor"),
            (&[(&login, &key), (&first, &stranger), (&second, &key)], Breaks, Some(1), "signature-invalid"),
            (&[(&login, &key), (&first, &key), (&second, &stranger)], Breaks, Some(2), "signature-invalid"),
            (&[(&login, &stranger), (&first, &key), (&second, &key)], Breaks, Some(1), "signature-invalid"),
        ];
        for (flow, outcome, hop, text) in cases {
            let tokens = flow.iter().map(|(claims, key)| signed(claims, key)).collect();
            let chains = chains(tokens, &keyring(&key), true);
            assert_eq!(verdict(&chains[0]), (outcome, hop, text), "{flow:?}");
            let forged: Vec<_> =
                chains[0].problems.iter().filter(|p| p.code == "signature-invalid").collect();
            assert_eq!(
                forged.len(),
                usize::from(text == "signature-invalid"),
                "each forged token is one problem"
            );
            let at = if flow.len() == 1 { "it is not by its issuer: " } else { "hop " };
            assert!(forged.iter().all(|problem| problem.text.starts_with(at)), "{forged:?}");
            // Why a token is forged is said at the hop that it came from, or else at the first.
            let why = signatures(&chains[0]).iter().filter(|(_, text)| text.contains("issuer: ")).count();
            assert_eq!(why, usize::from(!forged.is_empty() && flow.len() > 1));
        }
    }

    #[test]
    fn an_actor_without_a_name_and_actors_that_are_not_listed_prove_nothing() {
        let key = key();
        let [login, first, _] = flow();
        let mut nameless = login.clone();
        nameless["act"] = json!({"x": 1});
        for (tokens, is_named) in [(vec![&nameless, &first], false), (vec![&first, &login], true)] {
            let signed = tokens.into_iter().map(|claims| signed(claims, &key)).collect();
            let chain = chains(signed, &keyring(&key), true).remove(0);
            let (outcome, _, text) = verdict(&chain);
            assert_ne!(outcome, VerdictOutcome::Holds);
            assert_eq!(text.contains("an actor is not named"), !is_named, "{text}");
        }
    }

    #[test]
    fn an_ambiguous_parent_is_no_proof_whoever_signed_it() {
        let key = key();
        let [login, first, _] = flow();
        let mut twin = login.clone();
        twin["jti"] = json!("twin");
        let tokens = [&login, &twin, &first].map(|claims| signed(claims, &key)).into();
        let chains = chains(tokens, &keyring(&key), false);
        let chain = chains.iter().find(|chain| chain.tokens.len() == 2).expect("a chain of two");
        assert_eq!(verdict(chain), (VerdictOutcome::NotProven, None, "1 hop fits, 1 of them ambiguous"));
    }

    #[test]
    fn a_defect_of_both_tokens_is_named_once() {
        let (key, stranger) = (key(), key());
        let [login, first, _] = flow();
        let both = vec![signed(&login, &stranger), signed(&first, &stranger)];
        let chains = chains(both, &keyring(&key), true);
        assert_eq!(verdict(&chains[0]), (VerdictOutcome::Breaks, Some(1), "signature-invalid"));
    }

    #[test]
    fn r4_what_a_token_says_is_no_code_and_a_finding_rests_on_both_tokens() {
        let (key, stranger) = (key(), key());
        let [mut login, mut first, _] = flow();
        (login["scope"], first["scope"], first["aud"]) = (json!("read"), json!("read admin"), json!("a"));
        let header = json!({"kid": "k1; evil: k2; actor-dropped: x"});
        let text = jws::compact(&header, &login, &stranger, Algorithm::Es256).expect("a token");
        let hostile = Token::parse(text.expose_text().expect("ASCII")).expect("it reads");
        let chains = chains(vec![hostile, signed(&first, &key)], &keyring(&key), true);
        let (outcome, hop, text) = verdict(&chains[0]);
        assert_eq!((outcome, hop), (VerdictOutcome::Breaks, Some(1)));
        assert_eq!(text, "signature-invalid, scope-widened");
        let widened = chains[0].problems.iter().find(|problem| problem.code == "scope-widened");
        assert!(widened.expect("it is found").text.ends_with(UNVERIFIED));
    }

    #[test]
    fn a_hop_passes_only_where_both_tokens_do() {
        let key = key();
        let [login, mut first, second] = flow();
        first["iss"] = json!("https://other.example");
        let tokens = [&login, &first, &second].map(|claims| signed(claims, &key)).into();
        let chains = chains(tokens, &keyring(&key), true);
        let none = "no key of its issuer was given";
        assert_eq!(signatures(&chains[0]), [(Outcome::Skip, none), (Outcome::Skip, none)]);
        let outcomes: Vec<_> =
            chains[0].tokens.iter().filter_map(|t| Some(t.signature.as_ref()?.outcome)).collect();
        assert_eq!(outcomes, [Outcome::Pass, Outcome::Skip, Outcome::Pass]);
        let all = "1 of 3 tokens not verified: no key of its issuer was given";
        assert!(verdict(&chains[0]).2.ends_with(all), "{:?}", verdict(&chains[0]));
    }

    #[test]
    fn r4_a_planted_token_with_the_victims_issuer_and_id_changes_nothing_of_the_victims_chain() {
        let (key, stranger) = (key(), key());
        let [login, first, second] = flow();
        // Later, better tied, with a name and an actor of its own; by a stranger's key, by none, at no issuer with a key.
        let planted = json!({"iss": ISSUER, "sub": "alice", "name": "Mallory", "aud": ["svc-b", "b"], "iat": 25, "exp": 99,
                             "jti": "2", "act": {"sub": "svc-a"}, "sid": "s", "azp": "svc-b"});
        let mut elsewhere = planted.clone();
        elsewhere["iss"] = json!("https://other.example");
        for token in [signed(&planted, &stranger), signed(&elsewhere, &stranger), bare(&planted.to_string())]
        {
            let mut tokens: Vec<Token> = [&login, &first, &second].map(|claims| signed(claims, &key)).into();
            tokens.push(token);
            let chains = chains(tokens, &keyring(&key), false);
            let victim = chains.iter().find(|chain| chain.tokens.iter().any(|t| t.sources == ["t2"]));
            let victim = victim.expect("the victim has a chain");
            let sources: Vec<_> = victim.tokens.iter().flat_map(|token| token.sources.clone()).collect();
            assert_eq!(sources, ["t0", "t1", "t2"]);
            assert_eq!(verdict(victim).0, VerdictOutcome::Holds);
            assert_eq!(victim.subject.name, None);
            assert_eq!(evidence(victim), [Evidence::Signed; 3]);
            for problem in &victim.problems {
                assert_eq!(problem.code, "identifier-conflict");
                assert!(problem.text.ends_with(UNVERIFIED), "{}", problem.text);
            }
            for chain in chains.iter().filter(|chain| chain.tokens.iter().any(|t| t.sources == ["t3"])) {
                assert_ne!(verdict(chain).0, VerdictOutcome::Holds);
                assert!(evidence(chain).iter().all(|one| *one != Evidence::Signed), "{:?}", evidence(chain));
                assert!(chain.hops.iter().all(|hop| hop.grade != Some(Grade::Probable)));
            }
        }
    }

    #[test]
    fn r4_what_one_token_proves_is_not_said_by_another() {
        let (key, stranger) = (key(), key());
        let [mut login, first, _] = flow();
        login["name"] = json!("Mallory");
        for (by, name) in [(&key, Some("Mallory")), (&stranger, None)] {
            let tokens = vec![signed(&login, by), signed(&first, &key)];
            let chains = chains(tokens, &keyring(&key), true);
            assert_eq!(chains[0].subject.name.as_deref(), name);
        }
    }

    #[test]
    fn r4_only_findings_about_signed_tokens_rest_on_something() {
        let key = key();
        let [mut login, mut first, _] = flow();
        (login["scope"], first["scope"], first["aud"]) =
            (json!("read"), json!("read admin"), json!(["a", "b"]));
        first["act"] = json!({"sub": "svc-a", "act": {"sub": "svc-a"}});
        for keyring in [keyring(&key), Keyring::default()] {
            let tokens = vec![signed(&login, &key), signed(&first, &key)];
            let chains = chains(tokens, &keyring, true);
            assert!(chains[0].problems.len() > 3, "{:?}", chains[0].problems);
            for problem in &chains[0].problems {
                assert_eq!(problem.text.ends_with(UNVERIFIED), keyring.rings.is_empty(), "{}", problem.text);
            }
        }
    }

    #[test]
    fn r4_a_missing_exchange_between_two_tokens_rests_on_both() {
        let key = key();
        let [login, _, second] = flow();
        let unknown = json!({"iss": ISSUER, "sub": "alice", "act": {"sub": "svc-b", "act": {"sub": "x"}}});
        let tokens = vec![signed(&login, &key), bare(&unknown.to_string()), signed(&second, &key)];
        let chains = chains(tokens, &keyring(&key), true);
        let missing: Vec<_> = chains[0].problems.iter().filter(|p| p.code == "missing-hop").collect();
        assert_eq!(missing.len(), 2, "{missing:?}");
        assert!(missing.iter().all(|problem| problem.text.ends_with(UNVERIFIED)), "{missing:?}");
    }

    #[test]
    fn r4_an_actor_that_we_joined_is_signed_by_nobody() {
        let key = key();
        let agent = |azp: &str, iat: u32| {
            let claims =
                json!({"iss": ISSUER, "sub": "u", "azp": azp, "iat": iat, "exp": 99, "xms_act_fct": "9 11"});
            signed(&claims, &key)
        };
        let chains = chains(vec![agent("a", 1), agent("b", 2)], &keyring(&key), true);
        let by: Vec<_> =
            chains[0].actors.iter().map(|actor| (actor.evidence, actor.signed_by.is_some())).collect();
        assert_eq!(by, [(Evidence::Inferred, false), (Evidence::Signed, true)]);
    }

    #[test]
    fn r4_without_keys_nothing_is_signed_and_nothing_is_said_of_signatures() {
        let key = key();
        let tokens = flow().iter().map(|claims| signed(claims, &key)).collect();
        let chains = chains(tokens, &Keyring::default(), true);
        assert_eq!(evidence(&chains[0]), [Evidence::Claimed; 3]);
        assert_eq!(signatures(&chains[0]), [(Outcome::Skip, "no key was given"); 2]);
        assert!(chains[0].tokens.iter().all(|token| token.signature.is_none()));
        assert_eq!(verdict(&chains[0]), (VerdictOutcome::NotProven, None, "2 hops fit, no key was given"));
    }
}
