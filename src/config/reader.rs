//! The text of a file of settings: where its values stand, and each in the type that its key takes.

use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::ConfigError;
use super::key::{self, Key, Keys, Takes};
use crate::instant::{self, Instant};
use crate::lint::policy::{Place, Stated};

/// A name of a table's entry, with its span.
pub(super) type Name<'t> = Spanned<std::borrow::Cow<'t, str>>;
/// A value with its span.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// The text and where it comes from, for places and errors.
pub(super) struct Reader<'t> {
    text: &'t str,
    path: &'t Path,
    /// Where each line begins, in bytes: every value has a place, so finding one must not cost the whole text.
    lines: Vec<usize>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, path: &'t Path) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(breaks.map(|(at, _)| at.saturating_add(1))).collect();
        Self { text, path, lines }
    }

    /// The whole file as a table.
    pub(super) fn root(&self) -> Result<Spanned<DeTable<'t>>, ConfigError> {
        DeTable::parse(self.text)
            .map_err(|error| ConfigError::Syntax { place: self.place(&error.span().unwrap_or(0..0)) })
    }

    pub(super) fn place(&self, span: &Range<usize>) -> Place {
        let line = self.lines.partition_point(|start| *start <= span.start);
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = span.start.saturating_sub(start);
        Place::File { path: self.path.to_owned(), line, column: column.saturating_add(1) }
    }

    /// The place of a string's first character, behind its quotes.
    pub(super) fn place_inside(&self, span: &Range<usize>) -> Place {
        let text = self.text.get(span.clone()).unwrap_or_default();
        let quotes = if text.starts_with("\"\"\"") || text.starts_with("'''") { 3 } else { 1 };
        let rest = text.get(quotes..).unwrap_or_default();
        // A line break right behind three quotes is not part of the string.
        let skipped = match (quotes, rest.as_bytes()) {
            (3, [b'\r', b'\n', ..]) => 2,
            (3, [b'\n', ..]) => 1,
            _ => 0,
        };
        let start = span.start.saturating_add(quotes).saturating_add(skipped);
        self.place(&(start..start))
    }

    pub(super) fn wrong(&self, key: Key, span: &Range<usize>) -> ConfigError {
        ConfigError::WrongType { place: self.place(span), key: key.name, wanted: key.takes.words() }
    }

    /// The entries of a table, each under its key.
    pub(super) fn entries<'v>(
        &self,
        keys: Keys,
        section: &'static str,
        table: &'v DeTable<'t>,
        span: &Range<usize>,
    ) -> Result<Vec<(Key, &'v Value<'t>)>, ConfigError> {
        let mut entries = Vec::with_capacity(table.len());
        for (name, value) in table {
            let known = key::find(keys, name.get_ref()).ok_or_else(|| ConfigError::UnknownKey {
                place: self.place(&name.span()),
                section,
                nearest: key::nearest(keys, name.get_ref()),
            })?;
            entries.push((known, value));
        }
        let is_there = |key: &Key| entries.iter().any(|(known, _)| known.name == key.name);
        match key::all(keys).find(|key| key.is_required && !is_there(key)) {
            Some(key) => Err(ConfigError::MissingKey { place: self.place(span), section, key: key.name }),
            None => Ok(entries),
        }
    }

    /// A table.
    pub(super) fn table<'v>(&self, key: Key, value: &'v Value<'t>) -> Result<&'v DeTable<'t>, ConfigError> {
        value.get_ref().as_table().ok_or_else(|| self.wrong(key, &value.span()))
    }

    /// A list of tables, each with its span.
    pub(super) fn tables<'v>(
        &self,
        key: Key,
        value: &'v Value<'t>,
    ) -> Result<Vec<(&'v DeTable<'t>, Range<usize>)>, ConfigError> {
        let items = value.get_ref().as_array().ok_or_else(|| self.wrong(key, &value.span()))?;
        let table = |item: &'v Value<'t>| {
            let table = item.get_ref().as_table().ok_or_else(|| self.wrong(key, &item.span()))?;
            Ok((table, item.span()))
        };
        items.iter().map(table).collect()
    }

    pub(super) fn text(&self, key: Key, value: &Value<'_>) -> Result<String, ConfigError> {
        value.get_ref().as_str().map(str::to_owned).ok_or_else(|| self.wrong(key, &value.span()))
    }

    /// A text or a list of texts, each with its place.
    pub(super) fn texts(&self, key: Key, value: &Value<'_>) -> Result<Vec<Stated<String>>, ConfigError> {
        let stated = |item: &Value<'_>| {
            let text = item.get_ref().as_str().ok_or_else(|| self.wrong(key, &item.span()))?;
            Ok(Stated::new(text.to_owned(), self.place(&item.span())))
        };
        match value.get_ref() {
            DeValue::Array(items) => items.iter().map(stated).collect(),
            _ => Ok(vec![stated(value)?]),
        }
    }

    pub(super) fn plain_texts(&self, key: Key, value: &Value<'_>) -> Result<Vec<String>, ConfigError> {
        Ok(self.texts(key, value)?.into_iter().map(|said| said.value).collect())
    }

    pub(super) fn flag(&self, key: Key, value: &Value<'_>) -> Result<bool, ConfigError> {
        value.get_ref().as_bool().ok_or_else(|| self.wrong(key, &value.span()))
    }

    /// A whole number; for a duration the seconds.
    pub(super) fn number(&self, key: Key, value: &Value<'_>) -> Result<u64, ConfigError> {
        let is_duration = matches!(key.takes, Takes::Duration);
        let number = match value.get_ref() {
            DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix()).ok(),
            DeValue::String(text) if is_duration => instant::duration(text).map(|time| time.as_secs()),
            _ => None,
        };
        number.ok_or_else(|| self.wrong(key, &value.span()))
    }

    /// One of the words that the key takes.
    pub(super) fn word(&self, key: Key, value: &Value<'_>) -> Result<&'static str, ConfigError> {
        let text = value.get_ref().as_str();
        let words = match key.takes {
            Takes::Word(words) | Takes::Words(words) | Takes::Levels(words) => words,
            _ => &[],
        };
        let known = words.iter().find(|word| text == Some(**word));
        known.copied().ok_or_else(|| self.wrong(key, &value.span()))
    }

    /// A date or moment; of a date alone its first moment, and that it is one.
    pub(super) fn moment(&self, key: Key, value: &Value<'_>) -> Result<(Instant, bool), ConfigError> {
        let text = match value.get_ref() {
            DeValue::Datetime(moment) => moment.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => return Err(self.wrong(key, &value.span())),
        };
        let is_date = text.len() == "2027-01-31".len();
        let text = if is_date { format!("{text}T00:00:00Z") } else { text };
        let moment = Some(&text).filter(|text| text.contains('-')).and_then(|text| Instant::parse(text).ok());
        moment.map(|moment| (moment, is_date)).ok_or_else(|| self.wrong(key, &value.span()))
    }
}
