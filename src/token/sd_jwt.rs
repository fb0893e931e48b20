//! The processed payload of an SD-JWT (RFC 9901 section 7.1): signed claims, and disclosures that a digest vouches for.

mod disclosure;
mod process;

use self::disclosure::Disclosure;
use super::Fault;
use super::json::Tree;

/// The most disclosures that are read (SECURITY.md R17).
const MAX_DISCLOSURES: usize = 1_000;

/// The parts behind the first `~`.
#[derive(Debug, Clone, Default)]
pub(super) struct Parts {
    /// The disclosures, each as it stands.
    pub(super) disclosures: Vec<String>,
    /// The key-binding token at the end (RFC 9901 section 4.3), as it stands.
    pub(super) key_binding: Option<String>,
}

/// Digests in one place that no disclosure belongs to: withheld claims, or decoys (RFC 9901 section 4.2.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undisclosed {
    /// JSON pointer of the object or array from the payload, `""` for the payload itself; at most 64 steps.
    pub pointer: String,
    /// How many.
    pub count: usize,
}

/// What came of a payload and its disclosures.
#[derive(Debug)]
pub(super) struct Processed {
    pub(super) claims: Tree,
    pub(super) undisclosed: Vec<Undisclosed>,
    pub(super) faults: Vec<Fault>,
}

/// Splits what stands behind the first `~`; the last part is empty or a key-binding token.
pub(super) fn split(text: &str, faults: &mut Vec<Fault>) -> Parts {
    let mut disclosures: Vec<String> = text.split('~').map(str::to_owned).collect();
    let last = disclosures.pop().unwrap_or_default();
    let key_binding = last.contains('.').then(|| last.clone());
    if key_binding.is_none() && !last.is_empty() {
        faults.push(Fault::new("/disclosures", "an SD-JWT that does not end in `~`"));
        disclosures.push(last);
    }
    Parts { disclosures, key_binding }
}

