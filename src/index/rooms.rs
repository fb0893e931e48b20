//! What each room brings: its own words, one function a room. A new room adds a function and a line in [`words`].

use std::collections::HashSet;

use super::{Kind, Wanted, Word, power};
use crate::delegation::chain::{Level, VerdictOutcome};
use crate::delegation::defect::Defect;
use crate::delegation::evidence::Evidence;
use crate::delegation::formats::FORMATS;
use crate::explain::{self, Entry};
use crate::lint::rule::Needs;
use crate::lint::{docs, engine};
use crate::provider;
use crate::verify;

/// The family of claims that every token belongs to.
const STANDARD: &str = "registered";

/// The wanted words of every room but the refusals.
pub(super) fn words(wanted: Wanted<'_>) -> Vec<Word> {
    let mut words = explanations(wanted);
    words.extend(values(wanted));
    let known = formats().chain(providers()).chain(problems()).chain(rules());
    let whole = known.chain(checks()).chain(outcomes());
    words.extend(whole.filter(|word| wanted(word.kind, &word.name)));
    words.extend(power::words(wanted));
    words
}

/// Claims, header members, token types, grants, ways to authenticate.
fn explanations(wanted: Wanted<'_>) -> Vec<Word> {
    let mut last = ("", "", "");
    // Of rows that differ only in their conditions the last one says what holds in general.
    let mut entries: Vec<Entry> = Vec::new();
    for entry in explain::entries() {
        let key = (entry.kind, entry.name, entry.family);
        if key == last {
            entries.pop();
        }
        last = key;
        entries.push(entry);
    }
    let is_wanted = |entry: &Entry| kind(entry).is_some_and(|kind| wanted(kind, &spelt(entry.name)));
    entries.iter().filter(|entry| is_wanted(entry)).filter_map(explained).collect()
}

fn kind(entry: &Entry) -> Option<Kind> {
    match entry.kind {
        "claim" => Some(Kind::Claim),
        "header" => Some(Kind::Header),
        other => Kind::named(other),
    }
}

/// Values that mean something without their claim: ids, names; numbers do not.
fn values(wanted: Wanted<'_>) -> Vec<Word> {
    let mut seen: HashSet<(&str, &str)> = HashSet::new();
    let mut words = Vec::new();
    let mut entries: Vec<Entry> = explain::entries().collect();
    entries.sort_by_key(|entry| !is_standard(entry));
    for entry in entries {
        for (value, text) in entry.values() {
            let says_something = value.len() > 1 && !value.bytes().all(|b| b.is_ascii_digit());
            if says_something && seen.insert((value, text)) && wanted(Kind::Value, &value_name(&entry, value))
            {
                words.push(value_word(&entry, value, text));
            }
        }
    }
    words
}

fn value_name(entry: &Entry, value: &str) -> String {
    format!("{}={value}", spelt(entry.name))
}

/// A value of a claim as a word.
pub(super) fn value_word(entry: &Entry, value: &str, text: &str) -> Word {
    Word {
        more: power::more(value),
        origin: entry.title.to_owned(),
        is_standard: is_standard(entry),
        references: vec![entry.reference.to_owned()],
        ..Word::new(Kind::Value, value_name(entry, value), text)
    }
}

/// One entry of `explain` as a word.
pub(super) fn explained(entry: &Entry) -> Option<Word> {
    let kind = kind(entry)?;
    let own = |(value, text): (&str, &str)| (value.to_owned(), text.to_owned());
    Some(Word {
        more: lines(entry.detail),
        values: entry.values().map(own).collect(),
        hint: entry.hint.to_owned(),
        origin: entry.title.to_owned(),
        is_standard: is_standard(entry),
        references: vec![entry.reference.to_owned()],
        ..Word::new(kind, spelt(entry.name), entry.text)
    })
}

/// Whether a standard gives the meaning, and no vendor.
pub(super) fn is_standard(entry: &Entry) -> bool {
    entry.family == STANDARD
}

/// A pointer as people write a claim: `act.sub`; any other name as it is.
pub(super) fn spelt(name: &str) -> String {
    match name.strip_prefix('/') {
        Some(steps) => steps.replace('/', ".").replace("~1", "/").replace("~0", "~"),
        None => name.to_owned(),
    }
}

