//! Refusals by name, for whoever was not there when the server refused.

use super::known::{self, Known};
use super::refusal::{self, Refusal};
use super::sent::Sent;
use super::words::Words;
use crate::provider::{Profile, profiles};

/// A refusal that the data knows, with where that knowledge comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The vendor's code, else the error.
    pub name: String,
    /// Whose meaning it is: a vendor's title, or `OAuth` for the RFCs.
    pub origin: &'static str,
    /// The server's sentence as the data has it, `*` for what differs.
    pub sentence: Option<&'static str>,
    /// Where it is written down.
    pub references: Vec<&'static str>,
    /// Meaning, causes and hint; its outside text is not yet escaped.
    pub refusal: Refusal,
}

/// What the data knows of a server's words; nothing where neither a vendor nor an RFC has them.
#[must_use]
pub fn look_up(words: &Words, sent: &Sent, vendor: Option<&Profile>) -> Option<Named> {
    let (codes, known) = known::find(words, vendor);
    let Known { record, origin, .. } = known?;
    let code = record.all("code").find(|code| codes.iter().any(|found| found == code));
    let error = Some(words.error.as_str()).filter(|error| !error.is_empty());
    let name = code.or(error).or(record.get("error")).unwrap_or("error");
    Some(Named {
        name: name.to_owned(),
        origin,
        sentence: record.get("description").filter(|_| code.is_none()),
        references: record.all("references").collect(),
        refusal: refusal::explain(words, sent, vendor),
    })
}

/// Every refusal that can be asked for by name, with the vendor whose it is (none for the RFCs') and words that find it.
pub fn names() -> impl Iterator<Item = (Option<Profile>, &'static str, Words)> {
    let vendors = profiles().flat_map(|profile| {
        let records: Vec<_> = profile.sections("refusal").collect();
        records.into_iter().map(move |record| (Some(profile), record))
    });
    vendors.chain(known::rfc().map(|record| (None, record))).flat_map(|(vendor, record)| {
        let by_sentence = record.get("description").is_some();
        let code = |code: &'static str| {
            (vendor, code, Words { description: Some(code.to_owned()), ..Words::default() })
        };
        let error =
            |error: &'static str| (vendor, error, Words { error: error.to_owned(), ..Words::default() });
        let codes: Vec<_> = record.all("code").map(code).collect();
        let errors: Vec<_> = record.all("error").filter(|_| !by_sentence).map(error).collect();
        if codes.is_empty() { errors } else { codes }
    })
}

#[cfg(test)]
mod tests {
    use super::{look_up, names};
    use crate::exchange::sent::Sent;
    use crate::instant::Instant;

    #[test]
    fn every_name_finds_itself() {
        let sent = Sent::unknown(Instant::from_seconds(0));
        for (vendor, name, words) in names() {
            let found = look_up(&words, &sent, vendor.as_ref()).map(|found| found.name);
            assert_eq!(found.as_deref(), Some(name), "{}", vendor.map_or("rfc", |v| v.name()));
        }
    }
}
