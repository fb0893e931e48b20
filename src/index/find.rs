//! The ways to find words in what somebody typed or pasted, from the plainest on.

use std::collections::HashMap;

use super::{Kind, Word, every, pasted, power, refusal, rooms};
use crate::exchange::sent::Sent;
use crate::exchange::words::Words;
use crate::explain;

/// The longest text that can be a word or some, in bytes.
const LONGEST: usize = 4096;

/// A word, or several, each known: by its whole name, or by the last step of a pointer or URN.
pub(super) fn exactly(asked: &str, sent: &Sent) -> Vec<Word> {
    if asked.is_empty() || asked.len() > LONGEST {
        return Vec::new();
    }
    let one = |asked: &str| -> Vec<Word> {
        let found = every(sent, &|kind, name| {
            is_called(kind, name, asked) || last_step(name).eq_ignore_ascii_case(asked)
        });
        if !found.is_empty() {
            return found;
        }
        let found = every(sent, &|kind, name| {
            kind != Kind::Scope
                && kind != Kind::Role
                && name.rsplit_once('.').is_some_and(|(_, name)| name == asked)
        });
        if found.is_empty() { power::shaped(asked) } else { found }
    };
    let found = one(asked);
    if !found.is_empty() || !asked.contains(char::is_whitespace) {
        return found;
    }
    let each: Vec<Vec<Word>> = asked.split_whitespace().take(16).map(one).collect();
    if each.iter().all(|words| !words.is_empty()) { each.into_iter().flatten().collect() } else { Vec::new() }
}

fn is_called(kind: Kind, name: &str, asked: &str) -> bool {
    let asked = asked.strip_prefix("header:").unwrap_or(asked);
    let pointer = asked.strip_prefix('/').map(|steps| steps.replace('/', "."));
    let value = (kind == Kind::Value).then(|| name.split_once('=').map(|(_, value)| value)).flatten();
    name.eq_ignore_ascii_case(pointer.as_deref().unwrap_or(asked))
        || value.is_some_and(|value| value.eq_ignore_ascii_case(asked))
        // As a screen shows it: NOT PROVEN.
        || (kind == Kind::Verdict && name.replace('-', " ").eq_ignore_ascii_case(asked))
}

/// `access_token` of a URN or an address, the value of `amr=pwd`.
pub(super) fn last_step(name: &str) -> &str {
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
pub(super) fn claim_with_value(asked: &str, _: &Sent) -> Vec<Word> {
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
        let read = if is_called(word.kind, &word.name, &name) { entry.read(&value) } else { Vec::new() };
        if read.is_empty() || seen.contains(&(entry.name, entry.family)) {
            continue;
        }
        seen.push((entry.name, entry.family));
        found.push(Word { values: Vec::new(), ..word });
        found.extend(read.into_iter().map(|(value, text)| rooms::value_word(&entry, &value, &text)));
    }
    found
}

/// The error in a pasted text; a sentence alone may be one, too.
pub(super) fn errors(asked: &str, sent: &Sent) -> Vec<Word> {
    let found = said(asked, sent);
    if !found.is_empty() {
        return found;
    }
    let sentence = Words { description: Some(asked.to_owned()), ..Words::default() };
    let found = refusal::of(&sentence, sent);
    if found.is_empty() { in_running_text(asked, sent) } else { found }
}

/// What a server said, if the text holds it.
pub(super) fn said(asked: &str, sent: &Sent) -> Vec<Word> {
    pasted::read(asked, &refusal::prefixes()).map(|words| refusal::of(&words, sent)).unwrap_or_default()
}

/// The names of known errors among the words of an exception's text, in its order.
fn in_running_text(asked: &str, sent: &Sent) -> Vec<Word> {
    let parts = asked.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|part| part.len() > 4);
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (at, part) in parts.enumerate() {
        places.entry(part).or_insert(at);
    }
    let mut found = every(sent, &|kind, name| kind == Kind::Error && places.contains_key(name));
    found.sort_by_key(|word| places.get(word.name.as_str()).copied());
    found
}
