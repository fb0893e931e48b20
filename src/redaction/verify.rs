//! A judged token without what could name anybody.

use super::{Category, Redactor, holds_an_id};
use crate::report::verify::{Judged, Key, Signature};
use crate::verify::PROOF_ID;
use crate::verify::check::Check;

impl Redactor {
    /// The same verdict with stand-ins.
    #[must_use]
    pub fn judged(&mut self, judged: &Judged) -> Judged {
        // The card first: what it hides is known again in the words of the checks.
        let card = judged.card.as_ref().map(|card| Box::new(self.decoded(card)));
        Judged {
            source: self.place(&judged.source),
            place: judged.place.as_ref().map(|place| self.place(place)),
            key: judged.key.as_ref().map(|key| self.key(key)),
            checks: judged.checks.iter().map(|check| self.check(check)).collect(),
            signatures: judged
                .signatures
                .iter()
                .map(|one| Signature {
                    key: one.key.as_ref().map(|key| self.key(key)),
                    checks: one.checks.iter().map(|check| self.check(check)).collect(),
                })
                .collect(),
            card,
            ..judged.clone()
        }
    }

    fn key(&mut self, key: &Key) -> Key {
        Key {
            kid: key.kid.as_ref().map(|kid| self.stand_in(Category::Key, kid)),
            alg: key.alg,
            source: self.place(&key.source),
        }
    }

