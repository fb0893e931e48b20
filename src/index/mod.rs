//! Everything obo knows by name.
//!
//! Each room brings its own words (`rooms`, `refusal`); this one only searches them.

mod find;
mod pasted;
mod power;
mod refusal;
mod rooms;
mod word;

pub use word::{Kind, Word};

use std::cell::RefCell;

use crate::exchange::sent::Sent;
use crate::token::digest::Digest;
use crate::{near, provider, scan};

/// Which words are asked for, by kind and name; only those are made.
type Wanted<'w> = &'w dyn Fn(Kind, &str) -> bool;

/// What a search came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What is known, the best first.
    pub words: Vec<Word>,
    /// Known words near to an unknown one.
    pub nearest: Vec<String>,
}

/// Every word of a kind, or of all, in order of name; causes are judged against what was sent, as far as it is known.
#[must_use]
pub fn list(kind: Option<Kind>, sent: &Sent) -> Vec<Word> {
    every(sent, &|own, _| kind.is_none_or(|kind| own == kind))
}

/// The wanted words of all rooms, in order of kind and name, a standard's meaning before the vendors'.
fn every(sent: &Sent, wanted: Wanted<'_>) -> Vec<Word> {
    let mut words = refusal::words(sent, wanted);
    words.extend(rooms::words(wanted));
    let order = |word: &Word| (word.kind, word.name.clone(), !word.is_standard, word.origin.clone());
    words.sort_by_cached_key(order);
    words
}

/// Looks up whatever was asked or pasted; causes are judged against what was sent, as far as it is known.
///
/// Outside text in the answer is not yet escaped; tokens in it are named only.
#[must_use]
pub fn look_up(asked: &str, sent: &Sent) -> Found {
    let asked = asked.trim();
    let tokens = tokens(asked);
    if !tokens.is_empty() {
        // What stands beside a token may be an error; the token itself is no word to look up.
        let words = find::said(asked, sent).into_iter().chain(tokens).collect();
        return Found { words, nearest: Vec::new() };
    }
    let ways: [fn(&str, &Sent) -> Vec<Word>; 3] = [find::exactly, find::claim_with_value, find::errors];
    for way in ways {
        let words = way(asked, sent);
        if !words.is_empty() {
            return Found { words, nearest: Vec::new() };
        }
    }
    Found { words: Vec::new(), nearest: nearest(asked, sent) }
}

/// Known words that differ little from those asked for.
fn nearest(asked: &str, sent: &Sent) -> Vec<String> {
    let names = RefCell::new(Vec::new());
    // Nothing is wanted: the names alone pass by.
    let _ = every(sent, &|_, name| {
        names.borrow_mut().push(find::last_step(name).to_owned());
        false
    });
    let names = names.into_inner();
    let mut nearest: Vec<String> = Vec::new();
    for part in asked.split_whitespace().take(8) {
        nearest.extend(near::nearest(part, names.iter().map(String::as_str)).into_iter().map(str::to_owned));
    }
    nearest.dedup();
    nearest
}

/// The tokens in a text, by digest or by what their prefix tells; none is ever shown.
fn tokens(asked: &str) -> Vec<Word> {
    let mut found: Vec<Word> = scan::candidate::find(asked.as_bytes())
        .iter()
        .map(|found| token(found.token.digest(), "a token, which is not shown here", "obo decode reads it"))
        .collect();
    for part in asked.split(|c: char| c.is_whitespace() || "\"'`,;<>".contains(c)).take(10_000) {
        if let Some(opaque) = provider::opaque(part) {
            found.push(token(Digest::of(part.as_bytes()), &opaque.sentence(), &opaque.hint()));
        }
    }
    found
}

fn token(digest: Digest, text: &str, hint: &str) -> Word {
    Word { hint: hint.to_owned(), ..Word::new(Kind::Token, digest.short(), text) }
}

#[cfg(test)]
mod tests {
    use super::{Found, Kind};
    use crate::exchange::sent::Sent;
    use crate::instant::Instant;
    use crate::token::base64url::encode;

    fn unknown() -> Sent {
        Sent::unknown(Instant::from_seconds(0))
    }

    fn look_up(asked: &str) -> Found {
        super::look_up(asked, &unknown())
    }

    /// `kind name` of each word found, or the nearest ones.
    fn found(asked: &str) -> Vec<String> {
        let found = look_up(asked);
        if found.words.is_empty() {
            return found.nearest.into_iter().map(|word| format!("near {word}")).collect();
        }
        found.words.into_iter().map(|word| format!("{} {}", word.kind.word(), word.name)).collect()
    }

