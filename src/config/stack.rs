//! A file of settings and all that it extends, nearest first (SECURITY.md R2).

use std::path::{Component, Path, PathBuf};

use super::MAX_BYTES;
use super::error::ConfigError;
use super::file::File;
use super::origin::Origin;
use crate::files::{FileKind, Files};
use crate::lint::policy::{Place, Standing, Stated};

/// How many files one file may be made of, itself included.
const LIMIT: usize = 32;

/// Whose word the files are.
pub(super) enum Word<'a> {
    /// The user's, who named the first of them.
    User(Origin),
    /// That of whoever made the directory, but for files that this trusts by path and content.
    Found(&'a dyn Fn(&Path, &[u8]) -> bool),
}

/// A file that is to be read.
struct Next {
    path: PathBuf,
    /// Where it is named, unless it is the first.
    place: Option<Place>,
    /// The files that extend one another down to it.
    above: Vec<PathBuf>,
}

/// Reads a file and what it extends. A file that several extend stands below all of them, once.
///
/// # Errors
/// Where one cannot be read or is malformed, where they extend one another in a circle, and where a found one leaves
/// its repository.
pub(super) fn read(first: &Path, word: &Word<'_>, files: &dyn Files) -> Result<Vec<File>, ConfigError> {
    let root = match word {
        Word::User(_) => None,
        Word::Found(_) => repository(first, files),
    };
    let mut stack: Vec<(PathBuf, File)> = Vec::new();
    let mut rest = vec![Next { path: first.to_owned(), place: None, above: Vec::new() }];
    let mut count = 0_usize;
    while let Some(next) = rest.pop() {
        let name = plain(&next.path);
        if let Some(place) = next.place.as_ref().filter(|_| next.above.contains(&name)) {
            return Err(ConfigError::ExtendsCircle { place: place.clone() });
        }
        count = count.saturating_add(1);
        if let Some(place) = next.place.as_ref().filter(|_| count > LIMIT) {
            return Err(ConfigError::TooManyFiles { place: place.clone(), limit: LIMIT });
        }
        let file = open(&next, word, root.as_deref(), files)?;
        let directory = next.path.parent().unwrap_or(Path::new(""));
        let mut above = next.above;
        above.push(name.clone());
        // The last that is named is the next to be read: it wins over those before it.
        for base in &file.extends {
            let path = directory.join(relative(base)?);
            rest.push(Next { path, place: Some(base.place.clone()), above: above.clone() });
        }
        stack.retain(|(known, _)| *known != name);
        stack.push((name, file));
    }
    Ok(stack.into_iter().map(|(_, file)| file).collect())
}

fn open(next: &Next, word: &Word<'_>, root: Option<&Path>, files: &dyn Files) -> Result<File, ConfigError> {
    let unreadable = |reason| match &next.place {
        Some(place) => ConfigError::NoBase { place: place.clone(), reason },
        None => ConfigError::Unreadable { path: next.path.clone(), reason },
    };
    match word {
        Word::User(origin) => {
            let content = files.read(&next.path, MAX_BYTES).map_err(unreadable)?;
            File::parse(&content, &next.path, *origin, Standing::User)
        }
        Word::Found(trusts) => {
            // What was judged is what is read: the path without links.
            let settled = files.settled(&next.path);
            let inside = settled.filter(|path| root.is_some_and(|root| path.starts_with(root)));
            let Some(path) = inside.filter(|path| files.kind(path) == Some(FileKind::File)) else {
                return Err(match &next.place {
                    Some(place) if files.kind(&next.path).is_some() => {
                        ConfigError::Outside { place: place.clone() }
                    }
                    _ => unreadable(crate::files::FileError::Missing),
                });
            };
            let content = files.read(&path, MAX_BYTES).map_err(unreadable)?;
            let standing = if trusts(&path, &content) { Standing::User } else { Standing::Found };
            File::parse(&content, &next.path, Origin::Project, standing)
        }
    }
}

/// The directory that a found file may not leave: that of its repository, or else its own.
fn repository(path: &Path, files: &dyn Files) -> Option<PathBuf> {
    let settled = files.settled(path)?;
    let above = settled.ancestors().skip(1);
    let root = above.clone().find(|directory| files.kind(&directory.join(".git")).is_some());
    root.or(settled.parent()).map(Path::to_owned)
}

/// A path as `extends` names it; no address, and nothing that a system takes for another machine (SECURITY.md R14).
fn relative(base: &Stated<String>) -> Result<&Path, ConfigError> {
    let text = base.value.as_str();
    if text.is_empty() || text.contains("://") || text.starts_with("//") || text.starts_with(r"\\") {
        return Err(ConfigError::NotAPath { place: base.place.clone() });
    }
    Ok(Path::new(text))
}

