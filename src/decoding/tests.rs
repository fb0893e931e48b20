//! What decode says, held against tokens of every sort.

use super::{Readers, Sight, decoded, opened, times};
use crate::instant::Instant;
use crate::keys::decrypt::DecryptionKey;
use crate::report::decode::{Body, State};
use crate::secret::Secret;
use crate::token::Token;
use crate::token::base64url::encode;

fn at(now: Instant) -> Sight<'static> {
    Sight { source: "argument", index: 0, now, readers: Readers::Both }
}

fn token(header: &str, payload: &str) -> Token {
    let text = format!("{}.{}.c2ln", encode(header.as_bytes()), encode(payload.as_bytes()));
    Token::parse(&text).expect("a token")
}

#[test]
fn states_in_their_order() {
    for (payload, want) in [
        (r#"{"exp":2000}"#, State::Valid),
        (r#"{"exp":1000}"#, State::Expired),
        (r#"{"exp":2000,"nbf":1000}"#, State::Valid),
        (r#"{"exp":2000,"nbf":1000.5}"#, State::NotYetValid),
        (r#"{"exp":900,"nbf":"x"}"#, State::Malformed),
        (r#"{"exp":1795297229000}"#, State::Malformed),
        (r#"{}"#, State::NoExpiry),
    ] {
        let token = token("{}", payload);
        assert_eq!(times(token.claims(), Instant::from_seconds(1_000)).state, want, "{payload}");
    }
}

#[test]
fn odd_things_are_warnings_with_their_place() {
    for (header, payload, pointer) in [
        (r#"{"alg":"none"}"#, "{}", "/header/alg"),
        (r#"{}"#, "{}", "/header/alg"),
        (r#"{"alg":"ES256"}"#, "[1]", "/payload"),
        (r#"{"alg":"ES256"}"#, r#"{"exp":"1"}"#, "/claims/exp"),
        (r#"{"alg":"ES256"}"#, r#"{"aud":42}"#, "/claims/aud"),
        (r#"{"alg":"ES256"}"#, r#"{"sub":1,"sub":2}"#, "/claims/sub"),
    ] {
        let decoded = decoded(&token(header, payload), at(Instant::from_seconds(0)));
        assert!(decoded.warnings.iter().any(|w| w.pointer == pointer), "{header} {payload}");
        assert!(!decoded.verified);
    }
}

#[test]
fn r8_disclosures_in_a_header_that_nobody_signed_are_named_and_not_read() {
    let (head, body) = (encode(br#"{"alg":"ES256"}"#), encode(br#"{"sub":"a","_sd":["x"]}"#));
    let entry = |header: &str| format!(r#""protected":"{head}","signature":"c2ln","header":{header}"#);
    for (header, want) in [
        (r#"{"disclosures":["WyJzIiwiYSJd"],"kb_jwt":"a.b.c"}"#, Some("1 disclosure in")),
        (r#"{"disclosures":["a","b"]}"#, Some("2 disclosures in")),
        (r#"{"disclosures":"a"}"#, None),
        (r#"{"kid":"k"}"#, None),
    ] {
        for text in [
            format!(r#"{{"payload":"{body}",{}}}"#, entry(header)),
            format!(r#"{{"payload":"{body}","signatures":[{{{}}}]}}"#, entry(header)),
        ] {
            let item = decoded(&Token::parse(&text).expect("a token"), at(Instant::from_seconds(0)));
            let told = item.warnings.iter().find(|warning| warning.text.contains("RFC 9901"));
            assert_eq!(told.is_some(), want.is_some(), "{text}");
            assert!(told.is_none_or(|warning| warning.text.contains(want.unwrap_or_default())), "{told:?}");
        }
    }
}

#[test]
fn r17_a_payload_that_is_not_read_says_why() {
    let many = (0..10_001).map(|i| format!("\"m{i}\":0")).collect::<Vec<_>>().join(",");
    for (payload, want) in [
        (format!("{{{many}}}"), "more members than are read (at most 10000 members"),
        (format!("{{\"n\":{}}}", "9".repeat(1_001)), "more digits of a number than are read"),
        ("[1]".to_owned(), "the payload is no JSON object, but an array"),
        ("{} x".to_owned(), "the payload is no JSON object: text after the JSON value at byte 3"),
        (String::new(), "the payload is empty"),
    ] {
        let token = token(r#"{"alg":"ES256"}"#, &payload);
        let decoded = decoded(&token, at(Instant::from_seconds(0)));
        let warning = decoded.warnings.iter().find(|w| w.pointer == "/payload").expect("a warning");
        assert!(warning.text.starts_with(want), "{}", warning.text);
    }
    let header = format!(r#"{{"alg":"ES256","x":"{}"}}"#, "y".repeat(64 << 10));
    let decoded = decoded(&token(&header, "{}"), at(Instant::from_seconds(0)));
    assert_eq!(decoded.warnings.first().map(|w| w.text.as_str()), Some("larger than 64 KiB"));
}

#[test]
fn what_lies_below_the_shown_levels_is_counted() {
    let deep = format!(r#"{{"a":0,"x":{}{}}}"#, "[".repeat(100), "]".repeat(100));
    let decoded = decoded(&token(r#"{"alg":"ES256"}"#, &deep), at(Instant::from_seconds(0)));
    let warning = decoded.warnings.first().expect("a warning");
    assert!(warning.text.contains("101 levels deep; 64 are shown, 37 more"), "{}", warning.text);
    assert_eq!(warning.pointer, format!("/claims/x{}", "/0".repeat(63)));
}

#[test]
fn every_place_below_the_shown_levels_is_named_and_what_is_shown_whole_is_not() {
    let nest = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    // A token as it is met: an audience and a key before the deep member.
    let (one, two) = (nest(100), nest(64));
    let claims =
        format!(r#"{{"aud":["a"],"cnf":{{"jkt":"x"}},"act":{one},"whole":{},"edge":{two}}}"#, nest(63));
    let item = decoded(&token(r#"{"alg":"ES256"}"#, &claims), at(Instant::from_seconds(0)));
    let found: Vec<(&str, &str)> =
        item.warnings.iter().map(|w| (w.pointer.as_str(), w.text.as_str())).collect();
    let (act, edge) = (format!("/claims/act{}", "/0".repeat(63)), format!("/claims/edge{}", "/0".repeat(63)));
    assert_eq!(
        found,
        [
            (act.as_str(), "101 levels deep; 64 are shown, 37 more are null here"),
            (edge.as_str(), "65 levels deep; 64 are shown, 1 more is null here"),
        ]
    );

    let many = vec!["[]"; 20].join(",");
    let claims = format!(r#"{{"x":{}{many}{}}}"#, "[".repeat(63), "]".repeat(63));
    let item = decoded(&token(r#"{"alg":"ES256"}"#, &claims), at(Instant::from_seconds(0)));
    assert_eq!(item.warnings.len(), 17);
    let last = item.warnings.last().map(|w| (w.pointer.as_str(), w.text.as_str()));
    assert_eq!(last, Some(("/claims", "4 more values lie below the 64 levels that are shown, and null")));
}

#[test]
fn an_encrypted_token_may_name_its_algorithm_for_each_recipient() {
    let protected = encode(br#"{"enc":"A128GCM"}"#);
    for (recipient, want) in
        [(r#"{"header":{"alg":"dir"}}"#, None), ("{}", Some("no alg: nothing says how it is encrypted"))]
    {
        let text = format!(
            r#"{{"protected":"{protected}","recipients":[{recipient}],"iv":"AAAA","ciphertext":"AAAA","tag":"AAAA"}}"#
        );
        let item = decoded(&Token::parse(&text).expect("a JWE"), at(Instant::from_seconds(0)));
        assert_eq!(item.warnings.first().map(|w| w.text.as_str()), want, "{recipient}");
    }
}

#[test]
fn a_token_inside_a_token_is_an_element_of_its_own_within_eight_layers() {
    let innermost = r#"{"sub":"a"}"#.to_owned();
    let wrap = |payload: &str| {
        format!("{}.{}.c2ln", encode(br#"{"alg":"ES256","cty":"JWT"}"#), encode(payload.as_bytes()))
    };
    for (layers, unread) in [(1_usize, false), (8, false), (9, true)] {
        let text = (0..layers).fold(innermost.clone(), |payload, _| wrap(&payload));
        let outer = Token::parse(&text).expect("a token");
        let mut here = &decoded(&outer, at(Instant::from_seconds(0)));
        let mut count = 1;
        while let Some(inner) = &here.inner {
            assert!(here.claims.is_none() && here.payload.is_none());
            here = inner;
            count += 1;
        }
        assert_eq!((count, here.claims.is_none()), (layers.min(8), unread), "{layers}");
        assert_eq!(here.warnings.iter().any(|w| w.text.contains("more than 8 tokens")), unread);
    }
}

#[test]
fn a_key_reveals_the_claims_of_an_encrypted_token() {
    // RFC 7520 section 5.6, whose content is text, and a key that is not the one.
    let example = include_str!("../../tests/vectors/cookbook/jwe/5_6.direct_encryption_using_aes-gcm.json");
    let example: serde_json::Value = serde_json::from_str(example).expect("JSON");
    let token = Token::parse(example["output"]["compact"].as_str().expect("text")).expect("a JWE");
    let now = Instant::from_seconds(0);
    let key = |text: &str| DecryptionKey::read(&Secret::from(text)).expect("a key");
    let own = key(&example["input"]["key"].to_string());
    let item = opened(&token, Some(&own), at(now));
    assert!(
        matches!(&item.payload, Some(Body::Text(text)) if example["input"]["plaintext"] == text.as_str())
    );
    let other = key(r#"{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw"}"#);
    let item = opened(&token, Some(&other), at(now));
    let warning = item.warnings.first().map(|w| w.text.as_str());
    assert_eq!(warning, Some("the content stays sealed: it does not open with this key"));
    assert!(item.payload.is_none() && item.claims.is_none());
}