    #[test]
    fn words_are_found_by_name_step_and_value() {
        for (asked, want) in [
            ("uti", vec!["claim uti"]),
            ("critical-headers", vec!["check critical-headers"]),
            ("scope", vec!["claim scope", "check scope"]),
            ("not-proven", vec!["verdict not-proven"]),
            ("NOT PROVEN", vec!["verdict not-proven"]),
            ("signed", vec!["evidence signed"]),
            ("signature-invalid", vec!["problem signature-invalid"]),
            ("XMS_ACT_FCT", vec!["claim xms_act_fct"]),
            ("cnf.jkt", vec!["claim cnf.jkt"]),
            ("/cnf/jkt", vec!["claim cnf.jkt"]),
            ("jkt", vec!["claim cnf.jkt"]),
            ("id-jag", vec!["token-type urn:ietf:params:oauth:token-type:id-jag", "format id-jag"]),
            (
                "urn:ietf:params:oauth:token-type:access_token",
                vec!["token-type urn:ietf:params:oauth:token-type:access_token"],
            ),
            ("access_token", vec!["token-type urn:ietf:params:oauth:token-type:access_token"]),
            ("62e90394-69f5-4237-9190-012177145e10", vec!["value wids=62e90394-69f5-4237-9190-012177145e10"]),
            ("xms_act_fct=9 11", vec!["claim xms_act_fct", "value xms_act_fct=9", "value xms_act_fct=11"]),
            ("xms_idrel 1 8", vec!["claim xms_idrel", "value xms_idrel=1", "value xms_idrel=8"]),
            (r#""appidacr": "2","#, vec!["claim appidacr", "value appidacr=2"]),
            ("uti sid oid", vec!["claim uti", "claim sid", "claim sid", "claim sid", "claim oid"]),
            ("Mail.Read", vec!["scope Mail.Read", "role Mail.Read"]),
            ("https://graph.microsoft.com/Mail.Send", vec!["scope Mail.Send", "role Mail.Send"]),
            ("Printer.ReadWrite.All", vec!["scope Printer.ReadWrite.All", "role Printer.ReadWrite.All"]),
            ("full", vec!["scope full"]),
            ("global administrator", vec!["role Global Administrator"]),
            ("system:masters", vec!["role system:masters"]),
            ("zitadel", vec!["provider zitadel"]),
            ("rfc8693-act", vec!["format rfc8693-act"]),
            ("xms_act_fac", vec!["near xms_act_fct"]),
            ("", vec![]),
            ("!!", vec![]),
        ] {
            assert_eq!(found(asked), want, "{asked}");
        }
    }

    #[test]
    fn a_value_says_what_it_means() {
        let words = look_up("uti=m39S4ToM1kiSvl1_OowmAA").words;
        assert_eq!(words[1].text, "request e1527f9b-0c3a-48d6-92be-5d7f3a8c2600");
        let words = look_up("xms_act_fct=9 10 11").words;
        let texts: Vec<_> = words.iter().skip(1).map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["unknown(9)", "filler, no meaning", "AgentIdentity"]);
    }

    #[test]
    fn pasted_errors_give_their_code() {
        for (asked, want) in [
            ("AADSTS500131", "error AADSTS500131"),
            ("AADSTS500131: Assertion audience does not match the Client app", "error AADSTS500131"),
            (
                r#"{"error":"invalid_grant","error_description":"AADSTS500131: x","error_codes":[500131]}"#,
                "error AADSTS500131",
            ),
            (
                r#"{"error":"access_denied","error_description":"Client is not within the token audience"}"#,
                "error access_denied",
            ),
            ("Client is not within the token audience", "error access_denied"),
        ] {
            assert_eq!(found(asked).first().map(String::as_str), Some(want), "{asked}");
        }
    }

    #[test]
    fn a_pasted_token_is_named_and_never_echoed() {
        let token = format!("{}.{}.c2ln", encode(br#"{"alg":"ES256"}"#), encode(br#"{"sub":"alice"}"#));
        for asked in [token.clone(), format!(r#"{{"error":"invalid_token","token":"{token}"}}"#)] {
            let found = look_up(&asked);
            assert!(found.words.iter().any(|word| word.kind == Kind::Token));
            assert!(!format!("{found:?}").contains(&token));
        }
        let opaque = "ghu_OBOsampleNotARealTokenLedgerAgent000";
        assert!(!format!("{:?}", look_up(opaque)).contains(opaque));
    }

    #[test]
    fn every_listed_kind_has_words_and_is_found_by_its_own_name() {
        for kind in Kind::LISTED {
            let words = super::list(Some(kind), &unknown());
            assert!(!words.is_empty(), "{kind:?}");
            for word in words {
                assert!(!word.text.is_empty() && !word.text.contains('\n'), "{word:?}");
                assert!(look_up(&word.name).words.iter().any(|w| w.name == word.name), "{}", word.name);
            }
        }
    }
}