    fn check(&mut self, check: &Check) -> Check {
        let is_harmless = matches!(
            check.name,
            "algorithm" | "expiry" | "not-before" | "issued-at" | "age" | "lifetime" | "depth"
        );
        let category = match check.name {
            "issuer" => Category::Issuer,
            "audience" => Category::Audience,
            "subject" => Category::User,
            "client" => Category::Client,
            "scope" => Category::Scope,
            "actor" | "prior-actor" | "may-act" | "delegation" => Category::Actor,
            "key" | "signature" => Category::Key,
            "critical-headers" => Category::Member,
            _ => Category::Value,
        };
        let mut hidden = |text: &Option<String>| match text {
            Some(text) if !is_harmless || holds_an_id(text) => Some(self.stand_in(category, text)),
            text => text.clone(),
        };
        let (wanted, found) = (hidden(&check.wanted), hidden(&check.found));
        let detail = match (check.name, check.detail.split_once(PROOF_ID)) {
            ("dpop", Some((words, id))) => {
                format!("{}{PROOF_ID}{}", self.prose(words), self.stand_in(category, id))
            }
            _ => self.prose(&check.detail),
        };
        // A detail that is only a value is the token's own word, whether or not it was seen before.
        let is_value = !check.detail.contains(' ') && check.outcome == crate::verify::check::Outcome::Pass;
        let detail = match (is_harmless, is_value, holds_an_id(&detail)) {
            // The token's word and not what stands for it by now, which would get a second stand-in.
            (false, true, _) if check.name != "type" && detail != "none" => {
                self.stand_in(category, &check.detail)
            }
            (_, _, true) => "not shown".to_owned(),
            _ => detail,
        };
        Check { detail: detail.into(), wanted, found, ..check.clone() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Redactor;
    use crate::decoding::{Readers, Sight, decoded};
    use crate::instant::Instant;
    use crate::keys::{Algorithm, KeySet, Origin, SigningKey, jws};
    use crate::render::ascii::ascii;
    use crate::report::verify::Judged;
    use crate::token::Token;
    use crate::verify::{self, ActorId, Expect, Keyring, Owner, Policy, Ring};

    /// Every word that could name somebody has one of these in it, in the token as in what was expected of it.
    const NAMES: [&str; 4] = ["alice", "bob", "corp", "7f3d9a2c"];

    #[test]
    fn r25_a_verdict_names_nobody_and_keeps_who_is_whom() {
        let key = SigningKey::generate(Algorithm::Es256).expect("a key").with_kid("alice-key");
        let set = json!({ "keys": [key.public_jwk().expect("a public key")] }).to_string();
        let keys = KeySet::parse(set.as_bytes(), Origin::Local).expect("a set");
        let issuer = "https://corp.example/alice";
        let owner = Owner::Issuer(issuer.to_owned());
        let rings = vec![Ring { owner, source: "/home/alice/jwks.json".to_owned(), age: None, keys }];
        let one = |text: &str| Expect::OneOf(vec![text.to_owned()]);
        let good = Policy {
            subjects: vec!["alice".to_owned()],
            clients: vec!["bob".to_owned()],
            scopes: vec!["read:alice".to_owned()],
            actors: vec![ActorId::parse("bob")],
            ..Policy::new(one(issuer), one("https://corp.example/api"))
        };
        let bad = Policy {
            subjects: vec!["alice2".to_owned()],
            clients: vec!["bob2".to_owned()],
            scopes: vec!["write:alice".to_owned()],
            actors: vec![ActorId::parse("https://corp.example|bob2")],
            prior_actors: vec![ActorId::parse("alice3")],
            types: vec!["corp+jwt".to_owned()],
            ..Policy::new(one("https://other.corp.example"), one("https://corp.example/other"))
        };
        let claims = json!({
            "iss": issuer, "sub": "alice", "aud": ["https://corp.example/api"], "azp": "bob",
            "iat": 1_772_614_826, "exp": 1_772_618_426, "scope": "read:alice", "jti": "7f3d9a2c-alice",
            "act": {"sub": "bob", "act": {"sub": "alice"}},
        });
        let header = json!({"typ": "at+jwt", "kid": "alice-key"});
        let text = jws::compact(&header, &claims, &key, Algorithm::Es256).expect("a token");
        let token = Token::parse(text.expose_text().expect("ASCII")).expect("a token");
        let now = Instant::from_seconds(1_772_615_000);
        for (policy, is_valid) in [(good, true), (bad, false)] {
            let verdict =
                verify::judge(&token, &Keyring { rings: rings.clone(), ..Keyring::default() }, &policy, now);
            assert_eq!(verdict.is_valid(), is_valid, "{:?}", verdict.failed().collect::<Vec<_>>());
            let place = "/home/alice/tokens.txt:3:1";
            let mut judged = Judged::new(place.to_owned(), 0, token.digest(), verdict);
            let sight = Sight { source: place, index: 0, now, readers: Readers::Both };
            judged.card = Some(Box::new(decoded(&token, sight)));
            let hidden = Redactor::default().judged(&judged);
            if is_valid {
                let of = |name: &str| hidden.checks.iter().find(|check| check.name == name);
                let card = hidden.card.as_ref().and_then(|card| card.claims.clone()).expect("claims");
                let of_card = |name: &str| card.value().get(name).expect("it is there").to_json();
                for (check, claim) in [("audience", "aud"), ("subject", "sub"), ("client", "azp")] {
                    let detail = of(check).expect("every check is there").detail.to_string();
                    assert!(of_card(claim).contains(&format!("\"{detail}\"")), "{check}: {detail}");
                }
            }
            let json = String::from_utf8(ascii(&hidden, None)).expect("ASCII");
            for name in NAMES {
                assert!(!json.contains(name), "{name}: {json}");
            }
            let card = hidden.card.as_ref().expect("it was there");
            let card = String::from_utf8(ascii(card, None)).expect("ASCII");
            assert!(NAMES.iter().all(|name| !card.contains(name)), "{card}");
            assert_eq!((hidden.valid, hidden.checks.len()), (is_valid, judged.checks.len()));
            assert!(json.contains("\"alg\":\"ES256\"") && json.contains(":3:1"), "{json}");
            let outcomes =
                |judged: &Judged| judged.checks.iter().map(|check| check.outcome).collect::<Vec<_>>();
            assert_eq!(outcomes(&hidden), outcomes(&judged));
        }
    }
}