/// The ways to write delegation down; the page's first paragraph is the meaning.
fn formats() -> impl Iterator<Item = Word> {
    FORMATS.iter().flat_map(|format| {
        let page = format.page();
        format.names().iter().map(move |name| {
            let mut parts = page.split("\n\n").filter(|part| !part.starts_with(['#', '`', '{']));
            let text = parts.next().map(flowed).unwrap_or_default();
            let mut more: Vec<String> = Vec::new();
            let mut references = Vec::new();
            for part in parts {
                match part.strip_prefix("**References.**") {
                    Some(part) => references.push(flowed(part)),
                    None => more.extend(points(part)),
                }
            }
            Word { more, references, ..Word::new(Kind::Format, name.word(), text) }
        })
    })
}

/// The vendors, by the short name that `--provider` takes.
fn providers() -> impl Iterator<Item = Word> {
    provider::profiles().map(|profile| Word {
        more: profile.quirks().notes.into_iter().map(str::to_owned).collect(),
        origin: profile.title().to_owned(),
        references: profile.references().into_iter().map(str::to_owned).collect(),
        ..Word::new(Kind::Provider, profile.name(), profile.text())
    })
}

/// What can be wrong with a token, from the page of each rule.
fn rules() -> impl Iterator<Item = Word> {
    engine::all().map(|rule| {
        let needs = match rule.needs {
            Needs::Token => "",
            Needs::Parent => "; needs --subject-token",
            Needs::List => "; needs a list in the policy",
        };
        let parts = [docs::WHAT, docs::WHY]
            .into_iter()
            .flat_map(|heading| docs::part(rule.docs, heading).split("\n\n"));
        let level = format!("{} by default, about {}{needs}", noun(rule.level), rule.area.word());
        Word {
            more: std::iter::once(level).chain(parts.map(flowed)).collect(),
            hint: rule.help(),
            origin: "obo lint".to_owned(),
            references: points(docs::part(rule.docs, docs::REFERENCES)),
            ..Word::new(Kind::Rule, rule.id, rule.summary)
        }
    })
}

fn noun(level: Level) -> &'static str {
    match level {
        Level::Note => "a note",
        Level::Warning => "a warning",
        Level::Error => "an error",
    }
}

/// What can be wrong with a chain.
fn problems() -> impl Iterator<Item = Word> {
    Defect::ALL.into_iter().map(|defect| {
        let (text, hint) = defect.meaning();
        Word {
            more: vec![format!("{} by default", noun(defect.level()))],
            hint: hint.to_owned(),
            origin: "obo".to_owned(),
            ..Word::new(Kind::Problem, defect.code(), text)
        }
    })
}

/// The checks of a verdict over one token.
fn checks() -> impl Iterator<Item = Word> {
    verify::meaning::meanings().map(|(name, meaning)| Word {
        more: vec![format!("fails: {}", meaning.fails)],
        hint: meaning.remedy.to_owned(),
        origin: "obo verify".to_owned(),
        references: lines(meaning.reference),
        ..Word::new(Kind::Check, name, meaning.judges)
    })
}

/// What a chain comes to, and how its statements are known.
fn outcomes() -> impl Iterator<Item = Word> {
    let own = |kind, word: &str, (text, hint): (&str, &str)| Word {
        hint: hint.to_owned(),
        origin: "obo chain".to_owned(),
        ..Word::new(kind, word, text)
    };
    let verdicts = VerdictOutcome::ALL.into_iter().map(move |v| own(Kind::Verdict, v.word(), v.meaning()));
    let grades = Evidence::ALL.into_iter().map(move |e| own(Kind::Evidence, e.word(), e.meaning()));
    verdicts.chain(grades)
}

fn lines(text: &str) -> Vec<String> {
    if text.is_empty() { Vec::new() } else { vec![text.to_owned()] }
}

/// A paragraph of Markdown as one line, without the signs of emphasis.
fn flowed(part: &str) -> String {
    part.split_whitespace().collect::<Vec<_>>().join(" ").replace("**", "").replace('`', "").replace("*", "")
}

/// The points of a Markdown list, or the paragraph as one.
fn points(part: &str) -> Vec<String> {
    let mut points: Vec<String> = Vec::new();
    for line in part.lines() {
        match (line.strip_prefix("- "), points.last_mut()) {
            (None, Some(last)) => {
                last.push(' ');
                last.push_str(line);
            }
            (point, _) => points.push(point.unwrap_or(line).to_owned()),
        }
    }
    // A heading above a list says nothing without it.
    points
        .iter()
        .map(|point| flowed(point))
        .filter(|point| !point.is_empty() && point != "Caveats.")
        .collect()
}
