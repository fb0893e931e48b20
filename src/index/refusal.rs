//! Refusals of servers as words: found by code, by the server's sentence, by the standard's error.

use super::pasted::Pasted;
use super::word::{Kind, Word};
use crate::exchange::cause::{Cause, Verdict};
use crate::provider::{self, Profile, Record, captures};

/// The rank of a fit by the error alone.
const BARE: u8 = 2;

/// The letters that vendors put before the digits of a code.
pub(super) fn prefixes() -> Vec<&'static str> {
    provider::profiles().filter_map(|profile| profile.head().get("code_prefix")).collect()
}

/// Every error that has a name of its own: a code, or an error without a sentence.
pub(super) fn words() -> impl Iterator<Item = Word> {
    provider::profiles().flat_map(|profile| {
        let records: Vec<Record> = profile.sections("refusal").collect();
        records
            .into_iter()
            .flat_map(move |record| names(record).map(move |name| word(profile, record, name, &[])))
    })
}

fn names(record: Record) -> impl Iterator<Item = &'static str> {
    let by_sentence = record.get("description").is_some();
    record.all("code").chain(record.all("error").filter(move |_| !by_sentence))
}

/// What the vendors' data knows of a pasted error, the surest first: codes, then the server's sentence, then its error.
///
/// True beside them if only the error fits, which vendors use in many ways.
pub(super) fn of(pasted: &Pasted) -> (Vec<Word>, bool) {
    let mut found: Vec<(u8, Word)> = Vec::new();
    for profile in provider::profiles() {
        for record in profile.sections("refusal") {
            if let Some((rank, name, caught)) = fit(record, pasted) {
                found.push((rank, word(profile, record, &name, &caught)));
            }
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    // Where one vendor's code or sentence fits, what others mean by the bare error is noise.
    let is_bare = found.first().is_none_or(|(rank, _)| *rank == BARE);
    found.retain(|(rank, _)| is_bare || *rank < BARE);
    (found.into_iter().map(|(_, word)| word).collect(), is_bare)
}

/// How well a record fits, the name it goes by, and what its pattern caught.
fn fit(record: Record, pasted: &Pasted) -> Option<(u8, String, Vec<&str>)> {
    let mut codes = record.all("code");
    if let Some(code) = codes.find(|code| pasted.codes.iter().any(|own| own == code)) {
        return Some((0, code.to_owned(), Vec::new()));
    }
    let error = pasted.error.as_deref();
    let mut errors = record.all("error").peekable();
    let is_named = errors.peek().is_none() || errors.any(|own| Some(own) == error);
    let description = pasted.description.as_deref().unwrap_or_default();
    let caught = record.all("description").find_map(|pattern| captures(pattern, description));
    match caught {
        Some(caught) if is_named || error.is_none() => {
            let name = error.or_else(|| record.get("error")).unwrap_or("error").to_owned();
            Some((1, name, caught))
        }
        None if record.get("description").is_none() && record.get("code").is_none() && is_named => {
            Some((BARE, error?.to_owned(), Vec::new()))
        }
        _ => None,
    }
}

fn word(profile: Profile, record: Record, name: &str, caught: &[&str]) -> Word {
    let text = |key: &'static str| filled(record.get(key).unwrap_or_default(), caught);
    let sentence = record.get("description").map(|pattern| format!("the server says: {pattern}"));
    Word {
        more: sentence.into_iter().collect(),
        causes: record.all("cause").filter_map(|line| cause(line, caught)).collect(),
        hint: text("hint"),
        origin: profile.title().to_owned(),
        references: record.all("references").map(str::to_owned).collect(),
        ..Word::new(Kind::Error, name, text("meaning"))
    }
}

/// A cause that nobody can judge: nothing is known of what was sent.
fn cause(line: &'static str, caught: &[&str]) -> Option<Cause> {
    let text = line.split('\t').nth(1).filter(|text| !text.is_empty())?;
    Some(Cause {
        verdict: Verdict::Unknown,
        text: filled(text, caught),
        wanted: None,
        found: None,
        pointer: None,
    })
}

/// `{client}` becomes CLIENT, as in a synopsis; `{1}` what the pattern caught.
fn filled(text: &str, caught: &[&str]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = behind.split_once('}') else { break };
        match name.parse::<usize>() {
            Ok(number) => out.push_str(caught.get(number.wrapping_sub(1)).copied().unwrap_or("…")),
            Err(_) => out.push_str(&name.to_uppercase().replace('.', " ")),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn placeholders_read_like_a_synopsis() {
        for (text, want) in [
            ("put {client} into aud", "put CLIENT into aud"),
            ("at {subject.exp}", "at SUBJECT EXP"),
            ("redeem it as {1}, not {2}", "redeem it as a, not …"),
            ("{", "{"),
            ("plain", "plain"),
        ] {
            assert_eq!(filled(text, &["a"]), want);
        }
    }
}