/// A path without `.` and `..`, so that one file has one name.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::io::{Cursor, Read};
    use std::path::{Path, PathBuf};

    use super::{Word, plain, read};
    use crate::config::Origin;
    use crate::files::{FileError, FileKind, Files, Pending};

    /// Files in memory; `!` before a path says that others can write it.
    struct Held(BTreeMap<PathBuf, String>);

    impl Files for Held {
        fn kind(&self, path: &Path) -> Option<FileKind> {
            self.0.contains_key(&plain(path)).then_some(FileKind::File)
        }

        fn open(&self, path: &Path) -> Result<Box<dyn Read + Send>, FileError> {
            let text = self.0.get(&plain(path)).ok_or(FileError::Missing)?;
            Ok(Box::new(Cursor::new(text.clone().into_bytes())))
        }

        fn create(&self, _: &Path) -> Result<Box<dyn Pending>, FileError> {
            Err(FileError::Denied)
        }

        fn make_directory(&self, _: &Path) -> Result<(), FileError> {
            Err(FileError::Denied)
        }

        fn settled(&self, path: &Path) -> Option<PathBuf> {
            let path = plain(path);
            (self.0.contains_key(&path) && !path.ends_with("writable.toml")).then_some(path)
        }
    }

    /// What is read of `/r/team/obo.toml`, as `PATH EXTENDS…` lines say it stands there.
    fn order(lines: &[&str], is_found: bool) -> Result<String, String> {
        let mut held = BTreeMap::new();
        for line in lines {
            let mut words = line.split_whitespace();
            let path = words.next().expect("a path");
            let bases: Vec<String> = words.map(|word| format!("\"{word}\"")).collect();
            held.insert(PathBuf::from(path), format!("extends = [{}]\n", bases.join(", ")));
        }
        let trusts = |_: &Path, _: &[u8]| false;
        let word = if is_found { Word::Found(&trusts) } else { Word::User(Origin::Named) };
        let files = read(Path::new("/r/team/obo.toml"), &word, &Held(held));
        let names = |path: &Path| plain(path).display().to_string();
        files
            .map(|files| files.iter().map(|file| names(&file.path)).collect::<Vec<_>>().join(" "))
            .map_err(|reason| reason.to_string())
    }

    #[test]
    fn the_nearest_is_first_and_a_shared_base_is_last() {
        for (lines, want) in [
            (&["/r/team/obo.toml"][..], Ok("/r/team/obo.toml")),
            (
                &[
                    "/r/team/obo.toml ../a.toml ../b.toml",
                    "/r/a.toml base.toml",
                    "/r/b.toml base.toml",
                    "/r/base.toml",
                ],
                Ok("/r/team/obo.toml /r/b.toml /r/a.toml /r/base.toml"),
            ),
            (
                &["/r/team/obo.toml obo.toml"],
                Err("/r/team/obo.toml:1:12: files extend one another in a circle"),
            ),
            (
                &["/r/team/obo.toml ../a.toml", "/r/a.toml ./team/obo.toml"],
                Err("/r/team/../a.toml:1:12: files extend one another in a circle"),
            ),
            (
                &["/r/team/obo.toml gone.toml"],
                Err("/r/team/obo.toml:1:12: cannot read what it extends: no such file"),
            ),
            (&["/r/team/obo.toml https://x"], Err("/r/team/obo.toml:1:12: extends takes paths")),
            (&["/r/team/obo.toml //host/x"], Err("/r/team/obo.toml:1:12: extends takes paths")),
        ] {
            assert_eq!(order(lines, false).as_deref().map_err(String::as_str), want, "{lines:?}");
        }
    }

    #[test]
    fn r02_what_a_found_file_extends_stays_in_its_repository() {
        let outside = "extends leaves the repository, or names what others can write";
        for (lines, want) in [
            (
                &["/r/team/obo.toml ../a.toml", "/r/a.toml", "/r/.git"][..],
                Ok("/r/team/obo.toml /r/a.toml".to_owned()),
            ),
            (&["/r/team/obo.toml ../a.toml", "/r/a.toml"], Err(format!("/r/team/obo.toml:1:12: {outside}"))),
            (
                &["/r/team/obo.toml ../../a.toml", "/a.toml", "/r/.git"],
                Err(format!("/r/team/obo.toml:1:12: {outside}")),
            ),
            (
                &["/r/team/obo.toml writable.toml", "/r/team/writable.toml", "/r/.git"],
                Err(format!("/r/team/obo.toml:1:12: {outside}")),
            ),
        ] {
            assert_eq!(order(lines, true), want, "{lines:?}");
        }
        assert!(order(&["/r/team/obo.toml ../../a.toml", "/a.toml"], false).is_ok(), "a named file may");
    }

    #[test]
    fn the_number_of_files_is_bounded() {
        // Each file extends the next two, so that the number of ways doubles with every file.
        let mut lines: Vec<String> = vec!["/r/team/obo.toml 0.toml".to_owned()];
        lines.extend((0..20).map(|n| format!("/r/team/{n}.toml {}.toml {}.toml", n + 1, n + 2)));
        lines.extend((20..22).map(|n| format!("/r/team/{n}.toml")));
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let error = order(&lines, false).expect_err("there are thousands of ways");
        assert!(error.ends_with("more than 32 files extend one another"), "{error}");
    }
}
