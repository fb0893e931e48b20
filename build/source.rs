//! The TOML files of a folder, read so that a misspelt key stops the build.

use std::fs;
use std::path::Path;

use toml::{Table, Value};

use crate::Fault;

/// One table of a file, with the words that name it in a fault; keys are taken out one by one.
pub(crate) struct Row {
    place: String,
    table: Table,
}

/// Every `*.toml` of a folder as one row each, with its file's stem, in order of name.
pub(crate) fn folder(path: &Path) -> Result<Vec<(String, Row)>, Fault> {
    let entries = fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut files: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|file| file.extension().is_some_and(|suffix| suffix == "toml"))
        .collect();
    files.sort();
    let mut rows = Vec::with_capacity(files.len());
    for file in files {
        let place = file.display().to_string();
        let text = fs::read_to_string(&file).map_err(|error| format!("{place}: {error}"))?;
        let table = text.parse::<Table>().map_err(|error| format!("{place}: {error}"))?;
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        rows.push((stem, Row { place, table }));
    }
    Ok(rows)
}

impl Row {
    /// A fault at this row.
    pub(crate) fn fault(&self, what: impl AsRef<str>) -> Fault {
        format!("{}: {}", self.place, what.as_ref())
    }

    /// Names the row by one of its own values in later faults.
    pub(crate) fn named(&mut self, name: &str) {
        self.place = format!("{} [{name}]", self.place);
    }

    /// A text that must be there.
    pub(crate) fn text(&mut self, key: &str) -> Result<String, Fault> {
        self.optional_text(key)?.ok_or_else(|| self.fault(format!("`{key}` is missing")))
    }

    /// A text that may be left out.
    pub(crate) fn optional_text(&mut self, key: &str) -> Result<Option<String>, Fault> {
        match self.table.remove(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.fault(format!("`{key}` is no text"))),
        }
    }

    /// A yes or no; no where it is left out.
    pub(crate) fn flag(&mut self, key: &str) -> Result<bool, Fault> {
        match self.table.remove(key) {
            None => Ok(false),
            Some(Value::Boolean(yes)) => Ok(yes),
            Some(_) => Err(self.fault(format!("`{key}` is neither true nor false"))),
        }
    }

    /// A list of texts, or one text; empty where it is left out.
    pub(crate) fn texts(&mut self, key: &str) -> Result<Vec<String>, Fault> {
        match self.table.remove(key) {
            None => Ok(Vec::new()),
            Some(Value::String(text)) => Ok(vec![text]),
            Some(Value::Array(items)) => items
                .into_iter()
                .map(|item| match item {
                    Value::String(text) => Ok(text),
                    _ => Err(self.fault(format!("`{key}` holds something that is no text"))),
                })
                .collect(),
            Some(_) => Err(self.fault(format!("`{key}` is no list"))),
        }
    }

    /// A number that must be there, from 0.
    pub(crate) fn number(&mut self, key: &str) -> Result<u8, Fault> {
        match self.table.remove(key) {
            Some(Value::Integer(number)) => {
                u8::try_from(number).map_err(|_| self.fault(format!("`{key}` is not from 0 to 255")))
            }
            _ => Err(self.fault(format!("`{key}` is no number"))),
        }
    }

    /// The tables of an array of tables, in order; empty where it is left out.
    pub(crate) fn rows(&mut self, key: &str) -> Result<Vec<Self>, Fault> {
        let Some(value) = self.table.remove(key) else { return Ok(Vec::new()) };
        let Value::Array(items) = value else { return Err(self.fault(format!("`{key}` is no list"))) };
        items
            .into_iter()
            .enumerate()
            .map(|(index, item)| match item {
                Value::Table(table) => {
                    Ok(Self { place: format!("{}: {key} {}", self.place, index + 1), table })
                }
                _ => Err(self.fault(format!("`{key}` holds something that is no table"))),
            })
            .collect()
    }

    /// Each member of a table of texts, in order; empty where it is left out.
    pub(crate) fn pairs(&mut self, key: &str) -> Result<Vec<(String, String)>, Fault> {
        let Some(value) = self.table.remove(key) else { return Ok(Vec::new()) };
        let Value::Table(table) = value else { return Err(self.fault(format!("`{key}` is no table"))) };
        table
            .into_iter()
            .map(|(name, value)| match value {
                Value::String(text) => Ok((name, text)),
                _ => Err(self.fault(format!("`{key}.{name}` is no text"))),
            })
            .collect()
    }

    /// The names of the tables under a key, each with its pairs.
    pub(crate) fn tables(&mut self, key: &str) -> Result<Vec<(String, Self)>, Fault> {
        let Some(value) = self.table.remove(key) else { return Ok(Vec::new()) };
        let Value::Table(table) = value else { return Err(self.fault(format!("`{key}` is no table"))) };
        table
            .into_iter()
            .map(|(name, value)| match value {
                Value::Table(table) => {
                    Ok((name.clone(), Self { place: format!("{}: {key}.{name}", self.place), table }))
                }
                _ => Err(self.fault(format!("`{key}.{name}` is no table"))),
            })
            .collect()
    }

    /// Everything that is left, as texts by name.
    pub(crate) fn rest(self) -> Result<Vec<(String, String)>, Fault> {
        let Self { place, table } = self;
        table
            .into_iter()
            .map(|(name, value)| match value {
                Value::String(text) => Ok((name, text)),
                _ => Err(format!("{place}: `{name}` is no text")),
            })
            .collect()
    }

    /// Stops the build where a key was not asked for.
    pub(crate) fn end(self) -> Result<(), Fault> {
        match self.table.keys().next() {
            None => Ok(()),
            Some(key) => Err(self.fault(format!("`{key}` is no key of this table"))),
        }
    }
}
