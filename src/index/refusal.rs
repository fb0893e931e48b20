//! Refusals of servers as words: found by name, by code, by the server's sentence.

use super::{Kind, Wanted, Word};
use crate::exchange::lookup::{self, Named};
use crate::exchange::sent::Sent;
use crate::exchange::words::Words;
use crate::provider;

/// The letters that vendors put before the digits of a code.
pub(super) fn prefixes() -> Vec<&'static str> {
    provider::profiles().filter_map(|profile| profile.head().get("code_prefix")).collect()
}

/// The wanted ones of the errors that have a name, of a vendor or a standard.
pub(super) fn words(sent: &Sent, wanted: Wanted<'_>) -> Vec<Word> {
    let named = lookup::names().filter(|(_, name, _)| wanted(Kind::Error, name));
    let found = named.filter_map(|(vendor, _, words)| {
        let named = lookup::look_up(&words, sent, vendor.as_ref())?;
        Some(Word { is_standard: vendor.is_none(), ..word(named) })
    });
    found.collect()
}

/// What the data knows of a server's words: what its vendor means, then what the standard says of the bare error.
pub(super) fn of(words: &Words, sent: &Sent) -> Vec<Word> {
    let bare = Words { error: words.error.clone(), ..Words::default() };
    let found = lookup::look_up(words, sent, None).map(word);
    let standard = lookup::look_up(&bare, sent, None).map(word);
    let standard =
        standard.filter(|standard| found.as_ref().is_some_and(|found| found.text != standard.text));
    found.into_iter().chain(standard).collect()
}

fn word(named: Named) -> Word {
    Word {
        more: named.sentence.map(|sentence| format!("the server says: {sentence}")).into_iter().collect(),
        causes: named.refusal.causes,
        hint: named.refusal.hint,
        origin: named.origin.to_owned(),
        references: named.references.into_iter().map(str::to_owned).collect(),
        ..Word::new(Kind::Error, named.name, named.refusal.meaning)
    }
}
