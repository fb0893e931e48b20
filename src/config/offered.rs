//! Names that a shell may offer: of files that are the user's own word or that the user trusts (SECURITY.md R26).

use std::path::{Path, PathBuf};

use super::file::{File, is_name};
use super::origin::Origin;
use super::stack::{self, Word};
use super::{MAX_BYTES, Wanted, is_trusted, search};
use crate::files::Files;
use crate::lint::policy::Standing;

/// The names of profiles, sorted.
#[must_use]
pub fn trusted_profiles(wanted: &Wanted<'_>, files: &dyn Files) -> Vec<String> {
    let files = trusted(wanted, files);
    sorted(files.iter().flat_map(File::profile_names))
}

/// The names of the rules of the team's own, sorted.
#[must_use]
pub fn trusted_rules(wanted: &Wanted<'_>, files: &dyn Files) -> Vec<String> {
    let files = trusted(wanted, files);
    sorted(files.iter().flat_map(|file| &file.layer.rules).map(|rule| rule.name.as_str()))
}

fn sorted<'f>(names: impl Iterator<Item = &'f str>) -> Vec<String> {
    let mut names: Vec<String> = names.filter(|name| is_name(name)).map(str::to_owned).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The files. A found one that nothing trusts yet is not parsed, and one that is not as it should be is passed over.
fn trusted(wanted: &Wanted<'_>, files: &dyn Files) -> Vec<File> {
    let own = wanted.user_directory.as_ref().map(|directory| directory.join("obo").join("obo.toml"));
    let mut all: Vec<File> = Vec::new();
    let mut add =
        |path: &Path, word: &Word<'_>| all.extend(stack::read(path, word, files).unwrap_or_default());
    if let Some(path) = wanted.named {
        add(path, &Word::User(Origin::Named));
    } else if !wanted.none {
        if let Some(path) = own.as_deref() {
            add(path, &Word::User(Origin::User));
        }
        let directory = wanted.working_directory.as_deref();
        let found = directory.and_then(|directory| search::found(directory, wanted.home.as_deref(), files));
        let found = found.filter(|path| own.as_ref() != Some(path)).and_then(|path| files.settled(&path));
        let trusts = |path: &Path, content: &[u8]| is_trusted(path, content, wanted, files);
        let is_read =
            |path: &PathBuf| files.read(path, MAX_BYTES).is_ok_and(|content| trusts(path, &content));
        if let Some(path) = found.filter(is_read) {
            add(&path, &Word::Found(&trusts));
        }
    }
    if let Some(path) = wanted.policy {
        add(path, &Word::User(Origin::Named));
    }
    all.retain(|file| file.standing != Standing::Found);
    all
}
