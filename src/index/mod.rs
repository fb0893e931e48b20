//! Everything obo knows by name.
//!
//! Each room brings its own words ([`rooms`]); this one only searches them.

pub mod near;
mod pasted;
mod refusal;
mod rooms;
mod word;

pub use pasted::Pasted;
pub use word::{Kind, Word};

use crate::explain::{self, Entry};
use crate::token::digest::Digest;
use crate::{provider, scan};

/// What a search came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What is known, the best first.
    pub words: Vec<Word>,
    /// Known words near to an unknown one.
    pub nearest: Vec<String>,
}

/// Every word of a kind, or of all, in order of name.
#[must_use]
pub fn list(kind: Option<Kind>) -> Vec<Word> {
    let mut words: Vec<Word> = refusal::words().chain(rooms::all()).chain(values()).collect();
    words.retain(|word| kind.is_none_or(|kind| word.kind == kind));
    let order = |word: &Word| (word.kind, word.name.clone(), !word.is_standard, word.origin.clone());
    words.sort_by_cached_key(order);
    words
}

/// Values that mean something without their claim: ids, names; numbers do not.
fn values() -> impl Iterator<Item = Word> {
    let mut seen: Vec<(&str, &str)> = Vec::new();
    let mut words = Vec::new();
    let mut entries: Vec<Entry> = explain::entries().collect();
    entries.sort_by_key(|entry| !rooms::is_standard(entry));
    for entry in entries {
        for (value, text) in entry.values() {
            if value.len() > 1 && !value.bytes().all(|b| b.is_ascii_digit()) && !seen.contains(&(value, text))
            {
                seen.push((value, text));
                words.push(value_word(&entry, value, text));
            }
        }
    }
    words.into_iter()
}

fn value_word(entry: &Entry, value: &str, text: &str) -> Word {
    Word {
        origin: entry.title.to_owned(),
        references: vec![entry.reference.to_owned()],
        ..Word::new(Kind::Value, format!("{}={value}", rooms::spelt(entry.name)), text)
    }
}

/// Looks up whatever was asked or pasted. Outside text in the answer is not yet escaped; tokens in it are named only.
#[must_use]
pub fn look_up(asked: &str) -> Found {
    let asked = asked.trim();
    let tokens = tokens(asked);
    if !tokens.is_empty() {
        // What stands beside a token may be an error; the token itself is no word to look up.
        let beside = pasted::read(asked, &refusal::prefixes()).map(|p| said(&p)).unwrap_or_default();
        return Found { words: beside.into_iter().chain(tokens).collect(), nearest: Vec::new() };
    }
    let words = exactly(asked);
    if !words.is_empty() {
        return Found { words, nearest: Vec::new() };
    }
    let found = claim_with_value(asked);
    if !found.is_empty() {
        return Found { words: found, nearest: Vec::new() };
    }
    let found = errors(asked);
    if !found.is_empty() {
        return Found { words: found, nearest: Vec::new() };
    }
    let known = list(None);
    let names: Vec<&str> = known.iter().map(|word| last_step(&word.name)).collect();
    let mut nearest: Vec<String> = Vec::new();
    for part in asked.split_whitespace().take(8) {
        nearest.extend(near::nearest(part, names.iter().copied()).into_iter().map(str::to_owned));
    }
    nearest.dedup();
    Found { words: Vec::new(), nearest }
}

/// A word, or several, each known: by its whole name, or by the last step of a pointer or URN.
fn exactly(asked: &str) -> Vec<Word> {
    if asked.is_empty() || asked.len() > 4096 {
        return Vec::new();
    }
    let known = list(None);
    let one = |asked: &str| -> Vec<Word> {
        let whole =
            |word: &&Word| is_called(word, asked) || last_step(&word.name).eq_ignore_ascii_case(asked);
        let found: Vec<Word> = known.iter().filter(whole).cloned().collect();
        if !found.is_empty() {
            return found;
        }
        let member = |word: &&Word| word.name.rsplit_once('.').is_some_and(|(_, name)| name == asked);
        known.iter().filter(member).cloned().collect()
    };
    let found = one(asked);
    if !found.is_empty() || !asked.contains(char::is_whitespace) {
        return found;
    }
    let each: Vec<Vec<Word>> = asked.split_whitespace().take(16).map(one).collect();
    if each.iter().all(|words| !words.is_empty()) { each.into_iter().flatten().collect() } else { Vec::new() }
}

