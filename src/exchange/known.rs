//! The refusals that the data knows, and which of them an answer is.

use super::words::Words;
use crate::provider::{Profile, Record, captures, profiles};

/// The codes of the RFCs, in the form of a vendor's file.
const RFC: &str = include_str!(concat!(env!("OUT_DIR"), "/rfc.txt"));

/// A refusal of the data that an answer fits.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// The refusal's lines.
    pub(super) record: Record,
    /// What each `*` of the matching description stood for.
    pub(super) captures: Vec<String>,
    /// Whose meaning it is, for people.
    pub(super) origin: &'static str,
}

/// How well a refusal fits; a later one fits better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Error,
    Status,
    Description,
    Code,
}

/// The refusal that the words fit best. A chosen vendor's own come first. Without one, another vendor's exact words
/// still tell what is meant. Last come the RFCs' codes; nothing where the code is in none of them.
pub(super) fn find(words: &Words, vendor: Option<&Profile>) -> (Vec<String>, Option<Known>) {
    let own = vendor.copied().into_iter();
    let others = profiles().filter(|_| vendor.is_none());
    let mut all_codes = Vec::new();
    let mut best: Option<(Fit, Known)> = None;
    for (profile, is_own) in own.map(|own| (own, true)).chain(others.map(|other| (other, false))) {
        let codes = profile.head().get("code_prefix").map(|prefix| words.codes(prefix)).unwrap_or_default();
        let codes = if is_own || words.beginning_has_code(&profile) { codes } else { Vec::new() };
        for record in profile.sections("refusal") {
            let Some((fit, captures)) = fits(record, words, &codes) else { continue };
            let counts = is_own || fit >= Fit::Description;
            if counts && best.as_ref().is_none_or(|(before, _)| fit > *before) {
                best = Some((fit, Known { record, captures, origin: profile.title() }));
            }
        }
        all_codes.extend(codes);
    }
    let known = best.map(|(_, known)| known).or_else(|| {
        let fitting = |record: Record| record.all("error").any(|error| error == words.error);
        let origin = Record::head(RFC).get("title").unwrap_or_default();
        let own = |record| Known { record, captures: Vec::new(), origin };
        rfc().find(|record| fitting(*record)).map(own)
    });
    (all_codes, known)
}

/// The refusals of the RFCs.
pub(super) fn rfc() -> impl Iterator<Item = Record> {
    Record::sections(RFC, "refusal")
}

impl Words {
    /// Whether the description itself has a code of this vendor; bare numbers could be anybody's.
    fn beginning_has_code(&self, profile: &Profile) -> bool {
        profile.head().get("code_prefix").is_some_and(|prefix| self.beginning().contains(prefix))
    }
}

fn fits(record: Record, words: &Words, codes: &[String]) -> Option<(Fit, Vec<String>)> {
    if record.all("code").any(|code| codes.iter().any(|found| found == code)) {
        return Some((Fit::Code, Vec::new()));
    }
    let mut errors = record.all("error").peekable();
    errors.peek()?;
    // A pasted text may have lost its code.
    if !words.error.is_empty() && !errors.any(|error| error == words.error) {
        return None;
    }
    let mut statuses = record.all("status").peekable();
    let has_status = statuses.peek().is_some();
    if let (true, Some(status)) = (has_status, words.status)
        && !statuses.any(|wanted| wanted == status.to_string())
    {
        return None;
    }
    let mut descriptions = record.all("description").peekable();
    if descriptions.peek().is_some() {
        let found = descriptions.find_map(|pattern| captures(pattern, words.beginning()))?;
        return Some((Fit::Description, found.into_iter().map(shortened).collect()));
    }
    if words.error.is_empty() {
        return None;
    }
    Some((if has_status { Fit::Status } else { Fit::Error }, Vec::new()))
}

/// A value of the server's that goes into a sentence: long ones are cut, as nobody reads them there.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 200;
    let mut short: String = text.chars().take(LONGEST).collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push_str("...");
    }
    short
}

#[cfg(test)]
mod tests {
    use super::rfc;
    use crate::exchange::judge::judge;
    use crate::exchange::sent::Sent;
    use crate::exchange::template::NAMES;
    use crate::instant::Instant;
    use crate::provider::{Record, profiles};

    fn all() -> Vec<(&'static str, Record)> {
        let vendors =
            profiles().flat_map(|profile| profile.sections("refusal").map(move |it| (profile.name(), it)));
        vendors.chain(rfc().map(|record| ("rfc", record))).collect()
    }

    #[test]
    fn every_test_of_the_data_exists() {
        let sent = Sent::unknown(Instant::from_seconds(0));
        for (vendor, record) in all() {
            for line in record.all("cause") {
                let mut parts = line.split('\t');
                let (test, text) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
                assert!(judge(test, &sent).is_some(), "{vendor}: {test}");
                assert!(test != "server" || !text.is_empty(), "{vendor}: {record:?}");
            }
        }
    }

    #[test]
    fn every_name_between_braces_is_known() {
        for (vendor, record) in all() {
            let sentences = ["meaning", "hint", "cause"].into_iter().flat_map(|key| record.all(key));
            for sentence in sentences {
                for tail in sentence.split('{').skip(1) {
                    let name = tail.split('}').next().unwrap_or_default();
                    let is_known =
                        name.parse::<u8>().is_ok() || NAMES.iter().any(|(known, _)| *known == name);
                    assert!(is_known, "{vendor}: {{{name}}} in {sentence}");
                }
            }
        }
    }
}
