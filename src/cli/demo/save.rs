//! What the demo leaves in a directory, so that the other commands can be tried on it.

use std::path::Path;

use super::play::Play;
use crate::config;
use crate::failure::Failure;
use crate::host::Host;

/// The first line of the settings, by which a directory of the demo's is known again.
const MARK: &str = "# written by obo demo";
/// The files, in the order in which they are named.
const FILES: [&str; 5] = ["t0.jwt", "t1.jwt", "t2.jwt", "keys.json", "obo.toml"];
/// How much of somebody's settings is looked at.
const LIMIT: u64 = 1 << 20;

/// Makes the directory, unless it holds files of these names that the demo has not written.
///
/// # Errors
/// Where it cannot be made or is somebody else's.
pub(super) fn prepare(directory: &Path, host: &Host) -> Result<(), Failure> {
    let cannot = |error| Failure::usage(error).context(format!("cannot write to {}", directory.display()));
    host.files.make_directory(directory).map_err(cannot)?;
    let settings = host.files.read(&directory.join("obo.toml"), LIMIT);
    let is_ours = settings.is_ok_and(|bytes| bytes.starts_with(MARK.as_bytes()));
    let taken = FILES.iter().find(|name| host.files.kind(&directory.join(name)).is_some());
    match taken {
        Some(name) if !is_ours => {
            Err(Failure::usage(format!("{} has a {name} that the demo did not write", directory.display()))
                .hint("name another directory; nothing was written"))
        }
        _ => Ok(()),
    }
}

/// Writes the files, each whole and for the user alone; says also whether the settings among them are trusted now.
///
/// # Errors
/// Where one cannot be written.
pub(super) fn write(
    directory: &Path,
    play: &Play,
    host: &Host,
) -> Result<(Vec<&'static str>, bool), Failure> {
    let keys = serde_json::to_string_pretty(&play.keys()).unwrap_or_default();
    let mut contents: Vec<Vec<u8>> =
        play.tokens().iter().map(|token| [token.raw().expose(), b"\n"].concat()).collect();
    contents.push(format!("{keys}\n").into_bytes());
    contents.push(settings(play.issuer()).into_bytes());
    for (name, content) in FILES.iter().zip(contents) {
        host.files
            .write(&directory.join(name), &content)
            .map_err(|error| Failure::usage(error).context(format!("cannot write {name}")))?;
    }
    // What obo wrote for the user is the user's own word at once (SECURITY.md R2); where nothing can be written down,
    // --config names the file.
    let is_trusted = host.configuration_directory().is_some_and(|user_directory| {
        config::trust(&directory.join("obo.toml"), &user_directory, host.files.as_ref()).unwrap_or(false)
    });
    Ok((FILES.to_vec(), is_trusted))
}

/// Settings with two profiles: the place that the last token is meant for, with what a gate there lets in, and one that
/// it is not meant for.
pub(super) fn settings(issuer: &str) -> String {
    format!(
        "{MARK}; its server is gone, its public keys are in keys.json\n\
         \n\
         [profile.ledger]\n\
         issuer = \"{issuer}\"\n\
         jwks = \"@keys.json\"\n\
         audience = [\"ledger\"]\n\
         max-lifetime = \"15m\"\n\
         max-depth = 2\n\
         \n\
         [profile.payroll]\n\
         inherits = \"ledger\"\n\
         audience = [\"payroll\"]\n"
    )
}
