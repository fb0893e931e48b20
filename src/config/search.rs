//! Where a project's obo.toml is looked for: up to the repository's root or the home directory.

use std::path::{Path, PathBuf};

use crate::files::{FileKind, Files};

/// The first `obo.toml` from `start` upwards; the search ends at the first directory with `.git`, at the home
/// directory, and outside both at the working directory itself.
#[must_use]
pub fn found(start: &Path, home: Option<&Path>, files: &dyn Files) -> Option<PathBuf> {
    let mut inside = Vec::new();
    let mut bounded = false;
    for directory in start.ancestors().take(256) {
        inside.push(directory);
        if files.kind(&directory.join(".git")).is_some() || Some(directory) == home {
            bounded = true;
            break;
        }
    }
    if !bounded {
        inside.truncate(1);
    }
    inside.into_iter().map(|d| d.join("obo.toml")).find(|path| files.kind(path) == Some(FileKind::File))
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};
    use std::path::{Path, PathBuf};

    use super::found;
    use crate::files::{FileError, FileKind, Files, Pending};

    struct Paths(&'static [&'static str]);

    impl Files for Paths {
        fn kind(&self, path: &Path) -> Option<FileKind> {
            self.0.iter().any(|p| Path::new(p) == path).then_some(FileKind::File)
        }

        fn open(&self, _: &Path) -> Result<Box<dyn Read + Send>, FileError> {
            Ok(Box::new(io::empty()))
        }

        fn create(&self, _: &Path) -> Result<Box<dyn Pending>, FileError> {
            Err(FileError::Denied)
        }

        fn make_directory(&self, _: &Path) -> Result<(), FileError> {
            Err(FileError::Denied)
        }
    }

    #[test]
    fn the_search_ends_where_the_repository_or_the_home_ends() {
        for (paths, start, want) in [
            (&["/r/obo.toml", "/r/.git"][..], "/r/a/b", Some("/r/obo.toml")),
            (&["/r/a/obo.toml", "/r/obo.toml", "/r/.git"], "/r/a/b", Some("/r/a/obo.toml")),
            (&["/obo.toml", "/r/.git"], "/r/a", None),
            (&["/home/x/obo.toml"], "/home/x/p/q", Some("/home/x/obo.toml")),
            (&["/home/obo.toml"], "/home/x/p", None),
            (&["/tmp/obo.toml"], "/tmp/p", None),
            (&["/tmp/obo.toml"], "/tmp", Some("/tmp/obo.toml")),
        ] {
            let path = found(Path::new(start), Some(Path::new("/home/x")), &Paths(paths));
            assert_eq!(path, want.map(PathBuf::from), "{paths:?} {start}");
        }
    }
}
