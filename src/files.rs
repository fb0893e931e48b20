//! Files: read without following tricks, written whole or not at all (SECURITY.md R14, R19).

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// What a path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A pipe, a device, a socket: never opened as an input.
    Other,
}

/// Why a file cannot be read or written; its path is the caller's to name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// There is none.
    #[error("no such file")]
    Missing,
    /// The system does not allow it.
    #[error("permission denied")]
    Denied,
    /// It is a directory, a pipe, a device or a socket.
    #[error("not a regular file")]
    NotRegular,
    /// Something else than a directory stands where one is wanted.
    #[error("not a directory")]
    NotADirectory,
    /// It is larger than what is asked for may be.
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    /// A link stands where a file would be written.
    #[error("a link stands there, and links are not written through")]
    Link,
    /// The disk, or the user's share of it, is full.
    #[error("there is no room left")]
    Full,
    /// Anything else.
    #[error("it cannot be read or written")]
    Failed,
}

impl FileError {
    /// What an error of the system means; its words stay behind.
    #[must_use]
    pub fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Missing,
            io::ErrorKind::PermissionDenied => Self::Denied,
            io::ErrorKind::IsADirectory => Self::NotRegular,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::Full
            }
            _ => Self::Failed,
        }
    }
}

/// A file that is being written under a temporary name and appears whole on `commit`.
pub trait Pending: Write {
    /// Gives the file its name.
    ///
    /// # Errors
    /// Where it cannot be finished or renamed.
    fn commit(self: Box<Self>) -> Result<(), FileError>;
}

/// The door to files; workers share it.
pub trait Files: Send + Sync {
    /// What a path names, links followed; `None` if nothing is there.
    fn kind(&self, path: &Path) -> Option<FileKind>;

    /// Opens a regular file for reading, judged on the open handle.
    ///
    /// # Errors
    /// Where it is none or may not be read.
    fn open(&self, path: &Path) -> Result<Box<dyn Read + Send>, FileError>;

    /// Opens a regular file that was found in a directory: a link at its name is not followed (SECURITY.md R19).
    ///
    /// # Errors
    /// Where it is none or may not be read.
    fn open_found(&self, path: &Path) -> Result<Box<dyn Read + Send>, FileError> {
        self.open(path)
    }

    /// What stands in a directory, in order of name, links not followed.
    ///
    /// # Errors
    /// Where it is no directory or may not be read.
    fn list(&self, path: &Path) -> Result<Vec<(PathBuf, FileKind)>, FileError> {
        let _ = path;
        Err(FileError::NotADirectory)
    }

    /// Starts a new file with mode 0600 beside its final name.
    ///
    /// # Errors
    /// Where the directory does not allow it or a link stands at the name.
    fn create(&self, path: &Path) -> Result<Box<dyn Pending>, FileError>;

    /// Makes a directory for the user alone, and those above it that are missing; one that is there is left as it is.
    ///
    /// # Errors
    /// Where something else stands there, or it may not be made.
    fn make_directory(&self, path: &Path) -> Result<(), FileError>;

    /// The path without links, if file and directory belong to the user and nobody else can write them (SECURITY.md
    /// R2); a group of the user alone is nobody else.
    fn settled(&self, path: &Path) -> Option<PathBuf> {
        let _ = path;
        None
    }

    /// Whether a file or directory, no link, is the user's alone, shut to everybody else as obo makes it (SECURITY.md
    /// R19): what came with a checkout is open to readers at least.
    fn is_own(&self, path: &Path) -> bool {
        let _ = path;
        false
    }

    /// Reads a regular file whole, up to `limit` bytes.
    ///
    /// # Errors
    /// Where it is none, may not be read or is larger.
    fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, FileError> {
        let mut bytes = Vec::new();
        let mut reader = self.open(path)?.take(limit.saturating_add(1));
        reader.read_to_end(&mut bytes).map_err(|e| FileError::of(&e))?;
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
            return Err(FileError::TooLarge(limit));
        }
        Ok(bytes)
    }

    /// Writes a file whole.
    ///
    /// # Errors
    /// As `create` and `commit`.
    fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), FileError> {
        let mut pending = self.create(path)?;
        pending.write_all(bytes).map_err(|e| FileError::of(&e))?;
        pending.commit()
    }
}

#[cfg(unix)]
fn is_own(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let user = rustix::process::geteuid().as_raw();
    // Where each user has a group alone, the two have one number, and the group's bit lets nobody else in.
    let others =
        if metadata.gid() == user && rustix::process::getegid().as_raw() == user { 0o002 } else { 0o022 };
    metadata.uid() == user && metadata.mode() & others == 0
}

#[cfg(unix)]
fn is_shut(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    metadata.mode() & 0o077 == 0
}

#[cfg(not(unix))]
fn is_shut(_: &fs::Metadata) -> bool {
    true
}

/// Access lists are not read here: on this system what the user's own directory names is trusted by path and content.
#[cfg(not(unix))]
fn is_own(_: &fs::Metadata) -> bool {
    true
}

/// Opens a regular file, judged on the open handle.
fn regular(path: &Path, follows: bool) -> Result<Box<dyn Read + Send>, FileError> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // A pipe that nobody writes to would hang the open itself.
        let mut flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::CLOEXEC;
        flags.set(rustix::fs::OFlags::NOFOLLOW, !follows);
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
    }
    let file = options.open(path).map_err(|e| FileError::of(&e))?;
    match file.metadata() {
        Ok(metadata) if metadata.is_file() => Ok(Box::new(file)),
        Ok(_) => Err(FileError::NotRegular),
        Err(error) => Err(FileError::of(&error)),
    }
}

