//! The files of a directory: regular ones, in order of name; no link is followed, and what is passed over is counted.

use std::path::PathBuf;

use crate::cli::say;
use crate::failure::{Code, Failure};
use crate::files::FileKind;
use crate::host::Host;
use crate::input::{self, Source};
use crate::report::Failed;

/// The most files that one run looks at.
const MOST: usize = 1_000_000;

/// What a walk came to.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// What is to be read, in order.
    pub(super) sources: Vec<Source>,
    /// The directories that were named.
    pub(super) directories: Vec<String>,
    /// Links, pipes, devices and hidden names that were passed over (SECURITY.md R19).
    pub(super) passed_over: u64,
    /// Directories that could not be read.
    pub(super) failed: Vec<Failed>,
}

/// Puts the files of each named directory in its place.
///
/// # Errors
/// Where a directory holds more files than a run looks at.
pub(super) fn walk(sources: Vec<Source>, host: &mut Host) -> Result<Walk, Failure> {
    let mut walk = Walk::default();
    for source in sources {
        match &source {
            Source::File(path) if host.files.kind(path) == Some(FileKind::Directory) => {
                walk.directories.push(input::name(&source));
                below(path.clone(), &mut walk, host)?;
            }
            _ => walk.sources.push(source),
        }
    }
    if walk.passed_over > 0 {
        let what = match walk.passed_over {
            1 => "1 link, device or hidden name was".to_owned(),
            count => format!("{count} links, devices and hidden names were"),
        };
        let line = format!("warning: {what} passed over in {}", walk.directories.join(", "));
        say(host, &line);
    }
    for failed in &walk.failed {
        say(host, &format!("error: cannot read {}: {}", failed.source, failed.error));
    }
    Ok(walk)
}

fn below(path: PathBuf, walk: &mut Walk, host: &Host) -> Result<(), Failure> {
    // The next one to look at is the last: what stands below a directory goes in front of what stands behind it.
    let mut next = vec![(path, FileKind::Directory)];
    while let Some((path, kind)) = next.pop() {
        if walk.sources.len() >= MOST {
            return Err(Failure::new(Code::Usage, anyhow::anyhow!("more than {MOST} files to look at"))
                .hint("name the directories below it one by one"));
        }
        match kind {
            FileKind::File => walk.sources.push(Source::Found(path)),
            FileKind::Other => walk.passed_over = walk.passed_over.saturating_add(1),
            FileKind::Directory => match host.files.list(&path) {
                Ok(entries) => {
                    for (path, kind) in entries.into_iter().rev() {
                        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
                        if name.is_some_and(|name| name.starts_with('.')) {
                            walk.passed_over = walk.passed_over.saturating_add(1);
                        } else {
                            next.push((path, kind));
                        }
                    }
                }
                Err(error) => {
                    let source = path.to_string_lossy().into_owned();
                    walk.failed.push(Failed { source, error: error.to_string() });
                }
            },
        }
    }
    Ok(())
}