/// Puts the disclosures into the payload where a digest in it vouches for them, and leaves out the machinery.
///
/// Nothing that no digest vouches for becomes a claim (SECURITY.md R11): it is a fault with its text as value.
pub(super) fn process(payload: &Tree, disclosures: &[String]) -> Processed {
    let mut faults = Vec::new();
    if disclosures.len() > MAX_DISCLOSURES {
        faults.push(Fault::new("/disclosures", "more than 1,000 disclosures; the rest was not read"));
    }
    let Some(algorithm) = disclosure::Algorithm::of(payload.value()) else {
        faults.push(Fault::new(
            "/claims/_sd_alg",
            "a digest algorithm that is not sha-256, sha-384 or sha-512",
        ));
        return Processed { claims: payload.clone(), undisclosed: Vec::new(), faults };
    };
    let read: Vec<Disclosure> = (0..)
        .zip(disclosures.iter().take(MAX_DISCLOSURES))
        .filter_map(|(index, text)| Disclosure::read(index, text, algorithm, &mut faults))
        .collect();
    process::run(payload, read, faults)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use sha2::{Digest as _, Sha256, Sha512};

    use super::super::base64url::encode;
    use super::super::{Kind, Token};
    use super::Undisclosed;

    /// A disclosure and its digest.
    fn disclose(content: &Value) -> (String, String) {
        let text = encode(content.to_string().as_bytes());
        let digest = encode(&Sha256::digest(text.as_bytes()));
        (text, digest)
    }

    fn token(payload: &Value, disclosures: &[&str], end: &str) -> Token {
        let head = encode(br#"{"alg":"ES256","typ":"example+sd-jwt"}"#);
        let body = encode(payload.to_string().as_bytes());
        let parts: String = disclosures.iter().map(|text| format!("~{text}")).collect();
        Token::parse(&format!("{head}.{body}.c2ln{parts}~{end}")).expect("a token")
    }

    fn claims(token: &Token) -> String {
        token.claims_tree().map(|tree| tree.value().to_json()).unwrap_or_default()
    }

    fn faults(token: &Token) -> Vec<(&str, &str)> {
        token.faults().iter().map(|fault| (fault.pointer.as_str(), fault.text.as_str())).collect()
    }

    #[test]
    fn the_structure_of_rfc_9901_is_processed() {
        // RFC 9901 section 4.2: an object's property, an array's element, and a disclosure inside a disclosure.
        let (given, given_digest) = disclose(&json!(["2GLC42sKQveCfGfryNRN9w", "given_name", "John"]));
        let (us, us_digest) = disclose(&json!(["lklxF5jMYlGTPUovMNIvCA", "US"]));
        let (_, de_digest) = disclose(&json!(["nPuoQnkRFq3BIeAm7AnXFA", "DE"]));
        let (street, street_digest) = disclose(&json!(["s", "street_address", "123 Main St"]));
        let (address, address_digest) =
            disclose(&json!(["a", "address", {"_sd": [street_digest], "country": "US"}]));
        let payload = json!({
            "_sd": [given_digest, address_digest, "a-decoy"],
            "iss": "https://issuer.example.com", "iat": 1683000000, "_sd_alg": "sha-256",
            "nationalities": [{"...": us_digest}, {"...": de_digest}, "FR"],
        });
        let all = token(&payload, &[&given, &us, &street, &address], "");
        assert_eq!(faults(&all), []);
        assert_eq!(
            claims(&all),
            r#"{"iss":"https://issuer.example.com","iat":1683000000,"nationalities":["US","FR"],"given_name":"John","address":{"country":"US","street_address":"123 Main St"}}"#
        );
        let at = |pointer: &str, count| Undisclosed { pointer: pointer.to_owned(), count };
        assert_eq!(all.undisclosed(), [at("", 1), at("/nationalities", 1)]);
        let none = token(&payload, &[], "");
        assert_eq!(
            claims(&none),
            r#"{"iss":"https://issuer.example.com","iat":1683000000,"nationalities":["FR"]}"#
        );
        assert_eq!(none.undisclosed(), [at("", 3), at("/nationalities", 2)]);
        assert_eq!(none.kind(), Kind::SdJwt);
        let super::super::Payload::Object(signed) = none.signed_payload() else { panic!("an object") };
        assert!(signed.value().get("_sd").is_some());
    }

    #[test]
    fn the_digest_is_over_the_disclosure_as_it_stands() {
        // RFC 9901 section 4.2.1 and 4.2.3: the same content with blanks has another digest.
        let text = "WyI2cU1RdlJMNWhhaiIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";
        let payload = json!({"_sd": ["uutlBuYeMDyjLLTpf6Jxi7yNkEF35jdyWMn9U7b_RYY"]});
        let token = token(&payload, &[text], "");
        assert_eq!(
            (faults(&token), claims(&token)),
            (vec![], r#"{"family_name":"Möbius"}"#.replace("\\u00f6", "\u{f6}"))
        );
    }

    #[test]
    fn r11_nothing_that_no_digest_vouches_for_becomes_a_claim() {
        let unmatched = "a disclosure that no digest in the token vouches for";
        let (act, act_digest) = disclose(&json!(["s", "act", {"sub": "evil"}]));
        let (scope, scope_digest) = disclose(&json!(["s", "scope", "admin"]));
        let (element, element_digest) = disclose(&json!(["s", "x"]));
        let (sd, sd_digest) = disclose(&json!(["s", "_sd", ["x"]]));
        let (dots, dots_digest) = disclose(&json!(["s", "...", "x"]));
        for (payload, disclosures, want, fault) in [
            (json!({"sub": "a"}), vec![&act, &scope], r#"{"sub":"a"}"#, unmatched),
            (
                json!({"_sd": [act_digest]}),
                vec![&act],
                "{}",
                "a disclosure of a claim that the signed payload alone may hold",
            ),
            (
                json!({"_sd": [sd_digest]}),
                vec![&sd],
                "{}",
                "a disclosure of `_sd` or `...`, which are no claims",
            ),
            (
                json!({"_sd": [dots_digest]}),
                vec![&dots],
                "{}",
                "a disclosure of `_sd` or `...`, which are no claims",
            ),
            (
                json!({"_sd": [scope_digest], "scope": "read"}),
                vec![&scope],
                r#"{"scope":"read"}"#,
                "a disclosure of a claim that is there already",
            ),
            (
                json!({"_sd": [element_digest]}),
                vec![&element],
                "{}",
                "a disclosure of an array's element where a claim is wanted",
            ),
            (
                json!({"a": [{"...": scope_digest}]}),
                vec![&scope],
                r#"{"a":[]}"#,
                "a disclosure of a claim where an array's element is wanted",
            ),
            (
                json!({"_sd": [scope_digest, scope_digest]}),
                vec![&scope],
                "{}",
                "a digest that stands here twice; it discloses nothing",
            ),
            (
                json!({"_sd": [scope_digest], "a": {"_sd": [scope_digest]}}),
                vec![&scope],
                r#"{"a":{}}"#,
                "a digest that stands here twice; it discloses nothing",
            ),
            (
                json!({"_sd": [scope_digest]}),
                vec![&scope, &scope],
                r#"{"scope":"admin"}"#,
                "a disclosure that stands here twice",
            ),
            (
                json!({"a": [{"...": element_digest}, {"...": element_digest}]}),
                vec![&element],
                r#"{"a":[]}"#,
                "a digest that stands here twice; it discloses nothing",
            ),
            (json!({"_sd": scope_digest}), vec![&scope], "{}", "`_sd` that is not an array of digests"),
            (
                json!({"_sd": [scope_digest], "_sd_alg": "md5"}),
                vec![&scope],
                "",
                "a digest algorithm that is not sha-256, sha-384 or sha-512",
            ),
            (json!({"_sd": [scope_digest], "_sd_alg": "sha-512"}), vec![&scope], "{}", unmatched),
        ] {
            let disclosures: Vec<&str> = disclosures.iter().map(|text| text.as_str()).collect();
            let token = token(&payload, &disclosures, "");
            assert!(faults(&token).iter().any(|(_, text)| *text == fault), "{payload}: {:?}", faults(&token));
            if !want.is_empty() {
                assert_eq!(claims(&token), want, "{payload}");
            }
            let read = token.claims().expect("claims");
            assert!(
                read.get("act").is_none() && !read.scopes().contains(&"admin") || want.contains("admin"),
                "{payload}"
            );
        }
    }

    #[test]
    fn r11_two_disclosures_of_one_name_disclose_one() {
        let (first, first_digest) = disclose(&json!(["1", "role", "user"]));
        let (second, second_digest) = disclose(&json!(["2", "role", "admin"]));
        let token = token(&json!({"_sd": [first_digest, second_digest]}), &[&first, &second], "");
        assert_eq!(claims(&token), r#"{"role":"user"}"#);
        assert_eq!(faults(&token), [("/disclosures/1", "a disclosure of a claim that is there already")]);
    }

    #[test]
    fn r11_nothing_is_disclosed_inside_a_claim_that_the_signed_payload_alone_may_hold() {
        let inside = "a disclosure inside a claim that the signed payload alone may hold";
        let (member, sd) = disclose(&json!(["s", "iss", "https://evil.example"]));
        let (element, dots) = disclose(&json!(["s", "api"]));
        for (payload, disclosure, want) in [
            (json!({"act": {"sub": "b", "_sd": [sd]}}), &member, r#"{"act":{"sub":"b"}}"#),
            (
                json!({"act": {"sub": "b", "act": {"sub": "a", "_sd": [sd]}}}),
                &member,
                r#"{"act":{"sub":"b","act":{"sub":"a"}}}"#,
            ),
            (json!({"may_act": {"sub": "b", "_sd": [sd]}}), &member, r#"{"may_act":{"sub":"b"}}"#),
            (json!({"cnf": {"jwk": {"_sd": [sd]}}}), &member, r#"{"cnf":{"jwk":{}}}"#),
            (json!({"aud": ["x", {"...": dots}]}), &element, r#"{"aud":["x"]}"#),
            (json!({"aud": [[{"...": dots}]]}), &element, r#"{"aud":[[]]}"#),
        ] {
            let token = token(&payload, &[disclosure], "");
            assert_eq!((faults(&token), claims(&token).as_str()), (vec![("/disclosures/0", inside)], want));
            assert_eq!(token.undisclosed(), []);
        }
        // Elsewhere such a name is a claim like any other.
        let token = token(&json!({"x": {"act": {"_sd": [sd]}}}), &[&member], "");
        let want = r#"{"x":{"act":{"iss":"https://evil.example"}}}"#;
        assert_eq!((faults(&token), claims(&token).as_str()), (vec![], want));
    }

    #[test]
    fn what_is_no_disclosure_is_reported() {
        let bad = "a disclosure that is not a JSON array of a salt, perhaps a name, and a value";
        for content in ["", "*", "e30", "W10", "WyJzIl0", "WzEsMl0", "WyJzIiwxLDJd", "WyJzIiwiYSIsMSwyXQ"] {
            let token = token(&json!({"sub": "a"}), &[content], "");
            assert_eq!(faults(&token), [("/disclosures/0", bad)], "{content}");
            assert_eq!(claims(&token), r#"{"sub":"a"}"#);
        }
        // Neither is one without a salt or with a name that is no text, though a digest vouches for it.
        for content in [r#"[1,"role","x"]"#, r#"["s","role\ud800","x"]"#, r#"{"s":"role"}"#] {
            let text = encode(content.as_bytes());
            let digest = encode(&Sha256::digest(text.as_bytes()));
            let token = token(&json!({"_sd": [digest]}), &[&text], "");
            assert_eq!((faults(&token), claims(&token).as_str()), (vec![("/disclosures/0", bad)], "{}"));
        }
    }

    #[test]
    fn other_hashes_and_the_end_of_the_token() {
        let text = encode(br#"["s","a",1]"#);
        let digest = encode(&Sha512::digest(text.as_bytes()));
        let payload = json!({"_sd": [digest], "_sd_alg": "sha-512"});
        let bound = token(&payload, &[&text], "eyJhbGciOiJFUzI1NiJ9.e30.c2ln");
        assert_eq!(
            (claims(&bound).as_str(), bound.key_binding()),
            (r#"{"a":1}"#, Some("eyJhbGciOiJFUzI1NiJ9.e30.c2ln"))
        );
        assert_eq!(bound.disclosures(), std::slice::from_ref(&text));
        let open = token(&payload, &[], &text);
        assert_eq!(claims(&open), r#"{"a":1}"#);
        assert_eq!(faults(&open), [("/disclosures", "an SD-JWT that does not end in `~`")]);
    }

    #[test]
    fn the_digests_algorithm_is_machinery_at_the_top_and_a_claim_elsewhere() {
        let token = token(&json!({"_sd_alg": "sha-256", "a": {"_sd_alg": "x"}}), &[], "");
        assert_eq!(claims(&token), r#"{"a":{"_sd_alg":"x"}}"#);
    }

    #[test]
    fn r17_repeated_digests_are_reported_up_to_a_budget() {
        let digests: Vec<String> =
            (0..2_000).map(|n: u16| encode(&Sha256::digest(n.to_be_bytes()))).collect();
        let token = token(&json!({"_sd": digests, "a": {"_sd": digests}}), &[], "");
        assert_eq!(faults(&token).len(), 64, "as many as places are kept");
    }

    #[test]
    fn r17_a_thousand_disclosures_are_within_the_budget() {
        for (count, is_within) in [(1_000, true), (1_001, false)] {
            let token = token(&json!({}), &vec!["YQ"; count], "");
            let over = faults(&token).iter().any(|(_, text)| text.contains("more than 1,000"));
            assert_eq!(over, !is_within, "{count}");
        }
    }

    #[test]
    fn r17_the_budget_of_disclosures_and_any_depth_hold() {
        let texts: Vec<String> = (0..1_001).map(|n| disclose(&json!([n.to_string(), "n", n])).0).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let many = token(&json!({}), &texts, "");
        assert_eq!(faults(&many)[0], ("/disclosures", "more than 1,000 disclosures; the rest was not read"));
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let text = format!(
            "{}.{}.c2ln~",
            encode(br#"{"alg":"none"}"#),
            encode(format!(r#"{{"a":{deep}}}"#).as_bytes())
        );
        let token = Token::parse(&text).expect("a token");
        assert_eq!(token.claims_tree().map(|tree| tree.document().depth()), Some(100_001));
    }
}