/// The real file system.
#[derive(Debug, Clone, Copy)]
pub struct Disk;

impl Files for Disk {
    fn kind(&self, path: &Path) -> Option<FileKind> {
        let kind = fs::metadata(path).ok()?.file_type();
        Some(match (kind.is_file(), kind.is_dir()) {
            (true, _) => FileKind::File,
            (_, true) => FileKind::Directory,
            _ => FileKind::Other,
        })
    }

    fn open(&self, path: &Path) -> Result<Box<dyn Read + Send>, FileError> {
        regular(path, true)
    }

    fn open_found(&self, path: &Path) -> Result<Box<dyn Read + Send>, FileError> {
        regular(path, false)
    }

    fn list(&self, path: &Path) -> Result<Vec<(PathBuf, FileKind)>, FileError> {
        let mut found = Vec::new();
        for entry in fs::read_dir(path).map_err(|e| FileError::of(&e))? {
            let entry = entry.map_err(|e| FileError::of(&e))?;
            let kind = entry.file_type().map_err(|e| FileError::of(&e))?;
            let kind = match (kind.is_file(), kind.is_dir()) {
                (true, _) => FileKind::File,
                (_, true) => FileKind::Directory,
                _ => FileKind::Other,
            };
            found.push((entry.path(), kind));
        }
        found.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(found)
    }

    fn settled(&self, path: &Path) -> Option<PathBuf> {
        let path = fs::canonicalize(path).ok()?;
        let is_own = |path: &Path| fs::symlink_metadata(path).is_ok_and(|metadata| is_own(&metadata));
        (is_own(&path) && path.parent().is_some_and(is_own)).then_some(path)
    }

    fn is_own(&self, path: &Path) -> bool {
        let is_alone =
            |metadata: &fs::Metadata| !metadata.is_symlink() && is_own(metadata) && is_shut(metadata);
        fs::symlink_metadata(path).is_ok_and(|metadata| is_alone(&metadata))
    }

    fn make_directory(&self, path: &Path) -> Result<(), FileError> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt as _;
            builder.mode(0o700);
        }
        builder.create(path).map_err(|e| match e.kind() {
            io::ErrorKind::AlreadyExists => FileError::NotADirectory,
            _ => FileError::of(&e),
        })
    }

    fn create(&self, path: &Path) -> Result<Box<dyn Pending>, FileError> {
        if fs::symlink_metadata(path).is_ok_and(|m| m.file_type().is_symlink()) {
            return Err(FileError::Link);
        }
        let name = path.file_name().ok_or(FileError::NotRegular)?;
        if self.kind(path).is_some_and(|kind| kind != FileKind::File) {
            return Err(FileError::NotRegular);
        }
        for attempt in 0..64_u32 {
            let mut temporary = std::ffi::OsString::from(".");
            temporary.push(name);
            temporary.push(format!(".{}.{attempt}.tmp", std::process::id()));
            let temporary = path.with_file_name(temporary);
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            {
                use std::os::unix::fs::OpenOptionsExt as _;
                options.mode(0o600);
            }
            match options.open(&temporary) {
                Ok(file) => {
                    return Ok(Box::new(OnDisk { file, temporary, target: path.to_owned(), done: false }));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(FileError::of(&error)),
            }
        }
        Err(FileError::Failed)
    }
}

struct OnDisk {
    file: File,
    temporary: PathBuf,
    target: PathBuf,
    done: bool,
}

impl Write for OnDisk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Pending for OnDisk {
    fn commit(mut self: Box<Self>) -> Result<(), FileError> {
        self.file.sync_all().map_err(|e| FileError::of(&e))?;
        fs::rename(&self.temporary, &self.target).map_err(|e| FileError::of(&e))?;
        self.done = true;
        Ok(())
    }
}

impl Drop for OnDisk {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::{Disk, FileError, Files as _};

    fn directory(name: &str) -> std::path::PathBuf {
        let path = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/files-tests").join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("the target directory is ours");
        path
    }

    #[test]
    fn r19_a_written_file_is_whole_private_and_no_link_is_followed() {
        let dir = directory("write");
        let path = dir.join("out.json");
        Disk.write(&path, b"one").expect("written");
        Disk.write(&path, b"two").expect("written over");
        assert_eq!(fs::read(&path).expect("read"), b"two");
        assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
        let link = dir.join("link");
        symlink(&path, &link).expect("linked");
        assert_eq!(Disk.write(&link, b"three"), Err(FileError::Link));
        assert_eq!(fs::read_dir(&dir).expect("listed").count(), 2, "no temporary file is left");
    }

    #[test]
    fn r14_only_regular_files_are_opened() {
        let dir = directory("open");
        for path in [dir.clone(), "/dev/zero".into()] {
            assert_eq!(Disk.open(&path).err(), Some(FileError::NotRegular), "{}", path.display());
        }
        assert_eq!(Disk.read(&dir.join("none"), 10), Err(FileError::Missing));
        fs::write(dir.join("big"), [0; 11]).expect("written");
        assert_eq!(Disk.read(&dir.join("big"), 10), Err(FileError::TooLarge(10)));
    }
}
