//! The files of the repository as the house rules see them.

use std::fs;
use std::path::{Path, PathBuf};

use super::code;

/// One Rust file: where it is (from the repository's root, with `/`) and what stands in it.
pub struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    /// The room of a file below `src/`: its first folder, or its own name at the top.
    pub fn room(&self) -> Option<&str> {
        let inside = self.path.strip_prefix("src/")?;
        inside.split('/').next().map(|first| first.trim_end_matches(".rs"))
    }

    /// The module path of the file below the crate's root, as words.
    pub fn module(&self) -> Vec<&str> {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        let stem = inside.trim_end_matches(".rs").trim_end_matches("/mod");
        stem.split('/').collect()
    }

    /// Its code above the unit tests, without comments and literals.
    pub fn code(&self) -> String {
        code::without_comments_and_texts(code::above_tests(&self.text))
    }

    /// Whether it is one of these files, or below one of these folders (which end in `/`).
    pub fn is_within(&self, places: &[&str]) -> bool {
        places.iter().any(|place| match place.strip_suffix('/') {
            Some(_) => self.path.starts_with(place),
            None => self.path == *place,
        })
    }
}

/// The repository's root.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below these folders and files of the repository, in order of path.
pub fn sources(places: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    for path in places.iter().flat_map(|place| files(place)) {
        if path.ends_with(".rs") {
            let text = fs::read_to_string(root().join(&path)).expect("sources are UTF-8");
            found.push(Source { path, text });
        }
    }
    found
}

/// Every file below a folder of the repository (or the file itself), in order of path; none where there is none.
pub fn files(place: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![root().join(place)];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("a folder of the repository can be listed");
            open.extend(entries.map(|entry| entry.unwrap().path()));
        } else if path.is_file() {
            found.push(shown(&path));
        }
    }
    found.retain(|path| !path.contains("/target/") && !path.contains("/node_modules/"));
    found.sort();
    found
}

fn shown(path: &Path) -> String {
    let inside = path.strip_prefix(root()).expect("files are listed below the root");
    inside.to_str().expect("names in the repository are UTF-8").replace('\\', "/")
}
