//! Scopes and roles as words: what their holder could do, and what would be narrower.

use super::{Kind, Wanted, Word};
use crate::provider::{Place, Power, powers, powers_called};

/// Scopes and roles that have a whole name, in order of name.
pub(super) fn words(wanted: Wanted<'_>) -> impl Iterator<Item = Word> {
    powers().filter_map(move |power| {
        let name = name(&power, power.name());
        wanted(kind(&power), &name).then(|| word(&power, name))
    })
}

/// A name that no word has, but that has the shape of some: `Device.ReadWrite.All`.
pub(super) fn shaped(asked: &str) -> Vec<Word> {
    let address = asked.rsplit_once('/').map(|(_, name)| name);
    [Some(asked), address]
        .into_iter()
        .flatten()
        .map(of_name)
        .find(|words| !words.is_empty())
        .unwrap_or_default()
}

fn of_name(asked: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for power in powers_called(asked) {
        // The longest shape of an API says it best.
        let is_new = |known: &Word| known.kind != kind(&power) || known.origin != power.resource();
        if words.iter().all(is_new) {
            let name = name(&power, asked);
            words.push(word(&power, name));
        }
    }
    words.sort_by_key(|word| word.kind);
    words
}

/// More about a value that is a role's id: what its holder could do.
pub(super) fn more(value: &str) -> Vec<String> {
    powers_called(value)
        .filter(|power| power.name() == value)
        .flat_map(|power| [power.why(), tier(&power)])
        .collect()
}

fn word(power: &Power, name: String) -> Word {
    let hint = power.instead().map(|instead| format!("ask for {instead}"));
    let more = match power.place() {
        Place::Role => vec!["held by an application for itself, in roles".to_owned(), tier(power)],
        Place::DirectoryRole => vec![format!("in wids as {}", power.name()), tier(power)],
        Place::ClientRole => vec!["in resource_access".to_owned(), tier(power)],
        Place::Group => vec!["in groups".to_owned(), tier(power)],
        Place::RealmRole => vec!["in realm_access".to_owned(), tier(power)],
        Place::Scope => vec![tier(power)],
    };
    Word {
        more,
        hint: hint.unwrap_or_default(),
        origin: power.resource().to_owned(),
        references: vec![power.source().to_owned()],
        ..Word::new(kind(power), name, power.why())
    }
}

fn kind(power: &Power) -> Kind {
    if power.place() == Place::Scope { Kind::Scope } else { Kind::Role }
}

/// A directory role is called by its name; its id is a value of its claim.
fn name(power: &Power, name: &str) -> String {
    if power.place() == Place::DirectoryRole { power.area() } else { name.to_owned() }
}

fn tier(power: &Power) -> String {
    let meaning = match power.tier() {
        0 => "a way to everything",
        1 => "writes, or reads what is sensitive",
        _ => "little",
    };
    format!("tier {}: {meaning}", power.tier())
}