fn is_called(word: &Word, asked: &str) -> bool {
    let asked = asked.strip_prefix("header:").unwrap_or(asked);
    let pointer = asked.strip_prefix('/').map(|steps| steps.replace('/', "."));
    let value =
        (word.kind == Kind::Value).then(|| word.name.split_once('=').map(|(_, value)| value)).flatten();
    word.name.eq_ignore_ascii_case(pointer.as_deref().unwrap_or(asked))
        || value.is_some_and(|value| value.eq_ignore_ascii_case(asked))
}

/// `jkt` of `cnf.jkt`, `access_token` of a URN, the value of `amr=pwd`.
fn last_step(name: &str) -> &str {
    if let Some((_, value)) = name.split_once('=') {
        return value;
    }
    match name.strip_prefix("urn:") {
        Some(urn) => urn.rsplit(':').next().unwrap_or(urn),
        None if name.contains("://") => name.rsplit('/').next().unwrap_or(name),
        None => name,
    }
}

/// `xms_act_fct=9 11`, `xms_act_fct 9 11`, `"appidacr": "2"`: the claim, then what its value means.
fn claim_with_value(asked: &str) -> Vec<Word> {
    let Some((name, value)) = asked.split_once(['=', ':']).or_else(|| asked.split_once(char::is_whitespace))
    else {
        return Vec::new();
    };
    let unquoted = |text: &str| text.trim().trim_end_matches(',').trim_matches(['"', '\'']).to_owned();
    let (name, value) = (unquoted(name), unquoted(value));
    let mut found = Vec::new();
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for entry in explain::entries().filter(|entry| ["claim", "header"].contains(&entry.kind)) {
        let Some(word) = rooms::explained(&entry) else { continue };
        let read = if is_called(&word, &name) { entry.read(&value) } else { Vec::new() };
        if read.is_empty() || seen.contains(&(entry.name, entry.family)) {
            continue;
        }
        seen.push((entry.name, entry.family));
        found.push(Word { values: Vec::new(), ..word });
        found.extend(read.into_iter().map(|(value, text)| value_word(&entry, &value, &text)));
    }
    found
}

/// The error in a pasted text; a sentence alone may be one, too.
fn errors(asked: &str) -> Vec<Word> {
    let mut found = pasted::read(asked, &refusal::prefixes()).map(|p| said(&p)).unwrap_or_default();
    if found.is_empty() {
        let sentence = Pasted { description: Some(asked.to_owned()), ..Pasted::default() };
        found = refusal::of(&sentence).0;
    }
    if found.is_empty() {
        found = in_running_text(asked);
    }
    found
}

/// What a server's words mean: a vendor's own code or sentence before the standard's error, that before bare ones.
fn said(pasted: &Pasted) -> Vec<Word> {
    let (mut vendors, is_bare) = refusal::of(pasted);
    let standard = |word: &Word| word.kind == Kind::Error && word.is_standard;
    let error = pasted.error.as_deref().map(exactly).unwrap_or_default();
    let mut found: Vec<Word> = error.into_iter().filter(standard).collect();
    if is_bare {
        found.append(&mut vendors);
        return found;
    }
    vendors.append(&mut found);
    vendors
}

/// The names of known errors among the words of an exception's text.
fn in_running_text(asked: &str) -> Vec<Word> {
    let known = list(Some(Kind::Error));
    let mut found: Vec<Word> = Vec::new();
    for part in asked.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|part| part.len() > 4)
    {
        let own = known.iter().filter(|word| word.name == part && !found.contains(word)).cloned();
        let own: Vec<Word> = own.collect();
        found.extend(own);
    }
    found
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
    use super::{Kind, list, look_up};
    use crate::token::base64url::encode;

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
            let words = list(Some(kind));
            assert!(!words.is_empty(), "{kind:?}");
            for word in words {
                assert!(!word.text.is_empty() && !word.text.contains('\n'), "{word:?}");
                assert!(look_up(&word.name).words.iter().any(|w| w.name == word.name), "{}", word.name);
            }
        }
    }
}
