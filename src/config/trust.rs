//! Which found files the user trusts: path and SHA-256, kept in the user's own directory (SECURITY.md R2).

use std::path::{Path, PathBuf};

use crate::files::{FileError, FileKind, Files};
use crate::token::digest::Digest;

/// The most that the list may hold, in bytes.
const LIMIT: u64 = 1 << 20;

/// Files that count although they were only found; a changed file is untrusted again.
#[derive(Debug, Default)]
pub(super) struct Trust(Vec<(String, PathBuf)>);

/// The name of the list of files that are trusted.
const TRUSTED: &str = "trusted";
/// The name of the list of files that the user was asked about and does not trust.
const DECLINED: &str = "declined";

impl Trust {
    /// Reads the user's list; where there is none, nothing is trusted.
    pub(super) fn read(user_directory: &Path, files: &dyn Files) -> Self {
        Self::list(user_directory, TRUSTED, files)
    }

    fn list(user_directory: &Path, name: &str, files: &dyn Files) -> Self {
        let bytes = files.read(&list(user_directory, name), LIMIT).unwrap_or_default();
        let text = String::from_utf8(bytes).unwrap_or_default();
        let entry = |line: &str| {
            let (digest, path) = line.split_once(' ')?;
            Some((digest.to_owned(), PathBuf::from(path)))
        };
        Self(text.lines().filter_map(entry).collect())
    }

    /// Whether a file with this content counts; `path` is without links.
    pub(super) fn covers(&self, path: &Path, content: &[u8]) -> bool {
        let digest = Digest::of(content).to_string();
        self.0.iter().any(|(known, at)| *known == digest && at == path)
    }
}

/// Trusts a file as it is now. True if it was written down; a path that no line can hold, or a file that others can
/// write, is not.
///
/// # Errors
/// Where the file cannot be read or the list cannot be written.
pub fn record(path: &Path, user_directory: &Path, files: &dyn Files) -> Result<bool, FileError> {
    write(path, user_directory, TRUSTED, files)
}

/// Writes down that the user was asked about a file as it is now, and does not trust it.
///
/// # Errors
/// As `record`.
pub fn decline(path: &Path, user_directory: &Path, files: &dyn Files) -> Result<bool, FileError> {
    write(path, user_directory, DECLINED, files)
}

/// Whether the user was asked about a file as it is now, and does not trust it.
#[must_use]
pub fn is_declined(path: &Path, user_directory: &Path, files: &dyn Files) -> bool {
    let Some(path) = files.settled(path) else { return false };
    let Ok(content) = files.read(&path, super::MAX_BYTES) else { return false };
    Trust::list(user_directory, DECLINED, files).covers(&path, &content)
}

fn write(path: &Path, user_directory: &Path, name: &str, files: &dyn Files) -> Result<bool, FileError> {
    let Some(path) = files.settled(path) else { return Ok(false) };
    let Some(text) = path.to_str().filter(|text| !text.contains(['\n', '\r'])) else { return Ok(false) };
    let content = files.read(&path, super::MAX_BYTES)?;
    let mut lines: Vec<String> = Trust::list(user_directory, name, files)
        .0
        .into_iter()
        .filter(|(_, at)| *at != path)
        .map(|(digest, at)| format!("{digest} {}\n", at.display()))
        .collect();
    lines.push(format!("{} {text}\n", Digest::of(&content)));
    let list = list(user_directory, name);
    if let Some(directory) = list.parent()
        && files.kind(directory) != Some(FileKind::Directory)
    {
        files.make_directory(directory)?;
    }
    files.write(&list, lines.concat().as_bytes())?;
    Ok(true)
}

fn list(user_directory: &Path, name: &str) -> PathBuf {
    user_directory.join("obo").join(name)
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::{Path, PathBuf};

    use super::{decline, is_declined, record};
    use crate::config::{Config, Wanted};
    use crate::files::Disk;
    use crate::token::digest::Digest;

    /// A directory of this test alone, for the user alone.
    fn directory(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("obo-trust-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("work")).expect("made");
        for part in [path.clone(), path.join("work")] {
            fs::set_permissions(part, fs::Permissions::from_mode(0o700)).expect("set");
        }
        path.canonicalize().expect("it is there")
    }

    /// Whether the profile counts in full, and whether a file that was found does not.
    fn load(base: &Path, trusted: Option<&str>) -> (bool, bool) {
        let trusted: Vec<String> = trusted.map(str::to_owned).into_iter().collect();
        let wanted = Wanted {
            user_directory: Some(base.join("user")),
            working_directory: Some(base.join("work")),
            trusted: &trusted,
            ..Wanted::default()
        };
        let config = Config::load(&wanted, &Disk).expect("it is well formed");
        (config.profile("a").is_ok(), config.untrusted().next().is_some() || config.disregarded.is_some())
    }

    #[test]
    fn r2_a_found_file_counts_only_as_it_was_trusted() {
        let base = directory("content");
        let file = base.join("work/obo.toml");
        fs::write(&file, "[profile.a]\nissuer = \"https://i\"\n").expect("written");
        assert_eq!(load(&base, None), (false, true));
        assert_eq!(record(&file, &base.join("user"), &Disk), Ok(true));
        assert_eq!(load(&base, None), (true, false));
        fs::write(&file, "[profile.a]\nissuer = \"https://evil\"\n").expect("written");
        assert_eq!(load(&base, None), (false, true));
        let digest = Digest::of(&fs::read(&file).expect("read")).to_string();
        assert_eq!(load(&base, Some(&digest)), (true, false));
        assert_eq!(load(&base, Some("")), (false, true));
        assert_eq!(record(&file, &base.join("user"), &Disk), Ok(true));
        let list = fs::read_to_string(base.join("user/obo/trusted")).expect("read");
        assert_eq!(list.lines().count(), 1);
        fs::remove_dir_all(base).expect("removed");
    }

    #[test]
    fn r02_who_said_no_is_not_asked_again_about_the_same_content() {
        let base = directory("declined");
        let (file, user) = (base.join("work/obo.toml"), base.join("user"));
        fs::write(&file, "[profile.a]\nissuer = \"https://i\"\n").expect("written");
        assert!(!is_declined(&file, &user, &Disk));
        assert_eq!(decline(&file, &user, &Disk), Ok(true));
        assert!(is_declined(&file, &user, &Disk));
        assert_eq!(load(&base, None), (false, true), "no is no trust");
        fs::write(&file, "[profile.a]\nissuer = \"https://j\"\n").expect("written");
        assert!(!is_declined(&file, &user, &Disk));
        fs::remove_dir_all(base).expect("removed");
    }

    #[test]
    fn r2_a_file_that_others_can_write_counts_in_no_case() {
        let base = directory("mode");
        let file = base.join("work/obo.toml");
        fs::write(&file, "[profile.a]\n").expect("written");
        assert_eq!(record(&file, &base.join("user"), &Disk), Ok(true));
        for (path, mode) in [(file.clone(), 0o666), (base.join("work"), 0o777)] {
            let before = fs::metadata(&path).expect("there").permissions();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("set");
            assert_eq!(load(&base, None), (false, true), "{mode:o}");
            assert_eq!(record(&file, &base.join("user"), &Disk), Ok(false));
            fs::set_permissions(&path, before).expect("set");
        }
        assert_eq!(load(&base, None), (true, false));
        fs::remove_dir_all(base).expect("removed");
    }
}
